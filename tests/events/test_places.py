"""Distances against published ones; places and countries by the names that people write."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.events.countries import OTHER_NAMES, folded
from sat.events.places import (
    CITY,
    CITY_RADIUS_KM,
    EARTH_RADIUS_KM,
    Place,
    country_code,
    country_iso3,
    distance_km,
    find_place,
    gazetteer,
)

HALF_ROUND = math.pi * EARTH_RADIUS_KM
POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def test_distances_are_those_published_with_the_same_radius() -> None:
    # Documentation of the package haversine 2.1.1, Lyon to Paris; its radius is the same.
    assert float(distance_km(45.7597, 4.8422, 48.8567, 2.3508)) == pytest.approx(392.2172595594)
    # Documentation of R's mpathsenser, Frankfurt to Chicago O'Hare; its radius is 6371 km.
    ohare = float(distance_km(50.03333, 8.570556, 41.97861, -87.90472))
    assert ohare * 6371 / EARTH_RADIUS_KM == pytest.approx(6971.059, abs=0.001)


@pytest.mark.parametrize(
    ("points", "share"),
    [
        ((12.6, -8.0, 12.6, -8.0), 0),
        ((0, 0, 0, 180), 1),
        ((90, 0, -90, 0), 1),
        ((45, 10, -45, -170), 1),
        ((90, 17, 90, -120), 0),
        ((0, 180, 0, -180), 0),
        ((0, 0, 0, 90), 1 / 2),
        ((0, 179, 0, -179), 1 / 90),
        ((0, 0, 1, 0), 1 / 180),
    ],
)
def test_distances_are_the_shares_of_half_the_globe_that_geometry_says(
    points: tuple[float, float, float, float], share: float
) -> None:
    assert float(distance_km(*points)) == pytest.approx(share * HALF_ROUND, abs=1e-6)


def test_distances_of_arrays_are_taken_point_by_point() -> None:
    towns = np.array([[12.0, -8.0], [13.0, -7.0], [14.0, -6.0]])
    table = distance_km(towns[:, None, 0], towns[:, None, 1], towns[None, :, 0], towns[None, :, 1])
    assert table.shape == (3, 3)
    for row, first in enumerate(towns):
        for column, second in enumerate(towns):
            assert table[row, column] == distance_km(*first, *second)


def test_a_missing_coordinate_gives_a_missing_distance() -> None:
    assert np.isnan(distance_km([12.0, np.nan], [np.nan, -8.0], 12.0, -8.0)).all()


@pytest.mark.parametrize(
    ("point", "message"),
    [
        ((90.5, 0), "latitude is 90.5; it goes from -90 to 90"),
        ((0, -181), "longitude is -181; it goes from -180 to 180"),
        ((math.inf, 0), "latitude is inf"),
    ],
)
def test_a_coordinate_that_cannot_be_is_named(point: tuple[float, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        distance_km(*point, 0, 0)
    with pytest.raises(ValueError, match=message):
        distance_km(0, 0, *point)


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways_and_never_beyond_the_antipode(
    first: tuple[float, float], second: tuple[float, float]
) -> None:
    there = float(distance_km(*first, *second))
    assert there == float(distance_km(*second, *first))
    assert 0 <= there <= HALF_ROUND * (1 + 1e-12)


@given(POINTS, POINTS, POINTS)
def test_a_detour_is_never_shorter(
    first: tuple[float, float], second: tuple[float, float], third: tuple[float, float]
) -> None:
    direct = float(distance_km(*first, *third))
    detour = float(distance_km(*first, *second)) + float(distance_km(*second, *third))
    # Near antipodes the arc sine is steep: some metres are lost there.
    assert direct <= detour + 0.01


@given(POINTS, st.floats(-180, 180))
def test_turning_the_globe_changes_no_distance(point: tuple[float, float], turn: float) -> None:
    latitude, longitude = point
    turned = (longitude + turn + 180) % 360 - 180
    moved = (0.0 + turn + 180) % 360 - 180
    before, after = (
        distance_km(latitude, longitude, 10, 0),
        distance_km(latitude, turned, 10, moved),
    )
    assert float(before) == pytest.approx(float(after), abs=0.01)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Ségou", "Ségou"),
        ("Segou", "Ségou"),
        ("SEGOU", "Ségou"),
        ("Tombouctou", "Timbuktu"),
        ("kalaban-koro", "Kalaban Koro"),
        ("Sangarebougou", "Sangarébougou"),
    ],
)
def test_a_place_is_found_however_its_name_is_written(name: str, found: str) -> None:
    assert find_place(name, "ML").name == found
    assert find_place(name, "ml").country_code == "ML"


def test_a_place_has_geonames_point_and_population() -> None:
    place = find_place("Bamako", "ML")  # as in the file of GeoNames, 2026
    assert (place.latitude, place.longitude) == (12.60915, -7.97522)
    assert place.population > 2_000_000


def test_an_unknown_place_is_named_with_those_spelled_like_it() -> None:
    message = "^no place 'Bamka' in ML with 15000 inhabitants or more; did you mean 'Bamako'"
    with pytest.raises(ValueError, match=message):
        find_place("Bamka", "ML")
    with pytest.raises(ValueError, match=r"^no place 'zzz' in ML with 15000 inhabitants or more$"):
        find_place("zzz", "ML")
    with pytest.raises(ValueError, match=r"^no place '' in ML"):
        find_place("", "ML")
    with pytest.raises(ValueError, match=r"no place '\\u001b\[31m' in ML"):
        find_place("\x1b[31m", "ML")


def test_a_name_that_several_places_bear_is_refused_with_their_points() -> None:
    with pytest.raises(ValueError, match=r"'springfield' is not one place in US: Spr.* at 39\.80"):
        find_place("springfield", "US")


def test_a_place_of_another_country_is_not_found() -> None:
    with pytest.raises(ValueError, match="no place 'Niamey' in ML"):
        find_place("Niamey", "ML")


def test_the_gazetteer_begins_with_the_largest_and_keeps_to_its_bound() -> None:
    towns = gazetteer(["ML"], 50_000)
    assert towns[0].name == "Bamako"
    assert {"Kati", "Niono", "Sikasso", "Ségou"} <= {town.name for town in towns}
    assert "Sangarébougou" not in {town.name for town in towns}
    sizes = [town.population for town in towns]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) >= 50_000
    assert set(towns) < set(gazetteer(["ML"]))


def test_the_gazetteer_puts_countries_together_once_each() -> None:
    both = gazetteer(["ML", "bf", "ML"])
    assert {place.country_code for place in both} == {"ML", "BF"}
    assert len(both) == len(gazetteer(["ML"])) + len(gazetteer(["BF"]))
    assert gazetteer([]) == ()


def test_what_the_gazetteer_cannot_have_is_refused() -> None:
    with pytest.raises(ValueError, match="no country has the code 'XX'; write ISO's two letters"):
        gazetteer(["XX"])
    with pytest.raises(ValueError, match="min_population is 1000; the gazetteer begins at 15000"):
        gazetteer(["ML"], 1000)


@pytest.mark.parametrize("name", ["Kati", "Kalaban Koro", "Dialakorodji", "Sangarebougou"])
def test_the_towns_around_bamako_belong_to_it(name: str) -> None:
    assert find_place(name, "ML").agglomeration == "Bamako"


@pytest.mark.parametrize("name", ["Bamako", "Koulikoro", "Sikasso"])
def test_a_place_far_from_a_larger_city_is_its_own(name: str) -> None:
    assert find_place(name, "ML").agglomeration == find_place(name, "ML").name


@pytest.mark.parametrize("code", ["ML", "BF", "CD", "CG", "LU"])
def test_agglomerations_follow_their_rule_place_by_place(code: str) -> None:
    places = gazetteer([code])
    for place in places:
        cities = [
            other.name
            for other in places
            if other.population >= CITY
            and distance_km(place.latitude, place.longitude, other.latitude, other.longitude)
            <= CITY_RADIUS_KM
        ]
        assert place.agglomeration == (cities[0] if cities else place.name)


def test_a_city_across_the_border_takes_nothing_in() -> None:
    # Brazzaville and Kinshasa lie within sight of each other.
    assert find_place("Brazzaville", "CG").agglomeration == "Brazzaville"
    assert find_place("Kinshasa", "CD").agglomeration == "Kinshasa"


def test_a_place_can_be_measured_from_the_callers_point() -> None:
    bamako = find_place("Bamako", "ML")
    own = bamako.at(12.639, -8.003)
    assert own == Place("Bamako", "ML", 12.639, -8.003, bamako.population, "Bamako")
    assert (bamako.latitude, bamako.longitude) == (12.60915, -7.97522)


def test_the_reference_point_moves_a_real_event_across_20_km() -> None:
    # UCDP's event 609969; both distances are those of the reference notes.
    event = (12.52888, -7.82169)
    bamako = find_place("Bamako", "ML")
    own = bamako.at(12.639, -8.003)
    assert float(distance_km(*event, bamako.latitude, bamako.longitude)) == pytest.approx(
        18.9, abs=0.05
    )
    assert float(distance_km(*event, own.latitude, own.longitude)) == pytest.approx(23.2, abs=0.05)


@pytest.mark.parametrize(
    ("name", "code", "iso3"),
    [
        ("Mali", "ML", "MLI"),
        ("mali", "ML", "MLI"),
        ("Burkina Faso", "BF", "BFA"),
        ("Ivory Coast", "CI", "CIV"),
        ("Côte d'Ivoire", "CI", "CIV"),
        ("Niger", "NE", "NER"),
        ("Nigeria", "NG", "NGA"),
        ("Guinea", "GN", "GIN"),
        ("Guinea-Bissau", "GW", "GNB"),
        ("DR Congo (Zaire)", "CD", "COD"),
        ("Congo", "CG", "COG"),
        ("Myanmar (Burma)", "MM", "MMR"),
        ("Yemen (North Yemen)", "YE", "YEM"),
        ("Russia (Soviet Union)", "RU", "RUS"),
        ("Kingdom of eSwatini (Swaziland)", "SZ", "SWZ"),
        ("eSwatini", "SZ", "SWZ"),
        ("Democratic Republic of Congo", "CD", "COD"),
        ("Palestine", "PS", "PSE"),
        ("Kosovo", "XK", "XKX"),
        ("Türkiye", "TR", "TUR"),
        ("United States of America", "US", "USA"),
    ],
)
def test_countries_are_known_as_ucdp_acled_and_plain_english_write_them(
    name: str, code: str, iso3: str
) -> None:
    assert country_code(name) == code
    assert country_iso3(name) == iso3


def test_every_country_of_the_reference_file_has_its_code(shared: Path) -> None:
    path = shared / "data" / "ucdp_candidate_26_0_1-2_west_africa.csv"
    with path.open(newline="", encoding="utf-8") as file:
        names = {row["country"] for row in csv.DictReader(file)}
    assert {country_code(name) for name in names} <= {
        *("ML", "NE", "BF", "NG", "GH", "TG", "BJ", "DZ"),
    }


@pytest.mark.parametrize("name", sorted(OTHER_NAMES))
def test_every_other_name_leads_to_a_country_and_repeats_no_name_of_geonames(name: str) -> None:
    assert country_code(name) == OTHER_NAMES[name]
    assert sum(folded(other) == folded(name) for other in OTHER_NAMES) == 1
    assert country_iso3(name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Malli", "^no country 'Malli'; did you mean 'Mali'"),
        ("Utopia", "^no country 'Utopia'"),
        ("\x1b[31m", r"^no country '\\u001b\[31m'$"),
        ("", "^no country ''$"),
    ],
)
def test_an_unknown_country_is_named_with_those_spelled_like_it(name: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        country_code(name)
    with pytest.raises(ValueError, match=message):
        country_iso3(name)


@given(st.text(max_size=40))
def test_folding_a_name_twice_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)
