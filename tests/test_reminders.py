"""Reminders through envelopes: both consents, and whatever Amazon's service answers."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from ask_sdk_core.exceptions import ApiClientException
from ask_sdk_model.services import ApiClientRequest, ApiClientResponse

from skill.alexa.pretend import PretendAmazon
from skill.app import App
from skill.stores.memory import MemoryStore
from tests.envelopes import SKILL, Session, envelope, speech

NOW = datetime(2026, 3, 3, 1, 30, tzinfo=UTC)
"""Half past eight in the evening of Monday, the second of March, in New York."""

REMINDERS = "/v1/alerts/reminders"


@dataclass
class Faulty(PretendAmazon):
    """A pretend Amazon whose reminders answer something else."""

    answers: dict[str, int | Exception] = field(default_factory=dict)
    """By method, the status of every answer, or what the network does."""
    code: str = "ANY"
    calls: list[tuple[str, Any]] = field(default_factory=list)

    def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
        if REMINDERS not in request.url:
            return super().invoke(request)
        self.calls.append((request.method, request.body))
        wrong = self.answers.get(request.method)
        if isinstance(wrong, Exception):
            raise wrong
        if wrong:
            return ApiClientResponse(
                status_code=wrong, headers=[], body=json.dumps({"code": self.code, "message": "x"})
            )
        return super().invoke(request)


class Spoken(Session):
    """A session with the skill at half past eight."""

    def __init__(self, amazon: PretendAmazon, device: str | None = "amzn1.ask.device.kitchen") -> None:
        super().__init__(App(MemoryStore(), skill_id=SKILL, api_client=amazon), NOW, device)

    def consents(self, status: str, *, directly: bool = True) -> str:
        (directive,) = self.answer["response"]["directives"]
        asked = envelope("ConnectionsRequest", at=NOW, attributes={}, device=self.device)
        scopes = [{**one, "status": status} for one in directive["payload"]["permissionScopes"]]
        payload = {"permissionScopes": scopes, **({"status": status} if directly else {})}
        asked["request"] |= {
            "type": "Connections.Response",
            "name": directive["name"],
            "status": {"code": "200", "message": "OK"},
            "payload": payload,
            "token": directive["token"],
        }
        self.answer = self.app.answer(asked)
        return speech(self.answer)

    def remind(self) -> str:
        """Ask for a reminder every evening at eight to check in, up to the question whether it is meant."""
        slots = {"time": "08:00", "repeat": "every evening", "about": "check in"}
        return self.say("SetReminderIntent", slots, repeat="daily_evening", about="check_in")


def spoken(**faults: Any) -> tuple[Spoken, Faulty]:
    amazon = Faulty("America/New_York", permitted=True, **faults)
    return Spoken(amazon), amazon


def test_a_reminder_is_set_after_a_yes_to_what_was_said_back() -> None:
    said, amazon = spoken()
    assert said.remind() == "Shall I remind you every day at 8 p.m. to check in?"
    assert amazon.reminders == {}
    assert said.say("AMAZON.YesIntent") == "I'll remind you every day at 8 p.m. to check in."
    (one,) = amazon.reminders.values()
    assert one["trigger"] == {
        "type": "SCHEDULED_ABSOLUTE",
        "scheduledTime": "2026-03-03T20:00:00",
        "timeZoneId": "America/New_York",
        "recurrence": {
            "startDateTime": "2026-03-03T20:00:00",
            "recurrenceRules": ["FREQ=DAILY;BYHOUR=20;BYMINUTE=0;BYSECOND=0;INTERVAL=1;"],
        },
    }
    assert one["alertInfo"]["spokenInfo"]["content"][0]["locale"] == "en-US"


def test_nothing_is_set_after_a_no() -> None:
    said, amazon = spoken()
    said.remind()
    said.say("AMAZON.NoIntent")
    assert said.answer["response"]["shouldEndSession"] is True
    assert amazon.calls == []


@pytest.mark.parametrize(
    ("slots", "ids", "asked"),
    [
        ({"time": "12:00", "about": "be patient"}, {"about": "patience"}, "tomorrow at noon to be patient"),
        ({"time": "21:00"}, {}, "today at 9 p.m. to check in"),
        ({"time": "20:15"}, {}, "tomorrow at 8:15 p.m. to check in"),
        ({"time": "00:00", "about": "step"}, {"about": "step"}, "tomorrow at midnight about today's step"),
        ({"time": "EV", "repeat": "daily"}, {"repeat": "daily"}, "every day at 8 p.m. to check in"),
        ({"time": "07:30", "repeat": "x"}, {"repeat": "weekdays"}, "every weekday at 7:30 a.m. to check in"),
        ({"time": "10:00", "repeat": "x"}, {"repeat": "sunday"}, "every Sunday at 10 a.m. to check in"),
        ({"time": "10:00", "repeat": "x"}, {"repeat": "weekends"}, "on weekends at 10 a.m. to check in"),
        ({"time": "18:00", "day": "2026-03-04"}, {}, "on Wednesday at 6 p.m. to check in"),
        ({"time": "18:00", "day": "2026-03-03"}, {}, "tomorrow at 6 p.m. to check in"),
    ],
)
def test_the_time_and_the_days_are_said_back(slots: dict[str, str], ids: dict[str, str], asked: str) -> None:
    said, _ = spoken()
    assert said.say("SetReminderIntent", slots, **ids) == f"Shall I remind you {asked}?"


@pytest.mark.parametrize(
    "slots",
    [
        {"time": "18:00", "day": "2026-03-02"},
        {"time": "18:00", "day": "2026-03-20"},
        {"time": "18:00", "day": "2026-W12"},
    ],
    ids=["past", "too far", "no day"],
)
def test_a_day_that_does_not_fit_is_refused_kindly(slots: dict[str, str]) -> None:
    said, amazon = spoken()
    assert "Tell me again" in said.say("SetReminderIntent", slots)
    assert amazon.calls == []


def test_a_missing_time_is_asked_for_and_the_rest_is_remembered() -> None:
    said, _ = spoken()
    said.say("SetReminderIntent", {"about": "x", "repeat": "x"}, about="patience", repeat="daily_morning")
    assert said.answer["response"]["directives"][0]["slotToElicit"] == "time"
    assert said.say("SetReminderIntent", {"time": "09:00"}) == "Shall I remind you every day at 9 a.m. to be patient?"


def test_a_time_nobody_understands_is_asked_for_again() -> None:
    said, _ = spoken()
    said.say("SetReminderIntent", {"time": "soon"})
    assert said.answer["sessionAttributes"]["asking"] == "reminders.time"


def test_a_zone_that_is_not_known_is_said() -> None:
    said = Spoken(Faulty("America/New_York", permitted=True), device=None)
    assert "New York" in said.remind()


def test_alexa_asks_for_the_permission_and_then_it_is_set() -> None:
    amazon = Faulty("America/New_York")
    said = Spoken(amazon)
    said.remind()
    said.say("AMAZON.YesIntent")
    response = said.answer["response"]
    (directive,) = response["directives"]
    assert directive["type"] == "Connections.SendRequest"
    assert "reprompt" not in response
    assert "shouldEndSession" not in response
    amazon.permitted = True
    assert said.consents("ACCEPTED").startswith("I'll remind you every day")
    assert len(amazon.reminders) == 1


@pytest.mark.parametrize("directly", [True, False])
def test_a_permission_refused_sets_nothing(directly: bool) -> None:
    amazon = Faulty("America/New_York")
    said = Spoken(amazon)
    said.remind()
    said.say("AMAZON.YesIntent")
    assert "can't set it" in said.consents("DENIED", directly=directly)
    assert "card" not in said.answer["response"]


@pytest.mark.parametrize("status", ["NOT_ANSWERED", "ACCEPTED"])
def test_a_permission_that_does_not_arrive_is_asked_for_by_a_card(status: str) -> None:
    said = Spoken(Faulty("America/New_York"))
    said.remind()
    said.say("AMAZON.YesIntent")
    said.consents(status)
    card = said.answer["response"]["card"]
    assert card["type"] == "AskForPermissionsConsent"
    assert card["permissions"] == ["alexa::alerts:reminders:skill:readwrite"]
    assert said.answer["response"]["shouldEndSession"] is True


def test_the_same_reminder_is_not_set_twice() -> None:
    said, amazon = spoken()
    for _ in range(2):
        said.remind()
        said.say("AMAZON.YesIntent")
    assert speech(said.answer) == "You have that reminder already."
    assert len(amazon.reminders) == 1


@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        (403, "DEVICE_NOT_SUPPORTED", "can't take reminders"),
        (403, "ANY", "can't take reminders"),
        (429, "ANY", "busy"),
        (400, "ANY", "didn't take"),
        (404, "ANY", "didn't take"),
        (500, "ANY", "can't reach"),
        (503, "ANY", "can't reach"),
        (ApiClientException("timed out"), "ANY", "can't reach"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_whatever_amazon_answers_is_told(answer: int | Exception, code: str, told: str, method: str) -> None:
    said, amazon = spoken(answers={method: answer}, code=code)
    said.remind()
    assert told in said.say("AMAZON.YesIntent")
    assert said.answer["response"]["shouldEndSession"] is True
    assert amazon.reminders == {}


def test_a_device_without_room_for_another_reminder_is_told() -> None:
    said, _ = spoken(answers={"POST": 403}, code="MAX_REMINDERS_EXCEEDED")
    said.remind()
    assert "no room" in said.say("AMAZON.YesIntent")


def test_all_reminders_are_cancelled() -> None:
    said, amazon = spoken()
    said.remind()
    said.say("AMAZON.YesIntent")
    said.say("SetReminderIntent", {"time": "12:00"})
    said.say("AMAZON.YesIntent")
    assert said.say("CancelReminderIntent") == "I've cancelled 2 reminders."
    assert amazon.reminders == {}
    assert "no reminder" in said.say("CancelReminderIntent")


def test_one_reminder_is_cancelled_by_its_time() -> None:
    said, amazon = spoken()
    said.remind()
    said.say("AMAZON.YesIntent")
    said.say("SetReminderIntent", {"time": "12:00"})
    said.say("AMAZON.YesIntent")
    assert said.say("CancelReminderIntent", {"time": "12:00"}) == "I've cancelled 1 reminder."
    assert [one["trigger"]["scheduledTime"] for one in amazon.reminders.values()] == ["2026-03-03T20:00:00"]
    assert "at that time" in said.say("CancelReminderIntent", {"time": "12:00"})


@pytest.mark.parametrize(("answer", "told"), [(401, "not allowed"), (500, "couldn't reach"), (429, "couldn't reach")])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_reminders_that_could_not_be_cancelled_are_told(answer: int, told: str, method: str) -> None:
    said, amazon = spoken()
    said.remind()
    said.say("AMAZON.YesIntent")
    amazon.answers = {method: answer}
    assert told in said.say("CancelReminderIntent")
    assert len(amazon.reminders) == 1


def test_a_yes_that_alexa_sends_unasked_gets_silence() -> None:
    said, amazon = spoken()
    asked = envelope("ConnectionsRequest", at=NOW, attributes={})
    asked["request"] |= {"type": "Connections.Response", "name": "AskFor", "payload": {}, "token": "not json"}
    assert speech(said.app.answer(asked)) == ""
    assert amazon.calls == []
