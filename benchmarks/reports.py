"""What a batch of reports costs: `sat report` beside papermill's own ways, and beside the floor.

The ways are in ``reports_variants``; that they make the same notebooks is checked as they are
measured. Tables, all single runs and a picture go to benchmarks/out.

    python benchmarks/reports.py [--quick] [--rounds N] [--sizes N,N,...]

ploomber-engine makes every import of papermill slower, so it belongs in an environment of its own,
with this project's requirements and that package; ``SAT_BENCH_PLOOMBER`` names its interpreter.
"""

import argparse
from pathlib import Path

import reports_differences
import reports_picture
import reports_tables
import reports_tree
from reports_bytecode import compiled
from reports_growth import Step, grown
from reports_jobs import Job, cuts
from reports_rounds import Found, as_it_is, rounds
from reports_variants import missing_options

OUT = Path(__file__).resolve().parent / "out"
SIZES = (10, 100, 300)


def measure(number: int, sizes: tuple[int, ...]) -> None:
    """All of it in so many rounds and with batches of these sizes: written, and printed last."""
    reports_tree.verify()
    reports_differences.verify()
    with compiled():
        noted = as_it_is(Job("ach", cuts(1)[0]))
        found = rounds(number)
        text = _written(found, [], noted)  # the batches take long: what is known is kept
        if sizes and not missing_options():
            text = _written(found, grown(sizes), noted)
    print(f"\n{text}\nWritten to benchmarks/{OUT.name}: reports.md, .csv, .png")


def _written(found: list[Found], steps: list[Step], noted: str) -> str:
    text = reports_tables.told(found, steps, noted)
    OUT.mkdir(exist_ok=True)
    (OUT / "reports.md").write_text(text, encoding="utf-8")
    reports_tables.write_runs(OUT / "reports.csv", found, steps)
    reports_picture.draw(found, steps, OUT / "reports.png")
    return text


def main(arguments: list[str] | None = None) -> None:
    """See the module's head; `make bench` calls it without arguments."""
    reader = argparse.ArgumentParser(description="What a batch of reports costs.")
    reader.add_argument("--quick", action="store_true", help="one round, small batches")
    reader.add_argument("--rounds", type=int, default=2, help="default %(default)s")
    reader.add_argument("--sizes", default=",".join(map(str, SIZES)), help="default %(default)s")
    asked = reader.parse_args([] if arguments is None else arguments)
    sizes = tuple(int(size) for size in asked.sizes.split(",") if size)
    if asked.quick:
        measure(1, (4, 8))
    else:
        measure(max(1, asked.rounds), sizes)


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
