"""Request envelopes as Alexa sends them: made for the simulator, the warm-up, tests and benchmarks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from skill.alexa.request import INTENT_REQUEST

ALEXA_ENDPOINT = "https://api.amazonalexa.com"
"""Base URL of Alexa's services in North America."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Where requests come from: the skill that is called, the user's account, the device and the recognised voice."""

    skill_id: str
    user_id: str
    device_id: str | None = None
    person_id: str | None = None
    interfaces: Mapping[str, Any] = field(default_factory=dict)
    """What the device supports, such as a screen."""
    api_endpoint: str = ALEXA_ENDPOINT
    api_access_token: str = "token"  # noqa: S105 - it stands for one


def envelope(
    sender: Sender,
    request: Mapping[str, Any],
    *,
    request_id: str,
    at: datetime,
    locale: str,
    session_id: str,
    attributes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the envelope of a request at an aware time; `attributes` are those of an open session, None for a new one.

    `request` has its type and what belongs to that type alone.
    """
    application, user = {"applicationId": sender.skill_id}, {"userId": sender.user_id}
    system: dict[str, Any] = {
        "application": application,
        "user": user,
        "apiEndpoint": sender.api_endpoint,
        "apiAccessToken": sender.api_access_token,
    }
    if sender.device_id:
        system["device"] = {"deviceId": sender.device_id, "supportedInterfaces": dict(sender.interfaces)}
    if sender.person_id:
        system["person"] = {"personId": sender.person_id}
    return {
        "version": "1.0",
        "session": {
            "new": attributes is None,
            "sessionId": session_id,
            "application": dict(application),
            "user": dict(user),
            "attributes": dict(attributes or {}),
        },
        "context": {"System": system},
        "request": {
            **request,
            "requestId": request_id,
            "timestamp": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "locale": locale,
        },
    }


def intent_request(name: str, slots: Mapping[str, Mapping[str, Any]], *, in_dialog: bool = False) -> dict[str, Any]:
    """Return an IntentRequest with slots made by `slot`; `in_dialog` if the interaction model has a dialog for it."""
    dialog = {"dialogState": "STARTED"} if in_dialog else {}
    intent = {"name": name, "confirmationStatus": "NONE", "slots": dict(slots)}
    return {"type": INTENT_REQUEST, **dialog, "intent": intent}


def slot(name: str, value: str | None, resolved_id: str | None = None) -> dict[str, Any]:
    """Return a slot; `value` is None for one that was not filled, `resolved_id` the id of a custom type's value."""
    filled: dict[str, Any] = {"name": name, "confirmationStatus": "NONE", "source": "USER"}
    if value is not None:
        filled["value"] = value
    if resolved_id is not None:
        authority = {
            "authority": "simulated",
            "status": {"code": "ER_SUCCESS_MATCH"},
            "values": [{"value": {"name": value, "id": resolved_id}}],
        }
        filled["resolutions"] = {"resolutionsPerAuthority": [authority]}
    return filled
