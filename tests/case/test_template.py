"""A new, empty case."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from sat.case import load_case, template
from sat.case.record import columns
from sat.case.tables import TABLES
from sat.case.template import new_case


def test_a_new_case_passes_its_own_rules_and_is_empty(tmp_path: Path) -> None:
    new_case(tmp_path / "river")
    case = load_case(tmp_path / "river")
    assert (case.case_id, case.settings.analysts) == ("river", ("analyst_a",))
    assert case.question == "Write the question here, as it would be asked aloud."
    assert all(rows == () for _, rows in case.tables())
    assert case.as_of == case.settings.opens


def test_a_new_case_has_every_table_and_nothing_else(tmp_path: Path) -> None:
    new_case(tmp_path / "river")
    files = {path.name for path in (tmp_path / "river").iterdir()}
    assert files == {"case.toml", *(f"{name}.csv" for name in TABLES)}
    assert [path.name for path in tmp_path.iterdir()] == ["river"]


def test_the_comments_name_every_table_and_column_and_say_what_it_means(tmp_path: Path) -> None:
    new_case(tmp_path / "river")
    text = (tmp_path / "river" / "case.toml").read_text(encoding="utf-8")
    for name, record in TABLES.items():
        _, _, rest = text.partition(f"# {name}.csv: {record.ABOUT}\n")
        described = [line.removeprefix("#").split(maxsplit=1) for line in rest.splitlines()]
        wanted = columns(record)
        assert [line[0] for line in described[: len(wanted)]] == list(wanted)
        assert all(len(line) == 2 for line in described[: len(wanted)])


def test_each_key_that_may_be_set_is_shown_and_works_without_its_comment_sign(
    tmp_path: Path,
) -> None:
    new_case(tmp_path / "river")
    path = tmp_path / "river" / "case.toml"
    head, _, tables = path.read_text().partition("# Once it is known")
    shown = [line.removeprefix("# ") if " = " in line else line for line in head.splitlines()]
    path.write_text("\n".join(shown))
    assert {"question", "case_id", "opens", "closes", "as_of", "resolution"} <= set(
        tomllib.loads(path.read_text())
    )
    settings = load_case(tmp_path / "river").settings
    assert (settings.impact_range, settings.as_of) == ((-3, 3), settings.opens)
    assert "# [outcome]\n# hypothesis_id = " in tables


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch, lambda path: path.symlink_to("nowhere")])
def test_what_is_there_already_is_refused_and_left_alone(
    make: Callable[[Path], object], tmp_path: Path
) -> None:
    make(tmp_path / "river")
    before = (tmp_path / "river").lstat()
    with pytest.raises(FileExistsError, match=r"^river is there already; choose another name$"):
        new_case(tmp_path / "river")
    assert (tmp_path / "river").lstat() == before
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", ["my case", "été", '"', ".hidden", "-x", "a;b", "\x1b[31m"])
def test_a_name_that_cannot_be_a_case_id_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot name a case; use letters, digits") as error:
        new_case(tmp_path / name)
    assert str(error.value).isprintable()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", [1, 5, 17])
def test_a_failure_on_the_way_leaves_nothing_behind(
    at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def write(path: Path, content: str) -> None:
        if len(written) == at - 1:
            raise OSError("no space left")
        path.write_text(content)
        written.append(path)

    monkeypatch.setattr(template, "write_file", write)
    with pytest.raises(OSError, match="no space left"):
        new_case(tmp_path / "river")
    assert len(written) == at - 1
    assert list(tmp_path.iterdir()) == []


def test_a_new_case_can_be_read_by_others(tmp_path: Path) -> None:
    new_case(tmp_path / "river")
    assert (tmp_path / "river").stat().st_mode & 0o777 == 0o755
