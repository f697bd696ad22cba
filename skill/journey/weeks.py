"""Weekly progress: the report on seven days or another span, and the old weeks that leave the journey record."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from skill.journey.days import week_end
from skill.journey.journey import EMPTY, Day, Journey, Totals
from skill.journey.streaks import extend_all
from skill.journey.strength import spoken

ONE_WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)
WINDOW = timedelta(days=14)
"""Days before today that the weekly report compares; older weeks may leave the journey record."""


RATINGS_TO_COMPARE = 3
"""Ratings that a week needs before its mean is compared: one or two say too little about a week."""


@dataclass(frozen=True, slots=True)
class WeekSummary:
    """The numbers of some days in a row."""

    totals: Totals
    rating: float | None
    """The mean of the ratings given (1-5); None where none was."""
    ratings: int = 0
    """How many were given."""

    def rating_change(self, before: "WeekSummary") -> float | None:
        """Return how much the mean rating rose, or fell; None where there are too few ratings to tell."""
        if self.rating is None or before.rating is None or min(self.ratings, before.ratings) < RATINGS_TO_COMPARE:
            return None
        return self.rating - before.rating


@dataclass(frozen=True, slots=True)
class Report:
    """The last seven days, today among them, against the seven before."""

    this: WeekSummary
    before: WeekSummary
    streak: int
    longest: int
    strength: int
    """0-100."""
    strength_before: int
    """What the strength was seven days ago."""
    is_first: bool = False
    """Whether the first day that was ever logged is one of the seven."""


def report(journey: Journey, today: date, last: date | None = None) -> Report:
    """Return the weekly progress of the seven days that end with `last`, which is today unless it is told.

    A week before them that has left the journey record is not compared.
    """
    last = last or today
    earlier = (
        span(journey, last - ONE_WEEK)
        if is_complete(journey, last - 2 * ONE_WEEK + ONE_DAY)
        else WeekSummary(Totals(), None)
    )
    return Report(
        this=span(journey, last),
        before=earlier,
        streak=journey.streak(today),
        longest=journey.run()[1],
        strength=spoken(journey.strength(last)),
        strength_before=spoken(journey.strength(last - ONE_WEEK)),
        is_first=journey.first_day is not None and journey.first_day > last - ONE_WEEK,
    )


def finished(journey: Journey, today: date) -> date | None:
    """Return the last day of the week before today's, if anything was logged in it and its report was not offered."""
    last = week_end(today) - ONE_WEEK
    if journey.week_offered is not None and journey.week_offered >= last:
        return None
    return last if any(entry != EMPTY for entry in days_of(journey, last).values()) else None


def span(journey: Journey, last: date, size: int = ONE_WEEK.days) -> WeekSummary:
    """Return the numbers of the days that end with `last`, seven of them unless told."""
    days = days_of(journey, last, size).values()
    ratings = [day.rating for day in days if day.rating is not None]
    return WeekSummary(Totals().plus(days), sum(ratings) / len(ratings) if ratings else None, len(ratings))


def days_of(journey: Journey, last: date, size: int = ONE_WEEK.days) -> dict[date, Day]:
    """Return the days that end with `last`, seven of them unless told, oldest first, the empty ones too."""
    return {day: journey.day(day) for day in (last - timedelta(days=n) for n in range(size - 1, -1, -1))}


def is_complete(journey: Journey, first: date) -> bool:
    """Return whether every logged day from `first` on is in the journey record, so that it can be told by the day."""
    return journey.past.archived_through is None or first > journey.past.archived_through


def archive_oldest_week(journey: Journey, today: date) -> tuple[Journey, dict[date, Day]]:
    """Take the oldest finished ISO week out of the journey record: the journey without it, and its days.

    The week is empty where none is old enough. One week a turn, so that a turn never costs more than two writes;
    somebody who comes back after a long time rolls the next one on the next turn.
    """
    if not journey.days:
        return journey, {}
    end = week_end(min(journey.days))
    if end >= today - WINDOW:
        return journey, {}
    week = {day: entry for day, entry in sorted(journey.days.items()) if day <= end}
    run, longest = extend_all(journey.past.run, (d for d, e in week.items() if e.checked_in), journey.skipped_by_travel)
    past = replace(
        journey.past,
        archived_through=end,
        run=run,
        longest=max(longest, journey.past.longest),
        strength=journey.strength(end),
        totals=journey.past.totals.plus(week.values()),
    )
    return (
        replace(
            journey,
            past=past,
            days={day: entry for day, entry in journey.days.items() if day > end},
            skipped_by_travel=frozenset(day for day in journey.skipped_by_travel if day > (run.last or end)),
        ),
        week,
    )
