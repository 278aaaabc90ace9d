r"""ScenarioWizard solution files (.sl), and what they share with its project files.

The file is lines of text: ``$ ScenarioWizard 3.0``, ``Solution set``, the number of solutions, a
blank line, then one row for each consistent scenario, such as ``" 2 3 2",11080,0,0,15,""``: the
number of each descriptor's state from 1, the weight (how many starts end in the scenario; 0 where
that was not computed), the consistency (the smallest lead of a state over its rivals), a number
that is 0 in the files we know, the total impact score, and a remark. The fourth field and the
remark are passed over. Weights are of single precision and stop at 16,777,216, the true ones do
not. Shared with project files are the lines, the version and the faults.

Source: files of the Stockholm Environment Institute (cibsa), whose weights, consistencies and
totals were computed anew.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from sat.text import counted, one_line

Line = tuple[int, str]  # as an editor counts it, and what stands there

VERSION = re.compile(r"\$\s*ScenarioWizard\s+[345](\.[0-9]+)*", re.IGNORECASE)
ROW = re.compile(r'\s*"([^"]*)"\s*(?:,(.*))?')
ENDED = re.compile(r'.*,\s*".*"\s*')  # a row up to its remark
NUMBER = re.compile("[0-9]{1,9}")
WHOLE = re.compile("[+-]?[0-9]{1,15}")
WEIGHT = re.compile(r"\+?([0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20})([eE][+-]?[0-9]{1,3})?")
SHOWN = 20  # faults that a message lists; one slip can make every row of a file wrong


@dataclass(frozen=True)
class Solution:
    """A scenario that another program found, with its numbers; ``None`` where a field is blank.

    ``states`` are the places of the states, from 0, in the order of the descriptors. ``weight`` is
    the number of starts that end here (0 or more), ``consistency`` the smallest lead of a state
    over its rivals (below 0 where it is beaten), ``total`` the sum of the impacts within it.
    """

    states: tuple[int, ...]
    weight: float | None = None
    consistency: int | None = None
    total: int | None = None


@dataclass(frozen=True)
class Fault:
    """One fault: where it is, what stands there (``None``: nothing to show), what is right."""

    place: str
    value: str | None
    expected: str

    def __str__(self) -> str:
        stands = "" if self.value is None else f'"{one_line(self.value)}"; '
        return f"{self.place}: {stands}{one_line(self.expected, 200)}"


class FormatError(ValueError):
    """A file that cannot be read, or a record that cannot be written; ``faults`` has every one."""

    def __init__(self, thing: str, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        lines = [f"  {fault}" for fault in self.faults[:SHOWN]]
        if len(self.faults) > SHOWN:
            lines.append(f"  and {len(self.faults) - SHOWN} more")
        found = counted(len(self.faults), "problem")
        super().__init__("\n".join([f"{one_line(thing)} has {found}:", *lines]))


def shown(value: int) -> str:
    """A number for a message; Python refuses to spell out one of thousands of digits."""
    return str(value) if abs(value) < 10**30 else "more than 30 digits"


def file_title(name: str) -> str:
    """A file as messages name it: without its folders, of Windows or of Unix."""
    return "file " + re.split(r"[\\/]", name)[-1]


def file_lines(data: bytes, name: str) -> list[str]:
    r"""The lines of a file; the last is what stands behind the last line end, mostly nothing.

    Raises ``FormatError`` where it holds zero bytes: then it is UTF-16, or no text at all.

    >>> file_lines(b"caf\xe9\r\nb\rc\n", "a.scw"), file_lines("café".encode(), "a.scw")
    (['café', 'b', 'c', ''], ['café'])
    """
    if b"\0" in data:
        number = len(re.split(rb"\r\n|\r|\n", data[: data.index(b"\0")]))
        fault = Fault(f"line {number}", "\0", "this is no plain text; save it as UTF-8 or latin-1")
        raise FormatError(file_title(name), [fault])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    # Not splitlines: it also splits at form feeds and the like, which no editor counts.
    return re.split("\r\n|\r|\n", text)


def after_version(lines: list[str], faults: list[Fault]) -> list[Line]:
    """The lines below the version's, which is the first that is not blank."""
    start = next((place for place, line in enumerate(lines) if line.strip()), None)
    right = "begin with $ ScenarioWizard and a version from 3 to 5, such as $ ScenarioWizard 4.0"
    if start is None:
        faults.append(Fault("line 1", None, f"the file is empty; {right}"))
        return []
    if not VERSION.fullmatch(lines[start].strip()):
        faults.append(Fault(f"line {start + 1}", lines[start], right))
    return list(enumerate(lines, 1))[start + 1 :]


def read_sl(data: bytes, name: str, counts: Sequence[int] | None = None) -> tuple[Solution, ...]:
    r"""The solutions of a file, in its order; ``name`` is the file's, for messages.

    ``counts`` are the states of each descriptor, where the project is known: then the states are
    held to them. Without it they are 1 or more, and as many in each row as in the first.

    Raises ``FormatError`` with every fault: of the version, of the number of solutions (a file that
    is cut short), of a row that is not built as above, of a state that the project does not have.

    >>> text = '$ ScenarioWizard 3.0\nSolution set\n 1 \n\n" 2 3 2",11080,0,0,15,""\n'
    >>> read_sl(text.encode(), "global.sl", counts=(3, 3, 4))
    (Solution(states=(1, 2, 1), weight=11080.0, consistency=0, total=15),)
    """
    faults: list[Fault] = []
    lines = file_lines(data, name)
    # The first line says Solution set, perhaps in another language.
    body = [line for line in after_version(lines, faults) if line[1].strip()][1:]
    stated = _stated(body, len(lines), faults)
    solutions = list[Solution]()
    for line in body[1:]:
        found = _solution(line, counts, faults)
        if found:
            solutions.append(found)
            # As many states as in the first row, each as high as it likes.
            counts = counts or (10**9,) * len(found.states)
    rows = len(body[1:])
    if stated is not None and stated != rows:
        said = f"the file says {stated}, but has {counted(rows, 'solution')}"
        right = f"{said}; write how many there are, or add what is cut off"
        faults.append(Fault(f"line {body[0][0]}", None, right))
    if rows and body[-1][0] == len(lines) and not ENDED.fullmatch(body[-1][1]):
        right = "the file ends within this row; write it to its end"
        faults.append(Fault(f"line {len(lines)}", body[-1][1], right))
    if faults:
        raise FormatError(file_title(name), faults)
    return tuple(solutions)


def _stated(body: list[Line], last: int, faults: list[Fault]) -> int | None:
    """How many solutions the file says it has."""
    right = "write the number of solutions, below the line Solution set"
    if not body:
        faults.append(Fault(f"line {last}", None, f"the file ends here; {right}"))
        return None
    number, text = body[0]
    if not NUMBER.fullmatch(text.strip()):
        faults.append(Fault(f"line {number}", text, right))
        return None
    return int(text)


def _solution(line: Line, counts: Sequence[int] | None, faults: list[Fault]) -> Solution | None:
    """A row's solution; ``None``, and a fault for each thing wrong, where it is not built right."""
    number, text = line
    row = ROW.fullmatch(text)
    if not row or not row[1].strip():
        right = 'begin with the number of each state, in quotes, such as " 2 3 2",24,0,0,9,""'
        faults.append(Fault(f"line {number}", text, right))
        return None
    before = len(faults)
    states = row[1].split()
    faults += _wrong_states(number, states, counts)
    fields = [field.strip() for field in (row[2] or "").split(",", 4)]
    weight, consistency, _, total = (fields + [""] * 3)[:4]
    if weight and not (WEIGHT.fullmatch(weight) and isfinite(float(weight))):
        right = "write a number of 0 or more, such as 24 or 1.5E+07"
        faults.append(Fault(f"line {number}, weight", weight, right))
    for title, field in (("consistency", consistency), ("total", total)):
        if field and not WHOLE.fullmatch(field):
            right = "write a whole number, such as 2"
            faults.append(Fault(f"line {number}, {title}", field, right))
    if len(faults) > before:
        return None
    return Solution(
        tuple(int(state) - 1 for state in states),
        float(weight) if weight else None,
        int(consistency) if consistency else None,
        int(total) if total else None,
    )


def _wrong_states(number: int, states: list[str], counts: Sequence[int] | None) -> Iterator[Fault]:
    if counts is not None and len(states) != len(counts):
        said = f"the row has {counted(len(states), 'state')}"
        right = f"{said}; write {len(counts)}, one for each descriptor"
        yield Fault(f"line {number}", " ".join(states), right)
    tops = counts if counts is not None and len(counts) == len(states) else [10**9] * len(states)
    for at, (state, top) in enumerate(zip(states, tops, strict=True), 1):
        if not NUMBER.fullmatch(state) or not 1 <= int(state) <= top:
            upper = f"from 1 to {top}" if top < 10**9 else "of 1 or more"
            yield Fault(f"line {number}, descriptor {at}", state, f"write a state {upper}")


def write_sl(solutions: Sequence[Solution]) -> bytes:
    r"""The bytes of a solution file, version 3.0, with line ends of Windows; reads back the same.

    A number that is ``None`` is left blank. Raises ``FormatError`` for solutions of different
    length or of no state, a state below 0 or of more than 8 digits, a weight that is below 0 or not
    finite, and another number of more than 15 digits.

    >>> write_sl([Solution((1, 2, 1), 11080, 0, 15)]).decode().splitlines()[2:]
    [' 1 ', '', '" 2 3 2",11080,0,0,15,""']
    """
    faults = [fault for at, one in enumerate(solutions, 1) for fault in _unwritable(at, one)]
    for at, one in enumerate(solutions, 1):
        if len(one.states) != len(solutions[0].states):
            found = counted(len(one.states), "state")
            right = f"give {len(solutions[0].states)}, as the first solution has"
            faults.append(Fault(f"solution {at}", found, right))
    if faults:
        raise FormatError("set of solutions", faults)
    rows = [_written(one) for one in solutions]
    lines = ["$ ScenarioWizard 3.0", "Solution set", f" {len(rows)} ", "", *rows]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _unwritable(at: int, one: Solution) -> Iterator[Fault]:
    if not one.states:
        yield Fault(f"solution {at}", None, "it has no state; give one for each descriptor")
    for place, state in enumerate(one.states, 1):
        if not 0 <= state < 10**8:
            right = "give its place, from 0, in at most 8 digits"
            yield Fault(f"solution {at}, descriptor {place}", shown(state), right)
    if one.weight is not None and not (isfinite(one.weight) and one.weight >= 0):
        yield Fault(f"solution {at}, weight", f"{one.weight}", "give a number of 0 or more")
    for title, value in (("consistency", one.consistency), ("total", one.total)):
        if value is not None and abs(value) >= 10**15:
            right = "give a whole number of at most 15 digits"
            yield Fault(f"solution {at}, {title}", shown(value), right)


def _written(one: Solution) -> str:
    states = "".join(f" {state + 1}" for state in one.states)
    weight = "" if one.weight is None else _weight(float(one.weight))
    consistency, total = ("" if n is None else str(n) for n in (one.consistency, one.total))
    return f'"{states}",{weight},{consistency},0,{total},""'


def _weight(value: float) -> str:
    """A weight as it is read back; whole ones without a point, as the program writes them."""
    return str(int(value)) if value < 1e15 and value.is_integer() else repr(value)
