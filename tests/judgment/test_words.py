"""Words for probabilities: the standards' own rows, boundaries, gaps, ends, words in sentences."""

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat import scales
from sat.judgment.words import Worded, confidence_in, found, term, terms
from sat.judgment.yardsticks import ICD203, YARDSTICKS, Term

CODES = sorted(YARDSTICKS)
chances = st.floats(0, 1)

# One probability, its terms and what is shown. Ranges: ICD 203 D.6.e(2)(a); PHIA guidance of 24
# March 2025; IPCC guidance note 2010; Kent 1964.
WORDED = [
    ("icd203", 0.01, ["almost no chance"], "almost no chance (1%)"),
    ("icd203", 0.05, ["almost no chance", "very unlikely"], None),
    ("icd203", 0.2, ["very unlikely", "unlikely"], None),
    ("icd203", 0.45, ["unlikely", "roughly even chance"], None),
    ("icd203", 0.5, ["roughly even chance"], "roughly even chance (50%)"),
    ("icd203", 0.55, ["roughly even chance", "likely"], None),
    ("icd203", 0.8, ["likely", "very likely"], "likely or very likely (80%, on their boundary)"),
    ("icd203", 0.95, ["very likely", "almost certain"], None),
    ("icd203", 0.99, ["almost certain"], "almost certain (99%)"),
    ("icd203", 0.0, [], "no term below almost no chance (0%)"),
    ("icd203", 0.0099, [], "no term below almost no chance (0.99%)"),
    ("icd203", 0.995, [], "no term above almost certain (99.5%)"),
    ("icd203", 1.0, [], "no term above almost certain (100%)"),
    ("phia", 0.0, [], "no term below remote chance (0%)"),
    ("phia", 0.001, ["remote chance"], "remote chance (0.1%)"),
    ("phia", 0.05, ["remote chance"], "remote chance (5%)"),
    ("phia", 0.07, [], "no term between remote chance and highly unlikely (7%)"),
    ("phia", 0.22, [], "no term between highly unlikely and unlikely (22%)"),
    ("phia", 0.38, [], "no term between unlikely and realistic possibility (38%)"),
    ("phia", 0.499, ["realistic possibility"], "realistic possibility (49.9%)"),
    ("phia", 0.5, [], "no term between realistic possibility and likely (50%)"),
    ("phia", 0.55, ["likely"], "likely (55%)"),
    ("phia", 0.77, [], "no term between likely and highly likely (77%)"),
    ("phia", 0.92, [], "no term between highly likely and almost certain (92%)"),
    ("phia", 0.999, ["almost certain"], "almost certain (99.9%)"),
    ("phia", 1.0, [], "no term above almost certain (100%)"),
    ("ipcc", 0.0, ["exceptionally unlikely"], "exceptionally unlikely (0%)"),
    ("ipcc", 0.03, ["extremely unlikely"], None),
    ("ipcc", 0.08, ["very unlikely"], None),
    ("ipcc", 0.2, ["unlikely"], None),
    ("ipcc", 0.33, ["unlikely", "about as likely as not"], None),
    ("ipcc", 0.5, ["about as likely as not"], None),
    (
        "ipcc",
        0.6,
        ["about as likely as not", "more likely than not"],
        "about as likely as not or more likely than not (60%, both fit)",
    ),
    ("ipcc", 0.66, ["about as likely as not", "likely"], None),
    ("ipcc", 0.9, ["very likely"], None),
    ("ipcc", 1.0, ["virtually certain"], "virtually certain (100%)"),
    ("kent", 0.0, ["impossible"], "impossible (0%)"),
    ("kent", 0.01, [], "no term between impossible and almost certainly not (1%)"),
    ("kent", 0.15, [], "no term between almost certainly not and probably not (15%)"),
    ("kent", 0.4, ["probably not", "chances about even"], None),
    ("kent", 0.61, [], "no term between chances about even and probable (61%)"),
    ("kent", 0.87, ["probable", "almost certain"], None),
    ("kent", 0.995, [], "no term between almost certain and certain (99.5%)"),
    ("kent", 1.0, ["certain"], "certain (100%)"),
]


def names(worded: Worded) -> list[str]:
    return [each.name for each in worded.terms]


# ---- what a number is called


@pytest.mark.parametrize(("yardstick", "probability", "called", "text"), WORDED)
def test_a_number_is_called_what_its_standard_says(
    yardstick: str, probability: float, called: list[str], text: str | None
) -> None:
    worded = terms(probability, yardstick)
    assert names(worded) == called
    assert text is None or worded.text == text


def test_the_second_row_of_icd_203_has_the_same_ranges() -> None:
    first, second = ([each for each in ICD203.terms if each.row == row] for row in (1, 2))
    assert [each.range for each in first] == [each.range for each in second]
    assert terms(0.2, "icd203", row=2).text == (
        "highly improbable or improbable (20%, on their boundary)"
    )
    assert terms(0.999, "icd203", row=2).text == "no term above nearly certain (99.9%)"


@pytest.mark.parametrize("probability", [1 - 0.8, 0.1 + 0.1, 0.3 - 0.1, 0.2])
def test_a_computed_number_is_on_the_boundary_too(probability: float) -> None:
    assert names(terms(probability, "icd203")) == ["very unlikely", "unlikely"]
    assert terms(probability, "icd203").boundary


def test_a_number_beside_the_boundary_is_not_on_it_and_is_not_shown_on_it() -> None:
    worded = terms(0.20004, "icd203")
    assert names(worded) == ["unlikely"]
    assert worded.text == "unlikely (20.004%)"
    assert terms(0.99999, "phia").text == "almost certain (99.999%)"
    assert terms(1e-5, "icd203").text == "no term below almost no chance (0.001%)"


def test_a_long_number_is_shown_with_one_decimal() -> None:
    assert terms(1 / 3, "icd203").text == "unlikely (33.3%)"


@given(chances, st.sampled_from(CODES))
def test_every_number_is_told_what_fits_and_what_is_near(probability: float, code: str) -> None:
    worded = terms(probability, code)
    assert worded.probability == probability
    for each in worded.terms:
        assert each.range[0] - 1e-9 <= probability <= each.range[1] + 1e-9
    if worded.terms:
        assert (worded.below, worded.above) == (None, None)
    else:
        assert worded.below or worded.above
        assert not any(each.fits(probability) for each in YARDSTICKS[code].terms)
    assert "%" in worded.text
    assert all(each.name in worded.text for each in worded.terms)


@given(chances, st.sampled_from(CODES))
def test_the_number_that_is_shown_has_the_same_terms(probability: float, code: str) -> None:
    worded = terms(probability, code)
    shown = float(worded.text.rpartition("(")[2].partition("%")[0]) / 100
    again = terms(shown, code)
    assert (again.terms, again.below, again.above) == (worded.terms, worded.below, worded.above)


@given(st.integers(0, 1000), st.integers(0, 1000), st.sampled_from(["icd203", "phia", "kent"]))
def test_a_greater_number_never_has_a_lesser_term(one: int, other: int, code: str) -> None:
    low, high = sorted((one, other))
    lesser, greater = terms(low / 1000, code).terms, terms(high / 1000, code).terms
    if lesser and greater:
        assert lesser[0].low <= greater[0].low
        assert lesser[-1].high <= greater[-1].high


# ---- what a term stands for


def rows_of(shared: Path, name: str) -> list[dict[str, str]]:
    path = shared / "reference" / "tables" / f"{name}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


STANDARDS = {"ICD203": "icd203", "PHIA": "phia", "IPCC": "ipcc", "Kent1964": "kent"}
ENDS = {"1": "in", "0": "out", "~": "about"}


def test_every_row_of_the_reference_data_is_here(shared: Path) -> None:
    rows = rows_of(shared, "verbal_probability_scales")
    rows = [row for row in rows if row["standard"] in STANDARDS]
    assert len(rows) == 31
    for row in rows:
        code = STANDARDS[row["standard"]]
        words = [word for cell in ("term", "synonyms") for word in row[cell].split("|") if word]
        for word in words:
            each = term(word, code)
            assert (each.low, each.high) == (int(row["low_pct"]), int(row["high_pct"])), word
            assert each.low_end == ENDS[row["low_inclusive"]], word
            assert each.high_end == ENDS[row["high_inclusive"]], word
        assert len(YARDSTICKS[code].terms) == {"icd203": 14, "phia": 7, "ipcc": 10, "kent": 7}[code]


def test_levels_of_confidence_are_those_of_the_reference_data(shared: Path) -> None:
    rows = rows_of(shared, "confidence_levels")
    levels = {row["level"] for row in rows if row["scheme"].startswith("NIE 2007")}
    assert levels == set(scales.CONFIDENCE.codes)
    for level in levels:
        assert confidence_in(f"We judge with {level} confidence that it holds.") == (level,)


def test_a_term_is_found_by_any_of_its_forms() -> None:
    assert term(" Almost\nCertainly ", "icd203") is term("almost certain", "icd203")
    assert term("probable", "icd203").row == 2
    assert term("probable", "phia").name == "likely"


@pytest.mark.parametrize(
    ("name", "code", "span"),
    [
        ("likely", "icd203", "55–80%"),
        ("remote chance", "phia", ">0–≈5%"),
        ("realistic possibility", "phia", "≈40–<50%"),
        ("more likely than not", "ipcc", ">50–100%"),
        ("certain", "kent", "100%"),
    ],
)
def test_a_range_shows_its_open_and_approximate_ends(name: str, code: str, span: str) -> None:
    assert term(name, code).span == span


@pytest.mark.parametrize("code", CODES)
def test_every_term_fits_the_middle_of_its_range(code: str) -> None:
    for each in YARDSTICKS[code].terms:
        assert each.fits(sum(each.range) / 2)
        assert each.name == each.name.casefold()


def test_the_yardsticks_of_a_case_are_among_those_here() -> None:
    assert set(scales.YARDSTICK.codes) <= set(YARDSTICKS)


# ---- words in sentences


def seen(text: str, code: str) -> list[tuple[str, str]]:
    return [(each.term.name, each.qualifier) for each in found(text, code)]


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("It is very unlikely.", "icd203", [("very unlikely", "")]),
        ("It is Unlikely, or very\n likely.", "icd203", [("unlikely", ""), ("very likely", "")]),
        ("Highly improbable.", "icd203", [("highly improbable", "")]),
        ("Improbably so.", "icd203", [("improbable", "")]),
        ("They will almost certainly attack.", "icd203", [("almost certain", "")]),
        ("They will almost certainly not attack.", "icd203", [("almost certain", "not")]),
        ("They will almost certainly not attack.", "kent", [("almost certainly not", "")]),
        ("That is probably not so.", "kent", [("probably not", "")]),
        ("A likely-looking, highly-likely case.", "phia", [("likely", ""), ("highly likely", "")]),
        ("This is highly unlikely.", "icd203", [("unlikely", "highly")]),
        ("More likely than not, yes.", "icd203", [("likely", "more")]),
        ("More likely than not, yes.", "ipcc", [("more likely than not", "")]),
        ("It isn't likely; it ISN’T likely.", "icd203", [("likely", "not"), ("likely", "not")]),
        ("Likelihood is unlikelylike; dislikely.", "icd203", []),
        ("a roughly even\tchance", "icd203", [("roughly even chance", "")]),
        ("", "icd203", []),
    ],
)  # fmt: skip
def test_terms_are_found_in_a_sentence(
    text: str, code: str, expected: list[tuple[str, str]]
) -> None:
    assert seen(text, code) == expected


def test_a_found_term_says_where_it_is_and_in_which_row() -> None:
    text = "It is not very likely but remote."
    first, second = found(text, "icd203")
    assert text[first.start : first.end] == "very likely"
    assert (first.term.row, first.qualifier) == (1, "not")
    assert text[second.start : second.end] == "remote"
    assert second.term.row == 2


def test_letters_that_only_look_like_those_of_a_term_do_no_harm() -> None:
    assert seen("It is unlİkely, moſt lıkely \x1b[31m.", "icd203") == [
        ("unlikely", ""),
        ("likely", "most"),
    ]


@pytest.mark.parametrize("code", CODES)
def test_every_form_of_every_term_is_found_whole(code: str) -> None:
    for each in YARDSTICKS[code].terms:
        for word in (each.name, *each.also):
            (hit,) = found(f"This is {word}.", code)
            assert (hit.term, hit.end - hit.start) == (each, len(word))


@given(st.text(st.sampled_from("not likely very un-\n'"), max_size=60), st.sampled_from(CODES))
def test_found_terms_stand_in_order_and_apart(text: str, code: str) -> None:
    last = 0
    for each in found(text, code):
        assert last <= each.start < each.end <= len(text)
        last = each.end


def test_confidence_is_seen_beside_a_term() -> None:
    sentence = "We assess with High  confidence, others with low-confidence, that it is likely."
    assert confidence_in(sentence) == ("high", "low")
    assert seen(sentence, "icd203") == [("likely", "")]
    assert confidence_in("Confidence is high-minded.") == ()


# ---- what is refused


@pytest.mark.parametrize(
    ("probability", "shown"), [(-0.1, r"-0\.1"), (1.5, r"1\.5"), (math.nan, "nan")]
)
def test_what_is_no_probability_is_refused(probability: float, shown: str) -> None:
    with pytest.raises(ValueError, match=rf"^the probability is {shown}; it is a number from 0"):
        terms(probability, "icd203")


def test_a_yardstick_that_is_not_known_is_refused() -> None:
    message = r"^“nato \\u001b” is no yardstick; there are icd203, phia, ipcc and kent$"
    for call in (lambda: terms(0.5, "nato \x1b"), lambda: found("likely", "nato \x1b")):
        with pytest.raises(ValueError, match=message):
            call()


@pytest.mark.parametrize(
    ("row", "code", "message"),
    [
        (3, "icd203", r"^row is 3; ICD 203 has 2 rows of terms$"),
        (2, "phia", r"^row is 2; PHIA Probability Yardstick has 1 row of terms$"),
        (0, "icd203", r"^row is 0; ICD 203 has 2 rows of terms$"),
    ],
)
def test_a_row_that_is_not_there_is_refused(row: int, code: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        terms(0.5, code, row)


def test_a_name_that_is_no_term_is_refused() -> None:
    message = r"^“quite likely” is no term of Kent 1964; its terms are impossible, almost cert"
    with pytest.raises(ValueError, match=message):
        term("quite likely", "kent")


def test_a_term_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="cannot assign"):
        term("likely", "icd203").low = 50  # type: ignore[misc]
    assert Term("likely", 55, 80) == term("likely", "icd203")
