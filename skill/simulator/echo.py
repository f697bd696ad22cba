"""Simulated Echo: it keeps a session as Alexa does, and calls the skill with Alexa's request envelopes.

Four verbs, as on a real device: `launch` opens the skill, `utter` says something, `touch` touches an item on the
screen, `intend` sends an intent without words for it.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from skill.alexa.envelope import ALEXA_ENDPOINT, Sender, envelope, intent_request, slot
from skill.alexa.request import APL_INTERFACE, SESSION_ENDED, USER_EVENT
from skill.app import BadEnvelopeError
from skill.errors import TrustStepsError
from skill.journey.text import split_words
from skill.simulator.alexa_services import FakeAlexaServices
from skill.simulator.exchange import (
    Exchange,
    elicited_slot,
    fired_reminder,
    permission_request,
    ssml_of,
    with_speech,
)
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.invocation import invoked
from skill.simulator.nlu.recognizer import Recognizer
from skill.simulator.nlu.utterance import SAFETY, SlotValue
from skill.turn import CONNECTIONS_RESPONSE, LAUNCH_REQUEST

SIMULATED_SKILL_ID = "amzn1.ask.skill.pretend"
SIMULATED_USER_ID = "amzn1.ask.account.pretend"
SIMULATED_API_ENDPOINT = ALEXA_ENDPOINT

SkillEndpoint = Callable[[dict[str, Any]], Mapping[str, Any]]
"""Answers a request envelope: the app itself, the Lambda handler, or a POST to the web server."""

PERMISSION_QUESTION = "Do you give Trust Steps permission to update your reminders? You can say I approve, or no."
"""What Alexa itself says where the skill asks for this permission."""

APPROVING_WORDS = frozenset(("approve", "agree", "allow"))
REFUSING_WORDS = frozenset(("don't", "not", "refuse", "deny", "decline"))
"""Words that answer PERMISSION_QUESTION besides yes and no."""

_PERMISSION_STATUS = {
    "AMAZON.YesIntent": "ACCEPTED",
    "AMAZON.NoIntent": "DENIED",
    "AMAZON.StopIntent": "DENIED",
    "AMAZON.CancelIntent": "DENIED",
}

SESSION_TIMEOUT = timedelta(minutes=1)
"""A session in which the user is silent for so long has ended on a real device."""


class NothingToTouchError(TrustStepsError):
    """Nothing is on the screen that could be touched."""


class Echo:
    """One simulated device in one household."""

    def __init__(
        self,
        endpoint: SkillEndpoint,
        model: InteractionModel,
        *,
        locale: str,
        timezone: str,
        now: datetime | None = None,
        services: FakeAlexaServices | None = None,
    ) -> None:
        """Create a device whose clock stands at `now` (local, naive); without it the clock runs.

        `services` are the Alexa services that the skill behind the endpoint calls, for permissions and alerts.
        """
        self.speaker: str | None = None
        """The recognised voice."""
        self.has_screen = False
        self._endpoint, self._locale, self._zone = endpoint, locale, ZoneInfo(timezone)
        self._model, self._recognizer = model, Recognizer.of(model)
        self._services = services or FakeAlexaServices(timezone)
        self._fixed_time: datetime | None = None
        self._session: dict[str, Any] | None = None
        """The id and attributes of the open session."""
        self._elicit: tuple[str, str] | None = None
        """The intent and the slot that the last reply asked for."""
        self._document_token = ""
        """The token of the document on the screen; empty where there is none."""
        self._permission_request: dict[str, Any] | None = None
        """The directive of the last reply that has Alexa ask for a permission."""
        if now:
            self.set_clock(now)

    @property
    def now(self) -> datetime:
        """The device's clock (aware)."""
        return (self._fixed_time or datetime.now(UTC)).astimezone(self._zone)

    @property
    def session_open(self) -> bool:
        """Whether the skill waits for an answer."""
        return self._session is not None

    def set_clock(self, at: datetime) -> list[Exchange]:
        """Stop the clock at a local (naive) or an aware time, and return the reminders and timers that fired.

        An open session ends where that is longer than SESSION_TIMEOUT.
        """
        before = self.now
        # Through UTC: a time that the spring change skips becomes the one that clocks show instead.
        self._fixed_time = (at if at.tzinfo else at.replace(tzinfo=self._zone)).astimezone(UTC)
        if abs(self.now - before) > SESSION_TIMEOUT:
            self.close("EXCEEDED_MAX_REPROMPTS")
        return [fired_reminder(reminder.text) for reminder in self._services.due_reminders(before, self.now)]

    def launch(self) -> Exchange:
        """Open the skill."""
        self.close("USER_INITIATED")
        return self._send(f"open {self._model.invocation_name}", {"type": LAUNCH_REQUEST})

    def utter(self, utterance: str) -> Exchange:
        """Say something, with the invocation name or without it."""
        request = invoked(utterance, self._model.invocation_name)
        if request is not None:
            self.close("USER_INITIATED")
            if not request:
                return self._send(utterance, {"type": LAUNCH_REQUEST})
        spoken = utterance if request is None else request
        recognized = self._recognizer.recognize(spoken, now=self.now, elicit=self._elicit)
        if self._permission_request is not None and request is None:
            words = frozenset(split_words(utterance))
            if words & REFUSING_WORDS:
                return self._answer_permission(utterance, "DENIED")
            if words & APPROVING_WORDS:
                return self._answer_permission(utterance, "ACCEPTED")
            if recognized.intent != SAFETY:
                status = _PERMISSION_STATUS.get(recognized.intent, "NOT_ANSWERED")
                return self._answer_permission(utterance, status)
        return self._send_intent(utterance, recognized.intent, recognized.slots)

    def touch(self, *arguments: str) -> Exchange:
        """Touch what sends these arguments; raises NothingToTouchError where no document is on the screen."""
        if self._session is None or not self._document_token:
            raise NothingToTouchError("nothing is on the screen to be touched")
        event = {"type": USER_EVENT, "token": self._document_token, "arguments": [*arguments], "source": {}}
        return self._send(None, event)

    def intend(self, intent: str, **slots: str) -> Exchange:
        """Send an intent without words for it."""
        return self._send_intent(None, intent, {name: SlotValue(value, value) for name, value in slots.items()})

    def close(self, reason: str) -> None:
        """End an open session as Alexa does, with a request that gets no speech."""
        if self._session is not None:
            self._send(None, {"type": SESSION_ENDED, "reason": reason})

    def _answer_permission(self, utterance: str, status: str) -> Exchange:
        """Send the user's answer to the permission that the skill had Alexa ask for."""
        asked, self._permission_request = self._permission_request or {}, None
        self._services.reminders_permission = self._services.reminders_permission or status == "ACCEPTED"
        scopes = [{**scope, "status": status} for scope in asked["payload"]["permissionScopes"]]
        request = {
            "type": CONNECTIONS_RESPONSE,
            "name": asked["name"],
            "status": {"code": "200", "message": "OK"},
            "payload": {"permissionScopes": scopes, "status": status},
            "token": asked["token"],
        }
        return self._send(utterance, request)

    def _send_intent(self, utterance: str | None, intent: str, values: Mapping[str, SlotValue]) -> Exchange:
        slots = {}
        for name in self._model.slots_of(intent):
            value = values.get(name)
            slots[name] = slot(name, value.value, value.id) if value else slot(name, None)
        return self._send(utterance, intent_request(intent, slots, in_dialog=intent in self._model.dialog_intents))

    def _send(self, utterance: str | None, request: Mapping[str, Any]) -> Exchange:
        session = self._session or {"session_id": f"amzn1.echo-api.session.{uuid4()}"}
        error = None
        answer: Mapping[str, Any] = {}
        self._services.now = self.now
        try:
            answer = self._endpoint(
                envelope(
                    self._sender(),
                    request,
                    request_id=f"amzn1.echo-api.request.{uuid4()}",
                    at=self.now,
                    locale=self._locale,
                    **session,
                )
            )
        except BadEnvelopeError as refused:
            error = str(refused)
        response = self._follow(request, answer, session["session_id"])
        intent = request.get("intent") or {}
        slots = {name: filled["value"] for name, filled in intent.get("slots", {}).items() if "value" in filled}
        return Exchange(utterance, request["type"], intent.get("name"), slots, response, self.session_open, error)

    def _follow(self, request: Mapping[str, Any], answer: Mapping[str, Any], session_id: str) -> dict[str, Any]:
        """Bring session, screen and questions to what an answer says; return its response as the user hears it."""
        response = dict(answer.get("response") or {})
        self._permission_request = permission_request(response)
        screen = Exchange(None, "", None, response=response).screen
        self._document_token = screen["token"] if screen else self._document_token
        if self._permission_request:
            response["outputSpeech"] = with_speech(ssml_of(response.get("outputSpeech")), PERMISSION_QUESTION)
        waits = self._permission_request or self._document_token
        if request["type"] == SESSION_ENDED or response.get("shouldEndSession", not waits):
            self._session, self._elicit, self._document_token = None, None, ""
        else:
            self._session = {"session_id": session_id, "attributes": answer.get("sessionAttributes") or {}}
            self._elicit = elicited_slot(response)
        return response

    def _sender(self) -> Sender:
        return Sender(
            SIMULATED_SKILL_ID,
            SIMULATED_USER_ID,
            # A device in another zone is another device, so the skill asks it anew where it is.
            device_id=f"amzn1.ask.device.{self._zone.key}",
            person_id=f"amzn1.ask.person.{self.speaker}" if self.speaker else None,
            interfaces={APL_INTERFACE: {"runtime": {"maxVersion": "1.4"}}} if self.has_screen else {},
            api_endpoint=SIMULATED_API_ENDPOINT,
        )
