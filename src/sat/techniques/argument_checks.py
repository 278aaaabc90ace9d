"""Rules T3xx to T9xx: assumptions, alternatives, relevance, argument, change, accuracy, visuals."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from sat.case.tables import Rating
from sat.scales import RATING
from sat.techniques.standards import Fault, Look, forecast_id, named, quoted, rule
from sat.text import counted

POINTS = {level.code: level.points for level in RATING.levels}
FEW = 4  # this workbook: marks below which nobody is said to rate one way only
WIDTH = 60  # characters of a title that a figure or a line of a table can show
OTHER_TITLE = re.compile(
    r"^(?:(?:some|any|an|all) ?)?others?\b|\b(?:something|anything|everything|someone) else\b"
    r"|\bnone of\b|\bneither\b|\bunknown\b",
    re.IGNORECASE,
)
OTHER_TEXT = re.compile(
    r"\bno other\b|\bnone of (?:these|the)\b|\b(?:something|anything|everything|someone) else\b"
    r"|\bsomeone other than\b|\bneither\b|\bin any other case\b",
    re.IGNORECASE,
)
CITED = re.compile(r"(?<![\w.&/-])([A-Z]{1,3})(\d{1,4})(?![\w&/-]|\.\w)")
PROSE = ("text", "statement", "decision_rule", "narrative", "rationale", "basis", "reason", "note")


@rule("T301", "An assumption has an indicator that would show it failing", "mend")
def unwatched(look: Look) -> Iterator[Fault]:
    """Say what, if seen, would overturn it (ICD 203 D.6.e(3); Tradecraft Primer 2009, p. 7-9)."""
    for row in look.case.assumptions:
        if not row.invalidated_by:
            wrong = f"nothing would show this to fail: {quoted(row.text)}"
            right = "name an indicator in invalidated_by, or write one down in indicators"
            yield Fault("assumptions", row.assumption_id, wrong, right)


@rule("T302", "An assumption among the evidence is checked as one", "look")
def assumed_evidence(look: Look) -> Iterator[Fault]:
    """Evidence of kind assumption has an assumption that carries it (ICD 203 D.6.e(3))."""
    carried = {name for row in look.case.assumptions for name in row.supports}
    for item in look.case.evidence:
        if item.kind == "assumption" and item.evidence_id not in carried:
            wrong = (
                f"counted as evidence, but no row of assumptions carries it: {quoted(item.text)}"
            )
            right = "write it into assumptions, and what would show it to fail"
            yield Fault("evidence", item.evidence_id, wrong, right)


@rule("T401", "The hypotheses leave room for something else", "look")
def no_other(look: Look) -> Iterator[Fault]:
    """Some hypothesis takes what the others leave open (Heuer 1999, ch. 8, step 1).

    Probabilities that must add up to 1 need it. A title such as "Other actor" or "None of these",
    or a statement or rule with "no other", passes; the rule reads words and cannot prove a gap.
    """
    rows = look.case.hypotheses
    texts = (f"{row.statement} {row.decision_rule}" for row in rows)
    if not rows or any(map(OTHER_TEXT.search, texts)):
        return
    if not any(OTHER_TITLE.search(row.title) for row in rows):
        wrong = f"none of {named([row.hypothesis_id for row in rows])} takes what the others leave"
        right = 'add an "other", or make sure that these cover all that can happen'
        yield Fault("hypotheses", "", wrong, right)


@rule("T402", "Every hypothesis was rated", "mend")
def unrated(look: Look) -> Iterator[Fault]:
    """A hypothesis that no item was held against was not analysed (ICD 203 D.6.e(4))."""
    rated = {row.hypothesis_id for row in look.case.ratings if row.rating}
    for row in look.case.hypotheses if rated else ():
        if row.hypothesis_id not in rated:
            wrong = f"nobody held any item against it: {quoted(row.title)}"
            yield Fault("hypotheses", row.hypothesis_id, wrong, "rate it, or take it out")


@rule("T403", "An analyst rates for and against", "look")
def one_way(look: Look) -> Iterator[Fault]:
    """Marks that never, or always, speak against something have tested nothing.

    Heuer 1999, ch. 8, step 5: proceed by trying to disprove. NA is no mark; fewer than four marks
    are too few to tell.
    """
    marks: dict[str, list[float]] = defaultdict(list)
    for row in look.case.ratings:
        points = POINTS.get(row.rating)
        if points is not None:
            marks[row.analyst].append(points)
    for analyst, given in marks.items():
        against = sum(points < 0 for points in given)
        if len(given) >= FEW and against in (0, len(given)):
            way = "speak against something" if against else "speak against nothing"
            wrong = f"all {len(given)} marks of {analyst} {way}"
            yield Fault("ratings", analyst, wrong, "ask of each item which hypothesis it refutes")


@rule("T404", "Something was found that speaks against the leader", "look", ["result"])
def unchallenged(look: Look) -> Iterator[Fault]:
    """A leader that nothing speaks against may be one that nothing tests.

    Heuer 1999, ch. 8, step 5: the most probable hypothesis is usually the one with the least
    against it, and that calls for a search for what would refute it.
    """
    result = look.ach
    items = counted(len(result.matrix.evidence), "item")
    for name in result.leaders("count"):
        if result.score("count", name) == 0:
            wrong = f"it leads, and none of {items} speaks against it"
            right = "look for what would refute it, and write down what was looked for in vain"
            yield Fault("hypotheses", name, wrong, right)


@rule("T405", "A hypothesis is one statement", "look")
def not_one_claim(look: Look) -> Iterator[Fault]:
    """It is no question, and of two claims in its title it is clear what counts if one comes true.

    Heuer & Pherson: a hypothesis is a declarative statement that can be disproved. A title that
    joins two things by "and" passes where a decision rule settles what counts.
    """
    for row in look.case.hypotheses:
        for text in (row.title, row.statement):
            if text.rstrip().endswith("?"):
                wrong = f"a question: {quoted(text)}"
                yield Fault("hypotheses", row.hypothesis_id, wrong, "write one of its answers")
                break
        if " and " in row.title and not row.decision_rule:
            wrong = f"two claims in one: {quoted(row.title)}"
            right = "split it, or say in decision_rule what counts if only one comes true"
            yield Fault("hypotheses", row.hypothesis_id, wrong, right)


@rule("T501", "An item says how far it bears on the question", "look")
def no_relevance(look: Look) -> Iterator[Fault]:
    """Every item has a relevance to the question (ICD 203 D.6.e(5); PARC ACH weighs it)."""
    items = [row.evidence_id for row in look.case.evidence if not row.relevance]
    if items:
        total = counted(len(look.case.evidence), "item")
        wrong = f"{len(items)} of {total} without a relevance: {named(items)}"
        yield Fault("evidence", "", wrong, "give high, medium or low")


@rule("T601", "A rating says why", "mend")
def no_rationale(look: Look) -> Iterator[Fault]:
    """A mark without a reason cannot be argued with (ICD 203 D.6.e(6))."""
    given = Counter(row.analyst for row in look.case.ratings if row.rating)
    bare: dict[str, list[str]] = defaultdict(list)
    for row in look.case.ratings:
        if row.rating and not row.rationale:
            bare[row.analyst].append(_cell(row))
    for analyst, cells in bare.items():
        total = counted(given[analyst], "rating")
        wrong = f"{len(cells)} of {total} by {analyst} without a rationale: {named(cells)}"
        yield Fault("ratings", analyst, wrong, "say why in one sentence")


@rule("T602", "A forecast says what it rests on", "mend")
def no_basis(look: Look) -> Iterator[Fault]:
    """Each forecast has a basis (ICD 203 D.6.e(6))."""
    bare: dict[str, list[str]] = {}
    for row in look.case.forecasts:
        if not row.basis:
            bare.setdefault(forecast_id(row), []).append(row.outcome)
    for name, outcomes in bare.items():
        wrong = f"no basis for {counted(len(outcomes), 'outcome')}: {named(outcomes)}"
        yield Fault("forecasts", name, wrong, "say in a sentence what it rests on")


@rule("T603", "An id that a text cites is there", "look")
def dangling(look: Look) -> Iterator[Fault]:
    """A reader can follow every reference (ICD 203 D.6.e(6); ICD 206 on citations).

    A word is taken for an id if it is letters and digits as the case's own ids are: the same
    letters, as many digits. What the cut hides counts as not there.
    """
    ids = {_id(row) for _, rows in look.case.tables() for row in rows}
    shapes = {(match[1], len(match[2])) for name in ids if (match := CITED.fullmatch(name))}
    for table, rows in look.case.tables():
        for row in rows:
            # Asked for a column that it has not, a record takes long to say so.
            there = {*type(row).model_fields, *(row.model_extra or {})}
            text = " ".join(str(getattr(row, column)) for column in PROSE if column in there)
            found = {match[0] for match in CITED.finditer(text)
                     if (match[1], len(match[2])) in shapes} - ids  # fmt: skip
            if found:
                wrong = f"its text cites {named(sorted(found))}, which no table has at this cut"
                yield Fault(table, _key(row), wrong, "correct the id, or add its row")


@rule("T604", "Some item separates the hypotheses", "mend", ["result"])
def nothing_diagnostic(look: Look) -> Iterator[Fault]:
    """Evidence that fits every hypothesis alike decides nothing (Heuer 1999, ch. 8, step 3)."""
    spread = look.ach.items["spread"]
    if not (spread.fillna(0) > 0).any():
        wrong = f"no item of {len(spread)} is marked differently for two hypotheses"
        yield Fault("ratings", "", wrong, "look for what one of them would not lead us to expect")


@rule("T701", "A mark that changed says why", "mend")
def unexplained_change(look: Look) -> Iterator[Fault]:
    """A newer mark of one cell by one analyst that differs has a rationale (ICD 203 D.6.e(7))."""
    last: dict[tuple[str, str, str], Rating] = {}
    for row in sorted(look.case.ratings, key=lambda rating: rating.rated_on):
        cell = (row.evidence_id, row.hypothesis_id, row.analyst)
        before = last.get(cell)
        last[cell] = row
        if before and before.rating != row.rating and not row.rationale:
            old, new = before.rating or "blank", row.rating or "blank"
            wrong = f"{row.analyst} changed {old} to {new} on {row.rated_on} without a rationale"
            yield Fault("ratings", _cell(row), wrong, "say what changed the judgment")


@rule("T801", "A hypothesis can be settled", "look")
def unsettled(look: Look) -> Iterator[Fault]:
    """A judgment that nobody could call right or wrong cannot be accurate (ICD 203 D.6.e(8))."""
    bare = [row.hypothesis_id for row in look.case.hypotheses if not row.decision_rule]
    if bare:
        wrong = f"no decision rule for {named(bare)}"
        yield Fault("hypotheses", "", wrong, "say when it will count as having come true")


@rule("T802", "Reconstructed judgments are told as such", "look")
def reconstructed(look: Look) -> Iterator[Fault]:
    """Judgments written later for an earlier day are counted: hindsight cannot be scored.

    ICD 203 D.6.e(8); Fischhoff 1975 on hindsight. A finding here is a label to print, not a fault.
    """
    for table, rows, thing in (
        ("ratings", look.case.ratings, "rating"),
        ("forecasts", look.case.forecasts, "forecast"),
    ):
        again = sum(row.reconstructed == "yes" for row in rows)
        if again:
            verb = "is" if again == 1 else "are"
            wrong = f"{again} of {counted(len(rows), thing)} {verb} reconstructed"
            yield Fault(table, "", wrong, "say so wherever they appear, and score none of them")


@rule("T901", "Titles fit a figure and can be told apart", "look")
def titles(look: Look) -> Iterator[Fault]:
    """A label that is cut, or that two share, misleads (ICD 203 D.6.e(9)); the width is ours."""
    for table in ("hypotheses", "drivers", "scenarios"):
        seen: dict[str, str] = {}
        for row in getattr(look.case, table):
            name, title = _id(row), " ".join(row.title.split())
            if len(title) > WIDTH:
                wrong = f"a title of {len(title)} characters: {quoted(title)}"
                yield Fault(table, name, wrong, f"a figure shows {WIDTH} at most")
            first = seen.setdefault(title.lower(), name)
            if first != name:
                yield Fault(
                    table,
                    name,
                    f"the title of {first} again: {quoted(title)}",
                    "tell the two apart",
                )


def _id(row: object) -> str:
    return str(getattr(row, row.KEY[0]))  # type: ignore[attr-defined]


def _key(row: object) -> str:
    return ", ".join(str(getattr(row, column)) for column in row.KEY)  # type: ignore[attr-defined]


def _cell(row: Rating) -> str:
    return f"{row.evidence_id}/{row.hypothesis_id}"
