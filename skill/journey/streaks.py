"""The streak: days with a check-in, forgiving one missed day in any seven.

A run may skip days, but never more than one in any 7 consecutive days. Its length is the number of days with a
check-in, so a skipped day (the *grace day*) is bridged and not counted. Habits form over a median of 66 days and one
missed day does not undo them (Lally et al. 2010), so one missed day does not undo a streak either.

The longest valid run that ends on a day needs only what `Run` holds, so a streak of ten years costs as little as one
of ten days: when a new gap comes too soon after the last grace day, the run goes on from the day after that one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

GRACE_EVERY = 7
"""Two skipped days of one run are at least this many days apart."""


@dataclass(frozen=True, slots=True)
class Run:
    """The longest valid run that ends on `last`."""

    last: date | None = None
    """Its last day with a check-in."""
    count: int = 0
    """Its days with a check-in."""
    grace: date | None = None
    """The last day it skipped."""
    since_grace: int = 0
    """Its days with a check-in after `grace`; all of them where there is none."""


def extend(run: Run, day: date, excused: Collection[date] = ()) -> Run:
    """Return the longest valid run that ends with a check-in on `day`, which is later than the run's last.

    `excused` are days that travel took out of the calendar: they are neither counted nor missed.
    """
    if run.last is None:
        return Run(day, 1, None, 1)
    count, grace, since = run.count, run.grace, run.since_grace
    for gap in (run.last + timedelta(days=n) for n in range(1, (day - run.last).days)):
        if gap in excused:
            continue
        if grace is not None and (gap - grace).days < GRACE_EVERY:
            count = since
        if not count:
            return Run(day, 1, None, 1)
        grace, since = gap, 0
    return Run(day, count + 1, grace, since + 1)


def extend_all(run: Run, days: Iterable[date], excused: Collection[date] = ()) -> tuple[Run, int]:
    """Return the run after check-ins on `days` (ascending, later than the run's last) and the longest count met."""
    longest = run.count
    for day in days:
        run = extend(run, day, excused)
        longest = max(longest, run.count)
    return run, longest


def current_length(run: Run, today: date, excused: Collection[date] = ()) -> int:
    """Return the streak as of `today`: what a check-in today has continued, or could still continue."""
    if run.last is None or run.last >= today:
        return run.count
    return extend(run, today, excused).count - 1
