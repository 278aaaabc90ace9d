"""In how many places executed notebooks differ, but for what differs between any two runs."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reports_jobs import NOTEBOOKS, Job, cuts

NOTHING = object()


def read(path: Path) -> dict[str, Any]:
    """A notebook without ids, times, and the way in which its texts are broken into lists."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    cells = [
        {
            "kind": cell["cell_type"],
            "tags": _tags(cell),
            "source": _text(cell["source"]),
            "count": cell.get("execution_count"),
            "outputs": list(_outputs(cell.get("outputs", []))),
        }
        for cell in notebook["cells"]
    ]
    kernel = notebook["metadata"].get("kernelspec", {}).get("name")
    return {"cells": cells, "kernel": kernel}


def _tags(cell: dict[str, Any]) -> list[str]:
    return sorted(cell["metadata"].get("tags", []))


def _outputs(outputs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Outputs with texts whole; one stream that came in pieces is one."""
    joined: dict[str, Any] | None = None
    for output in outputs:
        if output["output_type"] != "stream":
            joined = None
            data = {kind: _text(part) for kind, part in output.get("data", {}).items()}
            rest = {key: output.get(key) for key in ("ename", "evalue", "metadata")}
            yield {"kind": output["output_type"], "data": data, **rest}
        elif joined and joined["stream"] == output["name"]:
            joined["text"] += _text(output["text"])
        else:
            joined = {"stream": output["name"], "text": _text(output["text"])}
            yield joined


def _text(part: Any) -> Any:
    lines = isinstance(part, list) and all(isinstance(line, str) for line in part)
    return "".join(part) if lines else part


def differences(one: Any, other: Any, place: str = "") -> Iterator[str]:
    """Where two values of JSON differ, down to the single text or number."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            yield from differences(one.get(key, NOTHING), other.get(key, NOTHING), f"{place}/{key}")
    elif isinstance(one, list) and isinstance(other, list):
        for n in range(max(len(one), len(other))):
            first, second = (part[n] if n < len(part) else NOTHING for part in (one, other))
            yield from differences(first, second, f"{place}/{n}")
    elif type(one) is not type(other) or one != other:
        yield place


def between(job: Job, stock: Path, other: Path, outputs_alone: bool = False) -> list[str]:
    """Where another tool's notebook of a job differs from the stock one.

    ``outputs_alone`` is for the floor, which has outputs of cells and no more.
    """
    one, two = read(stock), read(other)
    if outputs_alone:
        one, two = _shown(one), _shown(two)
    return [f"{job.name}{place}" for place in differences(one, two)]


def _shown(notebook: dict[str, Any]) -> dict[str, Any]:
    """What each code cell shows, the injected one left out, which shows nothing."""
    own = [cell for cell in notebook["cells"] if "injected-parameters" not in cell["tags"]]
    return {"outputs": [cell["outputs"] for cell in own if cell["kind"] == "code"]}


def verify() -> None:
    """Is a planted difference found, and nothing where there is none? Else ``AssertionError``."""
    job = Job(NOTEBOOKS[0], cuts(1)[0])
    notebook = json.loads(job.source.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="sat-bench-") as aside:
        path = Path(aside, "changed.ipynb")
        notebook["cells"][0]["id"] = "another"
        path.write_text(json.dumps(notebook), encoding="utf-8")
        if between(job, job.source, path):
            raise AssertionError("another id counts as a difference")
        shown = next(cell for cell in notebook["cells"] if cell.get("outputs"))
        shown["outputs"][0]["data"]["text/plain"] = "planted"
        shown["execution_count"] += 1
        notebook["cells"].append(shown)
        path.write_text(json.dumps(notebook), encoding="utf-8")
        if len(between(job, job.source, path)) != 3:
            raise AssertionError("a planted text, count and cell are not three differences")
