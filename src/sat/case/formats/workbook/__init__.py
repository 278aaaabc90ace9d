"""Scenario work as a workbook (.xlsx) that a workshop can fill, from bytes to records and back."""

from sat.case.formats.workbook.layout import STAND_IN, UNJUDGED, Futures
from sat.case.formats.workbook.packed import LARGEST
from sat.case.formats.workbook.read import read_workbook
from sat.case.formats.workbook.write import write_workbook

__all__ = ["LARGEST", "STAND_IN", "UNJUDGED", "Futures", "read_workbook", "write_workbook"]
