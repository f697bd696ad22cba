"""Request envelopes for tests and benchmarks that want single requests rather than the simulator's Echo."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from skill.alexa.envelope import Sender, intent_request, slot
from skill.alexa.envelope import envelope as alexa_envelope
from skill.app import App

SKILL, USER, DEVICE = "amzn1.ask.skill.pretend", "amzn1.ask.account.test", "amzn1.ask.device.kitchen"

_request_numbers = count(1)


def envelope(
    intent: str = "LaunchRequest",
    slots: Mapping[str, str] | None = None,
    *,
    at: datetime = datetime(2026, 3, 2, 20, tzinfo=UTC),
    request_id: str | None = None,
    user: str = USER,
    person: str | None = None,
    device: str | None = DEVICE,
    attributes: Mapping[str, Any] | None = None,
    locale: str = "en-US",
    ids: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return an envelope for an intent, or for a request type (a name that ends in Request).

    `slots` are values by name, `ids` the ids of custom values by slot, `attributes` those of an open session.
    """
    request: dict[str, Any] = {"type": intent}
    if not intent.endswith("Request"):
        ids = ids or {}
        request = intent_request(
            intent, {name: slot(name, value, ids.get(name)) for name, value in (slots or {}).items()}
        )
    if intent == "SessionEndedRequest":
        request["reason"] = "USER_INITIATED"
    return alexa_envelope(
        Sender(SKILL, user, device_id=device, person_id=person),
        request,
        request_id=request_id or f"amzn1.echo-api.request.{next(_request_numbers)}",
        at=at,
        locale=locale,
        session_id="amzn1.echo-api.session.1",
        attributes=attributes,
    )


class Session:
    """A user who speaks to the skill in envelopes, and answers its questions in the open session."""

    def __init__(self, app: App, now: datetime, device: str | None = DEVICE) -> None:
        self.app, self.now, self.device = app, now, device
        self.person: str | None = None
        """The personId of the recognised voice."""
        self.answer: dict[str, Any] = {}
        """The last response envelope."""

    def say(self, intent: str, slots: Mapping[str, str] | None = None, **ids: str) -> str:
        """Send an intent, in the open session if there is one, and return the reply's speech."""
        ended = self.answer.get("response", {}).get("shouldEndSession", True)
        attributes = None if ended else self.answer.get("sessionAttributes")
        self.answer = self.app.answer(
            envelope(intent, slots, at=self.now, ids=ids, attributes=attributes, device=self.device, person=self.person)
        )
        return speech(self.answer)


def speech(answer: dict[str, Any]) -> str:
    """Return the speech of a response envelope without the outer tag; empty where it is silent."""
    ssml: str = answer["response"].get("outputSpeech", {}).get("ssml", "")
    return ssml.removeprefix("<speak>").removesuffix("</speak>")
