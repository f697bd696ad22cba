"""What to say: three sentences and one to leave out, for the situation that is named."""

from datetime import UTC, datetime

import pytest

from skill.handlers import what_to_say
from skill.handlers.moment_table import MOMENTS
from skill.handlers.what_to_say import SITUATIONS, WHAT_TO_SAY_INTENT
from skill.journey.journey import ROLES, Journey, Role
from skill.journey.speaker import Speaker
from skill.texts.catalog import catalog
from skill.turn import Slot, Turn
from tests.handlers.conversation import CHECK_IN, NO, YES, Person
from tools.text_measures import pauses, seconds

FREE = "FreeSpeechIntent"
MAX_REPLY_S = 25
"""Without the pauses between the sentences."""

FIGHT, ANY_TALK = "stop for twenty minutes", "Something is on my mind"


def asked_about() -> Person:
    person = Person()
    person.say(WHAT_TO_SAY_INTENT)
    assert person.question() == "what_to_say.about"
    return person


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("situation", sorted(SITUATIONS))
def test_all_three_sentences_are_said_and_one_to_leave_out(situation: str, role: Role | None) -> None:
    turn = Turn(
        "request",
        WHAT_TO_SAY_INTENT,
        Speaker("household"),
        "en-US",
        datetime(2026, 3, 2, 20, tzinfo=UTC),
        slots={"situation": Slot(situation, situation)},
    )
    texts = catalog("en-US")
    journey, reply = what_to_say.begin(turn, Journey(role=role))
    speech = texts.speak(reply, turn.today).speech or ""
    voice = role or "both"
    sentences = texts.lookup(f"moments.{situation}.say.{voice}")
    assert len(sentences) == 3
    places = [speech.index(one) for one in (*sentences, texts.lookup(f"moments.{situation}.avoid.{voice}"))]
    assert places == sorted(places)
    assert seconds(speech) - pauses(speech) <= MAX_REPLY_S
    assert reply.ask
    assert reply.ask.question == "what_to_say.own"
    assert journey == Journey(role=role)


@pytest.mark.parametrize("intent", MOMENTS)
def test_a_moment_answers_what_it_is_about(intent: str) -> None:
    person = asked_about()
    sentence = catalog("en-US").lookup(f"moments.{MOMENTS[intent].name}.say.both")[0]
    assert sentence in person.say(intent)


@pytest.mark.parametrize("said", ["the thing with the zeppelin", "yes"])
def test_words_that_fit_no_moment_get_words_for_any_talk(said: str) -> None:
    assert ANY_TALK in asked_about().say(FREE, {"speech": said})


def test_words_that_fit_a_moment_get_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(what_to_say, "best_intent", lambda locale, words: "FightIntent" if "shout" in words else None)
    assert FIGHT in asked_about().say(FREE, {"speech": "we shouted at each other"})
    assert ANY_TALK in asked_about().say(FREE, {"speech": "the garden"})


@pytest.mark.parametrize(("slot", "ids", "heard"), [("a fight", "fight", FIGHT), ("the garden", None, ANY_TALK)])
def test_a_situation_that_is_named_is_not_asked_for(slot: str, ids: str | None, heard: str) -> None:
    person = Person()
    assert heard in person.say(WHAT_TO_SAY_INTENT, {"situation": slot}, **({"situation": ids} if ids else {}))


def test_after_a_moment_the_words_are_for_it() -> None:
    person = Person()
    person.say("DoubtIntent")
    assert person.question() == "offers.breathing"
    assert catalog("en-US").lookup("moments.doubt.say.both")[0] in person.say(WHAT_TO_SAY_INTENT)


def test_at_a_yes_to_the_offer_the_words_are_for_the_moment() -> None:
    person = Person()
    person.say("SameQuestionsIntent")
    assert catalog("en-US").lookup("moments.same_questions.say.both")[0] in person.say(YES)


def test_a_question_that_was_open_is_asked_again_after_the_words() -> None:
    person = Person()
    person.say(CHECK_IN)
    assert FIGHT in person.say(WHAT_TO_SAY_INTENT, {"situation": "a fight"}, situation="fight")
    assert person.question() == "checkin.rating"


@pytest.mark.parametrize(("answer", "question"), [(YES, "soft_start.sentence"), (NO, None)])
def test_after_the_words_comes_a_sentence_of_ones_own_at_a_yes(answer: str, question: str | None) -> None:
    person = asked_about()
    person.say("FightIntent")
    person.say(answer)
    assert person.question() == question


def test_the_words_are_said_again_at_a_repeat() -> None:
    person = asked_about()
    first = person.say("FightIntent")
    assert person.say("AMAZON.RepeatIntent") == first
