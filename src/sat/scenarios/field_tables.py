"""What the morphological field says, as captioned tables: counts, exclusions, pairs, what if."""

from collections.abc import Iterator

from sat.display import Cell, Table
from sat.scenarios.analysis import ScenarioResult
from sat.scenarios.field import FieldResult
from sat.scenarios.fillings import SHOWN
from sat.scenarios.look import Names, big, many, share
from sat.text import counted

REMOVERS = 10  # exclusions that are shown by what they remove


def field_table(result: ScenarioResult) -> Table:
    """How many configurations hold together, by what is asked of their pairs."""
    found, counts = result.field, result.field.counts
    space = found.box.space
    asked = (
        ("any configuration", space),
        ("nothing impossible in it", counts.possible),
        ("nothing impossible and nothing doubtful", counts.undoubted),
        ("every pair assessed, nothing impossible", counts.assessed),
        ("every pair assessed and possible", counts.firm),
    )
    rows = tuple((text, big(number), share(number, space)) for text, number in asked)
    return Table(
        f"The field: {counted(len(found.drivers), 'driver')}, "
        f"{counted(sum(map(len, found.states)), 'state')}, {many(space, 'configuration')}",
        ("Asked of a configuration", "Configurations", "Share"),
        rows,
        (
            f"Pairs of states assessed: {big(found.assessed)} of {big(found.pairs)}. A pair "
            "that is not assessed counts as possible in the second and third line and as excluded "
            "in the last two: the truth of a finished field lies between.",
            _listing(result),
        ),
    )


def _listing(result: ScenarioResult) -> str:
    if result.listed is not None:
        number = len(result.listed)
        if number == 1:
            return "The 1 configuration is in the result file."
        return f"All {big(number)} configurations are in the result file."
    return (
        f"More than {SHOWN:,} configurations are counted exactly and not listed. Fix states (the "
        "notebook parameter fixed) to see what remains, or assess more pairs."
    )


def kinds_table(result: ScenarioResult) -> Table:
    """The judgments by the kind of reason they give."""
    rows = tuple(
        (
            row.kind,
            *map(big, (row.possible, row.doubtful, row.impossible, row.larger, row.back)),
        )
        for row in result.field.tallies
    )
    headings = ("Reason", "Pairs possible", "Doubtful", "Impossible", "Exclusions of 3 and more")
    return Table(
        "Why states go together or not",
        (*headings, "Configurations back without them"),
        rows,
        (
            "Logical: by the wording. Empirical: by experience, so that new experience can move "
            "it. Normative: by what actors would not accept, which they can change overnight.",
        ),
        "small",
    )


def removers_table(result: ScenarioResult) -> Table:
    """The exclusions that remove most."""
    names = Names(result.case)
    rows = tuple(
        (names.states(row.states), row.kind, Cell(row.reason, "wide"), big(row.back))
        for row in result.field.removed[:REMOVERS]
    )
    rest = len(result.field.removed) - len(rows)
    return Table(
        "Single judgments that remove most",
        ("States", "Kind", "Reason", "Configurations back without it"),
        rows or (("nothing is excluded", "", "", ""),),
        (f"Not shown, since they remove no more: {counted(rest, 'exclusion')}.",) if rest else (),
        "small",
    )


def pairs_table(result: ScenarioResult) -> Table:
    """Every pair that is not simply possible, with its reason."""
    names = Names(result.case)
    order = {"impossible": 0, "doubtful": 1}
    judged = [row for row in result.case.consistency if row.consistency in order]
    rows = tuple(
        (
            names.states((row.state_a, row.state_b)),
            Cell(row.consistency, "bad" if row.consistency == "impossible" else ""),
            row.kind,
            Cell(row.reason, "wide"),
        )
        for row in sorted(judged, key=lambda row: order[row.consistency])
    )
    return Table(
        "Pairs of states that cannot or hardly can go together",
        ("States", "Judged", "Kind", "Reason"),
        rows or (("none", "", "", ""),),
        (_rest(result.field, len(judged)),),
        "small",
    )


def _rest(found: FieldResult, shown: int) -> str:
    possible = found.assessed - shown
    return (
        f"Judged possible, with a reason in consistency.csv: {many(possible, 'further pair')}; not "
        f"assessed: {big(found.unassessed)}."
    )


def states_table(result: ScenarioResult) -> Table:
    """Every state: how much of the field and of the consistent scenarios it is in, and what if."""
    found, names = result.what_if, Names(result.case)
    rows: list[tuple[Cell | str, ...]] = []
    for driver, states in enumerate(result.field.states):
        for place, state in enumerate(states):
            plain = _plain(result, state, driver, place)
            own = found.support[driver][place]
            rows.append((names.state(state), *plain, *_with_fixed(result, state, own)))
    caption = "What each state is part of"
    headings: tuple[str, ...] = ("State", "Field", "Consistent scenarios")
    if found.states:
        caption = f"What if {names.states(found.states)}?"
        headings = (*headings, "Field, if fixed", "Scenarios, if fixed")
    return Table(caption, headings, tuple(rows), tuple(_states_notes(result)), "small")


def _plain(result: ScenarioResult, state: str, driver: int, place: int) -> tuple[str, str]:
    """A state's part in the field and in the consistent scenarios with nothing fixed."""
    own = share(result.field.support[driver][place], result.field.counts.possible)
    if result.balances is None:
        return own, "–"
    listed = [result.balances.named(row) for row in result.balances.solved.scenarios]
    return own, share(sum(state in row for row in listed), len(listed))


def _with_fixed(result: ScenarioResult, state: str, own: int) -> tuple[Cell | str, ...]:
    """The same with the fixed states; nothing where none is."""
    found = result.what_if
    if not found.states:
        return ()
    part = share(own, found.configurations)
    if state in found.states:
        return part, Cell("fixed", "best")
    return part, share(found.times[state], len(found.forced))


def _states_notes(result: ScenarioResult) -> Iterator[str]:
    """Of how many the shares are."""
    found = result.what_if
    whole = f"Field: share of {many(result.field.counts.possible, 'possible configuration')}"
    if result.balances:
        listed = len(result.balances.solved.scenarios)
        whole += f"; scenarios: share of {many(listed, 'consistent one')} listed"
    yield f"{whole}. Shares say what leads where by the judgments; none is a probability."
    if not found.states:
        return
    fixed = f"If fixed: share of {many(found.configurations, 'configuration')}"
    if found.of_itself is not None:
        verb = "holds" if len(found.forced) == 1 else "hold"
        fixed += (
            f"; with the states forced from outside, {counted(len(found.forced), 'scenario')} "
            f"{verb} together around them. Of itself they are in "
            f"{counted(found.of_itself, 'consistent scenario')}"
        )
    last = "" if found.complete else " The search was cut short: shares are of what it found."
    yield f"{fixed}.{last}"
