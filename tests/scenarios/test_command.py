"""`sat import` and `sat export` as a person or a script meets them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from sat.case import load_case
from sat.case.formats import workbook as formats
from sat.case.formats.scw import Descriptor, Project, read_scw, write_scw
from sat.case.formats.sl import Solution, read_sl
from sat.cli import main
from sat.scenarios import exchange

DAY = Project(
    "Will it be a good day?",
    (Descriptor("Weather", ("sun", "rain")), Descriptor("Mood", ("good", "bad"))),
    ((0, 0, 5, -2), (0, 0, -1, 1), (0, 0, 0, 0), (0, 0, 0, 0)),
)
Edit = Callable[[str, int, str, str], Path]


def sat(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def day(workbook: Path) -> Path:
    """A project's file beside the workbook's folders."""
    path = workbook / "day.scw"
    path.write_bytes(write_scw(DAY))
    return path


def test_a_project_becomes_a_case_that_passes_check(day: Path) -> None:
    made = sat("import", "day.scw", "--case", "day")
    assert (made.exit_code, made.stdout) == (0, "data/cases/day\n")
    assert made.stderr == (
        "read 2 drivers, 4 states and 4 impacts other than 0\n"
        "2 drivers: importance and uncertainty are not judged yet; 3 stands in where the file has "
        "none\n"
        "write question and span into case.toml: its comments say what stands in\n"
    )
    assert sat("check", "day").stdout == "case day is fine: 10 rows\n"
    case = load_case("day")
    assert (case.question, case.settings.impact_range) == ("Will it be a good day?", (-3, 5))
    files = {path.name for path in (Path("data") / "cases" / "day").iterdir()}
    assert files == {"case.toml", "drivers.csv", "states.csv", "impacts.csv"}


def test_names_that_were_changed_are_told(day: Path) -> None:
    names = tuple(f"\x1b{number}" for number in range(12))
    project = Project("Q", (Descriptor("A", names), Descriptor("", ("x", "y"))), ((0,) * 14,) * 14)
    # Such names are written by no program of ours, and read from any.
    text = write_scw(Project("Q", (Descriptor("A", ("-",) * 12), *project.descriptors[1:]),
                             project.impacts)).decode()  # fmt: skip
    for name in names:
        text = text.replace(" --\r\n", f" -{name}\r\n", 1)
    day.write_bytes(text.encode())
    told = sat("import", "day.scw", "--case", "day").stderr.splitlines()
    assert told[1:3] == [
        "D2: '' is now 'Driver D2'",
        "D1.1: in '\\u001b0' what does not show is spelled out or left out",
    ]
    assert told[11] == "and 3 more names"


def test_a_case_goes_into_any_folder(day: Path, tmp_path: Path) -> None:
    made = sat("import", str(day), "--case", "day", "--into", str(tmp_path / "far" / "off"))
    assert made.exit_code == 0
    assert load_case(tmp_path / "far" / "off" / "day").case_id == "day"
    assert [path.name for path in (tmp_path / "far" / "off").iterdir()] == ["day"]


def test_what_is_there_is_never_imported_over(day: Path) -> None:
    before = sorted(Path("data/cases/minimal").iterdir())
    made = sat("import", "day.scw", "--case", "minimal")
    assert made.exit_code == 2
    assert "minimal is there already: data/cases/minimal; give another NAME" in made.stderr
    assert sorted(Path("data/cases/minimal").iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("day.scw", "--case", "a b"), "'a b': a case is named by letters"),
        (("day.scw", "--case", "../up"), "'../up': a case is named by letters"),
        (("day.scw",), "Missing option '--case'"),
        (("none.scw", "--case", "day"), "'none.scw' does not exist"),
    ],
)
def test_import_refuses_wrong_use(day: Path, arguments: tuple[str, ...], message: str) -> None:
    made = sat("import", *arguments)
    assert (made.exit_code, made.stdout) == (2, "")
    assert message in made.stderr


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"hello", '  line 1: "hello"; begin with $ ScenarioWizard and a version from 3 to 5'),
        (b"PK\x03\x04", "workbook: the workbook cannot be read"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "file: this is a workbook of the old kind or with a password",
        ),
    ],
)
def test_a_faulty_file_is_a_finding_and_leaves_nothing(
    day: Path, data: bytes, message: str
) -> None:
    day.write_bytes(data)
    made = sat("import", "day.scw", "--case", "day")
    assert (made.exit_code, made.stdout) == (1, "")
    assert message in made.stderr
    assert [path.name for path in Path("data/cases").iterdir()] == ["minimal"]


def test_a_file_that_is_too_large_is_refused(day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "LARGEST", 3)
    made = sat("import", "day.scw", "--case", "day")
    assert made.exit_code == 1
    assert "file: it has more than 0 MB; this is no matrix that a case can hold" in made.stderr


def test_what_breaks_a_rule_of_cases_is_told_and_not_made(day: Path) -> None:
    project = Project("", (Descriptor("A", ("x",)),), ((0,),))
    day.write_bytes(write_scw(project))
    made = sat("import", "day.scw", "--case", "day")
    assert made.exit_code == 1
    assert made.stderr.startswith("case day has 1 problem:\n  drivers.csv, line 2")
    assert [path.name for path in Path("data/cases").iterdir()] == ["minimal"]


def test_a_workbook_goes_out_and_comes_back(workbook: Path) -> None:
    out = sat("export", "minimal", "--to", "xlsx")
    assert (out.exit_code, out.stdout) == (0, "minimal.xlsx\n")
    assert out.stderr == (
        "wrote 3 drivers, 6 states, 1 impact other than 0, 1 consistency pair, 1 exclusion and "
        "1 scenario, as of 2025-06-10\n"
    )
    made = sat("import", "minimal.xlsx", "--case", "back")
    assert (made.exit_code, made.stdout) == (0, "data/cases/back\n")
    assert made.stderr.endswith("1 scenario named a hypothesis, which is left out: write it anew\n")
    here, back = load_case("minimal"), load_case("back")
    for name in ("drivers", "states", "impacts", "consistency", "exclusions"):
        assert getattr(back, name) == getattr(here, name)
    assert back.scenarios[0].states == here.scenarios[0].states
    assert (back.question, back.settings.opens, back.settings.handling) == (
        here.question,
        here.settings.opens,
        "EXERCISE",
    )


def test_a_fault_of_a_workbook_names_its_cell(workbook: Path) -> None:
    sat("export", "minimal", "--to", "xlsx")
    book = load_workbook("minimal.xlsx")
    book["Impacts"]["F4"] = "lots"
    book.save("minimal.xlsx")
    made = sat("import", "minimal.xlsx", "--case", "back")
    assert (made.exit_code, made.stdout) == (1, "")
    assert made.stderr == (
        "file minimal.xlsx has 1 problem:\n"
        '  Impacts!F4: "lots"; write a whole number from -99 to 99, or leave it blank\n'
    )


def test_a_project_is_written_and_says_what_it_cannot_carry(workbook: Path) -> None:
    out = sat("export", "minimal", "--to", "scw", "--output", "to/river.scw")
    assert (out.exit_code, out.stdout) == (0, "to/river.scw\n")
    assert out.stderr == (
        "wrote 3 drivers, 6 states and 1 impact other than 0, as of 2025-06-10; no ids, reasons or "
        "other tables\n"
        "the file cannot carry the marking EXERCISE\n"
    )
    project = read_scw(Path("to/river.scw").read_bytes(), "river.scw")
    assert [row.name for row in project.descriptors] == ["Rain", "Dam", "Road"]


def test_letters_that_latin_1_lacks_are_told_or_kept(workbook: Path) -> None:
    drivers = workbook / "data" / "cases" / "minimal" / "drivers.csv"
    drivers.write_text(drivers.read_text().replace("Rain", "Łódź"), encoding="utf-8")
    out = sat("export", "minimal", "--to", "scw")
    assert "1 name written with letters of latin-1: 'Łódź'\n" in out.stderr
    assert read_scw(Path("minimal.scw").read_bytes(), "a").descriptors[0].name == "Lódz"
    out = sat("export", "minimal", "--to", "scw", "--force", "--encoding", "utf-8")
    assert "latin-1" not in out.stderr
    assert read_scw(Path("minimal.scw").read_bytes(), "a").descriptors[0].name == "Łódź"


def test_solutions_are_written_as_scenariowizard_writes_them(day: Path) -> None:
    sat("import", "day.scw", "--case", "day")
    out = sat("export", "day", "--to", "sl", "--fix", "D1.1")
    assert (out.exit_code, out.stdout) == (0, "day.sl\n")
    assert out.stderr == "wrote 1 consistent scenario, as of 2000-01-01\n"
    assert read_sl(Path("day.sl").read_bytes(), "day.sl") == (Solution((0, 0), 2, 0, 5),)


def test_weights_that_were_not_computed_are_told(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "STARTS", 1)
    out = sat("export", "minimal", "--to", "sl")
    assert "weights are 0: there are too many starts to try each\n" in out.stderr


def test_too_many_scenarios_are_a_finding(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "MOST", 1)
    out = sat("export", "minimal", "--to", "sl")
    assert (out.exit_code, out.stdout) == (1, "")
    assert "a file lists at most 1; fix one or more states with --fix STATE_ID" in out.stderr
    assert not Path("minimal.sl").exists()


def test_json_is_written_whole(workbook: Path) -> None:
    assert sat("export", "minimal", "--to", "json").stdout == "minimal.json\n"
    assert json.loads(Path("minimal.json").read_text(encoding="utf-8"))["case_id"] == "minimal"


@pytest.mark.parametrize("form", ["scw", "sl", "xlsx", "json"])
def test_two_exports_are_the_same_bytes(workbook: Path, form: str) -> None:
    for name in ("one", "two"):
        assert sat("export", "minimal", "--to", form, "--output", name).exit_code == 0
    assert Path("one").read_bytes() == Path("two").read_bytes()


def test_a_file_that_is_there_is_written_over_only_by_force(workbook: Path) -> None:
    Path("minimal.json").write_text("mine")
    out = sat("export", "minimal", "--to", "json")
    assert (out.exit_code, out.stdout) == (2, "")
    assert "minimal.json is there already; --force writes over it" in out.stderr
    assert Path("minimal.json").read_text() == "mine"
    assert sat("export", "minimal", "--to", "json", "--force").exit_code == 0
    assert Path("minimal.json").read_text() != "mine"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("oak", "--to", "json"), 2, "there is no case 'oak'"),
        (("minimal", "--to", "pdf"), 2, "'pdf' is not one of 'scw', 'sl', 'xlsx', 'json'"),
        (("minimal",), 2, "Missing option '--to'"),
        (("minimal", "--to", "json", "--fix", "D1.wet"), 2, "--fix is for --to sl"),
        (
            ("minimal", "--to", "sl", "--fix", "D9"),
            1,
            "there is no state D9; fix one of states.csv",
        ),
    ],
)
def test_export_refuses_what_cannot_be(
    workbook: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    out = sat("export", *arguments)
    assert (out.exit_code, out.stdout) == (code, "")
    assert message in out.stderr


def test_a_case_without_scenario_work_has_nothing_to_export(workbook: Path) -> None:
    sat("new", "oak")
    out = sat("export", "oak", "--to", "xlsx")
    assert out.exit_code == 1
    assert out.stderr.startswith("case oak has no scenario work as of ")


def test_a_faulty_case_is_told_and_not_exported(workbook: Path) -> None:
    states = workbook / "data" / "cases" / "minimal" / "states.csv"
    states.write_text(states.read_text().replace("D1,D1.wet", "D9,D1.wet"))
    out = sat("export", "minimal", "--to", "json")
    assert out.exit_code == 1
    assert 'states.csv, line 2, driver_id: "D9"; there is no such id in drivers.csv' in out.stderr


def test_rows_that_came_later_are_told(workbook: Path) -> None:
    toml = workbook / "data" / "cases" / "minimal" / "case.toml"
    toml.write_text(toml.read_text().replace("opens =", "as_of = 2024-01-01\nopens ="))
    out = sat("export", "minimal", "--to", "json")
    assert out.exit_code == 0
    assert " of the case came later and cannot be seen yet\n" in out.stderr
