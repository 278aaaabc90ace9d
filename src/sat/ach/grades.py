"""What an item weighs: source reliability, credibility and relevance as PARC's weights."""

from collections.abc import Mapping
from dataclasses import dataclass

from sat.case.tables import Evidence
from sat.scales import CREDIBILITY_WEIGHT, HIGH, LOW, MEDIUM, RELEVANCE_WEIGHT, RELIABILITY_WEIGHT


@dataclass(frozen=True)
class Grade:
    """How an item is graded; a blank is a grade that nobody has given."""

    reliability: str
    credibility: str
    relevance: str

    @property
    def code(self) -> str:
        """The Admiralty code as it is printed, such as ``B2``; a dash where a half is missing."""
        return f"{self.reliability or '–'}{self.credibility or '–'}"

    @property
    def unknown(self) -> bool:
        """Is some part of it unknown: blank, F or 6?"""
        return (
            self.reliability not in RELIABILITY_WEIGHT
            or self.credibility not in CREDIBILITY_WEIGHT
            or self.relevance not in RELEVANCE_WEIGHT
        )

    def weight(self, unknown: float = MEDIUM) -> float:
        """Credibility weight × relevance weight, from 0.5 to 2.

        PARC's credibility is one grade; here it is the lower of the source's reliability and the
        information's credibility, since an item is no better than the weaker of the two. Whatever
        is unknown takes the weight ``unknown``: ``LOW`` and ``HIGH`` give the two ends between
        which the truth lies, ``MEDIUM`` is 1, so that an item nobody graded counts once.
        """
        credibility = min(
            RELIABILITY_WEIGHT.get(self.reliability, unknown),
            CREDIBILITY_WEIGHT.get(self.credibility, unknown),
        )
        return credibility * RELEVANCE_WEIGHT.get(self.relevance, unknown)


ENDS = {"weighted_low": LOW, "weighted_high": HIGH}


def grade(item: Evidence, reliability: Mapping[str, str]) -> Grade:
    """An item's grade: reliability of the best source that it still rests on.

    ``reliability`` maps the sources that count to their grades. Several sources do not add up:
    copies of one report would otherwise lift each other. ``F`` shows only where no source can be
    judged.
    """
    found = [reliability.get(source, "") for source in item.source_ids]
    return Grade(min(filter(None, found), default=""), item.credibility, item.relevance)
