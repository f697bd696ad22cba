"""All that is remembered about one speaker, and what follows from it."""

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
"""Reminders of one voice that are told apart from those of others."""


@dataclass(frozen=True, slots=True)
class Day:
    """What was logged for one local day."""

    checked_in: bool = False
    rating: int | None = None
    """Trust as felt that day, 1-5; None where it was not given."""
    outcomes: Mapping[str, bool] = field(default_factory=dict)
    """By commitment id: True kept, False missed. A commitment that nobody spoke of is absent."""
    steps: int = 0
    """Steps done."""
    other_kept: int = 0
    """Promises kept that no open commitment names."""
    other_missed: int = 0

    @property
    def kept(self) -> int:
        """All promises kept."""
        return sum(self.outcomes.values()) + self.other_kept

    @property
    def missed(self) -> int:
        """All promises missed."""
        return len(self.outcomes) - sum(self.outcomes.values()) + self.other_missed


EMPTY = Day()
"""A day on which nothing was logged."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over some days."""

    check_ins: int = 0
    kept: int = 0
    missed: int = 0
    steps: int = 0

    def plus(self, days: Collection[Day]) -> "Totals":
        """Return the sums with more days."""
        return Totals(
            self.check_ins + sum([day.checked_in for day in days]),
            self.kept + sum([day.kept for day in days]),
            self.missed + sum([day.missed for day in days]),
            self.steps + sum([day.steps for day in days]),
        )


@dataclass(frozen=True, slots=True)
class Archive:
    """What the days that rolled out of the journey record left behind."""

    archived_through: date | None = None
    """The last day that has rolled out; nothing can be logged on it or before."""
    run: streaks.Run = field(default_factory=streaks.Run)
    longest: int = 0
    strength: float = 0.0
    totals: Totals = field(default_factory=Totals)


@dataclass(frozen=True, slots=True)
class Undo:
    """How to take back the last logged thing."""

    what: str
    """The kind of thing: kept, missed, both, check_in, step, skip, commitment or drop."""
    at: datetime
    """When it was logged (aware, whole seconds)."""
    day: tuple[date, Day | None] | None = None
    """A day as it was before."""
    step: tuple[int, date | None] | None = None
    """The position and the day of the last step done, as they were before."""
    added: str | None = None
    """The id of a commitment to take away."""
    dropped: tuple[int, Commitment] | None = None
    """A commitment to put back, and where."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Where the speaker's device last was."""

    name: str
    """IANA name, such as America/New_York."""
    device: str
    """A short hash of the device's id."""
    checked: date
    """UTC date on which the device was asked."""


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice that was begun and not finished. What was said in it is never kept."""

    name: str
    """apology, listening or forgiveness."""
    place: int
    """How far it went, counted from 0."""
    marks: str
    """For each part of an apology, how it went."""
    at: datetime
    """When it was last gone on with (aware, whole seconds)."""


@dataclass(frozen=True, slots=True)
class ReviewStage:
    """The stage that was chosen to come back to in keeping mode, and why."""

    position: int
    """The position it was chosen for."""
    stage: int
    why: str


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
    """All that is remembered about one speaker."""

    role: Role | None = None
    welcomed: bool = False
    role_question: tuple[int, date] | None = None
    """How often the unanswered question for the role may be asked again, and the last day it was asked."""
    zone: Zone | None = None
    position: int = 0
    """The current step, counted from 0."""
    step_done: date | None = None
    """The day on which the step before the current one was done."""
    step_spoken: date | None = None
    """The last day on which the current step was told."""
    review_stage: ReviewStage | None = None
    commitments: tuple[Commitment, ...] = ()
    days: Mapping[date, Day] = field(default_factory=dict)
    """The last 15 to 21 days that hold anything: whole ISO weeks roll out, so that each week is written once."""
    skipped_by_travel: frozenset[date] = frozenset()
    """Days that travel took out of the calendar."""
    past: Archive = Archive()
    undo: Undo | None = None
    practice: Practice | None = None
    announced_milestones: tuple[int, int] = (0, 0)
    """The highest milestones told so far: of the streak, and of promises kept."""
    week_offered: date | None = None
    """The last day of the last week whose report was offered."""
    began: datetime | None = None
    """When the record was first written (aware, whole seconds)."""
    hides_screen: bool = False
    """Whether nothing of the speaker's is to be shown on a screen."""
    has_quarantined: bool = False
    """Whether an earlier record of the speaker could not be read, and was quarantined."""
    reminder_ids: tuple[str, ...] = ()
    """Short hashes of the reminders that this voice set, oldest first, at most MAX_REMINDER_IDS of them."""
    recent_replies: tuple[ReplyRecord, ...] = ()
    """The last requests that changed something, oldest first."""

    def day(self, day: date) -> Day:
        """Return what was logged for a day; an empty day where nothing was."""
        return self.days.get(day, EMPTY)

    @property
    def first_day(self) -> date | None:
        """The day on which the record began, or an earlier one for which something was logged; None without either."""
        zone = ZoneInfo(self.zone.name if self.zone and self.zone.name else "UTC")
        began = local_day(self.began, zone) if self.began else None
        return min((day for day in (began, self.past.archived_through, *self.days) if day), default=None)

    @property
    def used_ids(self) -> frozenset[str]:
        """Commitment ids that a kept day, or what can be undone, still refers to."""
        held = {letter for day in self.days.values() for letter in day.outcomes}
        if self.undo and self.undo.dropped:
            held.add(self.undo.dropped[1].id)
        if self.undo and self.undo.day and self.undo.day[1]:
            held.update(self.undo.day[1].outcomes)
        return frozenset(held)

    @property
    def totals(self) -> Totals:
        """Sums over the whole journey."""
        return self.past.totals.plus(self.days.values())

    def run(self) -> tuple[streaks.Run, int]:
        """Return the run that ends on the last check-in, and the longest count ever reached."""
        days = sorted(day for day, entry in self.days.items() if entry.checked_in)
        run, longest = streaks.extend_all(self.past.run, days, self.skipped_by_travel)
        return run, max(longest, self.past.longest)

    def streak(self, today: date) -> int:
        """Return the streak as of today, in days."""
        return streaks.current_length(self.run()[0], today, self.skipped_by_travel)

    def strength(self, through: date) -> float:
        """Return the strength (0-1) after all days up to and with `through`."""
        score = self.past.strength
        for day in sorted(self.days):
            entry = self.days[day]
            if day <= through and entry.kept + entry.missed:
                score = strength.next_score(score, strength.day_value(entry.kept, entry.missed))
        return score
