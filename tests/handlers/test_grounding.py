from datetime import timedelta
from itertools import pairwise

import pytest

from skill.handlers.grounding import SENSES
from tests.handlers.conversation import NO, YES, Person

GROUNDING, FREE, STOP = "GroundingIntent", "FreeSpeechIntent", "AMAZON.StopIntent"
SECRET = "quokka"


def begun(pace: str = "one at a time") -> Person:
    person = Person()
    person.launch()
    person.say(GROUNDING)
    assert person.question() == "grounding.pace"
    person.say(FREE, {"speech": pace})
    return person


def test_it_asks_for_the_pace_first_and_then_for_each_sense() -> None:
    person = begun()
    for sense, following in pairwise((*SENSES, None)):
        assert person.question() == f"grounding.senses.{sense}"
        heard = person.say(FREE, {"speech": f"a lamp and a {SECRET}"})
        assert person.question() == (following and f"grounding.senses.{following}")
    assert "both feet on the floor" in heard
    assert person.journey.practice is None


@pytest.mark.parametrize("said", ["all at once", "um all in one breath please", "the second one"])
def test_all_five_come_in_one_reply_for_a_user_who_asks_for_that(said: str) -> None:
    person = Person()
    person.say(GROUNDING)
    heard = person.say(FREE, {"speech": said})
    assert all(word in heard for word in ("see", "touch", "sounds", "smells", "taste"))
    assert person.question() is None
    assert person.journey.practice is None


@pytest.mark.parametrize("intent", ["SkipStepIntent", "AMAZON.ResumeIntent", "CompleteStepIntent", YES, NO])
def test_a_sense_can_be_left_out(intent: str) -> None:
    person = begun()
    person.say(intent)
    assert person.question() == "grounding.senses.touch"
    assert person.journey.totals.steps == 0


def test_a_no_to_the_pace_leaves_it() -> None:
    person = Person()
    person.say(GROUNDING)
    person.say(NO)
    assert person.question() is None
    assert person.journey.practice is None


@pytest.mark.parametrize("stop", [(STOP, None), (FREE, {"speech": "stop"})])
def test_one_that_was_stopped_is_offered_again_without_its_name(stop: tuple[str, dict[str, str] | None]) -> None:
    person = begun()
    person.say(FREE, {"speech": "a lamp"})
    person.say(*stop)
    assert person.question() is None
    person.now += timedelta(hours=2)
    assert person.launch() == "launch.practice"
    assert not {"ground", "sense"} & set(str(person.answer).lower().split())
    person.say(YES)
    assert person.question() == "grounding.senses.touch"


def test_asked_for_again_it_offers_to_go_on() -> None:
    person = begun()
    person.say(FREE, {"speech": "a lamp"})
    person.say(STOP)
    person.say(GROUNDING)
    assert person.question() == "grounding.resume"
    person.say(NO)
    assert person.question() == "grounding.senses.see"


def test_nothing_that_was_said_is_stored_or_in_the_session() -> None:
    person = begun()
    for _ in SENSES:
        person.say(FREE, {"speech": f"my {SECRET}"})
        assert SECRET not in str(person.answer)
    assert SECRET not in repr(vars(person.store))
