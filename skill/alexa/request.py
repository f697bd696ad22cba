"""From Alexa's request envelope to a Turn. Ids are hashed here, so that no room behind this one ever sees one."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from ask_sdk_model import IntentRequest, RequestEnvelope

from skill.journey.speaker import EVERYONE, Speaker
from skill.turn import CONSENTED, Slot, Turn

LOCALE = "en-US"
"""The locale of a request that has none, such as a skill event."""

TOUCHED = "Alexa.Presentation.APL.UserEvent"

SPOKEN = ("LaunchRequest", "IntentRequest", "SessionEndedRequest", CONSENTED, TOUCHED)
"""The request types that are somebody speaking, or the end of it, or what they told Alexa herself, or a touch."""

APL = "Alexa.Presentation.APL"
"""The interface of devices that show documents."""

DISABLED = "AlexaSkillEvent.SkillDisabled"

OF_SYSTEM = ("device", "person", "apiEndpoint", "apiAccessToken")
"""What a turn needs to know of the system that it came from."""


class BadEnvelope(ValueError):
    """What arrived is not a request of Alexa's to this skill; the message says what is wrong with it."""


def check(envelope: Any, skill_id: str | None) -> Mapping[str, Any]:
    """Return the envelope if it has what every request of Alexa's has; raises BadEnvelope.

    The SDK fails in many ways on less, and takes requests meant for another skill where no id is configured.
    """
    if not isinstance(envelope, dict):
        raise BadEnvelope("the body is not a JSON object")
    request = envelope.get("request")
    if not isinstance(request, dict):
        raise BadEnvelope("it has no request")
    for name in ("type", "requestId", "timestamp"):
        if not isinstance(request.get(name), str) or not request[name]:
            raise BadEnvelope(f"its request has no {name}")
    instant(request["timestamp"])
    for name in ("session", "context"):
        if not isinstance(envelope.get(name) or {}, dict):
            raise BadEnvelope(f"its {name} is not a JSON object")
    ids = [_at(envelope, *path, "application", "applicationId") for path in (("context", "System"), ("session",))]
    if skill_id is not None and (ids == [None, None] or any(one not in (None, skill_id) for one in ids)):
        raise BadEnvelope("it is meant for another skill")
    if not isinstance(user_id(envelope), str):
        raise BadEnvelope("it has no userId")
    return envelope


def relevant(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a checked envelope that a turn is made of: a device tells much more of itself."""
    session, system = raw.get("session"), _at(raw, "context", "System")
    return {
        "request": raw["request"],
        "session": {"attributes": session.get("attributes")} if session else None,
        "context": {"System": {name: system.get(name) for name in OF_SYSTEM}} if isinstance(system, dict) else None,
    }


def user_id(envelope: Mapping[str, Any]) -> Any:
    """Return the userId of an envelope, wherever it stands."""
    return _at(envelope, "context", "System", "user", "userId") or _at(envelope, "session", "user", "userId")


def short(request_id: str) -> str:
    """Return the short hash by which a request is remembered, and found in the log."""
    return urlsafe_b64encode(blake2b(request_id.encode("utf-8", "surrogatepass"), digest_size=6).digest()).decode()


def instant(timestamp: str) -> datetime:
    """Return a request's timestamp as an aware datetime; raises BadEnvelope."""
    try:
        found = datetime.fromisoformat(timestamp)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadEnvelope("its timestamp is not ISO 8601") from None


def turn_of(envelope: RequestEnvelope, raw: Mapping[str, Any]) -> Turn:
    """Return what was asked. `raw` is the same envelope as JSON, for what the SDK's classes change or drop."""
    request = envelope.request
    system = envelope.context.system if envelope.context else None
    person = system.person.person_id if system and system.person else None
    attributes = _attributes(envelope)
    voice = _hash(person, 16) if person else EVERYONE
    asked = attributes.get("asked", EVERYONE)
    if isinstance(asked, str) and (voice == EVERYONE or attributes.get("anyone")):
        voice = (
            asked  # a short answer is often too little to know a voice by, and what two do together is one's journey
        )
    asking, state, said = (attributes.get(name) if voice == asked else None for name in ("asking", "state", "said"))
    intent = request.intent if isinstance(request, IntentRequest) else None
    return Turn(
        request_id=short(request.request_id),
        intent=intent.name if intent else _touched(request) or request.object_type,
        speaker=Speaker(household(raw), voice),
        locale=request.locale or LOCALE,
        instant=instant(raw["request"]["timestamp"]),
        device=_hash(system.device.device_id, 4) if system and system.device and system.device.device_id else "",
        slots=_slots(intent) if intent else _consent(request),
        asking=asking if isinstance(asking, str) else None,
        state=state if isinstance(state, dict) else {},
        said=said if isinstance(said, list) else None,
        has_screen=bool(_at(raw, "context", "System", "device", "supportedInterfaces", APL)),
    )


def disabled(raw: Mapping[str, Any]) -> str | None:
    """Return the household whose records are to be deleted because it disabled the skill, or None.

    It is read from the JSON itself: the SDK's class of this event drops its body.
    """
    persisted = _at(raw, "request", "body", "userInformationPersistenceStatus")
    return household(raw) if persisted == "NOT_PERSISTED" else None


def household(raw: Mapping[str, Any]) -> str:
    """Return the key of an envelope's household."""
    return _hash(user_id(raw), 16)


def _attributes(envelope: RequestEnvelope) -> Mapping[str, Any]:
    """Return what the last reply left for its answer: in the session, or in the token of what Alexa asked for us."""
    token = envelope.request.token if envelope.request.object_type == CONSENTED else None
    if token is None:
        return (envelope.session.attributes if envelope.session else None) or {}
    try:
        found = json.loads(token)
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _touched(request: Any) -> str | None:
    """Return the intent that something touched on the screen stands for, as its document says."""
    arguments = (request.arguments or ()) if request.object_type == TOUCHED else ()
    return arguments[0] if arguments and isinstance(arguments[0], str) else None


def _consent(request: Any) -> dict[str, Slot]:
    """Return what was answered to a permission that Alexa asked for: ACCEPTED, DENIED or NOT_ANSWERED."""
    payload = getattr(request, "payload", None) or {}
    scopes = payload.get("permissionScopes")
    status = payload.get("status") or (_at(scopes[0], "status") if isinstance(scopes, list) and scopes else None)
    return {"status": Slot(status, status)} if isinstance(status, str) else {}


def _slots(intent: Any) -> dict[str, Slot]:
    found = {}
    for name, slot in ((intent.slots if intent else None) or {}).items():
        if slot is not None and slot.value:
            found[name] = Slot(_whole(slot.value), _resolved(slot))
    return found


def _whole(text: str) -> str:
    """Return a text without halves of characters: JSON can carry them, UTF-8 can't, and an answer repeats the text."""
    return text.encode("utf-8", "replace").decode()


def _resolved(slot: Any) -> str | None:
    for authority in (slot.resolutions.resolutions_per_authority if slot.resolutions else None) or ():
        for match in authority.values or ():
            if match.value and match.value.id:
                return str(match.value.id)
    return None


def _hash(text: str, size: int) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size, person=b"trust-steps").hexdigest()


def _at(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
