from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from skill.journey.days import BACKDATING_DAYS, local_day, loggable_days, skipped_by_travel, week_end, week_name

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
BEGIN, END = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (1970, 2100))
DAY = timedelta(days=1)

zones = st.sampled_from(ZONES).map(ZoneInfo)
instants = st.integers(BEGIN, END - 1).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
dates = st.dates(date(1970, 1, 9), date(2099, 12, 31))


def on_the_wall(instant: datetime, zone: ZoneInfo) -> datetime:
    offset = instant.astimezone(zone).utcoffset()
    assert offset is not None
    return instant.astimezone(UTC).replace(tzinfo=None) + offset


def offset_at(seconds: int, zone: ZoneInfo) -> timedelta:
    offset = datetime.fromtimestamp(seconds, zone).utcoffset()
    assert offset is not None
    return offset


@cache
def clock_changes() -> list[tuple[ZoneInfo, datetime]]:
    """Return an example of every way in which a clock was or will be changed anywhere from 1970 to 2100.

    Ways are alike that change from the same offset to the same other one at the same time of day.
    """
    fortnight = 14 * 86400
    found: dict[tuple[time, timedelta, timedelta], tuple[ZoneInfo, datetime]] = {}
    for zone in map(ZoneInfo, ZONES):
        before = offset_at(BEGIN, zone)
        for end in range(BEGIN + fortnight, END, fortnight):
            after = offset_at(end, zone)
            if after != before:
                low, high = end - fortnight, end
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (middle, high) if offset_at(middle, zone) == before else (low, middle)
                instant = datetime.fromtimestamp(high, UTC)
                found.setdefault(((instant + before).time(), before, after), (zone, instant))
            before = after
    return list(found.values())


@given(instants, zones, zones)
def test_a_day_lasts_until_the_clock_on_the_wall_says_three(instant: datetime, zone: ZoneInfo, other: ZoneInfo) -> None:
    wall = on_the_wall(instant, zone)
    evening_before = wall.time() < time(3)
    assert local_day(instant, zone) == (wall.date() - DAY if evening_before else wall.date())
    assert local_day(instant.astimezone(other), zone) == local_day(instant, zone)


@given(zones, dates, st.times(time(3)))
def test_what_is_done_from_three_to_midnight_belongs_to_the_date_on_the_calendar(
    zone: ZoneInfo, day: date, at: time
) -> None:
    instant = datetime.combine(day, at, zone).astimezone(UTC)
    assume(on_the_wall(instant, zone) == datetime.combine(day, at))  # the clock may have skipped it
    assert local_day(instant, zone) == day


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        # New York goes from 2:00 to 3:00, where a day ends.
        ("America/New_York", "2026-03-08T06:59:59+00:00", "2026-03-07"),
        ("America/New_York", "2026-03-08T07:00:00+00:00", "2026-03-08"),
        # In autumn it is half past one twice, both times of the evening before.
        ("America/New_York", "2026-11-01T05:30:00+00:00", "2026-10-31"),
        ("America/New_York", "2026-11-01T06:30:00+00:00", "2026-10-31"),
        ("America/New_York", "2026-11-01T07:59:59+00:00", "2026-10-31"),
        ("America/New_York", "2026-11-01T08:00:00+00:00", "2026-11-01"),
        # Berlin goes from 2:00 to 3:00, and back from 3:00 to 2:00 before it was ever three.
        ("Europe/Berlin", "2026-03-29T00:59:59+00:00", "2026-03-28"),
        ("Europe/Berlin", "2026-03-29T01:00:00+00:00", "2026-03-29"),
        ("Europe/Berlin", "2026-10-25T00:59:59+00:00", "2026-10-24"),
        ("Europe/Berlin", "2026-10-25T01:59:59+00:00", "2026-10-24"),
        ("Europe/Berlin", "2026-10-25T02:00:00+00:00", "2026-10-25"),
        # There is no midnight in Havana, Beirut and Cairo on the day that their summer begins.
        ("America/Havana", "2025-03-09T04:59:59+00:00", "2025-03-08"),
        ("America/Havana", "2025-03-09T05:00:00+00:00", "2025-03-08"),
        ("America/Havana", "2025-03-09T07:00:00+00:00", "2025-03-09"),
        ("Asia/Beirut", "2025-03-29T22:00:00+00:00", "2025-03-29"),
        ("Asia/Beirut", "2025-03-29T23:59:59+00:00", "2025-03-29"),
        ("Asia/Beirut", "2025-03-30T00:00:00+00:00", "2025-03-30"),
        ("Africa/Cairo", "2025-04-24T22:00:00+00:00", "2025-04-24"),
        ("Africa/Cairo", "2025-04-25T00:00:00+00:00", "2025-04-25"),
        # Cairo's autumn has eleven in the evening twice.
        ("Africa/Cairo", "2025-10-30T20:30:00+00:00", "2025-10-30"),
        ("Africa/Cairo", "2025-10-30T21:30:00+00:00", "2025-10-30"),
        # Lord Howe's summer is half an hour.
        ("Australia/Lord_Howe", "2026-04-04T15:00:00+00:00", "2026-04-04"),
        ("Australia/Lord_Howe", "2026-04-04T16:29:59+00:00", "2026-04-04"),
        ("Australia/Lord_Howe", "2026-04-04T16:30:00+00:00", "2026-04-05"),
        # Chatham goes back from 3:45 to 2:45: the evening before comes again, for a quarter of an hour.
        ("Pacific/Chatham", "2026-04-04T13:59:59+00:00", "2026-04-05"),
        ("Pacific/Chatham", "2026-04-04T14:00:00+00:00", "2026-04-04"),
        ("Pacific/Chatham", "2026-04-04T14:15:00+00:00", "2026-04-05"),
        # Samoa had no 30 December 2011; only its small hours go by that name.
        ("Pacific/Apia", "2011-12-30T09:59:59+00:00", "2011-12-29"),
        ("Pacific/Apia", "2011-12-30T10:00:00+00:00", "2011-12-30"),
        ("Pacific/Apia", "2011-12-30T13:00:00+00:00", "2011-12-31"),
        # Leap days, and a year without one.
        ("UTC", "2028-02-29T02:59:59+00:00", "2028-02-28"),
        ("UTC", "2028-02-29T03:00:00+00:00", "2028-02-29"),
        ("UTC", "2028-03-01T01:00:00+00:00", "2028-02-29"),
        ("UTC", "2100-03-01T02:00:00+00:00", "2100-02-28"),
        # The same instant, told from elsewhere.
        ("America/Los_Angeles", "2026-03-11T21:00:00+09:00", "2026-03-11"),
        ("America/Los_Angeles", "2026-03-11T18:59:59+09:00", "2026-03-10"),
    ],
)
def test_days_around_changed_clocks(zone: str, instant: str, day: str) -> None:
    assert local_day(datetime.fromisoformat(instant), ZoneInfo(zone)) == date.fromisoformat(day)


def test_no_clock_change_anywhere_skips_a_day() -> None:
    quarter = timedelta(minutes=15)
    changes = clock_changes()
    assert len(changes) > 100
    for zone, change in changes:
        instant = change - 36 * 4 * quarter
        day = local_day(instant, zone)
        while instant < change + 36 * 4 * quarter:
            instant += quarter
            before, day = day, local_day(instant, zone)
            assert before - DAY <= day <= before + DAY, (zone, instant)
            if day < before:
                set_back = on_the_wall(change - timedelta(seconds=1), zone), on_the_wall(change, zone)
                assert set_back[0].hour >= 3 > set_back[1].hour or set_back[1].date() < set_back[0].date(), zone


@given(zones, instants, st.integers(24, 24 * 90))
def test_in_one_zone_every_local_day_comes_once(zone: ZoneInfo, begin: datetime, hours: int) -> None:
    walked = [local_day(begin + timedelta(hours=n), zone) for n in range(hours)]
    every = [min(walked) + n * DAY for n in range((max(walked) - min(walked)).days + 1)]
    assert sorted(set(walked)) == every


@pytest.mark.parametrize(
    ("asked", "local", "day"),
    [
        ("2026-03-10", "2026-03-10T20:00", "2026-03-10"),
        ("2026-03-09", "2026-03-10T20:00", "2026-03-09"),
        ("2026-03-03", "2026-03-10T20:00", "2026-03-03"),
        # At one in the morning, "today" still means the evening before, and so does that evening's own date.
        ("2026-03-11", "2026-03-11T01:00", "2026-03-10"),
        ("2026-03-10", "2026-03-11T01:00", "2026-03-10"),
        ("2026-03-09", "2026-03-11T01:00", "2026-03-09"),
        ("2026-03-03", "2026-03-11T01:00", "2026-03-03"),
        ("2026-03-11", "2026-03-11T03:00", "2026-03-11"),
        # Over a leap day, and over a year's end.
        ("2028-02-29", "2028-03-07T12:00", "2028-02-29"),
        ("2026-12-28", "2027-01-04T12:00", "2026-12-28"),
    ],
)
def test_a_day_up_to_a_week_back_can_be_logged(asked: str, local: str, day: str) -> None:
    assert loggable(asked, asked, local) == [day]


@pytest.mark.parametrize(
    ("asked", "local"),
    [
        ("2026-03-11", "2026-03-10T20:00"),
        ("2026-03-12", "2026-03-11T01:00"),
        ("2999-01-01", "2026-03-10T20:00"),
        ("2026-03-02", "2026-03-10T20:00"),
        ("2026-03-02", "2026-03-11T01:00"),
        ("2026-03-03", "2026-03-11T03:00"),
        ("0001-01-01", "2026-03-10T20:00"),
    ],
)
def test_the_future_and_what_is_long_ago_cannot_be_logged(asked: str, local: str) -> None:
    assert loggable(asked, asked, local) == []


@pytest.mark.parametrize(
    ("first", "last", "local", "days"),
    [
        # Tuesday, 10 March 2026: this week has two days so far, and last weekend two that can be logged.
        ("2026-03-09", "2026-03-15", "2026-03-10T20:00", ["2026-03-09", "2026-03-10"]),
        ("2026-03-07", "2026-03-08", "2026-03-10T20:00", ["2026-03-07", "2026-03-08"]),
        # On Monday this week is one day; an hour after midnight that day has not begun, and Sunday is meant.
        ("2026-03-09", "2026-03-15", "2026-03-09T20:00", ["2026-03-09"]),
        ("2026-03-09", "2026-03-15", "2026-03-09T01:00", ["2026-03-08"]),
        # February ends eight days ago, or seven.
        ("2026-02-01", "2026-02-28", "2026-03-08T20:00", []),
        ("2026-02-01", "2026-02-28", "2026-03-07T20:00", ["2026-02-28"]),
        ("2027-01-01", "2027-12-31", "2026-03-10T20:00", []),
        ("0001-01-01", "9999-12-31", "2026-03-10T20:00", [f"2026-03-{n:02}" for n in range(3, 11)]),
    ],
)
def test_the_days_of_a_span_that_can_be_logged(first: str, last: str, local: str, days: list[str]) -> None:
    assert loggable(first, last, local) == days


def loggable(first: str, last: str, local: str) -> list[str]:
    at = datetime.fromisoformat(local).replace(tzinfo=UTC)
    found = loggable_days(date.fromisoformat(first), date.fromisoformat(last), at.date(), local_day(at, UTC))
    return [day.isoformat() for day in found]


@given(dates, st.integers(-400, 400), st.booleans())
def test_only_today_and_the_seven_days_before_can_be_logged(today: date, ahead: int, small_hours: bool) -> None:
    calendar, asked = today + DAY * small_hours, today + ahead * DAY
    allowed = {today: today} | {today - n * DAY: today - n * DAY for n in range(BACKDATING_DAYS + 1)}
    if small_hours:
        allowed[calendar] = today
    found = loggable_days(asked, asked, calendar, today)
    assert found == ((allowed[asked],) if asked in allowed else ())


@pytest.mark.parametrize(
    ("landed", "before", "after", "lost"),
    [
        # West over the date line: the evening of the tenth was never lived, whenever the landing is noticed.
        ("2026-03-11T15:00+09:00", "America/Los_Angeles", "Asia/Tokyo", ["2026-03-10"]),
        ("2026-03-11T21:00+09:00", "America/Los_Angeles", "Asia/Tokyo", ["2026-03-10"]),
        ("2026-03-12T01:00+09:00", "America/Los_Angeles", "Asia/Tokyo", ["2026-03-10"]),
        ("2026-03-11T09:00+11:00", "America/New_York", "Australia/Sydney", ["2026-03-10"]),
        ("2026-03-11T20:00+13:00", "Pacific/Honolulu", "Pacific/Apia", ["2026-03-10"]),
        # East over the date line: a day comes twice and none is lost.
        ("2026-03-11T15:00-07:00", "Asia/Tokyo", "America/Los_Angeles", []),
        ("2026-03-11T23:00-07:00", "Australia/Sydney", "America/Los_Angeles", []),
        # A night flight east in which the evening ended early.
        ("2026-03-11T01:00-04:00", "America/New_York", "Europe/London", ["2026-03-10"]),
        # More than half a day ahead is over the date line, less is the other way round.
        ("2026-03-11T21:00+09:00", "America/New_York", "Asia/Tokyo", ["2026-03-10"]),
        ("2026-03-11T21:00+05:30", "America/New_York", "Asia/Kolkata", []),
        # By day nothing is lost, and going nowhere loses nothing.
        ("2026-03-11T16:00+00:00", "America/New_York", "Europe/London", []),
        ("2026-03-11T10:00-04:00", "Europe/London", "America/New_York", []),
        ("2026-03-11T10:00-04:00", "America/New_York", "America/Toronto", []),
        # Back and forth between neighbours on both sides of the date line.
        ("2026-03-11T12:00+14:00", "Pacific/Midway", "Pacific/Kiritimati", ["2026-03-10"]),
        ("2026-03-11T00:30+14:00", "Pacific/Midway", "Pacific/Kiritimati", ["2026-03-09"]),
        ("2026-03-11T03:30+14:00", "Pacific/Midway", "Pacific/Kiritimati", ["2026-03-09", "2026-03-10"]),
        ("2026-03-11T12:00-11:00", "Pacific/Kiritimati", "Pacific/Midway", []),
    ],
)
def test_travel_takes_days_out_of_the_calendar(landed: str, before: str, after: str, lost: list[str]) -> None:
    found = skipped_by_travel(datetime.fromisoformat(landed), ZoneInfo(before), ZoneInfo(after))
    assert sorted(found) == [date.fromisoformat(day) for day in lost]


@given(instants, zones, zones)
def test_travel_excuses_at_most_the_two_days_before_landing(
    instant: datetime, before: ZoneInfo, after: ZoneInfo
) -> None:
    today = local_day(instant, after)
    lost = skipped_by_travel(instant, before, after)
    assert lost <= {today - DAY, today - 2 * DAY}
    assert not lost & skipped_by_travel(instant, after, before)
    assert skipped_by_travel(instant, before, before) == frozenset()


@given(st.integers(0, 23), st.integers(3, 23), st.integers(8, 14), dates)
def test_the_day_that_a_flight_over_the_date_line_took_is_excused(
    takes_off: int, checks_in: int, hours: int, day: date
) -> None:
    west, east = ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Tokyo")
    take_off = datetime.combine(day, time(takes_off), west).astimezone(UTC)
    landing = take_off + timedelta(hours=hours)

    def evenings(zone: ZoneInfo) -> list[datetime]:
        return [datetime.combine(day + n * DAY, time(checks_in), zone).astimezone(UTC) for n in range(-3, 4)]

    here = min(at for at in evenings(east) if at > landing)
    last, first = max(local_day(at, west) for at in evenings(west) if at <= take_off), local_day(here, east)
    assume(first - last <= 2 * DAY)  # a long night flight takes the evening of take-off too: a day of rest
    between = {last + n * DAY for n in range(1, (first - last).days)}
    assert between <= skipped_by_travel(here, west, east)


@pytest.mark.parametrize(
    ("day", "name", "end"),
    [
        ("2026-11-18", "2026-W47", "2026-11-22"),
        ("2026-01-01", "2026-W01", "2026-01-04"),
        ("2025-12-29", "2026-W01", "2026-01-04"),
        ("2025-12-28", "2025-W52", "2025-12-28"),
        ("2026-12-28", "2026-W53", "2027-01-03"),
        ("2026-12-31", "2026-W53", "2027-01-03"),
        ("2027-01-03", "2026-W53", "2027-01-03"),
        ("2027-01-04", "2027-W01", "2027-01-10"),
        ("2020-12-31", "2020-W53", "2021-01-03"),
        ("2021-01-01", "2020-W53", "2021-01-03"),
        ("2021-01-04", "2021-W01", "2021-01-10"),
        ("2024-02-29", "2024-W09", "2024-03-03"),
    ],
)
def test_weeks_have_the_name_and_the_sunday_of_iso_8601(day: str, name: str, end: str) -> None:
    assert (week_name(date.fromisoformat(day)), week_end(date.fromisoformat(day))) == (name, date.fromisoformat(end))


@given(dates, st.integers(0, 800))
def test_names_of_weeks_sort_by_time_and_change_after_sunday(day: date, later: int) -> None:
    other = day + later * DAY
    assert week_end(day).isoweekday() == 7
    assert day <= week_end(day) < day + 7 * DAY
    assert (week_name(day) == week_name(other)) == (week_end(day) == week_end(other))
    assert week_name(day) <= week_name(other)
