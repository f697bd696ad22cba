"""One request of the simulated device, and the reply to it as a user hears and sees it."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from skill.texts.ssml import ssml_to_text

REMINDER = "Reminder"
"""The request type of an exchange in which a reminder fires: the device speaks without a request."""

RENDER_DOCUMENT = "Alexa.Presentation.APL.RenderDocument"
_SEND_REQUEST = "Connections.SendRequest"
_ELICIT_SLOT = "Dialog.ElicitSlot"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its reply."""

    utterance: str | None
    """None where the device itself made the request."""
    request_type: str
    intent: str | None
    slots: Mapping[str, str] = field(default_factory=dict)
    """The values of filled slots, by name."""
    response: Mapping[str, Any] = field(default_factory=dict)
    """Alexa's response object."""
    session_open: bool = False
    error: str | None = None
    """Why the skill refused the request, if it did."""

    @property
    def ssml(self) -> str | None:
        """The speech with its tags."""
        return ssml_of(self.response.get("outputSpeech"))

    @property
    def speech(self) -> str | None:
        """The speech as a user hears it."""
        return _text_of(self.response.get("outputSpeech"))

    @property
    def reprompt(self) -> str | None:
        """The reprompt as a user hears it."""
        return _text_of((self.response.get("reprompt") or {}).get("outputSpeech"))

    @property
    def asks(self) -> bool:
        """Whether the skill, or Alexa itself, waits for an answer."""
        return self.session_open and bool(self.reprompt or permission_request(self.response))

    @property
    def card(self) -> dict[str, str] | None:
        """The card's title and text."""
        card = self.response.get("card")
        if card and card.get("type") == "AskForPermissionsConsent":
            return {"title": "Permissions", "text": ", ".join(card["permissions"])}
        return {"title": card.get("title", ""), "text": card.get("content", "")} if card else None

    @property
    def screen(self) -> Any:
        """The directive that shows a document; None where the reply has none."""
        return _directive(self.response, RENDER_DOCUMENT)

    @property
    def shown(self) -> tuple[str, list[str]] | None:
        """What the screen shows in words: its title and the lines below it, either of which may be empty."""
        screen = self.screen and self.screen["datasources"]["screen"]
        return (screen["title"], screen["lines"]) if screen else None


def fired_reminder(text: str) -> Exchange:
    """Return what a user hears when a reminder fires."""
    return Exchange(None, REMINDER, None, response={"outputSpeech": with_speech(None, text)})


def ssml_of(speech: Any) -> str | None:
    """Return the SSML, or else the plain text, of an `outputSpeech` object; None where there is none."""
    ssml: str | None = (speech.get("ssml") or speech.get("text")) if speech else None
    return ssml


def with_speech(ssml: str | None, text: str) -> dict[str, str]:
    """Return an `outputSpeech` object that says a plain text after SSML, if there is any."""
    before = (ssml or "").removeprefix("<speak>").removesuffix("</speak>")
    return {
        "type": "SSML",
        "ssml": f"<speak>{' '.join(filter(None, (before, html.escape(text, quote=False))))}</speak>",
    }


def permission_request(response: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the directive by which a response has Alexa ask for a permission, or None."""
    return _directive(response, _SEND_REQUEST)


def elicited_slot(response: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the intent and the slot that a response asks for, or None."""
    directive = _directive(response, _ELICIT_SLOT)
    return (directive["updatedIntent"]["name"], directive["slotToElicit"]) if directive else None


def _text_of(speech: Any) -> str | None:
    ssml = ssml_of(speech)
    return None if ssml is None else ssml_to_text(ssml)


def _directive(response: Mapping[str, Any], kind: str) -> dict[str, Any] | None:
    return next((directive for directive in response.get("directives") or () if directive.get("type") == kind), None)
