"""The softened start-up: made of one sentence, said once, and never in the session or the store."""

import json

import pytest

from skill.handlers.soft_start import MAX_SENTENCE_TRIES, SOFT_START_INTENT
from tests.handlers.conversation import NO, SKIP, Person

FREE = "FreeSpeechIntent"


def asked() -> Person:
    person = Person()
    person.say(SOFT_START_INTENT)
    return person


def test_the_sentence_is_said_once_and_neither_the_session_nor_the_store_holds_it() -> None:
    person = asked()
    heard = person.say(FREE, {"speech": "i feel scared about the zeppelin and i need you to show me the bill"})
    assert heard.count("“I feel scared about the zeppelin, and I need you to show me the bill.”") == 1
    assert person.question() is None
    assert "zeppelin" not in json.dumps(person.answer.get("sessionAttributes", {}))
    assert person.store.all_households() == []


@pytest.mark.parametrize(
    ("said", "mended"),
    [
        ("i feel sad that you never call zeppelin and i need a call", "one thing that happened"),
        ("you're a liar zeppelin and i need the truth", "A name for them"),
        ("i feel that you don't love me zeppelin and i need a hug", "a thought about them"),
        ("the zeppelin is late", "no feeling"),
        ("i feel lost about the zeppelin", "what you need"),
        ("i feel sad about the zeppelin " + "and the money " * 10 + "and i need you to stay", "shorter"),
    ],
)
def test_what_is_hard_to_hear_is_asked_for_anew_and_not_kept(said: str, mended: str) -> None:
    person = asked()
    assert mended in person.say(FREE, {"speech": said})
    assert person.question() == "soft_start.retry"
    assert "zeppelin" not in json.dumps(person.answer)


def test_after_some_tries_a_ready_sentence_is_given() -> None:
    person = asked()
    for _ in range(MAX_SENTENCE_TRIES - 1):
        person.say(FREE, {"speech": "he never listens"})
        assert person.question() == "soft_start.retry"
    assert "could begin with" in person.say(FREE, {"speech": "he never listens"})
    assert person.question() is None


@pytest.mark.parametrize("intent", [NO, SKIP])
def test_a_no_leaves_it(intent: str) -> None:
    person = asked()
    assert "It can wait" in person.say(intent)
    assert person.question() is None


def test_words_become_no_tags() -> None:
    person = asked()
    person.say(FREE, {"speech": "i feel hurt about <break time='9s'/> and i need & you"})
    ssml = person.answer["response"]["outputSpeech"]["ssml"]
    assert "<break" not in ssml
