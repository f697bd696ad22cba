"""From a reply in words to Alexa's response. This is the one place that makes Alexa's JSON."""

import json
from typing import Any

from ask_sdk_model import Intent, Response, Slot
from ask_sdk_model.dialog import ElicitSlotDirective
from ask_sdk_model.interfaces.connections import SendRequestDirective
from ask_sdk_model.ui import AskForPermissionsConsentCard, Reprompt, SimpleCard, SsmlOutputSpeech

from skill.journey.speaker import Speaker
from skill.turn import Spoken

REMINDERS = "alexa::alerts:reminders:skill:readwrite"
"""The permission to set reminders."""


RENDER, TOKEN = "Alexa.Presentation.APL.RenderDocument", "trust-steps"
"""The directive that shows a document, and the name of whatever is shown: there is one at a time."""


def response_of(spoken: Spoken, asked: Speaker | None = None) -> Response:
    """Return the response: open with a reprompt where the reply asks, ended where it does not.

    Where Alexa herself asks for a permission, it is neither, and what was asked comes back in the token. Nor is it
    where a document stays on the screen, which somebody may touch.
    """
    asks = spoken.reprompt is not None
    directives: list[Any] = [_elicit(*spoken.elicit)] if spoken.elicit else []
    if spoken.permission == "ask" and asked:
        directives = [_ask_for_permission(json.dumps(attributes_of(spoken, asked)))]
    elif spoken.screen:
        # In plain JSON: importing Amazon's class of it imports all that there is about screens.
        directives.append({"type": RENDER, "token": TOKEN, **spoken.screen})
    # Where neither is said, the microphone is closed, and the session is open while the document is shown.
    stays = spoken.permission == "ask" or (spoken.stays and not asks)
    return Response(
        output_speech=_ssml(spoken.speech) if spoken.speech else None,
        reprompt=Reprompt(output_speech=_ssml(spoken.reprompt)) if asks else None,
        card=_card(spoken),
        directives=directives or None,
        should_end_session=None if stays else not asks,
    )


def attributes_of(spoken: Spoken, asked: Speaker) -> dict[str, Any]:
    """Return the session attributes that bring the open question back with its answer, and who was asked."""
    if spoken.asking is None:
        return {}
    kept = {"asking": spoken.asking, "state": spoken.state, "said": spoken.said, "asked": asked.person}
    return {**kept, "anyone": True} if spoken.anyone else kept


def _card(spoken: Spoken) -> Any:
    if spoken.permission == "card":
        return AskForPermissionsConsentCard(permissions=[REMINDERS])
    return SimpleCard(title=spoken.card.title, content=spoken.card.text) if spoken.card else None


def _ask_for_permission(token: str) -> SendRequestDirective:
    payload = {
        "@type": "AskForPermissionsConsentRequest",
        "@version": "2",
        "permissionScopes": [{"permissionScope": REMINDERS, "consentLevel": "ACCOUNT"}],
    }
    return SendRequestDirective(name="AskFor", payload=payload, token=token)


def _elicit(intent: str, slot: str) -> ElicitSlotDirective:
    # The target is named in full, because the request that is being answered may have had another intent or none.
    return ElicitSlotDirective(slot_to_elicit=slot, updated_intent=Intent(name=intent, slots={slot: Slot(name=slot)}))


def _ssml(text: str | None) -> SsmlOutputSpeech:
    return SsmlOutputSpeech(ssml=f"<speak>{text}</speak>")
