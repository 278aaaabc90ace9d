"""A made-up case with events, small enough to be worked by hand, and all that is said of one.

The meadow, as of 31 December 2025. Reference class RC1, any attack within 20 km of Oak since 2024:
5 May 2024 (two places), 10 March 2025 (toll unknown), 1 August 2025 (none killed); a siege is no
attack. RC2 asks for deaths: 5 May 2024 surely, 10 March 2025 perhaps.

I1 (monthly) points to H1, stood high since 10 November 2025 and is overdue; I2 points to H1 and
separates nothing (low since June); I3 points to H2 and was none in February; I4 points nowhere,
nobody rated it and nobody ever saw it. Scenario SC1 feeds H1.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from matplotlib.axes import Axes

from sat.case import Case
from sat.case.watch import Event, ReferenceClass
from sat.display import Findings, Table, Tables
from sat.indicators import IndicatorResult, figures, rate_figures, rate_tables, tables
from sat.indicators.alt import alt
from sat.indicators.findings import findings

MakeWatch = Callable[..., Case]
RATINGS = {
    "ana": {"I1": "HL HU", "I2": "L L", "I3": "U HL"},
    "ben": {"I1": "L HU"},
}
SEEN = ["I3 2025-02-01 none", "I2 2025-06-01 low", "I1 2025-11-10 high"]
NEAR = {"places": "Oak", "latitude": "52.5", "longitude": "-0.7", "radius_km": "20"}


def event(name: str, day: str, **more: str) -> Event:
    """An attack by the Reds in Oak, its toll unknown, known on its day."""
    own = {"event_id": name, "date": day, "known_on": day, "place": "Oak", "country": "Meadowland"}
    point = {"latitude": "52.5", "longitude": "-0.7", "perpetrator": "Reds"}
    return Event.model_validate({**dict.fromkeys(Event.model_fields, ""), **own, **point, **more})


def reference_class(name: str = "RC1", **more: str) -> ReferenceClass:
    """A class that any attack since 2024 belongs to, but for what is given."""
    own = {"class_id": name, "title": f"title of {name}", "since": "2024-01-01"}
    blank = dict.fromkeys(ReferenceClass.model_fields, "")
    return ReferenceClass.model_validate({**blank, **own, **more})


EVENTS = (
    event("C1", "2024-05-05", killed_low="3", killed_high="5"),
    event("C2", "2024-05-05", place="Elm", latitude="52.6", killed_low="1", killed_high="1"),
    event("C3", "2025-03-10"),
    event("C4", "2025-04-01", kind="siege"),
    event("C5", "2025-08-01", killed_low="0", killed_high="0", perpetrator=""),
)
CLASSES = (reference_class(**NEAR), reference_class("RC2", lethal="yes", **NEAR))


def meadow(make_watch: MakeWatch, **changes: Any) -> Case:
    """The meadow, with some of its tables changed."""
    case = make_watch(
        ["I1 H1 monthly", "I2 H1", "I3 H2", "I4"], RATINGS, SEEN, scenarios={"SC1": "H1"}
    )
    return replace(case, **({"events": EVENTS, "reference_classes": CLASSES} | changes))


def empty(make_watch: MakeWatch) -> Case:
    """An indicator and nothing else: nobody rated it, nobody looked, nothing happened."""
    return make_watch(["I1 H1"])


# ---- everything that is shown of a result

TABLES: Mapping[str, Callable[[IndicatorResult], Table | Tables]] = {
    "warnings": tables.warnings_table,
    "board": tables.board_table,
    "changes": tables.changes_table,
    "validation": tables.validation_table,
    "scenarios": lambda result: tables.validation_table(result, scenarios=True),
    "coverage": tables.coverage_table,
    "belief": tables.belief_table,
    "rates": rate_tables.rates_table,
    "wordings": rate_tables.wordings_table,
    "events": rate_tables.events_table,
    "backtest": rate_tables.backtest_table,
    "eves": rate_tables.eve_tables,
}
FIGURES: Mapping[str, Callable[..., Axes]] = {
    "board": figures.plot_board,
    "strip": figures.plot_strip,
    "belief": figures.plot_belief,
    "fan": rate_figures.plot_fan,
    "cusum": lambda result, ax=None: rate_figures.plot_chart(result, "cusum", ax),
    "ewma": lambda result, ax=None: rate_figures.plot_chart(result, "ewma", ax),
    "map": rate_figures.plot_map,
}
WORDED = ("strip", "belief", "cusum", "ewma", "map")  # figures with a text of their own


def said(result: IndicatorResult) -> Iterator[Table | Tables | Findings]:
    """Every table and the findings."""
    yield from (show(result) for show in TABLES.values())
    yield findings(result)


def everything(result: IndicatorResult) -> str:
    """All that is said of a result in words: tables as a page, findings, the figures' texts."""
    return "\n".join([*(part.html() for part in said(result)), *(alt(result, w) for w in WORDED)])


def shown(table: Table) -> list[list[str]]:
    """The texts of a table's cells."""
    return [[item if isinstance(item, str) else item.text for item in row] for row in table.rows]


def styles(table: Table) -> list[list[str]]:
    """The classes of its cells, blank where a cell has none."""
    return [["" if isinstance(item, str) else item.style for item in row] for row in table.rows]


def texts(ax: Axes) -> list[str]:
    """The texts written into the axes, in the order in which they were."""
    return [text.get_text() for text in ax.texts]
