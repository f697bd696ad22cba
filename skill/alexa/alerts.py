"""Reminders as JSON of Alexa's Reminders API, which calls them alerts."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import blake2b
from typing import Any

from skill.reply import Reminder, SetReminder
from skill.turn import Turn

REMINDER_ID_BYTES = 3
"""Bytes of the hash that stands for a reminder in a record: four characters, enough for one account."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A reminder as Amazon lists it, with the fields that could be read."""

    token: str
    status: str | None
    text: str | None
    rules: tuple[str, ...]
    starts: datetime | None
    zone: str | None

    @property
    def id(self) -> str:
        """The id of the reminder in a record."""
        return short_id(self.token)

    @property
    def reminder(self) -> Reminder:
        """The reminder as handlers see it."""
        rule = self.rules[0] if self.rules else None
        clock = _rule_clock(rule) or (self.starts.time() if self.starts else None)
        return Reminder(self.id, clock, self.starts.date() if self.starts else None, rule, self.zone)

    def is_like(self, other: "Alert") -> bool:
        """Tell whether both say the same text at the same times."""
        same_moment = bool(self.rules) or self.starts == other.starts
        same_zone = self.zone == other.zone or None in (self.zone, other.zone)
        return same_moment and same_zone and (self.text, self.rules) == (other.text, other.rules)


@dataclass(frozen=True, slots=True)
class AlertList:
    """The skill's reminders."""

    alerts: tuple[Alert, ...] = ()
    """All but the completed ones."""
    is_whole: bool = True
    """False where some could not be read, or were not in the response."""
    error: str | None = None
    """The result name where they could not be listed."""

    def visible(self, hidden: frozenset[str]) -> tuple[Alert, ...]:
        """Return the reminders whose ids are not hidden."""
        return tuple(alert for alert in self.alerts if alert.id not in hidden)

    def existing_ids(self, ids: frozenset[str]) -> frozenset[str]:
        """Return those ids whose reminders are set, as far as the list shows."""
        return ids & {alert.id for alert in self.alerts} if self.is_whole else ids


def request_body(action: SetReminder, text: str, turn: Turn) -> dict[str, Any]:
    """Return the body of a request that sets a reminder."""
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


def read_list(body: Any) -> AlertList:
    """Return the reminders in the body of a list response."""
    items = field(body, "alerts")
    if not isinstance(items, list):
        return AlertList(is_whole=field(body, "totalCount") in (0, "0"))
    active = [item for item in items if field(item, "status") != "COMPLETED"]
    alerts = tuple(filter(None, map(read_alert, active)))
    return AlertList(alerts, is_whole=len(alerts) == len(active) and not _is_cut_short(body, len(items)))


def _is_cut_short(body: Any, count: int) -> bool:
    """Tell whether a response with `count` reminders says that there are more."""
    total = field(body, "totalCount")
    more = str(total).isdecimal() and int(str(total)[:9]) > count
    return more or bool(field(body, "links", "next"))


def read_alert(value: Any) -> Alert | None:
    """Return the readable fields of a reminder; None where it has no token."""
    token, status, zone = field(value, "alertToken"), field(value, "status"), field(value, "trigger", "timeZoneId")
    if not isinstance(token, str) or not token:
        return None
    content = field(value, "alertInfo", "spokenInfo", "content")
    text = field(content[0], "text") if isinstance(content, list) and content else None
    return Alert(
        token=token,
        status=status if isinstance(status, str) else None,
        text=text if isinstance(text, str) else None,
        rules=tuple(_rules(field(value, "trigger", "recurrence"))),
        starts=_moment(field(value, "trigger", "scheduledTime")),
        zone=zone if isinstance(zone, str) else None,
    )


def _rules(recurrence: Any) -> Iterator[str]:
    """Yield the RFC 5545 rules of a reminder; `freq` and `byDay` are the older form of a rule."""
    rules, freq, days = (field(recurrence, name) for name in ("recurrenceRules", "freq", "byDay"))
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


def short_id(token: str) -> str:
    """Return the short hash that stands for a reminder in a record."""
    token_bytes = token.encode("utf-8", "surrogatepass")
    return urlsafe_b64encode(
        blake2b(token_bytes, digest_size=REMINDER_ID_BYTES, person=b"trust-steps").digest()
    ).decode()


def field(value: Any, *path: str) -> Any:
    """Return a field of nested JSON objects; None where it is missing."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
