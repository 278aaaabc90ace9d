"""Analysis of competing hypotheses (Heuer 1999, ch. 8).

*Inconsistency* is a hypothesis' score: lower is less refuted, not more probable. *Diagnosticity*
is an evidence item's: how far it separates the hypotheses. A score is bookkeeping and never a
probability.
"""

from sat.ach.analysis import AchResult, analyse

__all__ = ["AchResult", "analyse"]
