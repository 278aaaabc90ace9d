"""What `make bench` runs: time and memory beside a plain baseline in the same run, as ratios.

The machine's own speed drops out of a ratio. Each figure is the best of several runs, in a fresh
process where memory is measured.
"""

import csv
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROWS = 50_000


def big_case(folder: Path, rows: int) -> Path:
    """A case with so many ratings, one of them wrong."""
    from sat.case.template import new_case

    case = folder / "big"
    new_case(case)
    _write(case, "hypotheses", [["H1", "a", "a", "", "", "", ""], ["H2", "b", "b", "", "", "", ""]])
    items = [
        [f"E{n}", "t", "report", "", "2020-01-01", "", "", "", "", ""] for n in range(rows // 2)
    ]
    _write(case, "evidence", items)
    marks = [
        [f"E{n // 2}", f"H{n % 2 + 1}", "analyst_a", "C", "2020-01-02", "", "", ""]
        for n in range(rows)
    ]
    marks[-1][3] = "X"
    _write(case, "ratings", marks)
    return case


def _write(case: Path, table: str, rows: list[list[str]]) -> None:
    with (case / f"{table}.csv").open("a", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def best(action: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return min(taken)


def read_plainly(case: Path) -> int:
    """The baseline: the same tables as lists of dicts, nothing checked."""
    return sum(
        len(list(csv.DictReader(path.open(newline="", encoding="utf-8"))))
        for path in case.glob("*.csv")
    )


def check(case: Path) -> None:
    """Every problem of the case: it has one."""
    from sat.case import CaseError, load_case

    try:
        load_case(case)
    except CaseError as error:
        if len(error.problems) == 1:
            return
    raise AssertionError("the one wrong rating was not found")


def process(code: str) -> tuple[float, float]:
    """Seconds and peak megabytes of Python code in a process of its own."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def line(name: str, seconds: float, baseline: float, against: str) -> None:
    """One result on stdout."""
    print(f"{name:46} {seconds:7.2f} s   {seconds / baseline:6.1f} × {against} ({baseline:.2f} s)")


def main() -> None:
    """All measurements."""
    with tempfile.TemporaryDirectory(prefix="sat-bench-") as aside:
        case = big_case(Path(aside), ROWS)
        plain = best(lambda: read_plainly(case))
        line(f"check {ROWS + ROWS // 2:,} rows, one fault", best(lambda: check(case)), plain, "csv")
    bare, _ = process("import jupyter_client, pandas, matplotlib.figure")
    body = "from sat.report.run import run, Job; from pathlib import Path; import tempfile;"
    body += "run(Job('ach', 'jnim-urban-attacks'), Path(tempfile.mkdtemp()))"
    seconds, megabytes = process(body)
    line("one report of the flagship, process included", seconds, bare, "importing its libraries")
    print(f"{'':46} {megabytes:7.0f} MB at most in any one process")
    for room in ("ach", "indicators"):
        code = f"from sat import load_case; from sat.{room} import analyse;"
        code += "analyse(load_case('jnim-urban-attacks'))"
        once, _ = process(code)
        line(f"load and analyse the flagship ({room})", once, bare, "importing its libraries")
    import attack  # here, since events takes helpers from this module
    import events
    import reports
    import scenarios

    attack.main()
    events.main()
    scenarios.main()
    reports.main()


if __name__ == "__main__":
    main()
