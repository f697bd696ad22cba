"""The pretend Echo: sessions, slots and requests as a real device sends them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from skill.app import App
from skill.simulator.alexa_services import FakeAlexaServices
from skill.simulator.echo import SIMULATED_SKILL_ID, Echo
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.stores.memory import MemoryStore

_MONDAY = datetime(2026, 3, 2, 20)  # noqa: DTZ001 - the clock of a device hangs in its own zone
_ZONE = "America/New_York"


class RecordingEndpoint:
    """A skill endpoint that records every request envelope."""

    def __init__(self) -> None:
        self.envelopes: list[dict[str, Any]] = []
        self._app = App(MemoryStore(), skill_id=SIMULATED_SKILL_ID, api_client=FakeAlexaServices(_ZONE))

    def __call__(self, envelope: dict[str, Any]) -> Mapping[str, Any]:
        self.envelopes.append(envelope)
        return self._app.answer(envelope)

    @property
    def last(self) -> dict[str, Any]:
        """The latest envelope."""
        return self.envelopes[-1]


@pytest.fixture
def endpoint() -> RecordingEndpoint:
    return RecordingEndpoint()


@pytest.fixture
def echo(endpoint: RecordingEndpoint) -> Echo:
    return Echo(endpoint, InteractionModel.of("en-US"), locale="en-US", timezone=_ZONE, now=_MONDAY)


def test_a_session_goes_on_until_the_reply_ends_it(echo: Echo, endpoint: RecordingEndpoint) -> None:
    assert echo.launch().session_open
    assert endpoint.last["session"]["new"]
    opened = endpoint.last["session"]["sessionId"]
    assert not echo.utter("both").session_open
    assert not endpoint.last["session"]["new"]
    assert endpoint.last["session"]["sessionId"] == opened
    assert endpoint.last["session"]["attributes"]
    echo.utter("what's my streak")
    assert endpoint.last["session"]["new"]
    assert endpoint.last["session"]["sessionId"] != opened


def test_opening_again_ends_the_session_before(echo: Echo, endpoint: RecordingEndpoint) -> None:
    echo.launch()
    echo.launch()
    types = [one["request"]["type"] for one in endpoint.envelopes]
    assert types == ["LaunchRequest", "SessionEndedRequest", "LaunchRequest"]
    assert endpoint.envelopes[1]["request"]["reason"] == "USER_INITIATED"


def test_a_session_without_an_answer_ends_when_the_clock_goes_on(echo: Echo, endpoint: RecordingEndpoint) -> None:
    echo.launch()
    echo.set_clock(datetime(2026, 3, 2, 21))  # noqa: DTZ001 - see above
    assert endpoint.last["request"]["reason"] == "EXCEEDED_MAX_REPROMPTS"
    assert not echo.session_open


def test_a_call_with_a_request_is_an_intent_at_once(echo: Echo, endpoint: RecordingEndpoint) -> None:
    exchange = echo.utter("Alexa, tell trust steps I promise to call Sam")
    assert exchange.slots == {"commitment": "call Sam"}
    assert endpoint.last["session"]["new"]
    assert endpoint.last["request"]["intent"]["name"] == "MakeCommitmentIntent"


def test_every_slot_is_sent_and_those_not_heard_are_without_a_value(echo: Echo, endpoint: RecordingEndpoint) -> None:
    echo.utter("i kept two promises yesterday")
    slots = endpoint.last["request"]["intent"]["slots"]
    assert {name: slot.get("value") for name, slot in slots.items()} == {
        "day": "2026-03-01",
        "count": "2",
        "missed": None,
        "commitment": None,
    }


def test_a_value_of_a_list_is_resolved_to_its_id(echo: Echo, endpoint: RecordingEndpoint) -> None:
    echo.launch()
    echo.utter("i'm the one who cheated")
    authority = endpoint.last["request"]["intent"]["slots"]["role"]["resolutions"]["resolutionsPerAuthority"][0]
    assert authority["status"]["code"] == "ER_SUCCESS_MATCH"
    assert authority["values"][0]["value"]["id"] == "rebuilding"


def test_an_asked_slot_is_filled_with_a_bare_answer(echo: Echo, endpoint: RecordingEndpoint) -> None:
    echo.utter("open trust steps")
    echo.utter("skip")
    asked = echo.utter("make a promise")
    assert asked.session_open
    answered = echo.utter("call when I'm late")
    assert (answered.intent, answered.slots) == ("MakeCommitmentIntent", {"commitment": "call when I'm late"})
    assert endpoint.last["request"]["dialogState"] == "STARTED"


def test_something_else_may_be_said_where_a_slot_was_asked_for(echo: Echo) -> None:
    echo.utter("ask trust steps to check in")
    assert echo.session_open
    assert echo.utter("what's my streak").intent == "StreakIntent"


def test_a_number_means_nothing_where_none_was_asked_for(echo: Echo) -> None:
    assert echo.utter("four").intent == "AMAZON.FallbackIntent"


def test_requests_have_ids_of_their_own_and_the_time_of_the_clock(echo: Echo, endpoint: RecordingEndpoint) -> None:
    echo.utter("today's step")
    echo.utter("what's my streak")
    assert len({one["request"]["requestId"] for one in endpoint.envelopes}) == 2
    assert endpoint.last["request"]["timestamp"] == "2026-03-03T01:00:00Z"
    assert endpoint.last["request"]["locale"] == "en-US"


def test_a_time_that_the_spring_change_skips_is_what_the_clocks_showed(echo: Echo) -> None:
    echo.set_clock(datetime(2026, 3, 8, 2, 30))  # noqa: DTZ001 - see above
    assert echo.now.isoformat() == "2026-03-08T03:30:00-04:00"


def test_a_recognised_voice_and_a_screen_are_told(echo: Echo, endpoint: RecordingEndpoint) -> None:
    echo.utter("today's step")
    assert "person" not in endpoint.last["context"]["System"]
    assert endpoint.last["context"]["System"]["device"]["supportedInterfaces"] == {}
    echo.speaker, echo.has_screen = "sam", True
    echo.utter("what's my streak")
    assert endpoint.last["context"]["System"]["person"]["personId"].endswith(".sam")
    assert "Alexa.Presentation.APL" in endpoint.last["context"]["System"]["device"]["supportedInterfaces"]


def test_an_intent_can_be_named_outright(echo: Echo) -> None:
    exchange = echo.intend("MakeCommitmentIntent", commitment="call")
    assert exchange.utterance is None
    assert exchange.slots == {"commitment": "call"}
    assert "call" in (exchange.speech or "")


@pytest.mark.parametrize("said", ["\x00", "\x1b[31m", "\N{PILE OF POO}", "word " * 25_600, "'" * 1000])
def test_anything_that_is_typed_gets_an_answer(echo: Echo, said: str) -> None:
    exchange = echo.utter(said)
    assert exchange.intent == "AMAZON.FallbackIntent"
    assert exchange.speech
