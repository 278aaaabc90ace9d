"""Where the workbook and its cases are."""

import os
from pathlib import Path

import pytest

from sat.case import places
from sat.case.places import all_cases, case_folders, find_case, workbook_root


@pytest.fixture
def workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another workbook with two cases, and the current folder in it."""
    monkeypatch.delenv("SAT_CASES", raising=False)
    for name in ("notebooks/exercises", "data/cases/b", "data/cases/a"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("below", [".", "notebooks", "notebooks/exercises", "data/cases/a"])
def test_the_workbook_is_the_one_at_or_above_the_current_folder(
    below: str, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workbook / below)
    assert workbook_root() == workbook


def test_from_elsewhere_the_workbook_is_the_one_that_the_package_is_in(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert workbook_root() == root


def test_without_a_workbook_there_is_a_word_on_where_to_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAT_CASES", raising=False)
    monkeypatch.setattr(places, "__file__", str(tmp_path / "a" / "b" / "c" / "places.py"))
    with pytest.raises(FileNotFoundError, match="go to the folder that holds notebooks/ and data"):
        workbook_root()
    assert case_folders() == []
    assert find_case("river") == tmp_path / "river"


def test_a_name_is_looked_up_in_the_workbook(workbook: Path) -> None:
    assert find_case("a") == workbook / "data" / "cases" / "a"


def test_a_name_is_looked_up_in_the_named_folders_first(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one/a", "two/a", "two/c"):
        (workbook / name).mkdir(parents=True)
    folders = [workbook / "one", workbook / "two"]
    monkeypatch.setenv("SAT_CASES", os.pathsep.join(map(str, folders)))
    assert case_folders() == [*folders, workbook / "data" / "cases"]
    assert find_case("a") == workbook / "one" / "a"
    assert find_case("c") == workbook / "two" / "c"
    assert find_case("b") == workbook / "data" / "cases" / "b"


def test_a_name_that_is_nowhere_would_be_in_the_workbook(workbook: Path) -> None:
    assert find_case("gone") == workbook / "data" / "cases" / "gone"


@pytest.mark.parametrize("case", ["./a", "a/", Path("a")])
def test_a_path_is_a_path_even_where_a_case_has_that_name(case: str | Path, workbook: Path) -> None:
    assert find_case(case) == workbook / "a"


@pytest.mark.parametrize(("case", "below"), [(".", "data/cases/a"), ("..", "data/cases/a/x")])
def test_the_current_folder_may_be_the_case(
    case: str, below: str, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workbook / below).mkdir(exist_ok=True)
    monkeypatch.chdir(workbook / below)
    assert find_case(case) == workbook / "data" / "cases" / "a"


def test_all_cases_are_the_folders_by_name_but_those_of_tools(workbook: Path) -> None:
    cases = workbook / "data" / "cases"
    (cases / ".ipynb_checkpoints").mkdir()
    (cases / "README.md").touch()
    assert all_cases() == [cases / "a", cases / "b"]


def test_the_flagship_case_is_found_by_its_name(flagship: Path) -> None:
    assert find_case("jnim-urban-attacks") == flagship
    assert flagship in all_cases()
