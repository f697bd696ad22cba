from zoneinfo import available_timezones

import pytest

from skill.texts.catalog import TEXTS_FOLDER
from skill.texts.country import UNKNOWN_COUNTRY, country_of

WRITTEN = {path.stem for path in (TEXTS_FOLDER / "en" / "countries").glob("*.toml")}


@pytest.mark.parametrize("locale", ["en-US", "en-GB", "en-IN", "de-DE", ""])
@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Dublin", "IE"),
        ("Europe/London", "GB"),
        ("Pacific/Auckland", "NZ"),
        ("Australia/Perth", "AU"),
        ("America/Toronto", "CA"),
        ("America/New_York", "US"),
        ("America/Phoenix", "US"),
        ("America/Tijuana", "MX"),
        ("America/Sao_Paulo", "BR"),
        ("Atlantic/Canary", "ES"),
        ("Europe/Berlin", "DE"),
        ("Europe/Paris", "FR"),
        ("Europe/Rome", "IT"),
        ("Asia/Tokyo", "JP"),
        ("Asia/Kolkata", "IN"),
    ],
)
def test_a_zone_tells_the_country_whatever_the_locale(zone: str, country: str, locale: str) -> None:
    assert country_of(locale, zone) == country


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Asia/Calcutta", "IN"),
        ("Europe/Belfast", "GB"),
        ("US/Eastern", "US"),
        ("America/Montreal", "CA"),
        ("Australia/ACT", "AU"),
        ("NZ", "NZ"),
    ],
)
def test_a_zone_is_known_by_its_former_names(zone: str, country: str) -> None:
    assert country_of("en-US" if country != "US" else "en-GB", zone) == country


@pytest.mark.parametrize("zone", ["Mars/X", "UTC", "Etc/GMT+5", "", None])
@pytest.mark.parametrize(("locale", "country"), [("en-GB", "GB"), ("en-AU", "AU"), ("en-us", "US"), ("de-DE", "DE")])
def test_without_a_zone_that_tells_it_is_the_locales_region(zone: str | None, locale: str, country: str) -> None:
    assert country_of(locale, zone) == country


def test_a_country_that_borrows_its_clock_from_another_is_not_taken_for_it() -> None:
    assert country_of("en-GB", "Europe/Copenhagen") == UNKNOWN_COUNTRY


@pytest.mark.parametrize("zone", ["Asia/Singapore", "Europe/Amsterdam", "Africa/Lagos", "Pacific/Fiji"])
@pytest.mark.parametrize("locale", ["en-US", "en-GB", "en-AU"])
def test_where_a_zone_tells_of_another_country_no_number_of_the_locales_is_given(zone: str, locale: str) -> None:
    assert country_of(locale, zone) == UNKNOWN_COUNTRY


@pytest.mark.parametrize("locale", ["en-SG", "en", "", "sv-SE", "en-../US", "../../en"])
@pytest.mark.parametrize("zone", ["../America/New_York", None])
def test_where_neither_has_texts_it_is_the_united_states(locale: str, zone: str | None) -> None:
    assert country_of(locale, zone) == "US"


def test_every_zone_of_the_world_leads_to_a_country_with_texts() -> None:
    assert {country_of("en-US", zone) for zone in available_timezones()} == WRITTEN
