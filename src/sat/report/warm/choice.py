"""Which kernels can be forked: those that this interpreter would start for IPython anyway."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

from sat.report.warm.line import WarmError
from sat.report.warm.process import PIPE, Wanted

_COMMAND = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]


def wanted_for(spec: KernelSpec, extra: list[str], kind: str = PIPE) -> Wanted:
    """What warm process has the kernels of a kernelspec. Raises ``WarmError`` where none has.

    ``extra`` are further arguments of the kernel.
    """
    argv, command = list(spec.argv), len(_COMMAND)
    provisioner = spec.metadata.get("kernel_provisioner", {}).get("provisioner_name")
    default = os.environ.get("JUPYTER_DEFAULT_PROVISIONER_NAME", "sat")
    if spec.language != "python":
        raise WarmError(f"the kernel {spec.display_name} speaks {spec.language}")
    if not argv or argv[-command:] != _COMMAND or not _is_this_python(argv[0]):
        raise WarmError(f"the kernel {spec.display_name} is started in a way of its own")
    if (provisioner or default) not in ("sat", "local-provisioner"):
        raise WarmError(f"the kernel {spec.display_name} has a provisioner of its own")
    return Wanted(kind, tuple(argv[1:-command]), tuple(extra))


def kernelspec(name: str) -> KernelSpec:
    """The kernelspec of that name. Raises ``jupyter_client.kernelspec.NoSuchKernel``."""
    return KernelSpecManager().get_kernel_spec(name)


def kernel_environment(spec: KernelSpec) -> dict[str, str]:
    """The environment that Jupyter gives to a kernel, by the kernelspec."""
    env = dict(os.environ)
    own: Mapping[str, Any] = spec.env or {}
    filled = {name: Template(str(text)).safe_substitute(env) for name, text in own.items()}
    env |= filled
    env.pop("PYTHONEXECUTABLE", None)
    return env | {"JPY_PARENT_PID": str(os.getpid())}


def _is_this_python(command: str) -> bool:
    """Whether a kernelspec's first word is this interpreter, in this virtual environment."""
    major, minor = sys.version_info[:2]
    if command in ("python", f"python{major}", f"python{major}.{minor}"):
        return True
    theirs, own = Path(command), Path(sys.executable)
    return theirs.parent == own.parent and theirs.exists() and theirs.samefile(own)
