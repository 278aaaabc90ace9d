"""What the tables and sentences of scenario work are shown for: a town worked by hand, and cases.

The town is the dam of `worlds.py`, with titles and stories. *Balances*: consistent are No. 1 dry,
old, stays (ties throughout), No. 2 dry, new, stays and No. 3 wet, new, goes. An inconsistency of 1
lets in wet, new, stays, of 2 dry, new, goes too. Of the 8 starts 1 ends in No. 1, 3 in No. 2 and 4
in No. 3. *Field*: dry and goes are impossible, dry and new doubtful, three pairs of 12 possible;
wet, old, stays exclude each other. That leaves dry, old, stays; dry, new, stays, which is doubtful;
wet, old, goes, the only one assessed throughout; wet, new, stays; and wet, new, goes.

S1 is dry, old, stays; S2 wet, old; S3 new, goes. A1 and A2 under H1 would be wrong if it were wet,
and if the mayor went. S1 is read by I1 (high) and I2 (never seen) of H1, S2 by I3 (low); nothing
is watched for S3.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from sat.case import Case, load_case
from sat.display import Findings, Table, Tables
from sat.scenarios.analysis import ScenarioResult, analyse

from ..ach.test_hostile import HANDLES, MARKUP, Page
from ..indicators.meadow import shown, styles
from .test_drift import indicator, seen
from .worlds import DAY, assumption, dam, exclusion, hypothesis, made, pair, scenario

ROOT = Path(__file__).parents[2]
WORLDS = ("result", "bare", "least", "flagship", "autumn")
RANKS = {"R": (5, 4), "D": (4, 4), "M": (3, 3)}
TITLES = {"R": "Rain", "D": "Dam", "M": "Mayor"}
JUDGED = (
    ("R.dry", "M.goes", "impossible", "logical"),
    ("D.new", "R.dry", "doubtful", "empirical"),
    ("R.wet", "D.old", "possible", "empirical"),
    ("R.wet", "M.goes", "possible", "normative"),
    ("D.old", "M.goes", "possible", "logical"),
)


@pytest.fixture(scope="session")
def case() -> Case:
    """The town."""
    bare = dam(RANKS)
    return replace(
        bare,
        drivers=tuple(
            row.model_copy(update={"title": TITLES[row.driver_id]}) for row in bare.drivers
        ),
        states=tuple(
            row.model_copy(update={"title": row.title.partition(".")[2].capitalize()})
            for row in bare.states
        ),
        hypotheses=(hypothesis("H1"), hypothesis("H2")),
        assumptions=(assumption("A1", "H1", "R.wet"), assumption("A2", "H1", "M.goes")),
        consistency=tuple(map(pair, JUDGED)),
        exclusions=(exclusion("X1", "R.wet;D.old;M.stays"),),
        scenarios=(
            scenario("S1", "R.dry;D.old;M.stays", "H1"),
            scenario("S2", "R.wet;D.old", "H2"),
            scenario("S3", "D.new;M.goes"),
        ),
        indicators=(indicator("I1", "H1"), indicator("I2", "H1"), indicator("I3", "S2")),
        observations=(seen("I1", "high", DAY), seen("I3", "low", DAY)),
    )


@pytest.fixture(scope="session")
def result(case: Case) -> ScenarioResult:
    """The town, analysed; S3 is the wild card."""
    return analyse(case, wild="S3")


@pytest.fixture(scope="session")
def bare() -> ScenarioResult:
    """Two drivers of two states each, and nothing else."""
    return analyse(made({"R": ("R.dry", "R.wet"), "D": ("D.old", "D.new")}))


@pytest.fixture(scope="session")
def least() -> ScenarioResult:
    """The minimal case: one impact alone is judged, and six of eight configurations balance."""
    return analyse(load_case(ROOT / "tests" / "cases" / "minimal"))


@pytest.fixture(scope="session")
def flagship() -> ScenarioResult:
    """The flagship case at its newest cut."""
    return analyse(load_case(ROOT / "data" / "cases" / "jnim-urban-attacks"))


@pytest.fixture(scope="session")
def autumn() -> ScenarioResult:
    """The flagship case as of 30 September 2024."""
    return analyse(load_case(ROOT / "data" / "cases" / "jnim-urban-attacks", "2024-09-30"))


@pytest.fixture(scope="session")
def worlds(
    result: ScenarioResult,
    bare: ScenarioResult,
    least: ScenarioResult,
    flagship: ScenarioResult,
    autumn: ScenarioResult,
) -> Mapping[str, ScenarioResult]:
    """The town and the cases by name."""
    return dict(zip(WORLDS, (result, bare, least, flagship, autumn), strict=True))


# ---- any text

ATTACK = '=<b>"\u202e\x1b\x00\n'  # short, so that titles have it before they are cut
SEEN = '=<b>"\\u202e\\u001b\\u0000'
TEXTS = ("title", "narrative", "text", "statement", "reason", "rationale", "note")
# What may be said of probability and its like: that there is none, and how cells are moved.
DENIED = re.compile(
    r"none(?: of them)? is a probability|no probabilities|gave a probability|"
    r"with a chance of 0\.4|is not an unlikely one|Scenarios are no forecasts",
    re.IGNORECASE,
)


def _written(case: Case, text: str, *columns: str) -> Case:
    """The case with the text at the end of these columns of every table."""

    def changed(row: Any) -> Any:
        own = [name for name in columns if name in type(row).model_fields]
        return row.model_copy(update={name: f"{getattr(row, name)}{text}" for name in own})

    rows = {item.name: getattr(case, item.name) for item in fields(case)}
    tables: dict[str, Any] = {
        name: tuple(map(changed, own)) for name, own in rows.items() if isinstance(own, tuple)
    }
    return replace(case, **tables)


@pytest.fixture(scope="session")
def hostile(case: Case) -> ScenarioResult:
    """The town with an attack in every text."""
    return analyse(_written(case, ATTACK, *TEXTS), wild="S3")


@pytest.fixture(scope="session")
def wordy(case: Case) -> ScenarioResult:
    """The town with titles of more than 200 letters."""
    return analyse(_written(case, "x" * 200, "title"), wild="S3")


def column(table: Table, heading: str) -> list[str]:
    """The texts under a heading."""
    place = table.headings.index(heading)
    return [row[place] for row in shown(table)]


def check_page(found: Table | Tables | Findings) -> Page:
    """Nothing but a table's own markup is in the HTML, and no character that acts on a reader."""
    page = Page(found.html())
    assert set(page.tags) <= MARKUP - {"a"}
    assert {name for name, _ in page.attributes} <= HANDLES - {"href", "rel"}
    for text in (found.html(), repr(found)):
        assert not {"\u202e", "\x1b", "\x00"} & set(text)
    return page


def check_words(found: Table | Tables | Findings) -> None:
    """Nothing is called a probability, likely or expected; no cell holds a thing of Python's.

    A table's wide cells have the case's own words, and are left out.
    """
    parts = found.parts if isinstance(found, Tables) else (found,)
    said = DENIED.sub("", "\n".join(map(_own_words, parts)))
    assert not re.search(r"probab|likel|chance|forecast|expected", said, re.IGNORECASE)
    assert not re.search(r"\bnan\b|object at|\(\)|\[\]|\{\}", said)


def _own_words(found: Table | Findings) -> str:
    if isinstance(found, Findings):
        return "\n".join(found.sentences)
    pairs = zip(shown(found), styles(found), strict=True)
    cells = [
        text
        for row, classes in pairs
        for text, style in zip(row, classes, strict=True)
        if style != "wide"
    ]
    return "\n".join([found.caption, *found.headings, *cells, *found.notes])
