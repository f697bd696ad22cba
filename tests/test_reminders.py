"""Reminders through envelopes: both consents, and whatever Amazon's service answers."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ask_sdk_core.exceptions import ApiClientException
from ask_sdk_model.services import ApiClientRequest, ApiClientResponse

from skill.app import App
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from tools.envelopes import SKILL, Session, envelope, speech

NOW = datetime(2026, 3, 3, 1, 30, tzinfo=UTC)
"""Half past eight in the evening of Monday, the second of March, in New York."""

REMINDERS = "/v1/alerts/reminders"


@dataclass
class Faulty(FakeAlexaServices):
    """A pretend Amazon whose reminders answer something else."""

    answers: dict[str, int | Exception] = field(default_factory=dict)
    """By method, the status of every answer, or what the network does."""
    code: str = "ANY"
    body: str | None = None
    """What the answers of those methods have for a body; None is an error with the code."""
    calls: list[tuple[str, Any]] = field(default_factory=list)

    def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
        if REMINDERS not in request.url:
            return super().invoke(request)
        self.calls.append((request.method, request.body))
        wrong = self.answers.get(request.method)
        if isinstance(wrong, Exception):
            raise wrong
        if wrong:
            body = json.dumps({"code": self.code, "message": "x"}) if self.body is None else self.body
            return ApiClientResponse(status_code=wrong, headers=[], body=body)
        return super().invoke(request)


class Spoken(Session):
    """A session with the skill at half past eight."""

    def __init__(self, amazon: FakeAlexaServices, device: str | None = "amzn1.ask.device.kitchen") -> None:
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
    amazon = Faulty("America/New_York", reminders_permission=True, **faults)
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
        ({"time": "00:00", "about": "step"}, {"about": "step"}, "tonight at midnight about today's step"),
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


YES, NO, SET = "AMAZON.YesIntent", "AMAZON.NoIntent", "SetReminderIntent"


def is_open(said: Session) -> bool:
    """Tell whether the answer asks: the session is open, and there is a reprompt."""
    response = said.answer["response"]
    return response["shouldEndSession"] is False and bool(response["reprompt"])


@pytest.mark.parametrize(
    ("day", "told", "answer", "when"),
    [
        ("2026-03-02", "That time has passed today. On which day", "2026-03-05", "on Thursday at 6 p.m."),
        ("2026-03-01", "That day has passed. On which day", "2026-03-05", "on Thursday at 6 p.m."),
        ("2026-03-20", "up to a week ahead. On which day", "2026-03-05", "on Thursday at 6 p.m."),
        ("2026-W12", "up to a week ahead. On which day", "2026-03-05", "on Thursday at 6 p.m."),
        ("2026-W10", "on one day, or every day. On which day", "2026-03-05", "on Thursday at 6 p.m."),
        ("2026-03", "on one day, or every day. On which day", "2026-03-05", "on Thursday at 6 p.m."),
        ("?", "I didn't get that day. On which day", "2026-03-05", "on Thursday at 6 p.m."),
        ("2026-W10-WE", "Which day of the weekend, Saturday or Sunday?", "2026-03-08", "on Sunday at 6 p.m."),
        ("2026-W10-WE", "Which day of the weekend, Saturday or Sunday?", "?", "Which day of the weekend"),
    ],
)
def test_a_day_that_is_none_is_asked_for_and_nothing_is_lost(day: str, told: str, answer: str, when: str) -> None:
    said, amazon = spoken()
    assert told in said.say(SET, {"time": "18:00", "day": day, "about": "x"}, about="patience")
    assert is_open(said)
    assert said.answer["response"]["directives"][0]["slotToElicit"] == "day"
    told = said.say(SET, {"day": answer}) if answer != "?" else said.say(YES)
    assert when in told
    assert "to be patient" in told or answer == "?"
    assert is_open(said)
    assert amazon.calls == []


def test_right_now_is_today() -> None:
    said, _ = spoken()
    assert "today at 9 p.m." in said.say(SET, {"time": "21:00", "day": "PRESENT_REF"})


@pytest.mark.parametrize("asked", [{"time": "soon"}, {"time": "?"}, {}, {"time": "18:00", "day": "2026-03"}])
def test_a_question_can_be_left_and_asked_again(asked: dict[str, str]) -> None:
    said, _ = spoken()
    first = said.say(SET, asked)
    again = said.say(YES)
    assert first.endswith(again)
    assert "reminder" in said.say(NO) or "haven't set" in speech(said.answer)
    assert said.answer["response"]["shouldEndSession"] is True


@pytest.mark.parametrize(
    ("answer", "when"),
    [
        ({"time": "MO"}, "on Thursday at 4 a.m."),
        ({"time": "AF"}, "on Thursday at 4 p.m."),
        ({"time": "EV"}, "on Thursday at 4 p.m."),
        ({"time": "04:00"}, "on Thursday at 4 a.m."),
        ({"time": "16:00"}, "on Thursday at 4 p.m."),
        ({"time": "09:30"}, "on Thursday at 9:30 a.m."),
        ({"day": "2026-03-06"}, "Is that 4 in the morning"),
    ],
)
def test_a_time_at_night_is_asked_about_and_nothing_is_lost(answer: dict[str, str], when: str) -> None:
    said, _ = spoken()
    slots = {"time": "04:00", "day": "2026-03-05", "about": "x"}
    assert said.say(SET, slots, about="step") == "Is that 4 in the morning, or 4 in the afternoon?"
    assert is_open(said)
    told = said.say(SET, answer)
    assert when in told
    assert told.endswith("about today's step?") or "day" in answer


@pytest.mark.parametrize(
    ("first", "ids", "correction", "when"),
    [
        ({"time": "08:00"}, {"repeat": "daily"}, {"time": "EV"}, "every day at 8 p.m."),
        ({"time": "08:00"}, {"repeat": "daily_evening"}, {"time": "MO"}, "every day at 8 a.m."),
        ({"time": "08:00"}, {"repeat": "daily_evening"}, {"time": "09:00"}, "every day at 9 p.m."),
        ({"time": "08:00"}, {"repeat": "daily"}, {"time": "09:00"}, "every day at 9 a.m."),
        ({"time": "21:00"}, {}, {"day": "2026-03-03"}, "tomorrow at 9 p.m."),
        ({"time": "21:00", "day": "2026-03-03"}, {}, {"time": "10:30"}, "tomorrow at 10:30 p.m."),
        ({"time": "08:00"}, {"repeat": "daily"}, {"day": "2026-03-03"}, "tomorrow at 8 a.m."),
        ({"time": "21:00"}, {}, {"time": "soon"}, "At what time"),
    ],
)
def test_what_was_said_back_can_be_corrected(
    first: dict[str, str], ids: dict[str, str], correction: dict[str, str], when: str
) -> None:
    said, _ = spoken()
    said.say(SET, {**first, **dict.fromkeys(ids, "x")}, **ids)
    assert when in said.say(SET, correction)
    assert is_open(said)


@pytest.mark.parametrize(
    ("value", "id_", "clock", "when"),
    [
        ("every night", "daily_evening", "00:00", "every day at midnight"),
        ("every night", "daily_evening", "12:30", "every day at 12:30 a.m."),
        ("every night", "daily_evening", "03:00", "every day at 3 a.m."),
        ("every evening", "daily_evening", "08:00", "every day at 8 p.m."),
        ("every afternoon", "daily_evening", "02:00", "every day at 2 p.m."),
        ("every monday evening", "monday", "08:00", "every Monday at 8 p.m."),
        ("on weeknights", "weekdays", "09:00", "every weekday at 9 p.m."),
        ("every monday", "monday", "08:00", "every Monday at 8 a.m."),
        ("every day", "daily", "05:00", "Is that 5 in the morning"),
    ],
)
def test_the_part_of_the_day_is_heard_in_the_repeat(value: str, id_: str, clock: str, when: str) -> None:
    said, _ = spoken()
    assert when in said.say(SET, {"time": clock, "repeat": value}, repeat=id_)


@pytest.mark.parametrize(
    ("slots", "ids", "when", "starts", "rule"),
    [
        ({"repeat": "every friday night", "time": "00:00"}, {"repeat": "friday"},
         "every Friday night at midnight", "03-07T00:00", "BYDAY=SA;"),
        ({"repeat": "every friday night", "time": "01:00"}, {"repeat": "friday"},
         "every Friday night at 1 a.m.", "03-07T01:00", "BYDAY=SA;"),
        ({"repeat": "every sunday night", "time": "02:59"}, {"repeat": "sunday"},
         "every Sunday night at 2:59 a.m.", "03-09T02:59", "BYDAY=MO;"),
        ({"repeat": "on weeknights", "time": "00:30"}, {"repeat": "weekdays"},
         "every Monday, Tuesday, Wednesday, Thursday, and Friday night at 12:30 a.m.", "03-03T00:30",
         "BYDAY=TU,WE,TH,FR,SA;"),
        ({"repeat": "every friday night", "time": "11:00"}, {"repeat": "friday"},
         "every Friday at 11 p.m.", "03-06T23:00", "BYDAY=FR;"),
        ({"repeat": "every saturday", "time": "00:00"}, {"repeat": "saturday"},
         "every Friday night at midnight", "03-07T00:00", "BYDAY=SA;"),
        ({"day": "2026-03-06TNI", "time": "01:00"}, {}, "on Saturday at 1 a.m.", "03-07T01:00", None),
        ({"day": "2026-03-06TNI", "time": "00:00"}, {}, "on Friday night at midnight", "03-07T00:00", None),
        ({"day": "2026-03-09TNI", "time": "01:00"}, {}, "on Monday night at 1 a.m.", "03-10T01:00", None),
    ],
)  # fmt: skip
def test_a_time_after_midnight_belongs_to_the_night_that_was_said(
    slots: dict[str, str], ids: dict[str, str], when: str, starts: str, rule: str | None
) -> None:
    said, amazon = spoken()
    assert said.say(SET, slots, **ids) == f"Shall I remind you {when} to check in?"
    assert said.say(YES) == f"I'll remind you {when} to check in."
    (trigger,) = (one["trigger"] for one in amazon.reminders.values())
    assert starts in trigger["scheduledTime"]
    assert rule is None or rule in trigger["recurrence"]["recurrenceRules"][0]


@pytest.mark.parametrize(
    "repeat", ["every other day", "weekly", "every month", "twice a day", "every tuesday and thursday", "?"]
)
@pytest.mark.parametrize(
    ("answer", "id_", "when"),
    [
        ({"repeat": "every day"}, "daily", "every day at 6 p.m. to be patient"),
        ({"repeat": "once"}, "once", "tomorrow at 6 p.m. to be patient"),
        ({"day": "2026-03-05"}, None, "on Thursday at 6 p.m. to be patient"),
    ],
)
def test_a_repeat_that_there_is_not_is_asked_for_and_never_once(
    repeat: str, answer: dict[str, str], id_: str | None, when: str
) -> None:
    said, amazon = spoken()
    asked = said.say(SET, {"time": "18:00", "repeat": repeat, "about": "x"}, about="patience")
    assert asked.startswith("I can remind you once, every day, on weekdays, on weekends,")
    assert said.answer["response"]["directives"][0]["slotToElicit"] == "repeat"
    assert said.say(YES) == asked
    assert said.say(SET, {"time": "18:00"}) == asked
    assert said.say(SET, answer, **({"repeat": id_} if id_ else {})) == f"Shall I remind you {when}?"
    assert amazon.calls == []


def test_a_repeat_that_there_is_not_is_asked_for_where_it_corrects_another() -> None:
    said, _ = spoken()
    said.remind()
    assert said.say(SET, {"repeat": "twice a day"}).startswith("I can remind you once, every day")
    assert is_open(said)


@pytest.mark.parametrize("day", ["2026-03-20", "2026-03-01", "?"])
@pytest.mark.parametrize(("intent", "slots"), [(YES, {}), (SET, {"time": "21:00"})])
def test_a_day_that_is_asked_for_is_never_another_one_unasked(day: str, intent: str, slots: dict[str, str]) -> None:
    said, _ = spoken()
    said.say(SET, {"time": "18:00", "day": day})
    for _ in range(2):
        assert said.say(intent, slots) == "On which day shall I remind you?"
    assert "on Thursday at" in said.say(SET, {"day": "2026-03-05"})


def test_a_time_that_the_clock_skips_is_told_as_it_rings() -> None:
    said, amazon = spoken()
    asked = said.say(SET, {"time": "MO", "day": "2026-03-08"})
    asked = said.say(SET, {"time": "02:30"})
    asked = said.say(SET, {"time": "MO"}) if "Is that" in asked else asked
    assert asked == "Shall I remind you on Sunday at 3:30 a.m. to check in?"
    said.say(YES)
    (one,) = amazon.reminders.values()
    assert one["trigger"]["scheduledTime"] == "2026-03-08T03:30:00"


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-11-01T05:45", "Shall I remind you tonight at 1:30 a.m. to check in?"),
        ("2026-11-01T06:15", "Shall I remind you tonight at 1:30 a.m. to check in?"),
        ("2026-11-01T06:45", "Shall I remind you tomorrow at 1:30 a.m. to check in?"),
    ],
)
def test_a_time_that_comes_twice_has_passed_after_the_second(now: str, told: str) -> None:
    said, _ = spoken()
    said.now = datetime.fromisoformat(now).replace(tzinfo=UTC)
    asked = said.say(SET, {"time": "01:30", "day": "2026-11-01TMO"})
    assert asked == told


def test_a_missing_time_is_asked_for_and_the_rest_is_remembered() -> None:
    said, _ = spoken()
    said.say("SetReminderIntent", {"about": "x", "repeat": "x"}, about="patience", repeat="daily_morning")
    assert said.answer["response"]["directives"][0]["slotToElicit"] == "time"
    assert said.say("SetReminderIntent", {"time": "09:00"}) == "Shall I remind you every day at 9 a.m. to be patient?"


def test_an_unreadable_time_is_asked_for_again() -> None:
    said, _ = spoken()
    said.say("SetReminderIntent", {"time": "soon"})
    assert said.answer["sessionAttributes"]["question"] == "reminders.time"


def test_a_zone_that_is_not_known_is_said() -> None:
    said = Spoken(Faulty("America/New_York", reminders_permission=True), device=None)
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
    amazon.reminders_permission = True
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


@pytest.mark.parametrize("between", ["AMAZON.HelpIntent", "AMAZON.RepeatIntent", "AMAZON.FallbackIntent"])
@pytest.mark.parametrize("is_allowed", [True, False])
def test_a_yes_after_another_reply_sets_it_or_has_alexa_ask_again(between: str, is_allowed: bool) -> None:
    amazon = Faulty("America/New_York")
    said = Spoken(amazon)
    said.remind()
    said.say(YES)
    kept = said.answer["sessionAttributes"]
    said.answer = said.app.answer(envelope(between, at=NOW, attributes=kept))
    assert is_open(said)
    amazon.reminders_permission = is_allowed
    told = said.say(YES)
    if is_allowed:
        assert told == "I'll remind you every day at 8 p.m. to check in."
        assert len(amazon.reminders) == 1
    else:
        assert said.answer["response"]["directives"][0]["type"] == "Connections.SendRequest"


def test_a_no_to_the_permission_after_a_help_sets_nothing() -> None:
    said = Spoken(Faulty("America/New_York"))
    said.remind()
    said.say(YES)
    said.answer = said.app.answer(envelope("AMAZON.HelpIntent", at=NOW, attributes=said.answer["sessionAttributes"]))
    said.say(NO)
    assert said.answer["response"]["shouldEndSession"] is True


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


UNSURE = "not sure that it's set"


@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        (403, "DEVICE_NOT_SUPPORTED", "can't take reminders, so it isn't set"),
        (403, "MAX_REMINDERS_EXCEEDED", "no room for another reminder, so it isn't set"),
        (403, "INVALID_BEARER_TOKEN", "doesn't let me set reminders right now, so it isn't set"),
        (403, "UNAUTHORIZED", "doesn't let me set reminders right now, so it isn't set"),
        (403, "", "doesn't let me set reminders right now, so it isn't set"),
        (429, "ANY", "busy right now, so it isn't set"),
        (400, "ANY", "didn't take that reminder, so it isn't set"),
        (404, "ANY", "didn't take that reminder, so it isn't set"),
        (409, "ANY", "didn't take that reminder, so it isn't set"),
        (302, "ANY", "didn't take that reminder, so it isn't set"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_refusal_is_told_as_what_it_is(answer: int, code: str, told: str, method: str) -> None:
    said, amazon = spoken(answers={method: answer}, code=code)
    said.remind()
    assert told in said.say(YES)
    assert said.answer["response"]["shouldEndSession"] is True
    assert amazon.reminders == {}


@pytest.mark.parametrize("answer", [500, 503, 599, ApiClientException("timed out"), OSError("no route")])
@pytest.mark.parametrize(
    ("method", "told"), [("GET", "can't reach your reminders right now, so it isn't set"), ("POST", UNSURE)]
)
def test_an_unknown_result_is_not_claimed(answer: int | Exception, method: str, told: str) -> None:
    said, _ = spoken(answers={method: answer})
    said.remind()
    assert told in said.say(YES)
    assert said.answer["response"]["shouldEndSession"] is True


@pytest.mark.parametrize("body", ["", "not json", "null", "[]", '"x"', '{"alertToken": 1}', "{", "[" * 100_000])
def test_a_body_that_cannot_be_read_changes_nothing_of_what_was_done(body: str) -> None:
    said, amazon = spoken(answers={"POST": 200}, body=body)
    said.remind()
    assert said.say(YES) == "I'll remind you every day at 8 p.m. to check in."
    said, amazon = spoken(answers={"GET": 200}, body=body)
    said.remind()
    assert said.say(YES) == "I'll remind you every day at 8 p.m. to check in."
    assert len(amazon.reminders) == 1
    said, amazon = spoken(answers={"POST": 403}, body=body)
    said.remind()
    assert "doesn't let me" in said.say(YES)


@pytest.mark.parametrize("missing", ["apiEndpoint", "apiAccessToken"])
def test_a_request_that_gives_no_right_to_call_sets_nothing(missing: str) -> None:
    said, amazon = spoken()
    said.remind()
    sent = envelope(YES, at=NOW, attributes=said.answer["sessionAttributes"])
    del sent["context"]["System"][missing]
    assert "can't reach your reminders right now, so it isn't set" in speech(said.app.answer(sent))
    assert amazon.calls == []


def test_a_yes_that_alexa_sends_unasked_gets_silence() -> None:
    said, amazon = spoken()
    asked = envelope("ConnectionsRequest", at=NOW, attributes={})
    asked["request"] |= {"type": "Connections.Response", "name": "AskFor", "payload": {}, "token": "not json"}
    assert speech(said.app.answer(asked)) == ""
    assert amazon.calls == []


# Time zones


def test_the_zone_is_asked_anew_before_a_time_is_promised() -> None:
    said, amazon = spoken()
    said.say("DailyCheckInIntent", {"rating": "4"})
    said.answer = {}
    amazon.timezone = "Europe/Berlin"
    said.now += timedelta(days=2)
    assert said.say("StreakIntent")  # which doesn't ask
    assert said.remind() == "You're on Berlin time now. Shall I remind you every day at 8 p.m. to check in?"
    said.say(YES)
    (one,) = amazon.reminders.values()
    assert one["trigger"]["timeZoneId"] == "Europe/Berlin"
    said.answer = {}
    assert said.remind() == "Shall I remind you every day at 8 p.m. to check in?"


def test_a_zone_that_changed_before_the_yes_is_said_and_asked_about() -> None:
    said, amazon = spoken()
    said.say(SET, {"time": "21:00"})
    amazon.timezone = "America/Chicago"
    assert said.say(YES) == "You're on Chicago time now. Shall I remind you today at 9 p.m. to check in?"
    assert amazon.calls == []
    said.say(YES)
    (one,) = amazon.reminders.values()
    assert one["trigger"]["timeZoneId"] == "America/Chicago"
    assert one["trigger"]["scheduledTime"] == "2026-03-02T21:00:00"


def test_that_the_zone_is_another_is_told_also_after_other_questions() -> None:
    said, amazon = spoken()
    said.say("DailyCheckInIntent", {"rating": "4"})
    said.answer = {}
    amazon.timezone = "Europe/Berlin"
    said.say(SET, {"day": "2026-03-05"})
    assert said.say(SET, {"time": "18:00"}).startswith("You're on Berlin time now.")


def test_a_zone_that_cannot_be_asked_is_the_one_of_before_and_said() -> None:
    said, amazon = spoken()
    said.say("DailyCheckInIntent", {"rating": "4"})
    said.answer = {}
    amazon.timezone = "nowhere"
    told = said.remind()
    assert told.startswith("I couldn't ask this device where it is, so I take the time of New York, as before. Shall I")


def test_a_zone_that_was_told_in_the_question_holds_for_the_yes() -> None:
    said, amazon = spoken()
    amazon.timezone = "Europe/Berlin"
    said.now = NOW.replace(hour=12)
    said.say(SET, {"time": "21:00"})
    amazon.timezone = "nowhere"
    assert said.say(YES) == "I'll remind you today at 9 p.m. to check in."
    (one,) = amazon.reminders.values()
    assert one["trigger"]["timeZoneId"] == "Europe/Berlin"


# A yes that comes late


def test_a_time_that_passed_before_the_yes_is_asked_about_again() -> None:
    said, amazon = spoken()
    said.say(SET, {"time": "20:31", "day": "2026-03-02"})
    said.now += timedelta(minutes=2)
    assert said.say(YES) == "That time has passed today. On which day shall I remind you?"
    assert amazon.calls == []
    assert said.say(SET, {"day": "2026-03-03"}) == "Shall I remind you tomorrow at 8:31 p.m. to check in?"


def test_one_without_a_day_comes_tomorrow_then_and_one_that_comes_again_begins_tomorrow() -> None:
    said, amazon = spoken()
    said.say(SET, {"time": "20:31"})
    said.now += timedelta(minutes=2)
    assert said.say(YES) == "Shall I remind you tomorrow at 8:31 p.m. to check in?"
    said, amazon = spoken()
    said.say(SET, {"time": "20:31", "repeat": "x"}, repeat="daily")
    said.now += timedelta(minutes=2)
    assert said.say(YES) == "I'll remind you every day at 8:31 p.m. to check in."
    (one,) = amazon.reminders.values()
    assert one["trigger"]["scheduledTime"] == "2026-03-03T20:31:00"


ODD = {"about": "x", "repeat": "x", "day": "x", "part": "x", "zone": "../x"}


@pytest.mark.parametrize("asking", ["sure", "half", "day", "weekend", "time"])
@pytest.mark.parametrize(
    "state",
    [
        {},
        {"first": 3, "about": [], "repeat": {}, "day": 7, "zone": 1, "part": [], "time": 9, "settled": "x"},
        ODD,
        {**ODD, "time": "09:00:00"},
        {**ODD, "first": "2026-03-03T20:00:00"},
        {**ODD, "first": "0001-01-01T00:00:00", "zone": "Mars/Olympus"},
        {**ODD, "about": "step", "repeat": "daily", "time": "23:59:59.999999", "settled": True, "moved": True},
    ],
)
@pytest.mark.parametrize(("intent", "slots"), [(YES, {}), (SET, {"time": "MO"}), (SET, {"day": "2026-W10-WE"})])
def test_whatever_the_session_brings_back_is_answered(
    asking: str, state: dict[str, Any], intent: str, slots: dict[str, str]
) -> None:
    said, _ = spoken()
    attributes = {"question": f"reminders.{asking}", "state": state, "asked": "everyone"}
    told = speech(said.app.answer(envelope(intent, slots, at=NOW, attributes=attributes)))
    assert told
    assert "went wrong" not in told


# Voices


def test_a_correction_in_a_voice_that_was_not_recognised_goes_on_with_what_was_heard() -> None:
    said, _ = spoken()
    said.person = "amzn1.ask.person.kim"
    said.say(SET, {"time": "08:00", "repeat": "x", "about": "x"}, repeat="daily_evening", about="step")
    said.person = None
    assert said.say(SET, {"day": "2026-03-05"}) == "Shall I remind you on Thursday at 8 p.m. about today's step?"
