"""From a folder to a case, or to all of its problems at once."""

import hashlib
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from sat.case import Case, CaseError, Problem, load_case

Find = Callable[[Path], list[Problem]]
Change = Callable[..., Path]


def test_all_problems_of_a_case_come_at_once(
    folder: Path, edit: Change, replace: Change, add: Change
) -> None:
    replace("case.toml", 'handling = "EXERCISE"', 'handlin = "EXERCISE"')
    edit("evidence", 3, "kind", "rumour")
    edit("evidence", 3, "known_on", "12/01/2025")
    edit("ratings", 2, "hypothesis_id", "H9")
    add("observations.csv", "I1,2025-03,2025-03-01,low,,Damp.,S1")
    (folder / "events.csv").write_bytes("event_id,título\n".encode("latin-1"))
    (folder / "driver.csv").write_text("driver_id\n")
    with pytest.raises(CaseError) as error:
        load_case(folder)
    known = "question, case_id, opens, closes, as_of, resolution, handling, analysts, yardstick"
    assert str(error.value).splitlines() == [
        "case minimal has 7 problems:",
        f'  case.toml, handlin: "handlin"; there is no such key; the keys are {known}, '
        "impact_range, note, outcome [R002]",
        '  driver.csv: "driver.csv"; there is no such table; rename it to drivers.csv if that is '
        "meant [R004]",
        "  events.csv, line 1: \"byte 0xed\"; the file is not UTF-8; save it as 'CSV UTF-8' (it "
        "may be Latin-1 or UTF-16) [R101]",
        '  evidence.csv, line 3, kind: "rumour"; kind is one of report, absence, assumption, '
        "inference [R202]",
        '  evidence.csv, line 3, known_on: "12/01/2025"; write the day as YYYY-MM-DD, such as '
        "2024-09-17 [R203]",
        '  observations.csv, line 4: "I1,2025-03,2025-03-01,low,,Damp.,S1"; the row has 7 cells, '
        "the header 8; is a comma unquoted? [R105]",
        '  ratings.csv, line 2, hypothesis_id: "H9"; there is no such id in hypotheses.csv [R302]',
    ]


def test_a_case_with_a_problem_gives_its_problems_and_nothing_else(edit: Change) -> None:
    with pytest.raises(CaseError, match="case minimal has 1 problem:") as error:
        load_case(edit("evidence", 2, "text", ""))
    problem = Problem("evidence.csv", 2, "text", "R201", "", "this may not be blank")
    assert vars(error.value) == {"case": "minimal", "problems": (problem,)}


def test_one_fault_in_fifty_thousand_rows_is_the_one_problem(folder: Path, problems: Find) -> None:
    path = folder / "ratings.csv"
    days = [date(2026, 1, 1) + timedelta(days) for days in range(4_167)]
    rows = [f"E{e},H{h},ana,C,{day},,," for day in days for e in range(1, 5) for h in range(1, 4)]
    rows[31_415] = rows[31_415].replace(",C,", ",D,")
    path.write_text("\n".join([path.read_text().splitlines()[0], *rows]), encoding="utf-8")
    assert len(rows) == 50_004
    # Line 1 is the header, so row 0 stands on line 2.
    expected = "rating is one of CC, C, N, I, II, NA"
    assert problems(folder) == [Problem("ratings.csv", 31_417, "rating", "R202", "D", expected)]


def test_a_missing_table_means_that_the_technique_was_not_applied(folder: Path) -> None:
    (folder / "forecasts.csv").unlink()
    (folder / "events.csv").unlink()
    case = load_case(folder)
    assert (case.forecasts, case.events) == ((), ())
    assert len(case.evidence) == 4


def test_a_missing_table_that_others_point_to_is_missed(folder: Path, problems: Find) -> None:
    (folder / "drivers.csv").unlink()
    found = problems(folder)
    assert {problem.file for problem in found} == {"states.csv"}
    assert {problem.expected for problem in found} == {"there is no such id in drivers.csv"}
    assert len(found) == 6


@pytest.mark.parametrize("make", [None, Path.touch])
def test_a_folder_that_is_not_there_is_named(
    make: Callable[[Path], None] | None, tmp_path: Path, problems: Find
) -> None:
    if make:
        make(tmp_path / "gone")
    expected = "there is no such folder; `sat new NAME` makes a case"
    value = str(tmp_path / "gone")
    assert problems(tmp_path / "gone") == [Problem("case.toml", 0, "", "R001", value, expected)]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'question = "Qu\xe9?"\n', 0),
        (b'question = "Why?"\nopens = 2024-02-30\n', 2),
        (b"x = " + b"[" * 50_000, 0),
        (b"x = " + b"9" * 50_000, 0),
    ],
    ids=["Latin-1", "no such day", "endless nesting", "endless number"],
)
def test_a_case_toml_that_cannot_be_read_is_a_problem_and_no_crash(
    content: bytes, line: int, folder: Path, problems: Find
) -> None:
    (folder / "case.toml").write_bytes(content)
    (problem,) = problems(folder)
    assert (problem.file, problem.line, problem.rule) == ("case.toml", line, "R001")
    assert problem.expected.startswith("this is not TOML in UTF-8: ")


def first_two(data: bytes) -> bytes:
    """A table cut down to its header and two rows."""
    return b"\n".join(data.splitlines()[:3])


@pytest.mark.parametrize(
    ("table", "spoil", "rule"),
    [
        ("sources", lambda data: data.replace(b"miller", b"m\xfcller", 1), "R101"),
        ("sources", lambda data: data.replace(b",", b";"), "R102"),
        ("evidence", lambda data: data.replace(b"The miller", b'"The miller'), "R102"),
        ("hypotheses", lambda data: data.replace(b"statement", b"claim"), "R103"),
        ("hypotheses", lambda data: b"", "R103"),
        ("indicators", lambda data: data.replace(b"text", b"text,text", 1), "R104"),
        ("questions", lambda data: data.replace(b"oak in", b"oak, in"), "R105"),
        ("states", lambda data: data.replace(b"note", b"note,\x1b[2J"), "R206"),
        ("hypotheses", lambda data: first_two(data).replace(b"South", b"So, uth"), "R105"),
    ],
)
def test_a_table_that_cannot_be_read_brings_no_blame_on_those_that_point_to_it(
    table: str, spoil: Callable[[bytes], bytes], rule: str, folder: Path, problems: Find
) -> None:
    path = folder / f"{table}.csv"
    path.write_bytes(spoil(path.read_bytes()))
    assert {(problem.file, problem.rule) for problem in problems(folder)} == {(path.name, rule)}


def test_a_spoiled_case_toml_does_not_hide_what_is_wrong_in_the_tables(
    folder: Path, edit: Change, problems: Find
) -> None:
    edit("evidence", 2, "source_ids", "S9")
    edit("forecasts", 2, "outcome", "perhaps")
    (folder / "case.toml").unlink()
    assert [(problem.file, problem.rule) for problem in problems(folder)] == [
        ("case.toml", "R001"),
        ("evidence.csv", "R302"),
        ("forecasts.csv", "R309"),
    ]


@pytest.mark.parametrize("name", ["evidence\x1b[m.csv", "evide\u202ence.csv", "evide\udcffnce.csv"])
def test_a_hostile_file_name_is_spelled_out(name: str, folder: Path, problems: Find) -> None:
    (folder / "evidence.csv").rename(folder / name)
    (problem,) = (problem for problem in problems(folder) if problem.rule == "R004")
    assert str(problem).isprintable()
    assert "rename it to evidence.csv if that is meant" in str(problem)


def test_hostile_text_anywhere_in_a_case_never_reaches_the_message_raw(
    folder: Path, edit: Change, replace: Change
) -> None:
    mark = "\x1b[2J\u202e"
    replace("case.toml", "EXERCISE", r"\u001b[2J\u202e")
    replace("case.toml", "impact_range", r'"\u001b[2J\u202e"')
    edit("evidence", 1, "note", mark)
    edit("ratings", 2, "rating", mark)
    edit("sources", 2, "url", mark)
    with pytest.raises(CaseError) as error:
        load_case(folder)
    assert len(error.value.problems) == 5
    assert str(error.value).replace("\n", "").isprintable()


def test_other_files_in_the_folder_are_nobodys_business(folder: Path) -> None:
    for name in ("notes.csv", "map.png", "evidence.txt", ".~lock.evidence.csv#"):
        (folder / name).write_bytes(b"\xff")
    assert len(load_case(folder).evidence) == 4


def test_a_link_inside_the_folder_is_followed(folder: Path) -> None:
    (folder / "tables").mkdir()
    (folder / "events.csv").rename(folder / "tables" / "chronology.csv")
    (folder / "events.csv").symlink_to("tables/chronology.csv")
    assert [event.event_id for event in load_case(folder).events] == ["C1"]


def test_a_case_toml_that_leads_out_is_not_read(folder: Path, problems: Find) -> None:
    (folder / "case.toml").rename(folder.parent / "secret.toml")
    (folder / "case.toml").symlink_to("../secret.toml")
    expected = "this leads out of the case folder; put the file itself there"
    assert problems(folder) == [Problem("case.toml", 0, "", "R004", "", expected)]


def test_a_case_may_be_reached_by_a_link_to_its_folder(folder: Path) -> None:
    (folder.parent / "short").symlink_to(folder)
    assert load_case(folder.parent / "short").case_id == "minimal"


def test_a_mark_before_case_toml_is_no_fault(folder: Path) -> None:
    path = folder / "case.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_case(folder).settings.handling == "EXERCISE"


def test_a_case_is_found_by_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAT_CASES", str(folder.parent))
    assert load_case("minimal").question == "Which way will the river cross the meadow next spring?"


def test_loading_leaves_the_folder_as_it_is(folder: Path) -> None:
    def state() -> dict[str, str]:
        files = sorted(folder.rglob("*"))
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    before = state()
    load_case(folder, "2025-01-15")
    assert state() == before


@pytest.mark.parametrize("as_of", ["2025-01-31", date(2025, 1, 31)])
def test_a_cut_may_be_a_day_or_its_text_and_counts_what_it_hides(
    as_of: str | date, folder: Path
) -> None:
    case = load_case(folder, as_of)
    assert case.as_of == date(2025, 1, 31)
    # E3, six ratings of it, the observation of March, S3, S4 and I2.
    assert case.hidden == 1 + 6 + 1 + 2 + 1


@pytest.mark.parametrize(
    "as_of",
    ["31/01/2025", "2025-1-31", "20250131", "2025-W05-5", "2025-02-30", "2025-01-31T00:00", " "],
)
def test_a_cut_that_is_no_day_is_refused(as_of: str, folder: Path) -> None:
    expected = f"as_of is {as_of!r}; write the day as YYYY-MM-DD, such as 2024-09-30"
    with pytest.raises(ValueError, match="as_of is") as error:
        load_case(folder, as_of)
    assert str(error.value) == expected


def test_a_moment_is_no_day(folder: Path) -> None:
    with pytest.raises(ValueError, match="write the day as YYYY-MM-DD"):
        load_case(folder, datetime(2025, 1, 31, 12))


@pytest.mark.parametrize("as_of", [None, ""])
def test_without_a_cut_the_newest_day_in_the_tables_is_taken(
    as_of: str | None, folder: Path
) -> None:
    case = load_case(folder, as_of)
    assert (case.as_of, case.hidden) == (date(2025, 6, 10), 0)


def test_without_a_cut_the_as_of_of_case_toml_is_taken_first(replace: Change) -> None:
    case = load_case(replace("case.toml", "[outcome]", "as_of = 2025-01-10\n\n[outcome]"))
    assert case.as_of == date(2025, 1, 10)
    assert [item.evidence_id for item in case.evidence] == ["E1", "E4"]


def test_without_any_dated_row_the_first_day_of_the_span_is_taken(folder: Path) -> None:
    for table in folder.glob("*.csv"):
        if table.stem not in ("drivers", "states"):
            table.unlink()
    toml = (folder / "case.toml").read_text()
    (folder / "case.toml").write_text(toml.partition("[outcome]")[0])
    assert load_case(folder).as_of == date(2025, 1, 1)


def test_the_order_of_a_file_is_kept(folder: Path, minimal: Case) -> None:
    head, *rows = (folder / "evidence.csv").read_text().splitlines()
    (folder / "evidence.csv").write_text("\n".join([head, *reversed(rows)]) + "\n")
    assert [item.evidence_id for item in minimal.evidence] == ["E1", "E2", "E3", "E4"]
    assert [item.evidence_id for item in load_case(folder).evidence] == ["E4", "E3", "E2", "E1"]


def test_a_copy_of_a_case_under_its_name_is_the_same_case(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "backup" / "minimal")
    assert load_case(copy) == load_case(folder)
