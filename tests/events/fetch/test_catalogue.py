"""Which file a release is, what its sum says, and what may be asked for instead."""

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sat.events import catalogue
from sat.events.catalogue import CATALOGUE, UCDP_DOWNLOADS, Source, known
from sat.events.fetch import FetchError, fetch_ucdp
from sat.events.releases import is_release, release_in
from sat.events.sums import fault_of, sha256_of

DATA = b"id,year\n1,2026\n"


@pytest.mark.parametrize("release", sorted(CATALOGUE))
def test_every_entry_is_of_the_release_that_its_file_names(release: str) -> None:
    entry = CATALOGUE[release]
    assert is_release(release)
    assert release_in(entry.name) == release
    assert entry.has_sum
    for digest in (entry.sha256, entry.member_sha256):
        assert len(digest) in (0, 64)
        assert set(digest) <= set("0123456789abcdef")


def test_an_address_is_the_base_and_the_path() -> None:
    entry = known("26.1").under(f"{UCDP_DOWNLOADS}/")
    assert entry.path == "https://ucdp.uu.se/downloads/ged/ged261-csv.zip"
    assert entry.name == "ged261-csv.zip"
    assert Source("https://a.example/b/c.csv?x=/y#z").name == "c.csv"


def test_an_unknown_release_is_named_with_all_that_are_known(tmp_path: Path) -> None:
    message = r"release '19\.1' is not in the catalogue, which has 26\.1, 25\.1, .* and 26\.0\.8; "
    with pytest.raises(ValueError, match=message + "for another one give the file's address"):
        fetch_ucdp("19.1", tmp_path)
    with pytest.raises(ValueError, match=r"release '\\u001b\[31m' is not"):
        fetch_ucdp("\x1b[31m", tmp_path)


@pytest.mark.parametrize("digest", ["", "abc", "g" * 64])
def test_a_sum_that_is_none_is_refused(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError, match="a sha256 is 64 hexadecimal digits"):
        fetch_ucdp("26.1", tmp_path, sha256=digest)


@pytest.mark.parametrize("name", ["", "..", ".hidden", "a b.csv", "%2e%2e", "x" * 130])
def test_an_address_that_ends_with_no_good_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FetchError, match="will not do as a file's name"):
        fetch_ucdp("27.1", tmp_path, url=f"https://ucdp.uu.se/{name}")


def test_a_release_of_the_catalogue_is_taken_from_its_path_and_checked(
    server: Any, answers: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    entry = replace(known("26.0.8"), sha256=hashlib.sha256(DATA).hexdigest())
    monkeypatch.setitem(catalogue.CATALOGUE, "26.0.8", entry)
    server.answers[:] = [answers["file"](DATA)]
    path = fetch_ucdp("26.0.8", tmp_path, base_url=server.url)
    assert path.name == "GEDEvent_v26_0_8.csv"
    assert server.asked[0].path == "/candidateged/GEDEvent_v26_0_8.csv"
    server.answers[:] = [answers["file"](b"not it")]
    with pytest.raises(FetchError, match="its sha256 should be"):
        fetch_ucdp("26.0.8", tmp_path / "mirror", url=f"{server.url}/mirror/a.csv")


def test_a_file_without_a_known_sum_is_fetched_and_its_sum_can_be_compared(
    server: Any, answers: Any, tmp_path: Path
) -> None:
    server.answers[:] = [answers["file"](DATA)]
    path = fetch_ucdp("27.0.1", tmp_path, url=f"{server.url}/a.csv")
    assert sha256_of(path) == hashlib.sha256(DATA).hexdigest()


def test_an_archive_without_a_known_sum_is_an_archive_at_least(
    server: Any, answers: Any, tmp_path: Path
) -> None:
    server.answers[:] = [answers["file"](b"<html>log in first</html>")]
    with pytest.raises(FetchError, match=r"a\.zip is not the .*: it is no zip archive; not kept"):
        fetch_ucdp("27.1", tmp_path, url=f"{server.url}/a.zip")


def archive(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(f"{name}.csv", data)
    return path


def test_an_archive_is_checked_by_the_table_inside_where_only_its_sum_is_known(
    tmp_path: Path,
) -> None:
    path = archive(tmp_path / "a.zip", table=DATA)
    digest = hashlib.sha256(DATA).hexdigest()
    source = Source("a.zip", member="table.csv", member_sha256=digest, member_size=len(DATA))
    assert fault_of(path, source) == ""
    assert fault_of(path, replace(source, member_size=None)) == ""
    other = replace(source, member_sha256="0" * 64)
    expected = f"the sha256 of table.csv in it should be {'0' * 64} and is {digest}"
    assert fault_of(path, other) == expected
    longer = replace(source, member_size=1)
    assert fault_of(path, longer) == "the length of table.csv in it should be 1 and is 15"
    assert fault_of(path, replace(source, member="b.csv")) == "b.csv is not in it"


def test_an_archive_that_is_broken_inside_is_told(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", table=bytes(range(256)) * 40)
    data = bytearray(path.read_bytes())
    data[60:80] = bytes(20)
    path.write_bytes(data)
    source = Source("a.zip", member="table.csv", member_sha256="0" * 64)
    assert fault_of(path, source).startswith("it cannot be unpacked (")
