"""Tasks run on a Dask cluster. Its workers need this package and the place where the cases are.

Only this process writes reports: workers give back the files. A worker that is lost costs the
reports that it had begun, and they are begun anew on another one.
"""

from collections.abc import Iterable, Iterator
from threading import Lock
from typing import Any

from distributed import Client, Future, as_completed

from sat.report.jobs import Task
from sat.report.notebooks import ReportError
from sat.report.outcome import Failure, attempt, failure
from sat.report.stamp import code_hash
from sat.report.store import Made
from sat.text import one_line

PATIENCE = 30  # seconds to wait for the scheduler, and for the first worker
RETRIES = 2  # for a report whose worker was lost; one whose kernel died is tried once more

_ALONE = Lock()


def run_there(tasks: Iterable[Task], address: str) -> Iterator[tuple[Task, Made | Failure]]:
    """Each task with what came of it, as they end, on the cluster of the scheduler at ``address``.

    Raises ``ReportError`` where there is no scheduler, or it has no worker.
    """
    wanted = list(tasks)
    if not wanted:
        return
    with _client(address) as client:
        begun = {_begin(client, task): (task, 1) for task in wanted}
        ended = as_completed(list(begun), loop=client.loop)
        try:
            for future in ended:
                task, tries = begun.pop(future)
                outcome = _outcome(task, future)
                future.release()
                if isinstance(outcome, Failure) and outcome.again and tries == 1:
                    again = _begin(client, task)
                    begun[again] = (task, 2)
                    ended.add(again)
                else:
                    yield task, outcome
        finally:
            client.cancel(list(begun), force=True)


def _client(address: str) -> Client:
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        why = one_line(str(error), 200)
        raise ReportError(f"no scheduler at {one_line(address)}: {why}") from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        client.close()
        raise ReportError(f"the scheduler at {one_line(address)} has no worker") from error
    return client


def _begin(client: Client, task: Task) -> Future[Any]:
    return client.submit(attempt_alone, task, code_hash(), retries=RETRIES, pure=False)


def _outcome(task: Task, future: Future[Any]) -> Made | Failure:
    try:
        found: Made | Failure = future.result()
    # A worker that was lost too often, or that cannot read what it was sent.
    except Exception as error:
        return failure(task, error)
    return found


def attempt_alone(task: Task, code: str) -> Made | Failure:
    """Make a report in a worker: one at a time in each process, as papermill changes its folder.

    A worker with other versions is refused: its reports would not be those of this machine.
    """
    with _ALONE:
        if code_hash() != code:
            return failure(task, ReportError("the worker has other versions of Python or packages"))
        return attempt(task)
