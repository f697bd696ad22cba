"""Turn: what was asked, in terms of neither Alexa's JSON nor any store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from skill.journey.days import local_day
from skill.journey.speaker import EVERYONE, Speaker
from skill.reply import CancelReminders, Reminder, SetReminder

LAUNCH_REQUEST = "LaunchRequest"
CONNECTIONS_RESPONSE = "Connections.Response"
"""What `Turn.intent` says where a request has no intent: the request's own type."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What was heard in one of an intent's slots."""

    value: str
    """Alexa's value: text, digits, or an ISO 8601 date or time."""
    id: str | None = None
    """The id of the value of a custom slot type that it was resolved to."""


@dataclass(frozen=True)
class Turn:
    """One thing said to the skill."""

    request_id: str
    """A short hash of Alexa's requestId."""
    intent: str
    speaker: Speaker
    locale: str
    instant: datetime
    """The request's own timestamp (aware)."""
    device: str = ""
    """A short hash of the device's id; empty where there is none."""
    slots: Mapping[str, Slot] = field(default_factory=dict)
    question: str | None = None
    """The question that is open in this session."""
    asked: str = EVERYONE
    """`Speaker.person` of the voice that it was put to."""
    is_touch: bool = False
    """Whether something on the screen was touched: it is for whom the screen was shown."""
    any_speaker: bool = False
    """Whether any voice may answer it for the one it was put to: two people do this together."""
    interrupted: "Turn | None" = None
    """The turn as it arrived, where it interrupts a question that another voice was asked and that stays theirs."""
    household_named: bool = False
    """Whether this session has said that answers count for the household."""
    is_for_household: bool = False
    """Whether a known voice answers what nobody known was asked."""
    state: Mapping[str, Any] = field(default_factory=dict)
    """What the open question needs to know to understand its answer."""
    last_reply: Any = None
    """The last reply of this session, as `reply_to_json` made it; None where there is none."""
    zone: str = "UTC"
    """IANA name of the time zone that the speaker lives in."""
    zone_is_known: bool = True
    """False where the device never said, and the zone is the locale's most usual one."""
    zone_is_fresh: bool = False
    """Whether the device was asked for its zone in this turn, and answered."""
    zone_before: str | None = None
    """The zone of the speaker's last turn; None where none is known."""
    country: str = "US"
    """Where the device stands: ISO 3166-1 alpha-2."""
    has_screen: bool = False
    """Whether the device shows documents."""
    storage_location: str = "home"
    """Where the store is that keeps the journey: cloud, home or memory."""
    action_result: "ActionResult | None" = None
    """What came of the action that the handler asked for, when it is called again to tell it."""

    @cached_property
    def local(self) -> datetime:
        """The instant on the speaker's clock."""
        return self.instant.astimezone(ZoneInfo(self.zone))

    @cached_property
    def today(self) -> date:
        """The local day, which ends at 3 a.m."""
        return local_day(self.instant, ZoneInfo(self.zone))

    def heard(self, slot: str) -> str | None:
        """Return what was heard in a slot, or None where nothing was."""
        found = self.slots.get(slot)
        return found.value if found else None

    def chosen(self, slot: str) -> str | None:
        """Return the id of the value that a slot was resolved to, or None where there is none."""
        found = self.slots.get(slot)
        return found.id if found else None


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What came of an action."""

    name: str
    """done; of a deletion also none_own, where the speaker had no reminder, or began_later; of reminders already, five,
    no_permission, unsupported, too_many, forbidden, busy or refused; old_stays, where one was set and the one that it
    replaces is left; no_records, where it can't be told whose reminders are whose; unreachable, where nothing was done;
    unsure, where that is not known; or unread, where there are reminders that could not be read."""
    count: int = 0
    """How many reminders were dropped, or how many other known voices there are."""
    others: int = 0
    """Of how many other known voices something is kept."""
    id: str | None = None
    """The id of the reminder that was set; None where Amazon did not say."""
    reminders: tuple[Reminder, ...] | None = None
    """Those that were set before the action; None where they could not be read."""
    is_whole: bool = True
    """Whether `reminders` are all there are."""
    is_read_only: bool = False
    """Nothing was to be changed."""

    @property
    def is_done(self) -> bool:
        """Whether it was done as asked."""
        return self.name == "done"


class Device(Protocol):
    """What the device and its maker do for a turn, where they are asked."""

    def time_zone(self) -> str | None:
        """Return the IANA name of the device's time zone, or None where it doesn't say."""
        ...

    def set_reminder(self, action: SetReminder, text: str, turn: Turn) -> ActionResult:
        """Set a reminder that says the text."""
        ...

    def cancel_reminders(self, action: CancelReminders) -> ActionResult:
        """List reminders, and drop those that are picked."""
        ...
