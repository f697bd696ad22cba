"""Actions: what a handler asks for besides a new journey: timers, reminders, deletions, a count of voices."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from skill.deadline import BACKGROUND_STORE_TIMEOUT_S, Deadline
from skill.handlers.feature import Handler
from skill.journey.journey import Journey
from skill.journey.speaker import EVERYONE, Speaker
from skill.reply import Action, CancelReminders, CountVoices, Forget, ListReminders, Reply, SetReminder, SetTimer
from skill.serialization import journey_record
from skill.serialization.errors import UnreadableRecordError
from skill.stores.store import Store, UnavailableError
from skill.texts.catalog import catalog
from skill.turn import ActionResult, Device, Turn

MAX_TIMER = timedelta(hours=24)
"""What an Alexa timer takes at most; a longer time is a reminder."""


class ActionRunner:
    """Runs the actions of one turn, each within the turn's deadline."""

    def __init__(self, store: Store, device: Device, deadline: Deadline) -> None:
        self._store, self._device, self._deadline = store, device, deadline

    def handle(self, handler: Handler, turn: Turn, journey: Journey) -> tuple[Journey, Reply, ActionResult | None]:
        """Return the handler's journey and reply, and the result of its action, if it has one.

        An action is run once: a turn that has an `action_result`, because its reply has to be saved again, runs none.
        Raises UnavailableError where records could not be deleted.
        """
        after, reply = handler(turn, journey)
        if reply.action:
            turn = replace(turn, action_result=self._run(reply.action, turn))
            after, reply = handler(turn, journey)
        return after, reply, turn.action_result

    def _run(self, action: Action, turn: Turn) -> ActionResult:
        match action:
            case ListReminders():
                return replace(self._change_reminders(CancelReminders(lambda _: ()), turn), is_read_only=True)
            case SetReminder() | CancelReminders():
                return self._change_reminders(action, turn)
            case SetTimer():
                return self._set_timer(action, turn)
            case CountVoices():
                return self._count_voices(turn)
            case Forget(household=True):
                return self._forget_household(turn)
            case Forget():
                return self._forget_speaker(turn)

    def _set_timer(self, action: SetTimer, turn: Turn) -> ActionResult:
        """Set a timer; where that can't be done, set its reminder, which the result then names."""
        result = ActionResult("unsupported")
        if action.length <= MAX_TIMER:
            result = self._device.set_timer(action, catalog(turn.locale).render(action.text, turn.today), turn)
        if result.is_done:
            return result
        in_its_place = self._change_reminders(action.reminder, turn)
        if in_its_place.name in ("done", "already"):
            return replace(in_its_place, name="reminder")
        return in_its_place if result.name == "unsupported" else result

    def _count_voices(self, turn: Turn) -> ActionResult:
        try:
            return ActionResult("done", len(_other_voices(self._store.within(self._deadline), turn)))
        except UnavailableError:
            return ActionResult("unreachable")

    def _forget_speaker(self, turn: Turn) -> ActionResult:
        """Delete the speaker's records, and the reminders of which they know that this voice set them."""
        deleted = _delete(self._store.within(self._deadline), turn.speaker, turn.instant)
        if deleted is None:
            return ActionResult("began_later")
        own_ids = deleted.reminder_ids
        if not own_ids:
            return ActionResult("unread" if deleted.has_quarantined else "none_own")
        return self._cancel_after_deletion(
            CancelReminders(lambda set_: [one for one in set_ if one.id in own_ids]), turn
        )

    def _forget_household(self, turn: Turn) -> ActionResult:
        """Delete the household's records and reminders but for those of its other known voices."""
        store = self._store.within(self._deadline)
        others = _other_voices(store, turn)
        for speaker in {turn.speaker, *store.speakers(turn.speaker.household)} - set(others):
            _delete(store, speaker, turn.instant)
        if not others:
            return self._cancel_after_deletion(CancelReminders(), turn)
        return replace(self._cancel_after_deletion(CancelReminders(lambda set_: set_), turn), others=len(others))

    def _cancel_after_deletion(self, action: CancelReminders, turn: Turn) -> ActionResult:
        """Cancel reminders whose records are deleted; raises nothing, because the deletion is to be told anyway."""
        try:
            result = self._change_reminders(action, turn)
        except Exception:  # noqa: BLE001 - whatever fails now, the records are deleted, and that is told
            return ActionResult("unreachable")
        return result if result.is_whole else replace(result, name="unread")

    def _change_reminders(self, action: SetReminder | CancelReminders, turn: Turn) -> ActionResult:
        """Set or cancel reminders; those of the household's other known voices are neither read nor changed."""
        store = self._store.within(self._deadline.at_most(BACKGROUND_STORE_TIMEOUT_S))
        others_ids = set[str]()
        try:
            records = [store.load(speaker) for speaker in _other_voices(store, turn)]
        except UnavailableError:
            return ActionResult("no_records")
        for record in filter(None, records):
            with suppress(UnreadableRecordError):
                others_ids.update(journey_record.decode(record.body).reminder_ids)
        action = replace(action, hidden=frozenset(others_ids))
        if isinstance(action, CancelReminders):
            return self._device.cancel_reminders(action)
        return self._device.set_reminder(action, catalog(turn.locale).render(action.text, turn.today), turn)


def _other_voices(store: Store, turn: Turn) -> list[Speaker]:
    """Return the known voices of the household other than the speaker's; raises UnavailableError."""
    return [one for one in store.speakers(turn.speaker.household) if one.person not in (EVERYONE, turn.speaker.person)]


def _delete(store: Store, speaker: Speaker, asked_at: datetime) -> Journey | None:
    """Delete a speaker's records and return their journey; None, with nothing deleted, if they began after `asked_at`.

    So a request that is sent again deletes nothing that began after it was first sent. Of a record that can't be read
    nothing is known but that it is there. Raises UnavailableError.
    """
    record = store.load(speaker)
    journey = Journey(has_quarantined=True)
    with suppress(UnreadableRecordError):
        journey = journey_record.decode(record.body) if record else Journey()
    if journey.began and journey.began > asked_at:
        return None
    store.forget(speaker)
    return journey
