"""Cases at an address that fsspec knows (`s3://…`, `sftp://…`, `file://…`): copied to be read."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from sat.case.settings import FILE
from sat.report.notebooks import ReportError, WrongUse
from sat.report.stamp import case_hash
from sat.text import one_line

INSTALL = "a case at an address needs fsspec: pip install '.[cluster]'"


def is_address(case: str) -> bool:
    """Is it an address rather than a name or a path?"""
    return "://" in case


@contextmanager
def at_hand(case: str, expected: str = "") -> Iterator[Path]:
    """The case's folder: its own, or for an address a copy that is there as long as it is needed.

    Raises ``ReportError`` where the address cannot be read, or where its files do not hash to
    ``expected``: what is run is what was planned.
    """
    if not is_address(case):
        yield Path(case)
        return
    with tempfile.TemporaryDirectory(prefix="sat-case-") as aside:
        folder = Path(aside, PurePosixPath(case.rstrip("/")).name)
        folder.mkdir()
        _fetch(case, folder)
        if expected and case_hash(folder) != expected:
            raise ReportError(f"the case {folder.name} was changed meanwhile; run it again")
        yield folder


def _fetch(address: str, folder: Path) -> None:
    """Copy the case's own files; nothing below it, and nothing else that lies there."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise WrongUse(INSTALL) from error
    try:
        system, path = url_to_fs(address)
        system.invalidate_cache()
        for name in system.ls(path, detail=False):
            plain = PurePosixPath(name).name
            if plain == FILE or plain.lower().endswith(".csv"):
                (folder / plain).write_bytes(system.cat_file(name))
    # Every kind of storage has errors of its own.
    except Exception as error:
        why = one_line(f"{type(error).__name__}: {error}", 200)
        raise ReportError(f"the case {folder.name} cannot be read at its address: {why}") from error
