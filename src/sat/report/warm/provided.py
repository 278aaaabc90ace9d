"""Kernels of ipykernel as they are, over zmq, in a fork: the warm process of the provisioner."""

import builtins
import os
import sys
from collections.abc import Mapping
from typing import Any

from ipykernel import debugger, heartbeat, zmqshell  # noqa: F401
from ipykernel.kernelapp import IPKernelApp

from sat.report.warm.child import run_to_end
from sat.report.warm.kernel import launcher
from sat.report.warm.preload import preload
from sat.report.warm.zygote import Live


class _Shell:
    """What libraries look for at import to know that a notebook is in front of them."""

    kernel = True
    config: Mapping[str, Any] = {"IPKernelApp": {}}


def prepare(argv: list[str]) -> Live:
    """Import what notebooks import. Returns the life of a kernel, which builds its own shell."""
    vars(builtins)["get_ipython"] = _Shell
    try:
        preload()
    finally:
        del vars(builtins)["get_ipython"]

    def live(request: Mapping[str, Any], own: list[int]) -> int:
        sys.argv = [launcher(), *request["argv"]]
        namespace: dict[str, Any] = {}
        return run_to_end(lambda: _serve(namespace), namespace)

    return live


def _serve(namespace: dict[str, Any]) -> None:
    app = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(sys.argv[1:])
    app.start()
    namespace |= {"": app.kernel.shell.user_ns}
