"""The figures of the annexes, drawn; a sentence where there is nothing to draw."""

from sat.ach.figures import plot_scores
from sat.ach.findings import leader_sentence
from sat.assessment.analysis import Assessment
from sat.display import Findings, Picture, picture
from sat.forecasts.figures import calibration_alt, plot_calibration
from sat.indicators.alt import alt
from sat.indicators.figures import plot_belief


def scores(found: Assessment) -> Picture | Findings:
    """Scores of all hypotheses by all rules."""
    if found.ach is None:
        return Findings(("Nothing was rated, so there are no scores.",), leads=False)
    caption = "Scores by rule; the shorter a bar, the less speaks against the hypothesis"
    return picture(plot_scores(found.ach), caption, leader_sentence(found.ach))


def belief(found: Assessment) -> Picture | Findings:
    """The belief track of the indicators."""
    if found.indicators is None or found.indicators.track is None:
        return Findings(
            ("There are no observations of rated indicators: no track can be drawn.",), leads=False
        )
    caption = "Belief track: a model of the ratings, not a judgment"
    return picture(plot_belief(found.indicators), caption, alt(found.indicators, "belief"))


def calibration(found: Assessment) -> Picture | Findings:
    """What was said beside what happened, of the settled yes/no questions."""
    if not found.record.calibrated:
        return Findings(("No settled question with a yes or no: nothing to compare.",), leads=False)
    caption = "What was said, and how often it happened, with 95 % intervals and counts"
    return picture(plot_calibration(found.record), caption, calibration_alt(found.record))
