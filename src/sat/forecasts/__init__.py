"""Forecasts held to account: what was said in time, against what happened.

A *set* is what one analyst gave on one day for one question. A *baseline* is a forecaster that
uses no judgment, and sees no more than was known on the day a question opened. The *record* scores
both over the questions that are settled. No forecast enters it that was written after the fact.
"""

from sat.forecasts.data import as_plain
from sat.forecasts.record import Record, record_of

__all__ = ["Record", "as_plain", "record_of"]
