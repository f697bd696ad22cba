"""The neutral seam: what was asked, and what is answered. Nothing here knows of Alexa's JSON or of any store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, Literal, Protocol, Union
from zoneinfo import ZoneInfo

from skill.journey.days import local_day
from skill.journey.speaker import EVERYONE, Speaker

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
    for_anyone: bool = False
    """Whether any voice may answer it for the one it was put to: two people do this together."""
    interrupted: "Turn | None" = None
    """The turn as it arrived, where it interrupts a question that another voice was asked and that stays theirs."""
    household_named: bool = False
    """Whether this session has said that answers count for the household."""
    is_for_household: bool = False
    """Whether a known voice answers what nobody known was asked."""
    state: Mapping[str, Any] = field(default_factory=dict)
    """What the open question needs to know to understand its answer."""
    said: Any = None
    """The last reply of this session, as `Reply.to_json` made it; None where there is none."""
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
    outcome: "ActionResult | None" = None
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


Value = Union[str, int, float, "Message", Sequence["Value"]]

MAX_VALUE_CHARS = 150
"""Characters of a user's words that a reply repeats: some ten seconds of speech."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something to say: the key of a text in `texts`, and the values that fill it.

    A value may be a line itself, or a sequence that is told as "a, b, and c". The value `n` picks between one and
    other; the value `nth` picks the variant, which otherwise follows the day.
    """

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


def message(key: str, **values: Value) -> Message:
    """Return a line."""
    return Message(key, values)


@dataclass(frozen=True, slots=True)
class Ask:
    """A question. It keeps the session open, and its name comes back with the answer as `Turn.asking`.

    `asking` is also its key in `texts`, where it has an `ask`, an `again` for the reprompt, and a `help`.
    """

    question: str
    values: Mapping[str, Value] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)
    """JSON values to get back with the answer; never a person's free words."""
    elicit: tuple[str, str] | None = None
    """The intent and its slot that a bare answer fills; None where the answer is a yes, a no or an intent."""
    any_speaker: bool = False
    """Whoever answers, it is an answer to the one who was asked: two people do this together."""

    @property
    def prompt(self) -> Message:
        """The question as first asked."""
        return Message(f"{self.question}.ask", self.values)

    @property
    def reprompt(self) -> Message:
        """The question asked again after a silence."""
        return Message(f"{self.question}.again", self.values)

    @property
    def help(self) -> Message:
        """What can be answered."""
        return Message(f"{self.question}.help", self.values)


ScreenValue = str | int | float | Message | Sequence["ScreenValue"] | Mapping[str, "ScreenValue"]


@dataclass(frozen=True, slots=True)
class Screen:
    """What a device with a screen shows while it speaks. Nothing is told there alone."""

    name: str
    """Its document in `skill.screens`."""
    title: Message | None = None
    values: Mapping[str, ScreenValue] = field(default_factory=dict)
    """What fills the document. Of a person's own words it is never any."""
    lines: tuple[Message, ...] | None = None
    """All of it in words, for who can't see it; None where it is what is spoken."""
    keeps_document: bool = True
    """It is shown until somebody touches it or half a minute has passed, also where nothing is asked."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of this skill's, as Amazon keeps it. What could not be read is None."""

    id: str
    """A short hash of its alertToken."""
    clock: time | None = None
    """When on its days, on the clock of its zone."""
    day: date | None = None
    """The day of one that comes once, or the first day of one that comes again."""
    rule: str | None = None
    """The RFC 5545 rule by which it comes again; None where it comes once."""
    zone: str | None = None
    """IANA name of its time zone."""


@dataclass(frozen=True, slots=True)
class SetReminder:
    """Have Amazon remind the speaker."""

    text: Message
    """What the device says then. Whoever is in the room hears it."""
    at: datetime
    """When for the first time, on the clock of the zone (naive)."""
    rule: str | None = None
    """The RFC 5545 rule by which it comes again; None where it comes once."""
    zone: str | None = None
    """IANA name of the time zone; None is the turn's."""
    hidden: frozenset[str] = frozenset()
    """Ids of reminders that other voices of the household set: they are not compared with."""
    own: frozenset[str] = frozenset()
    """Ids of reminders that this voice set. Only so many can be kept, so no more are set."""
    replaces: str | None = None
    """Id of the reminder whose text this one takes over, and which is cancelled once this one is set."""


Pick = Callable[[Sequence[Reminder]], Sequence[Reminder]]
"""Picks reminders out of those that are set."""


@dataclass(frozen=True, slots=True)
class CancelReminders:
    """Have Amazon list the skill's reminders, and drop those that are picked."""

    pick: Pick | None = None
    """Picks those to drop; None drops everyone's, also those that could not be read."""
    hidden: frozenset[str] = frozenset()
    """Ids of reminders that other voices of the household set: they are neither listed nor picked from."""


@dataclass(frozen=True, slots=True)
class ListReminders:
    """Have Amazon list the skill's reminders: nothing changes, so a duplicate of the request is answered anew."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete what is kept."""

    household: bool = False
    """Of the whole household but for its other known voices, and not of the speaker alone."""


@dataclass(frozen=True, slots=True)
class CountVoices:
    """Have the household's other known voices counted."""


Action = SetReminder | CancelReminders | ListReminders | Forget | CountVoices
"""What a handler wants done that is more than remembering. It is done once, and the handler is called again to tell."""


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

    def remind(self, action: SetReminder, text: str, turn: Turn) -> ActionResult:
        """Set a reminder that says the text."""
        ...

    def unremind(self, action: CancelReminders) -> ActionResult:
        """List reminders, and drop those that are picked."""
        ...


_PERMISSIONS: tuple[Literal["ask", "card"], ...] = ("ask", "card")


@dataclass(frozen=True, slots=True)
class Reply:
    """The skill's answer. It keeps the session open exactly if it asks."""

    say: tuple[Message, ...] = ()
    ask: Ask | None = None
    card: str | None = None
    """Key of a card in `texts`, which has a `title` and a `text`; filled by the values of the first line said."""
    permission: Literal["ask", "card"] | None = None
    """Alexa herself asks for the permission to set reminders, in place of `ask`'s own words; or a card does."""
    action: Action | None = None
    """What to do before anything is said; a reply with an action is never said itself."""
    screen: Screen | None = None
    ends_practice: bool = False
    """A practice that is open is not offered again."""

    def to_json(self, *, with_screen: bool = False) -> list[Any]:
        """Return the reply as a JSON value, with what is shown where that is wanted."""
        ask = self.ask and [
            *(self.ask.question, _pack(self.ask.values), _pack(self.ask.state), self.ask.elicit and [*self.ask.elicit]),
            *([True] if self.ask.any_speaker else []),
        ]
        screen = [_screen_to_json(self.screen)] if with_screen and self.screen else []
        permission = [self.permission] if self.permission else []
        return [[_pack(one) for one in self.say], ask, self.card, *screen, *permission]

    @classmethod
    def from_json(cls, value: Any) -> "Reply":
        """Return the reply that `to_json` made; raises ValueError."""
        try:
            if not isinstance(value, list):
                raise TypeError
            say, ask, card, *rest = value
            screen = next((one for one in rest if not isinstance(one, str)), None)
            permission = next((one for one in _PERMISSIONS if one in rest), None)
            lines = tuple(_unpack(one) for one in say)
            if ask is not None:
                ask = Ask(ask[0], _unpack(ask[1]), ask[2], _elicited(ask[3]), len(ask) > 4)
            return cls(lines, ask, card, permission, screen=_screen_from_json(*screen) if screen else None)
        except (TypeError, KeyError, IndexError, AttributeError) as error:
            raise ValueError(f"not a reply: {type(error).__name__}") from None


@dataclass(frozen=True, slots=True)
class Card:
    """A card in the Alexa app, in plain text."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RenderedReply:
    """A reply put into words: SSML without its outer tag."""

    speech: str | None = None
    """None is silence, as when a session has ended."""
    reprompt: str | None = None
    """Set exactly where the session stays open for an answer."""
    card: Card | None = None
    permission: Literal["ask", "card"] | None = None
    question: str | None = None
    state: Mapping[str, Any] = field(default_factory=dict)
    elicit: tuple[str, str] | None = None
    any_speaker: bool = False
    asked: str = EVERYONE
    """`Speaker.person` of the voice that the question is put to."""
    household_named: bool = False
    screen: Mapping[str, Any] | None = None
    """The document and its data, as JSON values; None where nothing is shown."""
    keeps_document: bool = False
    """What is shown stays though nothing is asked."""
    said: Any = None
    """The reply as `Reply.to_json` made it, to be kept in the session for a repeat; None where nothing is asked."""


def _elicited(value: Any) -> tuple[str, str] | None:
    if value is None:
        return None
    intent, slot = value
    if not (isinstance(value, list) and isinstance(intent, str) and isinstance(slot, str)):
        raise TypeError
    return intent, slot


def _screen_to_json(screen: Screen) -> list[Any]:
    lines = None if screen.lines is None else [_pack(one) for one in screen.lines]
    return [screen.name, _pack(screen.title), _pack(screen.values), lines, screen.keeps_document]


def _screen_from_json(name: Any, title: Any, values: Any, lines: Any, keeps_document: Any) -> Screen:
    return Screen(name, _unpack(title), _unpack(values), None if lines is None else _unpack(lines), keeps_document)


def _pack(value: Any) -> Any:
    if isinstance(value, str):
        return value[:MAX_VALUE_CHARS]
    if isinstance(value, Message):
        return {"=": value.key, **_pack(value.values)}
    if isinstance(value, Mapping):
        return {key: _pack(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_pack(one) for one in value]
    return value


def _unpack(value: Any) -> Any:
    if isinstance(value, Mapping):
        values = {key: _unpack(one) for key, one in value.items() if key != "="}
        return Message(value["="], values) if "=" in value else values
    if isinstance(value, list):
        return tuple(_unpack(one) for one in value)
    return value
