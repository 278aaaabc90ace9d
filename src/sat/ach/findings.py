"""What an analysis says, in sentences built from its numbers and from nothing else."""

from collections import Counter

import numpy as np

from sat.ach.analysis import AchResult, Ranking
from sat.ach.look import silent_for
from sat.ach.robustness import KINDS, LeftOut
from sat.ach.scores import MIN_RATED, PER_ITEM, RULES
from sat.display import Findings
from sat.text import counted, joined, number, one_line, percent

NO_PROBABILITY = (
    "Scores count what speaks against a hypothesis. They are bookkeeping, not probabilities: "
    "less refuted does not mean more probable."
)


def findings(result: AchResult) -> Findings:
    """The answer first, then what it hangs on, then the limits of the matrix."""
    sentences = [leader_sentence(result), *_rules(result), *_unranked(result), *_per_item(result)]
    sentences += [*_ends(result), left_out_sentence(result), *_analysts(result), *_vague(result)]
    sentences += [*_copies(result), *_alike(result), *_reconstructed(result), NO_PROBABILITY]
    return Findings(tuple(sentence for sentence in sentences if sentence))


def name(result: AchResult, hypothesis_id: str) -> str:
    """A hypothesis as it is named in a sentence: id and title."""
    titles = {row.hypothesis_id: row.title for row in result.case.hypotheses}
    return f"{hypothesis_id} ({one_line(titles[hypothesis_id], 60)})"


def names(result: AchResult, ids: list[str]) -> str:
    """Several hypotheses in a phrase."""
    return joined([name(result, key) for key in ids])


def leader_sentence(result: AchResult) -> str:
    """Who is least refuted, by which rules, and against how many items."""
    groups = _by_leader(result.ranking)
    items = counted(len(result.matrix.evidence), "item")
    day = f"As of {result.case.as_of}"
    if () in groups:
        return f"{day} no hypothesis was held against enough items to be ranked ({items})."
    ahead, rules = max(groups.items(), key=lambda pair: len(pair[1]))
    score = number(result.score("count", ahead[0]))
    by = "by every rule" if len(groups) == 1 else f"by {joined(rules)}"
    if len(ahead) > 1:
        return (
            f"{day} {names(result, list(ahead))} tie as least refuted {by}; Heuer's count finds "
            f"{score} of {items} against {ahead[0]}."
        )
    return (
        f"{day} the evidence speaks least against {name(result, ahead[0])} {by}; Heuer's count "
        f"finds {score} of {items} against it."
    )


def _by_leader(ranking: Ranking) -> dict[tuple[str, ...], list[str]]:
    """The titles of the rules by whom they name; nobody where nobody is ranked."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for rule in RULES:
        ahead = tuple(ranking[rule.key][0]) if ranking[rule.key] else ()
        groups.setdefault(ahead, []).append(rule.title)
    return groups


def _rules(result: AchResult) -> list[str]:
    groups = _by_leader(result.ranking)
    if len(groups) < 2:
        return []
    parts = [f"{joined(rules)} name {joined(list(ids)) or 'none'}" for ids, rules in groups.items()]
    parts = [
        part.replace(" name ", " names ") if len(rules) == 1 else part
        for part, rules in zip(parts, groups.values(), strict=True)
    ]
    return [f"The rules name different leaders: {'; '.join(parts)}."]


def _unranked(result: AchResult) -> list[str]:
    marked = result.coverage["marked"]
    return [
        f"{name(result, key)} is not ranked: only {percent(marked[key])} of the items were held "
        f"against it (at least {percent(MIN_RATED)} is needed), so a low score would be silence."
        for key in result.unranked
    ]


def _per_item(result: AchResult) -> list[str]:
    """Say where a leader owes its place to blanks."""
    changed = [
        f"{rule.title}: {joined(result.leaders(rule.key + PER_ITEM))} instead of "
        f"{joined(result.leaders(rule.key))}"
        for rule in RULES
        if result.leaders(rule.key) != result.leaders(rule.key + PER_ITEM)
    ]
    if not changed:
        return []
    return [f"Per rated item, so that blanks cannot look like support: {'; '.join(changed)}."]


def _ends(result: AchResult) -> list[str]:
    """Whether unknown grades could change who leads by the weighted rule."""
    unknown = int(result.items["unknown"].sum())
    ahead = result.leaders("weighted")
    if not unknown or not ahead:
        return []
    items = f"{counted(unknown, 'item')} of {len(result.items)} {'has' if unknown == 1 else 'have'}"
    could = [name for name in result.matrix.names if name in {*ahead, *result.contested}]
    if result.contested:
        outcome = f"depending on what it is, {joined(could, 'or')} could lead by PARC weighted"
    else:
        verb = "leads" if len(ahead) == 1 else "lead"
        outcome = f"whatever it is, {joined(ahead)} {verb} by PARC weighted"
    return [f"{items} a grade that is unknown in part (F, 6 or not given): {outcome}."]


def left_out_sentence(result: AchResult) -> str:
    """How many single removals change the leaders, by rule, and which items do."""
    if not result.left_out:
        return ""
    changed = {rule.key: _changing(result, rule.key) for rule in RULES}
    number_of = len(result.left_out) // len(RULES)
    found = {drop.kind for drop in result.left_out}
    kinds = [kind if kind != "group" else "dependence group" for kind in KINDS if kind in found]
    lead = f"Leaving out one {joined(kinds, 'or')} at a time ({counted(number_of, 'removal')})"
    if not any(changed.values()):
        return f"{lead} changes the leader by no rule."
    parts = [
        f"{len(drops)} by {rule.title}" for rule, drops in zip(RULES, changed.values(), strict=True)
    ]
    items = {drop.dropped for drops in changed.values() for drop in drops if drop.kind == "item"}
    named = joined([name for name in result.matrix.items if name in items])
    which = f"the item{' that does' if len(items) == 1 else 's that do'}: {named}"
    which = which if items else "no single item does"
    return f"{lead} changes the leader in {joined(parts)}; {which}."


def _changing(result: AchResult, rule: str) -> list[LeftOut]:
    """The removals after which others lead, or fewer, or more."""
    return [
        drop
        for drop in result.left_out
        if drop.rule == rule and list(drop.leaders) != result.leaders(rule)
    ]


def _analysts(result: AchResult) -> list[str]:
    """Whom each analyst's own ratings name, by which rules, and whom they are too few to rank."""
    if not result.by_analyst:
        return []
    parts = []
    for analyst, ranking in result.by_analyst.items():
        groups = _by_leader(ranking)
        named = [
            f"{' = '.join(ahead) or 'nobody'}" + (f" by {joined(rules)}" if len(groups) > 1 else "")
            for ahead, rules in groups.items()
        ]
        silent = silent_for(result, analyst)
        left = f" ({joined(silent)} not ranked)" if silent and ranking["count"] else ""
        parts.append(f"{analyst}: {', '.join(named)}{left}")
    return [f"Each analyst's own leader (= marks a tie): {'; '.join(parts)}."]


def _vague(result: AchResult) -> list[str]:
    """A leader that most items do not bear on wins by being vague."""
    values = result.matrix.values
    marks = (~np.isnan(values)).sum(axis=(0, 1))
    neutral = (values == 0).sum(axis=(0, 1))
    share = dict(zip(result.matrix.names, np.divide(neutral, np.maximum(marks, 1)), strict=True))
    leaders = dict.fromkeys(key for rule in RULES for key in result.leaders(rule.key))
    return [
        f"{share[key]:.0%} of the marks that {name(result, key)} got are neutral: little of the "
        "evidence tests it, so that its low score may be vagueness."
        for key in leaders
        if share[key] > 0.5
    ]


def _copies(result: AchResult) -> list[str]:
    """Items that share a report with another; one alone in its group copies nothing."""
    groups = Counter(item.dependence_group for item in result.matrix.evidence)
    shared = [size for group, size in groups.items() if group and size > 1]
    if not shared:
        return []
    return [
        f"{sum(shared)} items of {len(result.items)} lean on a shared report, in "
        f"{counted(len(shared), 'dependence group')}; the rule 'Each origin once' does not "
        "count such copies again."
    ]


def _alike(result: AchResult) -> list[str]:
    alike = list(result.items.index[result.items["alike"]])
    if not alike:
        return []
    verb = "separates" if len(alike) == 1 else "separate"
    return [
        f"{counted(len(alike), 'item')} of {len(result.items)} {verb} nothing, marking every "
        f"hypothesis alike: {joined(alike)}."
    ]


def _reconstructed(result: AchResult) -> list[str]:
    used = [row for row in result.case.ratings if row.analyst in result.matrix.analysts]
    again = sum(row.reconstructed == "yes" for row in used)
    if not again:
        return []
    share = "All" if again == len(used) else f"{again} of {len(used)}"
    verb, their, they = ("is", "its", "It shows") if again == 1 else ("are", "their", "They show")
    return [
        f"{share} ratings {verb} reconstructed: written later, for {their} day, from what was "
        f"known then. {they} the method and {verb} no record of a judgment."
    ]
