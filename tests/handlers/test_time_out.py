"""The time-out through envelopes: how long, and what keeps the time."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from skill.simulator.alexa_services import Answer, FakeAlexaServices
from skill.texts.catalog import catalog
from tests.handlers.conversation import NO, YES
from tests.test_reminders import Spoken
from tools.envelopes import speech
from tools.text_measures import seconds

TIME_OUT = "TimeOutIntent"
NOW = datetime(2026, 3, 3, 1, 30, tzinfo=UTC)
"""Half past eight in the evening of Monday, the second of March, in New York."""
PRIVATE = re.compile(r"break|fight|time-?out|partner|trust|back", re.IGNORECASE)


def said(*, timers: bool = False, reminders: bool = False) -> tuple[Spoken, FakeAlexaServices]:
    amazon = FakeAlexaServices("America/New_York", reminders, timers_permission=timers, now=NOW)
    return Spoken(amazon), amazon


def question(person: Spoken) -> Any:
    return person.answer.get("sessionAttributes", {}).get("question")


def test_a_timer_is_set_and_the_time_to_come_back_is_said() -> None:
    person, amazon = said(timers=True)
    heard = person.say(TIME_OUT, {"duration": "PT30M"})
    assert heard.startswith("I've set a timer. It's 8:30 p.m. now, so be back at 9 p.m.")
    assert question(person) is None
    assert [ring.at for ring in amazon.timers] == [NOW + timedelta(minutes=30)]
    assert amazon.reminders == {}


def test_without_timers_a_reminder_is_set() -> None:
    person, amazon = said(reminders=True)
    assert person.say(TIME_OUT, {"duration": "PT45M"}).startswith("I've set a reminder. It's 8:30 p.m. now, so be back")
    (reminder,) = amazon.reminders.values()
    assert reminder["trigger"]["scheduledTime"] == "2026-03-02T21:15:00"


def test_without_either_the_time_is_said_with_the_way_to_allow_it_and_nothing_is_asked() -> None:
    person, amazon = said()
    heard = person.say(TIME_OUT, {"duration": "PT30M"})
    assert heard.startswith("I can't set a timer here. It's 8:30 p.m. now, so be back at 9 p.m.")
    assert "allow timers or reminders for this skill in the Alexa app" in heard
    assert question(person) is None
    assert "directives" not in person.answer["response"]
    assert "card" not in person.answer["response"]
    assert (amazon.timers, amazon.reminders) == ([], {})


@pytest.mark.parametrize("reminders", [False, True])
def test_what_rings_gives_nothing_away(reminders: bool) -> None:
    person, amazon = said(timers=not reminders, reminders=reminders)
    person.say(TIME_OUT, {"duration": "PT20M"})
    (ring,) = amazon.due_reminders(NOW, NOW + timedelta(hours=1))
    assert ring.at == NOW + timedelta(minutes=20)
    assert not PRIVATE.search(ring.text)


@pytest.mark.parametrize(
    ("duration", "asks"),
    [
        ("PT5M", "time_out.short"),
        ("PT19M", "time_out.short"),
        ("PT30S", "time_out.how_long"),
        ("PT20M", None),
        ("P1D", None),
        ("PT25H", "time_out.long"),
        ("P7D", "time_out.long"),
        ("P8D", "time_out.how_long"),
        ("P1Y", "time_out.how_long"),
        ("?", "time_out.how_long"),
        (None, "time_out.how_long"),
    ],
)
def test_a_length_that_is_too_short_or_long_is_asked_about(duration: str | None, asks: str | None) -> None:
    person, amazon = said(timers=True, reminders=True)
    person.say(TIME_OUT, {"duration": duration} if duration else None)
    assert question(person) == asks
    assert bool(amazon.timers) == (asks is None)


@pytest.mark.parametrize(
    ("duration", "answer", "minutes"),
    [
        ("PT5M", (YES, None), 20),
        ("PT5M", (TIME_OUT, {"duration": "PT1H"}), 60),
        ("?", (YES, None), 20),
        ("P2D", (TIME_OUT, {"duration": "PT1H"}), 60),
    ],
)
def test_the_answer_sets_it(duration: str, answer: tuple[str, Mapping[str, str] | None], minutes: int) -> None:
    person, amazon = said(timers=True)
    person.say(TIME_OUT, {"duration": duration})
    person.say(*answer)
    assert [ring.at for ring in amazon.timers] == [NOW + timedelta(minutes=minutes)]
    assert question(person) is None


def test_a_break_of_days_is_a_reminder_whose_day_is_said() -> None:
    person, amazon = said(timers=True, reminders=True)
    person.say(TIME_OUT, {"duration": "P2D"})
    assert "be back on Wednesday at 8:30 p.m." in person.say(YES)
    assert amazon.timers == []
    assert len(amazon.reminders) == 1


@pytest.mark.parametrize("duration", ["PT5M", "?"])
def test_a_no_sets_nothing(duration: str) -> None:
    person, amazon = said(timers=True)
    person.say(TIME_OUT, {"duration": duration})
    person.say(NO)
    assert question(person) is None
    assert amazon.timers == []


def test_a_yes_to_the_offer_asks_how_long() -> None:
    person, _ = said(timers=True)
    person.answer = {
        "response": {"shouldEndSession": False},
        "sessionAttributes": {"question": "offers.time_out", "state": {}, "asked": "everyone"},
    }
    person.say(YES)
    assert question(person) == "time_out.how_long"


@pytest.mark.parametrize("status", [400, 403, 429, 500])
def test_a_timer_that_is_refused_is_not_claimed(status: int) -> None:
    class Refusing(FakeAlexaServices):
        def invoke(self, request: Any) -> Answer:
            return Answer(status, "{}") if "timers" in request.url else super().invoke(request)

    person = Spoken(Refusing("America/New_York"))
    heard = person.say(TIME_OUT, {"duration": "PT30M"})
    assert heard.startswith("I can't set a timer here.")
    assert "allow" not in heard


@pytest.mark.parametrize("role", ["healing", "rebuilding", "both"])
def test_a_reply_is_25_seconds_at_most(role: str) -> None:
    person, _ = said()
    longest = max(catalog("en-US").lookup(f"time_out.meanwhile.{role}"), key=len)
    told = speech(person.answer) if person.answer else person.say(TIME_OUT, {"duration": "PT30M"})
    first = " ".join(re.split(r"(?<=app\.) ", told)[:1])
    assert seconds(f"{first} {longest}") <= 25
