"""The minimal case as it could be known on a day; what each day shows is worked out by hand."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case, CaseError, load_case
from sat.case.cut import cut, earlier, newest_day
from sat.case.record import Record

Change = Callable[..., Path]
Tables = Mapping[str, tuple[Record, ...]]
MINIMAL = Path(__file__).parents[1] / "cases" / "minimal"
# Nothing is hidden on the newest day, so this is the whole case.
WHOLE = dict(load_case(MINIMAL).tables())
DAYS = st.dates(date(2024, 12, 1), date(2025, 7, 1))


def ids(case: Case | Tables, table: str) -> list[str]:
    rows = case[table] if isinstance(case, Mapping) else getattr(case, table)
    return [getattr(row, row.KEY[0]) for row in rows]


def test_before_anything_was_known_the_frame_of_the_case_is_there(folder: Path) -> None:
    case = load_case(folder, "2024-12-31")
    for table in ("sources", "evidence", "ratings", "assumptions", "observations", "events"):
        assert ids(case, table) == []
    assert (ids(case, "questions"), ids(case, "forecasts")) == ([], [])
    assert ids(case, "hypotheses") == ["H1", "H2", "H3"]
    assert ids(case, "drivers") == ["D1", "D2", "D3"]
    assert ids(case, "states") == [
        *("D1.wet", "D1.dry", "D2.open", "D2.shut", "D3.dry", "D3.under"),
    ]
    assert ids(case, "scenarios") == ["SC1"]
    # I2 was added on 1 February 2025.
    assert ids(case, "indicators") == ["I1"]
    assert len(case.indicator_ratings) == 2
    assert (len(case.impacts), len(case.consistency)) == (1, 1)


@pytest.mark.parametrize(
    ("as_of", "evidence", "sources", "ratings"),
    [
        ("2025-01-01", ["E4"], [], 3),
        ("2025-01-09", ["E4"], [], 3),
        ("2025-01-10", ["E1", "E4"], ["S1"], 6),
        ("2025-01-11", ["E1", "E4"], ["S1"], 9),
        ("2025-01-12", ["E1", "E2", "E4"], ["S1", "S2"], 12),
        ("2025-01-31", ["E1", "E2", "E4"], ["S1", "S2"], 12),
        ("2025-02-01", ["E1", "E2", "E3", "E4"], ["S1", "S2", "S3"], 15),
        ("2025-02-02", ["E1", "E2", "E3", "E4"], ["S1", "S2", "S3"], 18),
        ("2025-06-10", ["E1", "E2", "E3", "E4"], ["S1", "S2", "S3", "S4"], 18),
    ],
)
def test_a_row_is_there_from_the_day_it_became_known_that_day_included(
    as_of: str, evidence: list[str], sources: list[str], ratings: int, folder: Path
) -> None:
    case = load_case(folder, as_of)
    assert ids(case, "evidence") == evidence
    assert ids(case, "sources") == sources
    assert len(case.ratings) == ratings


def test_the_day_of_the_event_does_not_count(edit: Change) -> None:
    # E1 happened on 8 January and was known on the 10th.
    case = load_case(edit("evidence", 2, "event_date", "2024-06"), "2025-01-09")
    assert ids(case, "evidence") == ["E4"]


def test_a_source_without_known_on_is_readable_when_its_month_is_over(edit: Change) -> None:
    folder = edit("sources", 2, "known_on", "")
    assert ids(load_case(folder, "2025-01-30"), "sources") == ["S2"]
    assert ids(load_case(folder, "2025-01-31"), "sources") == ["S1", "S2"]


def test_a_question_keeps_its_outcome_sources_and_note_until_it_is_resolved(folder: Path) -> None:
    (before,) = load_case(folder, "2025-06-09").questions
    assert (before.outcome, before.resolved_on, before.source_ids) == ("", None, ())
    assert before.note == ""
    assert before.text == "Will water stand at the oak in June?"
    (after,) = load_case(folder, "2025-06-10").questions
    assert (after.outcome, after.resolved_on) == ("yes", date(2025, 6, 10))
    assert (after.source_ids, after.note) == (("S4",), "Seen on the walk.")


def test_an_open_question_never_shows_a_note_on_how_it_may_end(edit: Change) -> None:
    edit("questions", 2, "outcome", "")
    (question,) = load_case(edit("questions", 2, "resolved_on", ""), "2025-12-31").questions
    assert (question.note, question.source_ids) == ("", ())


def test_the_outcome_of_the_case_is_there_from_the_day_it_was_settled(folder: Path) -> None:
    assert load_case(folder, "2025-06-09").settings.outcome is None
    outcome = load_case(folder, "2025-06-10").settings.outcome
    assert outcome is not None
    assert (outcome.hypothesis_id, outcome.source_ids) == ("H1", ("S4",))


def test_the_outcome_waits_for_its_hypothesis_and_its_sources(edit: Change) -> None:
    edit("sources", 5, "published", "2025-07-01")
    outcome = load_case(edit("questions", 2, "source_ids", ""), "2025-06-10").settings.outcome
    assert outcome is not None
    assert outcome.source_ids == ()
    # A hypothesis that is written down late has no earlier ratings.
    folder = edit("hypotheses", 2, "known_on", "2025-08-01")
    (folder / "ratings.csv").unlink()
    assert load_case(folder, "2025-07-31").settings.outcome is None
    assert load_case(folder, "2025-08-01").settings.outcome is not None


def test_an_id_in_a_list_is_taken_out_until_its_row_is_known(edit: Change) -> None:
    edit("assumptions", 2, "supports", "H1;E3;E1")
    folder = edit("evidence", 2, "source_ids", "S2;S1")
    case = load_case(folder, "2025-01-11")
    assert case.assumptions[0].supports == ("H1", "E1")
    assert case.evidence[0].source_ids == ("S1",)
    case = load_case(folder, "2025-02-01")
    assert case.assumptions[0].supports == ("H1", "E3", "E1")
    assert case.evidence[0].source_ids == ("S2", "S1")


def test_a_row_whose_only_reference_is_hidden_is_hidden_with_it(add: Change) -> None:
    folder = add("observations.csv", "I2,2025-01-20,2025-01-20,low,,Damp at the ford.,,")
    assert len(load_case(folder, "2025-01-31").observations) == 1
    assert len(load_case(folder, "2025-02-01").observations) == 2


def test_what_hangs_on_a_hidden_row_goes_with_it_down_the_line(edit: Change) -> None:
    # Without the driver no state, without the state no impact, and the scenario loses the state.
    case = load_case(edit("drivers", 3, "known_on", "2025-05-01"), "2025-04-30")
    assert ids(case, "states") == ["D1.wet", "D1.dry", "D3.dry", "D3.under"]
    assert (case.impacts, case.consistency) == ((), ())
    # Of the exclusion's three states two are there, which may well go together.
    assert case.exclusions == ()
    assert case.scenarios[0].states == ("D1.wet",)


def test_a_reference_that_may_be_blank_is_blanked(edit: Change) -> None:
    folder = edit("scenarios", 2, "known_on", "2025-05-01")
    indicators = load_case(folder, "2025-04-30").indicators
    assert [indicator.points_to for indicator in indicators] == ["H1", ""]
    indicators = load_case(folder, "2025-05-01").indicators
    assert [indicator.points_to for indicator in indicators] == ["H1", "SC1"]


def test_an_undated_source_is_there_once_a_visible_row_cites_it(edit: Change) -> None:
    edit("sources", 4, "published", "")
    folder = edit("sources", 5, "published", "")
    assert ids(load_case(folder, "2025-01-31"), "sources") == ["S1", "S2"]
    assert ids(load_case(folder, "2025-02-01"), "sources") == ["S1", "S2", "S3"]
    assert ids(load_case(folder, "2025-06-10"), "sources") == ["S1", "S2", "S3", "S4"]


def test_an_undated_source_of_a_row_that_is_hidden_with_another_is_hidden_too(
    edit: Change, add: Change
) -> None:
    edit("sources", 4, "published", "")
    edit("evidence", 4, "source_ids", "")
    folder = add("observations.csv", "I2,2025-01-20,2025-01-20,low,,Damp at the ford.,S3,")
    assert ids(load_case(folder, "2025-01-31"), "sources") == ["S1", "S2"]
    assert ids(load_case(folder, "2025-02-01"), "sources") == ["S1", "S2", "S3"]


def test_an_undated_source_of_the_outcome_alone_comes_with_the_outcome(edit: Change) -> None:
    edit("sources", 5, "published", "")
    folder = edit("questions", 2, "source_ids", "")
    assert "S4" not in ids(load_case(folder, "2025-06-09"), "sources")
    assert "S4" in ids(load_case(folder, "2025-06-10"), "sources")


def test_a_forecast_is_not_there_before_its_question(edit: Change) -> None:
    folder = edit("questions", 2, "opens", "2025-01-20")
    assert ids(load_case(folder, "2025-01-19"), "forecasts") == ["minimal"]
    assert ids(load_case(folder, "2025-01-20"), "forecasts") == ["Q1", "Q1", "minimal"]


def test_a_forecast_is_not_there_before_its_hypothesis(edit: Change) -> None:
    folder = edit("hypotheses", 2, "known_on", "2025-03-01")
    (folder / "ratings.csv").unlink()
    assert ids(load_case(folder, "2025-02-28"), "forecasts") == ["Q1", "Q1"]
    assert ids(load_case(folder, "2025-03-01"), "forecasts") == ["Q1", "Q1", "minimal"]


def test_a_question_names_no_class_that_is_hidden(folder: Path) -> None:
    path = folder / "questions.csv"
    path.write_text(
        "question_id,text,opens,closes,outcomes,outcome,resolved_on,source_ids,class_id\n"
        "Q1,Will it?,2025-01-01,2025-12-31,yes;no,,,,RC2\n",
        encoding="utf-8",
    )
    classes = folder / "reference_classes.csv"
    text = classes.read_text(encoding="utf-8")
    # The last two cells are known_on and note.
    row = "RC2,Any attack,2025-01-01,anywhere,,,,,,,,,,"
    assert f"{row},,\n" in text
    classes.write_text(text.replace(f"{row},,", f"{row},2025-03-01,"), encoding="utf-8")
    assert load_case(folder, "2025-02-28").questions[0].class_id == ""
    assert load_case(folder, "2025-03-01").questions[0].class_id == "RC2"
    path.write_text(path.read_text(encoding="utf-8").replace("RC2", "RC9"), encoding="utf-8")
    with pytest.raises(CaseError, match=r'class_id: "RC9"; there is no such id in reference_class'):
        load_case(folder)


def test_the_newest_day_is_that_of_the_last_row_or_answer(edit: Change) -> None:
    assert newest_day(WHOLE) == date(2025, 6, 10)
    case = load_case(edit("questions", 2, "resolved_on", "2025-06-11"))
    assert case.as_of == date(2025, 6, 11)
    assert newest_day(dict.fromkeys(WHOLE, ())) is None


@given(DAYS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_change_what_is_seen(day: date, random: Random) -> None:
    shuffled = {name: tuple(random.sample(rows, len(rows))) for name, rows in WHOLE.items()}
    seen, expected = cut(shuffled, day), cut(WHOLE, day)
    assert seen.keys() == expected.keys()
    for name, rows in expected.items():
        assert sorted(map(repr, seen[name])) == sorted(map(repr, rows))


@given(DAYS, st.integers(0, 60))
def test_cutting_twice_is_cutting_at_the_earlier_day(day: date, later: int) -> None:
    assert cut(cut(WHOLE, day + timedelta(later)), day) == cut(WHOLE, day)


@given(DAYS, st.integers(0, 60))
def test_what_was_seen_once_stays_in_sight(day: date, later: int) -> None:
    before, after = cut(WHOLE, day), cut(WHOLE, day + timedelta(later))
    for name, rows in before.items():
        keys = {tuple(getattr(row, column) for column in row.KEY) for row in after[name]}
        assert {tuple(getattr(row, column) for column in row.KEY) for row in rows} <= keys


@given(DAYS)
def test_cutting_leaves_its_input_alone(day: date) -> None:
    before = {name: tuple(row.model_copy() for row in rows) for name, rows in WHOLE.items()}
    cut(WHOLE, day)
    assert before == WHOLE


@given(DAYS)
def test_a_case_cut_again_is_the_case_loaded_at_that_day(day: date) -> None:
    whole, expected = load_case(MINIMAL), load_case(MINIMAL, day)
    if day > whole.as_of:
        with pytest.raises(
            ValueError, match=r"^the day is .*; the case is cut at 2025-06-10, and "
        ):
            earlier(whole, day)
    else:
        again = earlier(whole, day)
        assert again == expected
        assert again.hidden == expected.hidden
        assert again.input_hash == expected.input_hash


def test_cutting_a_case_again_leaves_it_alone(minimal: Case) -> None:
    before = minimal.input_hash
    assert earlier(minimal, date(2025, 1, 10)).settings.outcome is None
    assert minimal.input_hash == before
    assert earlier(minimal, minimal.as_of) == minimal
