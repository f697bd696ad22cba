"""The pretend Amazon keeps to the contract of the real one, and rings when a reminder's time has come."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ask_sdk_model.services import ApiClientRequest

from skill.simulator.alexa_services import FakeAlexaServices

ENDPOINT = "https://api.amazonalexa.com"
HOME = ZoneInfo("America/New_York")


def asked(amazon: FakeAlexaServices, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    found = amazon.invoke(ApiClientRequest(method=method, url=ENDPOINT + path, body=body, headers=[]))
    return found.status_code, json.loads(found.body) if found.body else None


def reminder(**trigger: Any) -> dict[str, Any]:
    return {
        "requestTime": "2026-03-02T19:00:00",
        "trigger": {
            "type": "SCHEDULED_ABSOLUTE",
            "scheduledTime": "2026-03-02T20:00:00",
            "timeZoneId": "America/New_York",
            **trigger,
        },
        "alertInfo": {"spokenInfo": {"content": [{"locale": "en-US", "text": "It's time."}]}},
        "pushNotification": {"status": "DISABLED"},
    }


def recurring(rule: str) -> dict[str, Any]:
    return reminder(recurrence={"startDateTime": "2026-03-02T20:00:00", "recurrenceRules": [rule]})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HOME)


@pytest.fixture
def amazon() -> FakeAlexaServices:
    return FakeAlexaServices("America/New_York", reminders_permission=True)


REMINDERS = "/v1/alerts/reminders"


def test_the_time_zone_is_told(amazon: FakeAlexaServices) -> None:
    path = "/v2/devices/amzn1.ask.device.kitchen/settings/System.timeZone"
    assert asked(amazon, "GET", path) == (200, "America/New_York")


def test_there_is_nothing_else(amazon: FakeAlexaServices) -> None:
    assert asked(amazon, "GET", "/v2/accounts/~current/settings/Profile.name")[0] == 404
    assert asked(amazon, "PUT", REMINDERS + "/reminder-1")[0] == 404
    assert asked(amazon, "DELETE", REMINDERS + "/reminder-1")[0] == 404


def test_a_reminder_is_made_listed_and_deleted(amazon: FakeAlexaServices) -> None:
    status, made = asked(amazon, "POST", REMINDERS, reminder())
    assert (status, made["status"]) == (200, "ON")
    status, listed = asked(amazon, "GET", REMINDERS)
    assert [one["alertToken"] for one in listed["alerts"]] == [made["alertToken"]]
    assert asked(amazon, "DELETE", f"{REMINDERS}/{made['alertToken']}") == (200, None)
    assert asked(amazon, "GET", REMINDERS)[1]["alerts"] == []


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_without_permission_nothing_is_done(method: str) -> None:
    assert asked(FakeAlexaServices("UTC"), method, REMINDERS, reminder())[0] == 401


def test_a_device_without_reminders_says_so() -> None:
    status, body = asked(
        FakeAlexaServices("UTC", reminders_permission=True, has_reminders=False), "POST", REMINDERS, reminder()
    )
    assert (status, body["code"]) == (403, "DEVICE_NOT_SUPPORTED")


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {**reminder(), "requestTime": "now"},
        {**reminder(), "alertInfo": {}},
        {**reminder(), "alertInfo": {"spokenInfo": {"content": []}}},
        {**reminder(), "pushNotification": {"status": "LOUD"}},
        reminder(type="SOON"),
        reminder(scheduledTime="20:00"),
        reminder(timeZoneId="Mars/Olympus"),
        recurring("FREQ=NOW"),
    ],
)
def test_what_is_not_a_reminder_is_refused(wrong: dict[str, Any], amazon: FakeAlexaServices) -> None:
    assert asked(amazon, "POST", REMINDERS, wrong)[0] == 400
    assert amazon.reminders == {}


def test_one_that_comes_once_rings_once(amazon: FakeAlexaServices) -> None:
    asked(amazon, "POST", REMINDERS, reminder())
    assert amazon.due_reminders(at("2026-03-02T19:00"), at("2026-03-02T19:59")) == []
    (ring,) = amazon.due_reminders(at("2026-03-02T19:59"), at("2026-03-02T20:00"))
    assert (ring.at, ring.text) == (at("2026-03-02T20:00"), "It's time.")
    assert amazon.due_reminders(at("2026-03-02T19:59"), at("2026-03-02T20:00")) == []


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;BYHOUR=20;BYMINUTE=0;BYSECOND=0;INTERVAL=1;", [2, 3, 4, 5, 6, 7, 8]),
        ("FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=20;BYMINUTE=0;BYSECOND=0;INTERVAL=1;", [7, 8]),
        ("FREQ=WEEKLY;BYDAY=MO;BYHOUR=20;BYMINUTE=0;BYSECOND=0;INTERVAL=1;", [2]),
    ],
)
def test_one_that_comes_again_rings_on_its_days(rule: str, days: list[int], amazon: FakeAlexaServices) -> None:
    asked(amazon, "POST", REMINDERS, recurring(rule))
    rang = []
    for day in range(2, 9):
        noon = at(f"2026-03-{day:02}T12:00")
        rang += [ring.at.day for ring in amazon.due_reminders(noon, noon + timedelta(hours=23))]
    assert rang == days


def test_it_rings_at_eight_also_when_the_clocks_have_changed(amazon: FakeAlexaServices) -> None:
    asked(amazon, "POST", REMINDERS, recurring("FREQ=DAILY;BYHOUR=20;BYMINUTE=0;BYSECOND=0;INTERVAL=1;"))
    (ring,) = amazon.due_reminders(at("2026-03-08T12:00"), at("2026-03-08T23:00"))
    assert ring.at.astimezone(UTC).hour == 0  # it was one o'clock in UTC before


def test_of_many_days_at_once_the_last_ring_is_heard(amazon: FakeAlexaServices) -> None:
    asked(amazon, "POST", REMINDERS, recurring("FREQ=DAILY;BYHOUR=20;BYMINUTE=0;BYSECOND=0;INTERVAL=1;"))
    (ring,) = amazon.due_reminders(at("2026-03-02T12:00"), at("2026-04-01T12:00"))
    assert ring.at == at("2026-03-31T20:00")


TIMERS = "/v1/alerts/timers"


def timer(**changed: Any) -> dict[str, Any]:
    return {
        "duration": "PT20M",
        "creationBehavior": {"displayExperience": {"visibility": "VISIBLE"}},
        "triggeringBehavior": {
            "operation": {"type": "ANNOUNCE", "textToAnnounce": [{"locale": "en-US", "text": "It's time."}]},
            "notificationConfig": {"playAudible": True},
        },
        **changed,
    }


def test_a_timer_rings_once_after_its_length() -> None:
    now = at("2026-03-02T20:00:00")
    amazon = FakeAlexaServices("America/New_York", timers_permission=True, now=now)
    status, body = asked(amazon, "POST", TIMERS, timer())
    assert (status, body["status"]) == (200, "ON")
    assert amazon.due_reminders(now, now + timedelta(minutes=19)) == []
    (ring,) = amazon.due_reminders(now + timedelta(minutes=19), now + timedelta(minutes=21))
    assert (ring.at, ring.text) == (now + timedelta(minutes=20), "It's time.")
    assert amazon.due_reminders(now, now + timedelta(hours=9)) == []


@pytest.mark.parametrize("permitted", [True, False])
@pytest.mark.parametrize(
    "wrong", [{"duration": "20"}, {"duration": "PT1441M"}, {"creationBehavior": {}}, {"triggeringBehavior": None}]
)
def test_a_timer_that_is_not_as_it_should_be_is_refused(wrong: dict[str, Any], permitted: bool) -> None:
    amazon = FakeAlexaServices("UTC", timers_permission=permitted)
    assert asked(amazon, "POST", TIMERS, timer(**wrong))[0] == (400 if permitted else 401)
