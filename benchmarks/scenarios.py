"""How long the scenario engines take: against their own aims, and beside the tools of others.

Nothing is copied from a real model: matrices and boxes are generated from fixed seeds. The answers
of all tools are held against each other; where they differ the benchmark ends. Tools that are not
installed are named as such (``pip install -e .[peers]`` has them). Tables, seconds and a picture
go to benchmarks/out.
"""

import platform
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import boxes
import growth
from beside import OUT, SECONDS, Case, Row, measured, table, verdict, write_seconds
from matrices import dense, workshop

from sat.case import load_case
from sat.scenarios.balance import count, solve
from sat.scenarios.fillings import impacts_of
from sat.scenarios.impacts import Impacts
from sat.scenarios.survival import Survival, survival

SEEDS = (1, 2, 3)
LISTED = [
    ("workshop 16x3, 35 % filled", lambda seed: workshop(16, 3, 0.35, seed), 0.02),
    ("workshop 20x4, 35 % filled", lambda seed: workshop(20, 4, 0.35, seed), 1.0),
    ("workshop 30x3, 35 % filled", lambda seed: workshop(30, 3, 0.35, seed), 5.0),
    ("workshop 45x3, 12 % filled", lambda seed: workshop(45, 3, 0.12, seed), 1.0),
    ("dense 16x3", lambda seed: dense(16, 3, seed), 0.2),
]
COUNTED = [
    ("workshop 100x2, 2 % filled, counted", lambda seed: workshop(100, 2, 0.02, seed), 0.5),
]
FLAGSHIP = Path(__file__).parent.parent / "data" / "cases" / "jnim-urban-attacks"
MOVED: list[tuple[str, Callable[[], Impacts]]] = [
    ("the flagship's", lambda: impacts_of(load_case(FLAGSHIP))),
    ("workshop 12x3, 35 % filled", lambda: workshop(12, 3, 0.35, 1)),
    ("workshop 16x3, 35 % filled", lambda: workshop(16, 3, 0.35, 1)),
    ("dense 12x3", lambda: dense(12, 3, 1)),
    ("dense 14x3", lambda: dense(14, 3, 1)),
]
# What is measured besides, and the extra of the project that has it.
PACKAGES = {
    "numba": "fast",
    "ortools": "peers",
    "prophesy-cib": "peers",
    "python-constraint2": "peers",
}


def matrix_cases() -> list[Case]:
    """Dense matrices, those of a workshop with 35 % filled, and a wide one with 12 %."""
    cases = [
        Case("dense", f"dense {n}x3", "balances", tuple(dense(n, 3, seed) for seed in SEEDS))
        for n in range(6, 19, 2)
    ]
    sizes = [*((n, 3) for n in range(6, 17, 2)), (20, 4), (30, 3)]
    for n, states in sizes:
        made = tuple(workshop(n, states, 0.35, seed) for seed in SEEDS)
        cases.append(Case("workshop", f"workshop {n}x{states}", "balances", made))
    wide = tuple(workshop(45, 3, 0.12, seed) for seed in SEEDS)
    return [*cases, Case("wide", "workshop 45x3, 12 %", "balances", wide)]


def field_cases() -> list[Case]:
    """Queens, boxes with pairs excluded evenly, boxes like a workshop's, and two only counted."""
    cases = [Case("queens", f"queens {n}", "fields", (boxes.queens(n),)) for n in (6, 7, 8, 10)]
    for parameters, share in ((8, 0.2), (10, 0.2), (12, 0.2), (20, 0.3)):
        made = tuple(boxes.even(parameters, 5, share, seed) for seed in SEEDS)
        name = f"even {parameters}x5, {share:.0%} excluded"
        cases.append(Case("even", name, "fields", made))
    twelve = tuple(boxes.workshop(12, 0.4, 0.3, 20, seed) for seed in SEEDS)
    sparse = (boxes.workshop(25, 0.08, 0.35, 20),)
    return [
        *cases,
        Case("like a workshop", "like a workshop, 12", "fields", twelve),
        Case("counted", "like a workshop, 12, counted", "counts", twelve),
        Case("counted", "sparse 25, counted", "counts", sparse),
    ]


def aims() -> None:
    """A table: time of each matrix (the tables included), its aim, what was found."""
    print(f"{'matrix':36} {'seed':>4} {'seconds':>8} {'aim':>6} {'found':>12} {'nodes':>8}")
    for name, made, aim in LISTED:
        for seed in SEEDS:
            impacts = made(seed)
            start = time.perf_counter()
            found = solve(impacts)
            seconds = time.perf_counter() - start
            _line(name, seed, seconds, aim, len(found.scenarios), f"{found.nodes:,}")
    for name, made, aim in COUNTED:
        for seed in SEEDS:
            impacts = made(seed)
            start = time.perf_counter()
            number = count(impacts)
            _line(name, seed, time.perf_counter() - start, aim, number or 0, "")


def _line(name: str, seed: int, seconds: float, aim: float, found: int, nodes: str) -> None:
    print(f"{name:36} {seed:4} {seconds:8.4f} {aim:6.2f} {found:12,} {nodes:>8}")


def moves() -> None:
    """A table: survival of 200 moved matrices, solved together and one by one."""
    print(f"\n{'survival, 200 draws':36} {'together':>8} {'one by one':>10} {'ratio':>6}")
    for name, made in MOVED:
        impacts = made()
        together, found = _survived(impacts)
        alone, same = _survived(impacts, together=0)
        if found != same:
            raise SystemExit(f"{name}: survival differs when matrices are solved together")
        print(f"{name:36} {together:8.2f} {alone:10.2f} {alone / together:6.1f}")


def _survived(impacts: Impacts, **how: int) -> tuple[float, Survival]:
    start = time.perf_counter()
    found = survival(impacts, solve(impacts).scenarios, **how)
    return time.perf_counter() - start, found


def _versions() -> str:
    found = []
    for package, extra in PACKAGES.items():
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} not installed (it is in the extra .[{extra}])")
    return f"Python {platform.python_version()}, " + ", ".join(found)


def _told(matrices: list[Row], fields: list[Row]) -> str:
    """The text of the tables, as printed and as stored."""
    notes = (
        f"Seconds of ours, and the time of each peer as a multiple of it: above 1 × ours is the "
        f"faster. Mean of three problems (seeds 1 to 3; of queens and sparse 25 it is one), each "
        f"the best of several runs where these are short. Ours includes all that it builds; the "
        f"models of the peers are built before the clock runs. *Ours, compiled*: the same search "
        f"in machine code, loaded before the clock runs. *> {SECONDS} s*: ended after that; "
        f"–: not tried, since it would take longer; *lists only*: it does not count, and so many "
        f"cannot be listed. {_versions()}."
    )
    parts = [
        ["# Scenario engines beside their peers", "", notes],
        ["## Consistent scenarios of cross-impact matrices", "", *table(matrices)],
        verdict(matrices),
        ["## Configurations of morphological fields", "", *table(fields)],
        verdict(fields),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def main() -> None:
    """The aims, moved matrices, then the peers: printed, and written to benchmarks/out."""
    aims()
    moves()
    matrices, fields = measured(matrix_cases()), measured(field_cases())
    OUT.mkdir(exist_ok=True)
    told = _told(matrices, fields)
    (OUT / "scenarios.md").write_text(told, encoding="utf-8")
    write_seconds(OUT / "scenarios.csv", [*matrices, *fields])
    titles = {
        "Matrices filled densely": [row for row in matrices if row.case.family == "dense"],
        "Matrices of a workshop, 35 % filled": [
            row for row in matrices if row.case.family == "workshop"
        ],
        "Fields: queens on a board": [row for row in fields if row.case.family == "queens"],
    }
    growth.draw(titles, OUT / "scenario-growth.png")
    print(f"\n{told}\nWritten to benchmarks/{OUT.name}: scenarios.md, .csv, scenario-growth.png")


if __name__ == "__main__":
    main()
