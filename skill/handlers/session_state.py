"""Session state: validation of what a question stored in the session, which comes back with the answer.

It comes from outside, so it is not trusted: a question whose state is not valid counts as closed.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from skill.handlers.moments import BACK, SUPPORT
from skill.handlers.offers import OFFERS
from skill.journey.apology import OPEN, PART_MISSING, PARTS, PRESENT, SKIPPED
from skill.listening.phrase_lists import resolve_slot
from skill.reply import Reply
from skill.serialization.reply import reply_from_json
from skill.texts.catalog import catalog
from skill.turn import Turn

Check = Callable[[Any], bool]
"""Tells whether a JSON value is valid."""

MAX_COUNT = 99
MAX_TEXT_CHARS = 40

RATINGS = range(1, 6)


def is_flag(value: Any) -> bool:
    """Tell whether a value is a boolean."""
    return isinstance(value, bool)


def is_count(value: Any) -> bool:
    """Tell whether a value is a whole number from 0 to MAX_COUNT."""
    return type(value) is int and 0 <= value <= MAX_COUNT


def is_rating(value: Any) -> bool:
    """Tell whether a value is a trust rating, 1-5."""
    return type(value) is int and value in RATINGS


def is_counts(value: Any) -> bool:
    """Tell whether a value is a list of the numbers kept and missed; null is a number that was not understood."""
    return isinstance(value, list) and len(value) == 2 and all(map(or_none(is_count), value))


def is_ids(value: Any) -> bool:
    """Tell whether a value is a string of commitment ids, one letter each."""
    return isinstance(value, str) and len(value) <= MAX_COUNT and (not value or (value.isascii() and value.isalpha()))


def is_day(value: Any) -> bool:
    """Tell whether a value is an ISO 8601 date."""
    return _parses(date.fromisoformat, value)


def is_moment(value: Any) -> bool:
    """Tell whether a value is an ISO 8601 date and time without an offset."""
    return _parses(datetime.fromisoformat, value) and datetime.fromisoformat(value).tzinfo is None


def is_clock(value: Any) -> bool:
    """Tell whether a value is an ISO 8601 time of day without an offset."""
    return _parses(time.fromisoformat, value) and time.fromisoformat(value).tzinfo is None


def is_reminder_ids(value: Any) -> bool:
    """Tell whether a value is a list of reminder ids."""
    return isinstance(value, list) and all(is_text(id_) for id_ in value)


def is_text(value: Any) -> bool:
    """Tell whether a value is a text of at most MAX_TEXT_CHARS, such as a slot value."""
    return isinstance(value, str) and len(value) <= MAX_TEXT_CHARS


def is_part(value: Any) -> bool:
    """Tell whether a value is a part of an apology."""
    return value in PARTS


def is_part_statuses(value: Any) -> bool:
    """Tell whether a value has one status for each part of an apology."""
    return isinstance(value, str) and len(value) == len(PARTS) and set(value) <= {PRESENT, PART_MISSING, SKIPPED, OPEN}


def is_question(value: Any) -> bool:
    """Tell whether a value is a question alone, as `reply_to_json` makes it."""
    try:
        reply = reply_from_json(value)
    except ValueError:
        return False
    return reply.ask is not None and reply == Reply((), reply.ask)


def or_none(check: Check) -> Check:
    """Return a check that accepts null too."""
    return lambda value: value is None or check(value)


_DROP_STATE: Mapping[str, Check] = {"of": is_ids}
_CHECK_IN: Mapping[str, Check] = {"day": is_day, "again": is_flag}
_OUTCOME: Mapping[str, Check] = {
    "kept": is_flag,
    "counts": is_counts,
    "date": or_none(is_text),
    "of": or_none(is_ids),
    "ids": is_ids,
}
_REMINDER: Mapping[str, Check] = {"about": is_text, "repeat": or_none(is_text), "day": or_none(is_text)}
_REMINDER_SO_FAR: Mapping[str, Check] = {
    "settled": is_flag,
    "part": is_text,
    "zone": is_text,
    "moved": is_flag,
    "replaces": is_text,
}
_APOLOGY: Mapping[str, Check] = {"part": is_part, "marks": is_part_statuses}
_FORGIVENESS: Mapping[str, Check] = {"number": is_count, "told": is_count}

STATES: Mapping[str, Mapping[str, Check]] = {
    "checkin.rating": _CHECK_IN,
    "checkin.today": {"day": is_day, "rating": is_rating},
    "checkin.kept": {**_CHECK_IN, "of": is_ids},
    "outcomes.which": {**_OUTCOME, "of": is_ids},
    "outcomes.which_again": {**_OUTCOME, "of": is_ids},
    **dict.fromkeys(("outcomes.day", "outcomes.last_week"), _OUTCOME),
    **dict.fromkeys(("outcomes.count", "outcomes.count_kept", "outcomes.count_missed"), _OUTCOME),
    **dict.fromkeys(("outcomes.none.kept", "outcomes.none.missed"), _OUTCOME),
    **dict.fromkeys(("outcomes.unlisted.kept", "outcomes.unlisted.missed"), _OUTCOME),
    **dict.fromkeys(("commitments.which", "commitments.named", "commitments.sure"), _DROP_STATE),
    "reminders.time": _REMINDER,
    "reminders.repeat": _REMINDER,
    "reminders.half": {**_REMINDER, "time": is_clock},
    "reminders.day": {**_REMINDER, "time": is_clock},
    "reminders.weekend": {**_REMINDER, "time": is_clock},
    "reminders.which": {"of": is_reminder_ids},
    "reminders.single": {"of": is_reminder_ids},
    "reminders.sure": {**_REMINDER, "first": is_moment},
    "reminders.permission": {**_REMINDER, "first": is_moment},
    **dict.fromkeys(("apology.retry", *(f"apology.parts.{part}" for part in PARTS)), _APOLOGY),
    "forgiveness.offer": _FORGIVENESS,
    "forgiveness.after": _FORGIVENESS,
    "progress.more": {"last": is_day},
    "launch.week_ended": {"last": is_day},
}
"""Required state values by question; a question that is not here has none."""

OPTIONAL: Mapping[str, Mapping[str, Check]] = {
    "checkin.rating": {"unclear": is_flag},
    "checkin.kept": {"grace": is_flag, "low": is_flag, "changed": is_flag},
    "launch.role": {"again": is_flag},
    "commitments.which": {"makes_room": is_flag},
    "commitments.named": {"makes_room": is_flag},
    "progress.more": {"size": is_count},
    **{f"offers.{name}": {"moment": is_text, "nth": is_count} for name in OFFERS},
    f"offers.{SUPPORT}": {"moment": is_text, "nth": is_count, BACK: is_question},
    "reminders.time": {**_REMINDER_SO_FAR, "time": is_clock},
    "reminders.repeat": {**_REMINDER_SO_FAR, "time": is_clock},
    "reminders.half": _REMINDER_SO_FAR,
    "reminders.day": _REMINDER_SO_FAR,
    "reminders.weekend": _REMINDER_SO_FAR,
    "reminders.sure": _REMINDER_SO_FAR,
    "reminders.permission": _REMINDER_SO_FAR,
}
"""Optional state values by question."""

MAX_DAYS_AWAY = 4_000
"""Days between today and a date in a state. A user may name a distant day, and the next question is about it."""

MAX_REMINDER_DAYS_AHEAD = 10
"""Days between today and the first time of a reminder."""

CHECK_IN_DAYS = 1
"""Days between today and the day of an open check-in: the day may end, at 3 a.m., while it is open."""


def is_valid(question: str, state: Mapping[str, Any], today: date) -> bool:
    """Tell whether a question's state has the required and no unknown values, and dates near today (local)."""
    needed, optional = STATES.get(question, {}), OPTIONAL.get(question, {})
    if not needed.keys() <= state.keys() <= needed.keys() | optional.keys():
        return False
    if not all(({**needed, **optional})[name](value) for name, value in state.items()):
        return False
    if BACK in state:
        back = reply_from_json(state[BACK]).ask
        return back is not None and BACK not in back.state and is_valid(back.question, back.state, today)
    ahead = [
        (date.fromisoformat(value[:10]) - today).days for value in state.values() if is_day(value) or is_moment(value)
    ]
    if question.startswith("checkin."):
        return all(abs(days) <= CHECK_IN_DAYS for days in ahead)
    if is_moment(state.get("first")) and not is_day(state["first"]):
        return -1 <= (date.fromisoformat(state["first"][:10]) - today).days <= MAX_REMINDER_DAYS_AHEAD
    return all(abs(days) <= MAX_DAYS_AWAY for days in ahead)


def prepare(turn: Turn, storage_location: str) -> Turn:
    """Return the turn as handlers get it: its slots resolved, only a valid session, and where the journey is stored.

    Session attributes come back from outside: a question, state or last reply that is unknown counts as ended.
    """
    texts = catalog(turn.locale)
    slots = {name: resolve_slot(turn.locale, name, slot) for name, slot in turn.slots.items()}
    has_question = (
        turn.question is not None
        and texts.has_question(turn.question)
        and is_valid(turn.question, turn.state, turn.instant.date())
        and (BACK not in turn.state or texts.can_speak(turn.state[BACK]))
    )
    question, state = (turn.question, turn.state) if has_question else (None, {})
    last_reply = turn.last_reply if question and texts.can_speak(turn.last_reply) else None
    return replace(
        turn, slots=slots, question=question, state=state, last_reply=last_reply, storage_location=storage_location
    )


def _parses(parse: Callable[[str], Any], value: Any) -> bool:
    try:
        parse(value)
    except (TypeError, ValueError):
        return False
    return True
