"""From what was asked for to tasks."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from sat.report.jobs import Limits, Task
from sat.report.notebooks import WrongUse
from sat.report.plan import Row, grid, plan, read_rows

from .conftest import CopyCase, MakeNotebook


def names(tasks: Sequence[Task]) -> list[str]:
    return [str(task.folder / task.stem) for task in tasks]


def planned(workbook: Path, *rows: Row) -> list[str]:
    tasks, failures = plan(rows, workbook / "out")
    assert failures == []
    return names(tasks)


def test_cases_by_cuts_by_values(
    workbook: Path, make_notebook: MakeNotebook, copy_case: CopyCase
) -> None:
    make_notebook("tiny")
    copy_case("oak")
    rows = grid(
        ["minimal", "oak"],
        Row("", ("tiny",), parameters={"share": "0.25"}),
        {"as_of": ("2025-02-01", "2025-06-10"), "limit": ("3", "4")},
    )
    assert planned(workbook, *rows) == [
        f"{case}/{day}/tiny,limit={limit}"
        for case in ("minimal", "oak")
        for day in ("2025-02-01", "2025-06-10")
        for limit in (3, 4)
    ]
    tasks, _ = plan(rows, workbook / "out", ("pdf",), Limits(5, 6))
    assert {task.parameters["share"] for task in tasks} == {0.25}
    assert {(task.formats, task.limits) for task in tasks} == {(("pdf",), Limits(5, 6))}


def test_without_a_notebook_all_that_fit_at_the_cut(
    workbook: Path, make_notebook: MakeNotebook
) -> None:
    make_notebook("tiny")
    make_notebook("another")
    assert planned(workbook, Row("minimal")) == [
        "minimal/2025-06-10/another",
        "minimal/2025-06-10/tiny",
    ]
    tasks, [failure] = plan([Row("minimal", as_of="2024-12-31")], workbook / "out")
    assert tasks == []
    assert failure.case_id == "minimal"
    assert failure.error == "no notebook has anything to work on on 2024-12-31"


def test_every_edition_and_the_cut_itself(workbook: Path, make_notebook: MakeNotebook) -> None:
    make_notebook("tiny")
    # ana judged on 15 January 2025; the case's own cut is in June.
    assert planned(workbook, Row("minimal", editions=True)) == [
        "minimal/2025-01-15/tiny",
        "minimal/2025-06-10/tiny",
    ]


def test_a_parameter_goes_to_the_notebooks_that_take_it(
    workbook: Path, make_notebook: MakeNotebook
) -> None:
    make_notebook("tiny")
    other = make_notebook("another")
    other.write_text(other.read_text().replace("limit = 3", "depth = 3"))
    rows = grid(["minimal"], Row("", parameters={"depth": "9"}), {"limit": ("3", "4")})
    tasks, _ = plan(rows, workbook / "out")
    assert names(tasks) == [
        "minimal/2025-06-10/another",
        "minimal/2025-06-10/tiny,limit=3",
        "minimal/2025-06-10/tiny,limit=4",
    ]
    assert tasks[0].parameters["depth"] == 9
    with pytest.raises(WrongUse, match="notebook another has no parameter width; it has: case"):
        plan([Row("minimal", parameters={"width": "1", "limit": "4"})], workbook / "out")


def test_two_reports_of_one_name_are_refused(
    workbook: Path, make_notebook: MakeNotebook, copy_case: CopyCase
) -> None:
    make_notebook("tiny")
    same = Row("minimal", parameters={"limit": "4"})
    assert planned(workbook, same, same) == ["minimal/2025-06-10/tiny"]
    message = r"two reports would both be minimal 2025-06-10 tiny: they differ in limit"
    with pytest.raises(WrongUse, match=message):
        plan([same, Row("minimal", parameters={"limit": "5"})], workbook / "out")
    elsewhere = copy_case("minimal", workbook / "elsewhere")
    with pytest.raises(WrongUse, match="tiny: their cases have one name"):
        plan([Row("minimal"), Row(str(elsewhere))], workbook / "out")


@pytest.mark.usefixtures("broken")
def test_a_broken_case_does_not_stop_the_others(
    workbook: Path, make_notebook: MakeNotebook
) -> None:
    make_notebook("tiny")
    tasks, [failure] = plan([Row("broken"), Row("minimal")], workbook / "out")
    assert names(tasks) == ["minimal/2025-06-10/tiny"]
    assert failure.case_id == "broken"
    assert failure.error.startswith("case broken has 1 problem:\n")


@pytest.mark.parametrize("day", ["2025-02-30", "20250201", "soon", "2025-2-1"])
def test_a_day_that_is_none_is_refused(
    workbook: Path, make_notebook: MakeNotebook, day: str
) -> None:
    make_notebook("tiny")
    with pytest.raises(WrongUse, match=f"as_of is '{day}'; write the day as YYYY-MM-DD"):
        plan([Row("minimal", as_of=day)], workbook / "out")


def test_what_is_refused_leaves_nothing_behind(workbook: Path, make_notebook: MakeNotebook) -> None:
    make_notebook("tiny")
    with pytest.raises(WrongUse):
        plan([Row("minimal", ("nothing",))], workbook / "out")
    assert not (workbook / "out").exists()


def test_a_jobs_file_says_it_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text(
        "\ufeffcase,notebook,as_of,analyst\n"
        "minimal,ach,2025-02-01,ana\n"
        ",,,\n"
        "oak,,,\n"
        'oak,ach,," bo "\n',
        encoding="utf-8",
    )
    assert read_rows(path) == [
        Row("minimal", ("ach",), "2025-02-01", {"analyst": "ana"}, ("analyst",)),
        Row("oak"),
        Row("oak", ("ach",), "", {"analyst": "bo"}, ("analyst",)),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"notebook\nach\n", "jobs.csv line 2: no case is named"),
        (b"", "jobs.csv: the first line has no column 'case'"),
        (b"case\n\xff\n", "jobs.csv: 'utf-8' codec"),
        (b"case,notebook\na,b,c\n", "jobs.csv line 2: there are more cells than headings"),
        (b'case\n"a', "jobs.csv: unexpected end of data"),
    ],
)
def test_a_jobs_file_that_is_none_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "jobs.csv"
    path.write_bytes(content)
    with pytest.raises(WrongUse, match=message):
        read_rows(path)
