"""Streak: the number of days with a check-in in the current run, which forgives one missed day in any seven.

A run may skip days, at most one (the *grace day*) in any 7 consecutive days. Its length counts the days with a
check-in only. Habits form over a median of 66 days, and one missed day does not undo them (Lally et al. 2010, European
Journal of Social Psychology 40:998-1009), so one missed day does not end a streak either.

`Run` holds all that is needed to extend the longest valid run by a day, so the cost does not grow with the streak.
Where a new gap comes too soon after the last grace day, the run continues from the day after that grace day.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

GRACE_INTERVAL_DAYS = 7
"""Least distance, in days, between two grace days of one run."""


@dataclass(frozen=True, slots=True)
class Run:
    """The longest valid run that ends on `last`."""

    last: date | None = None
    """The last day with a check-in."""
    count: int = 0
    """How many days have a check-in."""
    grace: date | None = None
    """The last grace day."""
    since_grace: int = 0
    """How many days have a check-in after `grace`; all of them where there is no grace day."""


def extend(run: Run, day: date, skipped_by_travel: Collection[date] = ()) -> Run:
    """Return the longest valid run that ends with a check-in on `day`, which must be later than `run.last`.

    `skipped_by_travel` are days that the user's calendar did not have: they are neither counted nor missed.
    """
    if run.last is None:
        return Run(day, 1, None, 1)
    count, grace, since = run.count, run.grace, run.since_grace
    for gap in (run.last + timedelta(days=n) for n in range(1, (day - run.last).days)):
        if gap in skipped_by_travel:
            continue
        if grace is not None and (gap - grace).days < GRACE_INTERVAL_DAYS:
            count = since
        if not count:
            return Run(day, 1, None, 1)
        grace, since = gap, 0
    return Run(day, count + 1, grace, since + 1)


def extend_all(run: Run, days: Iterable[date], skipped_by_travel: Collection[date] = ()) -> tuple[Run, int]:
    """Return the run after check-ins on `days` (ascending, later than `run.last`), and the highest count on the way."""
    longest = run.count
    for day in days:
        run = extend(run, day, skipped_by_travel)
        longest = max(longest, run.count)
    return run, longest


def current_length(run: Run, today: date, skipped_by_travel: Collection[date] = ()) -> int:
    """Return the streak as of `today`, in days: a check-in today has continued it, or still can."""
    if run.last is None or run.last >= today:
        return run.count
    return extend(run, today, skipped_by_travel).count - 1
