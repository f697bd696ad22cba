"""Amazon's SDK around the conversation: a request envelope in, a response envelope out."""

import json
import logging
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from ask_sdk_core.dispatch_components import AbstractExceptionHandler, AbstractRequestHandler
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_core.skill_builder import CustomSkillBuilder
from ask_sdk_model import RequestEnvelope, Response
from ask_sdk_model.services import ApiClient

from skill.alexa import request, response
from skill.alexa.device import AlexaDevice, LazyApiClient
from skill.turn import Device, Spoken, Turn

Converse = Callable[[Turn, Device], Spoken]
"""Answers a turn; the device's services are only asked when they are wanted."""

Leave = Callable[[str], None]
"""Deletes all records of a household that disabled the skill; what it raises is the event's own answer."""

Apologise = Callable[[str, str], Spoken]
"""Puts a trouble into words: the locale, and the trouble's name in `content`."""

log = logging.getLogger(__name__)


class AlexaSkill:
    """The skill as Alexa sees it."""

    def __init__(
        self,
        converse: Converse,
        apologise: Apologise,
        leave: Leave,
        *,
        skill_id: str | None,
        api_client: ApiClient | None,
    ) -> None:
        self._skill_id = skill_id
        self._apologise, self._leave = apologise, leave
        self._serializer = DefaultSerializer()
        builder = CustomSkillBuilder(api_client=api_client or LazyApiClient())
        builder.add_request_handler(_Conversation(converse))
        builder.add_exception_handler(_Trouble(apologise))
        self._skill = builder.create()

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
            return {"version": "1.0", "response": {}}
        if kind not in request.SPOKEN:
            return self._unspoken(raw)
        try:
            parsed = self._serializer.deserialize(json.dumps(raw), RequestEnvelope)
            answer = self._skill.invoke(parsed, raw)
        except Exception as error:  # noqa: BLE001 - a person is waiting: any failure is told kindly
            _note(raw["request"]["requestId"], error)
            return self._sentence(raw, "unknown_request" if isinstance(error, SerializationException) else "broken")
        found: dict[str, Any] = self._serializer.serialize(answer)
        return found

    def _unspoken(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a type that the SDK may not even know. Only a session can be spoken to; an event gets silence."""
        log.warning('{"request": %s, "trouble": "unknown request type"}', json.dumps(raw["request"]["requestId"]))
        return self._sentence(raw, "unknown_request") if raw.get("session") else {"version": "1.0", "response": {}}

    def _sentence(self, raw: Mapping[str, Any], trouble: str) -> dict[str, Any]:
        locale = raw["request"].get("locale")
        spoken = self._apologise(locale if isinstance(locale, str) else request.LOCALE, trouble)
        return {"version": "1.0", "response": self._serializer.serialize(response.response_of(spoken))}


class _Conversation(AbstractRequestHandler):
    """Hands every spoken request to the conversation."""

    def __init__(self, converse: Converse) -> None:
        self._converse = converse

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        turn = request.turn_of(handler_input.request_envelope, handler_input.context)
        spoken = self._converse(turn, AlexaDevice(handler_input))
        if handler_input.request_envelope.session is not None:
            handler_input.attributes_manager.session_attributes = response.attributes_of(spoken, turn.speaker)
        return response.response_of(spoken, turn.speaker)


class _Trouble(AbstractExceptionHandler):
    """Turns whatever a turn raised into a kind sentence."""

    def __init__(self, apologise: Apologise) -> None:
        self._apologise = apologise

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:
        return True

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:
        asked = handler_input.request_envelope.request
        _note(asked.request_id, exception)
        return response.response_of(self._apologise(asked.locale or request.LOCALE, "broken"))


def _note(request_id: str, error: Exception) -> None:
    """Log where it failed, and nothing of what was said: an exception's message may quote the person."""
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    place = f"{frame[0].name}:{frame[0].lineno}" if frame else "unknown"
    fields = {"request": request_id, "trouble": type(error).__name__, "at": place}
    log.error("%s", json.dumps(fields))
