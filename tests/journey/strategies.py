"""Journeys made up by hypothesis, and the fullest one that there can be."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from skill.journey.commitments import MAX_OPEN_COMMITMENTS, Commitment, clean
from skill.journey.entries import MAX_OTHERS_PER_DAY
from skill.journey.errors import JourneyError
from skill.journey.journey import (
    MAX_REMINDER_IDS,
    ROLES,
    Archive,
    Day,
    HardDate,
    Journey,
    Place,
    Practice,
    ReplyRecord,
    ReviewStage,
    Totals,
    Undo,
    WorryTime,
    Zone,
)
from skill.journey.streaks import Run
from skill.serialization.reply_record import new_reply_record

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
TODAY = date(2026, 12, 31)

dates = st.dates(date(2020, 1, 1), date(2099, 12, 31))
near = st.integers(0, 40).map(lambda n: TODAY - timedelta(days=n))
letters = st.sampled_from(LETTERS)
small = st.integers(0, 9999)


def _cleaned(text: str) -> str:
    try:
        return clean(text)
    except JourneyError:
        return "listen"


texts = st.text(max_size=30).map(_cleaned)
commitments = st.builds(Commitment, letters, texts, dates)
days = st.builds(
    Day,
    checked_in=st.just(True),
    rating=st.none() | st.integers(1, 5),
    outcomes=st.dictionaries(letters, st.booleans(), max_size=MAX_OPEN_COMMITMENTS),
    steps=st.integers(0, 3),
    other_kept=st.integers(0, MAX_OTHERS_PER_DAY),
    other_missed=st.integers(0, MAX_OTHERS_PER_DAY),
).flatmap(lambda day: st.sampled_from([day, replace(day, checked_in=False, rating=None)]))
seconds = st.datetimes(datetime(1970, 1, 2), datetime(2099, 1, 1)).map(  # noqa: DTZ001 - hypothesis wants its bounds naive
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
revisits = st.builds(ReviewStage, small, st.integers(1, 8), st.sampled_from(["missed", "steady", "chosen"]))
places = st.builds(Place, small, st.none() | dates, st.none() | dates, st.none() | revisits)
undos = st.builds(
    Undo,
    what=st.sampled_from(["kept", "missed", "check_in", "step", "skip", "commitment", "drop", "place"]),
    at=seconds,
    day=st.none() | st.tuples(near, st.none() | days),
    step=st.none() | st.tuples(small, st.none() | dates),
    added=st.none() | letters,
    dropped=st.none() | st.tuples(st.integers(0, 4), commitments),
    places=st.none() | st.tuples(places, st.none() | places),
)
runs = st.builds(Run, dates, small, st.none() | dates, small)
pasts = st.just(Archive()) | st.builds(
    Archive, dates, runs | st.just(Run()), small, st.floats(0, 1), st.builds(Totals, small, small, small, small)
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
replies = json_values.filter(lambda value: value is not None)
zones = st.builds(Zone, st.sampled_from(["UTC", "America/New_York", "Asia/Kolkata"]), st.text(max_size=8), dates)
practices = st.builds(
    Practice, st.sampled_from(["apology", "listening", "forgiveness"]), small, st.text("+-~."), seconds
)
hard_dates = st.lists(
    st.builds(lambda day, told: HardDate(day.month, day.day, told), dates, st.none() | st.integers(2020, 2099)),
    max_size=5,
)
journeys = st.builds(
    Journey,
    role=st.sampled_from([None, *ROLES]),
    welcomed=st.booleans(),
    role_question=st.none() | st.tuples(st.integers(1, 2), dates),
    zone=st.none() | zones,
    position=small,
    step_done=st.none() | dates,
    commitments=st.lists(commitments, max_size=MAX_OPEN_COMMITMENTS, unique_by=lambda one: one.id).map(tuple),
    days=st.dictionaries(near, days, max_size=22),
    skipped_by_travel=st.frozensets(near, max_size=5),
    past=pasts,
    undo=st.none() | undos,
    step_spoken=st.none() | dates,
    review_stage=st.none() | revisits,
    place_left=st.none() | places,
    practice=st.none() | practices,
    hard_dates=hard_dates.map(tuple),
    worry_time=st.none() | st.builds(WorryTime, seconds, st.none() | texts),
    announced_milestones=st.tuples(small, small),
    week_offered=st.none() | dates,
    hides_screen=st.booleans(),
    has_quarantined=st.booleans(),
    reminder_ids=st.lists(st.text("abcXYZ09_-", min_size=4, max_size=4), max_size=MAX_REMINDER_IDS).map(tuple),
    recent_replies=st.lists(
        st.builds(ReplyRecord, st.text("abcdef_-", min_size=8, max_size=8))
        | st.builds(new_reply_record, st.text("abcdef_-", min_size=8, max_size=8), replies, seconds),
        max_size=8,
    ).map(tuple),
)


def fullest(reply: Any = None) -> Journey:
    """Return a journey in which everything is there and as long as it gets in a hundred years."""
    week = timedelta(days=7)
    promises = tuple(
        Commitment(letter, f"{n}" + 79 * "x", TODAY) for n, letter in enumerate(LETTERS[:MAX_OPEN_COMMITMENTS])
    )
    day = Day(True, 5, dict.fromkeys(LETTERS[:MAX_OPEN_COMMITMENTS], True), 1, MAX_OTHERS_PER_DAY, MAX_OTHERS_PER_DAY)
    return Journey(
        role="rebuilding",
        welcomed=True,
        zone=Zone("America/Argentina/ComodRivadavia", "0123abcd", TODAY),
        position=36500,
        step_done=TODAY,
        commitments=promises,
        days={TODAY - n * timedelta(days=1): day for n in range(21)},
        skipped_by_travel=frozenset(TODAY - n * timedelta(days=1) for n in range(31)),
        past=Archive(
            TODAY - 3 * week,
            Run(TODAY - 3 * week, 36500, TODAY - 4 * week, 36500),
            36500,
            0.12345678901234567,
            Totals(36500, 999_999, 999_999, 36500),
        ),
        undo=Undo("drop", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), dropped=(4, promises[4])),
        step_spoken=TODAY,
        review_stage=ReviewStage(36500, 8, "check_ins"),
        place_left=Place(36500, TODAY, TODAY, ReviewStage(36500, 8, "check_ins")),
        practice=Practice("forgiveness", 12, "", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
        worry_time=WorryTime(datetime(2026, 12, 31, 18, tzinfo=UTC), 80 * "y"),
        hard_dates=tuple(HardDate(12, day, 2026) for day in range(10, 15)),
        announced_milestones=(100, 100),
        week_offered=TODAY,
        began=datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
        hides_screen=True,
        has_quarantined=True,
        reminder_ids=tuple(f"ab_{n}" for n in range(MAX_REMINDER_IDS)),
        recent_replies=tuple(ReplyRecord(f"abcdef{n}=", 29_999_999 if reply else 0, reply) for n in range(8)),
    )
