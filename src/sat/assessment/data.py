"""An assessment as plain data for other programs, in the form of the published schemas."""

from dataclasses import asdict
from typing import Any

from sat.assessment.analysis import Assessment
from sat.assessment.changes import Changes
from sat.assessment.judgments import Judged, Judgment
from sat.display import Data, plain
from sat.forecasts import as_plain
from sat.techniques.standards import Finding

GAPS = 50  # of the ranked list


def as_judgments(found: Assessment) -> Data:
    """The key judgments alone, under `judgments.schema.json`: what was said, by whom, how firmly.

    An empty list where no analyst gave probabilities.
    """
    edition = found.edition
    return Data(
        "judgments",
        plain(
            {
                "question": found.case.question,
                "edition": edition.number,
                "judged_on": edition.judged_on,
                "opens": found.case.settings.opens,
                "closes": found.case.settings.closes,
                "yardstick": found.case.settings.yardstick,
                "reconstructed": found.judged.reconstructed if found.judged else False,
                "judgments": _judgments(found.judged),
                "sets": _sets(found.judged),
            }
        ),
    )


def as_data(found: Assessment) -> Data:
    """Everything under the keys of `assessment.schema.json`."""
    edition = found.edition
    return Data(
        "assessment",
        plain(
            {
                "edition": {
                    "number": edition.number,
                    "judged_on": edition.judged_on,
                    "previous": edition.previous,
                    "text": edition.text,
                },
                "judgments": _judgments(found.judged),
                "changes": _changes(found.changes) if found.changes else None,
                "alternatives": [
                    {
                        "hypothesis_id": row.name,
                        "leads": row.leads,
                        "against": list(row.against),
                        "items_against": row.count_against,
                        "steps_to_lead": row.steps,
                        "changes": [asdict(change) for change in row.changes or ()],
                        "scenarios": list(row.scenarios),
                    }
                    for row in found.alternatives
                ],
                "warning": {
                    row.outcome: row.level
                    for row in (found.indicators.warnings if found.indicators else ())
                },
                "scenarios": _scenarios(found),
                "sources": asdict(found.sources)
                | {"largest": list(found.sources.largest), "kinds": dict(found.sources.kinds)},
                "assumptions": [
                    {
                        "assumption_id": row.name,
                        "status": row.assumption.status,
                        "if_wrong": row.assumption.if_wrong,
                        "verdict": row.verdict,
                        "changes_leader_by": list(row.changed),
                        "signs": {sign.name: sign.standing for sign in row.signs},
                    }
                    for row in found.assumptions
                ],
                "gaps": [asdict(row) for row in (found.plan.gaps[:GAPS] if found.plan else ())],
                "findings": [_finding(row) for row in found.tradecraft],
                "not_asked": [rule.number for rule in found.not_asked],
                "record": as_plain(found.record),
            }
        ),
    )


def _judgments(judged: Judged | None) -> list[dict[str, Any]]:
    return [_judgment(row) for row in judged.judgments] if judged else []


def _judgment(row: Judgment) -> dict[str, Any]:
    return {
        "hypothesis_id": row.name,
        "title": row.hypothesis.title,
        "statement": row.hypothesis.statement,
        "probability": row.probability,
        "low": row.low,
        "high": row.high,
        "term": row.term,
        "text": row.text,
        "confidence": row.confidence,
        "basis": " ".join(f"{voice.analyst}: {voice.basis}" for voice in row.voices if voice.basis),
        "reconstructed": row.reconstructed,
        "voices": [asdict(voice) for voice in row.voices],
    }


def _sets(judged: Judged | None) -> list[dict[str, Any]]:
    """Each analyst's set as given, how far it was from coherent, and what it was made to."""
    return [
        {
            "analyst": row.analyst,
            "made_on": row.made_on,
            "raw": dict(row.raw),
            "incoherence": row.incoherence,
            "coherent": dict(row.coherent or {}),
            "reconstructed": row.is_reconstructed,
        }
        for row in (judged.sets if judged else ())
    ]


def _changes(changes: Changes) -> dict[str, Any]:
    return {
        "since": changes.since,
        "rejudged": changes.rejudged,
        "leaders_before": list(changes.leaders_before),
        "leaders_now": list(changes.leaders_now),
        "added": dict(changes.added),
        "warnings": [asdict(row) for row in changes.warnings],
        "judgments": [
            {
                "hypothesis_id": row.name,
                "before": row.before.probability if row.before else None,
                "now": row.now.probability if row.now else None,
                "shift": row.shift,
                "place_before": row.place_before,
                "place_now": row.place_now,
                "towards": list(row.towards),
                "against": list(row.against),
            }
            for row in changes.moved
        ],
    }


def _scenarios(found: Assessment) -> list[dict[str, Any]]:
    if found.scenarios is None:
        return []
    drift = {row.scenario_id: row.level for row in found.scenarios.drift}
    return [
        {
            "scenario_id": row.scenario.scenario_id,
            "hypothesis_id": row.scenario.hypothesis_id,
            "inconsistency": row.slack,
            "excluded": bool(row.excluded),
            "warning": drift.get(row.scenario.scenario_id),
        }
        for row in found.scenarios.held
    ]


def _finding(row: Finding) -> dict[str, Any]:
    return asdict(row) | {"standard": row.standard}
