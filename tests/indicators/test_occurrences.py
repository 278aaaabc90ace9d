"""Which events belong to a reference class: every column alone, and what is unknown."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case
from sat.case.settings import Settings
from sat.case.watch import Event, ReferenceClass
from sat.events.frame import COLUMNS as TIDY
from sat.events.frame import tidy
from sat.indicators.occurrences import (
    COLUMNS,
    centres,
    days_of,
    from_case,
    from_events,
    members,
    own_classes,
)

OAK = {"places": "Oak", "latitude": "10", "longitude": "20", "radius_km": "20"}
# One degree of latitude is 111.2 km on a sphere of 6,371 km: 2 π r / 360.
NORTH = 111.2


def event(name: str, day: str = "2025-03-01", **more: str) -> Event:
    """An attack by the Reds in Oak, Mali, of which nothing else is known."""
    own = {"event_id": name, "date": day, "known_on": day, "place": "Oak", "country": "Mali"}
    blank = dict.fromkeys(Event.model_fields, "")
    return Event.model_validate({**blank, **own, "perpetrator": "Reds", **more})


def wording(**more: str) -> ReferenceClass:
    """A class that any attack since 2020 belongs to, but for what is given."""
    blank = dict.fromkeys(ReferenceClass.model_fields, "")
    own = {"class_id": "any", "title": "Any attack", "since": "2020-01-01"}
    return ReferenceClass.model_validate({**blank, **own, **more})


def chronology(*events: Event) -> pd.DataFrame:
    """The events as the chronology of a case, in its columns."""
    day = date(2025, 12, 31)
    given = {"question": "Which?", "case_id": "made", "opens": day, "closes": day}
    return from_case(Case(Settings.model_validate(given), day, events=events))


def told(frame: pd.DataFrame, row: ReferenceClass) -> dict[str, str]:
    """Each event that belongs, as sure or maybe."""
    found = members(frame, row)
    return {
        str(name): "sure" if sure else "maybe"
        for name, sure in zip(found["event_id"], found["sure"], strict=True)
    }


# ---- the chronology in columns


def test_the_chronology_has_the_columns_that_are_described() -> None:
    frame = chronology(event("C1", killed_low="0", killed_high="3", urban="yes", complex="no"))
    assert list(frame) == list(COLUMNS)
    assert frame.iloc[0].to_dict() | {"latitude": None, "longitude": None} == {
        "event_id": "C1",
        "date": pd.Timestamp("2025-03-01"),
        "known_on": pd.Timestamp("2025-03-01"),
        "when": "2025-03-01",
        "place": "Oak",
        "country": "Mali",
        "latitude": None,
        "longitude": None,
        "actor": "Reds",
        "killed_low": 0,
        "killed_high": 3,
        "urban": "yes",
        "complex": "no",
        "attack": True,
    }


@pytest.mark.parametrize(
    ("day", "last"),
    [("2025-02", "2025-02-28"), ("2024-02", "2024-02-29"), ("2025-02-03", "2025-02-03")],
)
def test_where_only_a_month_is_known_its_last_day_counts(day: str, last: str) -> None:
    frame = chronology(event("C1", day, known_on="2025-03-05"))
    assert list(frame["date"]) == [pd.Timestamp(last)]


@pytest.mark.parametrize(
    ("kind", "attack"), [("", True), ("attack", True), ("siege", False), ("other", False)]
)
def test_sieges_and_other_acts_are_no_attacks(kind: str, attack: bool) -> None:
    frame = chronology(event("C1", kind=kind))
    assert list(frame["attack"]) == [attack]
    assert told(frame, wording()) == ({"C1": "sure"} if attack else {})


def test_a_toll_that_nobody_gave_stays_missing_and_none_is_none() -> None:
    frame = chronology(event("C1"), event("C2", killed_low="0", killed_high="0"))
    assert frame["killed_low"].isna().tolist() == [True, False]
    assert frame["killed_high"].tolist() == [pd.NA, 0]
    assert frame["latitude"].isna().all()


def test_events_stand_in_the_order_of_their_days() -> None:
    frame = chronology(event("C3", "2025-05-01"), event("C2"), event("C1"))
    assert frame["event_id"].tolist() == ["C1", "C2", "C3"]


def test_a_chronology_without_events_has_the_same_columns_and_no_members() -> None:
    frame = chronology()
    assert list(frame) == list(COLUMNS)
    for row in (wording(), wording(lethal="yes", urban="yes", perpetrator="Reds", **OAK)):
        found = members(frame, row)
        assert list(found) == [*COLUMNS, "sure", "near"]
        assert days_of(found) == ([], [])


# ---- event data in the same columns


def data(**more: Any) -> pd.DataFrame:
    """One row of event data in the tidy frame."""
    blank: dict[str, Any] = {
        name: {"str": "", "bool": False, "Int64": pd.NA, "float64": float("nan")}.get(kind)
        for name, (kind, _) in TIDY.items()
    }
    day = pd.Timestamp("2025-03-01")
    days = {"date": day, "date_last": day, "known_on": pd.Timestamp("2025-04-20")}
    row = blank | days | {"event_id": "1", "country": "Mali", "place": "Oak town"} | more
    return tidy(pd.DataFrame([row]))


@pytest.mark.parametrize(("near", "urban"), [(True, "yes"), (False, "")])
def test_a_point_that_is_a_place_counts_as_a_town_and_a_coarser_one_is_unknown(
    near: bool, urban: str
) -> None:
    frame = from_events(data(near_place=near))
    assert frame["urban"].tolist() == [urban]
    row = wording(urban="yes")
    assert told(frame, row) == {"1": "sure" if near else "maybe"}


def test_event_data_take_the_last_possible_day_both_actors_and_both_tolls() -> None:
    last = pd.Timestamp("2025-03-07")
    row = data(date_last=last, actor_a="Blues", actor_b="Reds", killed_low=0, killed_high=4)
    found = from_events(row).iloc[0]
    assert found["date"] == last
    assert found["known_on"] == pd.Timestamp("2025-04-20")
    assert found["actor"] == "Blues; Reds"
    assert (found["killed_low"], found["killed_high"]) == (0, 4)
    assert (found["complex"], bool(found["attack"])) == ("", True)


def test_event_data_leave_it_open_whether_an_attack_was_complex() -> None:
    assert told(from_events(data()), wording(complex="yes")) == {"1": "maybe"}


def test_event_data_are_left_as_they_were() -> None:
    frame = data(killed_low=1)
    before = frame.copy(deep=True)
    from_events(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_no_event_data_are_no_events() -> None:
    assert from_events(data().head(0)).empty


# ---- one column at a time


@pytest.mark.parametrize(
    ("columns", "belongs", "not_so"),
    [
        ({"since": "2025-03-01"}, {"date": "2025-03-01"}, {"date": "2025-02-28"}),
        ({"country": "mali"}, {"country": "Mali"}, {"country": "Niger"}),
        ({"perpetrator": "jnim"}, {"perpetrator": "JNIM, claimed"}, {"perpetrator": "Reds"}),
        ({"perpetrator": "JNIM;Ansar Dine"}, {"perpetrator": "ansar dine"}, {"perpetrator": ""}),
        ({"urban": "yes"}, {"urban": "yes"}, {"urban": "no"}),
        ({"urban": "no"}, {"urban": "no"}, {"urban": "yes"}),
        ({"complex": "yes"}, {"complex": "yes"}, {"complex": "no"}),
        ({"complex": "no"}, {"complex": "no"}, {"complex": "yes"}),
        ({"lethal": "yes"}, {"killed_low": "1"}, {"killed_high": "0"}),
        ({"lethal": "no"}, {"killed_high": "0"}, {"killed_low": "1"}),
        (OAK, {"latitude": "10.1", "longitude": "20"}, {"latitude": "10.2", "longitude": "20"}),
    ],
    ids=lambda value: ",".join(f"{key}={text}" for key, text in value.items()),
)
def test_each_column_takes_and_refuses_alone(
    columns: dict[str, str], belongs: dict[str, str], not_so: dict[str, str]
) -> None:
    frame = chronology(event("yes", **belongs), event("no", **not_so))
    assert told(frame, wording(**columns)) == {"yes": "sure"}
    # A column that the class leaves blank asks nothing.
    assert told(frame, wording()) == {"yes": "sure", "no": "sure"}


@pytest.mark.parametrize(
    ("low", "high", "yes", "no"),
    [
        ("1", "1", "sure", ""),
        ("2", "", "sure", ""),
        ("0", "3", "maybe", "maybe"),
        ("", "3", "maybe", "maybe"),
        ("0", "", "maybe", "maybe"),
        ("", "", "maybe", "maybe"),
        ("0", "0", "", "sure"),
        ("", "0", "", "sure"),
    ],
)
def test_whether_somebody_died_is_sure_only_where_the_range_says_so(
    low: str, high: str, yes: str, no: str
) -> None:
    frame = chronology(event("C1", killed_low=low, killed_high=high))
    assert told(frame, wording(lethal="yes")).get("C1", "") == yes
    assert told(frame, wording(lethal="no")).get("C1", "") == no


@pytest.mark.parametrize("column", ["urban", "complex"])
@pytest.mark.parametrize("asked", ["yes", "no"])
def test_what_the_chronology_leaves_blank_may_be_so(column: str, asked: str) -> None:
    assert told(chronology(event("C1")), wording(**{column: asked})) == {"C1": "maybe"}


def test_one_unknown_among_what_is_sure_leaves_it_doubtful() -> None:
    frame = chronology(event("C1", urban="yes", killed_low="", killed_high="5"))
    assert told(frame, wording(urban="yes", lethal="yes")) == {"C1": "maybe"}


def test_one_wrong_among_what_is_unknown_puts_it_out() -> None:
    frame = chronology(event("C1", urban="no"))
    assert told(frame, wording(urban="yes", lethal="yes")) == {}


def test_the_frame_and_its_numbers_are_left_as_they_were() -> None:
    frame = chronology(event("C2"), event("C1", killed_low="1", urban="yes"))
    before = frame.copy(deep=True)
    members(frame, wording(lethal="yes", urban="yes", country="Mali"))
    pd.testing.assert_frame_equal(frame, before)


@given(st.integers(0, 5) | st.none(), st.integers(0, 5) | st.none())
def test_the_answers_to_yes_and_no_complete_each_other(low: int | None, high: int | None) -> None:
    if low is not None and high is not None and low > high:
        low, high = high, low
    toll = {"killed_low": "" if low is None else str(low)}
    toll["killed_high"] = "" if high is None else str(high)
    frame = chronology(event("C1", **toll))
    yes, no = (told(frame, wording(lethal=asked)).get("C1", "") for asked in ("yes", "no"))
    assert (yes, no) in {("sure", ""), ("", "sure"), ("maybe", "maybe")}


# ---- where


def test_an_event_without_coordinates_is_near_nothing() -> None:
    frame = chronology(
        event("C1"), event("C2", latitude="10"), event("C3", latitude="10", longitude="20")
    )
    assert told(frame, wording(**OAK)) == {"C3": "sure"}


def test_the_radius_is_a_great_circle_and_includes_its_edge() -> None:
    # 0.17 and 0.19 degrees to the north: 18.9 and 21.1 km.
    frame = chronology(
        event("in", latitude="10.17", longitude="20"),
        event("out", latitude="10.19", longitude="20"),
        # Meridians run together: 0.184 degrees to the east at 10° north are 20.15 km, ...
        event("far", latitude="10", longitude="20.184"),
        event("near", latitude="10", longitude="20.18"),  # ... 0.18 are 19.7 km
    )
    assert set(told(frame, wording(**OAK))) == {"in", "near"}
    assert NORTH * 0.17 < 20 < NORTH * 0.19


def test_an_event_in_a_class_with_places_says_which_it_is_near() -> None:
    frame = chronology(event("C1", latitude="10", longitude="20"), event("C2"))
    assert members(frame, wording(**OAK))["near"].tolist() == ["Oak"]
    assert members(frame, wording())["near"].tolist() == ["", ""]


def test_a_class_without_any_area_takes_events_from_anywhere() -> None:
    assert centres(wording()) == ()
    frame = chronology(event("C1"), event("C2", latitude="-89", longitude="179", country="Chile"))
    assert told(frame, wording()) == {"C1": "sure", "C2": "sure"}


def test_a_country_alone_is_no_area() -> None:
    assert centres(wording(country="Mali")) == ()


def test_a_class_with_its_own_point_asks_no_gazetteer() -> None:
    (point,) = centres(wording(country="Mali", **OAK))
    assert (point.name, point.latitude, point.longitude) == ("Oak", 10, 20)


def test_places_without_a_point_are_looked_up() -> None:
    found = centres(wording(country="Mali", places="Bamako;Gao", radius_km="20"))
    assert [point.name for point in found] == ["Bamako", "Gao"]
    # GeoNames: Bamako 12.65 N 8.0 W, Gao 16.27 N 0.04 W.
    assert [point.latitude for point in found] == pytest.approx([12.65, 16.27], abs=0.05)
    assert [point.longitude for point in found] == pytest.approx([-8.0, -0.04], abs=0.05)


def test_the_own_point_and_the_gazetteers_can_put_an_event_on_different_sides() -> None:
    # 15 km south of the gazetteer's Bamako; the class's own point is 12 km north of it.
    frame = chronology(event("C1", latitude="12.515", longitude="-8.0"))
    looked_up = wording(country="Mali", places="Bamako", radius_km="20")
    own = wording(
        country="Mali", places="Bamako", radius_km="20", latitude="12.76", longitude="-8.0"
    )
    assert told(frame, looked_up) == {"C1": "sure"}
    assert told(frame, own) == {}


def test_towns_by_size_are_those_of_the_gazetteer_and_of_the_country() -> None:
    row = wording(country="Mali", min_population="100000", radius_km="20")
    found = {point.name for point in centres(row)}
    assert "Bamako" in found
    assert not found & {"Niamey", "Ouagadougou", "Dakar"}
    larger = {point.name for point in centres(row.model_copy(update={"min_population": 500000}))}
    assert larger < found


def test_towns_smaller_than_asked_do_not_count() -> None:
    # Kidal (18.44 N 1.41 E) has some ten thousands of inhabitants.
    frame = chronology(
        event("Kidal", latitude="18.44", longitude="1.41"),
        event("Bamako", latitude="12.65", longitude="-8.0"),
    )
    assert set(told(frame, wording(country="Mali", min_population="500000", radius_km="20"))) == {
        "Bamako"
    }


def test_the_nearest_of_several_places_is_named() -> None:
    frame = chronology(event("C1", latitude="12.64", longitude="-8.0"))
    row = wording(country="Mali", places="Kati;Bamako", radius_km="40")
    assert members(frame, row)["near"].tolist() == ["Bamako"]


def test_an_unknown_place_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="Nowhereville"):
        centres(wording(country="Mali", places="Nowhereville", radius_km="20"))


@pytest.mark.parametrize("more", [{"places": "Bamako"}, {"min_population": "50000"}])
def test_an_unknown_country_is_refused_by_name(more: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="Meadowland"):
        members(chronology(event("C1")), wording(country="Meadowland", radius_km="20", **more))


# ---- days


def test_two_events_on_one_day_count_once() -> None:
    frame = chronology(event("C1"), event("C2", place="Elm"), event("C3", "2025-03-02"))
    assert days_of(members(frame, wording())) == ([date(2025, 3, 1), date(2025, 3, 2)], [])


def test_a_day_with_a_sure_and_a_doubtful_event_is_sure() -> None:
    frame = chronology(
        event("C1", urban="yes"),
        event("C2", urban=""),
        event("C3", "2025-03-02", urban=""),
        event("C4", "2025-03-02", urban=""),
    )
    assert days_of(members(frame, wording(urban="yes"))) == (
        [date(2025, 3, 1)],
        [date(2025, 3, 2)],
    )


def test_what_became_known_later_is_not_seen_before() -> None:
    frame = chronology(event("C1", known_on="2025-03-10"))
    found = members(frame, wording())
    assert days_of(found, date(2025, 3, 9)) == ([], [])
    assert days_of(found, date(2025, 3, 10)) == ([date(2025, 3, 1)], [])
    assert days_of(found) == ([date(2025, 3, 1)], [])


def test_what_was_known_in_its_month_is_not_dated_after_that_day() -> None:
    found = members(chronology(event("C1", "2025-03", known_on="2025-03-10")), wording())
    assert days_of(found, date(2025, 3, 9)) == ([], [])
    assert days_of(found, date(2025, 3, 10)) == ([date(2025, 3, 10)], [])
    assert found["when"].tolist() == ["2025-03"]


def test_a_sure_event_that_is_known_later_leaves_the_day_doubtful_until_then() -> None:
    frame = chronology(event("C1", urban="yes", known_on="2025-06-01"), event("C2", urban=""))
    found = members(frame, wording(urban="yes"))
    assert days_of(found, date(2025, 5, 31)) == ([], [date(2025, 3, 1)])
    assert days_of(found, date(2025, 6, 1)) == ([date(2025, 3, 1)], [])


@given(st.lists(st.tuples(st.integers(1, 28), st.integers(0, 30), st.booleans()), max_size=8))
def test_no_day_knows_less_than_the_one_before(rows: list[tuple[int, int, bool]]) -> None:
    frame = chronology(
        *(
            event(
                f"C{number}",
                f"2025-03-{day:02}",
                known_on=str(date(2025, 3, day) + timedelta(days=later)),
                urban="yes" if sure else "",
            )
            for number, (day, later, sure) in enumerate(rows)
        )
    )
    found = members(frame, wording(urban="yes"))
    before: set[date] = set()
    for step in range(0, 70, 9):
        day = date(2025, 2, 25) + timedelta(days=step)
        sure, maybe = days_of(found, day)
        assert not set(sure) & set(maybe)
        now = {*sure, *maybe}
        assert before <= now
        assert all(one <= day for one in now)
        before = now


# ---- so many deaths


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("10", "12", "sure"),
        ("10", "", "sure"),
        ("8", "28", "maybe"),
        ("", "10", "maybe"),
        ("3", "", "maybe"),
        ("", "", "maybe"),
        ("2", "9", ""),
        ("", "9", ""),
        ("0", "0", ""),
    ],
)
def test_a_toll_that_straddles_the_least_is_doubtful(low: str, high: str, expected: str) -> None:
    frame = chronology(event("C1", killed_low=low, killed_high=high))
    assert told(frame, wording(killed_at_least="10")).get("C1", "") == expected


@pytest.mark.parametrize("least", ["", "0"])
def test_without_a_least_toll_any_is_enough(least: str) -> None:
    frame = chronology(event("C1"), event("C2", killed_low="0", killed_high="0"))
    assert told(frame, wording(killed_at_least=least)) == {"C1": "sure", "C2": "sure"}


@given(st.integers(0, 30), st.integers(0, 30))
def test_one_death_is_what_lethal_asks(low: int, more: int) -> None:
    frame = chronology(event("C1", killed_low=str(low), killed_high=str(low + more)))
    assert told(frame, wording(killed_at_least="1")) == told(frame, wording(lethal="yes"))


def test_classes_for_single_questions_word_nothing_of_the_cases_own() -> None:
    day = date(2025, 12, 31)
    given = {"question": "Which?", "case_id": "made", "opens": day, "closes": day}
    own, other = wording(), wording(class_id="ten", for_questions="yes")
    named = wording(class_id="no", for_questions="no")
    case = Case(Settings.model_validate(given), day, reference_classes=(own, other, named))
    assert own_classes(case) == (own, named)
