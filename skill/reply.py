"""Reply: what is answered, as references to texts with their values, and what is to be done before it is said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal, Union

from skill.journey.speaker import EVERYONE

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
    """A question. It keeps the session open, and its name comes back with the answer as `Turn.question`.

    `question` is also its key in `texts`, where it has an `ask`, an `again` for the reprompt, and a `help`.
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
class Reply:
    """The skill's answer. It keeps the session open exactly if it asks."""

    messages: tuple[Message, ...] = ()
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
    last_reply: Any = None
    """The reply as `reply_to_json` made it, to be kept in the session for a repeat; None where nothing is asked."""
