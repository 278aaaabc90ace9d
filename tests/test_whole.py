"""Files that appear whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from sat.whole import new_folder, write_file


@pytest.mark.parametrize("content", ["Tèxt\n", b"\x00\xff"])
def test_a_file_holds_what_was_written_and_its_folders_are_made(
    content: str | bytes, tmp_path: Path
) -> None:
    path = tmp_path / "a" / "b" / "file"
    write_file(path, content)
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert [found.name for found in path.parent.iterdir()] == ["file"]


@pytest.mark.parametrize("step", ["fsync", "replace", "fdopen"])
def test_a_failure_on_the_way_leaves_the_old_file_and_nothing_else(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "evidence.csv"
    path.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="no space left"):
        write_file(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_before_there_was_a_file_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "evidence.csv", "new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_file_keeps_its_mode(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "evidence.csv"
    path.write_text("old")
    path.chmod(mode)
    write_file(path, "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_new_file_has_the_mode_that_others_get(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_file(tmp_path / "evidence.csv", "new")
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "evidence.csv").stat().st_mode) == 0o640


def test_a_folder_is_filled_under_its_own_name_and_then_there(tmp_path: Path) -> None:
    seen = []

    def fill(made: Path) -> None:
        seen.append(made.name)
        assert not (tmp_path / "a" / "river").exists()
        write_file(made / "case.toml", "x")

    new_folder(tmp_path / "a" / "river", fill)
    assert seen == ["river"]
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["river"]
    assert (tmp_path / "a" / "river" / "case.toml").read_text() == "x"


def test_a_folder_whose_filling_fails_is_not_there_and_leaves_nothing(tmp_path: Path) -> None:
    def fail(made: Path) -> None:
        write_file(made / "half", "x")
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        new_folder(tmp_path / "river", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "river").mkdir()
    expected = "^river is there already; choose another name$"
    with pytest.raises(FileExistsError, match=expected):
        new_folder(tmp_path / "river", lambda made: None)
    assert [path.name for path in tmp_path.iterdir()] == ["river"]
