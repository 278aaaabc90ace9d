"""Reading one actor out of a large UCDP file: time and memory beside plain pandas.

The file is generated, row by row from a fixed seed, with the size and the quirks of GED 26.1:
417,968 rows of 49 columns in 274 MB, text that repeats nowhere, quotes and newlines inside cells,
lists in ``gwnoa``. No row of it is real.
"""

import csv
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from run import process

ROWS = 417_968
SHARE = 0.006  # of JNIM's rows in GED 26.1, about
HEADER = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id "
    "conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a "
    "side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office "
    "source_date source_headline source_original where_prec where_coordinates where_description "
    "adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity "
    "date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high "
    "low gwnoa gwnob"
)
# A process of its own for each run; its libraries are there before the clock starts.
PLAIN = """
import pandas as pd, time, warnings
start = time.perf_counter()
warnings.simplefilter("ignore")  # of columns with mixed types
rows = pd.read_csv({path!r})
rows = rows[(rows["side_a"] == "JNIM") | (rows["side_b"] == "JNIM")]
"""
OURS = """
import duckdb, time
from sat.events.ucdp import read_ucdp
start = time.perf_counter()
rows = read_ucdp({path!r}, actor="JNIM")
"""
AFTER = """
seconds = time.perf_counter() - start
import pathlib, resource
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
pathlib.Path({out!r} + ".cost").write_text(f"{{seconds}} {{peak}}")
names = dict(event_id="id", actor_a="side_a", actor_b="side_b", killed_best="best")
columns = ["id", "side_a", "side_b", "best", "latitude", "longitude"]
rows = rows.rename(columns=names).astype(dict(id=int))
rows.sort_values("id")[columns].to_csv({out!r}, index=False)
"""


def generated(rows: int, seed: int = 20260101) -> Iterator[list[object]]:
    """Rows like those of GED, with nothing real in them."""
    draw = random.Random(seed)
    for number in range(rows):
        yield _row(number, draw)


def _row(number: int, draw: random.Random) -> list[object]:
    kind = draw.choice((1, 1, 1, 2, 3))
    sides = [f"Government {number % 150}" if kind == 1 else f"Group {number % 900}"]
    sides.append("Civilians" if kind == 3 else f"Group {draw.randrange(900)}")
    if draw.random() < SHARE:
        sides[draw.randrange(2)] = "JNIM"
    latitude, longitude = draw.uniform(-35, 37), draw.uniform(-18, 140)
    day = f"{1989 + number * 37 // ROWS}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
    killed = draw.choice((0, 0, 1, 1, 2, 3, 5, 8, 20))
    told = f"report {number:x} of {draw.getrandbits(276):x}"
    break_ = "\n" if number % 50 == 0 else " "
    headline = f'"{told}"{break_}says {number:x}' if number % 7 == 0 else f"{told} says"
    return [
        *(number + 1, f"XXX-{day[:4]}-{kind}-{number}", day[:4], number % 3 > 0, "Clear", kind),
        *(f"XXX{number % 700}", number % 700, f"Conflict {number % 700}"),
        *(number % 1900, number % 1900, " - ".join(sides)),
        *(number % 900, number % 900, sides[0], number % 801, number % 801, sides[1]),
        *(draw.choice((-1, 1, 2, 3)), f'"An Agency,{day},{headline}"', "An Agency", day),
        *(headline, f"a spokesman, {number:x}", draw.choice((1, 1, 2, 3, 4, 5, 6))),
        *(f"Town {number % 9000} town", f"near{break_}{draw.getrandbits(200):x}"),
        *(f"Region {number % 800} province", f"District {number % 4000} district"),
        *(f"{latitude:.6f}", f"{longitude:.6f}", f"POINT ({longitude:.6f} {latitude:.6f})"),
        *(number % 200_000, f"Country {number % 120}", number % 120, "Africa"),
        *(1, draw.choice((1, 1, 1, 2, 5)), f"{day} 00:00:00.000", f"{day} 00:00:00.000"),
        *(0, killed, 0, 0, killed, killed + 1, killed),
        *("2;200;900" if number % 1000 == 7 else number % 900 if kind == 1 else "", ""),
    ]


def write(path: Path, rows: int = ROWS) -> None:
    """The generated file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(HEADER.split())
        out.writerows(generated(rows))


def measured(body: str, path: Path, out: Path) -> tuple[float, float]:
    """Seconds of reading and peak megabytes of a process that writes what it found to ``out``."""
    process((body + AFTER).format(path=str(path), out=str(out)))
    seconds, peak = Path(f"{out}.cost").read_text(encoding="utf-8").split()
    return float(seconds), float(peak)


def rows_of(path: Path) -> list[list[object]]:
    """What a run found: ids and sides as text, the rest as numbers."""
    with path.open(newline="", encoding="utf-8") as file:
        return [row[:3] + [float(cell) for cell in row[3:]] for row in list(csv.reader(file))[1:]]


def main() -> None:
    """Time and memory of one actor's rows, best of three runs in turn."""
    with tempfile.TemporaryDirectory(prefix="sat-bench-") as aside:
        path = Path(aside) / "GEDEvent_v26_1.csv"
        write(path)
        plain, ours = Path(aside) / "plain.csv", Path(aside) / "ours.csv"
        runs = [(measured(PLAIN, path, plain), measured(OURS, path, ours)) for _ in range(3)]
        found = rows_of(ours)
        if not found or found != rows_of(plain):
            raise AssertionError("read_ucdp does not find the rows that pandas finds")
        megabytes = path.stat().st_size / 1e6
    (base, base_peak), (seconds, peak) = (
        tuple(min(run[side][part] for run in runs) for part in (0, 1)) for side in (0, 1)
    )
    name = f"{len(found):,} of {ROWS:,} rows ({megabytes:.0f} MB)"
    against = f"of pandas.read_csv ({base:.2f} s), libraries loaded"
    print(f"{name:46} {seconds:7.2f} s   {base / seconds:6.1f} × the speed {against}")
    print(f"{'':46} {peak:7.0f} MB  {peak / base_peak:6.2f} × its memory ({base_peak:.0f} MB)")


if __name__ == "__main__":
    main()
