"""Request envelope: from Alexa's request JSON to a Turn.

Only the fields that a turn needs are read, straight from the JSON, and each is checked where it is read: a new enum
value, an unexpected type or a missing part anywhere else never costs the answer. Ids are hashed here, so that no other
package ever sees one.
"""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from skill.errors import TrustStepsError
from skill.journey.speaker import EVERYONE, Speaker
from skill.slot_values import clean_text
from skill.turn import CONNECTIONS_RESPONSE, LAUNCH_REQUEST, Slot, Turn

DEFAULT_LOCALE = "en-US"
"""The locale of a request that has none, such as a skill event."""

_INTENT = re.compile(r"[A-Za-z_.]{1,100}Intent")

_LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}")

INTENT_REQUEST = "IntentRequest"
SESSION_ENDED = "SessionEndedRequest"
USER_EVENT = "Alexa.Presentation.APL.UserEvent"
CAN_FULFILL = "CanFulfillIntentRequest"
DISABLED = "AlexaSkillEvent.SkillDisabled"

SESSION_REQUESTS = frozenset((LAUNCH_REQUEST, INTENT_REQUEST, CONNECTIONS_RESPONSE, USER_EVENT))
"""Request types that a user caused and that are answered; all others get no speech."""

APL = "Alexa.Presentation.APL"
"""The interface of devices that show documents."""

UNKNOWN_INTENT = "UnknownIntent"
"""The intent of a request that names none which can be read; it is answered as one that was not understood."""

_ID_CHARS = 4_000
"""No id of Alexa's is longer; a longer text would only cost time to hash."""


class BadEnvelopeError(TrustStepsError, ValueError):
    """What arrived is not a request of Alexa's to this skill; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class ServiceAccess:
    """What a request carries for calls to Alexa's own services; None where it carries none."""

    device_id: str | None = None
    api_endpoint: str | None = None
    """Base URL of the services for this device's region."""
    api_access_token: str | None = None


def check(envelope: Any, skill_id: str | None) -> Mapping[str, Any]:
    """Return the envelope if it has what every request of Alexa's has; raises BadEnvelopeError."""
    if not isinstance(envelope, dict):
        raise BadEnvelopeError("the body is not a JSON object")
    request = envelope.get("request")
    if not isinstance(request, dict):
        raise BadEnvelopeError("it has no request")
    for name in ("type", "requestId", "timestamp"):
        if not isinstance(request.get(name), str) or not request[name]:
            raise BadEnvelopeError(f"its request has no {name}")
    instant(request["timestamp"])
    ids = [_get_path(envelope, *path, "application", "applicationId") for path in (("context", "System"), ("session",))]
    if skill_id is not None and (ids == [None, None] or any(one not in (None, skill_id) for one in ids)):
        raise BadEnvelopeError("it is meant for another skill")
    if user_id(envelope) is None:
        raise BadEnvelopeError("it has no userId")
    return envelope


def user_id(envelope: Mapping[str, Any]) -> str | None:
    """Return the userId of an envelope, from its context or its session."""
    return _text(envelope, "context", "System", "user", "userId") or _text(envelope, "session", "user", "userId")


def request_hash(request_id: str) -> str:
    """Return the short hash by which a request is remembered, and found in the log."""
    return urlsafe_b64encode(blake2b(request_id.encode("utf-8", "surrogatepass"), digest_size=6).digest()).decode()


def instant(timestamp: str) -> datetime:
    """Return a request's timestamp as an aware datetime; raises BadEnvelopeError."""
    try:
        found = datetime.fromisoformat(timestamp)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadEnvelopeError("its timestamp is not ISO 8601") from None


def locale_of(envelope: Mapping[str, Any]) -> str:
    """Return the locale of a request, LOCALE where it has none that can be read."""
    found = _text(envelope, "request", "locale") or ""
    return found if _LOCALE.fullmatch(found) else DEFAULT_LOCALE


def turn_of(envelope: Mapping[str, Any]) -> Turn:
    """Return the turn of a checked envelope: what was said, by whom, when, and in answer to what."""
    request = envelope["request"]
    person, device = (_text(envelope, "context", "System", *path) for path in (("person", "personId"), _DEVICE_ID))
    voice = _hash(person, 16) if person else EVERYONE
    session = _session_attributes(envelope)
    question, state, last_reply, asked = (session.get(name) for name in ("question", "state", "last_reply", "asked"))
    return Turn(
        request_id=request_hash(request["requestId"]),
        intent=_intent_name(request),
        speaker=Speaker(household(envelope), voice),
        locale=locale_of(envelope),
        instant=instant(request["timestamp"]),
        device=_hash(device, 4) if device else "",
        slots=_consent(request) if request["type"] == CONNECTIONS_RESPONSE else _slots(request),
        question=question if isinstance(question, str) else None,
        asked=asked if isinstance(asked, str) else EVERYONE,
        state=state if isinstance(state, dict) else {},
        last_reply=last_reply if isinstance(last_reply, list) else None,
        is_touch=request["type"] == USER_EVENT,
        any_speaker=session.get("any_speaker") is True,
        household_named=session.get("household_named") is True,
        has_screen=bool(_get_path(envelope, "context", "System", "device", "supportedInterfaces", APL)),
    )


def is_touch_without_intent(envelope: Mapping[str, Any]) -> bool:
    """Tell whether a document reports a touch, or an event of its own, that stands for no intent."""
    request = envelope["request"]
    return request["type"] == USER_EVENT and _touched_intent(request) is None


def service_access(envelope: Mapping[str, Any]) -> ServiceAccess:
    """Return what the request carries for calls to Alexa's services."""
    system = ("context", "System")
    return ServiceAccess(
        _text(envelope, *system, *_DEVICE_ID),
        _text(envelope, *system, "apiEndpoint"),
        _text(envelope, *system, "apiAccessToken"),
    )


def is_our_permission(envelope: Mapping[str, Any]) -> bool:
    """Tell whether a Connections.Response answers what this skill asked for: its token brings the question back."""
    return (
        isinstance(_session_attributes(envelope).get("question"), str)
        and _text(envelope, "request", "token") is not None
    )


def session_attributes(envelope: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the attributes of the open session as they arrived; None where there is no session."""
    attributes = _get_path(envelope, "session", "attributes")
    if not isinstance(envelope.get("session"), dict):
        return None
    return attributes if isinstance(attributes, dict) else {}


def disabled(envelope: Mapping[str, Any]) -> str | None:
    """Return the household whose records are to be deleted because it disabled the skill; None where it may come back.

    Amazon says NOT_PERSISTED where it forgets the account itself (SkillDisabled's userInformationPersistenceStatus).
    """
    persisted = _get_path(envelope, "request", "body", "userInformationPersistenceStatus")
    return household(envelope) if persisted == "NOT_PERSISTED" else None


def household(envelope: Mapping[str, Any]) -> str:
    """Return the key of an envelope's household."""
    return _hash(user_id(envelope) or "", 16)


_DEVICE_ID = ("device", "deviceId")


def _intent_name(request: Mapping[str, Any]) -> str:
    kind: str = request["type"]
    if kind == INTENT_REQUEST:
        return _text(request, "intent", "name") or UNKNOWN_INTENT
    if kind == USER_EVENT:
        return _touched_intent(request) or UNKNOWN_INTENT
    return kind


def _touched_intent(request: Mapping[str, Any]) -> str | None:
    """Return the intent that the touched part of a document stands for: the first argument that the document sends."""
    arguments = request.get("arguments")
    first = arguments[0] if isinstance(arguments, list) and arguments else None
    return first if isinstance(first, str) and _INTENT.fullmatch(first) else None


def _session_attributes(envelope: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the last reply left for its answer: in the session, or in the token of a permission request."""
    token = envelope["request"].get("token") if envelope["request"]["type"] == CONNECTIONS_RESPONSE else None
    if not isinstance(token, str):
        return session_attributes(envelope) or {}
    try:
        found = json.loads(token)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _consent(request: Mapping[str, Any]) -> dict[str, Slot]:
    """Return what was answered to a permission that Alexa asked for: ACCEPTED, DENIED or NOT_ANSWERED."""
    scopes = _get_path(request, "payload", "permissionScopes")
    status = _get_path(request, "payload", "status") or (
        _get_path(scopes[0], "status") if isinstance(scopes, list) and scopes else 0
    )
    return {"status": Slot(status, status)} if isinstance(status, str) else {}


def _slots(request: Mapping[str, Any]) -> dict[str, Slot]:
    """Return the slots that something was heard in. Blank words and control characters are nothing heard."""
    found = {}
    for name, slot in _named_slots(_get_path(request, "intent", "slots")):
        for heard in _heard_in(slot):
            value = clean_text(_spelled(heard.get("value")))
            if value:
                found[name] = Slot(value, _resolved_id(heard))
                break
    return found


def _named_slots(slots: Any) -> Iterable[tuple[str, Any]]:
    """Return slots by name: from an object, as Alexa sends them, or from a list of slots that say their names."""
    if isinstance(slots, dict):
        return slots.items()
    listed = slots if isinstance(slots, list) else []
    return [(name, slot) for slot in listed if (name := _text(slot, "name"))]


def _heard_in(slot: Any) -> list[Mapping[str, Any]]:
    """Return the places where a slot may hold its value: itself, its `slotValue`, or the first of several values."""
    if not isinstance(slot, dict):
        return []
    simple = slot.get("slotValue")
    listed = simple if isinstance(simple, list) else _get_path(simple, "values")
    several = listed if isinstance(listed, list) else []
    return [one for one in (slot, simple, *several) if isinstance(one, dict)]


def _spelled(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool):
        return ""
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _resolved_id(slot: Mapping[str, Any]) -> str | None:
    """Return the id of the first value of a custom slot type that the slot was resolved to."""
    authorities = _get_path(slot, "resolutions", "resolutionsPerAuthority")
    for authority in authorities if isinstance(authorities, list) else ():
        values = _get_path(authority, "values")
        for match in values if isinstance(values, list) else ():
            found = _text(match, "value", "id")
            if found:
                return found
    return None


def _hash(text: str, size_bytes: int) -> str:
    return blake2b(
        text.encode("utf-8", "surrogatepass")[:_ID_CHARS], digest_size=size_bytes, person=b"trust-steps"
    ).hexdigest()


def _text(value: Any, *path: str) -> str | None:
    """Return the text under a path of keys; None where there is none, or something else."""
    found = _get_path(value, *path)
    return found if isinstance(found, str) and found else None


def _get_path(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
