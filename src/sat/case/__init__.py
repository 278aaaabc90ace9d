"""The case: a question as a folder of plain files, read whole or not at all."""

from sat.case.cut import earlier
from sat.case.load import load_case
from sat.case.model import Case
from sat.case.problem import CaseError, Problem

__all__ = ["Case", "CaseError", "Problem", "earlier", "load_case"]
