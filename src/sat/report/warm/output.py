"""What a kernel says: one thread that writes the frames, and the two streams of ipykernel over it.

Frames are put in a queue and written by a thread, as ipykernel does it: an interrupt, which is
raised in the main thread, never cuts a frame in two. The same thread flushes the streams every
0.2 s, and takes what a program writes to the descriptors 1 and 2 themselves, and what processes
say that a cell has forked.
"""

import codecs
import heapq
import os
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream

from sat.report.warm.wire import pack

_CHUNK = 1 << 16
_DATAGRAM = 1 << 15  # what surely fits into one datagram; more goes through a file in memory


class Pump(IOPubThread):
    """The output thread of a forked kernel, in the place of ipykernel's.

    Made in the warm process, where nothing is sent; ``open`` starts it in a kernel.
    """

    channel = "iopub"

    def __init__(self) -> None:
        # Not the parent's: it would make sockets and a loop. OutStream asks for these four.
        self.thread: Any = None
        self.io_loop: Any = self
        self._stopped = False
        self._master_pid = os.getpid()
        self._sock: socket.socket | None = None
        self._queue: deque[bytes] = deque()
        self._timers: list[tuple[float, int, Callable[[], Any]]] = []
        self._streams: list[KernelStream] = []
        self._lock = threading.RLock()
        self._sending = threading.RLock()

    def open(self, sock: socket.socket, streams: list["KernelStream"]) -> None:
        """Start to send what the kernel says over ``sock``."""
        self._master_pid = os.getpid()
        self._sock, self._streams = sock, streams
        self._wake = os.eventfd(0)
        self._near, self._far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._near.setblocking(False)
        os.register_at_fork(after_in_child=self._forked)
        self._pump = threading.Thread(target=self._run, name="IOPub", daemon=True)
        self._pump.start()

    def _forked(self) -> None:
        self._lock, self._sending = threading.RLock(), threading.RLock()
        self._queue.clear()

    def close(self, patience: float = 2.0) -> None:
        """Wait until what is in the queue is written."""
        if self._sock is None or os.getpid() != self._master_pid:
            return
        self._stopped = True
        os.eventfd_write(self._wake, 1)
        self._pump.join(patience)

    def schedule(self, f: Callable[[], Any]) -> None:
        """Call at once: streams and queue have locks of their own."""
        f()

    def call_later(self, delay: float, f: Callable[[], Any]) -> None:
        """Call in the output thread after ``delay`` seconds."""
        if self._sock is None or os.getpid() != self._master_pid:
            return
        with self._lock:
            heapq.heappush(self._timers, (time.monotonic() + delay, id(f), f))
        os.eventfd_write(self._wake, 1)

    def post(self, body: bytes, buffers: list[Any]) -> None:
        """Send a frame; from a process that a cell has forked, by way of this one."""
        frame = pack(body, buffers)
        if self._sock is None:
            return
        if os.getpid() != self._master_pid:
            self._post_to_parent(frame)
            return
        self._queue.append(frame)
        os.eventfd_write(self._wake, 1)

    def _post_to_parent(self, frame: bytes) -> None:
        with suppress(OSError), self._lock:
            if len(frame) <= _DATAGRAM:
                self._far.send(frame)
                return
            file = os.memfd_create("frame")
            try:
                os.write(file, frame)
                socket.send_fds(self._far, [b""], [file])
            finally:
                os.close(file)

    def drain(self) -> None:
        """Take what has been written to the descriptors, and what forked processes said."""
        if self._sock is None or os.getpid() != self._master_pid:
            return
        with self._lock:
            for stream in self._streams:
                stream.drain()
            with suppress(BlockingIOError):
                while True:
                    data, files, _, _ = socket.recv_fds(self._near, _CHUNK, 1)
                    for file in files:
                        data = os.pread(file, os.fstat(file).st_size, 0)
                        os.close(file)
                    self._queue.append(data)

    def _run(self) -> None:
        poll = select.poll()
        for stream in self._streams:
            if stream.pipe is not None:
                poll.register(stream.pipe, select.POLLIN)
        poll.register(self._near, select.POLLIN)
        poll.register(self._wake, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll(self._patience()):
                if descriptor == self._wake:
                    os.eventfd_read(self._wake)
            self.drain()
            for due in self._due():
                due()
            with self._sending:
                self._write()
            if self._stopped and not self._queue:
                return

    def _patience(self) -> int | None:
        """Milliseconds until the next timer."""
        with self._lock:
            if not self._timers:
                return None
            return max(0, int((self._timers[0][0] - time.monotonic()) * 1000) + 1)

    def _due(self) -> list[Callable[[], Any]]:
        due, now = [], time.monotonic()
        with self._lock:
            while self._timers and self._timers[0][0] <= now:
                due.append(heapq.heappop(self._timers)[2])
        return due

    def _write(self) -> None:
        """Write what waits. Where the other end is gone there is nobody to tell."""
        while self._queue and self._sock is not None:
            frame = self._queue.popleft()
            with suppress(OSError):
                self._sock.sendall(frame)


class KernelStream(OutStream):
    """``sys.stdout`` or ``sys.stderr`` of a kernel, opened in a forked kernel."""

    _original_stdstream_copy: int

    def __init__(self, session: Any, pump: Pump, name: str, watchfd: bool = True, **more: Any):
        super().__init__(session, pump, name, watchfd=False, **more)
        self._watched = watchfd
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._order = threading.RLock()
        self.pipe: int | None = None

    def open(self) -> None:
        """Take what is written to the descriptor itself too, as ipykernel does."""
        self._master_pid = os.getpid()
        self._flush_pending = False
        os.register_at_fork(after_in_child=self._forked)
        if not self._watched or "PYTEST_CURRENT_TEST" in os.environ:  # as ipykernel has it
            return
        descriptor = 1 if self.name == "stdout" else 2
        self.pipe, write_end = os.pipe()
        os.set_blocking(self.pipe, False)
        self._original_stdstream_fd = descriptor
        self._original_stdstream_copy = os.dup(descriptor)
        os.dup2(write_end, descriptor)
        os.close(write_end)

    def _forked(self) -> None:
        self._order = threading.RLock()
        self._buffer_lock = threading.RLock()

    def drain(self) -> None:
        """Move what was written to the descriptor into the stream; never waits."""
        if self.pipe is None or self.pub_thread is None:
            return
        with suppress(BlockingIOError):
            while data := os.read(self.pipe, _CHUNK):
                if text := self._decoder.decode(data):
                    self.write(text)
                with suppress(OSError):
                    os.write(self._original_stdstream_copy, data)

    def flush(self) -> None:
        """Send what has been written up to now."""
        if self.pub_thread is not None:
            self.pub_thread.drain()
        self._flush()

    def _flush(self) -> None:
        # In order: a timer's flush may run beside the kernel's own.
        with self._order:
            super()._flush()
