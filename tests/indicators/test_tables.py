"""The tables of a watch list, against the meadow worked by hand; unknown is never none."""

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from sat.case import Case
from sat.display import Cell, Findings, Table, Tables
from sat.indicators import IndicatorResult, analyse
from sat.indicators.findings import findings
from sat.indicators.tables import (
    belief_table,
    board_table,
    changes_table,
    coverage_table,
    level_cell,
    validation_table,
    warnings_table,
)
from sat.scales import LIKELIHOOD

from .meadow import EVENTS, TABLES, meadow, reference_class, shown, styles

MakeWatch = Callable[..., Case]
Show = Callable[[IndicatorResult], Table | Tables | Findings]
THRESHOLDS = "low: some\nhigh: much"
every = pytest.mark.parametrize("show", [*TABLES.values(), findings], ids=[*TABLES, "findings"])


# ---- warnings


def test_warnings_stand_with_their_reasons_and_with_what_does_not_count(
    result: IndicatorResult,
) -> None:
    table = warnings_table(result)
    why = "I1 high since 2025-11-10; 0 of 1 indicator looked at in time"
    assert table.caption == "Warnings as of 2025-12-31"
    assert shown(table) == [
        ["H1 title of H1", "elevated", why, "I2"],
        ["H2 title of H2", "quiet", "none raised; 1 of 1 indicator looked at in time", "–"],
        ["SC1 title of SC1", "elevated", f"{why}, those of H1", "I2"],
    ]
    assert [row[1] for row in styles(table)] == ["level elevated", "level quiet", "level elevated"]


def test_the_rule_is_printed_with_the_warnings(result: IndicatorResult) -> None:
    rule, more = warnings_table(result).notes
    for level in ("unknown", "quiet", "watch", "elevated", "high"):
        assert f"{level}: " in rule
    assert "after 2 lower looks at least 92 days apart" in more


def test_a_warning_that_nothing_could_raise_is_unknown_and_not_quiet(
    nothing: IndicatorResult,
) -> None:
    assert [row[1] for row in shown(warnings_table(nothing))] == ["unknown", "unknown"]


def test_without_outcomes_there_is_nothing_to_warn_of(make_watch: MakeWatch) -> None:
    case = make_watch(["I1"], hypotheses=())
    assert shown(warnings_table(analyse(case))) == [
        ["none", "", "no hypothesis or scenario to warn of", ""]
    ]


# ---- the watch list


def test_the_watch_list_tells_now_from_what_stands(result: IndicatorResult) -> None:
    table = board_table(result)
    assert table.caption == "Watch list as of 2025-12-31"
    # 10 November, 1 June and 1 February are 51, 213 and 333 days before 31 December.
    overdue = "2025-11-10, 51 days before; monthly look is overdue"
    high, low = "▲▲ high since 2025-11-10", "▲ low since 2025-06-01"
    assert shown(table) == [
        ["I1 I1", "H1", "? unknown", high, overdue, THRESHOLDS, "keep"],
        ["I2 I2", "H1", "▲ low", low, "2025-06-01, 213 days before", THRESHOLDS, "drop"],
        ["I3 I3", "H2", "○ none", "○ none", "2025-02-01, 333 days before", THRESHOLDS, "keep"],
        ["I4 I4", "several", "? unknown", "? unknown", "never", THRESHOLDS, "unrated"],
    ]
    assert styles(table)[0][2:4] == ["level unknown", "level high"]
    assert "it is not quiet" in table.notes[1]


def test_what_was_seen_is_in_the_hover_text(result: IndicatorResult) -> None:
    titles = [row[3].title for row in board_table(result).rows if isinstance(row[3], Cell)]
    assert titles == ["I1-high", "I2-low", "I3-none", ""]


def test_without_ratings_there_is_no_verdict(nothing: IndicatorResult) -> None:
    assert [row[-1] for row in shown(board_table(nothing))] == ["–"]


def test_a_look_that_could_not_tell_is_unknown_now_while_the_level_stands(
    make_watch: MakeWatch,
) -> None:
    seen = ["I1 2025-12-01 low", "I1 2025-12-20 unknown"]
    (row,) = shown(board_table(analyse(make_watch(["I1 H1"], seen=seen))))
    assert row[2:4] == ["? unknown", "▲ low since 2025-12-01"]


@pytest.mark.parametrize(
    ("level", "text"),
    [("none", "○ none"), ("low", "▲ low"), ("high", "▲▲ high"), ("unknown", "? unknown")],
)
def test_a_level_has_its_glyph_and_its_style(level: str, text: str) -> None:
    assert level_cell(level) == Cell(text, f"level {level}")


# ---- changes


def test_changes_are_told_from_to_and_why(result: IndicatorResult) -> None:
    table = changes_table(result)
    why = "I1 high since 2025-11-10; 0 of 1 indicator looked at in time"
    assert table.caption == "What changed from 2025-09-30 to 2025-12-31"
    assert shown(table) == [
        ["H1 title of H1", "unknown", "elevated", why],
        ["SC1 title of SC1", "unknown", "elevated", f"{why}, those of H1"],
        ["I1 I1", "unknown", "high", "2025-11-10: I1-high"],
    ]


def test_where_nothing_changed_that_is_said(nothing: IndicatorResult) -> None:
    assert shown(changes_table(nothing)) == [["nothing", "", "", "no level and no warning changed"]]


# ---- validation


def test_validation_goes_from_what_separates_most_to_what_separates_least(
    result: IndicatorResult,
) -> None:
    table = validation_table(result)
    assert table.caption == "How likely each indicator is under each outcome, by ana and ben"
    assert table.headings[:4] == ("Indicator", "H1", "H2", "Spread")
    # I1: HL and L are 1.5 steps on average, HU is -2. Points: 6 for HL-HU, 5 for L-HU, 4 for HL-U.
    assert shown(table) == [
        ["I1 I1", "HL/L", "HU", "3.5", "keep", "1", "H1", "5.5"],
        ["I3 I3", "U", "HL", "3", "keep", "1", "H2", "4"],
        ["I2 I2", "L", "L", "0", "drop", "0", "–", "0"],
        ["I4 I4", "–", "–", "–", "unrated", "0", "–", "–"],
    ]
    assert [row[4] for row in styles(table)] == ["", "", "muted", "muted"]


def test_every_code_is_explained_and_points_are_called_unverified(result: IndicatorResult) -> None:
    notes = validation_table(result).notes
    for level in LIKELIHOOD.levels:
        assert f"{level.code} {level.label}" in notes[0]
    assert "not verified against the book" in notes[2]


def test_analysts_whose_verdicts_differ_are_told(make_watch: MakeWatch) -> None:
    ratings = {"ana": {"I1": "HL HU"}, "ben": {"I1": "L L"}}
    (row,) = shown(validation_table(analyse(make_watch(["I1 H1"], ratings))))
    # The means are 1.5 and -0.5: two steps apart.
    assert row[1:5] == ["HL/L", "L/HU", "2", "weak, analysts differ"]


def test_scenarios_have_a_validation_of_their_own(
    make_watch: MakeWatch, result: IndicatorResult
) -> None:
    assert shown(validation_table(result, scenarios=True)) == [["no indicator was rated"]]
    case = make_watch(
        ["I1 SC1"],
        {"ana": {"I1": "HL HU"}},
        scenarios={"SC1": "H1", "SC2": "H2"},
        outcomes=["SC1", "SC2"],
    )
    found = analyse(case)
    (row,) = shown(validation_table(found, scenarios=True))
    assert row == ["I1 I1", "HL", "HU", "4", "keep", "1", "SC1", "6"]
    assert shown(validation_table(found)) == [["no indicator was rated"]]


# ---- coverage


def test_coverage_names_what_would_show_an_outcome(result: IndicatorResult) -> None:
    table = coverage_table(result)
    assert table.headings[-1] == "At least 3"
    assert shown(table) == [
        ["H1 title of H1", "I1", "–", "no"],
        ["H2 title of H2", "I3", "–", "no"],
    ]


def test_an_outcome_that_nothing_would_show_could_come_unseen(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1", "I2 H2"], {"ana": {"I1": "HL HU", "I2": "U L"}})
    assert shown(coverage_table(analyse(case))) == [
        ["H1 title of H1", "I1", "–", "no"],
        ["H2 title of H2", "none: it could come unseen", "I2", "no"],
    ]


def test_three_unique_indicators_are_enough(make_watch: MakeWatch) -> None:
    names = ["I1", "I2", "I3"]
    case = make_watch([f"{name} H1" for name in names], {"ana": dict.fromkeys(names, "HL HU")})
    assert shown(coverage_table(analyse(case)))[0] == ["H1 title of H1", "I1, I2, I3", "–", "yes"]


# ---- beliefs


def test_the_belief_track_is_that_of_bayes_by_hand(result: IndicatorResult) -> None:
    table = belief_table(result)
    assert table.headings == ("Known on", "What moved it", "Gained most (odds)", "H1", "H2")
    # I3 none: (0.7 / 0.1)^¼ = 1.627, 62 %; ends (0.6 / 0.2)^¼ = 1.316 and (0.8 / 0.05)^¼ = 2.
    # I1 high: the analysts' mean 0.8 against 0.1 is 8, and 8 · 1.627 = 13.0 is 93 %.
    # Ends: ben's 0.6 / 0.2 · 1.316 = 3.9 is 80 %, ana's 0.95 / 0.05 · 2 = 38 is 97 %.
    last = ["93%\n80%–97%", "7%\n3%–20%"]
    assert shown(table) == [
        ["2025-02-01", "I3 none: I3", "–", "62%\n57%–67%", "38%\n33%–43%"],
        ["2025-11-10", "I1 high: I1", "H1 × 8", *last],
        ["2025-12-31", "–", "–", *last],
    ]


def test_the_belief_track_says_what_it_is_and_what_it_left_out(
    result: IndicatorResult, make_watch: MakeWatch
) -> None:
    table = belief_table(result)
    assert table.caption.endswith("a model and not a judgment")
    assert table.notes[0].startswith("Starts from the same probability for each, for want of any.")
    assert table.notes[1].endswith("Left out (dropped or not fully rated): I2.")
    case = make_watch(
        ["I1 H1"], {"ana": {"I1": "HL HU"}}, ["I1 2025-03-01 low"], priors=["0.2", "0.8"]
    )
    notes = belief_table(analyse(case)).notes
    assert notes[0].startswith("Starts from the case's priors.")
    assert "Left out" not in notes[1]


def test_without_anything_observed_there_is_no_track(nothing: IndicatorResult) -> None:
    assert shown(belief_table(nothing)) == [["nothing observed, or nothing rated"]]
    assert shown(coverage_table(nothing)) == [["no indicator was rated"]]


# ---- hostile text

ATTACK = '<script>alert(1)</script>" onload="x" \' & </td></table>'
ATTACK += "\u202egnp\x1b[31m\u2066\x00\x9b$x$\\frac"
DANGEROUS = set("\u202e\u2066\x1b\x00\x9b")
MARKUP = {"table", "caption", "thead", "tbody", "tr", "th", "td", "div", "p", "span", "br"}
MARKUP |= {"ul", "li"}


class Page(HTMLParser):
    """What a browser makes of the HTML: tags, attributes, text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def poisoned(rows: tuple[Any, ...], *columns: str) -> tuple[Any, ...]:
    """The records with an attack at the front of their texts."""
    return tuple(
        row.model_copy(update={name: f"{ATTACK}{getattr(row, name)}" for name in columns})
        for row in rows
    )


@pytest.fixture(scope="module")
def hostile(make_watch: MakeWatch) -> IndicatorResult:
    """The meadow with an attack in every text."""
    case = meadow(make_watch)
    return analyse(
        replace(
            case,
            hypotheses=poisoned(case.hypotheses, "title"),
            scenarios=poisoned(case.scenarios, "title"),
            indicators=poisoned(case.indicators, "text", "low", "high"),
            observations=poisoned(case.observations, "text"),
            events=poisoned(EVENTS, "place", "perpetrator"),
            reference_classes=poisoned(case.reference_classes, "title"),
        )
    )


@every
def test_no_text_of_a_case_becomes_markup(hostile: IndicatorResult, show: Show) -> None:
    page = Page(show(hostile).html())
    assert set(page.tags) <= MARKUP
    assert set(page.attributes) <= {"class", "scope", "title"}


@every
def test_control_and_direction_characters_are_spelled_out(
    hostile: IndicatorResult, show: Show
) -> None:
    found = show(hostile)
    for text in (found.html(), repr(found)):
        assert not DANGEROUS & set(text)


@pytest.mark.parametrize("name", [name for name in TABLES if name != "scenarios"])
def test_what_is_hostile_is_there_to_be_read(hostile: IndicatorResult, name: str) -> None:
    assert "<script>alert(1)" in Page(TABLES[name](hostile).html()).text


@every
def test_long_titles_break_nothing(make_watch: MakeWatch, show: Show) -> None:
    case = meadow(make_watch)
    rows = [row.model_copy(update={"title": "x" * 200}) for row in case.hypotheses]
    texts = [row.model_copy(update={"text": "y" * 200}) for row in case.indicators]
    classes = (reference_class(title="z" * 200),)
    changes = {"hypotheses": tuple(rows), "indicators": tuple(texts), "reference_classes": classes}
    assert show(analyse(meadow(make_watch, **changes))).html()


# ---- of any result


@every
def test_the_result_is_left_alone_and_twice_is_the_same(make_watch: MakeWatch, show: Show) -> None:
    result, untouched = (analyse(meadow(make_watch)) for _ in range(2))
    one = show(result).html(), repr(show(result))
    assert one == (show(result).html(), repr(show(result)))
    assert repr(result) == repr(untouched)
    assert " at 0x" not in one[1]
