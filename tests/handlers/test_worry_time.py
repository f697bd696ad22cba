"""Worry time: parked for a time by day, with words if they are asked for and the voice is known, and told back once."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.handlers.worry_time import _moment
from skill.journey.speaker import EVERYONE
from skill.serialization import journey_record
from tests.handlers.conversation import NO, YES, Person

WORRY, FREE = "WorryTimeIntent", "FreeSpeechIntent"
SAM, KIM = "amzn1.ask.person.sam", "amzn1.ask.person.kim"
AFTERNOON = datetime(2026, 3, 10, 18, tzinfo=UTC)
"""Two in the afternoon of Tuesday, the tenth of March, in New York."""
SECRET = "the quokka letters"


def person(at: datetime = AFTERNOON, voice: str | None = SAM) -> Person:
    said = Person(at)
    said.person = voice
    return said


def parked(said: Person, *, words: str | None = None) -> None:
    said.say(WORRY, {"time": "18:00"})
    said.say(YES if words else NO)
    if words:
        said.say(FREE, {"speech": words})


@pytest.mark.parametrize(
    ("value", "when"),
    [
        ("18:00", "today at 6 p.m."),
        ("06:00", "today at 6 p.m."),
        ("05:30", "today at 5:30 p.m."),
        ("EV", "today at 6 p.m."),
        ("MO", "tomorrow at 9 a.m."),
        ("AF", "today at 3 p.m."),
        ("13:00", "tomorrow at 1 p.m."),
        ("12:00", "tomorrow at noon"),
        ("20:59", "today at 8:59 p.m."),
    ],
)
def test_a_time_by_day_is_taken_and_said_back(value: str, when: str) -> None:
    said = person()
    assert said.say(WORRY, {"time": value}).startswith(f"It's parked until {when}")
    assert said.question() == "worry_time.keep"


@pytest.mark.parametrize("value", ["21:00", "23:30", "00:00", "NI"])
def test_a_time_near_bed_is_answered_with_the_early_evening(value: str) -> None:
    said = person()
    assert "near bedtime" in said.say(WORRY, {"time": value})
    assert said.question() == "worry_time.evening"
    assert "today at 6 p.m." in said.say(YES)


@pytest.mark.parametrize("hour", [1, 3, 5])
def test_late_in_the_evening_the_next_early_evening_is_offered_at_once(hour: int) -> None:
    said = person(datetime(2026, 3, 11, hour, 30, tzinfo=UTC))  # 9:30 p.m., 11:30 p.m. and 1:30 a.m. in New York
    heard = said.say(WORRY)
    assert said.question() == "worry_time.evening"
    assert ("tomorrow at 6 p.m." if hour < 5 else "today at 6 p.m.") in heard
    said.say(YES)
    assert said.journey.worry_time
    assert said.journey.worry_time.at == datetime(2026, 3, 11, 22, tzinfo=UTC)


def test_a_time_is_asked_for_and_a_no_parks_nothing() -> None:
    said = person()
    said.say(WORRY)
    assert said.question() == "worry_time.when"
    assert said.elicits == (WORRY, "time")
    said.say(WORRY, {"time": "?"})
    assert said.question() == "worry_time.when"
    said.say(NO)
    assert said.question() is None
    assert said.journey.worry_time is None


def test_no_words_are_kept_unless_they_are_asked_for() -> None:
    said = person()
    parked(said)
    assert said.question() is None
    assert said.journey.worry_time
    assert said.journey.worry_time.words is None


def test_words_are_told_back_to_the_same_voice_once_and_are_gone() -> None:
    said = person()
    said.launch()
    parked(said, words=SECRET)
    assert SECRET in repr(vars(said.store))
    said.now += timedelta(hours=3)
    assert said.launch() != "worry_time.take_out", "it isn't six yet"
    said.now += timedelta(hours=2)
    assert said.launch() == "worry_time.take_out"
    assert SECRET not in str(said.answer)
    assert f"You called it: {SECRET}." in said.say(YES)
    assert SECRET not in repr(vars(said.store))
    assert said.launch() != "worry_time.take_out"


@pytest.mark.parametrize("voice", [KIM, None])
def test_another_voice_hears_nothing_of_it(voice: str | None) -> None:
    said = person()
    parked(said, words=SECRET)
    said.now += timedelta(hours=5)
    said.person = voice
    assert said.launch() != "worry_time.take_out"
    said.person = SAM
    said.answer = {}
    said.say("LaunchRequest")
    said.say(YES)  # the role: who never opened it is welcomed first
    said.person = SAM
    assert said.launch() == "worry_time.take_out"
    said.person = voice
    assert SECRET not in said.say(YES)


def test_a_voice_that_is_not_known_is_asked_for_no_words() -> None:
    said = person(voice=None)
    said.say(WORRY, {"time": "18:00"})
    assert said.question() is None
    assert said.journey.worry_time
    said.launch()
    said.now += timedelta(hours=5)
    assert said.launch() == "worry_time.take_out"
    assert "twenty minutes" in said.say(YES)
    assert EVERYONE


def test_words_in_a_session_are_in_no_answer_and_too_many_are_asked_for_again() -> None:
    said = person()
    said.say(WORRY, {"time": "18:00"})
    said.say(YES)
    said.say(FREE, {"speech": 9 * "very long "})
    assert said.question() == "worry_time.words"
    said.say(FREE, {"speech": SECRET})
    assert SECRET not in str(said.answer)
    assert said.journey.worry_time
    assert said.journey.worry_time.words == SECRET
    (record,) = [said.store.load(one) for home in said.store.all_households() for one in said.store.speakers(home)]
    assert record
    assert record.body.count(SECRET) == 1, "in no reply that is kept"
    assert journey_record.decode(record.body) == said.journey


@pytest.mark.parametrize("answer", [NO, "AMAZON.StopIntent"])
def test_words_can_be_left_out_after_all(answer: str) -> None:
    said = person()
    said.say(WORRY, {"time": "18:00"})
    said.say(YES)
    said.say(answer)
    assert said.journey.worry_time
    assert said.journey.worry_time.words is None


def test_a_no_when_it_is_due_puts_it_away_for_good() -> None:
    said = person()
    said.launch()
    parked(said, words=SECRET)
    said.now += timedelta(hours=5)
    said.launch()
    assert SECRET not in said.say(NO)
    assert SECRET not in repr(vars(said.store))
    assert said.journey.worry_time is None


def test_it_is_told_as_kept_and_forgotten_with_the_rest() -> None:
    said = person()
    parked(said, words=SECRET)
    said.answer = {}
    assert "what you parked for later" in said.say("WhatYouKnowIntent")
    said.answer = {}
    said.say("ForgetMeIntent", {"whom": "me"}, whom="me")
    said.say(YES)
    assert SECRET not in repr(vars(said.store))


def test_a_second_one_takes_the_place_of_the_first_and_that_is_said() -> None:
    said = person()
    parked(said, words=SECRET)
    said.answer = {}
    assert "takes the place" in said.say(WORRY, {"time": "19:00"})
    assert SECRET not in repr(said.journey)


@given(st.times(), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001 - the speaker's clock
def test_every_moment_is_ahead_by_day_and_at_that_clock(clock: time, now: datetime) -> None:
    clock = clock.replace(second=0, microsecond=0)
    at = _moment(clock, now)
    if at is None:
        assert clock >= time(21) or clock.hour == 0
    else:
        assert now < at <= now + timedelta(days=2)
        assert time(7) <= at.time() < time(21)
        assert (at.hour % 12, at.minute) == (clock.hour % 12, clock.minute)
