"""Weeks: the numbers of seven days or another number of days, and archiving of old weeks."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from skill.journey.days import week_end
from skill.journey.journey import EMPTY, Day, Journey, Totals
from skill.journey.streaks import extend_all
from skill.journey.strength import to_percent

ONE_WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)
COMPARED_WINDOW = timedelta(days=14)
"""The days that the weekly report needs; older weeks can be archived."""

MIN_RATINGS_TO_COMPARE = 3
"""Ratings that a week needs for a comparison of its mean: one or two say too little about a week."""


@dataclass(frozen=True, slots=True)
class WeekSummary:
    """The numbers of consecutive days."""

    totals: Totals
    rating: float | None
    """The mean of the ratings (1-5); None where there are none."""
    ratings: int = 0
    """How many ratings there are."""

    def rating_change(self, before: "WeekSummary") -> float | None:
        """Return the change of the mean rating; None where one week has fewer than MIN_RATINGS_TO_COMPARE."""
        if self.rating is None or before.rating is None or min(self.ratings, before.ratings) < MIN_RATINGS_TO_COMPARE:
            return None
        return self.rating - before.rating


@dataclass(frozen=True, slots=True)
class Report:
    """Weekly report: seven days against the seven before them."""

    this: WeekSummary
    before: WeekSummary
    streak: int
    """Days, as of today."""
    longest: int
    """Days of the longest streak ever."""
    strength: int
    """0-100."""
    strength_before: int
    """The strength seven days earlier, 0-100."""
    is_first: bool = False
    """Whether the journey began in these seven days."""


def weekly_report(journey: Journey, today: date, last: date | None = None) -> Report:
    """Return the report of the seven days that end with `last`, today by default.

    The week before is empty where it is archived.
    """
    last = last or today
    before = (
        summarise(journey, last - ONE_WEEK)
        if is_unarchived(journey, last - 2 * ONE_WEEK + ONE_DAY)
        else WeekSummary(Totals(), None)
    )
    return Report(
        this=summarise(journey, last),
        before=before,
        streak=journey.streak(today),
        longest=journey.run()[1],
        strength=to_percent(journey.strength(last)),
        strength_before=to_percent(journey.strength(last - ONE_WEEK)),
        is_first=journey.first_day is not None and journey.first_day > last - ONE_WEEK,
    )


def unreported_week(journey: Journey, today: date) -> date | None:
    """Return the Sunday of last week, if that week has entries and its report was not offered yet; else None."""
    last = week_end(today) - ONE_WEEK
    if journey.week_offered is not None and journey.week_offered >= last:
        return None
    return last if any(entry != EMPTY for entry in days_until(journey, last).values()) else None


def summarise(journey: Journey, last: date, size: int = ONE_WEEK.days) -> WeekSummary:
    """Return the numbers of the `size` days that end with `last`."""
    days = days_until(journey, last, size).values()
    ratings = [day.rating for day in days if day.rating is not None]
    return WeekSummary(Totals().plus(days), sum(ratings) / len(ratings) if ratings else None, len(ratings))


def days_until(journey: Journey, last: date, size: int = ONE_WEEK.days) -> dict[date, Day]:
    """Return the `size` days that end with `last`, oldest first, including those without entries."""
    return {day: journey.day(day) for day in (last - timedelta(days=n) for n in range(size - 1, -1, -1))}


def is_unarchived(journey: Journey, first: date) -> bool:
    """Tell whether all days from `first` on are in the current record, so that each day's numbers are known."""
    return journey.past.archived_through is None or first > journey.past.archived_through


def archive_oldest_week(journey: Journey, today: date) -> tuple[Journey, dict[date, Day]]:
    """Return the journey with its oldest ISO week archived, and the days of that week.

    The week is empty where none is old enough. At most one week is archived in a turn, so that a turn never costs more
    than two writes; the user's next turn archives the next week.
    """
    if not journey.days:
        return journey, {}
    end = week_end(min(journey.days))
    if end >= today - COMPARED_WINDOW:
        return journey, {}
    week = {day: entry for day, entry in sorted(journey.days.items()) if day <= end}
    run, longest = extend_all(
        journey.past.run, (day for day, entry in week.items() if entry.checked_in), journey.skipped_by_travel
    )
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
