"""Request envelope: from Alexa's request JSON to a Turn.

Only the fields that a turn needs are read from the JSON, and each is validated where it is read, so that a new enum
value, an unexpected type or a missing part elsewhere in the envelope never fails the request. Ids are hashed here: no
other package sees one.
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

_INTENT_PATTERN = re.compile(r"[A-Za-z_.]{1,100}Intent")

_SLOT_PATTERN = re.compile(r"[a-z_]{1,30}")

_DEVICE_LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}")

INTENT_REQUEST = "IntentRequest"
SESSION_ENDED = "SessionEndedRequest"
USER_EVENT = "Alexa.Presentation.APL.UserEvent"
CAN_FULFILL = "CanFulfillIntentRequest"
DISABLED = "AlexaSkillEvent.SkillDisabled"

SESSION_REQUESTS = frozenset((LAUNCH_REQUEST, INTENT_REQUEST, CONNECTIONS_RESPONSE, USER_EVENT))
"""Request types that a user caused; all others get no speech."""

APL_INTERFACE = "Alexa.Presentation.APL"
"""The interface of devices that show documents."""

UNKNOWN_INTENT = "UnknownIntent"
"""The intent of a request without a readable intent name; it gets the fallback."""

_ID_CHARS = 4_000
"""Most characters of an id that are hashed. Alexa's ids are shorter; a longer text would only cost time."""


class BadEnvelopeError(TrustStepsError, ValueError):
    """The envelope is not a request of Alexa's to this skill; the message says why."""


@dataclass(frozen=True, slots=True)
class ServiceAccess:
    """The data of a request that calls to Alexa's services need; None where it is missing."""

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
    if skill_id is not None and (ids == [None, None] or any(id_ not in (None, skill_id) for id_ in ids)):
        raise BadEnvelopeError("it is meant for another skill")
    if user_id(envelope) is None:
        raise BadEnvelopeError("it has no userId")
    return envelope


def user_id(envelope: Mapping[str, Any]) -> str | None:
    """Return the userId of an envelope, from its context or its session."""
    return _text(envelope, "context", "System", "user", "userId") or _text(envelope, "session", "user", "userId")


def request_hash(request_id: str) -> str:
    """Return the short hash that identifies a request in the idempotency records and in the log."""
    return urlsafe_b64encode(blake2b(request_id.encode("utf-8", "surrogatepass"), digest_size=6).digest()).decode()


def instant(timestamp: str) -> datetime:
    """Return a request's timestamp as an aware datetime; raises BadEnvelopeError."""
    try:
        parsed = datetime.fromisoformat(timestamp)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadEnvelopeError("its timestamp is not ISO 8601") from None


def locale_of(envelope: Mapping[str, Any]) -> str:
    """Return the locale of a request; DEFAULT_LOCALE where it has no valid one."""
    locale = _text(envelope, "request", "locale") or ""
    return locale if _DEVICE_LOCALE.fullmatch(locale) else DEFAULT_LOCALE


def turn_of(envelope: Mapping[str, Any]) -> Turn:
    """Return the turn of an envelope that `check` has accepted."""
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
        slots=_slots_by_type(request),
        question=question if isinstance(question, str) else None,
        asked=asked if isinstance(asked, str) else EVERYONE,
        state=state if isinstance(state, dict) else {},
        last_reply=last_reply if isinstance(last_reply, list) else None,
        is_touch=request["type"] == USER_EVENT,
        any_speaker=session.get("any_speaker") is True,
        household_named=session.get("household_named") is True,
        has_screen=bool(_get_path(envelope, "context", "System", "device", "supportedInterfaces", APL_INTERFACE)),
    )


def is_touch_without_intent(envelope: Mapping[str, Any]) -> bool:
    """Tell whether a document's event is a touch, or another one, that stands for no intent."""
    request = envelope["request"]
    return request["type"] == USER_EVENT and _touched_intent(request) is None


def service_access(envelope: Mapping[str, Any]) -> ServiceAccess:
    """Return the access data for calls to Alexa's services."""
    system = ("context", "System")
    return ServiceAccess(
        _text(envelope, *system, *_DEVICE_ID),
        _text(envelope, *system, "apiEndpoint"),
        _text(envelope, *system, "apiAccessToken"),
    )


def is_our_permission(envelope: Mapping[str, Any]) -> bool:
    """Tell whether a Connections.Response answers this skill's own permission request: its token has the question."""
    return (
        isinstance(_session_attributes(envelope).get("question"), str)
        and _text(envelope, "request", "token") is not None
    )


def session_attributes(envelope: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the session attributes of the request; None where there is no session."""
    attributes = _get_path(envelope, "session", "attributes")
    if not isinstance(envelope.get("session"), dict):
        return None
    return attributes if isinstance(attributes, dict) else {}


def disabled_household(envelope: Mapping[str, Any]) -> str | None:
    """Return the household that disabled the skill and whose records are to be deleted; None where Amazon keeps its id.

    userInformationPersistenceStatus is NOT_PERSISTED where Amazon discards the userId.
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
    """Return the intent that a touch stands for: the first argument of the document's event; None without one."""
    arguments = request.get("arguments")
    first = arguments[0] if isinstance(arguments, list) and arguments else None
    return first if isinstance(first, str) and _INTENT_PATTERN.fullmatch(first) else None


def _session_attributes(envelope: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the attributes of the last response: from the session, or from the token of a permission request."""
    token = envelope["request"].get("token") if envelope["request"]["type"] == CONNECTIONS_RESPONSE else None
    if not isinstance(token, str):
        return session_attributes(envelope) or {}
    try:
        attributes = json.loads(token)
    except (ValueError, RecursionError):
        return {}
    return attributes if isinstance(attributes, dict) else {}


def _slots_by_type(request: Mapping[str, Any]) -> dict[str, Slot]:
    if request["type"] == CONNECTIONS_RESPONSE:
        return _consent(request)
    return _touched_slot(request) if request["type"] == USER_EVENT else _slots(request)


def _touched_slot(request: Mapping[str, Any]) -> dict[str, Slot]:
    """Return the slot that the touched part of a document stands for: its name and the id of its value, if both are.

    They are the second and the third argument that the document sends, behind the intent.
    """
    arguments = request.get("arguments")
    name, id_ = arguments[1:3] if isinstance(arguments, list) and len(arguments) > 2 else (None, None)
    if not isinstance(name, str) or not _SLOT_PATTERN.fullmatch(name):
        return {}
    value = clean_text(_to_text(id_))
    return {name: Slot(value, value)} if value else {}


def _consent(request: Mapping[str, Any]) -> dict[str, Slot]:
    """Return the slot `status` with the answer to a permission request: ACCEPTED, DENIED or NOT_ANSWERED."""
    scopes = _get_path(request, "payload", "permissionScopes")
    status = _get_path(request, "payload", "status") or (
        _get_path(scopes[0], "status") if isinstance(scopes, list) and scopes else 0
    )
    return {"status": Slot(status, status)} if isinstance(status, str) else {}


def _slots(request: Mapping[str, Any]) -> dict[str, Slot]:
    """Return the slots with a value; one of white space and control characters only has none."""
    slots = {}
    for name, slot in _named_slots(_get_path(request, "intent", "slots")):
        for holder in _value_holders(slot):
            value = clean_text(_to_text(holder.get("value")))
            if value:
                slots[name] = Slot(value, _resolved_id(holder))
                break
    return slots


def _named_slots(slots: Any) -> Iterable[tuple[str, Any]]:
    """Return slots by name: from an object, as Alexa sends them, or from a list of slots with names."""
    if isinstance(slots, dict):
        return slots.items()
    listed = slots if isinstance(slots, list) else []
    return [(name, slot) for slot in listed if (name := _text(slot, "name"))]


def _value_holders(slot: Any) -> list[Mapping[str, Any]]:
    """Return the objects that may hold a slot's value: itself, its `slotValue`, or those of a multi-value slot."""
    if not isinstance(slot, dict):
        return []
    simple = slot.get("slotValue")
    listed = simple if isinstance(simple, list) else _get_path(simple, "values")
    several = listed if isinstance(listed, list) else []
    return [holder for holder in (slot, simple, *several) if isinstance(holder, dict)]


def _to_text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool):
        return ""
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _resolved_id(slot: Mapping[str, Any]) -> str | None:
    """Return the id of the first value that a slot of a custom type was resolved to; None without one."""
    authorities = _get_path(slot, "resolutions", "resolutionsPerAuthority")
    for authority in authorities if isinstance(authorities, list) else ():
        values = _get_path(authority, "values")
        for match in values if isinstance(values, list) else ():
            value_id = _text(match, "value", "id")
            if value_id:
                return value_id
    return None


def _hash(text: str, size_bytes: int) -> str:
    return blake2b(
        text.encode("utf-8", "surrogatepass")[:_ID_CHARS], digest_size=size_bytes, person=b"trust-steps"
    ).hexdigest()


def _text(value: Any, *path: str) -> str | None:
    """Return the non-empty text at a path of keys; None where there is none."""
    text = _get_path(value, *path)
    return text if isinstance(text, str) and text else None


def _get_path(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
