"""Response envelope: from a rendered reply to Alexa's response JSON. No other module makes Alexa's JSON."""

import json
from typing import Any

from skill.reply import RenderedReply

REMINDERS_PERMISSION = "alexa::alerts:reminders:skill:readwrite"
"""The permission to set reminders."""

RENDER, SCREEN_TOKEN = "Alexa.Presentation.APL.RenderDocument", "trust-steps"
"""The directive that shows a document, and the token of every document: only one is shown at a time."""

CANNOT_FULFILL = {"canFulfillIntent": {"canFulfill": "NO"}}
"""The response to CanFulfillIntentRequest: the skill serves only users who ask for it by name."""


def response_of(spoken: RenderedReply) -> dict[str, Any]:
    """Return the response: the session stays open with a reprompt where the reply asks, and ends where it does not.

    Omitting shouldEndSession keeps the session open with the microphone closed: while Alexa asks for a permission (the
    question comes back in the token), or while a document is shown that can be touched.
    """
    asks = spoken.reprompt is not None
    directives: list[Any] = [_elicit(*spoken.elicit)] if spoken.elicit else []
    if spoken.permission == "ask":
        directives = [_ask_for_permission(json.dumps(attributes_of(spoken)))]
    elif spoken.screen:
        directives.append({"type": RENDER, "token": SCREEN_TOKEN, **spoken.screen})
    response: dict[str, Any] = {}
    if spoken.speech:
        response["outputSpeech"] = _ssml(spoken.speech)
    if asks:
        response["reprompt"] = {"outputSpeech": _ssml(spoken.reprompt)}
    if spoken.permission == "card":
        response["card"] = {"type": "AskForPermissionsConsent", "permissions": [REMINDERS_PERMISSION]}
    elif spoken.card:
        response["card"] = {"type": "Simple", "title": spoken.card.title, "content": spoken.card.text}
    if directives:
        response["directives"] = directives
    if spoken.permission != "ask" and (asks or not spoken.keeps_document):
        response["shouldEndSession"] = not asks
    return response


def attributes_of(spoken: RenderedReply) -> dict[str, Any]:
    """Return the session attributes: the open question, which comes back with its answer, and whom it was put to.

    Without a question they say for whom a document is shown, because it may be touched.
    """
    if spoken.question is None:
        return {"asked": spoken.asked} if spoken.screen and spoken.keeps_document else {}
    attributes = {
        "question": spoken.question,
        "state": spoken.state,
        "last_reply": spoken.last_reply,
        "asked": spoken.asked,
    }
    flags = {"any_speaker": spoken.any_speaker, "household_named": spoken.household_named}
    return attributes | {name: True for name, is_set in flags.items() if is_set}


def _ask_for_permission(token: str) -> dict[str, Any]:
    payload = {
        "@type": "AskForPermissionsConsentRequest",
        "@version": "2",
        "permissionScopes": [{"permissionScope": REMINDERS_PERMISSION, "consentLevel": "ACCOUNT"}],
    }
    return {"type": "Connections.SendRequest", "name": "AskFor", "payload": payload, "token": token}


def _elicit(intent: str, slot: str) -> dict[str, Any]:
    # The whole intent is given, because the request may have had another one or none.
    updated = {
        "name": intent,
        "confirmationStatus": "NONE",
        "slots": {slot: {"name": slot, "confirmationStatus": "NONE"}},
    }
    return {"type": "Dialog.ElicitSlot", "slotToElicit": slot, "updatedIntent": updated}


def _ssml(text: str | None) -> dict[str, str]:
    return {"type": "SSML", "ssml": f"<speak>{text}</speak>"}
