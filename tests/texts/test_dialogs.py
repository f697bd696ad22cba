"""What holds for every reply of the dialogs, as the crawler gets them."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from skill.handlers import session_state
from skill.simulator.nlu.builtin_utterances import FALLBACK
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.invocation import invoked
from skill.simulator.nlu.recognizer import Recognizer
from skill.texts.catalog import catalog
from tests.model_lint import ELICITED
from tests.texts import crawler
from tests.texts.crawler import Answered
from tools.text_rules import form
from tools.text_rules.locale_texts import LANGUAGE_RULES, LocaleTexts

CONVERSATIONS = sorted((Path(__file__).parents[1] / "conversations").glob("*.txt"))
LETTERS = 8_000


def closes(answered: Answered) -> bool:
    return answered.reply.ask is None and answered.reply.permission != "ask"


def asks(speech: str) -> bool:
    """Tell whether speech asks something: outside of quotation marks, or at its very end."""
    plain = re.sub(r"<[^>]*>", " ", speech)
    return "?" in re.sub(r"“[^”]*”", "", plain) or bool(re.search(r"\?\W*$", plain))


class ReplyRules:
    """What every reply keeps; each rule returns what is wrong with one."""

    def __init__(self) -> None:
        locale_texts = LocaleTexts("en")
        calling = {
            key
            for key, text in locale_texts.texts.items()
            if any(map(locale_texts.language.asks_for_an_answer, text.variants))
        }
        self._calling = calling - {
            text.key for pattern in form.NOT_FOR_ALEXA for text in locale_texts.matching(pattern)
        }

    def state_comes_back_with_the_answer(self, answered: Answered) -> object:
        """What a question leaves in the session is what comes back with its answer."""
        ask = answered.reply.ask
        return (
            ask and not session_state.is_valid(ask.question, json.loads(json.dumps(ask.state)), crawler.TODAY) and ask
        )

    def closing_calls_for_no_answer(self, answered: Answered) -> object:
        return closes(answered) and answered.keys & self._calling

    def closing_asks_nothing(self, answered: Answered) -> object:
        speech = catalog("en-US").speak(answered.reply, crawler.TODAY).speech or ""
        return closes(answered) and asks(speech) and speech

    def is_as_long_as_alexa_takes(self, answered: Answered) -> object:
        speech = catalog("en-US").speak(answered.reply, crawler.TODAY).speech or ""
        return len(speech) >= LETTERS

    def has_a_reprompt_where_it_asks(self, answered: Answered) -> object:
        reply = answered.reply
        reprompt = catalog("en-US").speak(reply, crawler.TODAY).reprompt
        return (reprompt is not None) != (reply.ask is not None and reply.permission != "ask")

    def has_words_in_every_place(self, answered: Answered) -> object:
        speech = catalog("en-US").speak(answered.reply, crawler.TODAY).speech or ""
        return re.search(r"\{\w*\}|, *\.|: *\.| \.|\bkeep \.", speech) and speech


def test_every_reply_keeps_every_rule() -> None:
    """One test, since crawling every reply takes seconds: it is done once."""
    rules, reached, elicited, wrong = ReplyRules(), set[str](), set[tuple[str, str]](), []
    once = [rule for name, rule in vars(ReplyRules).items() if not name.startswith("_")]
    once.remove(ReplyRules.state_comes_back_with_the_answer)
    for name, journey in crawler.journeys():
        seen = set()
        for one in crawler.crawl(name, journey):
            kind = (one.keys, one.reply.ask and one.reply.ask.question)
            kept = [ReplyRules.state_comes_back_with_the_answer, *(once if kind not in seen else ())]
            seen.add(kind)
            wrong += [(rule.__name__, one.path, fault) for rule in kept if (fault := rule(rules, one))]
            reached |= one.keys
            if one.reply.ask and one.reply.ask.elicit:
                elicited.add(one.reply.ask.elicit)
    assert wrong[:20] == []
    assert elicited == set(ELICITED)
    locale_texts = LocaleTexts("en")
    beside = {pattern: {text.key for text in locale_texts.matching(pattern)} for pattern in form.BESIDE_A_QUESTION}
    assert [pattern for pattern, keys in beside.items() if not reached & keys] == []


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
def test_no_conversation_closes_with_a_question(path: Path) -> None:
    blocks = re.split(r"^YOU .*$", path.read_text("utf-8"), flags=re.MULTILINE)[1:]
    closing = [one for one in blocks if "\nASKS " not in one and re.search(r"^(SCREEN |\(session ends)", one, re.M)]
    said = [line for block in closing for line in block.splitlines() if line.startswith("SKILL ")]
    assert [line for line in said if asks(line)] == []


@pytest.mark.parametrize("text", ["Say it.", "You can say yes.", "Please ask me again.", "Try that again later."])
def test_a_call_for_an_answer_is_heard(text: str) -> None:
    assert LANGUAGE_RULES["en"].asks_for_an_answer(text)


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
    assert not LANGUAGE_RULES["en"].asks_for_an_answer(text)


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
    for text in LocaleTexts("en").texts.values():
        for one in text.variants:
            offered |= {found[0] for found in re.finditer(r"\b(?:tell|ask) trust steps[^.“”]*", one)}
    assert offered
    for one in sorted(offered):
        request = invoked(one.replace(":", ""), grammar.invocation_name)
        assert request, one
        assert understanding.recognize(request, now=datetime(2026, 3, 10, 20)).intent != FALLBACK, one  # noqa: DTZ001
