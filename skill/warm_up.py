"""Warm-up: run one turn of each kind, so that a SnapStart snapshot, or a server that starts, holds everything loaded.

Texts, Alexa's service clients and the classifiers are read or compiled when they are first needed; after the warm-up no
user waits for that.
"""

from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from skill.alexa.envelope import Sender, envelope, intent_request, slot
from skill.alexa.request import DEFAULT_LOCALE
from skill.app import App
from skill.listening import phrase_lists
from skill.stores.memory import MemoryStore
from skill.texts.catalog import catalog
from skill.time_zone import USUAL_ZONES
from skill.turn import LAUNCH_REQUEST

WARM_UP_TURNS: tuple[tuple[str, dict[str, str]], ...] = (
    (LAUNCH_REQUEST, {}),
    ("TodaysStepIntent", {}),
    ("MakeCommitmentIntent", {"commitment": "call when I'm late"}),
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
    attributes: Any = None
    for number, (intent, slots) in enumerate(WARM_UP_TURNS):
        attributes = app.answer(_envelope(number, intent, slots, attributes)).get("sessionAttributes")


def _envelope(number: int, intent: str, slots: dict[str, str], attributes: Any) -> dict[str, Any]:
    filled = {name: slot(name, value) for name, value in slots.items()}
    return envelope(
        Sender("amzn1.ask.skill.warm-up", "warm-up-user", device_id="warm-up-device"),
        {"type": intent} if intent == LAUNCH_REQUEST else intent_request(intent, filled),
        request_id=str(number),
        at=datetime(2026, 3, 2, 20, tzinfo=UTC),
        locale=DEFAULT_LOCALE,
        session_id="none",
        attributes=attributes,
    )


class OfflineApiClient:
    """API client without a network: every call fails at once."""

    def invoke(self, request: Any) -> Any:
        """Raise ValueError, as a client does whose service does not answer."""
        raise ValueError("offline")
