"""The event log: check-ins, outcomes of promises, steps, and undo of the last one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from skill.journey import commitments
from skill.journey.commitments import OPEN_AT_MOST
from skill.journey.errors import NothingToUndoError, TooLongAgoError, TooManyError
from skill.journey.journey import EMPTY, Day, Journey, Undo

UNDO_WITHIN = timedelta(hours=24)
MAX_OUTCOMES_AT_ONCE = 20
"""More promises than this in one breath is a mishearing."""

OTHERS_A_DAY = 99
"""Promises kept, and as many missed, that a day has room for beside the open commitments."""


def outcomes(
    journey: Journey, now: datetime, day: date, *, named: Mapping[str, bool], kept: int = 0, missed: int = 0
) -> Journey:
    """Log what became of commitments on a day: `named` by id, and others that no commitment names by their number.

    A commitment has one outcome a day, so naming it again corrects it. Raises TooManyError or TooLongAgoError.
    """
    if kept + missed > MAX_OUTCOMES_AT_ONCE:
        raise TooManyError
    before = journey.day(day)
    after = replace(
        before,
        outcomes={**before.outcomes, **named},
        other_kept=before.other_kept + kept,
        other_missed=before.other_missed + missed,
    )
    return _with_day(journey, day, after, _undo(journey, _kind(named, kept, missed), now, day))


def check_in(journey: Journey, now: datetime, day: date, rating: int | None) -> Journey:
    """Log a check-in. A second one on the same day corrects the first and never counts twice; raises TooLongAgoError.

    The rating replaces an earlier one; None takes it out.
    """
    after = replace(journey.day(day), checked_in=True, rating=rating)
    return _with_day(journey, day, after, _undo(journey, "check_in", now, day))


def answer(journey: Journey, now: datetime, day: date, id_: str, *, kept: bool, is_first: bool = False) -> Journey:
    """Log one promise's outcome as an answer of the day's check-in; raises TooManyError or TooLongAgoError.

    The answers of one check-in are one thing with it, so undo takes all of them back. `is_first` begins a thing of its
    own: the first answer that a second check-in changes.
    """
    before = journey.day(day)
    after = replace(before, checked_in=True, outcomes={**before.outcomes, id_: kept})
    undo, last = _undo(journey, "check_in", now, day), journey.undo
    if not is_first and last and last.what == "check_in" and last.day and last.day[0] == day:
        undo = replace(last, at=undo.at)
    return _with_day(journey, day, after, undo)


def complete_step(journey: Journey, now: datetime, today: date) -> Journey:
    """Log today's step as done; the next one comes tomorrow."""
    before = journey.day(today)
    undo = replace(_undo(journey, "step", now, today), step=(journey.position, journey.step_done))
    journey = _with_day(journey, today, replace(before, steps=before.steps + 1), undo)
    return replace(journey, position=journey.position + 1, step_done=today)


def skip_step(journey: Journey, now: datetime) -> Journey:
    """Go on to the next step without counting this one as done."""
    undo = Undo("skip", _second(now), step=(journey.position, journey.step_done))
    return replace(journey, position=journey.position + 1, undo=undo)


def promise(journey: Journey, now: datetime, today: date, text: str) -> Journey:
    """Open a commitment; raises what `commitments.add` raises."""
    open_ = commitments.add(journey.commitments, text, today, journey.used_ids)
    return replace(journey, commitments=open_, undo=Undo("commitment", _second(now), added=open_[-1].id))


def drop(journey: Journey, now: datetime, id_: str) -> Journey:
    """Close a commitment. What was logged of it stays."""
    index = next(n for n, one in enumerate(journey.commitments) if one.id == id_)
    rest = journey.commitments[:index] + journey.commitments[index + 1 :]
    undo = Undo("drop", _second(now), dropped=(index, journey.commitments[index]))
    return replace(journey, commitments=rest, undo=undo)


def undo(journey: Journey, now: datetime) -> Journey:
    """Take back the last logged thing of the last 24 hours, exactly; raises NothingToUndoError."""
    last = journey.undo
    if last is None or now - last.at > UNDO_WITHIN or (last.day and _put_away(journey, last.day[0])):
        raise NothingToUndoError
    journey = replace(journey, undo=None)
    if last.day:
        day, entry = last.day
        days = {**journey.days, day: entry or EMPTY}
        if entry is None:
            del days[day]
        journey = replace(journey, days=days)
    if last.step:
        journey = replace(journey, position=last.step[0], step_done=last.step[1])
    if last.added:
        journey = replace(journey, commitments=tuple(one for one in journey.commitments if one.id != last.added))
    if last.dropped:
        index, one = last.dropped
        back = (*journey.commitments[:index], one, *journey.commitments[index:])
        journey = replace(journey, commitments=back)
    return journey


def _with_day(journey: Journey, day: date, entry: Day, undo: Undo) -> Journey:
    if _put_away(journey, day):
        raise TooLongAgoError
    entry = _small(journey, entry)
    if max(entry.other_kept, entry.other_missed) > OTHERS_A_DAY:
        raise TooManyError
    return replace(journey, days={**journey.days, day: entry}, undo=undo)


def _undo(journey: Journey, what: str, now: datetime, day: date) -> Undo:
    return Undo(what, _second(now), day=(day, journey.days.get(day)))


def _kind(named: Mapping[str, bool], kept: int, missed: int) -> str:
    """Return what undo says that it takes back."""
    any_kept, any_missed = kept or any(named.values()), missed or not all(named.values())
    return "both" if any_kept and any_missed else "kept" if any_kept else "missed"


def _small(journey: Journey, entry: Day) -> Day:
    """Count outcomes of closed commitments among the others where a day has more than there can be open ones.

    It keeps the record small for somebody who makes and drops many in one day; the sums stay the same.
    """
    if len(entry.outcomes) <= OPEN_AT_MOST:
        return entry
    open_ids = {one.id for one in journey.commitments}
    closed = [letter for letter in entry.outcomes if letter not in open_ids]
    uncounted = closed[: len(entry.outcomes) - OPEN_AT_MOST]
    kept = sum(entry.outcomes[letter] for letter in uncounted)
    return replace(
        entry,
        outcomes={letter: good for letter, good in entry.outcomes.items() if letter not in uncounted},
        other_kept=entry.other_kept + kept,
        other_missed=entry.other_missed + len(uncounted) - kept,
    )


def _put_away(journey: Journey, day: date) -> bool:
    """Tell whether a day has rolled out of the journey record; it can only be meant where the clock went back."""
    return journey.past.archived_through is not None and day <= journey.past.archived_through


def _second(now: datetime) -> datetime:
    return now.replace(microsecond=0)
