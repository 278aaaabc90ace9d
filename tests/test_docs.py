"""Pages and pins held to what they speak of."""

import re
import tomllib
from pathlib import Path

import click
import pytest

from sat.ach.scores import RULES
from sat.cli import main


def pins(root: Path) -> dict[str, set[str]]:
    """The pinned versions of `requirements.txt`: name → versions (several by environment)."""
    found: dict[str, set[str]] = {}
    for line in (root / "requirements.txt").read_text(encoding="utf-8").splitlines():
        match = re.match(r"([A-Za-z0-9_.-]+)==([^\s;]+)", line)
        assert match, f"requirements.txt pins everything: {line}"
        found.setdefault(match[1], set()).add(match[2])
    return found


def project(root: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """`pyproject.toml`: extra (``""`` for none) → name → lower and upper bound."""
    data = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"": data["dependencies"], **data["optional-dependencies"]}
    pattern = re.compile(r"([a-z0-9_.-]+)>=([\d.]+),<([\d.]+)")
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for extra, lines in groups.items():
        matches = [pattern.fullmatch(line) for line in lines]
        assert all(matches), f"give each a lower and an upper bound: {lines}"
        found[extra] = {match[1]: (match[2], match[3]) for match in matches if match}
    return found


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def test_every_pin_is_within_the_bounds_of_the_project(root: Path) -> None:
    pinned = pins(root)
    groups = project(root)
    del groups["peers"]  # tools to measure against: nobody needs them to make or test a report
    for names in groups.values():
        for name, (low, high) in names.items():
            assert len(pinned[name]) == 1, name
            version = next(iter(pinned[name]))
            assert numbers(low) <= numbers(version) < numbers(high), name


def test_conda_gets_the_same_pins(root: Path) -> None:
    text = (root / "environment.yml").read_text(encoding="utf-8")
    found = dict(re.findall(r"^  - ([a-z0-9_.-]+)==(\S+)$", text, re.MULTILINE))
    pinned = pins(root)
    assert found == {name: next(iter(pinned[name])) for name in project(root)[""]}


def test_conda_gets_the_same_python(root: Path) -> None:
    text = (root / "environment.yml").read_text(encoding="utf-8")
    data = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"  - python{data['requires-python']}\n" in text


@pytest.mark.parametrize("name", ["requirements.txt", "environment.yml", "pyproject.toml"])
def test_no_file_of_pins_names_a_registry(root: Path, name: str) -> None:
    assert "://" not in (root / name).read_text(encoding="utf-8")


def commands() -> dict[str, click.Command]:
    return main.commands


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_in_the_readme_and_explains_itself(root: Path, name: str) -> None:
    assert f"`sat {name}" in (root / "README.md").read_text(encoding="utf-8")
    command = commands()[name]
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_every_case_notebook_and_rule_is_in_the_readme(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    for case in (root / "data" / "cases").iterdir():
        assert f"`{case.name}`" in readme
    for notebook in (root / "notebooks").glob("*.ipynb"):
        assert f"`{notebook.name}`" in readme
    for rule in RULES:
        assert rule.title in readme


def test_python_in_the_readme_gives_what_it_says(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    readme = (root / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    *steps, (expression, expected) = [line.partition("  # ")[::2] for line in block.splitlines()]
    names: dict[str, object] = {}
    exec("\n".join(line for line, _ in steps), names)
    assert repr(eval(expression, names)) == expected


def test_links_of_the_readme_lead_somewhere(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", readme) if "://" not in target]
    assert targets
    for target in targets:
        assert (root / target).exists(), target


def test_every_target_of_make_in_the_readme_is_there(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:[`(]|^)make ([a-z]+)", readme, re.MULTILINE))
    assert {"report", "test", "lab"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
