r"""ScenarioWizard project files (.scw): descriptors, their states and the cross-impact matrix.

The file is lines of text: ``$ ScenarioWizard 4.0``, the project's name, then six sections, each
closed by a line ``#``: descriptors (``&name``) with their states (`` -name``), short names, one
that is empty in the files we know, a colour for each state, another empty one, and the matrix, one
row of whole numbers for each state. Free texts follow. Section one and the matrix are read; short
names, colours and free texts are passed over, so that a file read and written again has lost them.

Names are as they stand, control characters too, but for blanks around them. Blank and repeated ones
are found in real files, so states are told apart by their place. Bytes are read as UTF-8 where they
can be, else as Windows-1252, which has the letters of latin-1 in the same places.

Source: files of the Stockholm Environment Institute (cibsa).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sat.case.formats.sl import (
    Fault,
    FormatError,
    Line,
    after_version,
    file_lines,
    file_title,
    shown,
)
from sat.case.problem import take_out
from sat.text import HOSTILE, counted

Encoding = Literal["latin-1", "utf-8"]

SECTIONS = ("descriptors", "short names", "third", "colours", "fifth", "matrix")
WHOLE = re.compile("[+-]?[0-9]{1,9}")
# Letters and marks beyond latin-1 that Unicode does not take apart.
NEAREST = str.maketrans(
    {"œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "€": "EUR"}
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("‘’‚′", "'")
    | dict.fromkeys("“”„", '"')
    | {"→": "->", "⁄": "/", "•": "·"}
)


@dataclass(frozen=True)
class Descriptor:
    """A driver with the states it can take, in the file's order; names may be blank or repeat."""

    name: str
    states: tuple[str, ...]


@dataclass(frozen=True)
class Project:
    """A cross-impact matrix with the names of its rows and columns.

    ``impacts[i][j]`` is how far state i promotes (above 0) or restricts (below 0) state j, both
    counted through all descriptors from 0. Blocks of a descriptor on itself may be filled.
    """

    name: str
    descriptors: tuple[Descriptor, ...]
    impacts: tuple[tuple[int, ...], ...]

    @property
    def counts(self) -> tuple[int, ...]:
        """How many states each descriptor has."""
        return tuple(len(descriptor.states) for descriptor in self.descriptors)


def read_scw(data: bytes, name: str) -> Project:
    r"""A project from the bytes of its file; ``name`` is the file's, for messages.

    Raises ``FormatError`` with every fault: of the version, of a line that is neither descriptor
    nor state, of a descriptor without states, of a matrix that is not square over all states, of a
    cell that is no whole number of up to 9 digits, of a file that is cut short.

    >>> text = "$ ScenarioWizard 4.0\nTwo\n&A\n -a\n -b\n#\n#\n#\n#\n#\n 0 ,-1 \n 2 , 0 \n#\n"
    >>> project = read_scw(text.encode(), "two.scw")
    >>> project.name, project.counts, project.impacts
    ('Two', (2,), ((0, -1), (2, 0)))
    """
    faults: list[Fault] = []
    lines = file_lines(data, name)
    title, body = _title(after_version(lines, faults))
    sections = _sections(body)
    before = len(faults)
    descriptors = _descriptors(sections[0], body[0][0] if body else len(lines), faults)
    sized = len(faults) == before
    impacts: tuple[tuple[int, ...], ...] = ()
    if len(sections) < len(SECTIONS):
        closed = f"{len(SECTIONS)} sections, each closed by a line #"
        within = f"the file ends in the section {SECTIONS[len(sections) - 1]}; there are {closed}"
        faults.append(Fault(f"line {len(lines)}", None, within))
    else:
        wanted = sum(len(row.states) for row in descriptors) if sized else None
        impacts = _matrix(sections[-1], wanted, len(lines), faults)
    if faults:
        raise FormatError(file_title(name), faults)
    return Project(title, descriptors, impacts)


def _title(body: list[Line]) -> tuple[str, list[Line]]:
    """The project's name, which may be blank, and the lines below it."""
    for at, (_, line) in enumerate(body):
        # Only above a descriptor is a blank line the name; elsewhere it is no more than blank.
        if line.strip() or (at + 1 < len(body) and body[at + 1][1].lstrip()[:1] == "&"):
            return line.strip(), body[at + 1 :]
    return "", []


def _sections(body: list[Line]) -> list[list[Line]]:
    """The lines of each section up to the matrix, without blank ones."""
    found: list[list[Line]] = [[]]
    for number, line in body:
        text = line.strip()
        if text == "#" or (text.startswith("#") and len(found) == len(SECTIONS)):
            if len(found) == len(SECTIONS):
                break
            found.append([])
        elif text:
            found[-1].append((number, line))
    return found


def _descriptors(section: list[Line], start: int, faults: list[Fault]) -> tuple[Descriptor, ...]:
    """The descriptors of a section that begins at line ``start``."""
    found: list[tuple[int, str, list[str]]] = []
    right = "begin with & for a descriptor or, below one, with - for a state"
    for number, line in section:
        mark, text = line.strip()[0], line.strip()[1:].strip()
        if mark == "&":
            found.append((number, text, []))
        elif mark == "-" and found:
            found[-1][2].append(text)
        else:
            faults.append(Fault(f"line {number}", line, right))
    for number, text, states in found:
        if not states:
            right = "write a line with - for each of its states below it"
            faults.append(Fault(f"line {number}", f"&{text}", right))
    if not section:
        faults.append(Fault(f"line {start}", None, "there is no descriptor; begin its line with &"))
    return tuple(Descriptor(text, tuple(states)) for _, text, states in found)


def _matrix(
    section: list[Line], wanted: int | None, last: int, faults: list[Fault]
) -> tuple[tuple[int, ...], ...]:
    """The numbers of the matrix; its size is ``wanted``, unchecked where that is not known."""
    rows = tuple(_row(line, wanted, faults) for line in section)
    end = section[-1][0] if section else last
    if wanted is not None and len(rows) != wanted:
        said = f"the matrix has {counted(len(rows), 'row')}; write {wanted}, one for each state"
        faults.append(Fault(f"line {end}", None, said))
    if section and end == last:
        right = "the file ends within this row; write it to its end and close the matrix with #"
        faults.append(Fault(f"line {end}", section[-1][1], right))
    return rows


def _row(line: Line, wanted: int | None, faults: list[Fault]) -> tuple[int, ...]:
    number, text = line
    cells = [cell.strip() for cell in text.split(",")]
    if len(cells) - 1 == wanted and not cells[-1]:
        cells.pop()  # a comma at the end of each line, as spreadsheets leave it
    if wanted is not None and len(cells) != wanted:
        said = f"the row has {counted(len(cells), 'number')}; write {wanted}, one for each state"
        faults.append(Fault(f"line {number}", text, said))
    wrong = [place for place, cell in enumerate(cells, 1) if not WHOLE.fullmatch(cell)]
    right = "write a whole number of at most 9 digits, such as -2"
    faults += [Fault(f"line {number}, number {at}", cells[at - 1], right) for at in wrong]
    return () if wrong else tuple(map(int, cells))


def latin(text: str) -> str:
    """The text with what latin-1 lacks replaced; text that is latin-1 stays as it is.

    Dashes, quotes and some letters become the plain ones, letters lose the accents that latin-1
    lacks, ligatures and the like are taken apart (Unicode's NFKD); what is left becomes ``?``.

    >>> latin("Ėlan — “œuvre”, naïve №5 日本"), latin("Łódź…")
    ('Elan - "oeuvre", naïve No5 ??', 'Lódz...')
    """
    if max(text, default="") < "\u0100":
        return text
    return "".join(map(_latin_mark, unicodedata.normalize("NFC", text))).strip()


def _latin_mark(mark: str) -> str:
    if mark < "\u0100":
        return mark
    parts = unicodedata.normalize("NFKD", mark).translate(NEAREST)
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return plain if max(plain, default="") < "\u0100" else "?"


def write_scw(project: Project, encoding: Encoding = "latin-1") -> bytes:
    """The bytes of a project's file, version 4.0, with line ends of Windows.

    It reads back as the same project, where ``encoding`` is latin-1 with its names as `latin`
    makes them. Short names and free texts are left blank, colours white.

    Raises ``FormatError`` with every name that would not read back (line breaks, control or
    direction characters, blanks around it), for a matrix that is not square over all states or has
    a number of more than 9 digits, and for latin-1 that would be read as UTF-8, such as ``Ã©``.
    """
    faults = [*_unwritable_names(project), *_unwritable_sizes(project)]
    if faults:
        raise FormatError(f"project {project.name}", faults)
    text = "".join(f"{line}\r\n" for line in _written(project, encoding))
    if encoding == "utf-8":
        return text.encode()
    data = text.encode("latin-1")
    if not text.isascii() and _is_utf8(data):
        marks = "".join(dict.fromkeys(mark for mark in text if mark > "\x7f"))
        said = "these would be read as UTF-8; write the file in utf-8"
        raise FormatError(f"project {project.name}", [Fault("names", marks, said)])
    return data


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _names(project: Project) -> Iterator[tuple[str, str]]:
    """Each name with its place."""
    yield "name of the project", project.name
    for at, descriptor in enumerate(project.descriptors, 1):
        yield f"descriptor {at}", descriptor.name
        for state, name in enumerate(descriptor.states, 1):
            yield f"descriptor {at}, state {state}", name


def _unwritable_names(project: Project) -> Iterator[Fault]:
    for place, name in _names(project):
        if HOSTILE.search(name):
            yield Fault(place, name, take_out(name))
        elif "\n" in name:
            yield Fault(place, name, "write it on one line")
        elif name != name.strip():
            yield Fault(place, name, "take out the blanks around it")


def _unwritable_sizes(project: Project) -> Iterator[Fault]:
    size = sum(project.counts)
    if not size:
        yield Fault("project", None, "there is no descriptor; a project has one or more")
    for at, descriptor in enumerate(project.descriptors, 1):
        if not descriptor.states:
            yield Fault(f"descriptor {at}", descriptor.name, "give it one state or more")
    if len(project.impacts) != size:
        found = counted(len(project.impacts), "row")
        yield Fault("matrix", found, f"give {size}, one for each state")
    for at, row in enumerate(project.impacts, 1):
        if len(row) != size:
            found = counted(len(row), "number")
            yield Fault(f"row {at}", found, f"give {size}, one for each state")
        for value in row:
            if abs(value) >= 10**9:
                yield Fault(f"row {at}", shown(value), "give a number of at most 9 digits")


def _written(project: Project, encoding: Encoding) -> Iterator[str]:
    """The lines of the file, laid out as ScenarioWizard lays them out."""
    shaped = latin if encoding == "latin-1" else str
    yield "$ ScenarioWizard 4.0"
    yield shaped(project.name)
    for descriptor in project.descriptors:
        yield f"&{shaped(descriptor.name)}"
        yield from (f" -{shaped(state)}" for state in descriptor.states)
    yield "#"
    for count in project.counts:
        yield from ["&", *[" "] * count]
    yield from ["#", "#", *["FFFFFF"] * sum(project.counts), "#", "#"]
    for row in project.impacts:
        yield ",".join(f"{value: d} " for value in row)
    size = len(project.descriptors)
    yield from ["#", "# 0-0", '""', *["# ", '""'] * size, *["#  -> ", '""'] * size**2, "#", "#"]
