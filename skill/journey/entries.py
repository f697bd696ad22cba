"""Entries: logging check-ins, outcomes, steps and commitments, and undoing the last of them.

Each function returns the journey after the entry. `now` is the request's own timestamp (aware), `day` a local day.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from skill.journey import commitments, hard_dates, stages
from skill.journey.commitments import MAX_OPEN_COMMITMENTS
from skill.journey.errors import NothingToUndoError, TooLongAgoError, TooManyError
from skill.journey.journey import EMPTY, Day, Journey, Place, Undo

UNDO_WINDOW = timedelta(hours=24)
"""How long an entry can be undone."""

MAX_OUTCOMES_AT_ONCE = 20
"""Outcomes in one request; a higher number is taken for a misheard one."""

MAX_OTHERS_PER_DAY = 99
"""Outcomes of each kind, of no open commitment, that one day can hold."""


def log_outcomes(
    journey: Journey, now: datetime, day: date, *, named: Mapping[str, bool], kept: int = 0, missed: int = 0
) -> Journey:
    """Log outcomes of a day: `named` by commitment id (True is kept), and how many others were kept and missed.

    A commitment has one outcome a day, so a second one replaces the first. Raises TooManyError or TooLongAgoError.
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


def log_check_in(journey: Journey, now: datetime, day: date, rating: int | None) -> Journey:
    """Log a check-in with a rating (1-5) or none; raises TooLongAgoError.

    A second check-in on one day does not count twice: its rating, or None, replaces the first one's.
    """
    after = replace(journey.day(day), checked_in=True, rating=rating)
    return _with_day(journey, day, after, _undo(journey, "check_in", now, day))


def log_answer(journey: Journey, now: datetime, day: date, id_: str, *, kept: bool, is_first: bool = False) -> Journey:
    """Log the outcome of one commitment as an answer of the day's check-in; raises TooManyError or TooLongAgoError.

    A check-in and its answers are undone together. `is_first` marks the first answer that a second check-in changes:
    from it on, undo takes back the second check-in only.
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
    """Move on to the next step without counting this one as done."""
    undo = Undo("skip", _second(now), step=(journey.position, journey.step_done))
    return replace(journey, position=journey.position + 1, undo=undo)


def go_to_stage(journey: Journey, now: datetime, stage: int) -> Journey:
    """Go to the first step of a stage (1-8); the place that is left is stored, to go back to.

    Nothing that was logged changes. If no step was done since an earlier choice, the place left then stays stored.
    """
    left = journey.place_left if stages.is_untouched(journey) else journey.place
    return _moved(journey, now, stages.first_place(journey, stage), left)


def go_back(journey: Journey, now: datetime) -> Journey:
    """Go back to the place that was left for a chosen stage; the journey is unchanged where none was left."""
    return _moved(journey, now, journey.place_left, None) if journey.place_left else journey


def add_commitment(journey: Journey, now: datetime, today: date, text: str) -> Journey:
    """Open a commitment; raises EmptyError, TooLongError, AlreadyThereError or TooManyError."""
    open_ = commitments.add(journey.commitments, text, today, journey.used_ids)
    return replace(journey, commitments=open_, undo=Undo("commitment", _second(now), added=open_[-1].id))


def drop_commitment(journey: Journey, now: datetime, id_: str) -> Journey:
    """Close an open commitment. Its outcomes stay."""
    index = next(n for n, commitment in enumerate(journey.commitments) if commitment.id == id_)
    rest = journey.commitments[:index] + journey.commitments[index + 1 :]
    undo = Undo("drop", _second(now), dropped=(index, journey.commitments[index]))
    return replace(journey, commitments=rest, undo=undo)


def undo(journey: Journey, now: datetime) -> Journey:
    """Undo the last entry, exactly; raises NothingToUndoError where there is none within UNDO_WINDOW."""
    last = journey.undo
    if last is None or now - last.at > UNDO_WINDOW or (last.day and _is_archived(journey, last.day[0])):
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
    if last.places:
        journey = stages.moved(journey, *last.places)
    if last.added and last.what == hard_dates.UNDO:
        journey = hard_dates.without(journey, last.added)
    elif last.added:
        remaining = tuple(commitment for commitment in journey.commitments if commitment.id != last.added)
        journey = replace(journey, commitments=remaining)
    if last.dropped:
        index, dropped = last.dropped
        restored = (*journey.commitments[:index], dropped, *journey.commitments[index:])
        journey = replace(journey, commitments=restored)
    return journey


def _moved(journey: Journey, now: datetime, to: Place, left: Place | None) -> Journey:
    undo = Undo("place", _second(now), places=(journey.place, journey.place_left))
    return replace(stages.moved(journey, to, left), undo=undo)


def _with_day(journey: Journey, day: date, entry: Day, undo: Undo) -> Journey:
    if _is_archived(journey, day):
        raise TooLongAgoError
    entry = _fold_closed(journey, entry)
    if max(entry.other_kept, entry.other_missed) > MAX_OTHERS_PER_DAY:
        raise TooManyError
    return replace(journey, days={**journey.days, day: entry}, undo=undo)


def _undo(journey: Journey, what: str, now: datetime, day: date) -> Undo:
    return Undo(what, _second(now), day=(day, journey.days.get(day)))


def _kind(named: Mapping[str, bool], kept: int, missed: int) -> str:
    """Return the kind of entry, which the reply to an undo names."""
    any_kept, any_missed = kept or any(named.values()), missed or not all(named.values())
    return "both" if any_kept and any_missed else "kept" if any_kept else "missed"


def _fold_closed(journey: Journey, entry: Day) -> Day:
    """Return the day with at most MAX_OPEN_COMMITMENTS outcomes by id; further ones are added to the other counts.

    Only outcomes of closed commitments are moved. It bounds the record for a user who makes and drops many commitments
    on one day; the sums stay the same.
    """
    if len(entry.outcomes) <= MAX_OPEN_COMMITMENTS:
        return entry
    open_ids = {commitment.id for commitment in journey.commitments}
    closed = [id_ for id_ in entry.outcomes if id_ not in open_ids]
    folded = closed[: len(entry.outcomes) - MAX_OPEN_COMMITMENTS]
    kept = sum(entry.outcomes[id_] for id_ in folded)
    return replace(
        entry,
        outcomes={id_: is_kept for id_, is_kept in entry.outcomes.items() if id_ not in folded},
        other_kept=entry.other_kept + kept,
        other_missed=entry.other_missed + len(folded) - kept,
    )


def _is_archived(journey: Journey, day: date) -> bool:
    """Tell whether a day has left the current record. Such a day is only logged where the clock went back."""
    return journey.past.archived_through is not None and day <= journey.past.archived_through


def _second(now: datetime) -> datetime:
    """Return the time in whole seconds, as it is stored."""
    return now.replace(microsecond=0)
