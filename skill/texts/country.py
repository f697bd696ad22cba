"""Country: the country of a device, by its time zone and its locale."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from skill.texts.catalog import DEFAULT, TEXTS_FOLDER, catalog

UNKNOWN_COUNTRY = "ZZ"
"""The country where there are no texts for the real one: a code that ISO 3166 reserves for private use."""


def country_of(locale: str, zone: str | None) -> str:
    """Return the country (ISO 3166) of a time zone, or UNKNOWN_COUNTRY where it has no texts; else the locale's region.

    The zone comes first, because many users in Ireland or New Zealand have the locale of another country. Without a
    known zone or region it is the United States, as for every locale without texts.
    """
    with_texts = _countries_with_texts(catalog(locale).locale.partition("-")[0])
    country = _countries().get(zone or "")
    if country:
        return country if country in with_texts else UNKNOWN_COUNTRY
    region = locale.partition("-")[2].upper()
    return region if region in with_texts else DEFAULT.partition("-")[2]


@cache
def _countries_with_texts(language: str) -> frozenset[str]:
    return frozenset(path.stem for path in (TEXTS_FOLDER / language / "countries").glob("*.toml"))


@cache
def _countries() -> Mapping[str, str]:
    """Return the country of each time zone that lies in one, also by older names of zones."""
    tables = files("tzdata") / "zoneinfo"
    countries = {}
    for row in (tables / "zone.tab").read_text("utf-8").splitlines():
        if not row.startswith("#"):
            country, _, zone = row.split("\t")[:3]
            countries[zone] = country
    for row in (tables / "tzdata.zi").read_text("utf-8").splitlines():
        if row.startswith("L "):
            _, zone, other_name = row.split()
            # A link may cross a border (Copenhagen is linked to Berlin), so zone.tab takes precedence.
            if zone in countries:
                countries.setdefault(other_name, countries[zone])
    return countries
