"""The engine as papermill finds it: light, by its name, and able to do without forking."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import entrypoints
import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec
from nbclient.exceptions import DeadKernelError
from nbformat import v4
from papermill.engines import NBClientEngine, papermill_engines
from papermill.execute import execute_notebook

from sat.report.engine import SatEngine
from sat.report.warm import engine as warm_engine
from sat.report.warm.choice import wanted_for
from sat.report.warm.process import Wanted, WarmError

HEAVY = {"papermill", "nbclient", "jupyter_client", "numpy", "pydantic", "sat.case", "traitlets"}


def modules_of(statement: str) -> set[str]:
    code = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(shown.stdout))


def test_its_module_imports_nothing_heavy() -> None:
    loaded = modules_of("import sat.report.engine")
    assert "sat.report.engine" in loaded
    assert not loaded & HEAVY
    assert modules_of("import sat.report.engine, numpy") & HEAVY == {"numpy"}


def test_papermill_knows_it_by_name() -> None:
    assert papermill_engines.get_engine("sat") is SatEngine
    assert entrypoints.get_single("jupyter_client.kernel_provisioners", "sat").object_name == (
        "WarmProvisioner"
    )


def plain(
    *sources: str, kernel: str = "python3", language: str = "python"
) -> nbformat.NotebookNode:
    cells = [v4.new_code_cell(source) for source in sources]
    spec = {"name": kernel, "language": language, "display_name": kernel}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": spec})


def test_names_are_found_as_papermill_finds_them() -> None:
    given = plain(kernel="named", language="x")
    assert SatEngine.nb_kernel_name(given) == NBClientEngine.nb_kernel_name(given) == "named"
    assert SatEngine.nb_kernel_name(given, "other") == "other"
    assert SatEngine.nb_language(given) == NBClientEngine.nb_language(given) == "x"
    with pytest.raises(ValueError, match="No kernel name found"):
        SatEngine.nb_kernel_name(v4.new_notebook())


def test_the_command_line_has_it(tmp_path: Path) -> None:
    given = plain("case = 'a'", "print(case)\nimport os\nprint(os.getcwd())")
    given.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(given, tmp_path / "in.ipynb")
    command = [sys.executable, "-m", "papermill", "--engine", "sat", "in.ipynb", "out.ipynb"]
    command += ["-p", "case", "b", "--log-output", "--no-progress-bar"]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert executed.cells[2].outputs[0].text == f"b\n{tmp_path}\n"
    assert f"b\n{tmp_path}" in shown.stderr
    assert executed.metadata.papermill.parameters == {"case": "b"}


@pytest.fixture
def unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if no reason had been given yet."""
    monkeypatch.setattr(warm_engine, "_said", set())
    logging.getLogger("papermill").propagate = True


@pytest.mark.usefixtures("unsaid")
def test_where_it_cannot_fork_it_says_so_once_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sat.report.warm.process._why_not", lambda: "there is no fork here")
    given = plain("import sys\nprint('pandas' in sys.modules)")
    for _ in range(2):
        executed = execute_notebook(given, None, engine_name="sat", progress_bar=False)
        assert executed.cells[0].outputs[0].text == "False\n"
    warnings = [record.message for record in caplog.records if record.levelname == "WARNING"]
    assert warnings == ["engine sat: there is no fork here; each kernel is started anew"]


@pytest.mark.usefixtures("unsaid")
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"language": "R"}, "speaks R"),
        (
            {"argv": ["/usr/bin/python3", "-m", "ipykernel_launcher", "-f", "{connection_file}"]},
            "own",
        ),
        (
            {"argv": ["python", "-m", "other", "-f", "{connection_file}"]},
            "started in a way of its own",
        ),
        (
            {"metadata": {"kernel_provisioner": {"provisioner_name": "x"}}},
            "a provisioner of its own",
        ),
    ],
    ids=["language", "interpreter", "command", "provisioner"],
)
def test_other_kernels_are_not_forked(change: dict[str, object], why: str) -> None:
    argv = ["python", "-X", "dev", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    usual = {"argv": argv, "language": "python", "display_name": "Named"}
    assert wanted_for(KernelSpec(**usual), ["--x"]) == Wanted("kernel", ("-X", "dev"), ("--x",))
    with pytest.raises(WarmError, match=f"the kernel Named .*{why}"):
        wanted_for(KernelSpec(**usual | change), [])


@pytest.mark.usefixtures("unsaid")
def test_statuses_are_true_without_forking_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sat.report.warm.process._why_not", lambda: "there is no fork here")
    given = plain("1", "import os\nos.kill(os.getpid(), 9)", "2")
    with pytest.raises(DeadKernelError):
        execute_notebook(given, tmp_path / "out.ipynb", engine_name="sat", progress_bar=False)
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    statuses = [cell.metadata.papermill["status"] for cell in executed.cells]
    assert statuses == ["completed", "failed", "pending"]
