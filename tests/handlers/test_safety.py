"""Safety in three answers, in every state: clear danger, what may be danger, and everything else."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from skill.handlers import routed, safety, support
from skill.journey.journey import Journey
from skill.journey.speaker import Speaker
from skill.listening.safety import CLEAR, Concern, assess
from skill.reply import Ask, Reply
from skill.screens import fill
from skill.serialization.reply import reply_to_json
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.recognizer import Elicit, Recognizer
from skill.simulator.nlu.utterance import CONCERN, SAFETY
from skill.turn import Slot, Turn
from tests.handlers.conversation import Person
from training.examples import read_labelled
from training.safety_examples import CONCERN_TYPE

TABLES = sorted((Path(__file__).parents[1] / "listening" / "safety").glob("*.tsv"))
EVENING = datetime(2026, 3, 2, 20, 17, tzinfo=UTC)
MODEL = InteractionModel.of("en-US")
ELICITS: Mapping[str, Elicit | None] = {
    "open": None,
    "rating": ("DailyCheckInIntent", "rating"),
    "practice": ("FreeSpeechIntent", "speech"),
    "promise": ("MakeCommitmentIntent", "commitment"),
}
"""What the skill asked for, by the state of the session."""

SLOTS = [
    ("MakeCommitmentIntent", "commitment"),
    ("DropCommitmentIntent", "commitment"),
    ("LogKeptCommitmentIntent", "commitment"),
    ("FreeSpeechIntent", "speech"),
    (SAFETY, CONCERN),
]


def said(intent: str, slots: Mapping[str, Slot] | None = None, **more: Any) -> Turn:
    return Turn("request", intent, Speaker("household"), "en-US", EVENING, slots=slots or {}, **more)


def keys(turn: Turn) -> list[str]:
    turn, handler, _ = routed(turn)
    return [part.key for part in handler(turn, Journey())[1].messages]


@pytest.mark.parametrize(("intent", "slot"), SLOTS)
@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("he hits me", "safety.clear.harmed"),
        ("i want to kill myself", "safety.clear.suicidal"),
        ("i choked her", "safety.clear.harming"),
        ("i'm in danger", "safety.clear.unclear"),
        ("daddy hurts mommy", "safety.child_harmed"),
        ("i'm eleven and i want to die", "safety.child"),
    ],
)
def test_clear_danger_in_any_slot_is_answered_by_what_was_heard(intent: str, slot: str, words: str, text: str) -> None:
    turn, handler, needs = routed(said(intent, {slot: Slot(words)}))
    journey, reply = handler(turn, Journey())
    assert [part.key for part in reply.messages] == [text]
    assert (journey, reply.ask, reply.card, reply.permission) == (Journey(), None, None, None)
    assert (reply.screen, reply.ends_practice, needs) == (fill.NEUTRAL_SCREEN, True, "country")


@pytest.mark.parametrize(("intent", "slot"), SLOTS)
def test_what_may_be_danger_in_any_slot_leads_to_one_question_and_keeps_nothing(intent: str, slot: str) -> None:
    turn, handler, needs = routed(said(intent, {slot: Slot("he won't let me see my friends")}))
    journey, reply = handler(turn, Journey())
    assert (journey, reply.card, needs) == (Journey(), None, "nothing")
    assert reply.ask
    assert reply.ask.question == "offers.support"
    assert reply.screen == fill.NEUTRAL_SCREEN


@pytest.mark.parametrize(
    ("slot", "text"),
    [
        (None, "safety.clear.unclear"),
        (Slot("the bins", "harmed"), "safety.clear.harmed"),
        (Slot("he won't let me see my friends", "suicidal"), "safety.clear.suicidal"),
        (Slot("he hits me", "maybe"), "safety.clear.harmed"),
        (Slot("the bins", "maybe"), "safety.maybe.heard"),
        (Slot("the bins"), "own_words.no_moment"),
        (Slot("the bins", "no such concern"), "own_words.no_moment"),
    ],
)
def test_the_graver_of_alexas_concern_and_the_words_counts(slot: Slot | None, text: str) -> None:
    assert keys(said(SAFETY, {CONCERN: slot} if slot else None)) == [text]


@pytest.mark.parametrize(
    ("location", "concern", "is_said"),
    [("cloud", "he hits me", True), ("home", "he hits me", False), ("cloud", "i choked her", False)],
)
def test_voice_history_is_named_where_amazon_hears_to_who_is_hurt(
    location: str,
    concern: str,
    is_said: bool,  # a row's own value
) -> None:
    turn = said(SAFETY, {CONCERN: Slot(concern)}, storage_location=location)
    assert ("safety.history" in keys(turn)) is is_said


def test_a_yes_to_the_offer_of_support_gives_the_numbers_and_closes() -> None:
    turn, handler, needs = routed(said("AMAZON.YesIntent", question="offers.support", state={"nth": 3}))
    _, reply = handler(turn, Journey())
    assert [part.key for part in reply.messages] == ["safety.clear.unclear"]
    assert (reply.ask, reply.ends_practice, needs) == (None, True, "country")


def test_a_no_to_the_offer_of_support_asks_the_open_question_again() -> None:
    rating = Ask("checkin.rating", state={"day": "2026-03-02", "again": False}, elicit=("DailyCheckInIntent", "rating"))
    last_reply = reply_to_json(Reply((), rating))
    words = {"commitment": Slot("he won't let me see my friends")}
    turn = said("MakeCommitmentIntent", words, question=rating.question, state=rating.state, last_reply=last_reply)
    asked = support.offer_support(turn, Journey())[1].ask
    assert asked
    turn, handler, _ = routed(said("AMAZON.NoIntent", question=asked.question, state=asked.state))
    assert handler(turn, Journey())[1].ask == rating


def test_a_hint_inside_a_practice_ends_neither_the_practice_nor_the_session() -> None:
    person = Person()
    person.say("ApologyPracticeIntent")
    asked = person.question()
    person.say("FreeSpeechIntent", {"speech": "i flinch when he touches me"})
    assert person.question() == "offers.support"
    assert "flinch" not in str(person.answer)
    person.say("FreeSpeechIntent", {"speech": "he won't let me see my friends"})
    assert person.question() == "offers.support"
    person.say("AMAZON.NoIntent")
    assert person.question() == asked


def test_a_promise_that_may_be_made_out_of_fear_is_not_remembered() -> None:
    person = Person()
    person.promise("not see my sister any more")
    assert person.question() == "offers.support"
    person.say("AMAZON.NoIntent")
    assert "You have no open promises" in person.say("ListCommitmentsIntent")


@pytest.mark.parametrize("asked_before", [None, 7, [], [[], None, None], [[], ["no.such", {}, {}, None], None]])
def test_a_question_to_go_back_to_that_is_none_counts_as_closed(asked_before: object) -> None:
    person = Person()
    person.say("ApologyPracticeIntent")
    person.say("FreeSpeechIntent", {"speech": "i flinch when he touches me"})
    person.answer["sessionAttributes"]["state"]["asked_before"] = asked_before
    assert person.say("AMAZON.NoIntent")
    assert person.question() in (None, "around.what", "around.anything")


@pytest.mark.parametrize("kind", [*sorted(CLEAR), Concern.MAYBE])
def test_every_listed_concern_is_heard_by_the_words_alone(kind: Concern) -> None:
    value = next(one for one in MODEL.values(CONCERN_TYPE) if one.id == kind)
    listed = [value.name, *value.synonyms]
    grades = {words: assess("en-US", words) for words in listed}
    assert [words for words, grade in grades.items() if grade == Concern.NONE] == []
    if kind in CLEAR:
        assert [words for words, grade in grades.items() if grade not in CLEAR] == []


def test_every_sample_without_words_is_clear_danger() -> None:
    samples = [sample.text for sample in MODEL.samples if sample.intent == SAFETY and "{" not in sample.text]
    assert len(samples) > 10
    assert [text for text in samples if assess("en-US", text) not in CLEAR] == []


@pytest.mark.parametrize("state", ELICITS)
@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_the_same_is_heard_in_every_state(state: str, table: Path) -> None:
    """The words reach the skill whole, whatever was asked, so that one function grades them all."""
    recognizer, elicit = Recognizer.of(MODEL), ELICITS[state]
    now = EVENING.astimezone(ZoneInfo("America/New_York"))
    different = []
    for _, sentence in read_labelled(table):
        heard = recognizer.recognize(sentence, now=now, elicit=elicit)
        slots = {name: Slot(value.value, value.id) for name, value in heard.slots.items()}
        concern = safety.concern_of(said(heard.intent, slots))
        if concern != assess("en-US", sentence):
            different.append((sentence, heard.intent, concern))
    assert different == []
