"""Amazon's SDK around the conversation: a request envelope in, a response envelope out."""

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_model import RequestEnvelope, Response, ResponseEnvelope
from ask_sdk_runtime.dispatch import GenericRequestDispatcher
from ask_sdk_runtime.dispatch_components import AbstractExceptionHandler, AbstractRequestHandler
from ask_sdk_runtime.skill import AbstractSkill, RuntimeConfigurationBuilder

from skill.alexa import request, response
from skill.alexa.device import AlexaDevice
from skill.alexa.objects import read, written
from skill.turn import Device, Spoken, Turn

if TYPE_CHECKING:
    from ask_sdk_model.services import ApiClient

Converse = Callable[[Turn, Device], Spoken]
"""Answers a turn; the device's services are only asked when they are wanted."""

Leave = Callable[[str], None]
"""Deletes all records of a household that disabled the skill; what it raises is the event's own answer."""

Apologise = Callable[[str, str], Spoken]
"""Puts a trouble into words: the locale, and the trouble's name in `content`."""

VERSION = "1.0"
"""Of the response envelope."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Input:
    """What Amazon's dispatcher hands to its handlers."""

    envelope: RequestEnvelope
    raw: Mapping[str, Any]
    """The same envelope as JSON."""


class AlexaSkill(AbstractSkill):
    """The skill as Alexa sees it.

    It stands on the SDK's runtime, as the SDK's own CustomSkill does. That one imports the clients of all of Amazon's
    services, with which the whole import would take about half as long again.
    """

    def __init__(
        self,
        converse: Converse,
        apologise: Apologise,
        leave: Leave,
        *,
        skill_id: str | None,
        api_client: "ApiClient | None",
    ) -> None:
        self._skill_id = skill_id
        self._apologise, self._leave = apologise, leave
        builder = RuntimeConfigurationBuilder()
        builder.add_request_handler(_Conversation(converse, api_client))
        builder.add_exception_handler(_Trouble(apologise))
        self._dispatcher = GenericRequestDispatcher(builder.get_runtime_configuration())

    def supports(self, event: Any, context: Any) -> bool:
        """Tell whether an event is a request envelope to this skill."""
        try:
            request.check(event, self._skill_id)
        except request.BadEnvelope:
            return False
        return True

    def invoke(self, event: Any, context: Any) -> dict[str, Any]:
        """Answer an event, as the SDK calls it; `context` is not looked at."""
        return self.answer(event)

    def answer(self, envelope: Any) -> dict[str, Any]:
        """Return the response envelope to a request envelope, both as JSON values; raises BadEnvelope.

        Whatever else goes wrong becomes one kind sentence and one line in the log. Only an event, which nobody hears,
        fails as what it is: Amazon sends it again.
        """
        raw = request.check(envelope, self._skill_id)
        kind = raw["request"]["type"]
        if kind == request.DISABLED:
            leaving = request.disabled(raw)
            if leaving:
                self._leave(leaving)
            return {"version": VERSION, "response": {}}
        if kind not in request.SPOKEN:
            return self._unspoken(raw)
        try:
            parsed = read(request.relevant(raw), RequestEnvelope)
            answer = self._dispatcher.dispatch(_Input(parsed, raw))
        except Exception as error:  # noqa: BLE001 - a person is waiting: any failure is told kindly
            _note(request.short(raw["request"]["requestId"]), error)
            return self._sentence(raw, "unknown_request" if isinstance(error, SerializationException) else "broken")
        found: dict[str, Any] = written(answer)
        return found

    def _unspoken(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a type that the SDK may not even know. Only a session can be spoken to; an event gets silence."""
        fields = {"request": request.short(raw["request"]["requestId"]), "trouble": "UnknownRequestType"}
        log.warning("%(trouble)s in request %(request)s", fields, extra=fields)
        return self._sentence(raw, "unknown_request") if raw.get("session") else {"version": VERSION, "response": {}}

    def _sentence(self, raw: Mapping[str, Any], trouble: str) -> dict[str, Any]:
        locale = raw["request"].get("locale")
        spoken = self._apologise(locale if isinstance(locale, str) else request.LOCALE, trouble)
        return {"version": VERSION, "response": written(response.response_of(spoken))}


class _Conversation(AbstractRequestHandler):
    """Hands every spoken request to the conversation."""

    def __init__(self, converse: Converse, api_client: "ApiClient | None") -> None:
        self._converse, self._api_client = converse, api_client

    def can_handle(self, handler_input: _Input) -> bool:
        return True

    def handle(self, handler_input: _Input) -> ResponseEnvelope:
        envelope = handler_input.envelope
        turn = request.turn_of(envelope, handler_input.raw)
        spoken = self._converse(turn, AlexaDevice(envelope, self._api_client))
        return _enveloped(
            response.response_of(spoken, turn.speaker),
            response.attributes_of(spoken, turn.speaker) if envelope.session else None,
        )


class _Trouble(AbstractExceptionHandler):
    """Turns whatever a turn raised into a kind sentence."""

    def __init__(self, apologise: Apologise) -> None:
        self._apologise = apologise

    def can_handle(self, handler_input: _Input, exception: Exception) -> bool:
        return True

    def handle(self, handler_input: _Input, exception: Exception) -> ResponseEnvelope:
        asked = handler_input.envelope.request
        _note(request.short(asked.request_id), exception)
        spoken = self._apologise(asked.locale or request.LOCALE, "broken")
        return _enveloped(response.response_of(spoken), {} if handler_input.envelope.session else None)


def _enveloped(answer: Response, attributes: Mapping[str, Any] | None) -> ResponseEnvelope:
    return ResponseEnvelope(version=VERSION, session_attributes=attributes, response=answer)


def _note(request_id: str, error: Exception) -> None:
    """Log where it failed, and nothing of what was said: an exception's message may quote the person."""
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    place = f"{frame[0].name}:{frame[0].lineno}" if frame else "unknown"
    fields = {"request": request_id, "trouble": type(error).__name__, "at": place}
    log.error("%(trouble)s in request %(request)s, at %(at)s", fields, extra=fields)
