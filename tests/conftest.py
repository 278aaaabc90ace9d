"""Cases to test with, and a way to break one cell at a time."""

import csv
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from sat.case import Case, load_case
from sat.case.settings import Settings
from sat.case.tables import Evidence, Hypothesis, Rating, Source

HERE = Path(__file__).parent
ROOT = HERE.parent
SHARED = ROOT.parent / "shared"
MINIMAL = HERE / "cases" / "minimal"
DAY = date(2025, 1, 1)
FLAGSHIP = ROOT / "data" / "cases" / "jnim-urban-attacks"

# Property tests try the same examples on every run, and none is timed.
settings.register_profile("workbook", derandomize=True, deadline=None, database=None)
settings.load_profile("workbook")


@pytest.fixture
def root() -> Path:
    """The workbook's top folder."""
    return ROOT


@pytest.fixture
def shared() -> Path:
    """The folder of reference data beside the checkout; without it the test is skipped."""
    if not SHARED.is_dir():
        pytest.skip("needs the reference data beside the checkout, which is not there")
    return SHARED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the minimal case, to be changed at will."""
    return Path(shutil.copytree(MINIMAL, tmp_path / "minimal"))


@pytest.fixture
def minimal() -> Case:
    """The minimal case; `cases/minimal.md` has its answers worked by hand."""
    return load_case(MINIMAL)


@pytest.fixture
def workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook with the minimal case and no notebook yet; the current folder is in it."""
    root = tmp_path / "workbook"
    (root / "notebooks").mkdir(parents=True)
    shutil.copytree(MINIMAL, root / "data" / "cases" / "minimal")
    monkeypatch.chdir(root)
    return root


CopyCase = Callable[..., Path]


@pytest.fixture
def copy_case(workbook: Path) -> CopyCase:
    """``copy_case("oak")`` puts the minimal case into the workbook under another name."""

    def copy(name: str, workbook: Path = workbook) -> Path:
        folder = Path(shutil.copytree(MINIMAL, workbook / "data" / "cases" / name))
        toml, forecasts = folder / "case.toml", folder / "forecasts.csv"
        toml.write_text(toml.read_text().replace('"minimal"', f'"{name}"'))
        forecasts.write_text(forecasts.read_text().replace("minimal,", f"{name},"))
        return folder

    return copy


@pytest.fixture
def broken(copy_case: CopyCase) -> Path:
    """A case named ``broken`` with a rating that is no code."""
    folder = copy_case("broken")
    ratings = folder / "ratings.csv"
    ratings.write_text(ratings.read_text().replace("CC", "XX"))
    return folder


Edit = Callable[[str, int, str, str], Path]


@pytest.fixture
def edit(folder: Path) -> Edit:
    """``edit(table, line, column, value)`` changes one cell of the copy and gives its folder."""

    def change(table: str, line: int, column: str, value: str) -> Path:
        path = folder / f"{table}.csv"
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        rows[line - 1][rows[0].index(column)] = value
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        return folder

    return change


@pytest.fixture(scope="session")
def make_case() -> Callable[..., Case]:
    """``make_case({"ana": ["C I II", "N . NA"]})``: two items, three hypotheses; a dot is blank.

    Columns of the evidence go by name, one value an item: ``credibility=["1", ""]``. ``sources``
    are tuples of id, reliability and origin. ``names`` are the hypotheses', H1 H2 … if left out;
    ``titles`` are their names if left out.
    """
    return _make_case


def _make_case(
    marks: Mapping[str, Sequence[str]],
    names: Sequence[str] = (),
    sources: Sequence[tuple[str, str, str]] = (),
    titles: Sequence[str] = (),
    **columns: Sequence[str],
) -> Case:
    rows = next(iter(marks.values()))
    names = names or [f"H{number + 1}" for number in range(len(rows[0].split()))]
    items = [f"E{number + 1}" for number in range(len(rows))]
    settings = {"question": "Which?", "case_id": "small", "opens": DAY, "closes": DAY}
    return Case(
        settings=Settings.model_validate({**settings, "analysts": list(marks)}),
        as_of=DAY,
        sources=tuple(_source(*source) for source in sources),
        hypotheses=tuple(
            _hypothesis(name, title) for name, title in zip(names, titles or names, strict=True)
        ),
        evidence=tuple(
            _evidence(item, {column: values[number] for column, values in columns.items()})
            for number, item in enumerate(items)
        ),
        ratings=tuple(
            _rating(item, name, analyst, mark)
            for analyst, given in marks.items()
            for item, row in zip(items, given, strict=True)
            for name, mark in zip(names, row.split(), strict=True)
            if mark != "."
        ),
    )


def _source(source_id: str, reliability: str, origin_id: str) -> Source:
    blank = {"publisher": "", "published": "", "url": ""}
    own = {"source_id": source_id, "reliability": reliability, "origin_id": origin_id}
    return Source.model_validate({**blank, **own, "title": source_id})


def _hypothesis(name: str, title: str) -> Hypothesis:
    own = {"hypothesis_id": name, "title": title, "statement": name}
    return Hypothesis.model_validate({**own, "decision_rule": "", "prior": ""})


def _evidence(item: str, columns: Mapping[str, str]) -> Evidence:
    own = {"evidence_id": item, "text": item, "kind": "report", "event_date": "", "known_on": DAY}
    blank = {"credibility": "", "relevance": "", "source_ids": "", "dependence_group": ""}
    return Evidence.model_validate({**own, **blank, **columns})


def _rating(item: str, name: str, analyst: str, mark: str) -> Rating:
    place = {"evidence_id": item, "hypothesis_id": name, "analyst": analyst}
    return Rating.model_validate({**place, "rating": mark, "rated_on": DAY, "rationale": ""})
