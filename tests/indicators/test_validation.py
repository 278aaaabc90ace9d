"""Whether an indicator separates the outcomes: the published case, the rule, the pooling."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations, product
from math import isnan, nan
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case
from sat.indicators.validation import VALIDATOR_POINTS, Validation, validate, validate_ratings
from sat.scales import LIKELIHOOD

MakeWatch = Callable[..., Case]
CODES = ("HL", "L", "C", "U", "HU")

# Six of the twelve rows of radarist/structured-analytic-skills,
# skills/indicators-validation/examples/battery-storage.json (MIT), with its published spread.
BATTERY = {
    "I3": ("HL U C", 3),
    "I4": ("HL HL L", 1),
    "I5": ("HU HL C", 4),
    "I6": ("C C HL", 2),
    "I8": ("L L L", 0),
    "I9": ("HL HU C", 4),
}

# Heuer & Pherson's points by home rating, then by the other's, as remembered in
# ../shared/reference/tables/indicators_validator_scoring.csv (not verified against the book).
POINTS = {
    "HL": {"HL": 0, "L": 1, "C": 2, "U": 4, "HU": 6},
    "L": {"HL": 0, "L": 0, "C": 1, "U": 3, "HU": 5},
}


def rated(
    rows: Mapping[str, str],
    outcomes: Sequence[str] = ("S1", "S2", "S3"),
    home: Mapping[str, str] | None = None,
    **others: Mapping[str, str],
) -> Validation:
    """What ana's rows (and the others' by name) come to."""
    return validate_ratings(frame(rows, outcomes, **others), list(rows), list(outcomes), home or {})


def frame(
    rows: Mapping[str, str], outcomes: Sequence[str], **others: Mapping[str, str]
) -> pd.DataFrame:
    cells = [
        (item, outcome, analyst, code)
        for analyst, given in {"ana": rows, **others}.items()
        for item, codes in given.items()
        for outcome, code in zip(outcomes, codes.split(), strict=True)
        if code != "."
    ]
    return pd.DataFrame(cells, columns=["indicator_id", "outcome_id", "analyst", "likelihood"])


def column(found: Validation, name: str) -> dict[str, object]:
    """One column of the table by indicator."""
    return {str(key): value for key, value in found.table[name].items()}


def points(found: Validation, item: str) -> float:
    """The Indicators Validator's points of one indicator."""
    return float(found.table["points"][item])


# ---- the published case


def test_the_published_battery_case_is_reproduced(shared: Path, make_watch: MakeWatch) -> None:
    with (shared / "published" / "indicators_battery_storage.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    text = (shared / "published" / "expected.json").read_text(encoding="utf-8")
    expected = json.loads(text)["indicators_battery_storage"]
    names = expected["scenarios"]
    marks = {row["indicator_id"]: " ".join(row[name] for name in names) for row in rows}
    scenarios = dict.fromkeys(names, "")
    case = make_watch(list(marks), {"ana": marks}, scenarios=scenarios, outcomes=names)
    found = validate(case, "scenarios")
    assert found is not None
    assert column(found, "spread") == expected["spread"]
    for verdict in ("keep", "weak", "drop"):
        own = [name for name, given in column(found, "verdict").items() if given == verdict]
        assert own == expected[verdict]
    assert found.ranking == expected["ranking"]
    assert {name: found.unique_to(name) for name in names} == expected["coverage_unique"]
    weak = {name: found.unique_to(name, "weak") for name in names}
    assert weak == {"S1": [], "S2": [], **expected["coverage_weak"]}
    # Pairs as the .md beside the file has them: I5 3/3, I9 3/3, others 2/3, I4 and I8 0/3.
    pairs = {name: 3 if name in ("I5", "I9") else 2 for name in marks} | {"I4": 0, "I8": 0}
    assert column(found, "pairs") == pairs
    assert found.uncovered == []
    assert found.kept == set(expected["keep"] + expected["weak"])
    assert found.dropped == set(expected["drop"])


def test_six_published_rows_give_the_published_answers() -> None:
    found = rated({name: codes for name, (codes, _) in BATTERY.items()})
    assert column(found, "spread") == {name: spread for name, (_, spread) in BATTERY.items()}
    assert column(found, "verdict") == {
        "I3": "keep",
        "I4": "drop",
        "I5": "keep",
        "I6": "weak",
        "I8": "drop",
        "I9": "keep",
    }
    assert found.ranking == ["I5", "I9", "I3", "I6", "I4", "I8"]
    assert column(found, "pairs") == {"I3": 2, "I4": 0, "I5": 3, "I6": 2, "I8": 0, "I9": 3}
    assert column(found, "unique") == {
        "I3": "S1",
        "I4": "",
        "I5": "S2",
        "I6": "S3",
        "I8": "",
        "I9": "S1",
    }
    # I6 is weak, so S3 has no kept indicator of its own.
    assert found.uncovered == ["S3"]
    assert found.unique_to("S3", "weak") == ["I6"]
    assert found.separated["I6"] == (("S1", "S3"), ("S2", "S3"))


# ---- the rule


def test_the_five_codes_are_steps_from_two_down_to_minus_two() -> None:
    found = rated({"I1": "HL L C U HU"}, outcomes=list("ABCDE"))
    assert found.steps.loc["I1"].tolist() == [2, 1, 0, -1, -2]


def test_every_row_of_three_ratings_follows_the_rule_as_stated() -> None:
    # The published scale counts HL 4, L 3, C 2, U 1, HU 0; a distance is the same on both.
    worth = dict(zip(CODES, (4, 3, 2, 1, 0), strict=True))
    rows = {f"I{number}": codes for number, codes in enumerate(product(CODES, repeat=3))}
    found = rated({name: " ".join(codes) for name, codes in rows.items()})
    assert len(rows) == 125
    for name, codes in rows.items():
        steps = dict(zip(("S1", "S2", "S3"), (worth[code] for code in codes), strict=True))
        spread = max(steps.values()) - min(steps.values())
        expected = [outcome for outcome, step in steps.items() if step in (3, 4)]
        row = found.table.loc[name]
        assert row["spread"] == spread
        assert row["verdict"] == {0: "drop", 1: "drop", 2: "weak", 3: "keep", 4: "keep"}[spread]
        assert row["unique"] == (expected[0] if len(expected) == 1 else "")
        apart = tuple(
            pair for pair in combinations(steps, 2) if abs(steps[pair[0]] - steps[pair[1]]) >= 2
        )
        assert found.separated[name] == apart
        assert row["pairs"] == len(apart)
        assert not row["split"]


@pytest.mark.parametrize(
    ("codes", "verdict"),
    [("L L", "drop"), ("L C", "drop"), ("L U", "weak"), ("HL U", "keep"), ("HL HU", "keep")],
)
def test_the_bars_are_three_steps_to_keep_and_two_to_be_weak(codes: str, verdict: str) -> None:
    assert column(rated({"I1": codes}, ("S1", "S2")), "verdict") == {"I1": verdict}


def test_equal_spread_ranks_by_pairs_and_then_as_listed() -> None:
    # I0 has spread 4. The others have spread 3 and two pairs each, so they stay as listed.
    rows = {"I9": "HL U C", "I2": "HL U L", "I1": "U HL U", "I0": "HL HU C"}
    assert rated(rows).ranking == ["I0", "I9", "I2", "I1"]
    # Spread 2: one pair (L and U) against two.
    assert rated({"I1": "L C U", "I2": "L L U"}).ranking == ["I2", "I1"]


# ---- several analysts


def test_two_analysts_are_pooled_as_the_mean_of_their_steps() -> None:
    found = rated({"I1": "HL C"}, ("S1", "S2"), ben={"I1": "L HU"})
    assert found.steps.loc["I1"].tolist() == [1.5, -1.0]
    assert found.analysts == ("ana", "ben")


@pytest.mark.parametrize(
    ("ana", "ben", "spread", "verdict"),
    [
        ("HL C", "HL U", 2.5, "weak"),  # 2 - (-0.5)
        ("L C", "HL C", 1.5, "drop"),  # 1.5 - 0
        ("HL U", "HL U", 3.0, "keep"),
        ("HL C", "HL HU", 3.0, "keep"),  # 2 - (-1)
        ("HL C", "L U", 2.0, "weak"),  # 1.5 - (-0.5)
    ],
)
def test_half_steps_do_not_lift_an_indicator_over_a_bar(
    ana: str, ben: str, spread: float, verdict: str
) -> None:
    found = rated({"I1": ana}, ("S1", "S2"), ben={"I1": ben})
    assert column(found, "spread") == {"I1": spread}
    assert column(found, "verdict") == {"I1": verdict}
    assert column(found, "pairs") == {"I1": int(spread >= 2)}


def test_thirds_that_add_up_to_a_bar_reach_it() -> None:
    # (2 + 2 + 1) / 3 = 5/3 against (-1 - 1 - 2) / 3 = -4/3: three steps apart.
    found = rated({"I1": "HL U"}, ("S1", "S2"), ben={"I1": "HL U"}, cy={"I1": "L HU"})
    assert column(found, "verdict") == {"I1": "keep"}
    # 5/3 against -1/3: two.
    found = rated({"I1": "HL C"}, ("S1", "S2"), ben={"I1": "HL C"}, cy={"I1": "L U"})
    assert column(found, "verdict") == {"I1": "weak"}
    assert column(found, "pairs") == {"I1": 1}


def test_analysts_are_split_where_their_own_verdicts_differ() -> None:
    rows = {"I1": "HL U", "I2": "HL U", "I3": "HL ."}
    others = {"I1": "HL C", "I2": "HL HU", "I3": "HL U"}
    found = rated(rows, ("S1", "S2"), ben=others)
    # I1: keep against weak. I2: keep twice. I3: ana gives no verdict, which is no other opinion.
    assert column(found, "split") == {"I1": True, "I2": False, "I3": False}


def test_analysts_fill_each_others_gaps() -> None:
    found = rated({"I1": "HL ."}, ("S1", "S2"), ben={"I1": "L U"})
    assert found.steps.loc["I1"].tolist() == [1.5, -1.0]
    assert column(found, "verdict") == {"I1": "weak"}


# ---- what nobody rated


def test_a_blank_cell_gives_no_verdict_and_no_unique_outcome() -> None:
    found = rated({"I1": "HL HU .", "I2": "HL HU HU"})
    assert column(found, "verdict") == {"I1": "unrated", "I2": "keep"}
    assert column(found, "unique") == {"I1": "", "I2": "S1"}
    assert isnan(found.steps.loc["I1", "S3"])
    assert (found.kept, found.dropped) == ({"I2"}, frozenset())
    assert found.separated["I1"] == (("S1", "S2"),)


def test_an_indicator_that_nobody_rated_has_no_spread_and_ranks_last() -> None:
    found = rated({"I1": ". . .", "I2": "C C C"})
    assert column(found, "verdict") == {"I1": "unrated", "I2": "drop"}
    assert isnan(found.table["spread"]["I1"])
    assert found.ranking == ["I2", "I1"]
    assert column(found, "pairs") == {"I1": 0, "I2": 0}
    assert column(found, "split") == {"I1": False, "I2": False}
    assert found.uncovered == ["S1", "S2", "S3"]


def test_every_row_with_a_blank_is_unrated_whatever_else_it_says() -> None:
    rows = {
        f"I{number}": " ".join(codes)
        for number, codes in enumerate(product((*CODES, "."), repeat=3))
        if "." in codes
    }
    found = rated(rows)
    assert len(rows) == 6**3 - 5**3
    assert set(column(found, "verdict").values()) == {"unrated"}
    assert set(column(found, "unique").values()) == {""}
    assert found.kept == frozenset()


# ---- the Indicators Validator's points


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [(own, other, float(worth)) for own, row in POINTS.items() for other, worth in row.items()],
)
def test_points_of_one_home_and_one_other_outcome(own: str, other: str, expected: float) -> None:
    assert points(rated({"I1": f"{own} {other}"}, ("S1", "S2"), {"I1": "S1"}), "I1") == expected


def test_the_points_are_those_of_the_reference_table(shared: Path) -> None:
    path = shared / "reference" / "tables" / "indicators_validator_scoring.csv"
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            own, other = row["home_scenario_rating"], row["other_scenario_rating"]
            assert VALIDATOR_POINTS[own][other] == POINTS[own][other] == int(row["points"])


def test_points_add_up_over_the_other_outcomes() -> None:
    # Home HL: U gives 4 and C 2. Home L: HU gives 5 and HL 0.
    found = rated({"I1": "HL U C", "I2": "HU L HL"}, home={"I1": "S1", "I2": "S2"})
    assert column(found, "points") == {"I1": 6, "I2": 5}


@pytest.mark.parametrize("own", ["C", "U", "HU", "."])
def test_a_home_outcome_that_is_not_expected_to_show_it_gives_no_points(own: str) -> None:
    assert isnan(points(rated({"I1": f"{own} HL HU"}, home={"I1": "S1"}), "I1"))


@pytest.mark.parametrize("home", ["", "S9"])
def test_an_indicator_without_a_home_among_the_outcomes_has_no_points(home: str) -> None:
    assert isnan(points(rated({"I1": "HL HL HU"}, home={"I1": home}), "I1"))


def test_points_are_the_mean_over_those_who_expect_it_at_home() -> None:
    # ana 4 (HL against U), ben 3 (L against U), cy does not expect it.
    both = rated({"I1": "HL U"}, ("S1", "S2"), {"I1": "S1"}, ben={"I1": "L U"}, cy={"I1": "C HL"})
    assert points(both, "I1") == 3.5


def test_other_points_can_be_given() -> None:
    cells = frame({"I1": "HL U"}, ("S1", "S2"))
    worth = {"HL": dict.fromkeys(CODES, 10.0)}
    assert points(validate_ratings(cells, ["I1"], ["S1", "S2"], {"I1": "S1"}, worth), "I1") == 10


# ---- a case's own indicators


def test_a_case_is_validated_against_hypotheses_or_scenarios(make_watch: MakeWatch) -> None:
    case = make_watch(
        ["I1 H2", "I2 ."],
        {"ana": {"I1": "U HL HU C", "I2": "C C L U"}},
        scenarios={"SC1": "", "SC2": ""},
        outcomes=["H1", "H2", "SC1", "SC2"],
    )
    hypotheses, scenarios = validate(case), validate(case, "scenarios")
    assert hypotheses is not None
    assert scenarios is not None
    assert hypotheses.outcomes == ("H1", "H2")
    assert column(hypotheses, "verdict") == {"I1": "keep", "I2": "drop"}
    assert points(hypotheses, "I1") == 4
    assert scenarios.outcomes == ("SC1", "SC2")
    assert column(scenarios, "verdict") == {"I1": "weak", "I2": "weak"}
    assert isnan(points(scenarios, "I1"))


def test_without_ratings_of_the_kind_there_is_no_validation(make_watch: MakeWatch) -> None:
    assert validate(make_watch(["I1 H1"])) is None
    case = make_watch(["I1 H1"], {"ana": {"I1": "HL U"}}, scenarios={"SC1": ""})
    assert validate(case) is not None
    assert validate(case, "scenarios") is None


def test_on_a_day_only_what_was_listed_and_rated_by_then_counts(make_watch: MakeWatch) -> None:
    case = make_watch(
        ["I1 H1", "I2 H1"], {"ana": {"I1": "HL U", "I2": "HL HU"}}, added={"I2": "2025-03-01"}
    )
    late = tuple(
        row.model_copy(update={"known_on": date(2025, 2, 1)}) for row in case.indicator_ratings
    )
    case = replace(case, indicator_ratings=late)
    assert validate(case, day=date(2025, 1, 31)) is None
    february = validate(case, day=date(2025, 2, 28))
    assert february is not None
    assert february.ranking == ["I1"]
    for day in (date(2025, 3, 1), None):
        found = validate(case, day=day)
        assert found is not None
        assert found.ranking == ["I2", "I1"]


@pytest.mark.parametrize("word", ["hypothesis", "", "indicators"])
def test_another_word_for_the_outcomes_is_refused(make_watch: MakeWatch, word: str) -> None:
    case = make_watch(["I1 H1"], {"ana": {"I1": "HL U"}})
    with pytest.raises(
        ValueError, match=f"^outcomes is '{word}'; write 'hypotheses' or 'scenarios'$"
    ):
        validate(case, word)


# ---- what holds for every list

rows_drawn = st.lists(
    st.lists(st.sampled_from((*CODES, ".")), min_size=3, max_size=3).map(" ".join),
    min_size=1,
    max_size=5,
)


@given(rows_drawn, rows_drawn, st.permutations(["A", "B", "S1"]), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_the_outcomes_names_matter(
    ana: list[str], ben: list[str], labels: list[str], random: Random
) -> None:
    items = [f"I{number}" for number in range(max(len(ana), len(ben)))]
    one = frame(dict(zip(items, ana, strict=False)), ("S1", "S2", "S3"))
    other = frame(dict(zip(items, ben, strict=False)), ("S1", "S2", "S3")).assign(analyst="ben")
    cells = pd.concat([one, other], ignore_index=True)
    before = cells.copy(deep=True)
    home = dict.fromkeys(items, "S2")
    found = validate_ratings(cells, items, ["S1", "S2", "S3"], home)
    pd.testing.assert_frame_equal(cells, before)

    names = dict(zip(("S1", "S2", "S3"), labels, strict=True))
    order = list(range(len(cells)))
    random.shuffle(order)
    renamed = cells.iloc[order].assign(outcome_id=lambda rows: rows["outcome_id"].map(names))
    again = validate_ratings(renamed, items, labels, dict.fromkeys(items, names["S2"]))
    table = found.table.assign(unique=found.table["unique"].map({**names, "": ""}))
    pd.testing.assert_frame_equal(table, again.table)
    pd.testing.assert_frame_equal(found.steps.rename(columns=names), again.steps)
    assert found.ranking == again.ranking
    assert [names[name] for name in found.uncovered] == again.uncovered


@given(rows_drawn)
def test_a_spread_is_at_most_four_and_kept_ones_are_complete(rows: list[str]) -> None:
    found = rated({f"I{number}": codes for number, codes in enumerate(rows)})
    for number, codes in enumerate(rows):
        row = found.table.loc[f"I{number}"]
        spread = row["spread"] if row["spread"] == row["spread"] else nan
        assert isnan(spread) == (codes == ". . .")
        assert isnan(spread) or 0 <= spread <= 4
        assert (f"I{number}" in found.kept) == ("." not in codes and spread >= 2)


def test_the_codes_of_these_tests_are_all_of_the_scale() -> None:
    assert LIKELIHOOD.codes == CODES


@given(rows_drawn, rows_drawn)
def test_the_plain_way_says_what_grouping_a_frame_says(ana: list[str], ben: list[str]) -> None:
    items, outcomes = (
        [f"I{number}" for number in range(max(len(ana), len(ben)))],
        ["S1", "S2", "S3"],
    )
    one = frame(dict(zip(items, ana, strict=False)), outcomes)
    other = frame(dict(zip(items, ben, strict=False)), outcomes).assign(analyst="ben")
    cells = pd.concat([one, other], ignore_index=True)
    found = validate_ratings(cells, items, outcomes, {})
    worth = {level.code: level.points for level in LIKELIHOOD.levels}
    steps = cells.assign(step=cells["likelihood"].map(worth).astype(float))
    means = steps.groupby(["indicator_id", "outcome_id"])["step"].mean().unstack()
    means = means.reindex(index=items, columns=outcomes).astype(float)
    pd.testing.assert_frame_equal(found.steps, means, check_exact=True, check_names=False)
    spread = means.max(axis=1) - means.min(axis=1)
    pd.testing.assert_series_equal(found.table["spread"], spread, check_names=False)
    unrated = means.isna().any(axis=1)
    assert ((found.table["verdict"] == "unrated") == unrated).all()
    assert ((found.table["verdict"] == "keep") == (~unrated & (spread >= 3))).all()
