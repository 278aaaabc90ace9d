"""Indicators and warning: from a watch list to a warning that can be scored.

An *indicator* is validated before it is watched (does it separate the outcomes?), read over time
with *unknown* kept apart from *quiet*, moves the hypotheses' odds by a stated model, and is held
to account by base rates and a backtest.
"""

from sat.indicators.analysis import IndicatorResult, analyse

__all__ = ["IndicatorResult", "analyse"]
