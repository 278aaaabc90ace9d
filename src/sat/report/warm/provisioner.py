"""The kernel provisioner ``sat``: Jupyter's own kernels over zmq, forked from a warm process.

For JupyterLab, nbval and whatever else starts kernels with jupyter_client: it is chosen by
``JUPYTER_DEFAULT_PROVISIONER_NAME=sat``, or by ``metadata.kernel_provisioner`` of a kernelspec.
"""

import asyncio
import os
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from sat.report.warm.choice import wanted_for
from sat.report.warm.forked import ForkedProcess, ended
from sat.report.warm.line import WarmError
from sat.report.warm.process import ZMQ, Wanted, fork_kernel


class WarmProvisioner(LocalProvisioner):
    """As jupyter_client's ``LocalProvisioner``, which it is for kernels that cannot be forked."""

    process: Any = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel that listens where its connection file says, or start one."""
        try:
            wanted = Wanted(ZMQ, wanted_for(self.kernel_spec, []).flags, ())
            request = _request(cmd, kwargs)
            # In a thread: where the warm process must be started first, that takes seconds.
            process = await asyncio.to_thread(fork_kernel, wanted, request)
        except WarmError as error:
            self.log.info("provisioner sat: %s; the kernel is started anew", error)
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process
        self.pid = self.pgid = process.pid
        self.cwd = request["cwd"]
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the end of the kernel, without asking ten times a second."""
        process = self.process
        if not isinstance(process, ForkedProcess):
            return await super().wait()
        await ended(process)
        self.process = None
        return process.returncode


def _request(cmd: list[str], kwargs: dict[str, Any]) -> dict[str, Any]:
    env = dict(kwargs.get("env") or os.environ)
    # The warm process is its parent, and the system ends it with that one.
    env.pop("JPY_PARENT_PID", None)
    start = cmd.index("ipykernel_launcher") + 1
    return {"argv": cmd[start:], "env": env, "cwd": str(kwargs.get("cwd") or Path.cwd())}
