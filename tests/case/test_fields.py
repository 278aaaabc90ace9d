"""How one cell is read. Which cells are refused, and with which words, is in `broken_cells.csv`."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sat import scales
from sat.case import fields
from sat.case.fields import Period
from sat.case.record import columns
from sat.case.tables import TABLES, Rating

DAYS = st.dates(date(1900, 1, 1), date(9999, 12, 31))


def read(kind: Any, text: object) -> Any:
    return TypeAdapter(kind).validate_python(text)


@given(DAYS)
def test_a_day_is_a_period_of_one_day(day: date) -> None:
    period = Period.parse(day.isoformat())
    assert (period.first, period.last, period.exact) == (day, day, True)


@given(DAYS)
@example(date(9999, 12, 1))
@example(date(2024, 2, 29))
def test_a_month_runs_from_its_first_day_to_the_day_before_the_next(day: date) -> None:
    period = Period.parse(f"{day:%Y-%m}")
    assert period.first == day.replace(day=1)
    assert period.first <= day <= period.last
    assert period.last == date(9999, 12, 31) or (period.last + timedelta(days=1)).day == 1
    assert period.last.month == day.month
    assert not period.exact


def test_a_year_runs_from_january_to_december() -> None:
    period = Period.parse("2024")
    assert (period.first, period.last) == (date(2024, 1, 1), date(2024, 12, 31))
    assert not period.exact


@given(DAYS, st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]))
def test_a_period_is_written_as_exactly_as_it_was_read(day: date, form: str) -> None:
    text = day.strftime(form)
    assert str(Period.parse(text)) == text


NO_PERIOD = "write a day YYYY-MM-DD, a month YYYY-MM or a year YYYY that exists"


@pytest.mark.parametrize(
    "text",
    ["2024-13", "2024-00", "2024-02-30", "0000", "2024-9", "2024-09-17T10:00", "24", "٢٠٢٤", "-"],
)
def test_what_is_nearly_a_period_is_none(text: str) -> None:
    with pytest.raises(ValidationError, match=NO_PERIOD):
        read(fields.When, text)


@given(st.text(st.characters(codec="utf-8"), max_size=12))
def test_text_is_no_period(text: str) -> None:
    assume(text.strip() and not text.replace("-", "").strip().isdecimal())
    with pytest.raises(ValidationError, match=NO_PERIOD):
        read(fields.When, text)


def test_periods_stand_in_the_order_in_which_they_begin() -> None:
    texts = ["2025", "2024-12-31", "2024-02", "2024-01-31"]
    ordered = sorted(Period.parse(text) for text in texts)
    assert [str(period) for period in ordered] == ["2024-01-31", "2024-02", "2024-12-31", "2025"]


def test_na_and_n_and_blank_stay_three_things() -> None:
    kind = Rating.model_fields["rating"].rebuild_annotation()
    assert [read(kind, text) for text in ("NA", "N", "", "  ")] == ["NA", "N", "", ""]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (fields.Text, ""),
        (fields.Label, ""),
        (fields.MaybeId, ""),
        (fields.MaybeIds, ()),
        (fields.MaybeDay, None),
        (fields.MaybeWhen, None),
        (fields.Url, ""),
        (fields.MaybeProbability, None),
        (fields.MaybeNumber, None),
        (fields.MaybeCount, None),
        (fields.Latitude, None),
        (fields.Longitude, None),
    ],
)
def test_where_a_cell_may_be_blank_blank_is_no_number_and_no_word(kind: Any, value: Any) -> None:
    assert read(kind, "   ") == value


@pytest.mark.parametrize(
    "kind",
    [
        *(fields.Filled, fields.Id, fields.Labels, fields.Day, fields.When),
        *(fields.Probability, fields.OneToFive, fields.Impact),
    ],
)
def test_where_a_cell_may_not_be_blank_blanks_do_not_fill_it(kind: Any) -> None:
    with pytest.raises(ValidationError, match="this may not be blank"):
        read(kind, "   ")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (fields.Text, "  two words ", "two words"),
        (fields.Text, "=HYPERLINK(1)", "=HYPERLINK(1)"),
        (fields.Id, " D1.wet ", "D1.wet"),
        (fields.MaybeIds, "S2; S1 ;", ("S2", "S1")),
        (fields.Day, "2024-02-29", date(2024, 2, 29)),
        (fields.Probability, "0", 0.0),
        (fields.Probability, "1.000", 1.0),
        (fields.MaybeCount, "0", 0),
        (fields.Latitude, "-90", -90.0),
        (fields.Longitude, "+180.0", 180.0),
        (fields.Impact, "-3", -3),
        (fields.OneToFive, "5", 5),
        (fields.Url, "https://example.org/a?b=c", "https://example.org/a?b=c"),
    ],
)
def test_a_good_cell_gives_its_value(kind: Any, text: str, value: Any) -> None:
    found = read(kind, text)
    assert (type(found), found) == (type(value), value)


@given(st.text(st.characters(codec="utf-8"), max_size=8))
def test_a_code_is_read_as_it_is_or_not_at_all(text: str) -> None:
    kind = Rating.model_fields["rating"].rebuild_annotation()
    if text.strip() in ("", "CC", "C", "N", "I", "II", "NA"):
        assert read(kind, text) == text.strip()
    else:
        with pytest.raises(ValidationError, match="rating is one of CC, C, N, I, II, NA"):
            read(kind, text)


def test_every_column_says_what_it_holds_and_what_it_means() -> None:
    for record in TABLES.values():
        for column in columns(record):
            field = record.model_fields[column]
            assert any(isinstance(mark, fields.Means) for mark in field.metadata)
            assert field.description


def test_the_words_for_a_scale_name_its_codes_and_whether_it_may_be_blank() -> None:
    assert fields.coded(scales.LEVEL)[1].allowed == "none / low / high / unknown"
    assert fields.coded(scales.YES_NO, "")[1].allowed == "yes / no, may be blank"
