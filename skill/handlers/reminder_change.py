"""Reminder change: a new reminder replaces the old one and keeps what the user did not change."""

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
    """Return the draft with the values of the only reminder that can be meant, and messages about others that stay."""
    reminders = result.reminders or ()
    meant = [reminder for reminder in reminders if reminder.id in journey.reminder_ids] or reminders
    repeat = _repeat_of(meant[0]) if len(meant) == 1 and result.is_whole else None
    if repeat is None:
        return draft, (message("reminders.others_stay", n=len(meant)),) if meant else ()
    old = meant[0]
    day = old.day.isoformat() if old.day and repeat == ONCE and old.day >= turn.local.date() else None
    changed = replace(draft, clock=old.clock, is_settled=old.clock is not None, repeat=repeat, day=day)
    return replace(changed, replaces=old.id), ()


def _repeat_of(reminder: Reminder) -> str | None:
    """Return the repeat of a reminder (a key of REPEATS, or ONCE); None where it has another one."""
    if reminder.rule is None:
        return ONCE
    days = wording.days_of(reminder.rule)
    return next((name for name, repeat_days in REPEATS.items() if repeat_days == days), None)
