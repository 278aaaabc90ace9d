"""Scenario work to and from other programs' records: by hand, and round trips."""

import csv
import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.case import Case, load_case
from sat.case.formats.scw import Descriptor, Project, read_scw, write_scw
from sat.case.formats.sl import FormatError, Solution, read_sl, write_sl
from sat.case.formats.workbook import UNJUDGED, Futures
from sat.case.futures import Driver
from sat.scenarios import exchange
from sat.scenarios.exchange import (
    ExchangeError,
    Renamed,
    as_json,
    case_files,
    futures_of,
    of_project,
    project_of,
    solutions_of,
    without_strangers,
)

from .matrices import published

# A weather of two states and a mood of two: sun lifts it, rain lowers it, and nothing acts back.
WEATHER = Project(
    "Will it be a good day?",
    (Descriptor("Weather", ("sun", "rain")), Descriptor("Mood", ("good", "bad"))),
    ((0, 0, 2, -2), (0, 0, -1, 1), (0, 0, 0, 0), (0, 0, 0, 0)),
)


def made(project: Project, folder: Path) -> Case:
    """The case that is made from a project."""
    futures, _ = of_project(project)
    folder.mkdir()
    for name, text in case_files(futures, folder.name).items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_case(folder)


def test_a_project_becomes_the_tables_of_a_case(tmp_path: Path) -> None:
    case = made(WEATHER, tmp_path / "day")
    assert case.question == "Will it be a good day?"
    assert [(row.driver_id, row.title) for row in case.drivers] == [
        ("D1", "Weather"),
        ("D2", "Mood"),
    ]
    assert [(row.driver_id, row.state_id, row.title) for row in case.states] == [
        ("D1", "D1.1", "sun"),
        ("D1", "D1.2", "rain"),
        ("D2", "D2.1", "good"),
        ("D2", "D2.2", "bad"),
    ]
    assert [(row.from_state, row.to_state, row.impact) for row in case.impacts] == [
        ("D1.1", "D2.1", 2),
        ("D1.1", "D2.2", -2),
        ("D1.2", "D2.1", -1),
        ("D1.2", "D2.2", 1),
    ]
    assert (case.settings.impact_range, case.settings.opens.year) == ((-3, 3), 2000)


def test_what_a_project_does_not_say_stands_in_and_is_marked(tmp_path: Path) -> None:
    case = made(replace(WEATHER, name=""), tmp_path / "day")
    assert case.question == "Write the question here, as it would be asked aloud."
    assert {(row.importance, row.uncertainty, row.note) for row in case.drivers} == {
        (3, 3, UNJUDGED)
    }
    text = (tmp_path / "day" / "case.toml").read_text(encoding="utf-8")
    assert 'aloud."  # the file has none\n' in text
    assert "opens = 2000-01-01  # stand-in: write the span that the question is about\n" in text
    assert str(date.today().year) not in text


def test_blank_and_repeated_names_get_their_ids_and_are_named() -> None:
    project = Project(
        "",
        (
            Descriptor("", ("a", "a")),
            Descriptor("Dam", ("", "b\x1b")),
            Descriptor("Dam", ("c", "d")),
        ),
        ((0,) * 6,) * 6,
    )
    futures, renamed = of_project(project)
    assert [row.title for row in futures.drivers] == ["Driver D1", "Dam (D2)", "Dam (D3)"]
    assert [row.title for row in futures.states] == [
        "a (D1.1)",
        "a (D1.2)",
        "State D2.1",
        "b\\u001b",
        "c",
        "d",
    ]
    assert renamed[0] == Renamed("D1", "", "Driver D1")
    assert {one.id for one in renamed} == {"D1", "D2", "D3", "D1.1", "D1.2", "D2.1", "D2.2"}


def test_impacts_of_a_driver_on_itself_are_kept_and_widen_the_range(tmp_path: Path) -> None:
    rows = ((7, 0, 0, 0), (0, -4, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0))
    case = made(replace(WEATHER, impacts=rows), tmp_path / "day")
    assert [(row.from_state, row.to_state, row.impact) for row in case.impacts] == [
        ("D1.1", "D1.1", 7),
        ("D1.2", "D1.2", -4),
    ]
    assert case.settings.impact_range == (-4, 7)


def test_an_impact_that_no_case_may_have_is_named() -> None:
    rows = ((0, 0, 100, 0), (0, 0, 0, 0), (0, 0, 0, 0), (0, -123, 0, 0))
    with pytest.raises(FormatError) as error:
        of_project(replace(WEATHER, impacts=rows))
    assert [str(fault) for fault in error.value.faults] == [
        'impact of Weather|sun on Mood|good: "100"; a case has ±99',
        'impact of Mood|bad on Weather|rain: "-123"; a case has ±99',
    ]


NAMES = st.text("abc =#&-é\"'\\", min_size=1, max_size=6).map(str.strip).filter(bool)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    counts = draw(st.lists(st.integers(2, 3), min_size=1, max_size=3))
    drivers = draw(st.lists(NAMES, min_size=len(counts), max_size=len(counts), unique_by=one_line))
    descriptors = tuple(
        Descriptor(one_line(name), tuple(map(one_line, draw(
            st.lists(NAMES, min_size=count, max_size=count, unique_by=one_line)
        ))))
        for name, count in zip(drivers, counts, strict=True)
    )  # fmt: skip
    size = sum(counts)
    row = st.lists(st.integers(-99, 99), min_size=size, max_size=size).map(tuple)
    rows = draw(st.lists(row, min_size=size, max_size=size))
    return Project(one_line(draw(NAMES)), descriptors, tuple(rows))


def one_line(text: str) -> str:
    return " ".join(text.split())


@given(projects())
def test_a_project_comes_back_from_a_case_and_from_its_file(project: Project) -> None:
    futures, renamed = of_project(project)
    assert renamed == ()
    settings = tomllib.loads(case_files(futures, "any")["case.toml"])
    assert settings["question"] == project.name
    low, high = settings["impact_range"]
    assert all(low <= cell <= high for row in project.impacts for cell in row)
    assert read_scw(write_scw(project, "utf-8"), "a.scw") == project
    cells = {(row.from_state, row.to_state): row.impact for row in futures.impacts}
    names = [row.state_id for row in futures.states]
    assert project.impacts == tuple(
        tuple(cells.get((one, other), 0) for other in names) for one in names
    )


def test_a_case_comes_back_from_its_project(minimal: Case, tmp_path: Path) -> None:
    project = project_of(minimal)
    assert project.name == minimal.question
    assert project.descriptors[0] == Descriptor("Rain", ("Wet", "Dry"))
    back = made(read_scw(write_scw(project), "minimal.scw"), tmp_path / "back")
    assert [row.title for row in back.drivers] == [row.title for row in minimal.drivers]
    assert [row.title for row in back.states] == [row.title for row in minimal.states]
    # D1.wet promotes D2.open by 2: the first state of the first driver, that of the second.
    assert [(row.from_state, row.to_state, row.impact) for row in back.impacts] == [
        ("D1.1", "D2.1", 2)
    ]
    assert project_of(back) == project


def test_solutions_have_weight_smallest_lead_and_total(tmp_path: Path) -> None:
    solutions, weighed = solutions_of(made(WEATHER, tmp_path / "day"))
    # The weather stays what it is; the mood follows it. Each scenario has two starts.
    # Nothing acts on the weather: its lead is 0. The mood's balance is 2 with sun, 1 with rain.
    assert solutions == (Solution((0, 0), 2, 0, 2), Solution((1, 1), 2, 0, 1))
    assert weighed
    assert read_sl(write_sl(solutions), "day.sl", (2, 2)) == solutions


def test_a_published_matrix_gives_scenariowizard_s_own_numbers(
    shared: Path, tmp_path: Path
) -> None:
    # sei_global of the Stockholm Environment Institute, with the solution file of ScenarioWizard.
    impacts = published(shared / "published" / "sei_global.csv")
    pairs = zip(impacts.descriptors, impacts.states, strict=True)
    descriptors = tuple(Descriptor(name, states) for name, states in pairs)
    case = made(Project("Which world?", descriptors, impacts.cells), tmp_path / "world")
    with (shared / "published" / "sei_global_solutions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    expected = {
        Solution(
            tuple(impacts.place(name, row[name])[1] for name in impacts.descriptors),
            float(row["scenariowizard_weight"]),
            int(row["scenariowizard_consistency"]),
            int(row["scenariowizard_total_impact"]),
        )
        for row in rows
    }
    found, _ = solutions_of(case)
    assert set(found) == expected
    assert len(found) == len(rows) > 0


def test_a_state_held_leaves_the_others_out_and_does_not_change_weights(tmp_path: Path) -> None:
    case = made(WEATHER, tmp_path / "day")
    assert solutions_of(case, ["D1.2"])[0] == (Solution((1, 1), 2, 0, 1),)
    with pytest.raises(ExchangeError, match=r"^there is no state D9; fix one of states\.csv$"):
        solutions_of(case, ["D9"])


def test_weights_are_0_where_the_starts_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "STARTS", 3)
    solutions, weighed = solutions_of(made(WEATHER, tmp_path / "day"))
    assert (weighed, {one.weight for one in solutions}) == (False, {0})


def test_too_many_scenarios_are_counted_and_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without impacts every configuration holds: 2 times 2.
    case = made(replace(WEATHER, impacts=((0,) * 4,) * 4), tmp_path / "day")
    monkeypatch.setattr(exchange, "MOST", 4)
    assert len(solutions_of(case)[0]) == 4
    monkeypatch.setattr(exchange, "MOST", 3)
    advice = "fix one or more states with --fix STATE_ID, and export part by part"
    with pytest.raises(ExchangeError) as error:
        solutions_of(case)
    said = "there are 4 consistent scenarios, and a file lists at most 3"
    assert str(error.value) == f"{said}; {advice}"
    assert len(solutions_of(case, ["D1.1"])[0]) == 2
    monkeypatch.setattr(exchange, "count", lambda *_, **__: None)
    with pytest.raises(ExchangeError, match=r"^there are more than 3 consistent scenarios"):
        solutions_of(case)


def test_a_search_that_does_not_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "SECONDS", 1e-9)
    with pytest.raises(ExchangeError, match=r"^0 consistent scenarios were found in 1e-09 s, not"):
        solutions_of(made(WEATHER, tmp_path / "day"))


def test_json_has_every_text_and_the_sources(minimal: Case) -> None:
    found = json.loads(as_json(minimal))
    assert list(found) == [
        "case_id",
        "question",
        "opens",
        "closes",
        "as_of",
        "handling",
        "impact_range",
        "input_hash",
        "drivers",
        "impacts",
        "consistency",
        "exclusions",
        "scenarios",
        "sources",
    ]
    assert found["handling"] == "EXERCISE"
    assert found["drivers"][0]["title"] == "Rain"
    assert [state["state_id"] for state in found["drivers"][0]["states"]] == ["D1.wet", "D1.dry"]
    assert found["impacts"][0]["rationale"] == "Pressure."
    assert found["consistency"][0]["reason"] == "No reason to open."
    assert found["scenarios"][0]["states"] == ["D1.wet", "D2.open"]
    assert len(found["sources"]) == 4
    assert as_json(minimal) == as_json(minimal)


def test_json_keeps_extra_columns_but_never_lets_them_hide_a_column(minimal: Case) -> None:
    cells = minimal.drivers[0].cells() | {"owner": "ana", "cells": "x"}
    case = replace(minimal, drivers=(Driver(**cells),))
    found = json.loads(as_json(case))["drivers"][0]
    assert (found["owner"], found["cells"], found["title"]) == ("ana", "x", "Rain")


def test_a_case_without_drivers_has_nothing_to_give(minimal: Case) -> None:
    bare = replace(minimal, drivers=(), states=())
    for make in (futures_of, project_of, solutions_of, as_json):
        with pytest.raises(ExchangeError, match=r"^case minimal has no scenario work as of 20"):
            make(bare)


def test_a_driver_without_states_has_no_matrix(minimal: Case) -> None:
    bare = replace(minimal, states=minimal.states[2:], impacts=())
    with pytest.raises(ExchangeError, match=r"^case minimal: descriptor D1 has no states"):
        project_of(bare)


def test_states_stand_in_the_order_of_their_drivers(minimal: Case) -> None:
    mixed = replace(minimal, states=minimal.states[::-1])
    assert [row.driver_id for row in futures_of(mixed).states] == ["D1"] * 2 + ["D2"] * 2 + [
        "D3"
    ] * 2


def test_what_a_scenario_feeds_is_left_out_and_counted(minimal: Case) -> None:
    kept, strange = without_strangers(futures_of(minimal))
    assert (strange, kept.scenarios[0].hypothesis_id) == (1, "")
    assert kept.scenarios[0].title == "Flood"


def test_a_span_and_a_question_that_are_known_need_no_stand_in() -> None:
    futures = Futures('Who "said" \\ that?\n', opens=date(2025, 1, 1), closes=date(2025, 2, 1))
    text = case_files(futures, "said")["case.toml"]
    found = tomllib.loads(text)
    assert (found["question"], found["opens"]) == ('Who "said" \\ that?\n', date(2025, 1, 1))
    assert "stand-in" not in text
