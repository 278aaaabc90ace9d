"""Reports by papermill in one process: its own call in a loop, and one exporter for all pages.

    python reports_loop.py FOLDER [ENGINE [encode]] < jobs

A program of its own, so that it runs under another interpreter too: it imports nothing of this
project. Jobs are a JSON list of [name, notebook, parameters]; FOLDER gets a notebook and a page of
each. Cells run in the current folder. With ``encode``, pictures are turned into text for an engine
that does not do so itself.
"""

import base64
import json
import sys
from functools import wraps
from pathlib import Path
from typing import Any

import nbformat.v4
from nbconvert import HTMLExporter
from papermill.execute import execute_notebook


def encode_pictures() -> None:
    """Let notebooks take pictures as bytes, which a kernel would have encoded on its way out."""
    plain = nbformat.v4.new_output

    @wraps(plain)
    def new_output(*args: Any, **kwargs: Any) -> Any:
        data = kwargs.get("data") or {}
        coded = {key: part for key, part in data.items() if isinstance(part, bytes)}
        data.update({key: base64.b64encode(part).decode() for key, part in coded.items()})
        return plain(*args, **kwargs)

    nbformat.v4.new_output = new_output


def main() -> None:
    """All jobs, one after the other; exit 1 where some failed, which are told and left out."""
    folder, engine = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    if "encode" in sys.argv[3:]:
        encode_pictures()
    exporter = HTMLExporter(exclude_input=True)
    failed = []
    for name, notebook, parameters in json.load(sys.stdin):
        path = folder / f"{name}.ipynb"
        own = {"parameters": parameters, "engine_name": engine}
        try:
            executed = execute_notebook(notebook, path, progress_bar=False, cwd=".", **own)
        except Exception as error:  # whatever an engine raises
            failed.append(f"{name}: {type(error).__name__}: {error}")
            continue
        page, _ = exporter.from_notebook_node(executed)
        path.with_suffix(".html").write_text(page, encoding="utf-8")
    if failed:
        sys.exit(f"{len(failed)} failed, the first: {failed[0]}")


if __name__ == "__main__":
    main()
