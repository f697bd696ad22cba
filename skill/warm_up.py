"""Warm-up: run one turn of each kind, so that a SnapStart snapshot, or a server that starts, holds everything loaded.

Texts, Alexa's service clients and the classifiers are read or compiled when they are first needed; after the warm-up no
user waits for that.
"""

from importlib import import_module
from typing import Any

from skill.app import App
from skill.listening import phrase_lists
from skill.stores.memory import MemoryStore
from skill.texts.catalog import catalog
from skill.time_zone import USUAL_ZONES

WARM_UP_TURNS: tuple[tuple[str, dict[str, str]], ...] = (
    ("LaunchRequest", {}),
    ("TodaysStepIntent", {}),
    ("MakeCommitmentIntent", {"promise": "call when I'm late"}),
    ("ApologyPracticeIntent", {}),
    ("FreeSpeechIntent", {"speech": "I'm sorry that I was late"}),
    ("WeeklyProgressIntent", {}),
    ("OutsideHelpIntent", {}),
)


def warm_up() -> None:
    """Run one turn of every kind, and read all texts. Nothing is stored, and no service is called."""
    for locale in USUAL_ZONES:
        catalog(locale).read_all()
    phrase_lists.read_all()
    import_module("skill.alexa.api_client")  # which the client below stands for
    app = App(MemoryStore(), api_client=OfflineApiClient())
    attributes: Any = {}
    for number, (intent, slots) in enumerate(WARM_UP_TURNS):
        answer = app.answer(_envelope(number, intent, slots, attributes))
        attributes = answer.get("sessionAttributes")


def _envelope(number: int, intent: str, slots: dict[str, str], attributes: Any) -> dict[str, Any]:
    request: dict[str, Any] = {"requestId": str(number), "timestamp": "2026-03-02T20:00:00Z", "locale": "en-US"}
    if intent == "LaunchRequest":
        request["type"] = intent
    else:
        filled = {name: {"name": name, "value": value} for name, value in slots.items()}
        request |= {"type": "IntentRequest", "intent": {"name": intent, "slots": filled}}
    user, device = {"userId": "nobody"}, {"deviceId": "nowhere"}
    system = {"user": user, "device": device, "apiEndpoint": "https://api.amazonalexa.com", "apiAccessToken": "none"}
    session = {"sessionId": "none", "user": user, "attributes": attributes}
    return {"version": "1.0", "session": session, "context": {"System": system}, "request": request}


class OfflineApiClient:
    """API client without a network: every call fails at once."""

    def invoke(self, request: Any) -> Any:
        """Raise ValueError, as a client does whose service does not answer."""
        raise ValueError("offline")
