"""Which future is the case drifting to? Each scenario's indicators and where they stand today.

A scenario without indicators of its own is read by those of the hypothesis that it feeds. What
nobody has seen is counted apart: a scenario with many unknowns is not an unlikely one.
"""

from dataclasses import dataclass

from sat.case import Case
from sat.indicators.state import board
from sat.indicators.warning import warnings_at_cut
from sat.scales import WARNING

ORDER = WARNING.codes


@dataclass(frozen=True)
class Drift:
    """One scenario's indicators by where they stand.

    Attributes
    ----------
    scenario_id, title
        The scenario.
    through
        The hypothesis whose indicators are read, blank where the scenario has its own.
    high, low, quiet, unknown
        Indicators that stand at high, at low, at none, and those nobody ever saw a level of.
    stale
        Those among the first three that nobody looked at in time: they stand, unconfirmed.
    level
        The scenario's warning level.

    """

    scenario_id: str
    title: str
    through: str
    high: tuple[str, ...]
    low: tuple[str, ...]
    quiet: tuple[str, ...]
    unknown: tuple[str, ...]
    stale: tuple[str, ...]
    level: str

    @property
    def known(self) -> int:
        """Indicators with a level."""
        return len(self.high) + len(self.low) + len(self.quiet)

    @property
    def raised_share(self) -> float | None:
        """Share of the indicators with a level that stand raised; ``None`` where none has one."""
        return (len(self.high) + len(self.low)) / self.known if self.known else None


def drift(case: Case) -> tuple[Drift, ...]:
    """Every scenario of the case: the loudest warning first, then the most indicators at high.

    The board and the warnings are those of ``sat.indicators.analyse``; nothing else is reckoned.
    """
    states = board(case, case.as_of)
    standing = {row.indicator_id: row.standing for row in states}
    looked = {row.indicator_id for row in states if row.looked}
    ids = {row.scenario_id for row in case.scenarios}
    found = []
    for row in warnings_at_cut(case):
        if row.outcome not in ids:
            continue
        by_level = {
            level: tuple(name for name in row.indicators if standing[name] == level)
            for level in ("high", "low", "none", "unknown")
        }
        stale = [
            name for name in row.indicators if standing[name] != "unknown" and name not in looked
        ]
        levels = by_level["high"], by_level["low"], by_level["none"], by_level["unknown"]
        found.append(Drift(row.outcome, row.title, row.through, *levels, tuple(stale), row.level))
    return tuple(
        sorted(found, key=lambda row: (-ORDER.index(row.level), -len(row.high), -len(row.low)))
    )
