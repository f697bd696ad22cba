"""Changing a reminder: the new one is set in its place, so that it keeps what was not said anew."""

from dataclasses import replace

from skill.handlers import reminder_wording as wording
from skill.handlers.reminder_draft import ONCE, Draft
from skill.handlers.reminder_times import REPEATS
from skill.journey.journey import Journey
from skill.reply import Message, Reminder, message
from skill.turn import ActionResult, Turn


def draft_of_change(
    turn: Turn, journey: Journey, result: ActionResult, draft: Draft
) -> tuple[Draft, tuple[Message, ...]]:
    """Return the draft with what the one reminder that can be meant has, or what is said where others stay."""
    there = result.reminders or ()
    meant = [one for one in there if one.id in journey.reminder_ids] or there
    repeat = _repeat_of(meant[0]) if len(meant) == 1 and result.is_whole else None
    if repeat is None:
        return draft, (message("reminders.others_stay", n=len(meant)),) if meant else ()
    old = meant[0]
    day = old.day.isoformat() if old.day and repeat == ONCE and old.day >= turn.local.date() else None
    changed = replace(draft, clock=old.clock, is_settled=old.clock is not None, repeat=repeat, day=day)
    return replace(changed, replaces=old.id), ()


def _repeat_of(reminder: Reminder) -> str | None:
    """Return the repeat that a reminder has; None where it has one that can't be said here."""
    if reminder.rule is None:
        return ONCE
    days = wording.days_of(reminder.rule)
    return next((name for name, of in REPEATS.items() if of == days), None)
