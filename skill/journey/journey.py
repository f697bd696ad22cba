"""Journey: everything that is stored about one speaker, and the numbers derived from it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from skill.journey import streaks, strength
from skill.journey.commitments import Commitment
from skill.journey.days import local_day

Role = Literal["rebuilding", "healing", "both"]
ROLES: tuple[Role, ...] = ("rebuilding", "healing", "both")

MAX_REMINDER_IDS = 5
"""Reminders of one voice that are stored, so that they can be distinguished from those of other voices."""


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one local day."""

    checked_in: bool = False
    rating: int | None = None
    """The trust rating of that day, 1-5; None where none was given."""
    outcomes: Mapping[str, bool] = field(default_factory=dict)
    """By commitment id: True is kept, False is missed. A commitment without an outcome is absent."""
    steps: int = 0
    """How many steps were done."""
    other_kept: int = 0
    """How many outcomes "kept" belong to no id in `outcomes`."""
    other_missed: int = 0
    """How many outcomes "missed" belong to no id in `outcomes`."""

    @property
    def kept(self) -> int:
        """How many outcomes were kept."""
        return sum(self.outcomes.values()) + self.other_kept

    @property
    def missed(self) -> int:
        """How many outcomes were missed."""
        return len(self.outcomes) - sum(self.outcomes.values()) + self.other_missed


EMPTY = Day()
"""A day without entries."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a number of days."""

    check_ins: int = 0
    kept: int = 0
    missed: int = 0
    steps: int = 0

    def plus(self, days: Collection[Day]) -> "Totals":
        """Return the sums with those of the given days added."""
        return Totals(
            self.check_ins + sum([day.checked_in for day in days]),
            self.kept + sum([day.kept for day in days]),
            self.missed + sum([day.missed for day in days]),
            self.steps + sum([day.steps for day in days]),
        )


@dataclass(frozen=True, slots=True)
class Archive:
    """Sums of the archived days: those that have left the current record."""

    archived_through: date | None = None
    """The last archived day; nothing can be logged on it or before it."""
    run: streaks.Run = field(default_factory=streaks.Run)
    longest: int = 0
    """The longest streak, in days."""
    strength: float = 0.0
    """The strength (0-1) after the last archived day."""
    totals: Totals = field(default_factory=Totals)


@dataclass(frozen=True, slots=True)
class ReviewStage:
    """The stage that was chosen for a step of the maintenance programme."""

    position: int
    """The position that it was chosen for."""
    stage: int
    """1-8."""
    why: str
    """The reason: check_ins, missed, fell, rating, steady or chosen (by the user)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Place on the way: the current step, and what was done and spoken there. The fields are those of Journey."""

    position: int
    step_done: date | None
    step_spoken: date | None
    review_stage: ReviewStage | None


@dataclass(frozen=True, slots=True)
class Undo:
    """What it takes to undo the last entry."""

    what: str
    """The kind of entry: kept, missed, both, check_in, step, skip, commitment, drop, place or hard_date."""
    at: datetime
    """When it was logged (aware, whole seconds)."""
    day: tuple[date, Day | None] | None = None
    """A day and what was logged for it before; None where nothing was."""
    step: tuple[int, date | None] | None = None
    """`Journey.position` and `Journey.step_done` as they were before."""
    added: str | None = None
    """The id of the commitment to remove, or the key of the hard date."""
    dropped: tuple[int, Commitment] | None = None
    """The commitment to restore, and its index."""
    places: tuple[Place, Place | None] | None = None
    """`Journey.place` and `Journey.place_left` as they were before."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Time zone cache: the zone that the speaker's device last reported."""

    name: str
    """IANA name, such as America/New_York."""
    device: str
    """A short hash of the device's id."""
    checked: date
    """UTC date on which the device reported it."""


@dataclass(frozen=True, slots=True)
class Practice:
    """An unfinished practice. What was said in it is never stored."""

    name: str
    """apology, listening, forgiveness or aftermath."""
    progress: int
    """How many of its questions were passed."""
    part_statuses: str
    """One character for each part of an apology (see `skill.journey.apology`); empty in other practices."""
    at: datetime
    """The time of its last turn (aware, whole seconds)."""


@dataclass(frozen=True, slots=True)
class WorryTime:
    """A thought that was parked for a time of its own; gone once it was told back."""

    at: datetime
    """When it is told back (aware, whole seconds)."""
    words: str | None = None
    """The speaker's words for it, at most commitments.MAX_TEXT_BYTES long; None unless they asked to keep them."""


@dataclass(frozen=True, slots=True)
class HardDate:
    """A date that comes back every year, saved without a reason."""

    month: int
    day: int
    told: int | None = None
    """The last year for whose day it was brought up; None where it never was."""


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    """Idempotency record: a request that changed something, and the reply to it."""

    request: str
    """A short hash of the request's id."""
    minute: int = 0
    """When the reply was given: minutes since 1970 (UTC)."""
    reply: Any = None
    """The reply as a JSON value; None where it isn't kept."""


@dataclass(frozen=True, slots=True)
class Journey:
    """Everything that is stored about one speaker."""

    role: Role | None = None
    welcomed: bool = False
    role_question: tuple[int, date] | None = None
    """How often the unanswered question for the role may be asked again, and the last day on which it was asked."""
    zone: Zone | None = None
    position: int = 0
    """The current step, counted from 0."""
    step_done: date | None = None
    """The day on which the step before the current one was done."""
    step_spoken: date | None = None
    """The last day on which the current step was spoken."""
    review_stage: ReviewStage | None = None
    place_left: Place | None = None
    """The place that was left for a chosen stage, to go back to."""
    commitments: tuple[Commitment, ...] = ()
    days: Mapping[date, Day] = field(default_factory=dict)
    """The last 15 to 21 days with entries. Whole ISO weeks are archived, so that each week is written once."""
    skipped_by_travel: frozenset[date] = frozenset()
    """Days that the calendar did not have for a user who crossed the date line westward."""
    past: Archive = Archive()
    undo: Undo | None = None
    practice: Practice | None = None
    worry_time: WorryTime | None = None
    hard_dates: tuple[HardDate, ...] = ()
    """Dates to bring up a week ahead, at most hard_dates.MAX_DATES of them, in the order of the year."""
    announced_milestones: tuple[int, int] = (0, 0)
    """The highest milestones announced so far: of the streak, and of outcomes kept."""
    week_offered: date | None = None
    """The last day of the last week whose report was offered."""
    began: datetime | None = None
    """When the record was first written (aware, whole seconds)."""
    hides_screen: bool = False
    """Whether the user wants nothing personal on the screen."""
    has_quarantined: bool = False
    """Whether an earlier record of the speaker was unreadable and is quarantined."""
    reminder_ids: tuple[str, ...] = ()
    """Short hashes of the reminders that this voice set, oldest first, at most MAX_REMINDER_IDS of them."""
    recent_replies: tuple[ReplyRecord, ...] = ()
    """Idempotency records: the last requests that changed the journey, and their replies, oldest first."""

    @property
    def place(self) -> Place:
        """The place on the way."""
        return Place(self.position, self.step_done, self.step_spoken, self.review_stage)

    def day(self, day: date) -> Day:
        """Return the entries of a day; EMPTY where there are none."""
        return self.days.get(day, EMPTY)

    @property
    def first_day(self) -> date | None:
        """The local day on which the record began, or an earlier day with an entry; None without either."""
        zone = ZoneInfo(self.zone.name if self.zone and self.zone.name else "UTC")
        began = local_day(self.began, zone) if self.began else None
        return min((day for day in (began, self.past.archived_through, *self.days) if day), default=None)

    @property
    def used_ids(self) -> frozenset[str]:
        """Commitment ids that a day of the current record, or `undo`, still refers to."""
        ids = {id_ for day in self.days.values() for id_ in day.outcomes}
        if self.undo and self.undo.dropped:
            ids.add(self.undo.dropped[1].id)
        if self.undo and self.undo.day and self.undo.day[1]:
            ids.update(self.undo.day[1].outcomes)
        return frozenset(ids)

    @property
    def totals(self) -> Totals:
        """Sums over the whole journey."""
        return self.past.totals.plus(self.days.values())

    def run(self) -> tuple[streaks.Run, int]:
        """Return the run that ends on the last check-in, and the longest streak ever, in days."""
        days = sorted(day for day, entry in self.days.items() if entry.checked_in)
        run, longest = streaks.extend_all(self.past.run, days, self.skipped_by_travel)
        return run, max(longest, self.past.longest)

    def streak(self, today: date) -> int:
        """Return the streak as of today, in days."""
        return streaks.current_length(self.run()[0], today, self.skipped_by_travel)

    def strength(self, through: date) -> float:
        """Return the strength (0-1) at the end of the day `through`."""
        score = self.past.strength
        for day in sorted(self.days):
            entry = self.days[day]
            if day <= through and entry.kept + entry.missed:
                score = strength.next_score(score, strength.day_value(entry.kept, entry.missed))
        return score
