"""Structured analytic techniques over a case: a question kept as a folder of plain files.

>>> import sat
>>> sat.__version__
'0.1.0'
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sat.case import Case, CaseError, load_case

__version__ = "0.1.0"
__all__ = ["Case", "CaseError", "__version__", "load_case"]

_OF_CASE = ("Case", "CaseError", "load_case")


def __getattr__(name: str) -> object:
    """What the package shows of ``sat.case``, imported when first asked for: it takes a while."""
    if name in _OF_CASE:
        return getattr(import_module("sat.case"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_OF_CASE})
