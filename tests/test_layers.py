"""Imports point one way: what each room of `src/sat` may import, read from its statements."""

import ast
from pathlib import Path

import pytest

# The rooms, each with those it may import. `text`, `whole` and `scales` stand below all of them.
BASE = {"text", "whole", "scales"}
MAY = {
    "text": set(),
    "whole": set(),
    "scales": set(),
    "display": {"text"},
    "draw": {"text"},
    "marks": {"text"},
    "events": {"text", "whole"},
    "case": BASE,
    "ach": {*BASE, "case", "display", "draw", "marks", "judgment"},
    "indicators": {*BASE, "case", "display", "draw", "marks", "events"},
    "judgment": {*BASE},
    "forecasts": {*BASE, "case", "display", "draw", "indicators", "judgment"},
    "scenarios": {*BASE, "case", "display", "draw", "marks", "forecasts", "indicators", "judgment"},
    "techniques": {*BASE, "case", "display", "judgment", "ach", "indicators", "scenarios"},
    "assessment": {
        *BASE,
        "case",
        "display",
        "judgment",
        "ach",
        "indicators",
        "forecasts",
        "scenarios",
        "techniques",
    },
    "report": {*BASE, "case", "ach", "indicators", "scenarios", "display"},
    "cli": {*BASE, "case", "events", "forecasts", "report", "scenarios", "techniques"},
    "__main__": {"cli"},
    "__init__": {"case"},
}


def room_of(path: Path, package: Path) -> str:
    first = path.relative_to(package).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The modules that a file imports, those inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: write imports in full"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def modules(root: Path) -> list[Path]:
    return sorted((root / "src" / "sat").rglob("*.py"))


def test_every_room_has_a_place_in_the_order(root: Path) -> None:
    package = root / "src" / "sat"
    assert {room_of(path, package) for path in modules(root)} == set(MAY)


def test_imports_point_one_way(root: Path) -> None:
    package = root / "src" / "sat"
    wrong = []
    for path in modules(root):
        room = room_of(path, package)
        for name in imported(path):
            if name.startswith("sat."):
                target = name.split(".")[1]
                version = room == "cli" and target == "__version__"
                if target != room and target not in MAY[room] and not version:
                    wrong.append(f"{path.relative_to(package)} imports {name}")
    assert not wrong


def test_only_reports_know_papermill(root: Path) -> None:
    package = root / "src" / "sat"
    users = {
        room_of(path, package)
        for path in modules(root)
        if any(name.split(".")[0] in ("papermill", "nbconvert") for name in imported(path))
    }
    assert users == {"report"}


# The tests of one module stay in one file, and a table of cases is long.
@pytest.mark.parametrize(("folder", "most"), [("src", 350), ("tests", 550), ("benchmarks", 350)])
def test_no_module_grows_out_of_sight(root: Path, folder: str, most: int) -> None:
    lengths = {
        str(path.relative_to(root)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (root / folder).rglob("*.py")
    }
    assert lengths
    assert {name: length for name, length in lengths.items() if length > most} == {}
