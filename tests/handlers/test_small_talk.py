"""Small talk: short and true, and nothing is written, lost or left open by it."""

from datetime import timedelta

import pytest

from skill.handlers.small_talk import GREETINGS, SMALL_TALK_TEXTS
from skill.texts.catalog import catalog
from tests.handlers.conversation import CHECK_IN, Person
from tools.text_measures import seconds

MAX_REPLY_S = 15


@pytest.mark.parametrize("name", sorted({*SMALL_TALK_TEXTS.values(), *GREETINGS.values()}))
def test_each_has_three_ways_of_saying_it(name: str) -> None:
    assert len(catalog("en-US").lookup(f"small_talk.{name}")) == 3


@pytest.mark.parametrize("intent", SMALL_TALK_TEXTS)
def test_it_is_short_and_writes_nothing(intent: str) -> None:
    for minute in range(3):
        person = Person()
        person.now += timedelta(minutes=minute)
        assert 0 < seconds(person.say(intent)) <= MAX_REPLY_S
        assert person.store.all_households() == []


@pytest.mark.parametrize("intent", SMALL_TALK_TEXTS)
def test_a_question_that_was_open_is_asked_again(intent: str) -> None:
    person = Person()
    person.promise("call when I'm late")
    before = person.journey
    person.say(CHECK_IN)
    heard = person.say(intent)
    assert heard.endswith("From one to five, how did trust feel today?")
    assert person.question() == "checkin.rating"
    assert person.journey == before


@pytest.mark.parametrize(
    ("greeting", "heard", "question"),
    [
        ("morning", "orning", "around.what"),
        ("night", "well|ight", None),
        ("hello", "H", "around.what"),
        ("?", "H", "around.what"),
    ],
)
def test_a_greeting_is_greeted_back(greeting: str, heard: str, question: str | None) -> None:
    person = Person()
    ids = {"greeting": greeting} if greeting in GREETINGS else {}
    said = person.say("GreetingIntent", {"greeting": greeting}, **ids)
    assert any(one in said for one in heard.split("|"))
    assert person.question() == question


def test_a_thank_you_to_a_menu_ends_it() -> None:
    person = Person()
    person.say("AMAZON.HelpIntent")
    person.say("ThanksIntent")
    assert person.question() is None


@pytest.mark.parametrize("intent", ["WhoHearsIntent", "TellPartnerIntent"])
@pytest.mark.parametrize(("location", "heard"), [("cloud", "Alexa keeps a voice"), ("home", "Spoken to Alexa")])
def test_what_alexa_keeps_is_told_as_far_as_it_is_known(
    intent: str, location: str, heard: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person()
    monkeypatch.setattr(type(person.store), "location", location)
    assert heard in person.say(intent)


@pytest.mark.parametrize(("voice", "is_shared"), [(None, True), ("amzn1.ask.person.ann", False)])
def test_who_asks_with_an_unknown_voice_hears_that_the_record_is_shared(voice: str | None, is_shared: bool) -> None:
    person = Person()
    person.person = voice
    assert ("know your voice" in person.say("TellPartnerIntent")) == is_shared


def test_forget_that_takes_nothing_back() -> None:
    person = Person()
    person.promise("call when I'm late")
    before = person.journey
    assert "undo" in person.say("ForgetThatIntent")
    assert person.journey == before
