"""The engine itself: papermill's, with a forked kernel and an event loop for each notebook."""

import asyncio
import signal
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

from sat.report.warm.choice import kernel_environment, kernelspec, wanted_for
from sat.report.warm.client import PipeKernelManager
from sat.report.warm.line import WarmError
from sat.report.warm.manager import HonestManager
from sat.report.warm.process import warm_up

_said: set[str] = set()  # each reason for the stock kernel is given once


class WarmEngine(NBClientEngine):
    """Runs notebooks in kernels that are forked from a warm process.

    Where that cannot be done they run in a kernel that jupyter_client starts, as with papermill's
    own engine, and a warning says so once.
    """

    @classmethod
    def execute_notebook(
        cls,
        nb: NotebookNode,
        kernel_name: str,
        output_path: str | None = None,
        progress_bar: bool | dict[str, Any] = True,
        log_output: bool = False,
        autosave_cell_every: float = 30,
        **kwargs: Any,
    ) -> NotebookNode:
        """As papermill's ``Engine.execute_notebook``, with a record that tells the truth."""
        record = HonestManager(nb, output_path, log_output, progress_bar, autosave_cell_every)
        record.notebook_start()
        try:
            cls.execute_managed_notebook(record, kernel_name, log_output=log_output, **kwargs)
        except BaseException:
            record.run_cut_off()
            raise
        finally:
            record.cleanup_pbar()
            record.notebook_complete()
        done: NotebookNode = record.nb
        return done

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: HonestManager,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        memory_mb: int | None = None,
        **kwargs: Any,
    ) -> NotebookNode:
        """As papermill's; ``memory_mb`` is the most memory that the kernel may take, in MiB."""
        wanted = remove_args(["input_path", "timeout", "startup_timeout"], **kwargs)
        final = merge_kwargs(
            wanted,
            timeout=execution_timeout or kwargs.get("timeout"),
            startup_timeout=start_timeout,
            kernel_name=kernel_name,
            log=logger,
            log_output=log_output,
            stdout_file=stdout_file,
            stderr_file=stderr_file,
        )
        client = WarmClient(nb_man, **final)
        client.memory_mb = memory_mb
        client.may_fork = not {"km", "kernel_manager_class"} & set(final)
        with _terminable():
            executed: NotebookNode = client.execute()
        return executed


class WarmClient(PapermillNotebookClient):
    """papermill's client with an event loop of its own, which leaves nothing behind."""

    memory_mb: int | None = None
    may_fork = True  # false where the caller has named a manager for the kernel
    nb_man: HonestManager
    _own: asyncio.AbstractEventLoop

    def execute(self, **kwargs: Any) -> NotebookNode:
        """Run the notebook; in a thread of its own where this one has a loop that runs."""
        if asyncio._get_running_loop() is not None:
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(self.execute, **kwargs).result()
        self._own = asyncio.new_event_loop()
        try:
            executed: NotebookNode = super().execute(**kwargs)
        finally:
            _settle(self._own)
            self._own.close()
        return executed

    def papermill_execute_cells(self) -> None:
        """As papermill's, but a cell that was cut off is recorded as such."""
        for index, cell in enumerate(self.nb.cells):
            try:
                self.nb_man.cell_start(cell, index)
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(self.nb.cells[index], cell_index=index, exception=error)
                break
            except BaseException as error:
                self._cut_off(index, error)
                raise
            finally:
                self.nb_man.cell_complete(self.nb.cells[index], cell_index=index)

    def _cut_off(self, index: int, error: BaseException) -> None:
        cell = self.nb.cells[index]
        self.nb_man.cell_cut_off(cell, error)
        if self.km is not None:
            self.km.cut_off = True
        # Whoever catches it may want to say which cell it was.
        error.cell_index, error.cell_source = index, cell.source  # type: ignore[attr-defined]

    def create_kernel_manager(self) -> Any:
        """The manager of a kernel that is forked, or else that of jupyter_client."""
        if self.may_fork and self._can_fork():
            self.kernel_manager_class = PipeKernelManager
        manager = super().create_kernel_manager()
        if isinstance(manager, PipeKernelManager):
            manager.memory_mb = self.memory_mb
        return manager

    def _can_fork(self) -> bool:
        history = f"--HistoryManager.hist_file={self.ipython_hist_file}"
        try:
            spec = kernelspec(self.kernel_name)
            kind = wanted_for(spec, [*self.extra_arguments, history])
            warm_up(kind, kernel_environment(spec), str(Path.cwd()))
        except NoSuchKernel:
            return False  # jupyter_client will say so
        except WarmError as error:
            _say_once(f"engine sat: {error}; each kernel is started anew")
            return False
        return True

    # nbclient's own run these on a loop of the thread, and leave there what a run has not finished.

    def start_new_kernel(self, **kwargs: Any) -> None:
        """Start the kernel."""
        self._run(self.async_start_new_kernel(**kwargs))
        if not isinstance(self.km, PipeKernelManager):
            provisioner = getattr(self.km, "provisioner", None)
            _limit(getattr(provisioner, "pid", None), self.memory_mb)

    def start_new_kernel_client(self) -> Any:
        """Begin to talk to the kernel."""
        return self._run(self.async_start_new_kernel_client())

    def execute_cell(self, cell: NotebookNode, cell_index: int, **kwargs: Any) -> Any:
        """Run a cell; meanwhile save what was left unsaved."""
        late = None
        if self.nb_man.unsaved:
            late = self._own.call_later(self.nb_man.seconds_to_save(), self._save_late)
        try:
            return self._run(self.async_execute_cell(cell, cell_index, **kwargs))
        finally:
            if late is not None:
                late.cancel()

    def _save_late(self) -> None:
        with suppress(Exception):  # the last save will say what is wrong
            self.nb_man.save()

    def wait_for_reply(self, msg_id: str, cell: NotebookNode | None = None) -> Any:
        """Wait for the answer to a question."""
        return self._run(self.async_wait_for_reply(msg_id, cell))

    def _cleanup_kernel(self) -> None:
        self._run(self._async_cleanup_kernel())

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        task = self._own.create_task(work)
        try:
            return self._own.run_until_complete(task)
        except BaseException:
            _settle(self._own)
            raise


def _settle(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel what has not finished on a loop, and take its errors: nobody else will."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


def fallbacks() -> tuple[str, ...]:
    """Why kernels of this process were not forked: what was said of it, each reason once."""
    return tuple(sorted(_said))


def _say_once(text: str) -> None:
    if text not in _said:
        _said.add(text)
        logger.warning(text)


def _limit(pid: int | None, megabytes: int | None) -> None:
    """Limit the memory of a kernel that was not forked, where the system can do that."""
    with suppress(ImportError, AttributeError):
        import resource  # not on Windows

        if pid and megabytes:
            most = megabytes << 20
            resource.prlimit(pid, resource.RLIMIT_DATA, (most, most))


@contextmanager
def _terminable() -> Iterator[None]:
    """A SIGTERM that would end the process at once lets the notebook be saved first."""
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return

    def stop(signum: int, frame: Any) -> None:
        raise SystemExit(128 + signum)

    signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
