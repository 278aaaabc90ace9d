"""What is imported beforehand is what the notebooks name, and leaves nothing running or open."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

from sat.report.warm import preload, process

LOADED = """\
import json, sys
from sat.report.warm.preload import preload
print(json.dumps([preload(), sorted(sys.modules)]))"""


def named(root: Path) -> set[str]:
    """The modules of the workbook that its notebooks import, or the packages they import from."""
    found = set()
    for path in (root / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            if cell["cell_type"] != "code":
                continue
            for node in ast.walk(ast.parse("".join(cell["source"]))):
                if isinstance(node, ast.ImportFrom) and node.module:
                    folder = root / "src" / node.module.replace(".", "/")
                    within = {f"{node.module}.{alias.name}" for alias in node.names}
                    files = {
                        name for name in within if (folder / f"{name.split('.')[-1]}.py").exists()
                    }
                    found |= files or {node.module}
                elif isinstance(node, ast.Import):
                    found |= {alias.name for alias in node.names}
    return found


def test_all_that_notebooks_import_is_there(root: Path) -> None:
    wanted = named(root)
    assert len(wanted) > 20
    shown = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, cwd=root
    )
    missing, loaded = json.loads(shown.stdout)
    assert missing == []
    assert wanted - set(loaded) == set()


def test_nothing_is_imported_that_no_notebook_names(root: Path) -> None:
    own = {name for name in preload.MODULES if name.startswith("sat.")}
    assert own <= named(root) | {"sat.case"}


def test_a_warm_process_has_one_thread_and_no_open_file() -> None:
    warm = process.warm_up(process.Wanted(process.PIPE), os.environ, str(Path.cwd()))
    assert warm.held == []
    assert len(list(Path(f"/proc/{warm.process.pid}/task").iterdir())) == 1
