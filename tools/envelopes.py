"""Request envelopes as Alexa sends them, for tests that want one without a pretend Echo."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from skill.app import App

SKILL, USER = "amzn1.ask.skill.pretend", "amzn1.ask.account.somebody"

_numbers = count(1)


def envelope(
    intent: str = "LaunchRequest",
    slots: Mapping[str, str] | None = None,
    *,
    at: datetime = datetime(2026, 3, 2, 20, tzinfo=UTC),
    request_id: str | None = None,
    user: str = USER,
    person: str | None = None,
    device: str | None = "amzn1.ask.device.kitchen",
    attributes: Mapping[str, Any] | None = None,
    locale: str = "en-US",
    ids: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return an envelope for an intent, or for a request type (a name that ends in Request).

    `slots` are values by name, `ids` what custom slot values were resolved to, `attributes` those of an open session.
    """
    request: dict[str, Any] = {
        "type": intent if intent.endswith("Request") else "IntentRequest",
        "requestId": request_id or f"amzn1.echo-api.request.{next(_numbers)}",
        "timestamp": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "locale": locale,
    }
    if request["type"] == "IntentRequest":
        filled = {name: _slot(name, value, (ids or {}).get(name)) for name, value in (slots or {}).items()}
        request["intent"] = {"name": intent, "confirmationStatus": "NONE", "slots": filled}
    if request["type"] == "SessionEndedRequest":
        request["reason"] = "USER_INITIATED"
    system: dict[str, Any] = {
        "application": {"applicationId": SKILL},
        "user": {"userId": user},
        "apiEndpoint": "https://api.amazonalexa.com",
        "apiAccessToken": "token",
    }
    if device:
        system["device"] = {"deviceId": device, "supportedInterfaces": {}}
    if person:
        system["person"] = {"personId": person}
    return {
        "version": "1.0",
        "session": {
            "new": attributes is None,
            "sessionId": "amzn1.echo-api.session.1",
            "application": {"applicationId": SKILL},
            "user": {"userId": user},
            "attributes": dict(attributes or {}),
        },
        "context": {"System": system},
        "request": request,
    }


class Session:
    """A user who sends envelopes to the skill and answers its questions."""

    def __init__(self, app: App, now: datetime, device: str | None = "amzn1.ask.device.kitchen") -> None:
        self.app, self.now, self.device = app, now, device
        self.person: str | None = None
        """The personId of the recognised voice."""
        self.answer: dict[str, Any] = {}

    def say(self, intent: str, slots: Mapping[str, str] | None = None, **ids: str) -> str:
        """Say something, in the open session if there is one, and return what is answered."""
        ended = self.answer.get("response", {}).get("shouldEndSession", True)
        attributes = None if ended else self.answer.get("sessionAttributes")
        self.answer = self.app.answer(
            envelope(intent, slots, at=self.now, ids=ids, attributes=attributes, device=self.device, person=self.person)
        )
        return speech(self.answer)


def speech(answer: dict[str, Any]) -> str:
    """Return the speech of a response envelope, empty where it is silent."""
    found: str = answer["response"].get("outputSpeech", {}).get("ssml", "")
    return found.removeprefix("<speak>").removesuffix("</speak>")


def _slot(name: str, value: str, id_: str | None) -> dict[str, Any]:
    slot: dict[str, Any] = {"name": name, "value": value, "confirmationStatus": "NONE"}
    if id_:
        values = [{"value": {"name": value, "id": id_}}]
        authority = {"authority": "a", "status": {"code": "ER_SUCCESS_MATCH"}, "values": values}
        slot["resolutions"] = {"resolutionsPerAuthority": [authority]}
    return slot
