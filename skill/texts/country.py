"""Which country a device stands in, as far as its time zone and its locale tell."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from skill.texts.catalog import DEFAULT, TEXTS_FOLDER, catalog

UNKNOWN_COUNTRY = "ZZ"
"""A country for which there are no texts: the code that ISO 3166 leaves to its users."""


def country_of(locale: str, zone: str | None) -> str:
    """Return the zone's country, or ELSEWHERE if there are no texts for it; without one, the locale's region.

    A zone tells more than a locale: many who live in Ireland or New Zealand speak to Alexa as if elsewhere. Where
    neither tells, it is the United States, as for every locale without texts.
    """
    there = _written(catalog(locale).locale.partition("-")[0])
    country = _countries().get(zone or "")
    if country:
        return country if country in there else UNKNOWN_COUNTRY
    region = locale.partition("-")[2].upper()
    return region if region in there else DEFAULT.partition("-")[2]


@cache
def _written(language: str) -> frozenset[str]:
    return frozenset(path.stem for path in (TEXTS_FOLDER / language / "countries").glob("*.toml"))


@cache
def _countries() -> Mapping[str, str]:
    """Return the country of every zone that lies in one, also by the names that zones once had."""
    tables = files("tzdata") / "zoneinfo"
    found = {}
    for row in (tables / "zone.tab").read_text("utf-8").splitlines():
        if not row.startswith("#"):
            country, _, zone = row.split("\t")[:3]
            found[zone] = country
    for row in (tables / "tzdata.zi").read_text("utf-8").splitlines():
        if row.startswith("L "):
            _, zone, other_name = row.split()
            # A link may cross a border (Copenhagen keeps Berlin's time), so zone.tab has the first word.
            if zone in found:
                found.setdefault(other_name, found[zone])
    return found
