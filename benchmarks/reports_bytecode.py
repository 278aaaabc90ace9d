"""The packages' bytecode, which a user's machine has after the first run and a fresh one lacks.

Without it every start compiles what it imports, which flatters those who start less often.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from sysconfig import get_paths
from tempfile import TemporaryDirectory

from reports_jobs import ROOT


@contextmanager
def compiled() -> Iterator[None]:
    """Python processes that start meanwhile find all of it, in a folder of its own."""
    before = dict(os.environ)
    with TemporaryDirectory(prefix="sat-bench-") as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        packages = [get_paths()["purelib"], str(ROOT / "src")]
        # Some packages carry files that are no Python of this version; nothing imports those.
        subprocess.run(
            [sys.executable, "-m", "compileall", "-q", "-j", "0", *packages],
            stdout=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
