"""How a report came about: the keys that every result file has, and the block a reader sees."""

import shlex
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from platform import python_version
from typing import Any

from sat.case import Case

PACKAGES = ("sat-workbook", "matplotlib", "nbconvert", "numpy", "pandas", "papermill")


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """The versions that decide what a report looks like."""
    return {"python": python_version(), **{name: version(name) for name in PACKAGES}}


def common(
    case: Case, notebook: str, parameters: Mapping[str, Any], kind: str, notebook_hash: str = ""
) -> dict[str, Any]:
    """The keys that come before ``result`` in every result file."""
    return {
        "schema": f"urn:sat:report:{kind}:1",
        "case_id": case.case_id,
        "as_of": str(case.as_of),
        "notebook": notebook,
        "notebook_hash": notebook_hash,
        "question": case.question,
        "handling": case.settings.handling,
        "parameters": dict(parameters),
        "input_hash": case.input_hash,
        "versions": dict(versions()),
        "seed": parameters.get("seed"),
    }


def block(keys: dict[str, Any]) -> list[tuple[str, str]]:
    """The same facts as lines for a reader."""
    parameters = ", ".join(f"{name} = {value!r}" for name, value in keys["parameters"].items())
    seed = (
        "no parameter: what is drawn at random has a fixed seed"
        if keys["seed"] is None
        else str(keys["seed"])
    )
    again = f"sat report {keys['case_id']} --notebook {keys['notebook']} --as-of {keys['as_of']}"
    for name, value in keys["parameters"].items():
        if name not in ("case", "as_of"):
            again += " -p " + shlex.quote(f"{name}={value}")
    return [
        ("Input hash (SHA-256)", keys["input_hash"]),
        ("What is hashed", "every row of the case that is visible at the cut-off"),
        ("Notebook", keys["notebook"]),
        ("Notebook hash (SHA-256)", keys["notebook_hash"] or "not known"),
        ("Notebook parameters", parameters),
        ("Seed", seed),
        ("Versions", ", ".join(f"{name} {number}" for name, number in keys["versions"].items())),
        ("Make it again", again),
    ]
