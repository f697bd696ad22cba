"""Hearing and cancelling reminders through envelopes: which one is meant, and whose they are."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from ask_sdk_model.services import ApiClientRequest, ApiClientResponse

from skill.app import App
from skill.journey.journey import MAX_REMINDER_IDS
from skill.journey.speaker import EVERYONE
from skill.serialization import journey_record
from skill.stores.memory import MemoryStore
from skill.stores.store import UnavailableError
from skill.texts.catalog import catalog
from tests.test_reminders import NOW, REMINDERS, SET, YES, Faulty, is_open
from tools.envelopes import SKILL, Session, envelope, speech

CANCEL, LIST, FREE, NO = "CancelReminderIntent", "ListRemindersIntent", "FreeSpeechIntent", "AMAZON.NoIntent"
KIM, ANN = "amzn1.ask.person.kim", "amzn1.ask.person.ann"

DAILY, THURSDAY, NOON = (
    {"time": "20:00", "repeat": "daily"},
    {"time": "17:30", "day": "2026-03-05"},
    {"time": "12:00"},
)
NONE_TOLD = "You have no reminder from me. To set one, say: Alexa, ask trust steps to set a reminder."
ALL_TIMES = "tomorrow at noon, on Thursday at 5:30 p.m., and every day at 8 p.m."


class Home:
    """One household whose voices speak to one skill, each in sessions of its own."""

    def __init__(self, **faults: Any) -> None:
        self.amazon = Faulty("America/New_York", reminders_permission=True, **faults)
        self.store = MemoryStore()
        self.app = App(self.store, skill_id=SKILL, api_client=self.amazon)

    def voice(self, person: str | None = None) -> Session:
        session = Session(self.app, NOW)
        session.person = person
        return session

    def sets(self, *reminders: dict[str, str], person: str | None = None) -> None:
        for slots in reminders:
            said = self.voice(person)
            said.say(SET, slots, **({"repeat": slots["repeat"]} if "repeat" in slots else {}))
            assert said.say(YES).startswith("I'll remind you")

    @property
    def clocks(self) -> list[str]:
        """The times of day of what is set."""
        return sorted(one["trigger"]["scheduledTime"][11:16] for one in self.amazon.reminders.values())

    def kept_ids(self) -> dict[str, tuple[str, ...]]:
        """Return the reminder ids in every record, by the person's key."""
        (household,) = self.store.all_households()
        records = {one.person: self.store.load(one) for one in self.store.speakers(household)}
        return {person: journey_record.decode(one.body).reminder_ids for person, one in records.items() if one}


def cancelled_the_only_one(said: Session) -> str:
    """Cancel the only reminder that is set, and return what is told after the yes."""
    assert "Shall I cancel it?" in said.say(CANCEL)
    return said.say(YES)


@pytest.fixture
def home() -> Home:
    return Home()


# Listing


@pytest.mark.parametrize(
    ("reminders", "told"),
    [
        ([], NONE_TOLD),
        ([DAILY], "You have 1 reminder: every day at 8 p.m."),
        ([DAILY, THURSDAY], "You have 2 reminders: on Thursday at 5:30 p.m. and every day at 8 p.m."),
        ([DAILY, THURSDAY, NOON], f"You have 3 reminders: {ALL_TIMES}"),
        ([{"time": "00:00"}], "You have 1 reminder: tonight at midnight."),
        ([{"time": "09:00", "repeat": "weekends"}], "You have 1 reminder: on weekends at 9 a.m."),
        ([{"time": "09:00", "repeat": "monday"}], "You have 1 reminder: every Monday at 9 a.m."),
    ],
)
def test_reminders_are_listed_by_day_and_time_alone(home: Home, reminders: list[dict[str, str]], told: str) -> None:
    home.sets(*reminders)
    said = home.voice()
    assert said.say(LIST) == told
    assert said.answer["response"]["shouldEndSession"] is True


def test_one_that_is_over_is_not_listed(home: Home) -> None:
    home.sets(NOON, DAILY)
    home.amazon.due_reminders(NOW, NOW + timedelta(days=2))
    assert home.voice().say(LIST) == "You have 1 reminder: every day at 8 p.m."


def test_without_permission_it_is_told_how_to_allow_it(home: Home) -> None:
    home.amazon.reminders_permission = False
    for intent in (LIST, CANCEL):
        said = home.voice()
        assert "not allowed to see your reminders" in said.say(intent)
        assert said.answer["response"]["card"]["type"] == "AskForPermissionsConsent"


@pytest.mark.parametrize("answer", [500, 429, 403, 400, OSError("no route")])
def test_reminders_that_cannot_be_listed_are_not_called_none(answer: int | Exception) -> None:
    home = Home(answers={"GET": answer})
    assert "couldn't reach your reminders" in home.voice().say(LIST)
    assert "couldn't reach your reminders, so I've cancelled none" in home.voice().say(CANCEL)


def test_a_reminder_of_another_zone_is_told_with_its_zone(home: Home) -> None:
    home.sets(DAILY, {"time": "21:00"})
    home.amazon.timezone = "America/Los_Angeles"
    said = home.voice()
    said.device = "amzn1.ask.device.other"
    assert said.say(LIST) == (
        "You have 2 reminders: every day at 8 p.m. New York time and today at 9 p.m. New York time."
    )


# What could be read, and what could not


def alert(token: str = "t", **parts: Any) -> dict[str, Any]:
    trigger = {
        "type": "SCHEDULED_ABSOLUTE",
        "scheduledTime": "2026-03-05T17:30:00.000",
        "timeZoneId": "America/New_York",
    }
    text = {"spokenInfo": {"content": [{"locale": "en-US", "text": "x"}]}}
    return {"alertToken": token, "status": "ON", "trigger": trigger, "alertInfo": text, **parts}


DAILY_RULE = "FREQ=DAILY;BYHOUR=20;BYMINUTE=0;BYSECOND=0;INTERVAL=1;"


def recurring(**recurrence: Any) -> dict[str, Any]:
    return {"trigger": {**alert()["trigger"], "recurrence": recurrence}}


@dataclass
class Listing(Faulty):
    """A pretend Amazon that lists whatever it is told to, and deletes what it is asked to."""

    listed: Any = None
    deleted: list[str] = field(default_factory=list)

    def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
        path, method = request.url, request.method
        if REMINDERS in path and method == "GET":
            body = self.listed if isinstance(self.listed, str) else json.dumps(self.listed)
            return ApiClientResponse(status_code=200, headers=[], body=body)
        if REMINDERS in path and method == "DELETE":
            self.deleted.append(path.rpartition("/")[2])
            return ApiClientResponse(status_code=200, headers=[], body="")
        return super().invoke(request)


def listing(listed: Any) -> tuple[Session, Listing]:
    amazon = Listing("America/New_York", reminders_permission=True, listed=listed)
    return Session(App(MemoryStore(), skill_id=SKILL, api_client=amazon), NOW), amazon


ODD_VALUES = [None, "", "x", 0, -1, True, [], {}, [None], {"x": 1}, "2026-13-99T99:99", "FREQ=", "ON"]

THURSDAY_TOLD = "You have 1 reminder: on Thursday at 5:30 p.m."


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({}, THURSDAY_TOLD),
        ({"alertInfo": None}, THURSDAY_TOLD),
        ({"pushNotification": {"status": "NEVER_HEARD_OF"}, "version": 7, "createdTime": ""}, THURSDAY_TOLD),
        (recurring(startDateTime="", endDateTime="", recurrenceRules=[]), THURSDAY_TOLD),
        (recurring(startDateTime="", endDateTime="", recurrenceRules=None, freq=None), THURSDAY_TOLD),
        (recurring(startDateTime="", recurrenceRules=[DAILY_RULE]), "You have 1 reminder: every day at 8 p.m."),
        (recurring(freq="DAILY"), "You have 1 reminder: every day at 5:30 p.m."),
        (recurring(freq="WEEKLY", byDay=["MO", "WE"]), "You have 1 reminder: every Monday and Wednesday at 5:30 p.m."),
        (recurring(recurrenceRules=["FREQ=MONTHLY;"]), "You have 1 reminder: at 5:30 p.m."),
        (recurring(recurrenceRules=["FREQ=DAILY;INTERVAL=2;"]), "You have 1 reminder: at 5:30 p.m."),
        (recurring(recurrenceRules=["nonsense"]), "You have 1 reminder: at 5:30 p.m."),
        ({"trigger": {}}, "You have 1 reminder: one at a time that I can't read."),
        ({"trigger": None}, "You have 1 reminder: one at a time that I can't read."),
        ({"trigger": {**alert()["trigger"], "timeZoneId": "Mars/Olympus"}}, THURSDAY_TOLD),
        ({"status": "COMPLETED"}, NONE_TOLD),
        *(({"status": status}, THURSDAY_TOLD) for status in ("OFF", "SNOOZED", "PAUSED", "NEW_STATUS", None, 7)),
    ],
)
def test_a_reminder_is_read_by_the_fields_that_are_needed(parts: dict[str, Any], told: str) -> None:
    said, amazon = listing({"totalCount": "1", "alerts": [alert(**parts)]})
    assert said.say(LIST) == told
    if told.startswith("You have 1"):
        assert cancelled_the_only_one(said).startswith("I've cancelled 1 reminder")
        assert amazon.deleted == ["t"]


@pytest.mark.parametrize("name", ["alertToken", "status", "trigger", "alertInfo", "version", "createdTime"])
@pytest.mark.parametrize("value", ODD_VALUES, ids=repr)
def test_no_odd_value_in_a_list_hinders_what_is_done_with_the_others(name: str, value: Any) -> None:
    odd, sound = alert("odd", **{name: value}), alert("sound")
    said, _ = listing({"alerts": [odd, None, sound, "x"]})
    assert "on Thursday at 5:30 p.m." in said.say(LIST)
    assert "on Thursday at 5:30 p.m." in said.say(CANCEL)
    said.answer = {}
    said.say(SET, {"time": "21:00"})
    assert said.say(YES) == "I'll remind you today at 9 p.m. to check in."


@pytest.mark.parametrize("name", ["type", "scheduledTime", "timeZoneId", "recurrence", "offsetInSeconds"])
@pytest.mark.parametrize("value", ODD_VALUES, ids=repr)
def test_no_odd_trigger_hinders_it_either(name: str, value: Any) -> None:
    odd = alert("odd", trigger={**alert()["trigger"], name: value})
    said, amazon = listing({"alerts": [odd]})
    assert said.say(LIST).startswith("You have 1 reminder: ")
    assert cancelled_the_only_one(said).startswith("I've cancelled 1 reminder: ")
    assert amazon.deleted == ["odd"]


@pytest.mark.parametrize(
    "listed",
    [None, [], "", "not json", {}, {"alerts": None}, {"alerts": {}}, {"alerts": "x"}, {"alerts": [{}]}],
    ids=repr,
)
def test_a_list_that_cannot_be_read_is_not_called_empty(listed: Any) -> None:
    said, amazon = listing(listed)
    assert "couldn't reach your reminders" in said.say(LIST)
    assert "so I've cancelled none" in said.say(CANCEL)
    said.answer = {}
    said.say(SET, {"time": "21:00"})
    assert said.say(YES) == "I'll remind you today at 9 p.m. to check in."
    assert amazon.deleted == []


@pytest.mark.parametrize("more", [{"totalCount": "3"}, {"totalCount": 3}, {"links": {"next": "/v1/more"}}], ids=repr)
def test_of_a_list_that_is_cut_short_it_is_told_that_there_may_be_more(more: dict[str, Any]) -> None:
    said, _ = listing({"alerts": [alert()], **more})
    assert said.say(LIST).startswith("You have at least 1 reminder: on Thursday at 5:30 p.m. There may be more")
    told = said.say(CANCEL, {"time": "17:30"})
    assert told.startswith("I've cancelled 1 reminder: on Thursday at 5:30 p.m. There may be more")
    said.answer = {}
    said.say("ForgetMeIntent", {"whom": "everyone"}, whom="everyone")
    assert "Reminders may be left" in said.say(YES)


@pytest.mark.parametrize("total", [None, "x", -1, [], True, "1", 0])
def test_a_total_that_says_nothing_hinders_nothing(total: Any) -> None:
    said, _ = listing({"alerts": [alert()], "totalCount": total, "links": {"next": None}})
    assert said.say(LIST) == THURSDAY_TOLD


def test_no_content_is_an_empty_list() -> None:
    home = Home(answers={"GET": 204}, body="")
    assert home.voice().say(LIST) == NONE_TOLD
    assert home.voice().say(CANCEL) == "I find no reminder of yours to cancel."


def test_of_many_ten_are_told(home: Home) -> None:
    home.sets(*({"time": f"{hour}:00", "repeat": "daily"} for hour in range(11, 24)))
    told = home.voice().say(LIST)
    assert told.startswith("You have 13 reminders: every day at 11 a.m., ")
    assert told.endswith("every day at 8 p.m., and 3 more.")
    said = home.voice()
    assert "and 3 more. Which one" in said.say(CANCEL)
    assert said.say(FREE, {"speech": "the one at eleven p m"}).startswith("I've cancelled 1 reminder")


def test_the_zone_is_asked_before_times_are_told(home: Home) -> None:
    home.sets(DAILY)
    home.voice().say("DailyCheckInIntent", {"rating": "4"})
    home.amazon.timezone = "America/Los_Angeles"
    assert home.voice().say(LIST) == "You have 1 reminder: every day at 8 p.m. New York time."


@pytest.mark.parametrize("zone", ["nowhere", None])
def test_where_the_zone_is_not_told_the_city_is_named(home: Home, zone: Any) -> None:
    home.sets(DAILY)
    home.amazon.timezone = zone
    assert home.voice().say(LIST) == "You have 1 reminder: every day at 8 p.m. New York time."
    told = home.voice().say(CANCEL, {"time": "20:00"})
    assert told == "I've cancelled 1 reminder: every day at 8 p.m. New York time."


# Cancelling


def test_the_only_one_is_cancelled_after_a_yes(home: Home) -> None:
    home.sets(DAILY)
    said = home.voice()
    assert said.say(CANCEL) == "You have one reminder: every day at 8 p.m. Shall I cancel it?"
    assert home.clocks == ["20:00"]
    assert said.say(YES) == "I've cancelled 1 reminder: every day at 8 p.m."
    assert home.clocks == []
    assert home.voice().say(CANCEL) == "I find no reminder of yours to cancel."


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ("all", []),
        ("all of them", []),
        ("cancel all reminders please", []),
        ("both of them", []),
        ("the first one", ["17:30", "20:00"]),
        ("number two", ["12:00", "20:00"]),
        ("the last one", ["12:00", "17:30"]),
        ("the third", ["12:00", "17:30"]),
        ("the one at eight", ["12:00", "17:30"]),
        ("the 8 p.m. one", ["12:00", "17:30"]),
        ("the one every day at 8 p.m.", ["12:00", "17:30"]),
        ("the daily one", ["12:00", "17:30"]),
        ("eight in the evening", ["12:00", "17:30"]),
        ("five thirty", ["12:00", "20:00"]),
        ("half past five", ["12:00", "20:00"]),
        ("5:30 pm", ["12:00", "20:00"]),
        ("thursday", ["12:00", "20:00"]),
        ("the thursday reminder", ["12:00", "20:00"]),
        ("noon", ["17:30", "20:00"]),
        ("the one tomorrow", ["17:30", "20:00"]),
    ],
)
def test_which_of_several_is_asked_and_understood(home: Home, answer: str, left: list[str]) -> None:
    home.sets(DAILY, THURSDAY, NOON)
    said = home.voice()
    asked = "Which one shall I cancel, or shall I cancel all of them?"
    assert said.say(CANCEL) == f"I find 3 reminders: {ALL_TIMES} {asked}"
    assert is_open(said)
    assert said.answer["response"]["directives"][0]["updatedIntent"]["name"] == FREE
    assert said.say(FREE, {"speech": answer}).startswith("I've cancelled")
    assert home.clocks == left


@pytest.mark.parametrize("answer", ["the fourth one", "the one at nine", "the blue one", "friday", "the one today"])
def test_what_is_none_of_them_is_asked_again_and_cancels_nothing(home: Home, answer: str) -> None:
    home.sets(DAILY, THURSDAY, NOON)
    said = home.voice()
    said.say(CANCEL)
    assert said.say(FREE, {"speech": answer}).startswith("I don't know which one that is. I find 3 reminders")
    assert is_open(said)
    assert len(home.clocks) == 3


@pytest.mark.parametrize(
    ("intent", "slots"), [(NO, {}), (FREE, {"speech": "none of them"}), (FREE, {"speech": "keep them"})]
)
def test_all_can_be_left(home: Home, intent: str, slots: dict[str, str]) -> None:
    home.sets(DAILY, NOON)
    said = home.voice()
    said.say(CANCEL)
    assert said.say(intent, slots) == "All right, I've left them as they are."
    assert said.answer["response"]["shouldEndSession"] is True
    assert len(home.clocks) == 2


def test_a_bare_yes_names_none_and_is_asked_again(home: Home) -> None:
    home.sets(DAILY, NOON)
    said = home.voice()
    assert said.say(CANCEL) == said.say(YES)
    assert len(home.clocks) == 2


@pytest.mark.parametrize(
    ("time", "told", "left"),
    [
        ("12:00", "I've cancelled 1 reminder: tomorrow at noon.", 3),
        ("17:30", "I've cancelled 1 reminder: on Thursday at 5:30 p.m.", 3),
        ("05:30", "I've cancelled 1 reminder: on Thursday at 5:30 p.m.", 3),
        ("AF", "I find 2 reminders: tomorrow at noon and on Thursday at 5:30 p.m. Which", 4),
        ("MO", "I've cancelled 1 reminder: on weekends at 8 a.m.", 3),
        ("08:00", "I find 2 reminders: on weekends at 8 a.m. and every day at 8 p.m. Which", 4),
        ("20:00", "I've cancelled 1 reminder: every day at 8 p.m.", 3),
        ("09:00", "I find no reminder of yours at that time. I find 4 reminders", 4),
        ("?", "I don't know which one that is. I find 4 reminders", 4),
    ],
)
def test_one_is_cancelled_by_its_time(home: Home, time: str, told: str, left: int) -> None:
    home.sets(DAILY, THURSDAY, NOON, {"time": "08:00", "repeat": "weekends"})
    assert home.voice().say(CANCEL, {"time": time}).startswith(told)
    assert len(home.clocks) == left


def test_a_time_answers_which_one_too_among_those_that_were_offered(home: Home) -> None:
    home.sets(DAILY, NOON, {"time": "08:00", "repeat": "weekends"})
    said = home.voice()
    said.say(CANCEL, {"time": "08:00"})
    assert said.say(FREE, {"speech": "the first one"}) == "I've cancelled 1 reminder: on weekends at 8 a.m."
    said.answer = {}
    said.say(CANCEL)
    assert said.say(CANCEL, {"time": "20:00"}) == "I've cancelled 1 reminder: every day at 8 p.m."


@pytest.mark.parametrize(("answer", "left"), [(YES, []), (NO, ["20:00"])])
def test_another_time_than_the_only_one_is_asked_about(home: Home, answer: str, left: list[str]) -> None:
    home.sets(DAILY)
    said = home.voice()
    assert said.say(CANCEL, {"time": "09:00"}) == (
        "I find no reminder of yours at that time. You have one reminder: every day at 8 p.m. Shall I cancel it?"
    )
    assert is_open(said)
    said.say(answer)
    assert home.clocks == left


WEDNESDAY = {"time": "19:15", "repeat": "wednesday"}


@pytest.mark.parametrize(
    ("day", "told", "left"),
    [
        ("2026-03-08", "There's no Sunday reminder. You have one reminder: every Wednesday at 7:15 p.m. Shall I", 1),
        ("2026-03-04", "I've cancelled 1 reminder: every Wednesday at 7:15 p.m.", 0),
        ("?", "I don't know which one that is. You have one reminder", 1),
        ("2026-W11", "I don't know which one that is. You have one reminder", 1),
    ],
)
def test_a_day_on_which_there_is_no_reminder_is_told(home: Home, day: str, told: str, left: int) -> None:
    home.sets(WEDNESDAY)
    assert home.voice().say(CANCEL, {"day": day}).startswith(told)
    assert len(home.clocks) == left


@pytest.mark.parametrize(("words", "left"), [("noon", ["20:00"]), ("zebra", ["12:00", "20:00"])])
def test_an_order_to_drop_one_of_the_reminders_that_are_offered_drops_no_promise(
    home: Home, words: str, left: list[str]
) -> None:
    home.sets(DAILY, NOON)
    said = home.voice()
    said.say("MakeCommitmentIntent", {"commitment": "be home at noon"})
    said.say(CANCEL)
    said.say("DropCommitmentIntent", {"commitment": words})
    assert home.clocks == left
    said.answer = {}
    assert "be home at noon" in said.say("ListCommitmentsIntent")


@pytest.mark.parametrize("steering", ["stop", "help"])
def test_free_words_that_steer_are_no_answer(home: Home, steering: str) -> None:
    home.sets(DAILY, NOON)
    said = home.voice()
    said.say(CANCEL)
    assert "cancelled" not in said.say(FREE, {"speech": steering})
    assert len(home.clocks) == 2


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (401, "not allowed"),
        (500, "some may still be set"),
        (429, "some may still be set"),
        (OSError(), "may still be set"),
    ],
)
def test_what_could_not_be_cancelled_is_told(home: Home, answer: int | Exception, told: str) -> None:
    home.sets(DAILY)
    home.amazon.answers = {"DELETE": answer}
    assert told in cancelled_the_only_one(home.voice())
    assert len(home.clocks) == 1


def test_one_that_is_gone_meanwhile_is_cancelled(home: Home) -> None:
    home.sets(DAILY)
    home.amazon.answers = {"DELETE": 404}
    assert cancelled_the_only_one(home.voice()).startswith("I've cancelled 1 reminder")


def test_of_several_that_were_cancelled_in_part_both_is_told(home: Home) -> None:
    home.sets(DAILY, NOON)

    @dataclass
    class Once(Faulty):
        def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
            if request.method == "DELETE":
                self.answers = {"DELETE": 503} if self.calls.count(("DELETE", None)) else {}
            return super().invoke(request)

    amazon = Once("America/New_York", reminders_permission=True, reminders=home.amazon.reminders)
    said = Session(App(home.store, skill_id=SKILL, api_client=amazon), NOW)
    said.say(CANCEL)
    told = said.say(FREE, {"speech": "all"})
    assert told.startswith("I've cancelled 1 reminder: tomorrow at noon. I couldn't reach all of your reminders")
    assert home.clocks == ["20:00"]


# The same request twice


@pytest.mark.parametrize("person", [None, KIM])
@pytest.mark.parametrize("faults", [{}, {"answers": {"GET": 200}, "body": ""}], ids=["readable", "unreadable"])
def test_the_same_yes_twice_sets_one_and_is_answered_alike(person: str | None, faults: dict[str, Any]) -> None:
    home = Home(**faults)
    said = home.voice(person)
    said.say(SET, DAILY, repeat="daily")
    sent = envelope(YES, at=NOW, attributes=said.answer["sessionAttributes"], person=person)
    first = home.app.answer(sent)
    assert speech(first).startswith("I'll remind you")
    assert home.app.answer(sent) == first
    assert home.clocks == ["20:00"]


@pytest.mark.parametrize("person", [None, KIM])
@pytest.mark.parametrize("before", [[DAILY], []], ids=["one", "none"])
def test_the_same_cancelling_twice_drops_nothing_that_was_set_since(
    home: Home, person: str | None, before: list[dict[str, str]]
) -> None:
    home.sets(*before, person=person)
    sent = envelope(CANCEL, {"time": "20:00"}, at=NOW, person=person)
    first = home.app.answer(sent)
    home.sets({"time": "20:00", "repeat": "weekends"}, person=person)
    assert home.app.answer(sent) == first
    assert home.clocks == ["20:00"]


def test_a_card_for_the_permission_comes_with_a_duplicate_too(home: Home) -> None:
    home.amazon.reminders_permission = False
    sent = envelope(CANCEL, at=NOW)
    first = home.app.answer(sent)
    assert first["response"]["card"]["type"] == "AskForPermissionsConsent"
    assert home.app.answer(sent) == first


def test_listing_twice_is_listed_anew_and_writes_nothing(home: Home) -> None:
    sent = envelope(LIST, at=NOW)
    assert speech(home.app.answer(sent)) == NONE_TOLD
    assert home.store.all_households() == []
    home.sets(NOON)
    assert speech(home.app.answer(sent)) == "You have 1 reminder: tomorrow at noon."


# Changing


def changes(home: Home, person: str | None, slots: dict[str, str], **ids: str) -> Session:
    said = home.voice(person)
    said.say(SET, {"change": "change", **slots}, change="change", **ids)
    return said


@pytest.mark.parametrize("person", [None, KIM])
@pytest.mark.parametrize(
    ("old", "slots", "ids", "when", "clock"),
    [
        (DAILY, {"time": "21:00"}, {}, "every day at 9 p.m.", "21:00"),
        (DAILY, {"time": "09:00"}, {}, "every day at 9 p.m.", "21:00"),
        (DAILY, {"repeat": "x"}, {"repeat": "friday"}, "every Friday at 8 p.m.", "20:00"),
        (DAILY, {"day": "2026-03-05", "time": "07:00"}, {}, "on Thursday at 7 p.m.", "19:00"),
        (THURSDAY, {"time": "18:15"}, {}, "on Thursday at 6:15 p.m.", "18:15"),
    ],
)
def test_the_only_one_is_changed_and_keeps_the_rest(
    home: Home, person: str | None, old: dict[str, str], slots: dict[str, str], ids: dict[str, str],
    when: str, clock: str,
) -> None:  # fmt: skip
    said = home.voice(person)
    said.say(SET, {**old, "about": "x"}, about="patience", **({"repeat": "daily"} if "repeat" in old else {}))
    said.say(YES)
    said = changes(home, person, slots, **ids)
    assert speech(said.answer) == f"Shall I remind you {when} instead?"
    assert said.say(YES) == f"I'll remind you {when} instead."
    assert home.clocks == [clock]
    (one,) = home.amazon.reminders.values()
    assert "Breathe" in one["alertInfo"]["spokenInfo"]["content"][0]["text"]
    assert home.voice(ANN).say(LIST) == (NONE_TOLD if person else f"You have 1 reminder: {when}")


def test_of_several_none_is_changed_and_that_is_told(home: Home) -> None:
    home.sets(DAILY, NOON, person=KIM)
    said = changes(home, KIM, {"time": "21:00"})
    assert speech(said.answer).startswith("You have 2 reminders, and they'd stay as they are. This would be another.")
    said.say(YES)
    assert home.clocks == ["12:00", "20:00", "21:00"]


def test_ones_own_is_changed_rather_than_the_households(home: Home) -> None:
    home.sets(NOON)
    home.sets(THURSDAY, person=ANN)
    home.sets(DAILY, person=KIM)
    changes(home, KIM, {"time": "21:00"}).say(YES)
    assert home.clocks == ["12:00", "17:30", "21:00"]


def test_where_there_is_none_to_change_one_is_set(home: Home) -> None:
    said = changes(home, KIM, {"time": "21:00"})
    assert speech(said.answer) == "Shall I remind you today at 9 p.m. to check in?"


def test_an_old_one_that_could_not_be_cancelled_is_told(home: Home) -> None:
    home.sets(DAILY, person=KIM)
    home.amazon.answers = {"DELETE": 500}
    told = changes(home, KIM, {"time": "21:00"}).say(YES)
    assert told.startswith("I'll remind you every day at 9 p.m. instead. I couldn't cancel the old one")
    assert home.voice(ANN).say(LIST) == NONE_TOLD


def test_nothing_is_changed_where_reminders_cannot_be_listed(home: Home) -> None:
    home.amazon.answers = {"GET": 500}
    assert "can't reach your reminders" in speech(changes(home, KIM, {"time": "21:00"}).answer)


# Whose they are


def test_a_voice_hears_and_cancels_its_own_and_the_households_alone(home: Home) -> None:
    home.sets(DAILY, person=KIM)
    home.sets(THURSDAY, person=ANN)
    home.sets(NOON)
    assert home.voice(KIM).say(LIST) == "You have 2 reminders: tomorrow at noon and every day at 8 p.m."
    assert home.voice(ANN).say(LIST) == "You have 2 reminders: tomorrow at noon and on Thursday at 5:30 p.m."
    assert home.voice().say(LIST) == "You have 1 reminder: tomorrow at noon."
    said = home.voice(ANN)
    said.say(CANCEL)
    said.say(FREE, {"speech": "all"})
    assert home.clocks == ["20:00"]
    assert home.voice().say(CANCEL) == "I find no reminder of yours to cancel."
    assert cancelled_the_only_one(home.voice(KIM)) == "I've cancelled 1 reminder: every day at 8 p.m."


def test_one_that_no_record_knows_is_the_households(home: Home) -> None:
    home.sets(DAILY)
    home.sets(NOON, person=KIM)
    (household,) = home.store.all_households()
    home.store.forget_household(household)
    for voice in (KIM, ANN, None):
        assert home.voice(voice).say(LIST).startswith("You have 2 reminders")


def test_two_voices_may_have_the_same_reminder(home: Home) -> None:
    home.sets(DAILY, person=KIM)
    home.sets(DAILY, person=ANN)
    assert home.clocks == ["20:00", "20:00"]
    said = home.voice(KIM)
    said.say(SET, DAILY, repeat="daily")
    assert said.say(YES) == "You have that reminder already."


def test_ids_are_kept_for_recognised_voices_alone_and_go_with_their_reminders(home: Home) -> None:
    home.sets(DAILY)
    assert set(home.kept_ids().values()) == {()}
    home.sets(NOON, THURSDAY, person=KIM)
    ((person, ids),) = ((person, ids) for person, ids in home.kept_ids().items() if ids)
    assert person != EVERYONE
    assert len(ids) == 2
    assert home.voice(KIM).say(CANCEL, {"time": "12:00"}).startswith("I've cancelled")
    assert home.kept_ids()[person] == ids[1:]
    home.amazon.reminders.clear()
    home.voice(KIM).say(LIST)
    assert home.kept_ids()[person] == ()


def test_a_sixth_of_ones_own_is_refused_so_that_no_other_voice_hears_it(home: Home) -> None:
    own = [{"time": f"{hour}:00", "repeat": "daily"} for hour in range(13, 13 + MAX_REMINDER_IDS)]
    home.sets(*own, person=KIM)
    said = home.voice(KIM)
    said.say(SET, DAILY, repeat="daily")
    assert said.say(YES).startswith("You have five reminders from me")
    assert len(home.clocks) == MAX_REMINDER_IDS
    assert home.voice(ANN).say(LIST) == NONE_TOLD
    assert home.voice(KIM).say(CANCEL, {"time": "13:00"}).startswith("I've cancelled 1 reminder")
    home.sets(DAILY, person=KIM)
    home.sets(*own, person=ANN)


def test_ids_stay_while_the_list_is_not_whole(home: Home) -> None:
    home.sets(DAILY, THURSDAY, person=KIM)
    (first, _) = home.amazon.reminders.values()
    home.amazon.answers = {"GET": 200}
    home.amazon.body = json.dumps({"totalCount": "2", "alerts": [first]})
    assert home.voice(KIM).say(LIST).startswith("You have at least 1 reminder")
    home.amazon.answers = {}
    assert home.voice(ANN).say(LIST) == NONE_TOLD


def test_that_they_are_known_is_told(home: Home) -> None:
    home.sets(DAILY, person=KIM)
    assert "which reminders are yours" in home.voice(KIM).say("WhatYouKnowIntent")
    assert "which reminders are yours" not in home.voice(ANN).say("WhatYouKnowIntent")


def test_no_token_is_kept(home: Home) -> None:
    home.sets(DAILY, person=KIM)
    (household,) = home.store.all_households()
    (speaker,) = home.store.speakers(household)
    record = home.store.load(speaker)
    assert record
    assert "reminder-1" not in record.body


def test_unreadable_records_cancel_no_reminders(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.sets(DAILY, person=KIM)

    def fails(household: str) -> Any:
        raise UnavailableError

    monkeypatch.setattr(home.store, "speakers", fails)
    unreachable = catalog("en-US").lookup("errors.unreachable")
    assert home.voice(ANN).say(CANCEL) == unreachable
    assert home.voice(ANN).say(LIST) == unreachable
    said = home.voice(ANN)
    said.say(SET, NOON)
    assert said.say(YES) == unreachable
    assert home.clocks == ["20:00"]


def test_what_was_set_is_told_also_where_it_could_not_be_noted(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = App(home.store, skill_id=SKILL, api_client=home.amazon, timeout_s=0.05)
    said = Session(app, NOW)
    said.person = KIM
    said.say(SET, DAILY, repeat="daily")

    def fails(*_: Any) -> Any:
        raise UnavailableError

    monkeypatch.setattr(home.store, "save", fails)
    assert said.say(YES) == "I'll remind you every day at 8 p.m. to check in."
    assert home.clocks == ["20:00"]


@pytest.mark.parametrize("voice", [None, ANN])
def test_another_voice_drops_none_that_were_offered_to_a_known_one(home: Home, voice: str | None) -> None:
    home.sets(DAILY, NOON, person=KIM)
    said = home.voice(KIM)
    said.say(CANCEL)
    said.person = voice
    for intent, slots in ((FREE, {"speech": "all"}), (CANCEL, {"time": "20:00"})):
        assert "cancelled" not in said.say(intent, slots)
    assert home.clocks == ["12:00", "20:00"]


# Forgetting


@pytest.mark.parametrize(
    "listed",
    [
        None,
        {"alerts": None},
        {"alerts": [{"status": "ON"}]},
        {"alerts": [None]},
        "not json",
        {},
        [],
        {"alerts": {"x": 1}},
    ],
    ids=repr,
)
def test_what_is_forgotten_is_told_whatever_the_reminders_do(listed: Any) -> None:
    said, _ = listing(listed)
    said.say("DailyCheckInIntent", {"rating": "4"})
    said.answer = {}
    said.say("ForgetMeIntent", {"whom": "everyone"}, whom="everyone")
    assert said.say(YES).startswith("Done. Everything about this household is deleted. Reminders may be left")


@pytest.mark.parametrize("missing", ["apiEndpoint", "apiAccessToken", "device"])
@pytest.mark.parametrize("fault", [401, 403, 500, OSError("no route"), MemoryError()])
def test_a_deletion_is_reported_whichever_service_fails(missing: str, fault: int | Exception) -> None:
    home = Home(answers={"GET": fault})
    attributes = {"question": "forget.all", "state": {}, "asked": EVERYONE}
    sent = envelope(YES, at=NOW, attributes=attributes)
    del sent["context"]["System"][missing]
    assert speech(home.app.answer(sent)).startswith("Done. Everything about this household is deleted. Reminders may")


ME: dict[str, str] = {}
ALL = {"whom": "everyone"}


def forgets(home: Home, person: str | None, whom: dict[str, str]) -> str:
    said = home.voice(person)
    said.say("ForgetMeIntent", whom, **whom)
    return said.say(YES)


@pytest.mark.parametrize(
    ("person", "whom", "told", "left"),
    [
        (KIM, ME, "your own reminders too. The household's reminders stay", ["12:00", "17:30"]),
        (None, ME, "is deleted. Reminders stay until", ["12:00", "17:30", "20:00"]),
        (KIM, ALL, "The household's reminders are cancelled, and your own.", ["17:30"]),
        (None, ALL, "The household's reminders are cancelled, and your own.", ["17:30", "20:00"]),
    ],
)
def test_ones_own_reminders_go_with_the_record(
    home: Home, person: str | None, whom: dict[str, str], told: str, left: list[str]
) -> None:
    home.sets(DAILY, person=KIM)
    home.sets(THURSDAY, person=ANN)
    home.sets(NOON)
    assert told in forgets(home, person, whom)
    assert home.clocks == left


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("fault", [401, 403, 429, 500, OSError("no route")])
@pytest.mark.parametrize("whom", [ME, ALL], ids=["me", "all"])
def test_reminders_that_could_not_be_cancelled_are_told_after_a_deletion(
    home: Home, method: str, fault: int | Exception, whom: dict[str, str]
) -> None:
    home.sets(DAILY, person=KIM)
    home.sets(THURSDAY, person=ANN)
    home.amazon.answers = {method: fault}
    assert "Reminders may be left" in forgets(home, KIM, whom)
    assert len(home.store.speakers(home.store.all_households()[0])) == 1


def test_whose_reminders_are_not_known_are_not_told_as_gone(home: Home) -> None:
    home.sets(DAILY, person=KIM)
    (household,) = home.store.all_households()
    (speaker,) = home.store.speakers(household)
    record = home.store.load(speaker)
    assert record
    home.store.save(speaker, type(record)(record.version + 1, "not json"))
    assert "Reminders may be left" in forgets(home, KIM, ME)


def test_forgetting_one_who_set_none_calls_no_service(home: Home) -> None:
    home.voice(KIM).say("DailyCheckInIntent", {"rating": "4"})
    assert "Reminders stay until" in forgets(home, KIM, ME)
    assert home.amazon.calls == []


def test_forgetting_everyone_drops_everyones_reminders_that_can_still_ring() -> None:
    said, amazon = listing(
        {
            "alerts": [
                alert("on"),
                alert("off", status="OFF"),
                alert("done", status="COMPLETED"),
                alert("odd", status=[]),
            ]
        }
    )
    said.say("ForgetMeIntent", {"whom": "everyone"}, whom="everyone")
    assert "the reminders too" in said.say(YES)
    assert sorted(amazon.deleted) == ["odd", "off", "on"]
