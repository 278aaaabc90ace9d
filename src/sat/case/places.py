"""Where the workbook and its cases are, whatever folder a notebook or a command runs in."""

import os
from pathlib import Path

CASES_VARIABLE = "SAT_CASES"


def workbook_root() -> Path:
    """The workbook's top folder: the nearest one at or above the current folder, else the
    one this package was installed from.

    Raises ``FileNotFoundError`` where neither is a workbook.
    """
    here = Path.cwd().resolve()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[3]):
        if (folder / "notebooks").is_dir() and (folder / "data" / "cases").is_dir():
            return folder
    raise FileNotFoundError(
        "no workbook here: go to the folder that holds notebooks/ and data/cases/"
    )


def case_folders() -> list[Path]:
    """Where names of cases are looked up: the folders in ``SAT_CASES``, then `data/cases`."""
    named = [Path(part) for part in os.environ.get(CASES_VARIABLE, "").split(os.pathsep) if part]
    try:
        return [*named, workbook_root() / "data" / "cases"]
    except FileNotFoundError:
        return named


def find_case(case: str | Path) -> Path:
    """The folder of a case given by name or by path; it need not exist."""
    text = str(case)
    if isinstance(case, Path) or os.sep in text or text in (".", ".."):
        return Path(case).resolve()
    for folder in case_folders():
        if (folder / text).is_dir():
            return folder / text
    if Path(text).is_dir():
        return Path(text).resolve()
    return (case_folders() or [Path.cwd()])[-1] / text


def all_cases() -> list[Path]:
    """Every case of the workbook, by name."""
    cases = workbook_root() / "data" / "cases"
    found = (path for path in cases.iterdir() if path.is_dir())
    # Folders that begin with a dot are of tools, such as JupyterLab's checkpoints.
    return sorted(path for path in found if not path.name.startswith("."))
