"""A driver's connection to a warm process, by which it asks for kernels."""

import json
import os
import socket
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from sat.report.warm import child
from sat.report.warm.forked import ForkedProcess
from sat.report.warm.wire import receive, send_request

_PATIENCE = 180.0  # seconds for a start: on a busy machine imports take long


class WarmError(Exception):
    """No kernel can be forked here; the message says why."""


class Line:
    """One connection. The ``key`` says what kernels the process at its other end has."""

    def __init__(self, control: socket.socket, key: tuple[object, ...]):
        self.key = key
        self.held: list[int] = []  # descriptors that libraries have open there
        self._control = control
        self._lock = threading.Lock()
        self._usable, self._ready = True, False

    def await_ready(self) -> None:
        """Wait until the process is warm. Raises ``WarmError`` where it is not, or has threads."""
        with self._lock:
            if not self._ready:
                try:
                    self._take_ready()
                except BaseException:
                    self._usable = False
                    raise
                self._ready = True

    def _take_ready(self) -> None:
        self._control.settimeout(_PATIENCE)
        try:
            ready = json.loads(receive(self._control)[0])
        except (EOFError, OSError) as error:
            raise WarmError(f"the warm process did not start: {error}") from error
        if "error" in ready:
            raise WarmError(f"the warm process did not start: {ready['error'].splitlines()[-1]}")
        if ready["threads"] > 1:
            raise WarmError(f"the warm process has {ready['threads']} threads")
        self.held = ready["held"]
        self._control.settimeout(None)

    def is_usable(self) -> bool:
        """Whether the process can be asked for kernels."""
        return self._usable

    def fork(
        self, request: Mapping[str, Any], out: Sequence[int], data: int | None = None
    ) -> ForkedProcess:
        """A new kernel with ``out`` as its descriptors 1 and 2. Raises ``WarmError``."""
        whole = dict(request) | {"driver": os.getpid()}
        body = json.dumps(whole).encode("utf-8", "surrogateescape")
        status, theirs = os.pipe()
        null = os.open(os.devnull, os.O_RDWR)
        given = [null, *(number if child.is_open(number) else null for number in out), theirs]
        try:
            reply = self._ask(body, given if data is None else [*given, data])
            if "error" in reply:
                raise WarmError(f"no kernel could be forked: {reply['error']}")
        except BaseException:
            os.close(status)
            raise
        finally:
            os.close(null)
            os.close(theirs)
        return ForkedProcess(reply["pid"], status)

    def _ask(self, body: bytes, descriptors: Sequence[int]) -> dict[str, Any]:
        with self._lock:
            if not self._usable:
                raise WarmError("the warm process has been replaced")
            try:
                send_request(self._control, body, descriptors)
                reply: dict[str, Any] = json.loads(receive(self._control)[0])
            except BaseException as error:
                # An answer that nobody took would be taken for that to the next question.
                self._usable = False
                self._control.close()
                if isinstance(error, EOFError | OSError):
                    raise WarmError(f"the warm process has ended: {error}") from error
                raise
        return reply

    def retire(self) -> None:
        """Ask for no more kernels; those that run may finish."""
        with self._lock:
            self._usable = False
            self._control.close()

    def disown(self) -> None:
        """In a copy of the process that has it: leave it to that one."""
        self._lock = threading.Lock()
        self._control.close()

    def has_ended(self) -> bool:
        """Whether nothing is left to wait for."""
        return True

    def stop(self) -> None:
        """End it; what was forked by way of it ends with this process."""
        self.retire()
