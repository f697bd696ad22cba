"""Fake of Alexa's settings and reminders APIs: answers the skill's calls by their HTTP contract, without a network."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

_REMINDERS = "/v1/alerts/reminders"
_TIMERS = "/v1/alerts/timers"


@dataclass(frozen=True, slots=True)
class FiredReminder:
    """A reminder that has fired."""

    at: datetime
    """When it last fired (aware)."""
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, with the attributes of Amazon's ApiClientResponse."""

    status_code: int
    body: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class FakeAlexaServices:
    """ApiClient for one account: devices in one time zone, and the account's reminders."""

    timezone: str
    reminders_permission: bool = False
    """Whether the account lets the skill set reminders."""
    has_reminders: bool = True
    """Whether the device can take reminders."""
    reminders: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Each reminder as it was requested, by its token."""
    timers_permission: bool = False
    """Whether the account lets the skill set timers."""
    now: datetime | None = None
    """The clock of the device (aware), from which a timer runs; None is the real one."""
    timers: list[FiredReminder] = field(default_factory=list)
    """What each timer that runs says, and when."""
    _tokens: Any = field(default_factory=lambda: count(1))

    def invoke(self, request: Any) -> Answer:
        """Return the response to a call; 404 for an unknown path."""
        path = request.url.partition("?")[0]
        if request.method == "GET" and path.endswith("/settings/System.timeZone"):
            return _answer(200, self.timezone)
        if request.method == "POST" and path.endswith(_TIMERS):
            return self._set_timer(request)
        _, is_reminders, token = path.partition(_REMINDERS)
        if not is_reminders:
            return _answer(404, {"code": "NOT_FOUND", "message": "not found"})
        if not self.reminders_permission:
            return _answer(401, {"code": "UNAUTHORIZED", "message": "the customer gave no permission"})
        return self._remind(request, token.strip("/"))

    def due_reminders(self, after: datetime, until: datetime) -> list[FiredReminder]:
        """Return the reminders and timers that fire after one aware time and up to another, in order.

        One without a recurrence is completed then.
        """
        fired = [timer for timer in self.timers if after < timer.at <= until]
        self.timers = [timer for timer in self.timers if timer.at > until]
        for reminder in self.reminders.values():
            is_on = reminder["status"] == "ON"
            at = _last_firing(reminder["trigger"], self.timezone, after, until) if is_on else None
            if at:
                fired.append(FiredReminder(at, reminder["alertInfo"]["spokenInfo"]["content"][0]["text"]))
                if not _rules(reminder["trigger"]):
                    reminder["status"] = "COMPLETED"
        return sorted(fired, key=lambda each: each.at)

    def _set_timer(self, request: Any) -> Answer:
        if not self.timers_permission:
            return _answer(401, {"code": "UNAUTHORIZED", "message": "the customer gave no permission"})
        asked = json.loads(request.body) if isinstance(request.body, str) else dict(request.body)
        length = _timer_length(asked)
        if length is None:
            return _answer(
                400, {"code": "INVALID_REQUEST", "message": "the duration or the text is not as it should be"}
            )
        at = (self.now or datetime.now(UTC)) + length
        self.timers.append(FiredReminder(at, asked["triggeringBehavior"]["operation"]["textToAnnounce"][0]["text"]))
        body = {"id": f"timer-{next(self._tokens)}", "status": "ON", "duration": asked["duration"]}
        return _answer(200, {**body, "triggerTime": at.astimezone(UTC).isoformat(timespec="seconds")})

    def _remind(self, request: Any, token: str) -> Answer:
        if request.method == "GET" and not token:
            return _answer(200, {"totalCount": str(len(self.reminders)), "alerts": list(self.reminders.values())})
        if request.method == "DELETE" and token in self.reminders:
            del self.reminders[token]
            return _answer(200, None)
        if request.method != "POST" or token:
            return _answer(404, {"code": "NOT_FOUND", "message": "no such reminder"})
        if not self.has_reminders:
            return _answer(403, {"code": "DEVICE_NOT_SUPPORTED", "message": "the device takes no reminders"})
        reminder = json.loads(request.body) if isinstance(request.body, str) else dict(request.body)
        problem = _problem(reminder)
        if problem:
            return _answer(400, {"code": "INVALID_REQUEST", "message": problem})
        token = f"reminder-{next(self._tokens)}"
        self.reminders[token] = {**reminder, "alertToken": token, "status": "ON", "version": "1"}
        return _answer(200, {"alertToken": token, "status": "ON", "version": "1"})


def _answer(status: int, body: Any) -> Answer:
    return Answer(status, "" if body is None else json.dumps(body))


def _timer_length(asked: dict[str, Any]) -> timedelta | None:
    """Return how long a timer runs that is asked for; None where something is wrong with it."""
    try:
        operation = asked["triggeringBehavior"]["operation"]
        content, visibility = operation["textToAnnounce"][0], asked["creationBehavior"]["displayExperience"]
        is_whole = operation["type"] == "ANNOUNCE" and content["text"] and content["locale"]
        minutes = re.fullmatch(r"PT([0-9]{1,4})M", asked["duration"])
        if not (is_whole and minutes and visibility["visibility"] in ("VISIBLE", "HIDDEN")):
            return None
        if not isinstance(asked["triggeringBehavior"]["notificationConfig"]["playAudible"], bool):
            return None
    except (KeyError, IndexError, TypeError):
        return None
    length = timedelta(minutes=int(minutes[1]))
    return length if timedelta() < length <= timedelta(hours=24) else None


def _problem(reminder: dict[str, Any]) -> str | None:
    """Return what is wrong with a requested reminder, or None."""
    try:
        trigger, content = reminder["trigger"], reminder["alertInfo"]["spokenInfo"]["content"]
        datetime.fromisoformat(reminder["requestTime"])
        start = datetime.fromisoformat(trigger["scheduledTime"])
        ZoneInfo(trigger["timeZoneId"])
        for rule in _rules(trigger):
            rrulestr(rule.rstrip(";"), dtstart=start)
        if trigger["type"] != "SCHEDULED_ABSOLUTE" or not content[0]["text"] or not content[0]["locale"]:
            return "the trigger or the text is not as it should be"
        if reminder["pushNotification"]["status"] not in ("ENABLED", "DISABLED"):
            return "the push notification is neither enabled nor disabled"
    except (KeyError, IndexError, TypeError, ValueError) as error:
        return f"{type(error).__name__} in the request"
    return None


def _rules(trigger: dict[str, Any]) -> list[str]:
    return list((trigger.get("recurrence") or {}).get("recurrenceRules") or ())


def _last_firing(trigger: dict[str, Any], default_zone: str, after: datetime, until: datetime) -> datetime | None:
    """Return the last time after `after` and up to `until` at which a reminder fires, or None."""
    zone = ZoneInfo(trigger.get("timeZoneId") or default_zone)
    start = datetime.fromisoformat(trigger["scheduledTime"])
    last, first = until.astimezone(zone).replace(tzinfo=None), after.astimezone(zone).replace(tzinfo=None)
    rules = [rrulestr(rule.rstrip(";"), dtstart=start) for rule in _rules(trigger)]
    times = [rule.before(last, inc=True) for rule in rules] if rules else [start if start <= last else None]
    firings = [at for at in times if at and first < at]
    return max(firings).replace(tzinfo=zone) if firings else None
