"""Ids of the reminders that a recognised voice has set, in its journey."""

from collections.abc import Collection
from dataclasses import replace

from skill.journey.journey import Journey
from skill.journey.speaker import EVERYONE
from skill.reply import Reminder
from skill.turn import ActionResult, Turn


def with_set_reminder(turn: Turn, journey: Journey, result: ActionResult, replaced: str | None) -> Journey:
    """Return the journey with the id of the reminder that a recognised voice has set, without the one it replaces."""
    if result.count:
        journey = replace(journey, reminder_ids=tuple(id_ for id_ in journey.reminder_ids if id_ != replaced))
    if result.id is None or turn.speaker.person == EVERYONE:
        return journey
    return replace(journey, reminder_ids=(*without_gone_reminders(journey, result).reminder_ids, result.id))


def without_gone_reminders(journey: Journey, result: ActionResult, dropped: Collection[Reminder] = ()) -> Journey:
    """Return the journey without the ids of reminders that are not set any more, or were just dropped."""
    gone = {reminder.id for reminder in dropped}
    if result.reminders is not None and result.is_whole:
        gone |= set(journey.reminder_ids) - {reminder.id for reminder in result.reminders}
    return replace(journey, reminder_ids=tuple(id_ for id_ in journey.reminder_ids if id_ not in gone))
