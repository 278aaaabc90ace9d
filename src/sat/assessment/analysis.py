"""One assessment: everything that a case's techniques find at its cut, and what changed."""

from dataclasses import dataclass
from functools import partial

from sat.ach import AchResult
from sat.ach import analyse as analyse_ach
from sat.ach.attack import Attack, attack
from sat.ach.collect import Plan, collect
from sat.assessment.alternatives import Alternative, alternatives
from sat.assessment.changes import Changes, Standing, changes
from sat.assessment.edition import Edition, edition_of
from sat.assessment.judgments import Judged, judge
from sat.assessment.sources import SourceSummary, summarise
from sat.assessment.watch import watched
from sat.case import Case
from sat.case.cut import earlier
from sat.forecasts import Record, record_of
from sat.indicators import IndicatorResult
from sat.indicators import analyse as analyse_indicators
from sat.indicators.warning import Warned, warnings_at_cut
from sat.judgment.words import found as found_terms
from sat.scenarios.named import Named, named
from sat.techniques.assumptions import Checked, check_assumptions
from sat.techniques.standards import Finding, Rule
from sat.techniques.tradecraft import lint, not_asked


@dataclass(frozen=True)
class Assessment:
    """Everything that a finished report says; tables and sentences only arrange it.

    Attributes
    ----------
    case
        What is assessed, as of its cut.
    edition
        Which edition this is.
    judged
        The key judgments; ``None`` where no analyst gave probabilities.
    ach, attack
        Analysis of competing hypotheses, and the same under attack; ``None`` without ratings.
    indicators, scenarios
        ``None`` where the case has none.
    changes
        Since the previous edition; ``None`` where there is none.
    alternatives
        Every hypothesis with what speaks against it; empty without ratings.
    sources
        What the evidence rests on.
    assumptions
        Checked, those on which most hangs first.
    plan
        What to find out next, open indicators among it; ``None`` without ratings.
    tradecraft, not_asked
        What the rules of tradecraft find, and the rules that could not be asked.
    record
        Settled questions, and how forecasters did on them.

    """

    case: Case
    edition: Edition
    judged: Judged | None
    ach: AchResult | None
    attack: Attack | None
    indicators: IndicatorResult | None
    scenarios: Named | None
    changes: Changes | None
    alternatives: tuple[Alternative, ...]
    sources: SourceSummary
    assumptions: tuple[Checked, ...]
    plan: Plan | None
    tradecraft: tuple[Finding, ...]
    not_asked: tuple[Rule, ...]
    record: Record


def assess(case: Case, previous: str = "") -> Assessment:
    """Assess a case at its cut, with every technique that it has tables for.

    ``previous`` is the day of the edition to compare with; see ``edition.edition_of``, which also
    says what it raises.
    """
    edition = edition_of(case, previous)
    found = analyse_indicators(case) if case.indicators else None
    now = _standing(case, found.warnings if found else None)
    before = _before(earlier(case, edition.previous)) if edition.previous else None
    ach = now.ach
    attacked = attack(ach) if ach else None
    standings = {row.indicator_id: row.standing for row in found.states} if found else {}
    find_terms = partial(found_terms, yardstick=case.settings.yardstick)
    return Assessment(
        case=case,
        edition=edition,
        judged=now.judged,
        ach=ach,
        attack=attacked,
        indicators=found,
        scenarios=named(case),
        changes=changes(before, now, attacked.view if attacked else None) if before else None,
        alternatives=alternatives(ach, attacked, found) if ach and attacked else (),
        sources=summarise(case),
        assumptions=check_assumptions(case, ach, standings),
        plan=collect(case, watched=watched(found) if found else ()) if ach else None,
        tradecraft=lint(case, ach, find_terms),
        not_asked=not_asked(case, ach, find_terms),
        record=record_of(case),
    )


def _standing(case: Case, warnings: tuple[Warned, ...] | None) -> Standing:
    rated = any(row.rating for row in case.ratings)
    return Standing(case, judge(case), analyse_ach(case) if rated else None, warnings)


def _before(case: Case) -> Standing:
    """The edition before; of its indicators nothing but the warnings is compared."""
    return _standing(case, warnings_at_cut(case) if case.indicators else None)
