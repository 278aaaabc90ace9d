"""What tables and figures of indicators share: glyphs, colours, names."""

from sat.case import Case
from sat.indicators.analysis import IndicatorResult
from sat.scales import LEVEL
from sat.text import one_line

GLYPHS = {"none": "○", "low": "▲", "high": "▲▲", "unknown": "?"}

# Ink lies on what is raised, in grey too; unknown is hatched, never pale like quiet. The style
# sheet has the same colours.
COLOURS = {"none": "#ffffff", "low": "#fbd9c6", "high": "#8c1d18", "unknown": "#ffffff"}
WARNING_COLOURS = {
    "unknown": "#ffffff",
    "quiet": "#ffffff",
    "watch": "#fbd9c6",
    "elevated": "#f6a67c",
    "high": "#8c1d18",
}

LEVEL_KEY = "; ".join(f"{GLYPHS[level.code]} {level.code}: {level.label}" for level in LEVEL.levels)


def outcome_titles(case: Case) -> dict[str, str]:
    """Hypotheses and scenarios by id."""
    titles = {row.hypothesis_id: row.title for row in case.hypotheses}
    return titles | {row.scenario_id: row.title for row in case.scenarios}


def outcome_label(case: Case, outcome: str, width: int = 60) -> str:
    """Id and title of a hypothesis or scenario on one line."""
    return f"{outcome} {one_line(outcome_titles(case).get(outcome, ''), width)}".strip()


def indicator_texts(case: Case) -> dict[str, str]:
    """Indicators' texts by id."""
    return {row.indicator_id: row.text for row in case.indicators}


def span(days: int) -> str:
    """A span in words: months where it is about a whole number of them.

    >>> span(365), span(92), span(31), span(10)
    ('12 months', '3 months', '1 month', '10 days')
    """
    months = round(days / 30.4375)
    if months and abs(days - months * 30.4375) < 3:
        return f"{months} month{'' if months == 1 else 's'}"
    return f"{days} day{'' if days == 1 else 's'}"


def chance(value: float) -> str:
    """A probability in whole percent; the ends only for what is certain.

    >>> chance(0.373), chance(0.004), chance(0.998), chance(1)
    ('37%', '<1%', '>99%', '100%')
    """
    if 0 < value < 0.01:
        return "<1%"
    if 0.99 < value < 1:
        return ">99%"
    return f"{100 * value:.0f}%"


def signed(value: float) -> str:
    """A number with its sign and two digits.

    >>> signed(-1.118), signed(0.456)
    ('−1.12', '+0.46')
    """
    return f"{round(value, 2) + 0.0:+.2f}".replace("-", "−")


def class_title(result: IndicatorResult) -> str:
    """The reference class in words."""
    return one_line(result.reference_class.title, 120) if result.reference_class else ""
