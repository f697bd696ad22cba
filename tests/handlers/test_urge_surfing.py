import re

import pytest

from skill.handlers.urge_surfing import MAX_ROUNDS
from skill.journey.journey import Journey
from skill.texts.catalog import catalog
from tests.handlers.conversation import NO, YES, Person
from tools.text_measures import seconds, spoken_words

URGE, FREE = "UrgeSurfingIntent", "FreeSpeechIntent"
MAX_BREAK_S, MAX_SPEECH_S = 10, 240
"""What Alexa takes: of one break, and of a whole reply."""


def test_each_wait_is_two_minutes_with_few_words() -> None:
    waits = catalog("en-US").lookup("urge_surfing.wait")
    for wait in waits:
        breaks = [int(one) for one in re.findall(r'<break time="(\d+)s"/>', wait)]
        assert max(breaks) <= MAX_BREAK_S
        assert 105 <= seconds(wait) <= 135
        assert spoken_words(wait) <= 30


def test_the_first_reply_is_within_what_alexa_takes() -> None:
    person = Person()
    assert seconds(person.say(URGE)) <= MAX_SPEECH_S
    assert person.question() == "urge_surfing.level"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("lower", "on its way down"),
        ("a bit less i think", "on its way down"),
        ("it's not as bad", "on its way down"),
        ("the same", "One call now"),
        ("not worse", "One call now"),
        ("no better", "One call now"),
        ("higher", "distance"),
        ("it's getting worse", "distance"),
        ("it isn't lower", "distance"),
        ("purple", "didn't catch"),
    ],
)
def test_what_is_heard_decides_what_helps_and_two_more_minutes_are_offered(said: str, told: str) -> None:
    person = Person()
    person.say(URGE)
    assert told in person.say(FREE, {"speech": said})
    assert person.question() == "urge_surfing.more"
    assert "<break" in person.say(YES)
    assert person.question() == "urge_surfing.level"


def test_a_no_ends_it_and_nothing_is_kept() -> None:
    person = Person()
    person.say(URGE)
    person.say(FREE, {"speech": "lower"})
    assert person.say(NO).startswith("You waited")
    assert person.question() is None
    assert person.journey == Journey()


def test_it_ends_after_ten_minutes() -> None:
    person = Person()
    person.say(URGE)
    for _ in range(MAX_ROUNDS - 1):
        person.say(FREE, {"speech": "same"})
        person.say(YES)
    person.say(FREE, {"speech": "same"})
    assert person.question() is None
