"""Turn: what was asked, in terms of neither Alexa's JSON nor any store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from skill.journey.days import local_day
from skill.journey.speaker import EVERYONE, Speaker
from skill.reply import CancelReminders, Reminder, SetReminder, SetTimer

LAUNCH_REQUEST = "LaunchRequest"
CONNECTIONS_RESPONSE = "Connections.Response"
"""What `Turn.intent` says where a request has no intent: the request's own type."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A filled slot of an intent."""

    value: str
    """Alexa's slot value: text, digits, or an ISO 8601 date or time."""
    id: str | None = None
    """The id of the custom slot type's value that entity resolution matched; None where there is none."""


@dataclass(frozen=True)
class Turn:
    """A request of a user, read from Alexa's JSON and then filled in with what the device, record and store say."""

    request_id: str
    """A short hash of Alexa's requestId."""
    intent: str
    """The intent's name, or the request's type where it has no intent."""
    speaker: Speaker
    """Whose record it reads and changes: the voice that speaks, or the one it answers for (handlers.addressing)."""
    locale: str
    """Alexa's locale, such as en-US."""
    instant: datetime
    """The request's own timestamp (aware, UTC): the only clock of a turn."""
    device: str = ""
    """A short hash of the device's id; empty where there is none."""
    slots: Mapping[str, Slot] = field(default_factory=dict)
    """The slots that something was heard in, by name."""
    question: str | None = None
    """The question that is open in this session, by its key in `texts`; None where none is."""
    asked: str = EVERYONE
    """`Speaker.person` of the voice that the question was put to."""
    is_touch: bool = False
    """Whether it is a touch on the screen, which counts for the speaker to whom the screen was shown."""
    any_speaker: bool = False
    """Whether any voice may answer the question, because two people practise together."""
    interrupted: "Turn | None" = None
    """The turn as it arrived, if a voice interrupts a question that stays open for another voice; None otherwise."""
    household_named: bool = False
    """Whether this session has said already that answers count for the household."""
    is_for_household: bool = False
    """Whether a recognised voice answers a question that was put to the household."""
    state: Mapping[str, Any] = field(default_factory=dict)
    """State of the open question (JSON values), as its `Ask` had it."""
    last_reply: Any = None
    """The last reply of this session, as `reply_to_json` made it; None where there is none."""
    zone: str = "UTC"
    """IANA name of the speaker's time zone."""
    zone_is_known: bool = True
    """False where the device never told its zone, and `zone` is the usual one of the locale."""
    zone_is_fresh: bool = False
    """Whether the device told its zone in this turn."""
    zone_before: str | None = None
    """The zone of the speaker's last turn; None where none is known."""
    country: str = "US"
    """Country of the device: ISO 3166-1 alpha-2."""
    has_screen: bool = False
    """Whether the device shows APL documents."""
    storage_location: str = "home"
    """Where the journey is stored: cloud, home or memory."""
    action_result: "ActionResult | None" = None
    """Result of the action that the handler asked for, when it is called again to tell it; None at first."""

    @cached_property
    def local(self) -> datetime:
        """Local time of the request (aware)."""
        return self.instant.astimezone(ZoneInfo(self.zone))

    @cached_property
    def today(self) -> date:
        """Local day of the request, which lasts until 3 a.m."""
        return local_day(self.instant, ZoneInfo(self.zone))

    def heard(self, slot: str) -> str | None:
        """Return a slot's value; None where the slot is empty."""
        filled = self.slots.get(slot)
        return filled.value if filled else None

    def chosen(self, slot: str) -> str | None:
        """Return the id that a slot was resolved to; None where there is none."""
        filled = self.slots.get(slot)
        return filled.id if filled else None


@dataclass(frozen=True, slots=True)
class ActionResult:
    """Result of an action."""

    name: str
    """done; of a timer also reminder, where one was set instead; of a deletion also began_later, or none_own, where
    the speaker had no reminder; of reminders and timers already, five, no_permission, unsupported, too_many, forbidden,
    busy or refused; old_stays, where one was set and the one that it replaces is left; no_records, where it can't be
    told whose reminders are whose; unreachable, where nothing was done; unsure, where that is not known; or unread,
    where there are reminders that could not be read."""
    count: int = 0
    """How many reminders were cancelled, or how many other recognised voices have records."""
    others: int = 0
    """How many other recognised voices keep their records after a deletion."""
    id: str | None = None
    """Id of the reminder that was set; None where Amazon named none."""
    reminders: tuple[Reminder, ...] | None = None
    """The reminders before the action; None where they could not be read."""
    is_whole: bool = True
    """Whether `reminders` are all there are."""
    is_read_only: bool = False
    """Whether the action was only to read."""

    @property
    def is_done(self) -> bool:
        """Whether it was done as asked."""
        return self.name == "done"


class Device(Protocol):
    """Device services: what a turn can ask of the device it came from, and of Alexa's services. Nothing here raises."""

    def time_zone(self) -> str | None:
        """Return the IANA name of the device's time zone, or None where it doesn't say."""
        ...

    def set_reminder(self, action: SetReminder, text: str, turn: Turn) -> ActionResult:
        """Set a reminder that says the text."""
        ...

    def set_timer(self, action: SetTimer, text: str, turn: Turn) -> ActionResult:
        """Set a timer that says the text; its reminder is not looked at."""
        ...

    def cancel_reminders(self, action: CancelReminders) -> ActionResult:
        """List reminders, and cancel those that are picked."""
        ...
