"""Turns that contenders answer, as Alexa sends them; from a device without a screen unless told otherwise."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from skill.alexa.envelope import Sender, envelope, intent_request, slot

TURN_AT = datetime(2026, 3, 2, 20, tzinfo=UTC)
"""The time of turns unless told otherwise: three in the afternoon in New York."""

AMAZON = "https://api.amazonalexa.com"

# As long as Amazon's are.
BENCHMARK_SKILL = "amzn1.ask.skill.00000000-0000-4000-8000-000000000000"
BENCHMARK_USER = "amzn1.ask.account." + "AMA" * 60
BENCHMARK_DEVICE = "amzn1.ask.device." + "AMA" * 55
SESSION = "amzn1.echo-api.session.00000000-0000-4000-8000-000000000000"
API_TOKEN = "e30A" * 250

PROMISE = "be home by seven"

APL = {"runtime": {"maxVersion": "2024.2"}}
_VIDEO = {"codecs": ["H_264_42", "H_264_41"]}
SCREEN: Mapping[str, Any] = {
    "Viewports": [
        {
            "type": "APL",
            "id": "main",
            "shape": "RECTANGLE",
            "dpi": 213,
            "presentationType": "STANDARD",
            "canRotate": False,
            "configuration": {
                "current": {
                    "mode": "HUB",
                    "video": _VIDEO,
                    "size": {"type": "DISCRETE", "pixelWidth": 1280, "pixelHeight": 800},
                }
            },
        }
    ],
    "Viewport": {
        "experiences": [{"arcMinuteWidth": 346, "arcMinuteHeight": 216, "canRotate": False, "canResize": False}],
        "mode": "HUB",
        "shape": "RECTANGLE",
        "pixelWidth": 1280,
        "pixelHeight": 800,
        "dpi": 213,
        "currentPixelWidth": 1280,
        "currentPixelHeight": 800,
        "touch": ["SINGLE"],
        "video": _VIDEO,
    },
}
"""The viewport of an Echo Show 8."""

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Turn:
    """One request, and words that its answer must have."""

    event: str
    """The envelope as JSON text."""
    says: str


def launch(says: str, *, at: datetime = TURN_AT, endpoint: str = AMAZON) -> Turn:
    """Return a launch; `endpoint` is where Alexa's services are."""
    return Turn(_event({"type": "LaunchRequest", "shouldLinkResultBeReturned": False}, at, endpoint), says)


def intent(name: str, says: str, slots: Mapping[str, str] | None = None, *, at: datetime = TURN_AT) -> Turn:
    """Return an IntentRequest."""
    filled = {slot_name: slot(slot_name, value) for slot_name, value in (slots or {}).items()}
    return Turn(_event(intent_request(name, filled, in_dialog=True), at, AMAZON), says)


def help_request() -> Turn:
    """Return a request for help, which needs no record."""
    return intent("AMAZON.HelpIntent", "promise")


def outcomes(says: str = PROMISE, at: datetime = TURN_AT) -> Iterator[Turn]:
    """Yield endless requests that log a promise as kept and as missed in turn: each reads and writes."""
    while True:
        yield intent("LogKeptCommitmentIntent", says, at=at)
        yield intent("LogMissedCommitmentIntent", says, at=at)


def with_screen(turn: Turn) -> Turn:
    """Return the same request from a device with a screen, whose envelope is longer."""
    event = json.loads(turn.event)
    event["context"].update(SCREEN)
    event["context"]["System"]["device"]["supportedInterfaces"] = {"Alexa.Presentation.APL": APL}
    return Turn(json.dumps(event), turn.says)


def _event(request: dict[str, Any], at: datetime, endpoint: str) -> str:
    """Return an envelope as JSON text; it has what a real device sends besides, which no skill reads."""
    sender = Sender(
        BENCHMARK_SKILL, BENCHMARK_USER, device_id=BENCHMARK_DEVICE, api_endpoint=endpoint, api_access_token=API_TOKEN
    )
    number = f"{next(_numbers):012}"
    event = envelope(
        sender,
        request,
        request_id=f"amzn1.echo-api.request.00000000-0000-4000-8000-{number}",
        at=at,
        locale="en-US",
        session_id=SESSION,
    )
    event["context"]["Extensions"] = {"available": {"aplext:backstack:10": {}}}
    return json.dumps(event)
