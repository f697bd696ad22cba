"""Alexa services client: the REST APIs for the device's time zone, timers and reminders.

It reads and writes JSON itself, because Amazon's clients reject a whole list of reminders for one value that they
cannot parse, and importing them takes longer than a turn.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import quote

from skill.alexa import alerts
from skill.alexa.alerts import Alert, AlertList
from skill.alexa.request import ServiceAccess
from skill.deadline import Deadline
from skill.journey.journey import MAX_REMINDER_IDS
from skill.reply import CancelReminders, Reminder, SetReminder, SetTimer
from skill.turn import ActionResult, Turn

REMINDERS_PATH = "/v1/alerts/reminders"
TIMERS_PATH = "/v1/alerts/timers"
TIME_ZONE = "/v2/devices/{}/settings/System.timeZone"

_SILENT_STATUS = ("OFF", "PAUSED")
"""Statuses of a reminder that is set and will not fire."""

_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY_REQUESTS, _SERVER_ERROR = 401, 403, 404, 429, 500

_NO_CONTENT = 204

_MINUTE_S = 60

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
        visible = listed.visible(action.hidden)
        old = next((alert for alert in visible if alert.id == action.replaces), None)
        body = alerts.request_body(action, (old and old.text) or text, turn)
        wanted = alerts.read_alert({**body, "alertToken": "wanted"})
        result = ActionResult("done", reminders=_reminders(visible, listed), is_whole=listed.is_whole)
        if wanted and any(alert.is_like(wanted) and alert.status not in _SILENT_STATUS for alert in visible):
            return replace(result, name="already")
        replaced = {action.replaces} if old else set[str]()
        if len(listed.existing_ids(action.own) - replaced) >= MAX_REMINDER_IDS:
            return replace(result, name="five")
        answer = self._call("POST", REMINDERS_PATH, body)
        if not answer.is_ok:
            return replace(result, name=_error_name(answer, unanswered="unsure"))
        token = alerts.field(answer.body, "alertToken")
        result = replace(result, id=alerts.short_id(token) if isinstance(token, str) and token else None)
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
        visible = listed.visible(action.hidden)
        chosen, is_whole = listed.alerts, listed.is_whole
        if action.pick is not None:
            by_id = {alert.id: alert for alert in visible}
            picked = action.pick(tuple(alert.reminder for alert in visible))
            chosen = tuple(by_id[reminder.id] for reminder in picked if reminder.id in by_id)
            is_whole = is_whole or bool(visible)
        result = ActionResult("done", reminders=_reminders(visible, listed), is_whole=listed.is_whole)
        for dropped, alert in enumerate(chosen):
            if error := self._delete(alert):
                return replace(result, name=error, count=dropped)
        return replace(result, name="done" if is_whole else "unread", count=len(chosen))

    def _delete(self, alert: Alert) -> str | None:
        """Delete a reminder; return a result name where it may still be set."""
        answer = self._call("DELETE", f"{REMINDERS_PATH}/{quote(alert.token, safe='')}")
        is_gone = answer.is_ok or answer.status == _NOT_FOUND
        return None if is_gone else _error_name(answer, unanswered="unsure")

    def _list(self) -> AlertList:
        answer = self._call("GET", REMINDERS_PATH)
        if not answer.is_ok:
            return AlertList(error=_error_name(answer, unanswered="unreachable"))
        if answer.status == _NO_CONTENT:
            return AlertList()
        return alerts.read_list(answer.body)

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


def _timer_request(action: SetTimer, text: str, locale: str) -> dict[str, Any]:
    return {
        "duration": f"PT{int(action.length.total_seconds()) // _MINUTE_S}M",
        "creationBehavior": {"displayExperience": {"visibility": "VISIBLE"}},
        "triggeringBehavior": {
            "operation": {"type": "ANNOUNCE", "textToAnnounce": [{"locale": locale, "text": text}]},
            "notificationConfig": {"playAudible": True},
        },
    }


def _error_name(answer: _Answer, *, unanswered: str) -> str:
    """Return the result name of a failed call; `unanswered` where it is not known whether it had an effect."""
    status = answer.status
    if status is None or status >= _SERVER_ERROR:
        return unanswered
    if status == _UNAUTHORIZED:
        return "no_permission"
    if status == _FORBIDDEN:
        code = alerts.field(answer.body, "code")
        return _FORBIDDEN_FOR.get(code, "forbidden") if isinstance(code, str) else "forbidden"
    if status == _TOO_MANY_REQUESTS:
        return "busy"
    return "refused"


def _reminders(visible: Sequence[Alert], listed: AlertList) -> tuple[Reminder, ...] | None:
    return tuple(alert.reminder for alert in visible) if listed.is_whole or visible else None


def _json(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str | bytes) else None
    except (ValueError, RecursionError):
        return None
