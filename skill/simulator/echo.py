"""A pretend Echo: it keeps a session as Alexa does, and speaks to the skill in Alexa's own envelopes.

Four verbs, as on a real device: `launch` opens the skill, `utter` says something, `touch` touches something on the
screen, `intend` names an intent outright.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from skill.app import BadEnvelopeError
from skill.errors import TrustStepsError
from skill.simulator.alexa_services import FakeAlexaServices
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.invocation import invoked
from skill.simulator.nlu.recognizer import SAFETY, Recognizer, SlotValue

SIMULATED_SKILL_ID = "amzn1.ask.skill.pretend"
USER = "amzn1.ask.account.pretend"
SIMULATED_API_ENDPOINT = "https://api.amazonalexa.com"

SkillEndpoint = Callable[[dict[str, Any]], Mapping[str, Any]]
"""Answers a request envelope: the app itself, the Lambda handler, or a POST to the web door."""

PERMISSION = "Do you give Trust Steps permission to update your reminders? You can say I approve, or no."
"""What Alexa herself says where the skill asks for this permission."""

APPROVING, REFUSING = frozenset(("approve", "agree", "allow")), frozenset(("don't", "not", "refuse", "deny", "decline"))
"""Words that she is answered with besides yes and no."""

_CONSENT = {
    "AMAZON.YesIntent": "ACCEPTED",
    "AMAZON.NoIntent": "DENIED",
    "AMAZON.StopIntent": "DENIED",
    "AMAZON.CancelIntent": "DENIED",
}

RENDER, TOUCHED = "Alexa.Presentation.APL.RenderDocument", "Alexa.Presentation.APL.UserEvent"

SESSION_TIMEOUT = timedelta(minutes=1)
"""A session that nobody answers for so long has ended on a real device."""


class NothingToTouchError(TrustStepsError):
    """Nothing is on the screen that could be touched."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One thing said, and all that came of it."""

    utterance: str | None
    """None where the device itself made the request."""
    request_type: str
    intent: str | None
    slots: Mapping[str, str] = field(default_factory=dict)
    """What the slots were filled with, by name."""
    response: Mapping[str, Any] = field(default_factory=dict)
    """Alexa's response object."""
    session_open: bool = False
    error: str | None = None
    """Why there is no response, where there is none."""

    @property
    def ssml(self) -> str | None:
        """The speech with its tags."""
        return _ssml(self.response.get("outputSpeech"))

    @property
    def speech(self) -> str | None:
        """The speech as a person hears it."""
        return ssml_to_text(self.ssml)

    @property
    def reprompt(self) -> str | None:
        """What is said after a silence, as a person hears it."""
        return ssml_to_text(_ssml((self.response.get("reprompt") or {}).get("outputSpeech")))

    @property
    def asks(self) -> bool:
        """Whether the skill, or Alexa herself, waits for an answer."""
        return self.session_open and bool(self.reprompt or _asked_for(self.response))

    @property
    def card(self) -> dict[str, str] | None:
        """The card's title and text."""
        card = self.response.get("card")
        if card and card.get("type") == "AskForPermissionsConsent":
            return {"title": "Permissions", "text": ", ".join(card["permissions"])}
        return {"title": card.get("title", ""), "text": card.get("content", "")} if card else None

    @property
    def screen(self) -> Any:
        """The screen document sent with the reply."""
        return _shown(self.response)

    @property
    def shown(self) -> tuple[str, list[str]] | None:
        """What the screen shows in words: its title and the lines below it, either of which may be empty."""
        screen = self.screen and self.screen["datasources"]["screen"]
        return (screen["title"], screen["lines"]) if screen else None


class Echo:
    """One pretend device in one household."""

    def __init__(
        self,
        door: SkillEndpoint,
        grammar: InteractionModel,
        *,
        locale: str,
        timezone: str,
        now: datetime | None = None,
        amazon: FakeAlexaServices | None = None,
    ) -> None:
        """Plug the device in. `now` (local, naive) stands its clock still; without it the clock runs.

        `amazon` is the pretend Amazon that the skill behind the door speaks to, for permissions and reminders.
        """
        self.speaker: str | None = None
        """Whose voice is recognised."""
        self.has_screen = False
        self._door, self._locale, self._zone = door, locale, ZoneInfo(timezone)
        self._grammar, self._understanding = grammar, Recognizer.of(grammar)
        self._stands: datetime | None = None
        self._session: dict[str, Any] | None = None
        self._elicit: tuple[str, str] | None = None
        self._amazon = amazon or FakeAlexaServices(timezone)
        self._shows = ""
        """The token of the document on the screen; empty where there is none."""
        self._asked: dict[str, Any] | None = None
        """What the skill has Alexa ask for."""
        if now:
            self.set_clock(now)

    @property
    def now(self) -> datetime:
        """The device's clock (aware)."""
        return (self._stands or datetime.now(UTC)).astimezone(self._zone)

    @property
    def session_open(self) -> bool:
        """Whether the skill waits for an answer."""
        return self._session is not None

    def set_clock(self, at: datetime) -> list[Exchange]:
        """Stand the clock at a local time, or at an aware one, and return the reminders that rang on the way there.

        A session that waits meanwhile ends.
        """
        before = self.now
        # Through UTC: a time that the spring change skips becomes the one that the clocks showed instead.
        self._stands = (at if at.tzinfo else at.replace(tzinfo=self._zone)).astimezone(UTC)
        if abs(self.now - before) > SESSION_TIMEOUT:
            self.close("EXCEEDED_MAX_REPROMPTS")
        return [_ring(one.text) for one in self._amazon.due_reminders(before, self.now)]

    def launch(self) -> Exchange:
        """Open the skill."""
        self.close("USER_INITIATED")
        return self._send(f"open {self._grammar.invocation_name}", {"type": "LaunchRequest"})

    def utter(self, utterance: str) -> Exchange:
        """Say something, with the invocation name or without it."""
        rest = invoked(utterance, self._grammar.invocation_name)
        if rest is not None:
            self.close("USER_INITIATED")
            if not rest:
                return self._send(utterance, {"type": "LaunchRequest"})
        heard = self._understanding.recognize(utterance if rest is None else rest, now=self.now, elicit=self._elicit)
        if self._asked is not None and rest is None:
            said = frozenset(re.findall(r"[^\W_]+(?:'[^\W_]+)?", utterance.casefold()))
            if said & REFUSING:
                return self._consent(utterance, "DENIED")
            if said & APPROVING or heard.intent != SAFETY:
                answer = "AMAZON.YesIntent" if said & APPROVING else heard.intent
                return self._consent(utterance, _CONSENT.get(answer, "NOT_ANSWERED"))
        return self._intent(utterance, heard.intent, heard.slots)

    def touch(self, *arguments: str) -> Exchange:
        """Touch what sends these arguments; raises NothingToTouchError where nothing is shown any more."""
        if self._session is None or not self._shows:
            raise NothingToTouchError("nothing is on the screen to be touched")
        return self._send(None, {"type": TOUCHED, "token": self._shows, "arguments": [*arguments], "source": {}})

    def intend(self, intent: str, **slots: str) -> Exchange:
        """Send an intent outright."""
        return self._intent(None, intent, {name: SlotValue(value, value, None) for name, value in slots.items()})

    def close(self, reason: str) -> None:
        """End an open session as Alexa does, with a request that gets no speech."""
        if self._session is not None:
            self._send(None, {"type": "SessionEndedRequest", "reason": reason})

    def _consent(self, utterance: str, status: str) -> Exchange:
        """Answer what Alexa asked for, and tell the skill."""
        asked, self._asked = self._asked or {}, None
        self._amazon.reminders_permission = self._amazon.reminders_permission or status == "ACCEPTED"
        scopes = [{**one, "status": status} for one in asked["payload"]["permissionScopes"]]
        request = {
            "type": "Connections.Response",
            "name": asked["name"],
            "status": {"code": "200", "message": "OK"},
            "payload": {"permissionScopes": scopes, "status": status},
            "token": asked["token"],
        }
        return self._send(utterance, request)

    def _intent(self, utterance: str | None, intent: str, slots: Mapping[str, SlotValue]) -> Exchange:
        filled = {name: self._slot(name, slots.get(name)) for name in self._grammar.slots_of(intent)}
        request = {
            "type": "IntentRequest",
            "dialogState": "STARTED",
            "intent": {"name": intent, "confirmationStatus": "NONE", "slots": filled},
        }
        if intent not in self._grammar.dialog_intents:
            del request["dialogState"]
        return self._send(utterance, request)

    def _slot(self, name: str, value: SlotValue | None) -> dict[str, Any]:
        slot: dict[str, Any] = {"name": name, "confirmationStatus": "NONE", "source": "USER"}
        if value is None:
            return slot
        slot["value"] = value.value
        if value.id is not None:
            match = {"value": {"name": value.value, "id": value.id}}
            authority = {"authority": "pretend", "status": {"code": "ER_SUCCESS_MATCH"}, "values": [match]}
            slot["resolutions"] = {"resolutionsPerAuthority": [authority]}
        return slot

    def _send(self, utterance: str | None, request: dict[str, Any]) -> Exchange:
        new = self._session is None
        session = self._session or {"sessionId": f"amzn1.echo-api.session.{uuid4()}", "attributes": {}}
        envelope = {
            "version": "1.0",
            "session": {
                "new": new,
                **session,
                "application": {"applicationId": SIMULATED_SKILL_ID},
                "user": {"userId": USER},
            },
            "context": {"System": self._system()},
            "request": {
                **request,
                "requestId": f"amzn1.echo-api.request.{uuid4()}",
                "timestamp": self.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "locale": self._locale,
            },
        }
        error = None
        try:
            answer = self._door(envelope)
        except BadEnvelopeError as refused:
            answer, error = {}, str(refused)
        response = answer.get("response") or {}
        self._asked = _asked_for(response)
        shown = _shown(response)
        self._shows = shown["token"] if shown else self._shows
        waits = self._asked or self._shows
        ended = request["type"] == "SessionEndedRequest" or response.get("shouldEndSession", not waits)
        if self._asked:
            response = {**response, "outputSpeech": _ssml_of(_ssml(response.get("outputSpeech")), PERMISSION)}
        self._session = None if ended else {**session, "attributes": answer.get("sessionAttributes") or {}}
        self._elicit = None if ended else elicited(response)
        self._shows = "" if ended else self._shows
        intent = request.get("intent") or {}
        slots = {name: slot["value"] for name, slot in intent.get("slots", {}).items() if "value" in slot}
        return Exchange(utterance, request["type"], intent.get("name"), slots, response, self.session_open, error)

    def _system(self) -> dict[str, Any]:
        # A device in another zone is another device, so the skill asks it anew where it is.
        device = {"deviceId": f"amzn1.ask.device.{self._zone.key}", "supportedInterfaces": {}}
        if self.has_screen:
            device["supportedInterfaces"] = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "1.4"}}}
        system = {
            "application": {"applicationId": SIMULATED_SKILL_ID},
            "user": {"userId": USER},
            "device": device,
            "apiEndpoint": SIMULATED_API_ENDPOINT,
            "apiAccessToken": "pretend",
        }
        if self.speaker:
            system["person"] = {"personId": f"amzn1.ask.person.{self.speaker}"}
        return system


def ssml_to_text(ssml: str | None) -> str | None:
    """Return SSML as the text that a person hears."""
    if ssml is None:
        return None
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", ssml)).split()).replace(" .", ".").replace(" ,", ",")


def _ssml(speech: Any) -> str | None:
    if not speech:
        return None
    found: str | None = speech.get("ssml") or speech.get("text")
    return found


def _ring(text: str) -> Exchange:
    """Return what is heard when a reminder rings."""
    return Exchange(None, "Reminder", None, response={"outputSpeech": _ssml_of(None, text)})


def _ssml_of(before: str | None, text: str) -> dict[str, str]:
    said = (before or "").removeprefix("<speak>").removesuffix("</speak>")
    return {"type": "SSML", "ssml": f"<speak>{' '.join(filter(None, (said, html.escape(text, quote=False))))}</speak>"}


def _asked_for(response: Mapping[str, Any]) -> dict[str, Any] | None:
    kinds = ("Connections.SendRequest",)
    return next((one for one in response.get("directives") or () if one.get("type") in kinds), None)


def _shown(response: Mapping[str, Any]) -> Any:
    return next((one for one in response.get("directives") or () if one.get("type") == RENDER), None)


def elicited(response: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the intent and the slot that a response asks for, or None."""
    for directive in response.get("directives") or ():
        if directive.get("type") == "Dialog.ElicitSlot":
            return directive["updatedIntent"]["name"], directive["slotToElicit"]
    return None
