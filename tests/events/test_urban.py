"""Which events were in a town: every rule on made-up points, then real rows of early 2026."""

import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.events.places import EARTH_RADIUS_KM, Place, distance_km, gazetteer
from sat.events.urban import near_towns

DEGREE_KM = EARTH_RADIUS_KM * np.pi / 180  # of a meridian
OAKTON = Place("Oakton", "ML", 0.0, 0.0, 60_000, "Oakton")
ELMTON = Place("Elmton", "ML", 1.0, 0.0, 90_000, "Great Elm")
HAMLET = Place("Hamlet", "ML", 0.1, 0.0, 20_000, "Hamlet")
COLUMNS = ("latitude", "longitude", "country", "exact_place", "near_place")


def events(*rows: tuple[float, float, int], country: str = "Mali") -> pd.DataFrame:
    """Events at a latitude and longitude, each with the precision of its place."""
    cells = [(lat, lon, country, exact == 1, exact in (1, 2)) for lat, lon, exact in rows]
    return pd.DataFrame(cells, columns=list(COLUMNS))


def north(km: float, precision: int = 1) -> pd.DataFrame:
    """One event so many km north of Oakton."""
    return events((km / DEGREE_KM, 0.0, precision))


@pytest.mark.parametrize(
    ("km", "precision", "urban"),
    [
        (0, 1, "in"),
        (4.9, 1, "in"),
        (5.1, 1, "near"),
        (19.9, 1, "near"),
        (20.1, 1, "no"),
        (0, 2, "near"),
        (19.9, 2, "near"),
        (20.1, 2, "unknown"),
        (44.9, 2, "unknown"),
        (45.1, 2, "no"),
        (0, 3, "unknown"),
        (19.9, 4, "unknown"),
        (50, 3, "unknown"),
        (50, 6, "unknown"),
    ],
)
def test_precision_and_distance_together_say_how_urban(
    km: float, precision: int, urban: str
) -> None:
    found = near_towns(north(km, precision), [OAKTON])
    assert found.loc[0, "urban"] == urban
    assert found.loc[0, "distance"] == pytest.approx(km, abs=1e-9)
    assert found.loc[0, "town"] == ("Oakton" if km <= 20 else "")


def test_the_bounds_belong_to_what_they_bound() -> None:
    # Exact in binary: the same number is measured and given as the bound.
    km = float(distance_km(0, 0, 0.5, 0))
    frame = events((0.5, 0.0, 1))
    assert near_towns(frame, [OAKTON], in_km=km, near_km=km).loc[0, "urban"] == "in"
    assert near_towns(frame, [OAKTON], in_km=0, near_km=km).loc[0, "urban"] == "near"
    assert near_towns(frame, [OAKTON], in_km=0, near_km=km * 0.999).loc[0, "urban"] == "no"


def test_the_nearest_town_counts_and_its_agglomeration_is_told() -> None:
    found = near_towns(events((0.95, 0.0, 1), (0.02, 0.0, 1), (0.5, 0.0, 1)), [OAKTON, ELMTON])
    assert found["town"].tolist() == ["Elmton", "Oakton", ""]
    assert found["agglomeration"].tolist() == ["Great Elm", "Oakton", ""]
    assert found["urban"].tolist() == ["near", "in", "no"]


def test_a_place_with_too_few_inhabitants_is_no_town() -> None:
    frame = events((0.1, 0.0, 1))
    assert near_towns(frame, [OAKTON, HAMLET]).loc[0, "town"] == "Oakton"
    small = near_towns(frame, [OAKTON, HAMLET], min_population=20_000)
    assert small.loc[0, "town"] == "Hamlet"
    assert small.loc[0, "urban"] == "in"


def test_an_event_without_a_point_is_unknown_and_stops_no_other() -> None:
    found = near_towns(events((np.nan, np.nan, 1), (0.0, np.nan, 1), (0.0, 0.0, 1)), [OAKTON])
    assert found["urban"].tolist() == ["unknown", "unknown", "in"]
    assert found["town"].tolist() == ["", "", "Oakton"]
    assert found["distance"].isna().tolist() == [True, True, False]
    alone = near_towns(events((np.nan, np.nan, 1)), [OAKTON])
    assert alone["urban"].tolist() == ["unknown"]


def test_no_is_not_said_of_a_country_without_places() -> None:
    far = {"Mali": "no", "Niger": "unknown", "DR Congo (Zaire)": "unknown", "Utopia": "unknown"}
    for country, urban in far.items():
        frame = events((10.0, 0.0, 1), (0.0, 0.0, 1), country=country)
        assert near_towns(frame, [OAKTON])["urban"].tolist() == [urban, "in"]


def test_of_two_towns_on_one_point_the_larger_counts() -> None:
    twin = Place("Twin", "ML", 0.0, 0.0, 70_000, "Twin")
    for places in ([OAKTON, twin], [twin, OAKTON]):
        assert near_towns(north(1), places).loc[0, "town"] == "Twin"


def test_a_town_across_the_date_line_is_near() -> None:
    town = Place("Edge", "FJ", 0.0, 179.95, 60_000, "Edge")
    found = near_towns(events((0.0, -179.95, 1), country="Fiji"), [town])
    assert found.loc[0, "urban"] == "near"
    assert found.loc[0, "distance"] == pytest.approx(0.1 * DEGREE_KM)


def test_the_index_of_the_events_is_kept_and_the_events_are_left_alone() -> None:
    frame = events((0.0, 0.0, 1), (2.0, 0.0, 3)).set_axis(["b", "a"])
    before = frame.copy()
    found = near_towns(frame, [OAKTON])
    assert found.index.tolist() == ["b", "a"]
    assert list(found) == ["town", "agglomeration", "distance", "urban"]
    pd.testing.assert_frame_equal(frame, before)


def test_no_events_give_an_empty_frame_of_the_same_columns() -> None:
    found = near_towns(events(), [OAKTON])
    assert found.empty
    assert list(found) == ["town", "agglomeration", "distance", "urban"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"in_km": 30}, "in_km is 30 and near_km 20; it is 0 <= in_km <= near_km"),
        ({"in_km": -1}, "in_km is -1 and near_km 20"),
        ({"near_km": float("nan")}, "near_km nan"),
        ({"min_population": 10**6}, "none of the 1 places has 1000000 inhabitants or more; give"),
    ],
)
def test_bounds_that_cannot_be_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        near_towns(north(1), [OAKTON], **changes)


COORDINATES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(st.lists(COORDINATES, min_size=1, max_size=8), st.lists(COORDINATES, min_size=1, max_size=8))
def test_the_nearest_town_is_that_of_all_distances(
    points: list[tuple[float, float]], towns: list[tuple[float, float]]
) -> None:
    places = [Place(f"T{n}", "ML", *town, 60_000, f"T{n}") for n, town in enumerate(towns)]
    found = near_towns(events(*((*point, 1) for point in points)), places)
    for distance, point in zip(found["distance"], points, strict=True):
        shortest = min(float(distance_km(*point, *town)) for town in towns)
        assert distance == pytest.approx(shortest, abs=0.01)


def test_all_of_ucdp_by_a_thousand_towns_needs_less_than_200_mb() -> None:
    draw = np.random.default_rng(20260101)
    rows = 418_000
    columns = {
        "latitude": draw.uniform(-60, 60, rows),
        "longitude": draw.uniform(-180, 180, rows),
        "country": "Mali",
        "exact_place": True,
        "near_place": True,
    }
    frame = pd.DataFrame(columns)
    points = draw.uniform(-60, 60, (1000, 2))
    places = [Place(f"T{n}", "ML", *point, 60_000, f"T{n}") for n, point in enumerate(points)]
    tracemalloc.start()
    try:
        near_towns(frame, places)
        assert tracemalloc.get_traced_memory()[1] < 200e6
    finally:
        tracemalloc.stop()


@pytest.fixture
def jnim_in_mali(shared: Path) -> pd.DataFrame:
    """Real rows: JNIM in Mali, January and February 2026, by UCDP Candidate."""
    from sat.events import read_ucdp

    path = shared / "data" / "ucdp_candidate_26_0_1-2_west_africa.csv"
    frame = read_ucdp(path, actor="JNIM", countries=("Mali",))
    return frame.set_index("event_id", drop=False)


def test_real_events_near_towns_are_those_of_the_reference_notes(
    jnim_in_mali: pd.DataFrame,
) -> None:
    found = near_towns(jnim_in_mali, gazetteer(["ML"]))
    within = found[found["distance"] <= 20]
    assert len(within) == 9
    assert within["urban"].value_counts().to_dict() == {"near": 6, "in": 2, "unknown": 1}
    assert within.loc["613080", ["town", "urban"]].tolist() == ["Niono", "unknown"]
    assert within.loc["609655", ["town", "urban"]].tolist() == ["Niono", "in"]
    assert within.loc["615658", ["town", "urban"]].tolist() == ["Sikasso", "in"]
    dates = jnim_in_mali["date"].dt.strftime("%Y-%m-%d")
    assert dates["609655"] == "2026-01-01"
    assert dates["615658"] == "2026-02-16"
    assert jnim_in_mali.loc["615658", "killed_best"] == 13


def test_real_events_at_bamako_hang_on_the_reference_point(jnim_in_mali: pd.DataFrame) -> None:
    places = gazetteer(["ML"])
    own = [place.at(12.639, -8.003) if place.name == "Bamako" else place for place in places]
    two = ["609969", "613670"]  # Mountougoula, and the ambiguous row near Bamako's airport
    theirs = near_towns(jnim_in_mali, places).loc[two]
    assert theirs["urban"].tolist() == ["near", "near"]
    assert theirs["distance"].tolist() == pytest.approx([18.90, 5.28], abs=0.005)
    ours = near_towns(jnim_in_mali, own).loc[two]
    assert ours["urban"].tolist() == ["no", "in"]
    assert ours.loc["613670", "distance"] == pytest.approx(1.27, abs=0.005)
