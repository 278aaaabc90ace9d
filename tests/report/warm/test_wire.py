"""Frames come out as they went in, however the bytes are cut."""

import os
import socket

import pytest

from sat.report.warm.wire import Reader, pack, receive, send_request

FRAMES = [(b"{}", []), (b"", [b""]), (b"body", [b"one", b"", b"x" * 1000])]


@pytest.mark.parametrize("step", [1, 2, 7, 100, 10_000])
def test_frames_come_whole_from_bytes_in_pieces(step: int) -> None:
    data = b"".join(pack(*frame) for frame in FRAMES)
    reader, found = Reader(), []
    for start in range(0, len(data), step):
        found += reader.feed(data[start : start + step])
    assert found == FRAMES


def test_an_unfinished_frame_is_not_given_out() -> None:
    assert Reader().feed(pack(b"body", [b"x"])[:-1]) == []


def test_a_buffer_is_anything_that_has_bytes() -> None:
    ((_, buffers),) = Reader().feed(pack(b"", [memoryview(b"ab"), bytearray(b"c")]))
    assert buffers == [b"ab", b"c"]


def test_descriptors_travel_with_a_long_request() -> None:
    one, other = socket.socketpair()
    read, write = os.pipe()
    try:
        body = b"x" * 100_000
        send_request(one, body, [write])
        got, descriptors = receive(other)
        assert got == body
        os.write(descriptors[0], b"through")
        assert os.read(read, 100) == b"through"
        one.close()
        with pytest.raises(EOFError, match="closed the connection"):
            receive(other)
    finally:
        other.close()
        for number in (read, write, *descriptors):
            os.close(number)
