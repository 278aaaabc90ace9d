"""What a process reads from around it when modules are imported: the key of a warm process."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sat

# Read by Python, the libraries or the workbook once, at import or at the first use.
_NAMES = frozenset(("HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "QT_API"))
_PREFIXES = (
    "BLIS_",
    "DUCKDB_",
    "IPYTHON",
    "JUPYTER_",
    "LC_",
    "LD_",
    "MATPLOTLIB",
    "MKL_",
    "MPL",
    "NPY_",
    "NUMBA_",
    "NUMPY_",
    "OMP_",
    "OPENBLAS_",
    "PANDAS_",
    "PYDANTIC_",
    "PYTHON",
    "SCIPY_",
    "XDG_",
)
# Several kernels share the cores, and a library that starts threads cannot be forked.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Surroundings:
    """Where and how to start a warm process, and what tells it from another one."""

    environment: Mapping[str, str]
    folder: str
    flags: tuple[str, ...]  # of the interpreter
    key: tuple[object, ...]


def surroundings(env: Mapping[str, str], cwd: str, flags: Sequence[str] = ()) -> Surroundings:
    """What kernels with this environment and folder need. Raises nothing."""
    read = {name: value for name, value in env.items() if _is_read(name)}
    key = (tuple(sorted(read.items())), tuple(flags), _settings(cwd), _sources())
    warm = dict.fromkeys(_ONE_THREAD, "1") | dict(env)
    return Surroundings(warm, cwd, tuple(flags), key)


def _is_read(name: str) -> bool:
    return name in _NAMES or name.startswith(_PREFIXES)


def _settings(cwd: str) -> tuple[str, int] | None:
    """matplotlib reads a file of the folder that it is imported in."""
    path = Path(cwd, "matplotlibrc")
    return (str(path), path.stat().st_mtime_ns) if path.is_file() else None


def _sources() -> int:
    """When a source of the workbook last changed: a new kernel shows what was just edited."""
    package = Path(sat.__file__).parent
    return _newest(str(package))


def _newest(folder: str) -> int:
    times = [0]
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                times.append(entry.stat().st_mtime_ns)
            elif entry.name != "__pycache__" and entry.is_dir():
                times.append(_newest(entry.path))
    return max(times)


def umask() -> int:
    """This process's mask for new files, read without changing it."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    found = re.search(r"^Umask:\s*(\d+)", status, re.MULTILINE)
    return int(found.group(1), 8) if found else 0o022
