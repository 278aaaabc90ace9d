"""The matrix: three kinds of missing, the newest rating, the cut."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sat.ach.matrix import Matrix, build_matrix
from sat.case import Case, load_case

MakeCase = Callable[..., Case]
Edit = Callable[[str, int, str, str], Path]
NAN = float("nan")


def marks(matrix: Matrix) -> list[list[str]]:
    """The codes of a matrix of one analyst."""
    assert len(matrix.analysts) == 1
    return [list(map(str, row)) for row in matrix.codes[0]]


def again(case: Case, number: int, rating: str, day: date) -> Case:
    """The case with one of its ratings given again on another day."""
    later = case.ratings[number].model_copy(update={"rating": rating, "rated_on": day})
    return replace(case, ratings=(*case.ratings, later))


def test_one_analysts_matrix_is_items_by_hypotheses(minimal: Case) -> None:
    matrix = build_matrix(minimal, "ana")
    assert matrix.analysts == ("ana",)
    assert matrix.items == ["E1", "E2", "E3", "E4"]
    assert matrix.names == ["H1", "H2", "H3"]
    assert marks(matrix) == [
        ["CC", "I", "II"],
        ["C", "I", "I"],
        ["N", "I", "C"],
        ["C", "C", "I"],
    ]


def test_marks_have_points_and_missing_has_none(minimal: Case) -> None:
    matrix = build_matrix(minimal, "ben")
    expected = [[1, 0, -2], [NAN, NAN, NAN], [NAN, -2, 1], [NAN, NAN, NAN]]
    np.testing.assert_array_equal(matrix.values[0], np.array(expected))


def test_all_analysts_stand_side_by_side_in_the_order_of_the_settings(minimal: Case) -> None:
    matrix = build_matrix(minimal)
    assert matrix.analysts == ("ana", "ben")
    assert matrix.codes.shape == matrix.values.shape == (2, 4, 3)
    assert matrix.codes[:, 0, 0].tolist() == ["CC", "C"]


def test_neutral_not_applicable_and_blank_stay_three_things(make_case: MakeCase) -> None:
    matrix = build_matrix(make_case({"ana": ["N NA ."]}))
    assert marks(matrix) == [["N", "NA", ""]]
    np.testing.assert_array_equal(matrix.values[0], [[0, NAN, NAN]])
    assert matrix.rated.tolist() == [[True, True, False]]
    assert matrix.marked.tolist() == [[True, False, False]]


def test_a_cell_that_one_of_several_analysts_rated_is_rated(minimal: Case) -> None:
    matrix = build_matrix(minimal)
    assert matrix.rated.all()
    assert matrix.marked.all()


def test_a_mark_that_was_entered_blank_is_no_mark(edit: Edit) -> None:
    case = load_case(edit("ratings", 2, "rating", ""))
    assert marks(build_matrix(case, "ana"))[0] == ["", "I", "II"]


def test_items_that_nobody_rated_stay_in_with_blanks(make_case: MakeCase) -> None:
    matrix = build_matrix(make_case({"ana": ["C I", ". ."]}))
    assert matrix.items == ["E1", "E2"]
    assert marks(matrix)[1] == ["", ""]


def test_the_newest_of_several_ratings_counts_wherever_it_stands(make_case: MakeCase) -> None:
    case = again(make_case({"ana": ["C I"]}), 0, "II", date(2025, 3, 1))
    assert marks(build_matrix(case)) == [["II", "I"]]
    backwards = replace(case, ratings=case.ratings[::-1])
    assert marks(build_matrix(backwards)) == [["II", "I"]]


def test_a_newer_blank_takes_a_rating_back(make_case: MakeCase) -> None:
    case = again(make_case({"ana": ["C I"]}), 0, "", date(2025, 3, 1))
    assert marks(build_matrix(case)) == [["", "I"]]


def test_ratings_are_cut_by_the_day_of_the_judgment(folder: Path) -> None:
    matrix = build_matrix(load_case(folder, "2025-01-10"), "ana")
    # E1 was rated on 10 January, E4 on the 1st; E2 and E3 were not known yet
    assert matrix.items == ["E1", "E4"]
    assert marks(matrix) == [["CC", "I", "II"], ["C", "C", "I"]]


def test_a_rating_from_after_the_cut_is_not_seen_though_its_item_is(edit: Edit) -> None:
    case = load_case(edit("ratings", 2, "rated_on", "2025-03-01"), "2025-02-15")
    assert marks(build_matrix(case, "ana"))[0] == ["", "I", "II"]


def test_one_analyst_may_be_taken_out_of_the_matrix(minimal: Case) -> None:
    both = build_matrix(minimal)
    assert marks(both.only("ben")) == marks(build_matrix(minimal, "ben"))
    assert both.only("ben").analysts == ("ben",)


def test_a_cell_shows_one_code_where_analysts_agree_and_each_where_they_differ(
    minimal: Case,
) -> None:
    cells = build_matrix(minimal).cells()
    assert cells.to_numpy().tolist() == [
        ["CC/C", "N/I", "II"],
        ["C", "I", "I"],
        ["N/NA", "I/II", "C"],
        ["C", "C", "I"],
    ]
    assert list(cells.index) == ["E1", "E2", "E3", "E4"]
    assert list(cells.columns) == ["H1", "H2", "H3"]


def test_an_analyst_without_ratings_is_refused_by_name(minimal: Case) -> None:
    expected = r"^analyst 'eve' has no ratings as of 2025-06-10; those who have: ana, ben$"
    with pytest.raises(ValueError, match=expected):
        build_matrix(minimal, "eve")


def test_an_analyst_who_had_not_rated_by_the_cut_is_refused(folder: Path) -> None:
    case = load_case(folder, "2025-01-10")
    with pytest.raises(ValueError, match=r"^analyst 'ben' .* those who have: ana$"):
        build_matrix(case, "ben")


def test_a_case_without_ratings_is_refused(folder: Path) -> None:
    (folder / "ratings.csv").unlink()
    with pytest.raises(ValueError, match=r"^case minimal has no ratings as of 2025-06-10$"):
        build_matrix(load_case(folder))


def test_rows_with_blank_ratings_alone_are_no_ratings(make_case: MakeCase) -> None:
    case = make_case({"ana": ["C I"]})
    blanks = tuple(row.model_copy(update={"rating": ""}) for row in case.ratings)
    with pytest.raises(ValueError, match=r"^case small has no ratings as of 2025-01-01$"):
        build_matrix(replace(case, ratings=blanks))


def test_an_analyst_with_blank_ratings_alone_is_not_one_of_those_who_rated(
    make_case: MakeCase,
) -> None:
    case = make_case({"ana": ["C I"], "ben": [". ."]})
    blank = case.ratings[0].model_copy(update={"analyst": "ben", "rating": ""})
    assert build_matrix(replace(case, ratings=(*case.ratings, blank))).analysts == ("ana",)
