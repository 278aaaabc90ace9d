"""Ways to break a copy of the minimal case, and to hear what is said of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sat.case import CaseError, Problem, load_case


@pytest.fixture
def flagship(root: Path) -> Path:
    """The folder of the flagship case."""
    return root / "data" / "cases" / "jnim-urban-attacks"


@pytest.fixture
def problems() -> Callable[[Path], list[Problem]]:
    """``problems(folder)``: every problem of a case that is refused."""

    def found(folder: Path) -> list[Problem]:
        with pytest.raises(CaseError) as error:
            load_case(folder)
        return list(error.value.problems)

    return found


@pytest.fixture
def replace(folder: Path) -> Callable[[str, str, str], Path]:
    """``replace(file, old, new)`` changes one passage of the copy and gives its folder."""

    def change(file: str, old: str, new: str) -> Path:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is not once in {file}"
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
        return folder

    return change


@pytest.fixture
def add(folder: Path) -> Callable[[str, str], Path]:
    """``add(file, line)`` puts one more line at the end of a file of the copy."""

    def append(file: str, line: str) -> Path:
        with (folder / file).open("a", encoding="utf-8", newline="") as out:
            out.write(line + "\n")
        return folder

    return append
