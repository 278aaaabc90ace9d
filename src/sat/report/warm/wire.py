"""Frames on a stream socket: a body of JSON and the binary buffers that go with it."""

import os
import socket
import struct
from collections.abc import Sequence
from typing import Any

_HEAD = struct.Struct("!QI")  # bytes of the body, number of buffers
_SIZE = struct.Struct("!Q")  # bytes of one buffer

Frame = tuple[bytes, list[bytes]]


def pack(body: bytes, buffers: Sequence[Any] = ()) -> bytes:
    """One frame. A buffer is whatever has the buffer protocol."""
    parts: list[Any] = [_HEAD.pack(len(body), len(buffers)), body]
    for buffer in buffers:
        view = memoryview(buffer).cast("B")
        parts += [_SIZE.pack(len(view)), view]
    return b"".join(parts)


class Reader:
    """Whole frames out of bytes that come in pieces."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are whole once ``data`` has come."""
        self._held += data
        frames = []
        while (frame := self._next()) is not None:
            frames.append(frame)
        return frames

    def _next(self) -> Frame | None:
        held = self._held
        if len(held) < _HEAD.size:
            return None
        length, count = _HEAD.unpack_from(held)
        end = _HEAD.size + length
        spans = []
        for _ in range(count):
            if len(held) < end + _SIZE.size:
                return None
            (size,) = _SIZE.unpack_from(held, end)
            spans.append((end + _SIZE.size, end + _SIZE.size + size))
            end += _SIZE.size + size
        if len(held) < end:
            return None
        frame = bytes(held[_HEAD.size : _HEAD.size + length]), [bytes(held[a:b]) for a, b in spans]
        del held[:end]
        return frame


def send_request(sock: socket.socket, body: bytes, descriptors: Sequence[int]) -> None:
    """Send one frame; the descriptors travel with its first bytes. Raises ``OSError``."""
    frame = pack(body)
    sent = socket.send_fds(sock, [frame], descriptors)
    if sent < len(frame):
        sock.sendall(frame[sent:])


def receive(sock: socket.socket) -> tuple[bytes, list[int]]:
    """One frame and the descriptors that came with it. Raises ``EOFError`` at the end.

    No second frame is ever cut in two here: the sender waits for an answer to each, or has sent
    descriptors with it, behind which a read ends.
    """
    reader, descriptors = Reader(), list[int]()
    while True:
        data, came, _, _ = socket.recv_fds(sock, 1 << 18, 8)
        descriptors += came
        if not data:
            for descriptor in descriptors:
                os.close(descriptor)
            raise EOFError("the other end has closed the connection")
        for body, _ in reader.feed(data):
            return body, descriptors
