"""Key judgments as a reader sees them: a sentence, likelihood with number and bar, confidence.

Likelihood and confidence stand on lines of their own, never in one sentence (ICD 203,
D.6.e(2)(b)), and a term never without its number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sat.assessment.judgments import Judged, Judgment
from sat.case import Case
from sat.display import STYLE, Findings, Table, escape
from sat.judgment.yardsticks import YARDSTICKS
from sat.text import counted, joined, one_line, visible

BLOCKS = 3  # judgments that get a block of their own, at most; a table has the others
COVERED = 0.9  # fewer, once they add up to so much
DOTS = {"high": "●●●", "moderate": "●●○", "low": "●○○"}
BASIS = 300  # characters of one analyst's basis
STATEMENT = 320


@dataclass(frozen=True)
class Block:
    """One judgment in words; ``low``, ``at`` and ``high`` are percentages for the bar."""

    statement: str
    likelihood: str
    term: str
    low: float
    at: float
    high: float
    confidence: str
    dots: str
    basis: str

    def html(self) -> str:
        """The block as HTML, without its look."""
        wide = max(self.high - self.low, 1)
        left = min(self.low, 100 - wide)
        label = f"{self.at:.0f} of 100"
        if self.high - self.low >= 1:
            label += f", from {self.low:.0f} to {self.high:.0f}"
        bar = (
            f'<span class="bar" role="img" aria-label="{label}" data-low="{self.low:.0f}" '
            f'data-high="{self.high:.0f}" data-at="{self.at:.0f}">'
            f'<span style="left:{left:.1f}%;width:{wide:.1f}%"></span>'
            f'<i style="left:{self.at:.1f}%"></i></span>'
        )
        confidence = f"<strong>{escape(self.confidence)}</strong> {self.dots}".rstrip()
        return (
            f'<div class="judgment"><p class="statement">{escape(self.statement)}</p>\n'
            f'<p class="likelihood">Likelihood: <strong>{escape(self.term)}</strong> '
            f"({escape(self.likelihood)}) {bar}</p>\n"
            f'<p class="confidence">Confidence: {confidence} — {escape(self.basis)}</p></div>'
        )

    def __str__(self) -> str:
        return visible(
            f"{self.statement}\n  Likelihood: {self.term} ({self.likelihood})\n"
            f"  Confidence: {self.confidence} - {self.basis}"
        )


@dataclass(frozen=True)
class KeyJudgments:
    """The blocks, the other hypotheses in a table, and how the numbers came about."""

    blocks: tuple[Block, ...]
    others: Table | None
    notes: tuple[str, ...]

    def _repr_html_(self) -> str:
        return STYLE + self.html()

    def html(self) -> str:
        """All of it as HTML, without its look."""
        notes = "".join(f'<p class="note">{escape(note)}</p>' for note in self.notes)
        others = self.others.html() if self.others else ""
        return "\n".join(block.html() for block in self.blocks) + others + notes

    def __repr__(self) -> str:
        others = [repr(self.others)] if self.others else []
        return "\n".join([*map(str, self.blocks), *others, *map(visible, self.notes)])


def key_judgments(case: Case, judged: Judged | None) -> KeyJudgments | Findings:
    """The most probable hypotheses as blocks; a sentence where nobody gave probabilities."""
    if judged is None:
        return Findings(
            (
                "No analyst has given a probability for every hypothesis of "
                f"{one_line(case.case_id)}, so this assessment makes no judgment of likelihood.",
                f"They are taken by: sat forecast {one_line(case.case_id)} --analyst ID. What the "
                "techniques found stands below; a score of theirs is no probability.",
            )
        )
    rows = judged.judgments
    shown = _shown(rows)
    blocks = tuple(_block(number, row) for number, row in enumerate(rows[:shown], 1))
    return KeyJudgments(blocks, _others(rows[shown:]), tuple(_notes(case, judged)))


def _shown(rows: Sequence[Judgment]) -> int:
    """How many get a block: the most probable until they cover nearly all, and all of few."""
    if len(rows) <= BLOCKS:
        return len(rows)
    covered = list(accumulate(row.probability for row in rows))
    enough = next((place for place, sum_ in enumerate(covered, 1) if sum_ >= COVERED), BLOCKS)
    return min(enough, BLOCKS)


def _block(number: int, row: Judgment) -> Block:
    return Block(
        statement=f"{number}. {one_line(row.hypothesis.statement, STATEMENT)}",
        term=row.worded.name,
        likelihood=_likelihood(row),
        low=100 * row.low,
        at=100 * row.probability,
        high=100 * row.high,
        confidence=row.confidence or "not stated",
        dots=DOTS.get(row.confidence, ""),
        basis=_basis(row),
    )


def _likelihood(row: Judgment) -> str:
    """The number, and how far the analysts are apart."""
    if len(row.voices) < 2:
        return row.number
    low, high = (f"{100 * end:.0f}%" for end in (row.low, row.high))
    return f"{row.number}; analysts {f'agree on {low}' if low == high else f'{low} to {high}'}"


def _basis(row: Judgment) -> str:
    """Each analyst's basis; where they are not equally sure, each with its own confidence."""
    alike = len({voice.confidence for voice in row.voices}) < 2
    several = len(row.voices) > 1
    parts = []
    for voice in row.voices:
        name = f"{one_line(voice.analyst, 40)}" if several else ""
        own = "" if alike else f" ({voice.confidence or 'not stated'})"
        lead = f"{name}{own}: " if name else ""
        parts.append(f"{lead}{one_line(voice.basis, BASIS) or 'no basis was written down'}")
    return " ".join(part if part.endswith((".", "…")) else f"{part}." for part in parts)


def _notes(case: Case, judged: Judged) -> Iterable[str]:
    stick = YARDSTICKS[case.settings.yardstick]
    names = joined([f"{one_line(row.analyst, 40)} ({row.made_on})" for row in judged.sets])
    yield (
        f"Terms of {stick.title}; the bar runs from 0 to 100%. Given by {names}; each set made "
        f"coherent, then averaged. {_incoherence(judged)}"
    )
    if len(judged.sets) > 1:
        yield "Where analysts differ in confidence, the lower one is shown; the range is theirs."
    if judged.reconstructed:
        yield (
            "Reconstructed: written later, for the day they carry, from what was known then. They "
            "show the method, enter no record and are no forecast."
        )


def _incoherence(judged: Judged) -> str:
    """How far the sets as given were from adding up to 100 %."""
    parts = []
    for row in judged.sets:
        total = sum(row.raw.values())
        parts.append(f"{100 * total:.0f}%")
    what = "It added" if len(parts) == 1 else "They added"
    return f"{what} up to {joined(parts)} as given."


def _others(rows: Sequence[Judgment]) -> Table | None:
    """The judgments beyond the blocks, so that the whole set is on the page."""
    if not rows:
        return None
    cells = tuple(
        (
            f"{row.name} {one_line(row.hypothesis.title, 60)}",
            row.worded.name,
            _likelihood(row),
            row.confidence or "not stated",
        )
        for row in rows
    )
    caption = f"The other {counted(len(rows), 'hypothesis', 'hypotheses')}, less probable"
    return Table(caption, ("Hypothesis", "Likelihood", "Number", "Confidence"), cells, (), "small")
