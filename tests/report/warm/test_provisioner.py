"""Jupyter's own kernels, forked: run, interrupted, restarted and ended."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from nbclient import NotebookClient

from sat.report.warm.forked import ForkedProcess
from sat.report.warm.provisioner import WarmProvisioner

from .compare import notebook
from .conftest import is_running


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Jupyter takes the provisioner for every kernel."""
    KernelProvisionerFactory.clear_instance()  # it asks for the name once
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "sat")
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    yield
    KernelProvisionerFactory.clear_instance()


LOOK = "import os, sys\n(os.getpid(), os.getppid(), 'pandas' in sys.modules)"


@pytest.mark.usefixtures("chosen")
def test_nbclient_runs_a_notebook(tmp_path: Path) -> None:
    given = notebook(LOOK, "import pandas as pd\npd.options.display.max_columns", "print('x')")
    executed = NotebookClient(given, resources={"metadata": {"path": str(tmp_path)}}).execute()
    pid, parent, warm = eval(executed.cells[0].outputs[0].data["text/plain"])
    assert warm, "it was not forked"
    assert executed.cells[1].outputs[0].data["text/plain"] == "20"
    assert "x\n" in [out.get("text") for out in executed.cells[2].outputs]
    assert not is_running(pid)
    assert is_running(parent)


@pytest.mark.usefixtures("chosen")
def test_interrupt_restart_and_shutdown() -> None:
    manager = KernelManager()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=120)
    assert isinstance(manager.provisioner, WarmProvisioner)
    assert isinstance(manager.provisioner.process, ForkedProcess)
    first = _value(client, "__import__('os').getpid()")
    client.execute("import time\nprint('begun', flush=True)\ntime.sleep(600)")
    while client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
        pass
    manager.interrupt_kernel()
    assert client.get_shell_msg(timeout=60)["content"]["ename"] == "KeyboardInterrupt"
    manager.restart_kernel()
    client.wait_for_ready(timeout=120)
    second = _value(client, "__import__('os').getpid()")
    assert not is_running(first)
    assert is_running(second)
    client.stop_channels()
    manager.shutdown_kernel()
    assert not manager.is_alive()
    assert not is_running(second)


def _value(client: object, expression: str) -> int:
    reply = client.execute_interactive(  # type: ignore[attr-defined]
        "", user_expressions={"x": expression}, timeout=60
    )
    return int(reply["content"]["user_expressions"]["x"]["data"]["text/plain"])


@pytest.mark.usefixtures("chosen")
def test_nbval_runs_with_it(tmp_path: Path) -> None:
    given = notebook("import sys", "'pandas' in sys.modules")
    given.cells[0].execution_count = 1
    given.cells[1].execution_count = 2
    data = {"text/plain": "True"}
    given.cells[1].outputs = [nbformat.v4.new_output("execute_result", data, execution_count=2)]
    nbformat.write(given, tmp_path / "n.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "-p", "no:cacheprovider", "n.ipynb"]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "2 passed" in shown.stdout, shown.stdout


@pytest.mark.usefixtures("chosen")
def test_other_kernels_are_started_as_ever(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "kernels" / "other"
    folder.mkdir(parents=True)
    argv = (
        f'["{sys.executable}", "-m", "ipykernel_launcher", "--quiet", "-f", "{{connection_file}}"]'
    )
    spec = f'{{"argv": {argv}, "display_name": "Other", "language": "python"}}'
    (folder / "kernel.json").write_text(spec)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    executed = NotebookClient(notebook(LOOK), kernel_name="other").execute()
    assert executed.cells[0].outputs[0].data["text/plain"].endswith("False)")
