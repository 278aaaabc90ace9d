"""Cases at an address."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sat.report.address import at_hand, is_address
from sat.report.notebooks import ReportError
from sat.report.stamp import case_hash

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def stored(folder: Path) -> Iterator[str]:
    """The minimal case in fsspec's memory, with what else may lie there."""
    system = fsspec.filesystem("memory")
    for path in folder.iterdir():
        system.pipe_file(f"/share/minimal/{path.name}", path.read_bytes())
    system.pipe_file("/share/minimal/notes.txt", b"to do")
    system.pipe_file("/share/minimal/below/evidence.csv", b"x\n")
    yield "memory://share/minimal"
    system.rm("/share", recursive=True)


def test_only_what_has_a_scheme_is_an_address() -> None:
    assert is_address("s3://bucket/cases/oak")
    assert not any(map(is_address, ["oak", "/cases/oak", "./oak", "C:\\cases\\oak"]))


def test_a_folder_is_its_own(folder: Path) -> None:
    with at_hand(str(folder), "whatever") as found:
        assert found == folder


def test_a_case_is_copied_and_the_copy_goes_again(stored: str, folder: Path) -> None:
    with at_hand(stored, case_hash(folder)) as found:
        assert found.name == "minimal"
        assert case_hash(found) == case_hash(folder)
        names = {path.name for path in found.iterdir()}
        assert "notes.txt" not in names
        assert "below" not in names
    assert not found.parent.exists()


def test_a_case_that_was_changed_is_refused(stored: str) -> None:
    said = "the case minimal was changed meanwhile; run it again"
    with pytest.raises(ReportError, match=said), at_hand(stored, "0" * 64):
        pass


@pytest.mark.parametrize("address", ["memory://share/nothing", "nonsense://share/minimal"])
def test_an_address_that_cannot_be_read_is_said(address: str) -> None:
    said = r"the case \w+ cannot be read at its address: "
    with pytest.raises(ReportError, match=said), at_hand(address):
        pass
