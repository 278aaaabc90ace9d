"""Was it in a town? The nearest town of each event, and what its precision lets one say.

UCDP and ACLED place an event to a point and say how good the point is; a poor one is often a
district's middle, which may fall on the seat's own point (Niono cercle on Niono). So nearness
alone does not make an attack urban, and what cannot be told is "unknown", not "no".
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import KDTree

from sat.events.places import Place, country_code, distance_km

# Precision 2 is "within about 25 km of a known point" (UCDP GED codebook): so far may the true
# place lie from the point. ACLED's 2, part of a region around a town, is taken to be the same.
NEAR_SLACK_KM = 25.0


def near_towns(
    frame: pd.DataFrame,
    places: Sequence[Place],
    in_km: float = 5,
    near_km: float = 20,
    min_population: int = 50_000,
) -> pd.DataFrame:
    """The nearest town of each event and whether the event was in it, by great circle.

    Parameters
    ----------
    frame
        Events, tidy (``sat.events.COLUMNS``).
    places
        Where towns are: the ``gazetteer`` of every country in the frame, and of neighbours where
        the border is near. Replace a place by ``Place.at`` to measure from a point of your own.
    in_km, near_km
        How far from the town's point "in" and "near" reach, that distance included.
    min_population
        Inhabitants from which on a place is a town.

    Returns a frame with the index of ``frame`` and four columns: ``town`` and ``agglomeration``,
    blank where no town is within ``near_km``; ``distance`` in km to the nearest town however far,
    NaN without coordinates; and ``urban``:

    - "in": the place is exact (precision 1) and within ``in_km``;
    - "near": it is exact or nearly so (1, 2) and within ``near_km``, yet not "in";
    - "no": it is exact and farther than ``near_km``, or nearly so and more than 25 km farther;
    - "unknown": all else. A coarse place, none, or far from all towns given, but in a country of
      which no place is given.

    Raises ``ValueError`` where the distances are not 0 <= in_km <= near_km, or no place is a town.

    """
    if not 0 <= in_km <= near_km < np.inf:
        raise ValueError(f"in_km is {in_km} and near_km {near_km}; it is 0 <= in_km <= near_km")
    towns = [place for place in places if place.population >= min_population]
    if not towns:
        raise ValueError(
            f"none of the {len(places)} places has {min_population} inhabitants or more; "
            "give more places, or a lower min_population"
        )
    towns.sort(key=lambda place: (-place.population, place.country_code, place.name))
    nearest, distance = _nearest(frame, towns)
    within = distance <= near_km
    return pd.DataFrame(
        {
            "town": _where(within, [town.name for town in towns], nearest),
            "agglomeration": _where(within, [town.agglomeration for town in towns], nearest),
            "distance": distance,
            "urban": _urban(frame, distance, (in_km, near_km), _covered(frame, places)),
        },
        index=frame.index,
    ).astype({"town": "str", "agglomeration": "str", "urban": "str"})


def _nearest(
    frame: pd.DataFrame, towns: Sequence[Place]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Number of the nearest town and its distance in km, NaN where an event has no point.

    Of two towns on one point the first counts.
    """
    points = frame[["latitude", "longitude"]].to_numpy(dtype=np.float64)
    known = np.isfinite(points).all(axis=1)
    nearest = np.zeros(len(points), dtype=np.intp)
    distance = np.full(len(points), np.nan)
    if known.any():
        found, first = np.unique(_coordinates(towns), axis=0, return_index=True)
        # The straight line through the Earth grows with the great circle, so the tree's answer
        # is the same, and no table of events by towns has to fit into memory.
        _, leaf = KDTree(_on_sphere(found)).query(_on_sphere(points[known]))
        nearest[known] = first[leaf]
        distance[known] = distance_km(*points[known].T, *found[leaf].T)
    return nearest, distance


def _coordinates(towns: Sequence[Place]) -> NDArray[np.float64]:
    return np.array([[town.latitude, town.longitude] for town in towns], dtype=np.float64)


def _on_sphere(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of a sphere of radius 1, from degrees north and east."""
    phi, lam = np.radians(degrees).T
    return np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


def _where(
    within: NDArray[np.bool_], names: Sequence[str], nearest: NDArray[np.intp]
) -> NDArray[np.object_]:
    return np.where(within, np.array(names, dtype=object)[nearest], "")


def _covered(frame: pd.DataFrame, places: Sequence[Place]) -> NDArray[np.bool_]:
    """Is there a place in the event's own country? Else a town near it may be missing here."""
    given = {place.country_code for place in places}
    countries = {name: _code(str(name)) in given for name in frame["country"].unique()}
    return frame["country"].map(countries).to_numpy(dtype=np.bool_)


def _code(country: str) -> str:
    try:
        return country_code(country)
    except ValueError:
        return ""


def _urban(
    frame: pd.DataFrame,
    distance: NDArray[np.float64],
    reach: tuple[float, float],
    covered: NDArray[np.bool_],
) -> NDArray[np.str_]:
    exact = frame["exact_place"].to_numpy(dtype=np.bool_)
    nearly = frame["near_place"].to_numpy(dtype=np.bool_)
    in_km, near_km = reach
    far = (exact & (distance > near_km)) | (nearly & (distance > near_km + NEAR_SLACK_KM))
    kinds = [exact & (distance <= in_km), (exact | nearly) & (distance <= near_km), far & covered]
    return np.select(kinds, ["in", "near", "no"], "unknown")
