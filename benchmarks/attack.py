"""How long ACH takes on a large matrix: against its own aims, and beside plain Python.

The cases are drawn from a fixed seed (``drawn``); the plain one is ``percell``. First both are held
to the same results on small matrices; where they differ the benchmark ends. Table, seconds and a
picture go to benchmarks/out.
"""

import csv
import json
import platform
import resource
import subprocess
import sys
from importlib.metadata import version
from math import log
from pathlib import Path

import attack_growth
from attack_tasks import (
    HYPOTHESES,
    LEFT,
    SCORES,
    SIZES,
    SMALL,
    Measured,
    check,
    measured,
)
from drawn import ANALYSTS, drawn

from sat.ach.analysis import analyse
from sat.ach.attack import attack

HERE = Path(__file__).resolve().parent
OUT = HERE / "out"
MEGABYTES = 500  # the aim
POWER = 2  # of the number of items: what the plain one-step changes grow by


def peak() -> float:
    """Most megabytes that this process has held, not those of the one that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024**2 if sys.platform == "darwin" else 1024)


def tell_peaks() -> None:
    """Peak megabytes at the full size once the case is there, and once all is done, as JSON."""
    case = drawn(SIZES[-1], HYPOTHESES)
    before = peak()
    attack(analyse(case))
    print(json.dumps([before, peak()]))


def peaks() -> tuple[float, float]:
    """The same from a process of its own."""
    code = f"import sys; sys.path.insert(0, {str(HERE)!r}); import attack; attack.tell_peaks()"
    done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE)
    before, most = json.loads(done.stdout)
    return before, most


def table(found: list[Measured]) -> list[str]:
    """All tasks at the full size in Markdown: seconds, as a multiple of plain scores, the aim."""
    full = [row for row in found if row.items == SIZES[-1]]
    unit = next(row.plain.least for row in full if row.task.name == SCORES and row.plain)
    head = ["what", "fastest (s)", "middle (s)", "runs", "× plain scores", "aim (s)", "reached"]
    lines = [head, ["---"] + ["--:"] * 5 + ["---"]]
    for row in full:
        own, aim = row.ours, row.task.aim
        reached = "" if aim is None else _reached(own.middle, aim)
        seconds = [f"{own.least:.3f}", f"{own.middle:.3f}", str(own.runs)]
        times = f"{own.least / unit:.1f}"
        lines.append([row.task.name, *seconds, times, "" if aim is None else f"{aim:g}", reached])
    return ["| " + " | ".join(line) + " |" for line in lines]


def _reached(figure: float, aim: float) -> str:
    return "yes" if figure < aim else f"**no**, {figure / aim:.1f} × the aim"


def beside(found: list[Measured]) -> list[str]:
    """Ours and the plain one at every size, the plain one reckoned where it was not run."""
    head = ["what", "items", "ours (s)", "plain (s)", "plain ÷ ours", "plain grows by"]
    lines = [head, ["---"] + ["--:"] * 5]
    for name in dict.fromkeys(row.task.name for row in found if row.plain):
        last: Measured | None = None
        for row in (row for row in found if row.task.name == name):
            seconds = f"{row.plain.least:,.3f}" if row.plain else _about(_reckoned(row, last))
            growth = _growth(row, last) if row.plain and last else ""
            size = [f"{row.items:,}", f"{row.ours.least:.4f}"]
            lines.append([name, *size, seconds, _ratio(row, last), growth])
            last = row if row.plain else last
    return ["| " + " | ".join(line) + " |" for line in lines]


def _ratio(row: Measured, last: Measured | None) -> str:
    if row.plain is None:
        return _about(_reckoned(row, last) / row.ours.least)
    ratio = row.plain.least / row.ours.least
    return f"{ratio:,.1f}" if ratio < 10 else f"{ratio:,.0f}"


def _reckoned(row: Measured, last: Measured | None) -> float:
    """Seconds of the plain one, from the largest size at which it ran."""
    assert last is not None
    assert last.plain is not None
    return last.plain.least * (row.items / last.items) ** POWER


def _about(figure: float) -> str:
    return f"about {float(f'{figure:.2g}'):,.0f}"


def _growth(row: Measured, last: Measured) -> str:
    """With which power of the number of items the plain one's seconds grew since the last size."""
    assert row.plain is not None
    assert last.plain is not None
    return f"{log(row.plain.least / last.plain.least) / log(row.items / last.items):.1f}"


def told(found: list[Measured], memory: tuple[float, float]) -> str:
    """The text of the tables, as printed and as stored."""
    before, most = memory
    size = f"{SIZES[-1]:,} items × {HYPOTHESES} hypotheses × {ANALYSTS} analysts"
    notes = (
        f"Drawn from a fixed seed: {size}; a tenth of the marks blank, some NA, items in "
        "dependence groups of one to five, on half as many sources, grades unknown among them. "
        "Aims are held against the middle run. *× plain scores*: the fastest run as a multiple of "
        "one plain pass over the same matrix that scores every hypothesis by the four rules, so "
        "that the machine drops out. The matrix is built before the clock runs; only the odds, "
        "what to find out next and the whole analysis build it themselves. "
        f"Python {platform.python_version()}, numpy {version('numpy')}."
    )
    held = (
        f"Memory: at most {most:.0f} MB in a fresh process that draws the case and does the whole "
        f"analysis, {most - before:.0f} MB more than libraries and case ({before:.0f} MB). The aim "
        f"is {MEGABYTES} MB; reached: {_reached(most, MEGABYTES)}. It is the peak of resident "
        "memory as the system tells it."
    )
    compared = (
        "The plain one goes cell by cell in Python and recomputes for every question, as tools "
        "of this kind do. The rules are the same: on small matrices both were held to the same "
        "scores, leaders, changes and draws before anything was timed. Seconds are of the fastest "
        f"run. In *{LEFT}* the plain one leaves out items only; ours leaves out sources, origins, "
        "groups and analysts too. *Plain grows by*: with which power of the number of items its "
        "seconds grew since the size before. *About*: not run, since it takes minutes; reckoned "
        "from the largest size that was run, by the square of the number of items."
    )
    parts = [
        ["# ACH on a large matrix", "", notes],
        ["## Against the aims", "", *table(found), "", held],
        ["## Beside plain Python", "", compared, "", *beside(found)],
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def write_seconds(path: Path, found: list[Measured]) -> None:
    """A CSV file of seconds, one line a task, size and tool; only what was run."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["what", "items", "tool", "fastest", "middle", "runs"])
        for row in found:
            for tool, own in (("ours", row.ours), ("plain", row.plain)):
                if own is not None:
                    seconds = [f"{own.least:.6f}", f"{own.middle:.6f}", own.runs]
                    out.writerow([row.task.name, row.items, tool, *seconds])


def main() -> None:
    """The check, the times and the memory: printed, and written to benchmarks/out."""
    for small in SMALL:
        check(*small)
    found, memory = measured(), peaks()
    text = told(found, memory)
    OUT.mkdir(exist_ok=True)
    (OUT / "attack.md").write_text(text, encoding="utf-8")
    write_seconds(OUT / "attack.csv", found)
    attack_growth.draw(found, OUT / "attack-growth.png")
    print(f"\n{text}\nWritten to benchmarks/{OUT.name}: attack.md, .csv, attack-growth.png")


if __name__ == "__main__":
    main()
