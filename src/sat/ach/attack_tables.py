"""What the attacks on an answer find, as sentences and captioned tables."""

from sat.ach.analysts import agreement_sentence, movers_sentence, pooling_sentence
from sat.ach.attack import Attack
from sat.ach.bayes import in_hundred
from sat.ach.jitter import jitter_sentence
from sat.ach.scores import RULES
from sat.ach.unseat import Unseating, steps_sentence, unseat_sentence
from sat.display import Cell, Findings, Table
from sat.text import joined, number, one_line, percent

RULE = "inconsistency"  # the rule that sentences speak of; the table has all
GAPS = 15  # rows of the collection list
NAMED = 6  # marks that are named of one set
PAIRS = 30  # pairs of analysts that the table shows
TITLES = {rule.key: rule.title for rule in RULES}


def attack_findings(found: Attack) -> Findings:
    """How far it is to another answer, how firm the weights leave it, and where analysts part."""
    steps = next(row for row in found.steps if row.rule == RULE)
    sentences = [steps_sentence(steps), unseat_sentence(found.unseatings[RULE])]
    sentences.append(jitter_sentence(found.jitter))
    if found.agreement is not None:
        sentences.append(agreement_sentence(found.agreement))
        sentences.append(pooling_sentence(found.poolings))
        sentences.append(movers_sentence(found.movers))
    sentences.append(odds_sentence(found))
    return Findings(tuple(sentence for sentence in sentences if sentence))


def odds_sentence(found: Attack) -> str:
    """What the model of the ratings says of its leaders, and which rules say otherwise."""
    view = found.view
    start = f"Read as likelihoods, the ratings imply {joined([*map(view.sentence, view.leaders)])}"
    if not found.parted:
        return f"{start}; no rule has another leader."
    by_leaders: dict[tuple[str, ...], list[str]] = {}
    for rule, names in found.parted.items():
        by_leaders.setdefault(names, []).append(TITLES[rule])
    parts = [f"{joined(list(names))} by {joined(rules)}" for names, rules in by_leaders.items()]
    return f"{start}; in front otherwise {joined(parts)}: two questions, so look why they part."


def unseat_table(found: Attack) -> Table:
    """The fewest steps that bring a rival level: of every rule its nearest, of one rule all."""
    titles = {row.hypothesis_id: row.title for row in found.result.case.hypotheses}
    rows: list[tuple[Cell | str, ...]] = []
    for rule, unseatings in found.unseatings.items():
        nearest = sorted(unseatings, key=_steps)
        for row in nearest if rule == RULE else nearest[:1]:
            label = f"{row.rival} {one_line(titles[row.rival], 60)}"
            cells = (row.leader, label, str(_steps(row)), Cell(_changes(row), "wide"))
            rows.append((TITLES[rule], *cells))
    headings = ("Rule", "Leader", "Rival", "Steps", "Marks that would have to move")
    return Table(
        "The devil's advocate's case: the fewest changes of marks that unseat the leader",
        headings,
        tuple(rows) or (("no rule ranks two hypotheses", "", "", "", ""),),
        (
            "A step moves one analyst's mark by one place on CC, C, N, I, II; level counts as "
            "unseated. No smaller set does it; other sets may be as small. Ask of each: could it "
            f"be so? All rivals by {TITLES[RULE]}, the nearest by each other rule.",
        ),
        "small",
    )


def _steps(row: Unseating) -> int:
    return sum(change.steps for change in row.changes)


def _changes(row: Unseating) -> str:
    """The marks that would have to move, the first few of many by name."""
    named = [str(change) for change in row.changes[:NAMED]]
    more = len(row.changes) - NAMED
    named += [f"and {more} more"] if more > 0 else []
    return one_line("; ".join(named), 400) or "none: level as it is"


def odds_table(found: Attack) -> Table:
    """Prior, and what the ratings imply, with its range and as a count of 100 cases."""
    view = found.view
    titles = {row.hypothesis_id: row.title for row in found.result.case.hypotheses}
    rows = []
    for name in view.table.index:
        prior, middle, low, high = (
            in_hundred(float(view.table[key][name])) for key in ("prior", "central", "low", "high")
        )
        rows.append(
            (
                f"{name} {one_line(titles[str(name)], 60)}",
                f"{prior}%",
                f"{middle}%",
                f"{low}% to {high}%",
                f"{middle} ({low} to {high})",
            )
        )
    headings = ("Hypothesis", "Prior", "Implied", "Range", "Of 100 cases like this")
    return Table(
        f"What the ratings imply: {view.label}",
        headings,
        tuple(rows),
        (*view.said, f"Range: over {view.variants:,} ways to read the same ratings."),
        "small",
    )


def gaps_table(found: Attack) -> Table:
    """What would be worth most to find out."""
    plan = found.plan
    rows = tuple(
        (
            f"{row.name} {one_line(row.what, 80)}",
            row.kind,
            number(row.bits, 3),
            f"{100 * row.shift:.0f} points" if row.answer else "–",
            f"{row.answer} for {row.hypothesis}" if row.answer else "–",
        )
        for row in plan.gaps[:GAPS]
    )
    headings = ("What to find out", "Kind", "Expected bits", "Largest shift", "Brought by")
    more = len(plan.gaps) - len(rows)
    return Table(
        "What to find out next: gaps in the matrix by what an answer is expected to be worth",
        headings,
        rows or (("no cell is unrated and no grade unknown", "", "", "", ""),),
        (
            f"Uncertainty over the hypotheses today: {number(plan.entropy)} bits. Expected bits: "
            f"how much an answer is expected to take away, one at a time. This is {plan.label}.",
            *((f"{more} further gaps are worth less.",) if more > 0 else ()),
        ),
        "small",
    )


def pairs_table(found: Attack) -> Table:
    """Any two analysts compared: how far they agree, and whom each alone puts in front."""
    alone = {row.analyst: row.alone for row in found.movers if row.rule == RULE}
    ranked = sorted(found.pairs, key=lambda row: (row.alpha != row.alpha, row.alpha))
    rows = []
    for row in ranked[:PAIRS]:
        one, other = (
            f"{one_line(name, 40)}: {' = '.join(alone[name]) or 'nobody'}" for name in row.analysts
        )
        shares = (
            f"{part} ({percent(part / row.cells)})" if row.cells else "–"
            for part in (row.same, row.near)
        )
        rows.append(
            (
                joined([one_line(name, 40) for name in row.analysts]),
                str(row.cells),
                *shares,
                number(row.alpha),
                f"{one}; {other}",
            )
        )
    more = len(ranked) - len(rows)
    return Table(
        "Any two analysts compared, those who agree least first",
        (
            "Analysts",
            "Cells both marked",
            "Same mark",
            "At most one step apart",
            "Alpha",
            "In front by each alone",
        ),
        tuple(rows) or (("one analyst: nobody to compare with", "", "", "", "", ""),),
        (
            "Alpha is Krippendorff's, ordinal: 1 full agreement, 0 no more than chance, a dash "
            f"where it cannot be told. In front: least refuted by {TITLES[RULE]}.",
            *((f"{more} more pairs agree better.",) if more > 0 else ()),
        ),
        "small",
    )
