"""Tables, sentences, figure and data of a record; every text of a case is hostile."""

import json
import re
from datetime import date
from typing import Any

import pytest
from matplotlib.axes import Axes

from sat.display import Cell, Table
from sat.draw import new_axes
from sat.forecasts import Record, as_plain, record_of
from sat.forecasts.baselines import BASE_RATE, CLIMATOLOGY, EVEN
from sat.forecasts.figures import calibration_alt, plot_calibration
from sat.forecasts.findings import findings
from sat.forecasts.tables import (
    calibration_table,
    open_table,
    record_table,
    settled_table,
    taken_table,
)

from .weir import bare, hypotheses, question, weir

TABLES = (record_table, settled_table, open_table, calibration_table)


@pytest.fixture(scope="module")
def found() -> Record:
    return record_of(weir())


def shown(table: Table) -> list[list[str]]:
    return [[item.text if isinstance(item, Cell) else item for item in row] for row in table.rows]


def column(table: Table, heading: str) -> dict[str, str]:
    """The texts of a column by the rows' names."""
    place = table.headings.index(heading)
    return {row[0]: row[place] for row in shown(table)}


# ---- tables


def test_the_record_says_how_many_and_how_good(found: Record) -> None:
    table = record_table(found)
    assert table.caption == "Record over 5 settled questions"
    infinite, own = "infinite: 1 called impossible", "own climatology (baseline)"
    assert shown(table) == [
        ["ana", "4", "0.158", "0.192", "0.501", "0.42 on 4", "0.78 on 1", "104"],
        ["ben", "1", "1", "1", infinite, "−2 on 1", "–", "31"],
        ["even chances (baseline)", "5", "0.267", "0.267", "0.774", "–", "0.17 on 2", "130"],
        [own, "4", "0.243", "0.243", "0.677", "0.03 on 4", "0.22 on 2", "155"],
        ["base rate (baseline)", "2", "0.3", "0.3", "0.799", "−0.2 on 2", "–", "140"],
    ]
    assert "lower is better" in table.notes[0]


def test_settled_questions_show_what_each_had_said(found: Record) -> None:
    table = settled_table(found)
    assert table.headings[:5] == ("Id", "Question", "Asked", "Settled", "Outcome")
    ana = {"Q1": "90%", "Q2": "62%", "Q3": "[90%]*", "Q4": "20%", "Q5": "b 50%"}
    assert column(table, "ana") == ana
    assert column(table, "ben") == {"Q1": "", "Q2": "", "Q3": "", "Q4": "", "Q5": "b 0%"}
    assert column(table, EVEN)["Q5"] == "b 33%"
    assert column(table, CLIMATOLOGY) == {
        "Q1": "50%", "Q2": "50%", "Q3": "67%", "Q4": "60%", "Q5": "",
    }  # fmt: skip
    rates = column(table, BASE_RATE)
    assert re.fullmatch(r"35% \(\d+% to \d+%\)", rates["Q3"])
    assert re.fullmatch(r"42% \(\d+% to \d+%\)", rates["Q4"])
    assert (rates["Q1"], rates["Q5"]) == ("", "")
    assert any(note.startswith("* Reconstructed") for note in table.notes)


def test_open_questions_show_the_newest_sets_and_the_base_rate(found: Record) -> None:
    table = open_table(found)
    assert column(table, "Analyst") == {"Q6": "ana", "Q7": ""}
    assert column(table, "Newest forecast") == {"Q6": "30%", "Q7": ""}
    assert column(table, "Horizon") == {"Q6": "2027-06-30", "Q7": "2026-09-30 (passed)"}
    assert "%" in column(table, "Base rate")["Q6"]
    assert table.notes[-1].startswith("Passed:")


def test_each_analyst_has_a_line_and_hindsight_is_marked() -> None:
    case = weir(
        "Q6 ana 2026-08-01 yes=0.3 no=0.7",
        "Q6 ben 2026-08-02 yes=0.4* no=0.6*",
        "weir ben 2026-08-02 H1=0.004 H2=0.996",
        hypotheses=hypotheses("H1", "H2"),
    )
    rows = [row[:1] + row[5:] for row in shown(open_table(record_of(case)))]
    assert rows == [
        ["weir", "ben", "2026-08-02", "H1 <1%, H2 >99%"],
        ["Q6", "ana", "2026-08-01", "30%"],
        ["", "ben", "2026-08-02", "[40%]*"],
        ["Q7", "", "", ""],
    ]


def test_calibration_has_counts_and_intervals(found: Record) -> None:
    rows = [row for row in shown(calibration_table(found)) if row[0] == "ana"]
    assert [row[1:5] for row in rows] == [
        ["20%", "1", "0", "0%"],
        ["62%", "1", "0", "0%"],
        ["90%", "1", "1", "100%"],
    ]
    # Wilson for 0 of 1: z² / (1 + z²) = 3.8415 / 4.8415.
    assert rows[0][5] == "0% to 79%"


def test_many_analysts_are_counted_and_not_all_beside_each_other() -> None:
    sets = [f"Q1 a{place:02} 2025-02-01 yes=0.5 no=0.5" for place in range(11)]
    table = settled_table(record_of(weir(*sets)))
    assert len(table.headings) == 5 + 8 + 3
    assert table.notes[-1] == "Not shown: a08, a09 and a10."


def test_of_nothing_the_tables_say_so() -> None:
    nothing = record_of(bare())
    assert [shown(make(nothing)) for make in TABLES] == [
        [["no question is settled"]],
        [["no question is settled"]],
        [["no question is open"]],
        [["no question of yes or no is settled"]],
    ]


def test_a_set_is_shown_with_the_yardsticks_terms() -> None:
    (own,) = record_of(weir("Q6 ana 2026-08-01 yes=0.2 no=0.6")).open[0].sets
    table = taken_table(own, "icd203")
    assert table.caption == "Q6 by ana on 2026-08-01"
    assert shown(table) == [
        ["yes", "0.2", "0.3", "0.25", "unlikely (30%)"],
        ["no", "0.6", "0.7", "0.75", "likely (70%)"],
    ]
    # Each is a tenth off: √0.02.
    assert table.notes[0].startswith("As given they add up to 0.8; incoherence 0.1414 ")


def test_two_terms_on_a_boundary_are_both_named() -> None:
    (own,) = record_of(weir("Q6 ana 2026-08-01 yes=0.2 no=0.8")).open[0].sets
    assert shown(taken_table(own, "icd203"))[0][4] == "very unlikely or unlikely (20%)"


def test_an_infinite_mean_shows_that_of_the_rest() -> None:
    sets = ("Q1 ana 2025-02-01 yes=0 no=1", "Q2 ana 2025-02-01 yes=0.5 no=0.5")
    row = shown(record_table(record_of(weir(*sets))))[0]
    assert row[4] == "infinite: 1 called impossible; the rest 0.693"  # ln 2


# ---- sentences


def test_findings_begin_with_how_many_and_who(found: Record) -> None:
    sentences = findings(found).sentences
    assert sentences[0] == "5 questions are settled; ana has a record on 4 of them and ben on 1."
    assert sentences[1] == (
        "By half Brier score (0 is perfect) even chances reach 0.267 on 5 questions; best of the "
        "baselines does own climatology, with 0.243 on 4, where even chances reach 0.25."
    )
    assert sentences[2] == (
        "ana, on 4 questions: half Brier score 0.158 (0.192 by days); skill 0.42 against even "
        "chances on 4; skill 0.78 against base rate on 1. Calibration, yes or no: too few "
        "questions to tell: 3 of at least 30."
    )
    assert "ana (4), ben (1), own climatology (4) and base rate (2)" in sentences[4]


def test_what_was_kept_out_and_what_is_open_is_told(found: Record) -> None:
    sentences = findings(found).sentences
    assert sentences[-4:-1] == (
        "Kept out of the record: 1 set that was reconstructed, 2 sets that were made too late and "
        "1 set that was incomplete.",
        "1 question is still open: Q6.",
        "Q7 has no outcome though the horizon has passed: scored neither way.",
    )
    assert sentences[-1].startswith("The reference classes do not say on which day")


@pytest.mark.parametrize(
    ("sets", "first"),
    [
        ((), "1 question is settled; no analyst has a record."),
        (("Q1 ana 2025-02-01 yes=1 no=0",), "1 question is settled; ana has a record on it."),
        (
            ("Q1 ana 2025-02-01 yes=1 no=0", "Q1 ben 2025-02-01 yes=1 no=0"),
            "1 question is settled; ana and ben have a record on it.",
        ),
    ],
)
def test_one_question_is_not_several(sets: tuple[str, ...], first: str) -> None:
    row = question("Q1 2025-01-01 2025-06-30 yes 2025-05-11")
    sentences = findings(record_of(bare([row], *sets))).sentences
    assert sentences[0] == first
    assert sentences[1] == (
        "By half Brier score (0 is perfect) even chances reach 0.25 on 1 question, and no other "
        "baseline does better."
    )


def test_of_nothing_little_is_said() -> None:
    said = findings(record_of(bare())).sentences
    assert said == ("0 questions are settled; no analyst has a record.",)


def test_a_score_is_never_called_a_probability(found: Record) -> None:
    text = " ".join(findings(found).sentences).lower()
    assert "probability" not in text
    assert "confidence" not in text


# ---- figure


def drawn(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_a_panel_for_each_forecaster_with_counts(found: Record) -> None:
    ax = plot_calibration(found)
    texts = drawn(ax)
    for name in ("ana, 3 questions", f"{CLIMATOLOGY}, 4 questions", f"{BASE_RATE}, 2 questions"):
        assert name in texts
    # Counts beside the points: 3 of ana, 3 of climatology (½ twice), 2 of the base rate.
    assert sorted(text for text in texts if text.isdigit()) == ["1"] * 7 + ["2"]
    points = [line for line in ax.lines if line.get_marker() == "o"]
    assert [tuple(map(float, line.get_xydata()[0])) for line in points[:3]] == [  # type: ignore[index]
        pytest.approx((0.2, 0)),
        pytest.approx((0.625, 0)),
        pytest.approx((0.9, 1)),
    ]


def test_one_forecaster_may_be_chosen_and_axes_given(found: Record) -> None:
    own = new_axes(4, 4)
    assert plot_calibration(found, "ana", own) is own
    assert "ana, 3 questions" in drawn(own)
    assert len([line for line in own.lines if line.get_marker() == "o"]) == 3


def test_a_forecaster_who_is_not_there_is_an_error(found: Record) -> None:
    message = "^forecaster is “zoe”; there are: ana, own climatology and base rate$"
    with pytest.raises(ValueError, match=message):
        plot_calibration(found, "zoe")
    with pytest.raises(ValueError, match=r"there are: none$"):
        calibration_alt(record_of(bare()), "zoe")


def test_nothing_to_compare_is_said_in_figure_and_words() -> None:
    nothing = record_of(bare())
    words = "o settled question of yes or no: nothing to compare"
    assert drawn(plot_calibration(nothing)) == [f"n{words}"]
    assert calibration_alt(nothing) == f"N{words}."


def test_the_figure_in_words(found: Record) -> None:
    assert calibration_alt(found, "ana") == (
        "ana, 3 questions: 20% said of 1, 0 came out yes (interval 0% to 79%); 62% said of 1, 0 "
        "came out yes (interval 0% to 79%); 90% said of 1, 1 came out yes (interval 21% to 100%)."
    )


def test_many_points_are_not_all_read_out() -> None:
    rows = [question(f"Q{place} 2025-01-01 2025-06-30 yes 2025-05-11") for place in range(12)]
    sets = [f"Q{n} ana 2025-02-01 yes={n / 20} no={1 - n / 20:.2f}" for n in range(12)]
    assert calibration_alt(record_of(bare(rows, *sets)), "ana").endswith("; 4 more points.")


def test_a_class_of_analysts_fills_several_lines_of_panels() -> None:
    sets = [f"Q1 a{place:02} 2025-02-01 yes=0.5 no=0.5" for place in range(100)]
    ax = plot_calibration(record_of(weir(*sets)))
    assert len([text for text in drawn(ax) if text.startswith("a")]) == 100


# ---- data


def test_the_record_as_data_is_plain_json(found: Record) -> None:
    data = as_plain(found)
    again = json.loads(json.dumps(data, allow_nan=False))
    assert again == data
    ana, ben, *_ = data["forecasters"]
    assert (ana["name"], ana["baseline"], ana["questions"]) == ("ana", False, 4)
    assert ana["half_brier"] == pytest.approx(0.630625 / 4)
    assert (ben["log_score"], ben["infinite"]) == (None, 1)
    assert [row["question_id"] for row in data["overdue"]] == ["Q7"]
    assert data["settled"][0]["resolved_on"] == "2025-05-11"
    assert data["open"][0]["outcome"] is None
    assert data["left_out"][0] == {
        "question_id": "Q1",
        "analyst": "ben",
        "made_on": "2025-05-11",
        "reason": "made too late",
    }
    rate = data["settled"][3]["baselines"][2]
    assert (rate["class_id"], rate["events"], rate["class_dated"]) == ("RC", 2, False)


def test_two_looks_show_the_same_to_the_letter() -> None:
    first, second = record_of(weir()), record_of(weir())
    assert json.dumps(as_plain(first)) == json.dumps(as_plain(second))
    assert [make(first).html() for make in TABLES] == [make(second).html() for make in TABLES]


# ---- hostile


HOSTILE = '<script>alert(1)</script> =cmd|"/c" $x^2$ \x1b[31m\u202e ../../etc'


def hostile(**more: Any) -> Record:
    rows = tuple(
        row.model_copy(update={"text": HOSTILE + "x" * 200, "note": HOSTILE})
        for row in weir().questions
    )
    sets = tuple(row.model_copy(update={"basis": HOSTILE}) for row in weir().forecasts)
    return record_of(weir(questions=rows, forecasts=sets, **more))


def test_no_text_runs_drives_a_terminal_or_reads_backwards() -> None:
    found = hostile()
    pages = [make(found).html() for make in TABLES] + [findings(found).html()]
    lines = [repr(make(found)) for make in TABLES] + [repr(findings(found))]
    for text in pages:
        assert "<script" not in text
    for text in pages + lines:
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_ids_of_two_hundred_letters_are_cut_in_the_figure() -> None:
    long = "a" * 200
    found = record_of(weir(f"Q1 {long} 2025-02-01 yes=0.5 no=0.5"))
    assert max(len(text) for text in drawn(plot_calibration(found))) < 60
    assert calibration_alt(found, long).startswith(long)


def test_an_analyst_called_like_a_baseline_is_told_apart() -> None:
    found = record_of(weir("Q1 even 2025-02-01 yes=0.5 no=0.5"))
    assert [row.name for row in found.analysts] == ["even"]
    assert found.settled[0].answers[0].made_on == date(2025, 2, 1)
