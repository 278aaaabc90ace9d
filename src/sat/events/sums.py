"""Is a file the one it should be? Its sum, or that of the table inside, against the catalogue."""

import hashlib
import zipfile
import zlib
from pathlib import Path

from sat.events.catalogue import Source
from sat.text import one_line


def sha256_of(path: Path) -> str:
    """The SHA-256 sum of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fault_of(path: Path, source: Source) -> str:
    """What is wrong with a file by what is known of it; blank if nothing is."""
    if source.sha256:
        return _difference("its sha256", source.sha256, sha256_of(path))
    if source.name.endswith(".zip") and not zipfile.is_zipfile(path):
        return "it is no zip archive"
    return _member_fault(path, source) if source.member_sha256 else ""


def _difference(what: str, expected: object, found: object) -> str:
    return "" if found == expected else f"{what} should be {expected} and is {found}"


def _member_fault(path: Path, source: Source) -> str:
    """The same for an archive of which only the table's sum is known."""
    what = f"{source.member} in it"
    try:
        with zipfile.ZipFile(path) as archive:
            size = archive.getinfo(source.member).file_size
            if source.member_size not in (None, size):
                return _difference(f"the length of {what}", source.member_size, size)
            with archive.open(source.member) as member:
                digest = hashlib.file_digest(member, "sha256")  # type: ignore[arg-type]
    except KeyError:
        return f"{source.member} is not in it"
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        return f"it cannot be unpacked ({one_line(str(error))})"
    return _difference(f"the sha256 of {what}", source.member_sha256, digest.hexdigest())
