"""Requests of every type: what takes no speech gets none, and what the skill does not read costs no answer."""

import copy
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import ResponseEnvelope
from hypothesis import given
from hypothesis import strategies as st

from skill.alexa.request import request_hash
from skill.alexa.response import attributes_of, response_of
from skill.app import App, BadEnvelopeError
from skill.reply import Card, RenderedReply
from skill.stores.memory import MemoryStore
from tools.envelopes import SKILL, envelope, speech


def app_on(store: MemoryStore) -> App:
    return App(store, skill_id=SKILL, api_client=NoService())


class NoService:
    def invoke(self, request: Any) -> Any:
        raise ValueError("no service")


def asked_for_a_promise(app: App) -> dict[str, Any]:
    session: dict[str, Any] = app.answer(envelope("MakeCommitmentIntent"))["sessionAttributes"]
    return session


def sent(kind: str, session: dict[str, Any] | None = None, **parts: Any) -> dict[str, Any]:
    whole = envelope(attributes=session)
    whole["request"] |= {"type": kind, **parts}
    return whole


SILENT: dict[str, dict[str, Any]] = {
    "a response that Alexa could not use": sent(
        "System.ExceptionEncountered", error={"type": "INVALID_RESPONSE", "message": "x"}, cause={"requestId": "r"}
    ),
    "an error on the screen": sent(
        "Alexa.Presentation.APL.RuntimeError", token="t", errors=[{"type": "LIST_ERROR", "reason": "INVALID_OPERATION"}]
    ),
    "errors that are none": sent("Alexa.Presentation.APL.RuntimeError", errors="x"),
    "a play button": sent("PlaybackController.PlayCommandIssued"),
    "an audio player": sent("AudioPlayer.PlaybackStopped", offsetInMilliseconds=1),
    "a list that wants more": sent("Alexa.Presentation.APL.LoadIndexListData", startIndex=1),
    "a type that does not exist yet": sent("Alexa.Tomorrow.Request"),
    **{
        f"a touch that sends {arguments!r}": sent("Alexa.Presentation.APL.UserEvent", token="t", arguments=arguments)
        for arguments in ([], ["goBack"], [{"intent": "AMAZON.YesIntent"}], {"0": "AMAZON.YesIntent"}, "x", None, [7])
    },
    "an event": sent("AlexaSkillEvent.SkillEnabled"),
}


@pytest.mark.parametrize("asked", SILENT.values(), ids=SILENT)
def test_a_request_that_takes_no_speech_leaves_the_session_and_its_question(asked: dict[str, Any]) -> None:
    store = MemoryStore()
    app = app_on(store)
    session = asked_for_a_promise(app)
    whole = copy.deepcopy(asked)
    whole["session"]["attributes"] = session
    assert app.answer(whole) == {"version": "1.0", "sessionAttributes": session, "response": {}}
    answer = app.answer(envelope("MakeCommitmentIntent", {"commitment": "call by six"}, attributes=session))
    assert "call by six" in speech(answer)


ENDS = [
    {"reason": "USER_INITIATED"},
    {"reason": "EXCEEDED_MAX_REPROMPTS"},
    {"reason": "ERROR", "error": {"type": "INVALID_RESPONSE", "message": "a secret"}},
    {"reason": "ERROR", "error": {"type": "ENDPOINT_TIMEOUT", "message": "a secret"}},
    {"reason": "A_NEW_REASON", "error": {"type": "A_NEW_TYPE"}},
    {"reason": None, "error": []},
    {},
]


@pytest.mark.parametrize("end", ENDS)
def test_the_end_of_a_session_gets_no_speech_whatever_its_reason(end: dict[str, Any]) -> None:
    app = app_on(MemoryStore())
    answer = app.answer(sent("SessionEndedRequest", asked_for_a_promise(app), **end))
    assert answer == {"version": "1.0", "response": {}}


def test_a_request_whether_the_skill_can_fulfill_something_is_answered_no_without_speech() -> None:
    asked = sent("CanFulfillIntentRequest", intent={"name": "WeatherIntent", "slots": {}})
    del asked["session"]
    assert app_on(MemoryStore()).answer(asked)["response"] == {"canFulfillIntent": {"canFulfill": "NO"}}


@pytest.mark.parametrize(
    ("parts", "trouble"),
    [
        ({"errors": [{"type": "LIST_ERROR", "reason": "INVALID_OPERATION", "message": "a secret"}]}, "LIST_ERROR"),
        ({"errors": [{"reason": "INTERNAL_SERVER_ERROR"}]}, "INTERNAL_SERVER_ERROR"),
        ({"errors": [{"type": "my secret words"}]}, None),
        ({"errors": [7, None]}, None),
    ],
)
def test_an_error_on_the_screen_is_logged_by_its_code_alone(
    parts: dict[str, Any], trouble: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    asked = sent("Alexa.Presentation.APL.RuntimeError", **parts)
    with caplog.at_level(logging.DEBUG):
        app_on(MemoryStore()).answer(asked)
    entries = [one.getMessage() for one in caplog.records if one.name.startswith("skill")]
    assert entries == ([f"{trouble} in request {request_hash(asked['request']['requestId'])}"] if trouble else [])
    assert "secret" not in caplog.text


# What the skill does not read

SLOT = {
    "name": "role",
    "value": "healing",
    "confirmationStatus": "NONE",
    "source": "USER",
    "resolutions": {
        "resolutionsPerAuthority": [
            {
                "authority": "amzn1.er-authority.echo-sdk.1.ROLE",
                "status": {"code": "ER_SUCCESS_MATCH"},
                "values": [{"value": {"name": "healing", "id": "healing"}}],
            }
        ]
    },
}


def whole_envelopes() -> dict[str, dict[str, Any]]:
    """Return requests of every answered kind with all that a device sends along."""
    found = {
        "a launch": envelope(),
        "a role": envelope("TodaysStepIntent"),
        "a promise": envelope("MakeCommitmentIntent", {"commitment": "call by six"}),
        "a rating": envelope("DailyCheckInIntent", {"rating": "4"}),
        "a touch": sent("Alexa.Presentation.APL.UserEvent", token="t", arguments=["HelpIntent"], source={"type": "T"}),
        "a permission": sent(
            "Connections.Response",
            name="AskFor",
            status={"code": "200", "message": "OK"},
            payload={"permissionScopes": [{"permissionScope": "a", "status": "DENIED"}], "status": "DENIED"},
            token=json.dumps(
                {
                    "question": "reminders.permission",
                    "state": {"about": "step", "repeat": None, "first": "2026-03-03T20:00:00"},
                    "asked": "everyone",
                }
            ),
        ),
    }
    found["a role"]["request"]["intent"]["slots"]["role"] = copy.deepcopy(SLOT)
    for whole in found.values():
        whole["request"] |= {"dialogState": "STARTED", "shouldLinkResultBeReturned": False, "metadata": {"a": 1}}
        whole["session"]["user"] |= {"accessToken": "t", "permissions": {"consentToken": "t"}}
        whole["session"]["new"] = True
        system = whole["context"]["System"]
        system["unit"] = {"unitId": "u", "persistentUnitId": "p"}
        system["device"] |= {"persistentEndpointId": "e"}
        whole["context"] |= {
            "Viewport": {"shape": "RECTANGLE", "dpi": 160, "touch": ["SINGLE"], "video": {"codecs": ["H_264_41"]}},
            "Viewports": [{"type": "APL", "id": "main"}],
            "AudioPlayer": {"playerActivity": "IDLE"},
            "Extensions": {"available": {}},
            "Geolocation": {"coordinate": {"latitudeInDegrees": 1.0}},
        }
    return found


READ = {
    *{("request", name) for name in ("type", "requestId", "timestamp", "locale", "token", "arguments")},
    *{("context", "System", name) for name in ("apiEndpoint", "apiAccessToken")},
    ("context", "System", "user", "userId"),
    ("context", "System", "device", "deviceId"),
    ("context", "System", "device", "supportedInterfaces"),
    ("context", "System", "application", "applicationId"),
    ("session", "application", "applicationId"),
    ("request", "intent", "name"),
    ("request", "payload", "status"),
}
"""Paths of what a turn is made of; what lies above them is read too."""

READ_BELOW = (("request", "intent", "slots"), ("session", "attributes"))
"""Parts of which nearly all is read: tests of their own say what of it is not."""


def paths(value: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, one in value.items() if isinstance(value, dict) else ():
        yield (*at, key)
        yield from paths(one, (*at, key))


def is_read(path: tuple[str, ...]) -> bool:
    below = any(path[: len(one)] == one for one in READ_BELOW)
    return below or any(one[: len(path)] == path or path[: len(one)] == one for one in (*READ, *READ_BELOW))


WHOLE = whole_envelopes()
UNREAD = [(name, path) for name, whole in WHOLE.items() for path in paths(whole) if not is_read(path)]

odd_values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20), st.just([]), st.just({})
) | st.sampled_from(["A_NEW_VALUE", ["IN_PROGRESS"], {"new": {"parts": [1]}}, [[]], "NONE", 10**30])


def having(whole: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    found = copy.deepcopy(whole)
    at: Any = found
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return found


def test_there_is_much_that_the_skill_does_not_read() -> None:
    unread = {path for _, path in UNREAD}
    assert len(unread) > 30
    assert ("request", "dialogState") in unread
    assert ("request", "intent", "confirmationStatus") in unread


@given(st.sampled_from(UNREAD), odd_values)
def test_a_part_that_the_skill_does_not_read_costs_no_answer(case: tuple[str, tuple[str, ...]], value: Any) -> None:
    name, path = case
    plain = app_on(MemoryStore()).answer(WHOLE[name])
    assert app_on(MemoryStore()).answer(having(WHOLE[name], path, value)) == plain


@given(st.sampled_from(["confirmationStatus", "source", "name"]), odd_values)
def test_a_part_of_a_slot_that_the_skill_does_not_read_costs_no_answer(part: str, value: Any) -> None:
    path = ("request", "intent", "slots", "role", part)
    assert app_on(MemoryStore()).answer(having(WHOLE["a role"], path, value)) == app_on(MemoryStore()).answer(
        WHOLE["a role"]
    )


@given(st.sampled_from([(name, path) for name, whole in WHOLE.items() for path in paths(whole)]), odd_values)
def test_whatever_is_odd_in_a_request_it_is_refused_with_a_reason_or_answered(
    case: tuple[str, tuple[str, ...]], value: Any
) -> None:
    name, path = case
    asked = having(WHOLE[name], path, value)
    try:
        answer = app_on(MemoryStore()).answer(asked)
    except BadEnvelopeError:
        return
    assert "Something went wrong" not in speech(answer)
    if asked["request"]["type"] == "IntentRequest":
        assert speech(answer)


UNRESOLVED: dict[str, dict[str, Any]] = {
    "timed out": {"resolutionsPerAuthority": [{"authority": "a", "status": {"code": "ER_ERROR_TIMEOUT"}}]},
    "no match": {
        "resolutionsPerAuthority": [{"authority": "a", "status": {"code": "ER_SUCCESS_NO_MATCH"}, "values": []}]
    },
    "a new status": {"resolutionsPerAuthority": [{"status": "ER_NEW"}]},
    "an object for a list": {"resolutionsPerAuthority": {"values": []}},
    "nulls": {"resolutionsPerAuthority": [None, {"values": [None, {"value": None}, {"value": {"id": None}}]}]},
    "nothing": {},
}


@pytest.mark.parametrize("resolutions", UNRESOLVED.values(), ids=UNRESOLVED)
@pytest.mark.parametrize("said", ["healing", "Healing", "the one who was hurt"])
def test_a_slot_that_was_not_resolved_is_still_its_word(said: str, resolutions: dict[str, Any]) -> None:
    asked = envelope("TodaysStepIntent")
    asked["request"]["intent"]["slots"]["role"] = SLOT | {"value": said, "resolutions": resolutions}
    assert "the one who was hurt" in speech(app_on(MemoryStore()).answer(asked))


@pytest.mark.parametrize(
    "slot",
    [
        {"name": "rating", "slotValue": {"type": "Simple", "value": "4"}},
        {"name": "rating", "value": None, "slotValue": {"type": "List", "values": [{"type": "Simple", "value": "4"}]}},
        {"name": "rating", "value": 4},
    ],
)
def test_a_value_is_read_wherever_alexa_puts_it(slot: dict[str, Any]) -> None:
    asked = envelope("DailyCheckInIntent")
    asked["request"]["intent"]["slots"]["rating"] = slot
    assert speech(app_on(MemoryStore()).answer(asked)) == speech(app_on(MemoryStore()).answer(WHOLE["a rating"]))


# What is answered

SPOKEN = {
    "a question": RenderedReply(
        "Hello.", "Well?", Card("A", "card"), question="a", state={"n": 1}, elicit=("AnIntent", "slot")
    ),
    "an answer": RenderedReply("Hello.", card=Card("A", "card")),
    "silence": RenderedReply(),
    "a permission": RenderedReply(permission="ask", question="a"),
    "a card that asks for it": RenderedReply("Hello.", permission="card"),
}


@pytest.mark.parametrize("spoken", SPOKEN.values(), ids=SPOKEN)
def test_a_response_is_one_that_amazons_sdk_reads_and_writes_alike(spoken: RenderedReply) -> None:
    answer = {"version": "1.0", "sessionAttributes": attributes_of(spoken), "response": response_of(spoken)}
    read = DefaultSerializer().deserialize(json.dumps(answer), ResponseEnvelope)
    assert DefaultSerializer().serialize(read) == answer
