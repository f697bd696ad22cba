"""Custom skill: request envelopes in, response envelopes out, routed by request type."""

import logging
import re
import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from skill.alexa import request, response
from skill.alexa.device import AlexaDevice
from skill.deadline import Deadline
from skill.reply import RenderedReply
from skill.turn import CONNECTIONS_RESPONSE, Device, Turn

if TYPE_CHECKING:
    from skill.alexa.services import ApiClient


class Conversation(Protocol):
    """The part of `skill.conversation.Conversation` that the skill calls."""

    def new_deadline(self) -> Deadline:
        """Return the deadline of a turn that begins now."""
        ...

    def respond(self, turn: Turn, device: Device, deadline: Deadline) -> RenderedReply:
        """Answer a turn; the device's services are called only where the turn needs them."""
        ...

    def apologise(self, locale: str, error_key: str) -> RenderedReply:
        """Return the text for a failure, by its key in errors.toml."""
        ...

    def delete_household(self, household: str, deadline: Deadline) -> None:
        """Delete a household's records, after AlexaSkillEvent.SkillDisabled; an error fails the event."""
        ...


ENVELOPE_VERSION = "1.0"
"""Version of the response envelope."""

_SILENT_REQUESTS = (
    "SessionEnded",
    "System.",
    "Alexa.Presentation.",
    "AlexaSkillEvent.",
    "PlaybackController.",
    "AudioPlayer.",
    "Connections.",
)
"""Prefixes of the request types that take no speech."""

_CODE = re.compile(r"[A-Z][A-Z_]{0,49}")
"""An error code of Amazon's; any other text is not logged, because it may be personal."""

log = logging.getLogger(__name__)


class AlexaSkill:
    """The skill as Alexa calls it: routes by request type, and leaves turns to the conversation."""

    def __init__(self, conversation: Conversation, *, skill_id: str | None, api_client: "ApiClient | None") -> None:
        self._conversation, self._skill_id, self._api_client = conversation, skill_id, api_client

    def answer(self, envelope: Any) -> dict[str, Any]:
        """Return the response envelope to a request envelope, both as JSON values; raises BadEnvelopeError.

        A failure while a user waits becomes an apology and one line in the log. A failed skill event raises instead,
        because it has no listener and Amazon sends it again.
        """
        raw = request.check(envelope, self._skill_id)
        kind = raw["request"]["type"]
        if kind == request.DISABLED:
            household = request.disabled_household(raw)
            if household:
                self._conversation.delete_household(household, self._conversation.new_deadline())
            return {"version": ENVELOPE_VERSION, "response": {}}
        if kind == request.CAN_FULFILL:
            return {"version": ENVELOPE_VERSION, "response": response.CANNOT_FULFILL}
        is_foreign = kind == CONNECTIONS_RESPONSE and not request.is_our_permission(raw)
        if is_foreign or kind not in request.SESSION_REQUESTS or request.is_touch_without_intent(raw):
            return _without_speech(raw)
        try:
            turn, deadline = request.turn_of(raw), self._conversation.new_deadline()
            device = AlexaDevice(request.service_access(raw), self._api_client, deadline)
            spoken = self._conversation.respond(turn, device, deadline)
            return _enveloped(
                response.response_of(spoken), response.attributes_of(spoken) if raw.get("session") else None
            )
        except Exception as error:  # noqa: BLE001 - a user is waiting: any failure gets an apology
            _log_failure(request.request_hash(raw["request"]["requestId"]), error)
            spoken = self._conversation.apologise(request.locale_of(raw), "broken")
            return _enveloped(response.response_of(spoken), {} if raw.get("session") else None)


def _without_speech(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the response to a request that takes no speech; an open session keeps its question."""
    kind = raw["request"]["type"]
    error = _error_code(raw["request"]) or (None if kind.startswith(_SILENT_REQUESTS) else "UnknownRequestType")
    if error:
        fields = {"request": request.request_hash(raw["request"]["requestId"]), "error": error}
        log.warning("%(error)s in request %(request)s", fields, extra=fields)
    return _enveloped({}, None if kind == request.SESSION_ENDED else request.session_attributes(raw))


def _error_code(asked: Mapping[str, Any]) -> str | None:
    """Return the code of the error that a request reports about a document, a response or an ended session."""
    errors = asked.get("errors")
    for error in (asked.get("error"), *(errors if isinstance(errors, list) else ())):
        for name in ("type", "reason"):
            code = error.get(name) if isinstance(error, dict) else None
            if isinstance(code, str) and _CODE.fullmatch(code):
                return code
    return None


def _enveloped(answer: Mapping[str, Any], attributes: Mapping[str, Any] | None) -> dict[str, Any]:
    session = {} if attributes is None else {"sessionAttributes": attributes}
    return {"version": ENVELOPE_VERSION, **session, "response": answer}


def _log_failure(request_id: str, error: Exception) -> None:
    """Log the location of a failure, without the exception's message, which may quote the user."""
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    location = f"{frame[0].name}:{frame[0].lineno}" if frame else "unknown"
    fields = {"request": request_id, "error": type(error).__name__, "at": location}
    log.error("%(error)s in request %(request)s, at %(at)s", fields, extra=fields)
