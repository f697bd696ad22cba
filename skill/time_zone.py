"""Time zone: where the speaker's days begin and end, by the device, the record or the locale."""

from dataclasses import replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from skill.journey import days
from skill.journey.journey import Journey, Zone
from skill.turn import Device, Turn

ZONE_CACHE_DAYS = 7
"""Days (UTC) after which a device is asked for its time zone again."""

MAX_TRAVEL_DAYS = 30
"""Days from today beyond which a day that travel skipped is no longer kept: no streak asks for it."""

USUAL_ZONES = {
    "en-US": "America/New_York",
    "en-GB": "Europe/London",
    "en-CA": "America/Toronto",
    "en-AU": "Australia/Sydney",
    "en-IN": "Asia/Kolkata",
}
"""The IANA zone where most speakers of a locale live, for a device that does not say where it is."""


def without_zone(turn: Turn) -> Turn:
    """Return the turn in the usual zone of its locale: nothing that is said depends on it."""
    return _localize(turn, None)


def with_country(turn: Turn, device: Device) -> Turn:
    """Return the turn in the device's zone and country, without the journey: the store may be down."""
    from skill.texts.country import country_of  # most turns don't need the world's time zones

    zone = _valid_zone(device.time_zone())
    return _localize(turn, zone, country=country_of(turn.locale, zone))


def with_journey(journey: Journey, turn: Turn, device: Device, *, asks_zone: bool) -> tuple[Journey, Turn]:
    """Return the journey with the device's zone, and the turn in it.

    The device is asked after ZONE_CACHE_DAYS or if it is another one, and in any case where `asks_zone`, because a
    time is to be promised. Where it does not answer, the last known zone stays, and it is asked again from the next
    day (UTC).
    """
    known = journey.zone
    before = (known.name or None) if known else None
    utc_day = turn.instant.astimezone(UTC).date()
    is_recent = known and known.device == turn.device and 0 <= (utc_day - known.checked).days < ZONE_CACHE_DAYS
    if (is_recent and not asks_zone) or not turn.device:
        return journey, _localize(turn, before, before=before)
    zone = _valid_zone(device.time_zone())
    if zone is None:
        expires_tomorrow = utc_day - timedelta(days=ZONE_CACHE_DAYS - 1)
        journey = replace(journey, zone=Zone(before or "", turn.device, expires_tomorrow))
        return journey, _localize(turn, before, before=before)
    skipped = journey.skipped_by_travel
    if before and before != zone:
        travelled = days.skipped_by_travel(turn.instant, ZoneInfo(before), ZoneInfo(zone))
        skipped = frozenset(day for day in skipped | travelled if abs((utc_day - day).days) <= MAX_TRAVEL_DAYS)
    journey = replace(journey, zone=Zone(zone, turn.device, utc_day), skipped_by_travel=skipped)
    return journey, _localize(turn, zone, before=before, is_fresh=True)


def _localize(
    turn: Turn, zone: str | None, *, before: str | None = None, is_fresh: bool = False, country: str | None = None
) -> Turn:
    """Return the turn in a zone; in the usual one of its locale, or in UTC, where the zone is unknown."""
    return replace(
        turn,
        zone=zone or USUAL_ZONES.get(turn.locale, "UTC"),
        zone_is_known=zone is not None,
        zone_is_fresh=is_fresh,
        zone_before=before,
        country=country or turn.country,
    )


def _valid_zone(name: str | None) -> str | None:
    """Return the IANA name if there is such a zone, None otherwise."""
    try:
        return ZoneInfo(name).key if name else None
    except (KeyError, ValueError, OSError):
        return None
