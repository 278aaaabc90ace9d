"""Structured analytic techniques over a case: a question kept as a folder of plain files.

>>> import sat
>>> sat.__version__
'0.1.0'
"""

from sat.case import Case, CaseError, load_case

__version__ = "0.1.0"
__all__ = ["Case", "CaseError", "__version__", "load_case"]
