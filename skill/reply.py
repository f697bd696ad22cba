"""Reply: what is answered, as references to texts with their values, and what is to be done before it is said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, Union

from skill.journey.speaker import EVERYONE

Value = Union[str, int, float, "Message", Sequence["Value"]]

MAX_VALUE_CHARS = 150
"""Characters of a user's words that a reply repeats: some ten seconds of speech."""


@dataclass(frozen=True, slots=True)
class Message:
    """Reference to a text in `texts` by its key, with the values that fill it.

    A value may be a message itself, or a sequence that is said as "a, b, and c". The value `n` picks between one and
    other; the value `nth` picks the variant, which otherwise follows the day.
    """

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


def message(key: str, **values: Value) -> Message:
    """Return a message."""
    return Message(key, values)


@dataclass(frozen=True, slots=True)
class Ask:
    """Question: it keeps the session open, and its key comes back with the answer as `Turn.question`.

    `question` is also its key in `texts`, where it has an `ask`, an `again` for the reprompt, and a `help`.
    """

    question: str
    values: Mapping[str, Value] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)
    """JSON values that come back with the answer; never a user's free words."""
    elicit: tuple[str, str] | None = None
    """Intent and slot for Dialog.ElicitSlot: a bare answer fills it; None where the answer is an intent of its own."""
    any_speaker: bool = False
    """Whether any voice may answer, because two people practise together."""

    @property
    def prompt(self) -> Message:
        """The question as first asked."""
        return Message(f"{self.question}.ask", self.values)

    @property
    def reprompt(self) -> Message:
        """The question as asked again after silence."""
        return Message(f"{self.question}.again", self.values)

    @property
    def help(self) -> Message:
        """What can be answered, for AMAZON.HelpIntent."""
        return Message(f"{self.question}.help", self.values)


ScreenValue = str | int | float | Message | Sequence["ScreenValue"] | Mapping[str, "ScreenValue"]


@dataclass(frozen=True, slots=True)
class Screen:
    """APL document for a device with a screen. It shows nothing that is not spoken too."""

    name: str
    """Name of the document in `skill.screens`."""
    title: Message | None = None
    values: Mapping[str, ScreenValue] = field(default_factory=dict)
    """Data of the document; never a user's own words."""
    lines: tuple[Message, ...] | None = None
    """The document's content in words, for a screen reader; None where that is the reply's messages."""
    keeps_document: bool = True
    """Whether it stays on the screen after the speech, to be touched, also where nothing is asked."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Reminder of this skill, as Amazon keeps it. What could not be read is None."""

    id: str
    """A short hash of its alertToken."""
    clock: time | None = None
    """Time of day in its zone (naive)."""
    day: date | None = None
    """Its only day, or the first one where it recurs."""
    rule: str | None = None
    """RFC 5545 recurrence rule; None where it comes once."""
    zone: str | None = None
    """IANA name of its time zone."""


@dataclass(frozen=True, slots=True)
class SetReminder:
    """Set a reminder for the speaker."""

    text: Message
    """What the device says then, aloud: nothing private."""
    at: datetime
    """First local time in its zone (naive)."""
    rule: str | None = None
    """RFC 5545 recurrence rule; None where it comes once."""
    zone: str | None = None
    """IANA name of its time zone; None is the turn's."""
    hidden: frozenset[str] = frozenset()
    """Ids of reminders of the household's other voices, which are not compared with it."""
    own: frozenset[str] = frozenset()
    """Ids of the reminders that this voice set; no more than MAX_REMINDER_IDS are allowed."""
    replaces: str | None = None
    """Id of the reminder whose text it takes over, and which is cancelled once it is set; None for a new one."""


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Set a timer on the device that was spoken to, or a reminder where no timer can be set."""

    text: Message
    """What the device says when it is over, aloud: nothing private."""
    length: timedelta
    """In whole minutes."""
    reminder: SetReminder
    """What is set where no timer can be."""


Pick = Callable[[Sequence[Reminder]], Sequence[Reminder]]
"""Picks reminders out of those that are set."""


@dataclass(frozen=True, slots=True)
class CancelReminders:
    """Cancel those of the skill's reminders that are picked."""

    pick: Pick | None = None
    """Picks those to cancel; None cancels all, also those that could not be read."""
    hidden: frozenset[str] = frozenset()
    """Ids of reminders of the household's other voices, which are neither listed nor picked from."""


@dataclass(frozen=True, slots=True)
class ListReminders:
    """List the skill's reminders. Nothing changes, so a duplicate of the request is answered anew."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete records and reminders."""

    household: bool = False
    """Whether the household's, but for those of its other recognised voices, and not the speaker's alone."""


@dataclass(frozen=True, slots=True)
class CountVoices:
    """Count the household's other recognised voices that have records."""


Action = SetTimer | SetReminder | CancelReminders | ListReminders | Forget | CountVoices
"""Side effect that a handler asks for. It is run once per turn, and the handler is called again with its result."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Reply to a turn. It keeps the session open exactly if it asks."""

    messages: tuple[Message, ...] = ()
    ask: Ask | None = None
    card: str | None = None
    """Key of a card in `texts`, which has a `title` and a `text`, and is filled by the values of its message."""
    permission: Literal["ask", "card"] | None = None
    """How the permission to set reminders is asked for: by Alexa in place of `ask`, or by a card; None if it is not."""
    action: Action | None = None
    """Action to run first; a reply with an action is not said itself."""
    screen: Screen | None = None
    is_private: bool = False
    """Whether it says words that are deleted with it: a duplicate of the request is not answered with them."""
    ends_practice: bool = False
    """Whether an open practice is ended, so that it is not offered again."""


@dataclass(frozen=True, slots=True)
class Card:
    """Card for the Alexa app, in plain text."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RenderedReply:
    """Reply in one locale: SSML without the outer <speak>."""

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
    """Whether the document stays on the screen though nothing is asked."""
    last_reply: Any = None
    """The reply as `reply_to_json` made it, to be kept in the session for a repeat; None where nothing is asked."""
