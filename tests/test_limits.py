"""Limits and names: whatever text is said, what is answered is well-formed and small, and names no file."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.app import App
from skill.handlers import ANSWERS
from skill.handlers.session_state import STATES
from skill.stores.memory import MemoryStore
from skill.stores.store import Record
from skill.texts.catalog import MissingTextError, _catalog, catalog
from tools.envelopes import SKILL, envelope, speech

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
MAX_SPEECH_CHARS, MAX_ATTRIBUTES_BYTES, MAX_ANSWER_BYTES = 8_000, 24 * 1024, 120 * 1024
MAX_REPROMPT_WORDS = 200
"""Alexa takes 90 seconds of a reprompt; at 150 words a minute that is 225."""

REPEATED = {
    "MakeCommitmentIntent": "commitment",
    "LogKeptCommitmentIntent": "commitment",
    "LogMissedCommitmentIntent": "commitment",
    "DropCommitmentIntent": "commitment",
    "DailyCheckInIntent": "rating",
    "SetReminderIntent": "time",
    "TodaysStepIntent": "role",
    "FreeSpeechIntent": "speech",
}
"""By intent, a slot whose words the answer may repeat."""

_AWKWARD = [
    *("\x0b", "\x00call", "</speak><audio src='x'/>", "&amp;", "<b>", "]]>", "{what}", "{0}", "%s %(x)s", "   ", "?"),
    *("\ud800", "call\ud83dhome", "\ufffe", "\u202e", "a" * 10_000, "word " * 2_000, "I promise to " * 30),
]
texts = st.text(max_size=200) | st.sampled_from(_AWKWARD)


class NoService:
    def invoke(self, request: Any) -> Any:
        raise ValueError("no service")


def app_on(store: MemoryStore) -> App:
    return App(store, skill_id=SKILL, api_client=NoService())


def assert_within_limits(answer: dict[str, Any]) -> None:
    response = answer["response"]
    for spoken in (response.get("outputSpeech"), response.get("reprompt", {}).get("outputSpeech")):
        if spoken:
            assert len(spoken["ssml"]) < MAX_SPEECH_CHARS
            ElementTree.fromstring(spoken["ssml"].replace("amazon:", "amazon_"))
    reprompt = response.get("reprompt", {}).get("outputSpeech", {}).get("ssml", "")
    assert len(reprompt.split()) < MAX_REPROMPT_WORDS
    card = response.get("card", {})
    assert len(card.get("title", "") + card.get("content", "")) <= MAX_SPEECH_CHARS
    assert len(json.dumps(answer.get("sessionAttributes")).encode()) < MAX_ATTRIBUTES_BYTES
    assert len(json.dumps(answer).encode()) < MAX_ANSWER_BYTES


@given(st.sampled_from(sorted(REPEATED)), texts)
def test_any_words_are_answered_with_well_formed_ssml_within_alexas_limits(intent: str, text: str) -> None:
    app = app_on(MemoryStore())
    app.answer(envelope("MakeCommitmentIntent", {"commitment": "call by six"}, at=NOW))
    answer = app.answer(envelope(intent, {REPEATED[intent]: text}, at=NOW))
    assert_within_limits(answer)
    session = answer["sessionAttributes"]
    for answered in ("AMAZON.HelpIntent", "AMAZON.RepeatIntent", intent):
        assert_within_limits(app.answer(envelope(answered, {REPEATED[intent]: text}, at=NOW, attributes=session)))


@given(st.lists(texts, min_size=6, max_size=6))
def test_a_list_of_promises_stays_within_the_limits(promises: list[str]) -> None:
    app = app_on(MemoryStore())
    for promise in promises:
        assert_within_limits(app.answer(envelope("MakeCommitmentIntent", {"commitment": promise}, at=NOW)))
    for intent in ("ListCommitmentsIntent", "DropCommitmentIntent", "LogKeptCommitmentIntent", "DailyCheckInIntent"):
        assert_within_limits(app.answer(envelope(intent, at=NOW)))


def test_long_words_are_repeated_as_far_as_they_would_be_listened_to() -> None:
    said = speech(
        app_on(MemoryStore()).answer(envelope("LogKeptCommitmentIntent", {"commitment": "word " * 400}, at=NOW))
    )
    assert 100 < len(said) < 600


# Session attributes


STATE_KEYS = (
    *(
        "of",
        "day",
        "part",
        "marks",
        "number",
        "told",
        "kept",
        "count",
        "ids",
        "date",
        "last",
        "about",
        "repeat",
        "first",
    ),
    *("again", "grace", "="),
)
plain_values = (
    st.none() | st.integers() | st.booleans() | st.text(max_size=5) | st.sampled_from(["2026-03-02", "a", "+-~..."])
)
json_values = st.recursive(
    plain_values,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(STATE_KEYS), inner, max_size=6),
)
ANSWERED_BY = ("AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.HelpIntent", "AMAZON.RepeatIntent", "SkipStepIntent")


@given(st.sampled_from(sorted({*ANSWERS, *STATES})), json_values, st.sampled_from((*ANSWERED_BY, *sorted(REPEATED))))
def test_session_attributes_that_are_none_of_ours_end_a_question_and_fail_nothing(
    asking: str, value: Any, intent: str
) -> None:
    app = app_on(MemoryStore())
    app.answer(envelope("MakeCommitmentIntent", {"commitment": "call by six"}, at=NOW))
    attributes = {"question": asking, "state": value, "last_reply": [value, value, None], "asked": "everyone"}
    answer = app.answer(
        envelope(intent, {REPEATED[intent]: "x"} if intent in REPEATED else {}, at=NOW, attributes=attributes)
    )
    assert "Something went wrong" not in speech(answer)
    assert speech(answer)


# Names from outside


NAMES = [
    *("/etc/passwd", "../../etc/passwd", "/tmp/over.text", "..", "listen.danger.certain", "listen/danger", "steps/1"),
    *(
        "spelling.color",
        "en/launch",
        "launch/../step.tip",
        "",
        ".",
        "launch.",
        "_",
        "launch.role\n",
        "launch\x00",
        "a" * 5_000,
    ),
]
names = st.sampled_from(NAMES) | st.text(max_size=30)


@pytest.fixture(scope="module", autouse=True)
def _file_to_find() -> Any:
    path = Path("/tmp/over.toml")  # outside of the texts, so that no name may reach it
    path.write_text('text = "from outside"\n[back]\nask = "from outside"\nagain = "x"\nhelp = "x"\n', "utf-8")
    yield
    path.unlink(missing_ok=True)


@given(names)
def test_no_name_from_outside_is_looked_up_unless_it_is_a_known_text(name: str) -> None:
    here = catalog("en-US")
    for key in (name, f"{name}.text", f"/tmp/over.{name}"):
        try:
            found = here.lookup(key)
        except MissingTextError:
            continue
        assert key.replace(".", "").replace("_", "").isalnum(), found


@given(names)
def test_a_session_that_names_no_text_is_an_ended_question(name: str) -> None:
    said = [[{"=": name}], None, None]
    sessions: list[dict[str, Any]] = [
        {"question": "forget.me", "state": {}, "last_reply": said, "asked": "everyone"},
        {"question": name, "state": {}, "last_reply": [[], [name, {}, {}, None], None], "asked": "everyone"},
    ]
    for attributes in sessions:
        answer = app_on(MemoryStore()).answer(envelope("AMAZON.RepeatIntent", attributes=attributes))
        assert "from outside" not in speech(answer)
        assert "Something went wrong" not in speech(answer)


@given(names)
def test_a_record_that_names_no_text_is_not_spoken(name: str) -> None:
    store = MemoryStore()
    app = app_on(store)
    sent = envelope("LogKeptCommitmentIntent", at=NOW)
    app.answer(sent)
    (household,) = store.all_households()
    (speaker,) = store.speakers(household)
    record = store.load(speaker)
    assert record
    kept = json.loads(record.body)
    kept["recent_replies"][0][2] = [[{"=": name}], None, None]
    store.save(speaker, Record(2, json.dumps(kept)))
    answer = speech(app.answer(sent))
    assert "from outside" not in answer
    assert "Something went wrong" not in answer


@pytest.mark.parametrize(
    "locale",
    [
        "en-GB/../../../../tmp/over",
        "/tmp",
        "en-" + "a" * 5_000,
        "..",
        "",
        "EN-us",
        "en_US",
        "xx-XX",
        "\x00",
        "en-GB\n",
        "en",
    ],
)
def test_a_locale_from_outside_is_one_that_there_is_or_the_default(locale: str) -> None:
    answer = app_on(MemoryStore()).answer(envelope("AMAZON.HelpIntent", locale=locale))
    assert speech(answer) == speech(app_on(MemoryStore()).answer(envelope("AMAZON.HelpIntent")))


def test_locales_from_outside_are_not_remembered() -> None:
    before = _catalog.cache_info().currsize
    for number in range(200):
        locale = f"{chr(97 + number % 26)}{chr(97 + number // 26)}-ZZ"
        app_on(MemoryStore()).answer(envelope("AMAZON.HelpIntent", locale=locale))
    assert _catalog.cache_info().currsize <= before + 6


# The same request twice


PRACTICES: dict[str, list[tuple[str, dict[str, str]]]] = {
    "ApologyPracticeIntent": [("FreeSpeechIntent", {"speech": "I lied to you about the money"})] * 7,
    "ListeningPracticeIntent": [("AMAZON.YesIntent", {})] * 3
    + [("FreeSpeechIntent", {"speech": "you felt alone"})] * 5,
    "AftermathIntent": [("AMAZON.YesIntent", {})] * 2 + [("FreeSpeechIntent", {"speech": "i felt alone"})] * 10,
    "ForgivenessPracticeIntent": [("AMAZON.YesIntent", {}), ("AMAZON.NoIntent", {}), ("AMAZON.YesIntent", {})],
}


@pytest.mark.parametrize("practice", PRACTICES)
def test_the_same_request_twice_in_a_practice_gets_the_same_answer_and_keeps_none_of_its_words(practice: str) -> None:
    store = MemoryStore()
    app = app_on(store)
    attributes: dict[str, Any] | None = None
    for number, (intent, slots) in enumerate([(practice, {}), *PRACTICES[practice]]):
        sent = envelope(intent, slots, at=NOW + timedelta(minutes=number), attributes=attributes)
        first = app.answer(sent)
        saved = {one: store.load(one) for household in store.all_households() for one in store.speakers(household)}
        assert app.answer(sent) == first
        assert saved == {one: store.load(one) for one in saved}
        assert not any("money" in record.body or "alone" in record.body for record in saved.values() if record)
        attributes = first["sessionAttributes"]
        if not attributes:
            break
