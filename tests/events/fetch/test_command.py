"""`sat events` as a person or a script meets it."""

import csv
import hashlib
import io
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from sat.events import COLUMNS, fetch, read_events
from sat.events import command as module
from sat.events.command import events

DATA = b"id,year\n1,2026\n"
SUM = hashlib.sha256(DATA).hexdigest()
WriteCsv = Callable[..., Path]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder is an empty one."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def sat(*arguments: object) -> Result:
    return CliRunner().invoke(events, [str(argument) for argument in arguments])


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def commands(group: click.Group) -> list[click.Command]:
    found: list[click.Command] = []
    for command in group.commands.values():
        found += [command, *(commands(command) if isinstance(command, click.Group) else [])]
    return found


@pytest.mark.parametrize("command", commands(events), ids=lambda command: str(command.name))
def test_every_command_and_option_explains_itself(command: click.Command) -> None:
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_help_names_the_terms_and_the_folder() -> None:
    acled = " ".join(sat("fetch", "acled", "--help").stdout.split())
    assert "By ACLED's terms the rows are for your own use: do not hand them on" in acled
    assert "ACLED_ACCESS_TOKEN, or ACLED_USERNAME and ACLED_PASSWORD" in acled
    ucdp = " ".join(sat("fetch", "ucdp", "--help").stdout.split())
    assert "The data are CC BY 4.0" in ucdp
    assert "default: data/events of the workbook, which git ignores" in ucdp


def test_what_is_slow_to_import_waits_until_it_is_used() -> None:
    slow = "{'pandas', 'duckdb', 'requests'}"
    code = f"import sys, sat.events.command; print(sorted({slow} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_release_is_fetched_and_its_path_printed(server: Any, answers: Any) -> None:
    server.answers[:] = [answers["file"](DATA)]
    url = f"{server.url}/a.csv"
    done = sat("fetch", "ucdp", "--release", "27.0.1", "--url", url, "--sha256", SUM)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "data/events/a.csv\n", "")
    assert Path("data/events/a.csv").read_bytes() == DATA


def test_the_default_folder_is_that_of_the_workbook_around(
    server: Any, answers: Any, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers[:] = [answers["file"](DATA)]
    monkeypatch.chdir(workbook / "notebooks")
    assert sat("fetch", "ucdp", "--url", f"{server.url}/a.csv", "--sha256", SUM).exit_code == 0
    assert (workbook / "data" / "events" / "a.csv").read_bytes() == DATA


def test_a_sum_that_nobody_knows_is_printed_to_be_compared(
    server: Any, answers: Any, tmp_path: Path
) -> None:
    server.answers[:] = [answers["file"](DATA)]
    into = tmp_path / "there"
    url = f"{server.url}/a.csv"
    done = sat("fetch", "ucdp", "--release", "27.0.1", "--url", url, "--into", into)
    assert done.stdout == f"{into / 'a.csv'}\n"
    assert done.stderr == f"no sum is known to check it by; its sha256 is {SUM}\n"


def test_a_download_that_fails_exits_1_with_the_reason_on_stderr(server: Any, answers: Any) -> None:
    server.answers[:] = [answers["status"](404)]
    done = sat("fetch", "ucdp", "--release", "27.0.1", "--url", f"{server.url}/a.csv")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "answers 404 (not there). Older releases move" in done.stderr
    wrong = sat("fetch", "ucdp", "--url", "http://ucdp.uu.se/\x1b[31m")
    assert wrong.exit_code == 1
    assert "\x1b" not in wrong.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("fetch", "ucdp", "--release", "1.1"), "release '1.1' is not in the catalogue"),
        (("fetch", "ucdp", "--sha256", "abc"), "a sha256 is 64 hexadecimal digits"),
        (("fetch", "acled", "--country", "Mali"), "Missing option '--from'"),
        (
            ("fetch", "acled", "--country", "Mali", "--from", "1 May", "--to", "2024-01-01"),
            "'1 May' does not match",
        ),
        (
            ("fetch", "acled", "--country", "Mali", "--from", "2024-02-01", "--to", "2024-01-01"),
            "the first day, 2024-02-01, is after the last one, 2024-01-01",
        ),
        (("read",), "Missing argument 'FILES...'"),
        (("read", "nothing.csv"), "File 'nothing.csv' does not exist"),
    ],
)
def test_wrong_use_exits_2(arguments: tuple[str, ...], message: str) -> None:
    done = sat(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())


def test_acled_without_an_account_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ACLED_ACCESS_TOKEN", "ACLED_USERNAME", "ACLED_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    done = sat("fetch", "acled", "--country", "Mali", "--from", "2024-01-01", "--to", "2024-01-31")
    assert done.exit_code == 1
    assert done.stderr.startswith("no access to ACLED: set the variable ACLED_ACCESS_TOKEN, or")


def test_acled_is_fetched_with_the_account_of_the_environment(
    server: Any, answers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers[:] = [answers["page"]([{"event_id_cnty": "UTO1"}])]
    monkeypatch.setenv("ACLED_ACCESS_TOKEN", "tok-s3cret")
    monkeypatch.setattr(fetch, "fetch_acled", partial(fetch.fetch_acled, base_url=server.url))
    done = sat("fetch", "acled", "--country", "Mali", "--from", "2024-01-01", "--to", "2024-01-31")
    assert done.exit_code == 0
    path = Path(done.stdout.strip())
    assert path.parent == Path("data/events")
    assert path.name.startswith("acled-mali-2024-01-01-2024-01-31-accessed-")
    assert server.asked[0].headers["Authorization"] == "Bearer tok-s3cret"
    assert "s3cret" not in done.output + path.read_text()


def test_files_become_one_table_on_stdout(ucdp_file: WriteCsv) -> None:
    first = ucdp_file({"id": "1"}, {"id": "2", "best": "5", "high": "5"})
    second = ucdp_file({"id": "2", "best": "6", "high": "6"}, name="GEDEvent_v26_0_2.csv")
    done = sat("read", first, second)
    assert done.exit_code == 0
    rows = table(done.stdout)
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["event_id"], row["release"], row["killed_best"]) for row in rows] == [
        ("1", "26.0.1", "2"),
        ("2", "26.0.2", "6"),
    ]
    assert rows[0]["date"] == "2026-01-08"
    assert done.stderr == (
        "2 events from 2 files; 1 duplicate dropped; 2 releases mixed: 26.0.1 and 26.0.2\n"
    )


def test_what_a_later_annual_release_dropped_is_counted(ucdp_file: WriteCsv) -> None:
    early = ucdp_file({"id": "1"}, {"id": "2"})
    final = ucdp_file({"id": "1"}, name="ged271.csv")
    done = sat("read", early, final)
    assert [row["event_id"] for row in table(done.stdout)] == ["1"]
    assert "1 event dropped that a later annual release no longer has; 2 releases" in done.stderr


def test_a_table_goes_to_a_file_when_asked(ucdp_file: WriteCsv, acled_file: WriteCsv) -> None:
    done = sat("read", ucdp_file({}), "--output", "out/a.csv")
    assert (done.exit_code, done.stdout) == (0, "out/a.csv\n")
    assert done.stderr == "1 event from 1 file; 0 duplicates dropped; release 26.0.1\n"
    assert len(table(Path("out/a.csv").read_text())) == 1
    assert [path.name for path in Path("out").iterdir()] == ["a.csv"]


def test_actor_and_country_choose_rows(ucdp_file: WriteCsv) -> None:
    path = ucdp_file({"side_b": "Blues"}, {}, {"country": "Atlantis"})
    done = sat("read", path, "--actor", "Reds", "--country", "Utopia", "--country", "Mu")
    assert [row["event_id"] for row in table(done.stdout)] == ["1002"]


def test_nothing_left_is_a_table_without_rows(ucdp_file: WriteCsv) -> None:
    done = sat("read", ucdp_file({}), "--actor", "Nobody")
    assert done.stdout.replace('"', "") == ",".join(COLUMNS) + "\n"
    assert done.stderr == "0 events from 1 file; 0 duplicates dropped; no release\n"


def test_release_and_day_can_be_told_where_the_file_does_not(
    ucdp_file: WriteCsv, acled_file: WriteCsv
) -> None:
    path = ucdp_file({}, name="mine.csv")
    assert sat("read", path).exit_code == 1
    done = sat("read", path, "--release", "26.0.3", "--known-on", "2026-05-01")
    (row,) = table(done.stdout)
    assert (row["release"], row["known_on"]) == ("26.0.3", "2026-05-01")
    wrong = sat("read", acled_file({}), "--release", "26.1")
    assert wrong.exit_code == 2
    assert "ACLED has no releases" in wrong.stderr


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_that_a_spreadsheet_would_run_is_quoted(ucdp_file: WriteCsv, start: str) -> None:
    # A text with a return is written as spreadsheets write it, in quotes.
    path = ucdp_file({"where_description": start, "longitude": "-8.5"}, end="\r\n")
    done = sat("read", path, "--output", "a.csv")
    assert done.exit_code == 0, done.stderr
    with Path("a.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["where"] == f"'{start}"
    assert row["longitude"] == "-8.5"
    assert row["place"] == "Amaurot city"


def test_a_file_that_is_no_event_data_exits_1(tmp_path: Path, ucdp_file: WriteCsv) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a\x1b,b\n1,2\n")
    done = sat("read", ucdp_file({}), other)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("other.csv has 1 problem:\n")
    assert "\x1b" not in done.stderr


def test_what_a_reader_warns_of_is_said_without_a_line_of_code(
    acled_row: Callable[..., dict[str, Any]], answers: Any, tmp_path: Path
) -> None:
    import json

    path = tmp_path / "page.json"
    path.write_text(json.dumps({"success": True, "total_count": 9, "data": [acled_row()]}))
    done = sat("read", path)
    assert done.exit_code == 0
    assert done.stderr.startswith("warning: page.json holds 1 of 9 rows: a page is missing")
    assert ".py" not in done.stderr


def test_an_output_that_cannot_be_written_exits_1(ucdp_file: WriteCsv) -> None:
    Path("out").write_text("a file")
    done = sat("read", ucdp_file({}), "--output", "out/a.csv")
    assert done.exit_code == 1
    assert done.stderr.startswith("cannot write a.csv into out: ")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_on_a_terminal_and_nothing_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with module._progress("MB", 1e6) as show:
        assert show is not None
        show(500_000, 2_000_000)
        show(1_500_000, None)
    assert terminal.getvalue() == "\r0.5 of 2.0 MB, 25%\x1b[K\r1.5 MB\x1b[K\r\x1b[K"
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with module._progress("MB", 1e6) as show:
        assert show is None


def test_a_terminal_gets_no_control_characters(
    ucdp_file: WriteCsv, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ucdp_file({"where_description": "red \x1b[31m é"})
    assert "red \x1b[31m é" in sat("read", path).stdout_bytes.decode()
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    module._write(read_events(path), None)
    assert "red \\u001b[31m é" in terminal.getvalue()
