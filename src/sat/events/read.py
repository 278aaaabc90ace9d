"""One call for either source: the file's columns tell whose it is."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from sat.events import acled, ucdp
from sat.events.files import opened
from sat.events.layout import layout, refuse_others
from sat.events.problem import refusal


def read_events(
    path: Path | str,
    actor: str | None = None,
    countries: Sequence[str] = (),
    release: str | None = None,
    known_on: date | None = None,
) -> pd.DataFrame:
    """The events of a UCDP or an ACLED file as a tidy frame; see ``read_ucdp``, ``read_acled``.

    ``known_on`` is ACLED's day of access. Raises ``EventFileError`` for a file that is neither,
    and ``ValueError`` for a ``release`` given with a file of ACLED, which has none.
    """
    with opened(Path(path)) as sheet:
        refuse_others(sheet.file, sheet.names, sheet.first)
        whose = layout(sheet.names)
        if whose == "UCDP":
            return ucdp.from_sheet(sheet, actor, countries, release, known_on)
        if whose == "ACLED" and release is not None:
            raise ValueError(f"ACLED has no releases, but release is {release!r}: give known_on")
        if whose == "ACLED":
            return acled.from_sheet(sheet, actor, countries, known_on)
    expected = "these are events neither of UCDP (side_a, side_b) nor of ACLED (actor1, actor2)"
    raise refusal(sheet.file, expected)
