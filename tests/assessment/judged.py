"""Forecasts for a case, made in memory."""

from datetime import date

from sat.case import Case
from sat.case.tables import Forecast


def forecast(
    case: Case, analyst: str, outcome: str, probability: float, day: date, **more: str
) -> Forecast:
    """One row: of the case itself unless ``question_id`` says otherwise."""
    own = {"question_id": case.case_id, "confidence": "", "basis": "", "reconstructed": ""}
    place = {"analyst": analyst, "made_on": day, "outcome": outcome}
    return Forecast.model_validate({**own, **place, "probability": str(probability), **more})


def judged_set(case: Case, analyst: str, day: date, *values: float, **more: str) -> list[Forecast]:
    """One analyst's set over the case's hypotheses, in their order."""
    names = [row.hypothesis_id for row in case.hypotheses]
    return [
        forecast(case, analyst, name, value, day, **more)
        for name, value in zip(names, values, strict=True)
    ]
