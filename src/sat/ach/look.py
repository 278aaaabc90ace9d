"""What tables and figures of an analysis share: glyphs, colours, names, orientation."""

from sat.ach.analysis import AchResult
from sat.scales import RATING
from sat.text import joined, one_line

GLYPHS = {"CC": "▲▲", "C": "▲", "N": "○", "I": "▼", "II": "▼▼"}

# Safe for colour-blind readers; in grey the ink still lies on what speaks against. The report's
# style sheet has the same colours, and a test holds the two together.
COLOURS = {
    "CC": "#cfe1f2",
    "C": "#eaf2f9",
    "N": "#ffffff",
    "I": "#f6a67c",
    "II": "#8c1d18",
    "NA": "#e4e4e4",
}

KEY = "; ".join(
    f"{GLYPHS.get(level.code, '')} {level.code} {level.label}".strip() for level in RATING.levels
)


def orientation_of(text: str) -> str:
    """``hypotheses`` or ``evidence``: which of them stand in rows; ``ValueError`` otherwise."""
    if text not in ("hypotheses", "evidence"):
        raise ValueError(f"orientation is {text!r}; write 'hypotheses' or 'evidence'")
    return text


def whose(result: AchResult) -> str:
    """Whose ratings are shown."""
    analysts = list(result.matrix.analysts)
    return f"ratings of {joined(analysts)}" + (", pooled" if len(analysts) > 1 else "")


def label(result: AchResult, hypothesis_id: str, width: int = 60) -> str:
    """Id and title of a hypothesis on one line."""
    titles = {row.hypothesis_id: row.title for row in result.case.hypotheses}
    return f"{hypothesis_id} {one_line(titles[hypothesis_id], width)}"


def places(result: AchResult, rule: str) -> dict[str, str]:
    """Each ranked hypothesis' place by a rule, with ``=`` where several share it."""
    found, place = {}, 1
    for tied in result.ranking[rule]:
        for name in tied:
            found[name] = f"{place}{'=' if len(tied) > 1 else ''}"
        place += len(tied)
    return found


def silent_for(result: AchResult, analyst: str) -> list[str]:
    """The hypotheses that one analyst's own ratings are too few to rank."""
    ranked = {name for place in result.by_analyst[analyst]["count"] for name in place}
    return [name for name in result.matrix.names if name not in ranked]
