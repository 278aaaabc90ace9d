"""Base rates: the Gamma-Poisson of the reference tables, the flagship's, and counting by hand."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from math import expm1, inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case.watch import ReferenceClass
from sat.indicators.rates import (
    YEAR,
    BaseRate,
    GammaRate,
    Wording,
    base_rate,
    months_between,
    wordings,
)

SINCE, UNTIL = date(2020, 1, 1), date(2020, 12, 31)  # 366 days
# Events within 20 km of Bamako, ../shared/reference/event-analysis.md, section c.
KANGABA, KATI, BAMAKO = date(2017, 6, 18), date(2022, 7, 22), date(2024, 9, 17)
FORMED = date(2017, 3, 1)

COUNTED = GammaRate(2, 1).after(events=3 + 0 + 2 + 4 + 1, exposure=5)
NOTHING = GammaRate().after(events=0, exposure=10)
# ../shared/reference/tables/poisson_gamma_tests.csv, row by row: what this module answers.
ANSWERS: dict[str, Callable[[], list[float]]] = {
    "prior Gamma(2,1), counts 3,0,2,4,1 -> posterior shape,rate": lambda: [
        COUNTED.shape,
        COUNTED.rate,
    ],
    "posterior mean": lambda: [COUNTED.mean],
    "95% credible": lambda: [COUNTED.quantile(0.025), COUNTED.quantile(0.975)],
    "P(X>=5)": lambda: [COUNTED.chance(5, 1)],
    "P(X=0)": lambda: [1 - COUNTED.chance(1, 1)],
    "zero events in 10 y, Jeffreys Gamma(.5,0): mean rate": lambda: [NOTHING.mean],
    "same: P(>=1 event next year)": lambda: [NOTHING.chance(1, 1)],
    # The exact upper limit for no event is that of a Gamma with one more event than was seen.
    "95% exact upper Poisson rate for 0 in 10 y": lambda: [GammaRate(1, 10).quantile(0.95)],
}
# Other models, and the charts' reference values (test_charts).
ELSEWHERE = {
    "predictive NB mean,var",
    "0/10 Laplace next-event prob",
    "0/10 Jeffreys beta",
    "Poisson CUSUM reference value k=(l1-l0)/ln(l1/l0): 1->2",
    "4->8",
    "1->1.5",
}


def kind(name: str = "A", **columns: str) -> ReferenceClass:
    """A reference class, blank but for its name and what is given."""
    blank = dict.fromkeys(ReferenceClass.model_fields, "")
    own = {"class_id": name, "title": f"title of {name}", "since": SINCE.isoformat()}
    return ReferenceClass.model_validate({**blank, **own, **columns})


def counted(
    days: list[date],
    maybe: list[date] | None = None,
    since: date = SINCE,
    until: date = UNTIL,
    horizon_days: int = 100,
) -> BaseRate:
    """The base rate of a class with events on these days."""
    row = kind(since=since.isoformat())
    found = base_rate(row, days, maybe or [], until, horizon_days)
    assert found is not None
    return found


# ---- the Gamma of a rate


def test_the_reference_tables_numbers() -> None:
    assert (COUNTED.shape, COUNTED.rate, COUNTED.mean) == (12, 6, 2)
    assert COUNTED.quantile(0.025) == pytest.approx(1.033429, abs=5e-7)
    assert COUNTED.quantile(0.975) == pytest.approx(3.280340, abs=5e-7)
    assert COUNTED.chance(5, 1) == pytest.approx(0.066483, abs=5e-7)
    assert COUNTED.chance(1, 1) == pytest.approx(1 - 0.157267, abs=5e-7)
    assert (NOTHING.shape, NOTHING.rate, NOTHING.mean) == (0.5, 10, 0.05)
    assert NOTHING.chance(1, 1) == pytest.approx(0.046537, abs=5e-7)
    assert GammaRate(1, 10).quantile(0.95) == pytest.approx(0.299573, abs=5e-7)


def test_the_reference_table_row_by_row(shared: Path) -> None:
    path = shared / "reference" / "tables" / "poisson_gamma_tests.csv"
    with path.open(encoding="utf-8") as file:
        rows = {row["test"]: row["expected"] for row in csv.DictReader(file)}
    assert set(rows) == ANSWERS.keys() | ELSEWHERE
    for name, answer in ANSWERS.items():
        expected = [float(value) for value in rows[name].replace(",", "|").split("|")]
        assert answer() == pytest.approx(expected, abs=5e-7), name


@pytest.mark.parametrize(
    ("events", "years", "shares"),
    [
        (2, 7.5, (0.27, 0.15, 0.027)),
        (3, 9.08, (0.31, 0.17, 0.031)),
        (4, 9.08, (0.38, 0.21, 0.040)),
        (2, 3.75, (0.45, 0.27, 0.053)),
        (4, 9.16, (0.37, 0.21, 0.040)),
    ],
)
def test_the_flagships_base_rates(
    events: int, years: float, shares: tuple[float, float, float]
) -> None:
    # ../shared/reference/event-analysis.md, section c: within 12, 6 and 1 months.
    rate = GammaRate().after(events, years)
    assert rate.chance(1, 1) == pytest.approx(shares[0], abs=0.005)
    assert rate.chance(1, 0.5) == pytest.approx(shares[1], abs=0.005)
    assert rate.chance(1, 1 / 12) == pytest.approx(shares[2], abs=0.0005)


def test_at_least_one_is_the_formula_of_the_modules_head() -> None:
    # 1 - (T / (T + h))^(k + 1/2), with k 3, T 8, h 1: 1 - (8/9)^3.5.
    assert GammaRate().after(3, 8).chance(1, 1) == pytest.approx(1 - (8 / 9) ** 3.5)


def test_nought_or_more_is_certain() -> None:
    assert COUNTED.chance(0, 1) == 1


def test_before_anything_was_counted_nothing_is_known() -> None:
    blank = GammaRate()
    assert (blank.mean, blank.quantile(0.5), blank.chance(1, 1)) == (inf, inf, 1)
    assert blank.chance_between(1) == (1, 1)


def test_counting_twice_is_counting_the_sum() -> None:
    assert GammaRate().after(1, 2).after(3, 4) == GammaRate().after(4, 6)


@pytest.mark.parametrize(("events", "exposure"), [(-1, 2), (1, -2)])
def test_counts_below_nothing_are_refused(events: float, exposure: float) -> None:
    match = rf"^{events} events in {exposure}: neither can be below 0$"
    with pytest.raises(ValueError, match=match):
        GammaRate().after(events, exposure)


@given(
    st.integers(0, 30),
    st.floats(0.5, 50),
    st.floats(0.01, 20),
    st.integers(1, 5),
    st.floats(1.01, 3),
)
def test_the_chance_grows_with_events_and_span_and_falls_with_exposure(
    events: int, years: float, span: float, least: int, factor: float
) -> None:
    found = GammaRate().after(events, years).chance(least, span)
    assert 0 <= found <= 1
    edge = 1e-12
    assert GammaRate().after(events + 1, years).chance(least, span) >= found - edge
    assert GammaRate().after(events, years).chance(least, span * factor) >= found - edge
    assert GammaRate().after(events, years * factor).chance(least, span) <= found + edge
    assert GammaRate().after(events, years).chance(least + 1, span) <= found + edge


@given(st.integers(0, 30), st.floats(0.1, 50), st.floats(0.01, 20), st.floats(0.5, 0.99))
def test_the_interval_is_in_order_and_the_chance_never_above_it(
    events: int, years: float, span: float, level: float
) -> None:
    rate = GammaRate().after(events, years)
    low, high = rate.chance_between(span, level)
    assert 0 <= low <= high <= 1
    wider = rate.chance_between(span, level + 0.009)
    assert wider[0] <= low + 1e-12
    assert high <= wider[1] + 1e-12
    if level >= 0.9:
        assert rate.chance(1, span) <= high + 1e-12


def test_the_interval_is_the_chance_at_the_ends_of_the_rate() -> None:
    # Gamma(1/2) is half of chi-square of 1 degree: 5 % and 95 % points 0.00393 and 3.84146.
    low, high = NOTHING.chance_between(1)
    assert low == pytest.approx(-expm1(-0.0039321 / 2 / 10), abs=1e-7)
    assert high == pytest.approx(-expm1(-3.8414588 / 2 / 10), abs=1e-7)


def test_the_chance_can_lie_below_the_interval_of_a_class_that_has_only_begun() -> None:
    # One event in 9 days and a horizon of 365: 1 - (9/374)^1.5 = 0.99627. The rate's 5 % point is
    # half of chi-square of 3 degrees, 0.351846 / 2 a 9 days: 1 - exp(-0.175923 · 365/9) = 0.9992.
    rate = GammaRate().after(1, 9)
    low, high = rate.chance_between(365)
    assert rate.chance(1, 365) == pytest.approx(1 - (9 / 374) ** 1.5)
    assert low == pytest.approx(-expm1(-0.175923 * 365 / 9), abs=1e-6)
    assert rate.chance(1, 365) < low < high


# ---- a class's base rate


def test_a_base_rate_worked_by_hand() -> None:
    days = [date(2020, 3, 1), date(2020, 9, 9)]
    found = counted(days, [date(2020, 5, 5)])
    years, span = 366 / YEAR, 100 / YEAR
    # (366 / 466)^(k + 1/2)
    assert found.years == pytest.approx(years)
    assert found.probability == pytest.approx(1 - (366 / 466) ** 2.5)
    assert found.with_maybe == pytest.approx(1 - (366 / 466) ** 3.5)
    # Gamma(5/2) is half of chi-square of 5 degrees: 1.145476 and 11.070498.
    assert found.low == pytest.approx(-expm1(-1.145476 / 2 / years * span), abs=1e-6)
    assert found.high == pytest.approx(-expm1(-11.070498 / 2 / years * span), abs=1e-6)
    assert (found.class_id, found.title) == ("A", "title of A")
    assert (found.since, found.until, found.events) == (SINCE, UNTIL, 2)
    assert (found.days, found.maybe) == (tuple(days), (date(2020, 5, 5),))


def test_the_flagships_class_as_of_august_2024() -> None:
    found = counted(
        [KANGABA, KATI, BAMAKO], since=FORMED, until=date(2024, 8, 31), horizon_days=365
    )
    assert found.days == (KANGABA, KATI)
    assert found.years == pytest.approx(7.5, abs=0.01)
    assert found.probability == pytest.approx(0.27, abs=0.005)
    # 2,741 days are 7 spans of 365. Kati is 771 days back, in the third; Kangaba 2,631 days, which
    # is in the eighth and not complete.
    assert (found.spans, found.spans_hit) == (7, 1)


def test_several_events_of_a_day_count_once_and_in_any_order() -> None:
    days = [date(2020, 9, 9), date(2020, 3, 1), date(2020, 9, 9)]
    found = counted(days, [date(2020, 6, 2), date(2020, 6, 1), date(2020, 6, 2)])
    assert found.days == (date(2020, 3, 1), date(2020, 9, 9))
    assert found.maybe == (date(2020, 6, 1), date(2020, 6, 2))
    assert found == counted(days[::-1], [date(2020, 6, 1), date(2020, 6, 2)])
    assert days[0] == date(2020, 9, 9)


def test_a_day_that_is_sure_is_not_doubtful_too() -> None:
    found = counted([date(2020, 3, 1)], [date(2020, 3, 1), date(2020, 3, 2)])
    assert found.maybe == (date(2020, 3, 2),)
    assert found.with_maybe == pytest.approx(1 - (366 / 466) ** 2.5)


def test_without_doubtful_days_both_probabilities_are_one() -> None:
    found = counted([date(2020, 3, 1)])
    assert (found.maybe, found.with_maybe) == ((), found.probability)


def test_the_first_and_the_last_day_count_and_those_beyond_do_not() -> None:
    ends = [SINCE, UNTIL]
    beyond = [SINCE - timedelta(days=1), UNTIL + timedelta(days=1)]
    assert counted(ends + beyond).days == (SINCE, UNTIL)
    assert counted([], ends + beyond).maybe == (SINCE, UNTIL)


def test_a_class_without_events_has_a_chance_all_the_same() -> None:
    found = counted([])
    assert (found.events, found.spans_hit) == (0, 0)
    assert found.probability == pytest.approx(1 - (366 / 466) ** 0.5)


def test_spans_lie_end_to_end_back_from_the_last_day() -> None:
    # 366 days are three spans of 100, of which the newest begins on 23 September, the one before
    # on 15 June and the first on 7 March: 31 - 9 = 22 days of September with the three months
    # after are 8 + 31 + 30 + 31 = 100.
    assert counted([date(2020, 9, 23)]).spans == 3
    assert counted([date(2020, 9, 23), UNTIL]).spans_hit == 1
    assert counted([date(2020, 9, 22), date(2020, 9, 23)]).spans_hit == 2
    assert counted([date(2020, 6, 15), date(2020, 6, 14)]).spans_hit == 2
    assert counted([date(2020, 3, 7)]).spans_hit == 1
    assert counted([date(2020, 3, 6), SINCE]).spans_hit == 0


def test_a_horizon_longer_than_the_record_has_no_span() -> None:
    found = counted([date(2020, 3, 1)], horizon_days=367)
    assert (found.spans, found.spans_hit) == (0, 0)
    whole = counted([SINCE], horizon_days=366)
    assert (whole.spans, whole.spans_hit) == (1, 1)


def test_a_class_that_begins_after_the_last_day_has_no_base_rate() -> None:
    row = kind(since="2021-01-01")
    assert base_rate(row, [date(2021, 2, 1)], [], UNTIL, 100) is None
    first_day = base_rate(row, [], [], date(2021, 1, 1), 100)
    assert first_day is not None
    assert first_day.years == pytest.approx(1 / YEAR)


@pytest.mark.parametrize("horizon", [0, -1])
def test_a_horizon_of_nothing_is_refused(horizon: int) -> None:
    with pytest.raises(ValueError, match=rf"^horizon_days is {horizon}; it is 1 or more$"):
        base_rate(kind(), [], [], UNTIL, horizon)


DAYS = st.lists(st.dates(SINCE - timedelta(days=20), UNTIL + timedelta(days=20)), max_size=8)


@given(DAYS, DAYS, st.integers(1, 400))
def test_what_holds_for_every_base_rate(days: list[date], maybe: list[date], horizon: int) -> None:
    found = counted(days, maybe, horizon_days=horizon)
    assert 0 < found.low <= found.high <= 1
    assert 0 < found.probability <= found.high
    assert found.probability <= found.with_maybe < 1
    assert not set(found.days) & set(found.maybe)
    assert found.spans_hit <= min(found.spans, found.events)
    assert found.spans == 366 // horizon
    assert counted(days, maybe, horizon_days=horizon + 1).probability > found.probability
    earlier = counted(days, maybe, since=SINCE - timedelta(days=400), horizon_days=horizon)
    if earlier.days == found.days:  # the same events over a longer record
        assert earlier.probability < found.probability


# ---- what the wording is worth


def rate(name: str, probability: float) -> BaseRate:
    """A base rate of which only the probability matters."""
    none: tuple[date, ...] = ()
    ends = (SINCE, UNTIL, 1.0, none, none)
    return BaseRate(name, name, *ends, probability, 0, 1, probability, 0, 0)


CLASSES = [
    kind("A", since="2017-03-01", places="Bamako", country="Mali", radius_km="20", lethal="yes"),
    kind("B", since="2022-07-01", places="Bamako", country="Mali", radius_km="20", lethal="yes"),
    kind("C", since="2017-03-01", places="Bamako", country="Mali", radius_km="50", lethal="yes"),
    kind("D", since="2017-03-01", places="Bamako", country="Mali", radius_km="20"),
    kind("E", since="2017-03-01", places="Bamako", country="Mali", radius_km="50"),
]
CHANCES = {"A": 0.30, "B": 0.45, "C": 0.40, "D": 0.35, "E": 0.60}


def found_wordings(classes: list[ReferenceClass], chances: dict[str, float]) -> list[Wording]:
    """Wordings with their swing rounded, since it is a difference."""
    found = wordings(classes, [rate(name, value) for name, value in chances.items()])
    return [Wording(row.part, round(row.swing, 9), row.low, row.high) for row in found]


def test_each_part_is_worth_what_it_moves_with_all_else_alike() -> None:
    # Since: A and B, 0.15. Where: A and C 0.10, D and E 0.25. How grave: A and D 0.05, C and E
    # 0.20. B and C, B and D and so on differ in two parts and show nothing.
    expected = [
        Wording("where", 0.25, "D", "E"),
        Wording("how grave", 0.20, "C", "E"),
        Wording("since when and by whom", 0.15, "A", "B"),
    ]
    assert found_wordings(CLASSES, CHANCES) == expected
    assert found_wordings(CLASSES[::-1], dict(reversed(CHANCES.items()))) == expected


def test_a_class_without_a_base_rate_is_passed_over() -> None:
    chances = {name: value for name, value in CHANCES.items() if name not in "BE"}
    assert found_wordings(CLASSES, chances) == [
        Wording("where", 0.10, "A", "C"),
        Wording("how grave", 0.05, "A", "D"),
    ]


def test_classes_that_differ_in_two_parts_show_nothing() -> None:
    assert found_wordings(CLASSES[1:3], CHANCES) == []
    assert found_wordings(CLASSES[:1], CHANCES) == []
    assert wordings([], []) == ()


@pytest.mark.parametrize(
    ("column", "value", "part"),
    [
        ("since", "2022-01-01", "since when and by whom"),
        ("perpetrator", "JNIM", "since when and by whom"),
        ("area", "the capital", "where"),
        ("country", "Niger", "where"),
        ("places", "Kati", "where"),
        ("min_population", "50000", "where"),
        ("radius_km", "30", "where"),
        ("latitude", "12.6", "where"),
        ("longitude", "-8", "where"),
        ("lethal", "yes", "how grave"),
        ("urban", "yes", "how grave"),
        ("complex", "no", "how grave"),
    ],
)
def test_every_column_belongs_to_a_part(column: str, value: str, part: str) -> None:
    # The higher one is listed first: order does not decide which is low.
    classes = [kind("high", **{column: value}), kind("low")]
    assert found_wordings(classes, {"high": 0.5, "low": 0.25}) == [
        Wording(part, 0.25, "low", "high")
    ]


# ---- months


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2025-01-01", "2025-01-31", ["2025-01"]),
        ("2025-01-01", "2025-01-30", []),
        ("2025-01-02", "2025-02-27", []),
        ("2025-01-02", "2025-02-28", ["2025-02"]),
        ("2024-02-01", "2024-02-28", []),  # a leap year's February
        ("2024-02-01", "2024-02-29", ["2024-02"]),
        ("2024-11-15", "2025-02-10", ["2024-12", "2025-01"]),
        ("2024-12-01", "2025-01-31", ["2024-12", "2025-01"]),
        ("2024-12-31", "2025-01-31", ["2025-01"]),
        ("2025-03-01", "2025-01-01", []),
    ],
)
def test_only_complete_months_count(first: str, last: str, months: list[str]) -> None:
    found = months_between(date.fromisoformat(first), date.fromisoformat(last))
    assert found == [date.fromisoformat(f"{month}-01") for month in months]


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 2000))
def test_months_are_all_those_within(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    # A month is complete if its first day and the day before the next month's are within.
    starts = [
        day
        for day in (first + timedelta(days=number) for number in range(days + 1))
        if day.day == 1 and (day + timedelta(days=32)).replace(day=1) - timedelta(days=1) <= last
    ]
    assert months_between(first, last) == starts
