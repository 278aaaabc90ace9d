"""What indicators say as plain data for other programs, in the form of the published schema."""

from dataclasses import asdict
from typing import Any

from sat.display import Data, plain
from sat.indicators.analysis import IndicatorResult
from sat.indicators.backtest import Score
from sat.indicators.belief import Track
from sat.indicators.eve import Eve
from sat.indicators.rates import BaseRate
from sat.indicators.validation import Validation


def as_data(result: IndicatorResult) -> Data:
    """The result under the keys of `indicators.schema.json`; numbers rounded to 9 decimals."""
    own = result.reference_class.class_id if result.reference_class else None
    content = {
        "validation": _validation(result.validation),
        "scenario_validation": _validation(result.scenario_validation),
        "uncovered": result.validation.uncovered if result.validation else [],
        "state": {row.indicator_id: row.level for row in result.states},
        "standing": {row.indicator_id: row.standing for row in result.states},
        "warning": {row.outcome: {"level": row.level, "why": row.why} for row in result.warnings},
        "changes": [asdict(row) for row in result.changes],
        "belief": _track(result.track),
        "reference_class": own,
        "event_data": result.data.files if result.data else {},
        "base_rates": [_rate(row, "chronology") for row in result.rates]
        + [_rate(row, result.data.name) for row in result.data_rates if result.data],
        "wordings": [asdict(row) for row in result.wordings],
        "backtest": [_score(row) for row in result.backtest],
        "eves": [_eve(row) for row in result.eves],
    }
    return Data("indicators", plain(content))


def _validation(found: Validation | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        str(name): {
            "spread": row["spread"],
            "verdict": row["verdict"],
            "separates": found.separated[str(name)],
            "unique": row["unique"] or None,
            "points": row["points"],
        }
        for name, row in found.table.to_dict("index").items()
    }


def _track(found: Track | None) -> list[dict[str, Any]]:
    if found is None:
        return []
    return [
        {
            "day": step.day,
            "moved": [{"indicator_id": name, "level": level} for name, level in step.moved],
            "probability": step.central,
            "low": step.low,
            "high": step.high,
        }
        for step in found.steps
    ]


def _rate(row: BaseRate, source: str) -> dict[str, Any]:
    return {
        "reference_class": row.class_id,
        "source": source,
        "since": row.since,
        "until": row.until,
        "events": row.events,
        "doubtful": len(row.maybe),
        "years": row.years,
        "probability": row.probability,
        "low": row.low,
        "high": row.high,
    }


def _score(row: Score) -> dict[str, Any]:
    table = row.alarms
    counts = asdict(table) if table else None
    rates = {name: getattr(table, name) if table else None for name in ("pod", "far", "csi", "pss")}
    return {
        "forecaster": row.name,
        "revised": row.revised or None,
        "first": row.first,
        "last": row.last,
        "n": row.n,
        "events": row.events,
        "base_rate": row.base_rate,
        "alarm_rate": table.alarm_rate if table else None,
        "counts": counts,
        **rates,
        "lead_days": list(row.leads),
        "brier": row.brier,
        "brier_climatology": row.climatology,
        "brier_never": row.never,
        "verdict": row.verdict,
    }


def _eve(row: Eve) -> dict[str, Any]:
    return {
        "event": row.event,
        "places": row.places,
        "raised": {state.indicator_id: state.standing for state in row.raised},
        "quiet": row.quiet,
        "unseen": row.unseen,
        "warning": {warned.outcome: warned.level for warned in row.warnings},
        "volumes": [
            {
                "name": volume.name,
                "month": volume.month,
                "z": volume.found.z if volume.found else None,
                "warned": volume.warned,
                "revised": volume.revised or None,
            }
            for volume in row.volumes
        ],
        "probability": row.rate.probability if row.rate else None,
    }
