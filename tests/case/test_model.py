"""The case in memory."""

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sat.case import Case, load_case
from sat.case.cut import cut_case
from sat.case.tables import TABLES

Change = Callable[..., Path]
MINIMAL = Path(__file__).parents[1] / "cases" / "minimal"
WHOLE = load_case(MINIMAL)
LATER = sorted({row.known for _, rows in WHOLE.tables() for row in rows if row.known})


def test_nothing_in_a_case_can_change(minimal: Case) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError, match="evidence"):
        minimal.evidence = ()  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        minimal.evidence[0].text = "Nothing happened."
    with pytest.raises(ValidationError, match="frozen"):
        minimal.settings.question = "Why?"


def test_a_case_lists_its_tables_in_the_order_of_the_specs(minimal: Case) -> None:
    assert [name for name, _ in minimal.tables()] == list(TABLES)
    assert dict(minimal.tables())["drivers"] == minimal.drivers


def test_a_frame_has_the_columns_of_its_file_and_one_row_a_record(minimal: Case) -> None:
    frame = minimal.frame("ratings")
    assert list(frame.columns) == [
        *("evidence_id", "hypothesis_id", "analyst", "rating", "rated_on", "rationale"),
        *("reconstructed", "note"),
    ]
    assert frame.shape == (18, 8)
    assert frame.loc[15, ["evidence_id", "rating", "rated_on"]].tolist() == [
        *("E3", "NA", date(2025, 2, 2))
    ]


def test_a_frame_keeps_na_and_n_and_blank_apart(edit: Change) -> None:
    # The fifth rating of ben stands on line 19; he marks E3 NA, and E1 against H2 N.
    frame = load_case(edit("ratings", 19, "rating", "")).frame("ratings")
    assert frame["rating"].tolist()[-6:] == ["C", "N", "II", "NA", "II", ""]
    assert not frame["rating"].isna().any()


def test_a_frame_of_a_technique_that_was_not_applied_has_columns_and_no_rows(folder: Path) -> None:
    (folder / "drivers.csv").unlink()
    (folder / "states.csv").unlink()
    for table in (
        "impacts",
        "consistency",
        "exclusions",
        "scenarios",
        "indicators",
        "indicator_ratings",
    ):
        (folder / f"{table}.csv").unlink()
    (folder / "observations.csv").unlink()
    (folder / "assumptions.csv").unlink()
    frame = load_case(folder).frame("drivers")
    assert frame.shape == (0, 7)


def test_there_is_no_frame_of_what_is_no_table(minimal: Case) -> None:
    with pytest.raises(KeyError, match="settings"):
        minimal.frame("settings")


def test_the_hash_is_the_same_for_the_same_case_and_another_for_another_cut(folder: Path) -> None:
    first = load_case(folder, "2025-02-01").input_hash
    assert len(bytes.fromhex(first)) == 32
    assert load_case(folder, "2025-02-01").input_hash == first
    assert load_case(folder, "2025-02-02").input_hash != first
    # On the next day nothing new is in sight, but the report is of another day.
    assert load_case(folder, "2025-02-03").evidence == load_case(folder, "2025-02-02").evidence
    assert load_case(folder, "2025-02-03").input_hash != load_case(folder, "2025-02-02").input_hash


def test_rows_that_are_added_later_leave_the_hash_of_an_earlier_cut(
    folder: Path, add: Change
) -> None:
    before = load_case(folder, "2025-02-02").input_hash
    add("sources.csv", "S5,Another letter,Mill post,2025-03-01,,,A,,")
    add("evidence.csv", "E5,It rained.,report,2025-02-01,2025-03-01,2,low,S5;S1,,")
    add("ratings.csv", "E5,H1,ana,C,2025-03-01,It fits.,,")
    add("ratings.csv", "E1,H1,ana,N,2025-03-01,She thought again.,,")
    add("hypotheses.csv", "H4,Both,It crosses twice.,Seen in June.,0,2025-03-01,")
    add("indicators.csv", "I3,Rain,H4,a drop,a flood,a gauge,daily,ben,2025-03-01,")
    add("observations.csv", "I3,2025-02,2025-03-01,low,,Some rain.,S5,")
    add("questions.csv", "Q2,Will it rain?,2025-03-01,2025-04-01,yes;no,,,,")
    add("forecasts.csv", "Q2,ana,2025-03-01,yes,0.9,,,,")
    assert load_case(folder, "2025-02-02").input_hash == before
    assert load_case(folder, "2025-03-01").input_hash != before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("case.toml", "EXERCISE", "TLP:RED"),
        ("evidence.csv", "The miller saw", "The baker saw"),
        ("ratings.csv", "E1,H2,ben,N", "E1,H2,ben,NA"),
        ("ratings.csv", "E1,H2,ben,N", "E1,H2,ben,"),
        ("assumptions.csv", "H1;E1", "E1;H1"),
        ("sources.csv", "/1,A,mill", "/1,B,mill"),
    ],
)
def test_a_change_in_sight_changes_the_hash(
    file: str, old: str, new: str, folder: Path, replace: Change
) -> None:
    before = load_case(folder, "2025-02-02").input_hash
    assert load_case(replace(file, old, new), "2025-02-02").input_hash != before


def test_what_is_no_part_of_the_case_leaves_the_hash(folder: Path, replace: Change) -> None:
    before = load_case(folder, "2025-02-02").input_hash
    replace("case.toml", "[outcome]", "as_of = 2025-02-02  # the default cut\n\n[outcome]")
    (folder / "notes.txt").write_text("mine")
    assert load_case(folder).input_hash == before


@given(st.sampled_from(LATER), st.data())
def test_no_row_later_than_the_cut_has_a_part_in_the_hash(day: date, data: st.DataObject) -> None:
    tables = dict(WHOLE.tables())
    later = [row for rows in tables.values() for row in rows if row.known and row.known > day]
    gone = data.draw(st.sets(st.sampled_from(range(len(later)))) if later else st.just(set()))
    dropped = {id(later[at]) for at in gone}
    fewer = {
        name: tuple(row for row in rows if id(row) not in dropped) for name, rows in tables.items()
    }
    with_all = cut_case(WHOLE.settings, tables, day)
    with_fewer = cut_case(WHOLE.settings, fewer, day)
    hashes = {
        Case(settings=settings, as_of=day, **seen).input_hash
        for settings, seen in (with_all, with_fewer)
    }
    assert len(hashes) == 1
