"""What holds for every reply of the dialogs, as the crawler gets them."""

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from skill.handlers import session_state
from skill.simulator.nlu.builtin_utterances import FALLBACK
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.invocation import invoked
from skill.simulator.nlu.recognizer import Recognizer
from skill.texts.catalog import catalog
from tests.texts import crawler
from tests.texts.crawler import Answered
from tools import text_lint
from tools.text_lint import Book

JOURNEYS = dict(crawler.journeys())
CONVERSATIONS = sorted((Path(__file__).parents[1] / "conversations").glob("*.txt"))
LETTERS = 8_000


@cache
def replies(name: str) -> tuple[Answered, ...]:
    """Return the replies to one journey, each combination of lines once."""
    found: dict[object, Answered] = {}
    for one in crawler.crawl(name, JOURNEYS[name]):
        found.setdefault((one.keys, one.reply.ask and one.reply.ask.question), one)
    return tuple(found.values())


def closes(answered: Answered) -> bool:
    return answered.reply.ask is None and answered.reply.permission != "ask"


def asks(speech: str) -> bool:
    """Tell whether speech asks something: outside of quotation marks, or at its very end."""
    plain = re.sub(r"<[^>]*>", " ", speech)
    return "?" in re.sub(r"“[^”]*”", "", plain) or bool(re.search(r"\?\W*$", plain))


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_closing_reply_calls_for_no_answer(name: str) -> None:
    book = Book("en")
    calling = {key for key, text in book.texts.items() if any(map(book.voice.calls_for_an_answer, text.variants))}
    to_each_other = {text.key for pattern in text_lint.TO_EACH_OTHER for text in book.at(pattern)}
    wrong = [(one.path, one.keys & calling - to_each_other) for one in replies(name) if closes(one)]
    assert [(path, keys) for path, keys in wrong if keys] == []


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_closing_reply_asks_nothing(name: str) -> None:
    wrong = []
    for one in replies(name):
        speech = catalog("en-US").speak(one.reply, crawler.TODAY).speech or ""
        if closes(one) and asks(speech):
            wrong.append((one.path, speech))
    assert wrong == []


@pytest.mark.parametrize("name", JOURNEYS)
def test_what_a_question_leaves_in_the_session_is_what_comes_back_with_its_answer(name: str) -> None:
    for one in crawler.crawl(name, JOURNEYS[name]):
        ask = one.reply.ask
        if ask:
            assert session_state.is_valid(ask.question, json.loads(json.dumps(ask.state)), crawler.TODAY), (
                one.path,
                ask,
            )


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_reply_is_as_long_as_alexa_takes_and_has_words_of_its_own(name: str) -> None:
    for one in replies(name):
        spoken = catalog("en-US").speak(one.reply, crawler.TODAY)
        assert len(spoken.speech or "") < LETTERS, one.path
        assert (spoken.reprompt is not None) == (one.reply.ask is not None and one.reply.permission != "ask")
        assert not re.search(r"\{\w*\}|, *\.|: *\.| \.|\bkeep \.", spoken.speech or ""), (one.path, spoken.speech)


def test_the_crawler_reaches_what_is_said_beside_a_question() -> None:
    reached = {key for name in JOURNEYS for one in replies(name) for key in one.keys}
    book = Book("en")
    unreached = [
        pattern for pattern in text_lint.BESIDE_A_QUESTION if not reached & {one.key for one in book.at(pattern)}
    ]
    assert unreached == []


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
def test_no_conversation_closes_with_a_question(path: Path) -> None:
    blocks = re.split(r"^YOU .*$", path.read_text("utf-8"), flags=re.MULTILINE)[1:]
    closing = [one for one in blocks if "\nASKS " not in one and re.search(r"^(SCREEN |\(session ends)", one, re.M)]
    said = [line for block in closing for line in block.splitlines() if line.startswith("SKILL ")]
    assert [line for line in said if asks(line)] == []


@pytest.mark.parametrize("text", ["Say it.", "You can say yes.", "Please ask me again.", "Try that again later."])
def test_a_call_for_an_answer_is_heard(text: str) -> None:
    assert text_lint.VOICES["en"].calls_for_an_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "You could say: “I'm late.”",
        "To undo it, say: tell trust steps to undo that.",
        "What you say stays yours.",
        "Reminders may be left: say, Alexa, what are my reminders.",
        "You could say what went well.",
        "This device doesn't tell me its time zone.",
    ],
)
def test_what_only_looks_like_a_call_is_none(text: str) -> None:
    assert not text_lint.VOICES["en"].calls_for_an_answer(text)


@pytest.mark.parametrize(
    ("speech", "found"),
    [
        ("Which day?", True),
        ("Which day? I can note seven.", True),
        ("You could say: “Shall we?” Your own words will do.", False),
        ("You could say: “Shall we?”", True),
        ("All is noted.", False),
    ],
)
def test_a_question_is_found_wherever_it_stands(speech: str, found: bool) -> None:
    assert asks(speech) == found


def test_whatever_can_be_said_later_is_understood() -> None:
    """What a text names after "tell trust steps" is a request, as the simulator understands it."""
    grammar = InteractionModel.of("en-US")
    understanding = Recognizer.of(grammar)
    offered = set()
    for text in Book("en").texts.values():
        for one in text.variants:
            offered |= {found[0] for found in re.finditer(r"\b(?:tell|ask) trust steps[^.“”]*", one)}
    assert offered
    for one in sorted(offered):
        request = invoked(one.replace(":", ""), grammar.invocation_name)
        assert request, one
        assert understanding.recognize(request, now=datetime(2026, 3, 10, 20)).intent != FALLBACK, one  # noqa: DTZ001
