"""The record as plain data for other programs."""

from dataclasses import asdict
from math import isinf
from typing import Any

from sat.display import plain
from sat.forecasts.answers import Answer
from sat.forecasts.baselines import Baseline
from sat.forecasts.forecaster import Forecaster
from sat.forecasts.record import Considered, Record
from sat.forecasts.sets import Given


def as_plain(found: Record) -> dict[str, Any]:
    """The record as JSON has it: questions, forecasters and what was left out.

    Probabilities and scores are from 0 to 1, lower scores better; the log score is in nats, and
    null where it is infinite (``infinite`` counts the questions). Numbers have 9 decimals.
    """
    content: dict[str, Any] = plain(
        {
            "settled": [_considered(row) for row in found.settled],
            "open": [_considered(row) for row in found.open],
            "overdue": [_considered(row) for row in found.overdue],
            "forecasters": [_forecaster(row) for row in found.forecasters],
            "left_out": [
                {
                    "question_id": row.given.question_id,
                    "analyst": row.given.analyst,
                    "made_on": row.given.made_on,
                    "reason": row.reason,
                }
                for row in found.left_out
            ],
        }
    )
    return content


def _considered(row: Considered) -> dict[str, Any]:
    question = row.question
    return {
        "question_id": question.question_id,
        "opens": question.opens,
        "closes": question.closes,
        "outcomes": question.outcomes,
        "outcome": question.outcome or None,
        "resolved_on": question.resolved_on,
        "sets": [_set(own) for own in row.sets],
        "baselines": [_baseline(said) for said in row.baselines],
    }


def _set(own: Given) -> dict[str, Any]:
    return {
        "analyst": own.analyst,
        "made_on": own.made_on,
        "raw": own.raw,
        "missing": own.missing,
        "reconstructed": own.is_reconstructed,
        "incoherence": own.incoherence,
        "normalised": own.normalised,
        "coherent": own.coherent,
    }


def _baseline(said: Baseline) -> dict[str, Any]:
    rate = said.rate
    return {
        "name": said.name,
        "made_on": said.made_on,
        "values": said.values,
        "came": said.came,
        "settled": said.settled,
        "class_id": rate.class_id if rate else None,
        "low": rate.low if rate else None,
        "high": rate.high if rate else None,
        "with_doubtful": rate.with_maybe if rate else None,
        "events": rate.events if rate else None,
        "class_dated": said.dated if rate else None,
    }


def _forecaster(row: Forecaster) -> dict[str, Any]:
    scores = row.scores
    return {
        "name": row.name,
        "baseline": row.baseline,
        "questions": len(row.answers),
        "half_brier": scores.half_brier if scores else None,
        "daily_half_brier": row.daily,
        "log_score": scores.log_score if scores and not isinf(scores.log_score) else None,
        "infinite": len(scores.infinite) if scores else 0,
        "lead_days": row.lead,
        "skill_against_even": asdict(row.against_even) if row.against_even else None,
        "skill_against_base_rate": asdict(row.against_base_rate) if row.against_base_rate else None,
        "murphy": asdict(row.murphy) if row.murphy else None,
        "calibration": [asdict(point) for point in row.curve],
        "verdict": row.verdict.text if row.verdict else None,
        "recalibration": asdict(row.recalibrated) if row.recalibrated else None,
        "answers": [_answer(one) for one in row.answers],
    }


def _answer(one: Answer) -> dict[str, Any]:
    return {
        "question_id": one.question.question_id,
        "made_on": one.made_on,
        "values": one.values,
        "half_brier": one.half_brier,
        "daily_half_brier": one.daily,
        "lead_days": one.lead,
    }
