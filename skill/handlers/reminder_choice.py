"""Reminder choice: which of several reminders an utterance names, by position, by time or day, or as all of them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from skill.handlers import free_speech
from skill.handlers import reminder_wording as wording
from skill.handlers.reminder_times import HOURS_OF, WEEK
from skill.listening.phrase_lists import phrase_list
from skill.reply import Reminder
from skill.slot_values import NOON_HOUR, PartOfDay, parse_date, parse_time
from skill.turn import Turn

WHICH_REMINDER = ("reminders.which", "reminders.single")
"""The questions that offer reminders to choose from."""

_MINUTE_TENS = range(20, 60, 10)
"""Numbers to which the next one is added, as in "forty five"."""


def candidates(turn: Turn, reminders: Sequence[Reminder]) -> tuple[Reminder, ...]:
    """Return the reminders that the slots or the free answer can mean, out of those that were offered."""
    offered = _offered(turn, reminders)
    if turn.heard("day"):
        day = named_day(turn)
        offered = tuple(reminder for reminder in offered if day and _is_on(reminder, day))
    if heard := turn.heard("time"):
        at = parse_time(heard)
        return () if at is None else _at_time(at, offered)
    said = said_words(turn)
    if not said or says_all(turn):
        return offered
    index = _index(turn, said, len(offered))
    return offered[index : index + 1] if index is not None else _by_time_words(turn, said, offered)


def named_day(turn: Turn) -> date | None:
    """Return the day of the day slot, the next one of its name; None where it is no day, or several."""
    span = parse_date(turn.heard("day") or "", turn.local.date(), "future")
    return span.first if span and span.is_day else None


def _is_on(reminder: Reminder, day: date) -> bool:
    """Tell whether a reminder comes once on that day, or every week on its weekday only."""
    return reminder.day == day if reminder.rule is None else _days(reminder) == {WEEK[day.weekday()]}


def _offered(turn: Turn, reminders: Sequence[Reminder]) -> tuple[Reminder, ...]:
    """Return the reminders that were offered and are still set; all of them where none was offered."""
    offered = tuple(
        reminder for reminder in reminders if turn.question in WHICH_REMINDER and reminder.id in turn.state["of"]
    )
    return offered or tuple(reminders)


def _at_time(at: time | PartOfDay, offered: Sequence[Reminder]) -> tuple[Reminder, ...]:
    """Return the reminders at a time; "eight" matches 8 a.m. and 8 p.m."""
    if isinstance(at, str):
        return tuple(reminder for reminder in offered if reminder.clock and reminder.clock.hour in HOURS_OF[at])
    hours = (at.hour, at.hour + NOON_HOUR) if 1 <= at.hour < NOON_HOUR else (at.hour,)
    return tuple(
        reminder
        for reminder in offered
        if reminder.clock and reminder.clock.hour in hours and reminder.clock.minute == at.minute
    )


def said_words(turn: Turn) -> list[str]:
    """Return the words of a free answer without fillers."""
    _, heard = free_speech.intent_and_words(turn)
    plain = re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1m", heard.casefold())
    filler = _vocabulary(turn, "words")["filler"]
    return [word for word in re.findall(r"[^\W\d_]+|\d+", plain) if word not in filler]


def says_all(turn: Turn) -> bool:
    """Tell whether a free answer means all of them."""
    choosing = phrase_list(turn.locale, "choosing")
    said = [word for word in said_words(turn) if word not in choosing["filler"]]
    return bool(said) and all(word in choosing["all"] for word in said)


def says_none(turn: Turn) -> bool:
    """Tell whether a free answer means none of them."""
    return any(word in _vocabulary(turn, "words")["none"] for word in said_words(turn))


def _index(turn: Turn, said: Sequence[str], count: int) -> int | None:
    """Return the index (from 0) that words such as "the second one" name among `count`; None without such words."""
    choosing = phrase_list(turn.locale, "choosing")
    plain = {" ".join(said), " ".join(word for word in said if word not in choosing["filler"])}
    if plain.intersection(choosing["last"]):
        return count - 1
    return next((index for index, names in enumerate(choosing["ordinals"][:count]) if plain.intersection(names)), None)


def _by_time_words(turn: Turn, said: Sequence[str], offered: Sequence[Reminder]) -> tuple[Reminder, ...]:
    """Return the reminders that fit all words about a time or a day; none where no word is about either."""
    numbers, days, parts = _numbers(turn, said), _vocabulary(turn, "days"), _vocabulary(turn, "parts")
    dates = _dates(turn, said)
    wanted_days = [{day for day in WEEK if word in days[day]} for word in said]
    wanted_parts: list[set[PartOfDay]] = [{part for part in HOURS_OF if word in parts[part]} for word in said]
    if not (numbers or dates or any(wanted_days) or any(wanted_parts)):
        return ()
    return tuple(
        reminder
        for reminder in offered
        if reminder.clock
        and all(number in _spoken_numbers(reminder.clock) for number in numbers)
        and all(reminder.rule is None and reminder.day == day for day in dates)
        and all(days == _days(reminder) for days in wanted_days if days)
        and all(any(reminder.clock.hour in HOURS_OF[part] for part in parts) for parts in wanted_parts if parts)
    )


def _dates(turn: Turn, said: Sequence[str]) -> list[date]:
    """Return the days that the words "today" and "tomorrow" name."""
    vocabulary, today = _vocabulary(turn, "words"), turn.local.date()
    named = {"today": today, "tomorrow": today + timedelta(days=1)}
    return [day for name, day in named.items() if any(word in vocabulary[name] for word in said)]


def _numbers(turn: Turn, said: Sequence[str]) -> list[int]:
    """Return the numbers of a time of day among the words: "half past seven" has 30 and 7."""
    clock, vocabulary = _vocabulary(turn, "clock"), _vocabulary(turn, "words")
    found: list[int] = []
    for before, word in zip(("", *said), said, strict=False):
        number = int(word) if word.isdecimal() else clock.get(word)
        if not number or (word in vocabulary["pronouns"] and before not in vocabulary["before_clock"]):
            continue
        if found and found[-1] in _MINUTE_TENS and number < 10 and before in clock:
            number += found.pop()
        found.append(number)
    return found


def _spoken_numbers(at: time) -> tuple[int, ...]:
    return (at.hour, at.hour % NOON_HOUR or NOON_HOUR, at.minute)


def _days(reminder: Reminder) -> set[str]:
    if reminder.rule is not None:
        return set(wording.days_of(reminder.rule))
    return {WEEK[reminder.day.weekday()]} if reminder.day else set()


def _vocabulary(turn: Turn, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = phrase_list(turn.locale, "reminders")[name]
    return found
