"""Every numbered rule passes the minimal case and breaks on at least one example.

An example that changes one cell is a row of `broken_cells.csv`: the cell, what is put there, and
the problem that must be found, alone. Faults of another shape are in ``BROKEN_OTHERWISE`` below.
"""

import csv
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sat.case import Case, Problem, load_case
from sat.case.rules import RULES

Find = Callable[[Path], list[Problem]]
Spoil = Callable[[Path], object]
HERE = Path(__file__).parent


def broken_cells() -> list[dict[str, str]]:
    with (HERE / "broken_cells.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text(file: str, old: str, new: str, encoding: str = "utf-8") -> Spoil:
    """Change one passage of a file."""

    def spoil(folder: Path) -> None:
        before = (folder / file).read_text(encoding="utf-8")
        assert old in before
        (folder / file).write_bytes(before.replace(old, new, 1).encode(encoding))

    return spoil


def instead(put: Callable[[Path], object]) -> Spoil:
    """Put something else in the place of the table of events."""

    def spoil(folder: Path) -> None:
        (folder / "events.csv").rename(folder.parent / "elsewhere.csv")
        put(folder / "events.csv")

    return spoil


def one_hypothesis(folder: Path) -> None:
    """Leave one hypothesis, one item with its source, and their rating."""
    for table in folder.glob("*.csv"):
        if table.stem in ("sources", "hypotheses", "evidence", "ratings"):
            first, second = table.read_text().splitlines()[:2]
            table.write_text(f"{first}\n{second.replace(',0.5,', ',1,')}\n")
        else:
            table.unlink()
    text("case.toml", '["S4"]', "[]")(folder)


COLUMNS = (
    "event_id,date,known_on,place,country,latitude,longitude,perpetrator,target,killed_low,"
    "killed_high,urban,complex,source_ids,note"
)
C1 = "C1,2025-01-08,2025-01-10,Oakham,Meadowland,52.5,-0.7,,north bank,0,2,no,no,S1,"
OUTCOME = '[outcome]\nhypothesis_id = "H1"\nresolved_on = 2025-06-10\nsource_ids = ["S4"]'
KEYS = (
    "question, case_id, opens, closes, as_of, resolution, handling, analysts, yardstick, "
    "impact_range, note, outcome"
)

# How it is spoiled; file, line, column, rule and value of the problem; what would be right.
BROKEN_OTHERWISE: list[tuple[Spoil, tuple[str, int, str, str, str], str]] = [
    (
        text("reference_classes.csv", "anywhere,,,,,,", "anywhere,Meadowland,,,,5000,20"),
        ("reference_classes.csv", 3, "min_population", "R316", "5000"),
        "the gazetteer begins at 15000; name smaller towns with their point",
    ),
    (
        lambda folder: (folder / "case.toml").unlink(),
        ("case.toml", 0, "", "R001", ""),
        "a case folder holds a case.toml; `sat new NAME` shows what belongs in it",
    ),
    (
        text("case.toml", "opens = 2025-01-01", "opens = 1/1/2025"),
        ("case.toml", 4, "", "R001", ""),
        "this is not TOML in UTF-8: "
        "Expected newline or end of document after a statement (at line 4, column 10)",
    ),
    (
        text("case.toml", "question", "colour = 1\nquestion"),
        ("case.toml", 0, "colour", "R002", "colour"),
        f"there is no such key; the keys are {KEYS}",
    ),
    (
        text("case.toml", "[outcome]", "[outcome]\nwhen = 1"),
        ("case.toml", 0, "outcome.when", "R002", "outcome.when"),
        "there is no such key; the keys are hypothesis_id, resolved_on, source_ids, note",
    ),
    (
        text("case.toml", "closes = 2025-12-31", ""),
        ("case.toml", 0, "closes", "R002", ""),
        "this key is missing",
    ),
    (
        text("case.toml", OUTCOME, "outcome = 1"),
        ("case.toml", 0, "outcome", "R002", "1"),
        "write [outcome] on a line of its own, and its keys below",
    ),
    (
        text("case.toml", "EXERCISE", "EX\\u001b[31m"),
        ("case.toml", 0, "handling", "R206", "EX\x1b[31m"),
        "take out the control or direction character \\u001b",
    ),
    (
        lambda folder: folder.rename(folder.parent / "meadow"),
        ("case.toml", 0, "case_id", "R003", "minimal"),
        "case_id is the folder's name: meadow",
    ),
    (
        lambda folder: (folder / "events.csv").rename(folder / "event.csv"),
        ("event.csv", 0, "", "R004", "event.csv"),
        "there is no such table; rename it to events.csv if that is meant",
    ),
    (
        lambda folder: (folder / "events.csv").rename(folder / "EVENTS.CSV"),
        ("EVENTS.CSV", 0, "", "R004", "EVENTS.CSV"),
        "there is no such table; rename it to events.csv if that is meant",
    ),
    (
        instead(lambda path: path.symlink_to(path.parent.parent / "elsewhere.csv")),
        ("events.csv", 0, "", "R004", ""),
        "this leads out of the case folder; put the file itself there",
    ),
    (
        instead(lambda path: path.symlink_to(path.parent / "nowhere.csv")),
        ("events.csv", 0, "", "R004", ""),
        "this is not a file, or a link that leads nowhere; put the file itself there",
    ),
    (
        instead(lambda path: path.symlink_to(path)),
        ("events.csv", 0, "", "R004", ""),
        "this is not a file, or a link that leads nowhere; put the file itself there",
    ),
    (
        instead(Path.mkdir),
        ("events.csv", 0, "", "R004", ""),
        "this is not a file, or a link that leads nowhere; put the file itself there",
    ),
    (
        instead(os.mkfifo),
        ("events.csv", 0, "", "R004", ""),
        "this is not a file, or a link that leads nowhere; put the file itself there",
    ),
    (
        text("events.csv", "Oakham", "Chêne", "latin-1"),
        ("events.csv", 2, "", "R101", "byte 0xea"),
        "the file is not UTF-8; save it as 'CSV UTF-8' (it may be Latin-1 or UTF-16)",
    ),
    (
        text("events.csv", COLUMNS, COLUMNS.replace(",", ";")),
        ("events.csv", 1, "", "R102", COLUMNS.replace(",", ";")),
        "separate the columns by commas, not by semicolons",
    ),
    (
        text("events.csv", "north bank", '"north bank'),
        ("events.csv", 2, "", "R102", C1.replace("north bank", '"north bank')),
        "this is not comma-separated text (unexpected end of data); look for a quote left open",
    ),
    (
        lambda folder: (folder / "events.csv").write_bytes(b""),
        ("events.csv", 0, "", "R103", ""),
        f"the file is empty; its first line is {COLUMNS.replace('complex', 'complex,kind')}",
    ),
    (
        text("events.csv", "Oakham", "Oakham, the town"),
        ("events.csv", 2, "", "R105", C1.replace("Oakham", "Oakham, the town")[:80]),
        "the row has 16 cells, the header 15; is a comma unquoted?",
    ),
    (
        text("events.csv", "Oakham", "Oak\x1b[31mham"),
        ("events.csv", 2, "place", "R206", "Oak\x1b[31mham"),
        "take out the control or direction character \\u001b",
    ),
    (
        text("events.csv", "Oakham", "\u202emahkaO"),
        ("events.csv", 2, "place", "R206", "\u202emahkaO"),
        "take out the control or direction character \\u202e",
    ),
    (
        text("events.csv", ",note", ",note,\x1b[2Jseen"),
        ("events.csv", 1, "\x1b[2Jseen", "R206", "\x1b[2Jseen"),
        "take out the control or direction character \\u001b",
    ),
    (
        text("consistency.csv", "D1.dry,", "D2.open,D1.dry,possible,logical,,,\nD1.dry,"),
        ("consistency.csv", 3, "state_a+state_b", "R301", "D1.dry, D2.open"),
        "doubtful here, but possible on line 2, and a pair of states is judged once, whichever "
        "comes first; keep one of them",
    ),
    (
        text("consistency.csv", "D1.dry,", "D2.open,D1.dry,doubtful,logical,,,\nD1.dry,"),
        ("consistency.csv", 3, "state_a+state_b", "R301", "D1.dry, D2.open"),
        "this is already on line 2; keep one of them",
    ),
    (
        lambda folder: (
            (folder / "exclusions.csv").unlink(),
            text("states.csv", "D3,D3.under,Under water,,\n", "")(folder),
        ),
        ("drivers.csv", 4, "driver_id", "R318", "D3: 1"),
        "what has one state cannot change; write at least two into states.csv",
    ),
    (
        text("hypotheses.csv", "0.2,,", "0.2,2025-01-02,"),
        ("ratings.csv", 13, "rated_on", "R304", "2025-01-01"),
        "H3 became known on 2025-01-02; a rating cannot come before it",
    ),
    (
        one_hypothesis,
        ("hypotheses.csv", 0, "", "R311", "H1"),
        "one hypothesis has nothing to compete with; write down at least two",
    ),
]


def test_the_minimal_case_has_every_table_and_passes_every_rule(minimal: Case) -> None:
    assert all(rows for _, rows in minimal.tables())


def test_every_rule_has_an_example_that_breaks_it() -> None:
    broken = {row["rule"] for row in broken_cells()}
    broken |= {where[3] for _, where, _ in BROKEN_OTHERWISE}
    assert broken == set(RULES)


@pytest.mark.parametrize(
    "row", broken_cells(), ids=lambda row: f"{row['rule']}-{row['file']}-{row['column']}"
)
def test_one_broken_cell_gives_the_one_problem_that_it_is(
    row: dict[str, str], folder: Path, edit: Callable[..., Path], problems: Find
) -> None:
    if row["file"] == "case.toml":
        set_key(folder / "case.toml", row["column"], row["value"])
    else:
        edit(row["file"].removesuffix(".csv"), int(row["line"]), row["column"], row["value"])
    where = (row["file"], int(row["found_line"]), row["found_column"], row["rule"])
    assert problems(folder) == [Problem(*where, row["found_value"], row["expected"])]


def set_key(path: Path, key: str, value: str) -> None:
    """Give a key of a TOML file another value; one that is not there comes first."""
    text, line = path.read_text(encoding="utf-8"), f"{key} = {value}"
    changed, times = re.subn(rf"^{key} = .*$", lambda _: line, text, flags=re.MULTILINE)
    path.write_text(changed if times else f"{line}\n{text}", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "where", "expected"),
    BROKEN_OTHERWISE,
    ids=[f"{where[3]}-{where[0]}" for _, where, _ in BROKEN_OTHERWISE],
)
def test_one_fault_of_another_shape_gives_the_one_problem_that_it_is(
    spoil: Spoil, where: tuple[str, int, str, str, str], expected: str, folder: Path, problems: Find
) -> None:
    spoil(folder)
    case = next(path for path in folder.parent.iterdir() if path.is_dir())
    assert problems(case) == [Problem(*where, expected)]


@pytest.mark.parametrize(
    ("file", "line", "column", "value"),
    [
        ("case.toml", 0, "closes", "2025-01-01"),
        ("case.toml", 0, "impact_range", "[-2, 2]"),
        ("questions.csv", 2, "closes", "2025-01-01"),
        ("questions.csv", 2, "resolved_on", "2025-01-01"),
        ("evidence.csv", 3, "event_date", "2025-01-12"),
        ("evidence.csv", 3, "event_date", "2025"),
        ("observations.csv", 3, "observed_on", "2025-03"),
        ("events.csv", 2, "killed_low", "2"),
        ("events.csv", 2, "killed_high", ""),
        ("hypotheses.csv", 4, "prior", "0.204"),
        ("impacts.csv", 2, "impact", "-3"),
    ],
)
def test_what_lies_on_the_edge_of_a_rule_passes(
    file: str, line: int, column: str, value: str, folder: Path, edit: Callable[..., Path]
) -> None:
    if file == "case.toml":
        set_key(folder / file, column, value)
    else:
        edit(file.removesuffix(".csv"), line, column, value)
    assert load_case(folder).case_id == "minimal"


def test_where_a_source_has_no_day_nothing_can_be_said_of_when_an_item_was_known(
    edit: Callable[..., Path],
) -> None:
    edit("evidence", 3, "known_on", "2025-01-11")
    edit("evidence", 3, "source_ids", "S2;S3")
    folder = edit("sources", 4, "published", "")
    assert [item.evidence_id for item in load_case(folder, "2025-01-11").evidence] == [
        *("E1", "E2", "E4")
    ]


def test_priors_may_be_left_out_altogether(edit: Callable[..., Path]) -> None:
    edit("hypotheses", 2, "prior", "")
    edit("hypotheses", 3, "prior", "")
    folder = edit("hypotheses", 4, "prior", "")
    assert [hypothesis.prior for hypothesis in load_case(folder).hypotheses] == [None] * 3
