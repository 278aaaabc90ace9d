"""Notebooks for both engines, and what differs between two that were run."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

RANDOM = [  # what is random in a run, or belongs to its process
    (re.compile(r"ipykernel_\d+"), "ipykernel_PID"),
    (re.compile(r"0x[0-9a-f]{6,}"), "0xADDRESS"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)"), "TIME"),
    (re.compile(r"/tmp/ipykernel_PID/\d+\.py"), "FILE"),
    (re.compile(r"\d+:\d\d<[\d:]+, *[\d.?]+(it/s|s/it)"), "SPEED"),
]


def notebook(*sources: str, tags: dict[int, list[str]] | None = None) -> NotebookNode:
    """A notebook with these code cells, the first with the tag ``parameters``."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell{i}") for i, source in enumerate(sources)]
    for index, names in ({0: ["parameters"]} | (tags or {})).items():
        cells[index].metadata["tags"] = names
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def compat_notebook() -> NotebookNode:
    """The cells of ``cells.txt``: what a kernel can do, and how it shows what goes wrong."""
    text = Path(__file__).with_name("cells.txt").read_text(encoding="utf-8")
    heads, cells = zip(*re.findall(r"^# %%(.*)\n([\s\S]*?)(?=^# %%|\Z)", text, re.M), strict=True)
    raising = {i: ["raises-exception"] for i, head in enumerate(heads) if "may raise" in head}
    return notebook(*(cell.rstrip("\n") for cell in cells), tags=raising)


def differences(one: Any, other: Any, at: str = "") -> Iterator[str]:
    """Where two executed notebooks differ, field by field."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            if key not in one or key not in other:
                yield f"{at}/{key}: only in one"
            else:
                yield from differences(one[key], other[key], f"{at}/{key}")
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            yield f"{at}: {len(one)} and {len(other)} items"
        for index, pair in enumerate(zip(one, other, strict=False)):
            yield from differences(*pair, f"{at}/{index}")
    elif one != other:
        yield f"{at}: {str(one)[:300]!r} and {str(other)[:300]!r}"


def settled(executed: NotebookNode) -> Any:
    """A notebook as plain data without what is random in every run."""
    text = json.dumps(executed)
    for pattern, name in RANDOM:
        text = pattern.sub(name, text)
    plain = json.loads(text)
    for record in [plain["metadata"], *(cell["metadata"] for cell in plain["cells"])]:
        if "duration" in record.get("papermill", {}):
            record["papermill"]["duration"] = "SECONDS"
    for cell in plain["cells"]:
        if {"injected-parameters", "papermill-error-cell-tag"} & {
            *cell["metadata"].get("tags", [])
        }:
            cell["id"] = "RANDOM"
    return plain
