"""Rules T1xx, quality of sources: who says so, how good, how old, and does all hang on one.

A *linchpin* is an item without which others lead, or fewer, or more, by at least one ACH rule
(Tradecraft Primer 2009: assumptions and evidence on which the argument hinges).
"""

from collections.abc import Iterator, Mapping

from sat.ach import AchResult
from sat.ach.scores import RULES
from sat.case import Case
from sat.case.tables import Evidence
from sat.techniques.standards import Fault, Look, named, rule
from sat.text import counted, joined

NEWEST_DAYS = 183  # this workbook: half of the usual year's horizon without a new item
LINCHPIN_DAYS = 731  # this workbook: an item on which the answer turns should be of these two years
UNKNOWN, WEAK = ("F", "6", "–"), ("D", "E", "4", "5")  # Admiralty code; a dash is not given
GONE = {
    "source": "this source",
    "origin": "the sources of this origin",
    "group": "this dependence group",
}


@rule("T101", "A report names its source", "mend")
def unsourced(look: Look) -> Iterator[Fault]:
    """A report or an absence without a source cannot be checked (ICD 203 D.6.e(1); ICD 206 D.2)."""
    for row in look.case.evidence:
        if row.kind in ("report", "absence") and not row.source_ids:
            right = "name its sources, or call it an assumption or an inference"
            yield Fault("evidence", row.evidence_id, f"a {row.kind} with no source", right)


@rule("T102", "The lead rests on more than one source", "look", ["result"])
def one_source(look: Look) -> Iterator[Fault]:
    """Who leads should not turn on one source, origin or report (Heuer 1999, ch. 8, step 6)."""
    result = look.ach
    sourced = [item for item in result.matrix.evidence if item.source_ids]
    everything = {origin for item in sourced for origin in _origins(look.case, item)}
    if len(everything) == 1 and len(sourced) > 1:
        which = "" if len(sourced) == len(result.matrix.evidence) else " that has a source"
        wrong = f"every item{which} goes back to one origin, {everything.pop()}"
        yield Fault("evidence", "", wrong, "look for a second, independent one")
    origin = {row.source_id: row.origin_id for row in look.case.sources}
    told: set[str] = set()
    for kind, name, change in _changes(result, *GONE):
        if kind == "origin" and name in told:
            continue  # one of its sources was named already
        told.add(origin.get(name, "") if kind == "source" else "")
        table = "evidence" if kind == "group" else "sources"
        right = "look for independent confirmation, and say in the judgment that it hangs on this"
        yield Fault(table, name, f"without {GONE[kind]} {change}", right)


@rule("T103", "A linchpin is well graded and confirmed", "look", ["result"])
def weak_linchpin(look: Look) -> Iterator[Fault]:
    """An item that decides who leads is not unknown, doubtful or of one origin alone.

    Heuer 1999, ch. 8, step 6: ask of the few critical items whether they are wrong, misleading or
    deceptive. Admiralty code: FM 2-22.3, app. B.
    """
    for name, item, change in _linchpins(look.ach):
        grade = look.ach.grade(name)
        flaws = []
        if any(part in UNKNOWN for part in grade):
            flaws.append(f"its grade {grade} is not known in full")
        if any(part in WEAK for part in grade):
            flaws.append(f"its grade {grade} is weak")
        origins = _origins(look.case, item)
        if len(origins) == 1:
            flaws.append(f"it goes back to one origin, {next(iter(origins))}")
        if flaws:
            right = "grade it, confirm it from another origin, or say that the answer hangs on it"
            yield Fault("evidence", name, f"without it {change}, and {joined(flaws)}", right)


@rule("T104", "The evidence is fresh at the cut", "look")
def stale(look: Look) -> Iterator[Fault]:
    """Nothing new for half a year, or a linchpin that is over two years old, at the cut.

    Currency of information is one of the descriptors of ICD 206 D.3; the two spans are this
    workbook's. Old items are no fault in themselves: history bears on many questions.
    """
    case = look.case
    if not case.evidence:
        return
    age = (case.as_of - max(row.known_on for row in case.evidence)).days
    if age > NEWEST_DAYS:
        wrong = f"the newest item became known {age} days before the cut of {case.as_of}"
        right = f"look for what came since; {NEWEST_DAYS} days or fewer would be right"
        yield Fault("evidence", "", wrong, right)
    for name, item, change in _linchpins(look.result) if look.result else ():
        day = min(item.event_date.last, item.known_on) if item.event_date else item.known_on
        if (old := (case.as_of - day).days) > LINCHPIN_DAYS:
            wrong = f"without it {change}, and it is {old} days old at the cut of {case.as_of}"
            right = "look whether it still holds, and say so in a newer item"
            yield Fault("evidence", name, wrong, right)


@rule("T105", "Sources and items are graded", "look")
def ungraded(look: Look) -> Iterator[Fault]:
    """Every cited source and every item has a grade, F and 6 included (ICD 203 D.6.e(1)).

    Blank says that nobody has judged; F and 6 say that somebody tried.
    """
    cited = {source for row in look.case.evidence for source in row.source_ids}
    sources = [row for row in look.case.sources if row.source_id in cited]
    bare = [row.source_id for row in sources if not row.reliability]
    if bare:
        wrong = f"{len(bare)} of {counted(len(sources), 'cited source')} not graded: {named(bare)}"
        right = "give a reliability, F if it cannot be judged"
        yield Fault("sources", "", wrong, right)
    items = [row.evidence_id for row in look.case.evidence if not row.credibility]
    if items:
        total = counted(len(look.case.evidence), "item")
        wrong = f"{len(items)} of {total} not graded: {named(items)}"
        yield Fault("evidence", "", wrong, "give a credibility, 6 if it cannot be judged")


def _origins(case: Case, item: Evidence) -> frozenset[str]:
    """The origins that an item goes back to; a source without a label is its own."""
    origin = {row.source_id: row.origin_id or row.source_id for row in case.sources}
    return frozenset(origin.get(source, source) for source in item.source_ids)


def _linchpins(result: AchResult) -> Iterator[tuple[str, Evidence, str]]:
    """Each item that decides who leads, and what changes without it."""
    items: Mapping[str, Evidence] = {row.evidence_id: row for row in result.matrix.evidence}
    for _, name, change in _changes(result, "item"):
        yield name, items[name], change


def _changes(result: AchResult, *kinds: str) -> Iterator[tuple[str, str, str]]:
    """What changes the lead when it is left out: kind, name, and who leads instead."""
    titles = {row.key: row.title for row in RULES}
    found: dict[tuple[str, str], dict[tuple[str, str], list[str]]] = {}
    for drop in result.left_out:
        before = result.leaders(drop.rule)
        if drop.kind in kinds and list(drop.leaders) != before:
            groups = found.setdefault((drop.kind, drop.dropped), {})
            ahead = joined(list(drop.leaders)) or "nobody"
            groups.setdefault((ahead, joined(before)), []).append(titles[drop.rule])
    for (kind, name), groups in found.items():
        parts = [
            f"{ahead} would lead instead of {before} by {joined(rules)}"
            for (ahead, before), rules in groups.items()
        ]
        yield kind, name, "; ".join(parts)
