"""The tables of the benchmark of reports, in Markdown, and all single runs as CSV."""

import csv
import os
import platform
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from reports_growth import NOTEBOOK, Step
from reports_rounds import Found, Run

PACKAGES = ("papermill", "nbclient", "ipykernel", "nbconvert", "matplotlib")


def told(found: list[Found], steps: list[Step], as_it_is: str) -> str:
    """The text of all tables, as printed and as stored."""
    parts = [
        ["# Batches of reports", "", _setting(found)],
        ["## The same reports, made in several ways", "", *table(found), "", _notes(found)],
        [_left_out(found, as_it_is), "", *_places(found)],
    ]
    if steps:
        parts.append(["## Many reports", "", *growth(steps), "", _growth_notes(steps)])
    return "\n\n".join("\n".join(part).strip() for part in parts) + "\n"


def table(found: list[Found]) -> list[str]:
    """A line a variant."""
    head = ["way", "reports/min", "s/report", "CPU s/report", "pair ÷ (CPU)", "× floor (CPU)"]
    head += ["peak MB", "processes", "differences", "missing"]
    lines = [head, ["---"] + ["--:"] * 9]
    pair, least = found[0], found[-1]
    for one in found:
        if not one.runs:
            lines.append([one.variant.name, *["–"] * 9])
            continue
        own = [one.variant.name, f"{60 / one.wall:.1f}", f"{one.wall:.2f}", f"{one.cpu:.2f}"]
        own += [_ratio(pair, one), _ratio(one, least), _megabytes(one.pss)]
        own += [str(max(run.cost.most for run in one.runs)), _differences(one, pair)]
        lines.append([*own, str(sum(run.missing for run in one.runs))])
    return _rows(lines)


def _rows(lines: Iterable[list[str]]) -> list[str]:
    return ["| " + " | ".join(line) + " |" for line in lines]


def _ratio(one: Found, other: Found) -> str:
    """How much more processor time one takes; nothing where a run of either failed."""
    if not one.runs or not other.runs or one.failed or other.failed:
        return ""
    return f"{one.cpu / other.cpu:.2f}"


def _differences(one: Found, pair: Found) -> str:
    if one is pair:
        return ""
    return str(len(one.places)) if one.compared else "not compared"


def _setting(found: list[Found]) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return (
        f"The workbook's notebooks on its flagship case. {os.cpu_count()} cores{load}; Python "
        f"{platform.python_version()}, {versions}. JupyterLab is "
        + ("" if _has("jupyterlab") else "not ")
        + "installed beside them: where it is, every process that imports papermill or nbconvert "
        "takes seconds longer to start."
    )


def _has(package: str) -> bool:
    try:
        return bool(version(package))
    except ImportError:  # PackageNotFoundError is one
        return False


def _notes(found: list[Found]) -> str:
    rounds = max((len(one.runs) for one in found), default=0)
    left = {one.variant.name: sum(run.cost.left for run in one.runs) for one in found}
    left_by = [f"{name} ({number})" for name, number in left.items() if number]
    return (
        f"Rounds in turn: {rounds}; each on all notebooks at as many cuts, but the pair takes one "
        "cut a round (its processes share nothing). Figures are the middle of the rounds, of the "
        "pair their mean. *s/report* by the clock, start of the command included; the floor is one "
        "process and leaves out what comes before its cells. *CPU*: user and system time of the "
        f"whole process tree, orphans and killed children too, {_held(found)}. "
        "*pair ÷*: how many times as much the pair takes; *× floor*: this beside the cells "
        "alone. "
        "*Peak MB*: proportional set size summed over the tree, sampled twice a second. "
        "*Differences* from the pair's executed notebooks, over "
        f"{max((one.compared for one in found), default=0)} of them, without ids and times; of the "
        "floor only what cells show. *Missing*: notebooks and pages that were not made. Processes "
        f"that had to be ended afterwards: {', '.join(left_by) or 'none'}. The pages of "
        "papermill's ways come from nbconvert with code hidden; `sat report` writes its own page, "
        "checks the data against its schema, and stamps and indexes what it made."
    )


def _held(found: list[Found]) -> str:
    """Whether all processor time was counted, as far as samples can tell."""
    if sys.platform != "linux":
        return "as far as their parents wait for them (this system has no /proc to check it by)"
    lost = [one.variant.name for one in found if any(run.cost.lost for run in one.runs)]
    missed = f"more was seen than counted in {', '.join(lost)}" if lost else "nothing was missed"
    return f"held against samples of /proc: {missed}"


def _megabytes(peak: float) -> str:
    """Peak memory; where the system does not tell it, a dash."""
    return f"{peak:.0f}" if peak else "–"


def _left_out(found: list[Found], as_it_is: str) -> str:
    lines = [
        f"- {one.variant.name}: left out, {one.variant.without}."
        for one in found
        if one.variant.without
    ]
    lines += [f"- {one.variant.name} failed: {_last(one.failed)}" for one in found if one.failed]
    if as_it_is:
        lines.append(
            f"- ploomber-engine as it is {as_it_is}: it does not encode pictures. Above that is "
            "done for it, so that it can be measured."
        )
    return "\n".join(lines)


def _last(text: str) -> str:
    return " ... ".join([text.splitlines()[0][:60], text.splitlines()[-1][:200]])


def _places(found: list[Found]) -> list[str]:
    """The first places in which each variant differs."""
    return [
        f"- {one.variant.name} differs at: {'; '.join(one.places[:5])}"
        + (f"; and {len(one.places) - 5} more" if len(one.places) > 5 else "")
        for one in found
        if one.places
    ]


def growth(steps: list[Step]) -> list[str]:
    """A line a batch."""
    head = ["reports", "s", "s/report", "CPU s/report", "× floor (CPU)", "peak MB", "processes"]
    lines = [[*head, "missing"], ["--:"] * 8]
    for step in steps:
        cost = step.cost
        size = f"{step.reports} again, nothing to do" if step.again else str(step.reports)
        own = [size, f"{cost.wall:.1f}", f"{cost.wall / step.reports:.3f}"]
        own += [
            f"{cost.cpu / step.reports:.3f}",
            "" if step.again else _above(step),
            _megabytes(cost.pss),
            str(cost.most),
        ]
        lines.append([*own, str(step.missing)])
    return _rows(lines)


def _above(step: Step) -> str:
    return f"{step.cost.cpu / step.reports / step.floor:.2f}" if step.floor else "–"


def _growth_notes(steps: list[Step]) -> str:
    failed = [step for step in steps if step.cost.failed]
    text = (
        f"`sat report --notebook {NOTEBOOK}` with {steps[0].workers} workers, each batch into an "
        "empty folder, at so many cuts, spread over the case's whole time; *again*: once more into "
        "the folder of the last. The floor are the cells alone, as above, at some of these cuts: "
        f"{steps[0].floor:.3f} s a report. Memory is sampled twice a second."
    )
    for step in failed:
        text += f" The batch of {step.reports} failed: {_last(step.cost.said.strip() or '?')}."
    return text


def write_runs(path: Path, found: list[Found], steps: list[Step]) -> None:
    """A CSV file of every run: seconds and megabytes in all, not each."""
    names = ["part", "way", "round", "reports", "wall", "cpu", "cpu_seen", "pss_mb", "processes"]
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([*names, "left", "exit", "missing"])
        for one in found:
            for run in one.runs:
                own = ["ways", one.variant.name, run.round + 1, run.reports]
                out.writerow([*own, *_figures(run)])
        for step in steps:
            way = "sat report again" if step.again else "sat report"
            own = ["growth", f"{way}, {step.workers} workers", 1, step.reports]
            out.writerow([*own, *_figures(step)])


def _figures(run: Run | Step) -> list[object]:
    cost = run.cost
    seconds = [f"{cost.wall:.3f}", f"{cost.cpu:.3f}", f"{cost.seen:.3f}", f"{cost.pss:.1f}"]
    return [*seconds, cost.most, cost.left, cost.failed, run.missing]
