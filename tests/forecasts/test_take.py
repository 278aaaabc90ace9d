"""Taking a forecast: what is written, what is refused, and that a file is never half changed."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import CaseError, load_case
from sat.forecasts.sets import Given, sets_of
from sat.forecasts.take import ForecastError, Wanted, chosen, everything, number, pairs, take

from .weir import bare, question

MINIMAL = Path(__file__).parents[1] / "cases" / "minimal"
TODAY = date(2025, 3, 1)  # Q1 of the minimal case is open until 10 June
HEADER = "question_id,analyst,made_on,outcome,probability,confidence,basis,reconstructed,note\n"


def wanted(folder: Path, *texts: str, question: str = "Q1", **more: str) -> Wanted:
    asked = chosen(everything(folder), question)
    values = pairs(texts or ("yes=0.8", "no=0.3"), asked.outcomes)
    day = date.fromisoformat(more.pop("day", str(TODAY)))
    return Wanted(asked, more.pop("analyst", "ben"), day, values, **more)


def taken(folder: Path, *texts: str, **more: str) -> Given:
    return take(folder, wanted(folder, *texts, **more), TODAY)


# ---- numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", "0"), ("1", "1"), ("0.30", "0.30"), ("30%", "0.3"), (" 5% ", "0.05"), ("100%", "1")],
)
def test_a_number_or_a_percentage(text: str, value: str) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "30", "1.01", "101%", "-0.1", "1e-3", ".5", "٣٠%", "0.3 %"])
def test_what_is_no_probability(text: str) -> None:
    with pytest.raises(ForecastError, match="write a number from 0 to 1, or a percentage like 30%"):
        number(text)


@given(st.integers(0, 10_000))
def test_a_percentage_is_a_hundredth_exactly(hundredths: int) -> None:
    text = f"{hundredths // 100}.{hundredths % 100:02}%"
    assert float(number(text)) == hundredths / 10_000


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["yes"], "'yes': write OUTCOME=P, such as yes=30%"),
        (["=0.3"], "'=0.3': write OUTCOME=P, such as yes=30%"),
        (["maybe=0.3"], "'maybe' is no outcome; the outcomes are yes and no"),
        (["yes=0.3", "yes=0.4"], "yes is there twice; give each outcome once"),
        (["\x1b[31m=1"], r"'\u001b[31m' is no outcome; the outcomes are yes and no"),
    ],
)
def test_pairs_that_cannot_be_read(texts: list[str], message: str) -> None:
    with pytest.raises(ForecastError) as caught:
        pairs(texts, ("yes", "no"))
    assert str(caught.value) == message


def test_a_question_that_is_not_there(folder: Path) -> None:
    message = r"^there is no question '\.\./Q9'; there are: minimal and Q1$"
    with pytest.raises(ForecastError, match=message):
        chosen(everything(folder), "../Q9")


def test_a_case_without_hypotheses_is_no_question() -> None:
    case = bare([question("Q1 2025-01-01 2025-06-30")])
    assert chosen(case, "Q1").question_id == "Q1"
    with pytest.raises(ForecastError, match=r"name a question: --question$"):
        chosen(case, "")


# ---- what is written


def test_the_raw_form_is_kept_behind_what_was_there(folder: Path) -> None:
    path = folder / "forecasts.csv"
    before = path.read_bytes()
    own = taken(folder, "no=30%", "yes=0.80", confidence="low", basis='He said: "wet", twice')
    assert own.raw == {"yes": 0.8, "no": 0.3}
    assert own.coherent == pytest.approx({"yes": 0.75, "no": 0.25})
    assert path.read_bytes() == before + (
        b'Q1,ben,2025-03-01,yes,0.80,low,"He said: ""wet"", twice",,\n'
        b'Q1,ben,2025-03-01,no,0.3,low,"He said: ""wet"", twice",,\n'
    )
    again = sets_of(load_case(folder), "Q1")[-1]
    assert again == own


def test_a_table_is_made_where_there_is_none(folder: Path) -> None:
    path = folder / "forecasts.csv"
    path.unlink()
    taken(folder)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(HEADER)
    assert len(text.splitlines()) == 3


def test_the_tables_own_columns_and_line_ends_are_kept(folder: Path) -> None:
    path = folder / "forecasts.csv"
    head = "analyst,question_id,outcome,probability,made_on,basis,confidence,mood"
    path.write_bytes(f"\ufeff{head}\r\nana,Q1,yes,0.7,2025-01-15,,,glad".encode())
    before = path.read_bytes()
    taken(folder)
    assert path.read_bytes() == before + (
        b"\r\nben,Q1,yes,0.8,2025-03-01,,,\r\nben,Q1,no,0.3,2025-03-01,,,\r\n"
    )


def test_an_earlier_day_is_reconstructed(folder: Path) -> None:
    own = taken(folder, day="2025-02-28")
    assert own.is_reconstructed
    assert ",0.8,,,yes," in (folder / "forecasts.csv").read_text()
    assert not taken(folder).is_reconstructed


def test_the_case_itself_is_asked_by_its_hypotheses(folder: Path) -> None:
    own = taken(folder, "H1=50%", "H2=50%", "H3=50%", question="", day="2025-02-01")
    assert (own.question_id, own.outcomes) == ("minimal", ("H1", "H2", "H3"))
    assert own.coherent == pytest.approx(dict.fromkeys(("H1", "H2", "H3"), 1 / 3))


# ---- what is refused


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"analyst": "zoe"}, "'zoe' is no analyst of this case; case.toml names: ana and ben"),
        (
            {"day": "2025-03-02"},
            "the day is 2025-03-02, and today is 2025-03-01; a forecast has no later day",
        ),
        (
            {"analyst": "ana", "day": "2025-01-15"},
            "ana gave a set on 2025-01-15 already: yes 0.7, no 0.3",
        ),
    ],
)
def test_who_and_when(folder: Path, more: dict[str, str], message: str) -> None:
    before = (folder / "forecasts.csv").read_bytes()
    with pytest.raises(ForecastError) as caught:
        taken(folder, **more)
    assert str(caught.value) == message
    assert (folder / "forecasts.csv").read_bytes() == before


def test_every_outcome_needs_a_value(folder: Path) -> None:
    message = "^give every outcome a probability; missing: H2 and H3$"
    with pytest.raises(ForecastError, match=message):
        taken(folder, "H1=1", question="minimal")


@pytest.mark.parametrize("today", [date(2025, 6, 10), date(2026, 1, 1)])
def test_what_is_settled_by_that_day_is_refused(folder: Path, today: date) -> None:
    late = wanted(folder, day="2025-06-10")
    with pytest.raises(ForecastError, match=r"^Q1 was settled on 2025-06-10; a set of 2025-06-10 "):
        take(folder, late, today)


def test_a_settled_question_is_taken_for_an_earlier_day_as_reconstructed(folder: Path) -> None:
    own = take(folder, wanted(folder, day="2025-06-09"), date(2026, 1, 1))
    assert own.is_reconstructed


def test_a_table_that_cannot_say_reconstructed_is_not_written(folder: Path) -> None:
    path = folder / "forecasts.csv"
    head = "question_id,analyst,made_on,outcome,probability,confidence,basis\n"
    path.write_text(head, encoding="utf-8")
    with pytest.raises(ForecastError, match=r"^forecasts\.csv has no column 'reconstructed'; add"):
        taken(folder, day="2025-02-28")
    assert path.read_text(encoding="utf-8") == head
    taken(folder)


def test_a_basis_that_breaks_a_rule_leaves_the_file_as_it_was(folder: Path) -> None:
    before = (folder / "forecasts.csv").read_bytes()
    with pytest.raises(CaseError, match=r"forecasts\.csv, line 5, basis: .*\[R206\]"):
        taken(folder, basis="wet\x1b[31m")
    assert (folder / "forecasts.csv").read_bytes() == before
    assert {path.name for path in folder.iterdir() if path.name.startswith(".")} == set()


def test_a_faulty_case_takes_nothing(folder: Path) -> None:
    good = wanted(folder)
    (folder / "drivers.csv").write_text("nonsense\n")
    with pytest.raises(CaseError, match=r"drivers\.csv"):
        take(folder, good, TODAY)


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=2))
def test_what_was_typed_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, values: list[int]
) -> None:
    folder = Path(shutil.copytree(MINIMAL, tmp_path_factory.mktemp("take") / "minimal"))
    texts = [f"{name}={value / 10:.1f}%" for name, value in zip(("yes", "no"), values, strict=True)]
    taken(folder, *texts)
    own = sets_of(load_case(folder), "Q1")[-1]
    assert own.raw == pytest.approx({"yes": values[0] / 1000, "no": values[1] / 1000})
