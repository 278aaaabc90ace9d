"""Many matrices at once, as captioned tables: every quadrant with its verdict, and blind spots."""

from sat.display import Cell, Table
from sat.scenarios.analysis import ScenarioResult
from sat.scenarios.generation import CROSSED, VERDICTS, Generation, Judged
from sat.scenarios.look import Names
from sat.scenarios.matrix import Quadrant
from sat.text import counted, one_line


def generation_table(found: Generation | None, result: ScenarioResult) -> Table:
    """Every matrix of a generation with the verdict on each of its quadrants."""
    if found is None:
        nothing = "nothing to cross: it takes two drivers, or two that assumptions bear on"
        return Table("Many matrices", ("Matrix",), ((nothing,),))
    names = Names(result.case)
    rows: list[tuple[Cell | str, ...]] = []
    for number in range(1, found.matrices + 1):
        own = [row for row in found.rows if row.matrix == number]
        drivers = [names.driver_of[states[0]] for states in own[0].quadrant.states]
        label = " × ".join(names.named(driver) for driver in drivers)
        rows.append((f"{number} {label}", *(_judged(row) for row in own)))
    said = [
        f"{number} {verdict} ({VERDICTS[verdict]})"
        for verdict, number in found.counts.items()
        if number
    ]
    total = f"{counted(len(found.rows), 'quadrant')} made, {'; '.join(said)}."
    return Table(
        _caption(found, result),
        ("Matrix", "First × first", "First × second", "Second × first", "Second × second"),
        tuple(rows),
        (total, _origin(found, result)),
        "small",
    )


def _judged(row: Judged) -> Cell:
    ends = " / ".join(one_line(title, 40) for title in row.quadrant.titles)
    ids = ", ".join(scenario.scenario_id for scenario in row.quadrant.scenarios)
    number = "" if row.fillings is None else f", {row.fillings}{'' if row.complete else '+'}"
    said = f"{row.verdict}{f' {ids}' if ids else ''}{number}"
    lost = "bad" if ids else "muted"  # a story that stands where nothing holds together
    style = {"open": "best", "told": "", "unsure": ""}.get(row.verdict, lost)
    return Cell(f"{ends}\n{said}", style)


def _caption(found: Generation, result: ScenarioResult) -> str:
    if not found.hypothesis:
        return "Multiple Scenarios Generation: the weightiest drivers crossed two by two"
    titles = {row.hypothesis_id: row.title for row in result.case.hypotheses}
    title = one_line(titles[found.hypothesis], 60)
    return f"Quadrant Crunching: the assumptions under {found.hypothesis} {title} turned round"


def _origin(found: Generation, result: ScenarioResult) -> str:
    """Where the axes come from, and what the numbers are."""
    last = "After the verdict: named scenarios, and consistent fillings."
    if found.hypothesis:
        parts = [
            f"{axis.driver.driver_id} {one_line(axis.title(1), 60)} ({', '.join(ids)})"
            for axis, ids in zip(found.axes, found.reasons, strict=True)
        ]
        return f"Second ends are what holds if an assumption is wrong: {'; '.join(parts)}. {last}"
    weighty = {row.driver.driver_id for row in result.placed if row.part == "axis"}
    rule = f"whose importance and uncertainty are both above 3, at most {CROSSED}"
    if not {axis.driver.driver_id for axis in found.axes} <= weighty:
        rule = "first by importance × uncertainty, since fewer than two have both above 3"
    return (
        f"Crossed are the drivers {rule}; their states are parted in the order of the file. {last}"
    )


def attention_table(found: Generation | None, result: ScenarioResult) -> Table:
    """The quadrants that nothing speaks against and that nobody has told, the weightiest first."""
    names = Names(result.case)
    crunched = found is not None and bool(found.hypothesis)
    rows = tuple(_open(row, crunched, names) for row in found.of("open")) if found else ()
    headings = (
        "Quadrant",
        *(("Contrary ends",) if crunched else ()),
        "Weight",
        "Consistent fillings",
    )
    order = "by contrary assumptions, then " if crunched else ""
    return Table(
        "Blind spots: quadrants that nothing speaks against and that have no scenario",
        headings,
        rows or (("none", *[""] * (len(headings) - 1)),),
        (
            f"Ordered {order}by weight (importance × uncertainty of both drivers, added up), then "
            "by consistent fillings. Write a story for those that would hurt most if they came "
            "unseen.",
        ),
        "small",
    )


def _open(row: Judged, crunched: bool, names: Names) -> tuple[str, ...]:
    number = "–" if row.fillings is None else f"{row.fillings}{'' if row.complete else ' or more'}"
    ends = (str(row.contrary),) if crunched else ()
    return (_ends(row.quadrant, names), *ends, str(row.weight), number)


def _ends(quadrant: Quadrant, names: Names) -> str:
    drivers = [names.driver_of[states[0]] for states in quadrant.states]
    return " / ".join(
        f"{names.named(driver)}: {one_line(title, 60)}"
        for driver, title in zip(drivers, quadrant.titles, strict=True)
    )
