"""Alexa services client: the REST APIs for the device's time zone, timers and reminders.

It reads and writes JSON itself, because Amazon's clients reject a whole list of reminders for one value that they
cannot parse, and importing them takes longer than a turn.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from hashlib import blake2b
from typing import Any, Protocol
from urllib.parse import quote

from skill.alexa.request import ServiceAccess
from skill.deadline import Deadline
from skill.journey.journey import MAX_REMINDER_IDS
from skill.reply import CancelReminders, Reminder, SetReminder, SetTimer
from skill.turn import ActionResult, Turn

REMINDERS_PATH = "/v1/alerts/reminders"
TIMERS_PATH = "/v1/alerts/timers"
TIME_ZONE = "/v2/devices/{}/settings/System.timeZone"

REMINDER_ID_BYTES = 3
"""Bytes of the hash that stands for a reminder in a record: four characters, enough for one account."""

_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY_REQUESTS, _SERVER_ERROR = 401, 403, 404, 429, 500

_NO_CONTENT = 204

_MINUTE_S = 60

_SILENT_STATUS = ("OFF", "PAUSED")
"""Statuses of a reminder that is set and will not fire."""

_FORBIDDEN_FOR = {"MAX_REMINDERS_EXCEEDED": "too_many", "DEVICE_NOT_SUPPORTED": "unsupported"}
"""Result names by the code in the body of a 403; any other code gives no reason."""


class ApiClient(Protocol):
    """Sends requests: the interface of Amazon's ApiClient."""

    def invoke(self, request: Any) -> Any:
        """Send a request, and return the response with its `status_code` and `body`; may raise anything."""
        ...


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request with the attributes of Amazon's ApiClientRequest, whose import would load all of their clients."""

    method: str
    url: str
    headers: Sequence[tuple[str, str]]
    body: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class _Answer:
    """The response of a service."""

    status: int | None = None
    """None where there was no response, or no request could be sent."""
    body: Any = None
    """The JSON value; None where there is no readable one."""

    @property
    def is_ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class _Alert:
    """A reminder as Amazon lists it, with the fields that could be read."""

    token: str
    status: str | None
    text: str | None
    rules: tuple[str, ...]
    starts: datetime | None
    zone: str | None

    @property
    def reminder(self) -> Reminder:
        """The reminder as handlers see it."""
        rule = self.rules[0] if self.rules else None
        clock = _rule_clock(rule) or (self.starts.time() if self.starts else None)
        return Reminder(_id(self.token), clock, self.starts.date() if self.starts else None, rule, self.zone)

    def is_like(self, other: "_Alert") -> bool:
        """Tell whether both say the same text at the same times."""
        same_moment = bool(self.rules) or self.starts == other.starts
        same_zone = self.zone == other.zone or None in (self.zone, other.zone)
        return same_moment and same_zone and (self.text, self.rules) == (other.text, other.rules)


@dataclass(frozen=True, slots=True)
class _Listed:
    """The skill's reminders."""

    alerts: tuple[_Alert, ...] = ()
    """All but the completed ones."""
    is_whole: bool = True
    """False where some could not be read, or were not in the response."""
    error: str | None = None
    """The result name where they could not be listed."""


class Services:
    """Calls Alexa's services for `skill.turn.Device`. No method raises: a failure is a result name."""

    def __init__(self, access: ServiceAccess, api_client: ApiClient | None, deadline: Deadline) -> None:
        self._access, self._api_client, self._deadline = access, api_client, deadline

    def time_zone(self) -> str | None:
        """Return the IANA name of the device's time zone, or None where the service does not report one."""
        device_id = self._access.device_id
        if not device_id:
            return None
        answer = self._call("GET", TIME_ZONE.format(quote(device_id, safe="")))
        return answer.body if answer.is_ok and isinstance(answer.body, str) else None

    def set_reminder(self, action: SetReminder, text: str, turn: Turn) -> ActionResult:
        """Set a reminder, unless the speaker has the same one already, or MAX_REMINDER_IDS of them."""
        listed = self._list()
        if listed.error:
            return ActionResult(listed.error)
        visible = _visible(listed, action.hidden)
        old = next((alert for alert in visible if _id(alert.token) == action.replaces), None)
        body = _request(action, (old and old.text) or text, turn)
        wanted = _alert({**body, "alertToken": "wanted"})
        result = ActionResult("done", reminders=_reminders(visible, listed), is_whole=listed.is_whole)
        if wanted and any(alert.is_like(wanted) and alert.status not in _SILENT_STATUS for alert in visible):
            return replace(result, name="already")
        replaced = {action.replaces} if old else set[str]()
        if len(_existing_ids(action.own, listed) - replaced) >= MAX_REMINDER_IDS:
            return replace(result, name="five")
        answer = self._call("POST", REMINDERS_PATH, body)
        if not answer.is_ok:
            return replace(result, name=_error_name(answer, unanswered="unsure"))
        token = _at(answer.body, "alertToken")
        result = replace(result, id=_id(token) if isinstance(token, str) and token else None)
        if old is None:
            return result
        is_gone = self._delete(old) is None
        return replace(result, name="done" if is_gone else "old_stays", count=int(is_gone))

    def set_timer(self, action: SetTimer, text: str, turn: Turn) -> ActionResult:
        """Set a timer without a label: what others see and hear of it is how long it runs."""
        answer = self._call("POST", TIMERS_PATH, _timer_request(action, text, turn.locale))
        return ActionResult("done" if answer.is_ok else _error_name(answer, unanswered="unsure"))

    def cancel_reminders(self, action: CancelReminders) -> ActionResult:
        """Cancel the picked reminders one by one; those cancelled before a failure stay cancelled."""
        listed = self._list()
        if listed.error:
            return ActionResult(listed.error)
        visible = _visible(listed, action.hidden)
        chosen, is_whole = listed.alerts, listed.is_whole
        if action.pick is not None:
            by_id = {_id(alert.token): alert for alert in visible}
            picked = action.pick(tuple(alert.reminder for alert in visible))
            chosen = tuple(by_id[reminder.id] for reminder in picked if reminder.id in by_id)
            is_whole = is_whole or bool(visible)
        result = ActionResult("done", reminders=_reminders(visible, listed), is_whole=listed.is_whole)
        for dropped, alert in enumerate(chosen):
            if error := self._delete(alert):
                return replace(result, name=error, count=dropped)
        return replace(result, name="done" if is_whole else "unread", count=len(chosen))

    def _delete(self, alert: _Alert) -> str | None:
        """Delete a reminder; return a result name where it may still be set."""
        answer = self._call("DELETE", f"{REMINDERS_PATH}/{quote(alert.token, safe='')}")
        is_gone = answer.is_ok or answer.status == _NOT_FOUND
        return None if is_gone else _error_name(answer, unanswered="unsure")

    def _list(self) -> _Listed:
        answer = self._call("GET", REMINDERS_PATH)
        if not answer.is_ok:
            return _Listed(error=_error_name(answer, unanswered="unreachable"))
        if answer.status == _NO_CONTENT:
            return _Listed()
        items = _at(answer.body, "alerts")
        if not isinstance(items, list):
            return _Listed(is_whole=_at(answer.body, "totalCount") in (0, "0"))
        active = [item for item in items if _at(item, "status") != "COMPLETED"]
        alerts = tuple(filter(None, map(_alert, active)))
        return _Listed(alerts, is_whole=len(alerts) == len(active) and not _is_cut_short(answer.body, len(items)))

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> _Answer:
        """Return the response to a call; nothing is sent where the envelope had no endpoint or no access token."""
        endpoint, token = self._access.api_endpoint, self._access.api_access_token
        if not (endpoint and token):
            return _Answer()
        headers = (("Content-type", "application/json"), ("Authorization", f"Bearer {token}"))
        request = ApiRequest(method, endpoint.rstrip("/") + path, headers, body)
        if self._api_client is None:
            from skill.alexa.api_client import (
                DeadlineApiClient,  # imports an HTTP library, which the simulator does not need
            )

            self._api_client = DeadlineApiClient(self._deadline)
        try:
            response = self._api_client.invoke(request)
            status, text = response.status_code, response.body
        except Exception:  # noqa: BLE001 - whatever a client raises, there was no response
            return _Answer()
        return _Answer(status if isinstance(status, int) else None, _json(text))


def _request(action: SetReminder, text: str, turn: Turn) -> dict[str, Any]:
    at = action.at.isoformat(timespec="seconds")
    trigger: dict[str, Any] = {
        "type": "SCHEDULED_ABSOLUTE",
        "scheduledTime": at,
        "timeZoneId": action.zone or turn.zone,
    }
    if action.rule:
        trigger["recurrence"] = {"startDateTime": at, "recurrenceRules": [action.rule]}
    return {
        "requestTime": turn.instant.astimezone(UTC).isoformat(timespec="seconds"),
        "trigger": trigger,
        "alertInfo": {"spokenInfo": {"content": [{"locale": turn.locale, "text": text}]}},
        "pushNotification": {"status": "DISABLED"},  # others may see the phone
    }


def _timer_request(action: SetTimer, text: str, locale: str) -> dict[str, Any]:
    return {
        "duration": f"PT{int(action.length.total_seconds()) // _MINUTE_S}M",
        "creationBehavior": {"displayExperience": {"visibility": "VISIBLE"}},
        "triggeringBehavior": {
            "operation": {"type": "ANNOUNCE", "textToAnnounce": [{"locale": locale, "text": text}]},
            "notificationConfig": {"playAudible": True},
        },
    }


def _visible(listed: _Listed, hidden: frozenset[str]) -> tuple[_Alert, ...]:
    """Return the reminders that are not hidden."""
    return tuple(alert for alert in listed.alerts if _id(alert.token) not in hidden)


def _existing_ids(ids: frozenset[str], listed: _Listed) -> frozenset[str]:
    """Return those ids whose reminders are set, as far as the list shows."""
    return ids & {_id(alert.token) for alert in listed.alerts} if listed.is_whole else ids


def _is_cut_short(body: Any, count: int) -> bool:
    """Tell whether a response with `count` reminders says that there are more."""
    total = _at(body, "totalCount")
    more = str(total).isdecimal() and int(str(total)[:9]) > count
    return more or bool(_at(body, "links", "next"))


def _reminders(visible: Sequence[_Alert], listed: _Listed) -> tuple[Reminder, ...] | None:
    return tuple(alert.reminder for alert in visible) if listed.is_whole or visible else None


def _alert(value: Any) -> _Alert | None:
    """Return the readable fields of a reminder; None where it has no token."""
    token, status, zone = _at(value, "alertToken"), _at(value, "status"), _at(value, "trigger", "timeZoneId")
    if not isinstance(token, str) or not token:
        return None
    content = _at(value, "alertInfo", "spokenInfo", "content")
    text = _at(content[0], "text") if isinstance(content, list) and content else None
    return _Alert(
        token=token,
        status=status if isinstance(status, str) else None,
        text=text if isinstance(text, str) else None,
        rules=tuple(_rules(_at(value, "trigger", "recurrence"))),
        starts=_moment(_at(value, "trigger", "scheduledTime")),
        zone=zone if isinstance(zone, str) else None,
    )


def _rules(recurrence: Any) -> Iterator[str]:
    """Yield the RFC 5545 rules of a reminder; `freq` and `byDay` are the older form of a rule."""
    rules, freq, days = (_at(recurrence, name) for name in ("recurrenceRules", "freq", "byDay"))
    if isinstance(rules, list) and rules:
        yield from (rule for rule in rules if isinstance(rule, str))
    elif isinstance(freq, str):
        named = ",".join(day for day in days if isinstance(day, str)) if isinstance(days, list) else ""
        yield f"FREQ={freq};" + (f"BYDAY={named};" if named else "")


def _rule_clock(rule: str | None) -> time | None:
    """Return the time of day in a rule; None where it has none."""
    parts = dict(part.partition("=")[::2] for part in (rule or "").upper().split(";"))
    try:
        return time(int(parts["BYHOUR"]), int(parts.get("BYMINUTE", "0")))
    except (KeyError, ValueError):
        return None


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None)
    except (TypeError, ValueError):
        return None


def _id(token: str) -> str:
    """Return the short hash that stands for a reminder in a record."""
    token_bytes = token.encode("utf-8", "surrogatepass")
    return urlsafe_b64encode(
        blake2b(token_bytes, digest_size=REMINDER_ID_BYTES, person=b"trust-steps").digest()
    ).decode()


def _error_name(answer: _Answer, *, unanswered: str) -> str:
    """Return the result name of a failed call; `unanswered` where it is not known whether it had an effect."""
    status = answer.status
    if status is None or status >= _SERVER_ERROR:
        return unanswered
    if status == _UNAUTHORIZED:
        return "no_permission"
    if status == _FORBIDDEN:
        code = _at(answer.body, "code")
        return _FORBIDDEN_FOR.get(code, "forbidden") if isinstance(code, str) else "forbidden"
    if status == _TOO_MANY_REQUESTS:
        return "busy"
    return "refused"


def _json(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str | bytes) else None
    except (ValueError, RecursionError):
        return None


def _at(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
