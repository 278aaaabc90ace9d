"""Event data in, one tidy frame out: UCDP and ACLED files, places, downloads.

Names are looked up when they are first used, so that a command line that only wants its help
does not load pandas and DuckDB for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sat.events.acled import read_acled
    from sat.events.frame import COLUMNS, Combined, combine, known_by, lethal, tidy
    from sat.events.problem import EventFileError, IncompleteWarning
    from sat.events.read import read_events
    from sat.events.ucdp import read_ucdp

__all__ = [
    "COLUMNS",
    "Combined",
    "EventFileError",
    "IncompleteWarning",
    "combine",
    "known_by",
    "lethal",
    "read_acled",
    "read_events",
    "read_ucdp",
    "tidy",
]

_MODULES = {
    "EventFileError": "problem",
    "IncompleteWarning": "problem",
    "read_acled": "acled",
    "read_events": "read",
    "read_ucdp": "ucdp",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_MODULES.get(name, 'frame')}")
    return getattr(module, name)
