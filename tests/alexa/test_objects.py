"""Objects are read and written as the SDK's own serializer does it."""

import json
from typing import Any

import pytest
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import IntentRequest, Person, RequestEnvelope, ResponseEnvelope
from ask_sdk_model.interfaces.alexa.presentation.apl import RenderDocumentDirective

from skill.alexa.objects import read, written
from skill.alexa.response import response_of
from skill.journey.speaker import Speaker
from skill.turn import Card, Spoken

SYSTEM: dict[str, Any] = {
    "application": {"applicationId": "amzn1.ask.skill.1"},
    "user": {
        "userId": "amzn1.ask.account.1",
        "permissions": {"consentToken": "token", "scopes": {"a": {"status": "GRANTED"}}},
    },
    "person": {"personId": "amzn1.ask.person.1"},
    "device": {
        "deviceId": "amzn1.ask.device.1",
        "supportedInterfaces": {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.3"}}},
    },
    "apiEndpoint": "https://api.amazonalexa.com",
    "apiAccessToken": "token",
}
REQUEST = {"requestId": "amzn1.echo-api.request.1", "timestamp": "2026-03-02T20:00:00Z", "locale": "en-US"}
SLOT = {
    "name": "promise",
    "value": "call",
    "confirmationStatus": "NONE",
    "resolutions": {
        "resolutionsPerAuthority": [
            {
                "authority": "a",
                "status": {"code": "ER_SUCCESS_MATCH"},
                "values": [{"value": {"name": "Call", "id": "call"}}],
            }
        ]
    },
    "slotValue": {"type": "List", "values": [{"type": "Simple", "value": "call"}, {"type": "Simple", "value": None}]},
}
REQUESTS: dict[str, dict[str, Any]] = {
    "a launch": {"type": "LaunchRequest"},
    "an intent": {
        "type": "IntentRequest",
        "dialogState": "IN_PROGRESS",
        "intent": {
            "name": "MakeCommitmentIntent",
            "confirmationStatus": "NONE",
            "slots": {"promise": SLOT, "day": {"name": "day"}},
        },
    },
    "an end": {
        "type": "SessionEndedRequest",
        "reason": "ERROR",
        "error": {"type": "INVALID_RESPONSE", "message": "no"},
    },
    "a consent": {
        "type": "Connections.Response",
        "name": "AskFor",
        "status": {"code": "200", "message": "OK"},
        "payload": {"permissionScopes": [{"permissionScope": "a", "status": "ACCEPTED"}]},
        "token": "{}",
    },
}


def envelope(request: dict[str, Any]) -> dict[str, Any]:
    session = {
        "new": True,
        "sessionId": "s",
        "application": SYSTEM["application"],
        "user": SYSTEM["user"],
        "attributes": {"a": [1, None]},
    }
    return {"version": "1.0", "session": session, "context": {"System": SYSTEM}, "request": {**REQUEST, **request}}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_an_envelope_is_read_as_the_sdk_reads_it(request_: dict[str, Any]) -> None:
    asked = envelope(request_)
    theirs = DefaultSerializer().deserialize(json.dumps(asked), RequestEnvelope)
    assert read(asked, RequestEnvelope) == theirs


SPOKEN = {
    "a question": Spoken("Hello.", "Well?", Card("A", "card"), asking="a", state={"n": 1}, elicit=("AnIntent", "slot")),
    "an answer": Spoken("Hello.", card=Card("A", "card")),
    "silence": Spoken(),
    "a permission": Spoken(permission="ask", asking="a"),
    "a card that asks for it": Spoken("Hello.", permission="card"),
}


@pytest.mark.parametrize("spoken", SPOKEN.values(), ids=SPOKEN)
def test_a_response_is_written_as_the_sdk_writes_it(spoken: Spoken) -> None:
    answer = ResponseEnvelope("1.0", {"a": [1, {"b": None}]}, None, response_of(spoken, Speaker("home", "sam")))
    assert written(answer) == DefaultSerializer().serialize(answer)


def test_what_the_sdk_makes_of_odd_values_is_made_here_too() -> None:
    assert read({"personId": 7}, Person).person_id == "7"
    assert read({"personId": None}, Person).person_id is None
    assert written(RenderDocumentDirective(sources={"a": {"b": 1.5}})) == {
        "type": "Alexa.Presentation.APL.RenderDocument",
        "sources": {"a": {"b": 1.5}},
    }


@pytest.mark.parametrize(
    "request_",
    [
        {"type": "IntentRequest", "dialogState": "A SECRET"},
        {"type": "A SECRET"},
        {"type": "LaunchRequest", "timestamp": "A SECRET"},
        {"type": "IntentRequest", "intent": "A SECRET"},
        {"type": "IntentRequest", "intent": {"slots": ["A SECRET"]}},
        {"type": "IntentRequest", "intent": {"slots": {"a": {"resolutions": {"resolutionsPerAuthority": 7}}}}},
        {},
    ],
)
def test_what_is_no_request_of_amazons_is_refused_without_a_word_of_it(request_: dict[str, Any]) -> None:
    with pytest.raises(SerializationException) as refused:
        read(envelope(request_), RequestEnvelope)
    assert "SECRET" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_a_key_that_the_class_does_not_know_is_left_out() -> None:
    found = read({**REQUEST, "type": "IntentRequest", "deserialized_types": {}, "new": 1}, IntentRequest)
    assert "deserialized_types" not in vars(found)
    assert not hasattr(found, "new")
