"""Conversation: one turn from start to end: load the journey, localize, let a handler answer, save, retry."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count

from skill import idempotency, rendering, time_zone
from skill.actions import ActionRunner
from skill.deadline import BACKGROUND_STORE_TIMEOUT_S, TURN_TIMEOUT_S, Deadline
from skill.errors import TrustStepsError
from skill.handlers import routed
from skill.handlers.feature import Handler
from skill.handlers.session_state import prepare
from skill.journey import days, practices, weeks
from skill.journey.journey import Journey, ReplyRecord
from skill.journey.speaker import Speaker
from skill.reply import RenderedReply, message
from skill.screens import fill
from skill.serialization import journey_record, retention, week_record
from skill.serialization.errors import NewerRecordError, UnreadableRecordError
from skill.stores.jitter import jittered
from skill.stores.store import ConflictError, Record, Store, UnavailableError, Week
from skill.turn import Device, Turn

MAX_FAILED_SAVES = 4
"""Per turn. A conflict does not count: another writer was first, and the next attempt may succeed at once."""

MAX_PAUSE_S = 0.25
"""Longest pause before the next attempt; the first is up to 0.02 s, and each may be twice as long as the one before."""

log = logging.getLogger(__name__)


class TurnFailedError(TrustStepsError):
    """An attempt to answer a turn failed: `error_key` names the text in errors.toml, `cause` is the error behind it."""

    def __init__(self, error_key: str, cause: Exception, *, is_final: bool = True) -> None:
        super().__init__(error_key)
        self.error_key, self.cause, self.is_final = error_key, cause, is_final


class Conversation:
    """Answers turns. Safe to call from many threads if its store is."""

    def __init__(
        self,
        store: Store,
        *,
        timeout_s: float = TURN_TIMEOUT_S,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store, self._timeout_s, self._clock, self._sleep = store, timeout_s, clock, sleep

    def new_deadline(self) -> Deadline:
        """Return the deadline of a turn that begins now."""
        return Deadline(self._timeout_s, self._clock)

    def respond(self, turn: Turn, device: Device, deadline: Deadline) -> RenderedReply:
        """Answer a turn; a store that fails is answered too, by one of the texts in errors.toml, and logged."""
        turn, handler, requires = routed(prepare(turn, self._store.location))
        actions = ActionRunner(self._store, device, deadline)
        if requires in ("journey", "fresh_zone"):
            asks_zone = requires == "fresh_zone"
            journey_turn = _JourneyTurn(
                self._store.within(deadline), handler, turn, device, actions, asks_zone=asks_zone
            )
            return self._retry(journey_turn, deadline)
        turn = time_zone.with_country(turn, device) if requires == "country" else time_zone.without_zone(turn)
        try:
            reply = actions.handle(handler, turn, Journey())[1]
        except UnavailableError as error:
            return _fail(turn, TurnFailedError("unforgotten", error))
        if reply.ends_practice and turn.question:
            self._end_practice(turn.speaker, deadline)
        return rendering.render(turn, reply)

    def apologise(self, locale: str, error_key: str) -> RenderedReply:
        """Return the text for a failure; see `rendering.apology`."""
        return rendering.apology(locale, error_key)

    def delete_household(self, household: str, deadline: Deadline) -> None:
        """Delete every record of a household; raises UnavailableError where some may be left."""
        self._store.within(deadline).forget_household(household)

    def _retry(self, journey_turn: "_JourneyTurn", deadline: Deadline) -> RenderedReply:
        """Attempt a turn again while another writer is first, until it is answered or its time is over."""
        for number in count(1):
            try:
                return journey_turn.attempt()
            except TurnFailedError as failure:
                pause_s = 0.0 if failure.is_final else jittered(min(0.01 * 2**number, MAX_PAUSE_S))
                if failure.is_final or pause_s >= deadline.left_s:
                    apology = _fail(journey_turn.turn, failure)
                    return journey_turn.reply_after_action or apology
            self._sleep(pause_s)
        raise AssertionError("count never ends")

    def _end_practice(self, speaker: Speaker, deadline: Deadline) -> None:
        """Forget the open practice, if the store answers soon: the user waits, and not for this."""
        store = self._store.within(deadline.at_most(BACKGROUND_STORE_TIMEOUT_S))
        with suppress(UnavailableError, UnreadableRecordError, ConflictError):
            record = store.load(speaker)
            journey = journey_record.decode(record.body) if record else Journey()
            if record and journey.practice:
                store.save(
                    speaker, Record(record.version + 1, journey_record.encode(practices.without_practice(journey)))
                )


class _JourneyTurn:
    """A turn that reads a journey and may change it, with what one attempt leaves to the next."""

    def __init__(
        self, store: Store, handler: Handler, turn: Turn, device: Device, actions: ActionRunner, *, asks_zone: bool
    ) -> None:
        self.turn = turn
        self.reply_after_action: RenderedReply | None = None
        """What is said once an action is done, also where the record of it can't be saved; None before."""
        self._store, self._handler, self._device, self._actions = store, handler, device, actions
        self._asks_zone = asks_zone
        self._ambiguity = idempotency.WriteAmbiguity()

    def attempt(self) -> RenderedReply:
        """Load, let the handler answer, and save once; raises TurnFailedError, after which nothing new is saved."""
        record, loaded = self._load()
        journey, turn = time_zone.with_journey(loaded, self.turn, self._device, asks_zone=self._asks_zone)
        duplicate = idempotency.find_duplicate(loaded, turn.request_id)
        if duplicate:
            return rendering.render(turn, idempotency.replay(duplicate, self._handler, turn, journey))
        if self._ambiguity.is_unresolvable(record):
            raise TurnFailedError("unsure", self._ambiguity.error)
        after, reply, action_result = self._actions.handle(self._handler, turn, journey)
        if after.hides_screen and reply.screen:
            reply = replace(reply, screen=fill.NEUTRAL_SCREEN)
        if turn.is_for_household and not turn.household_named and after != journey:
            reply = replace(reply, messages=(*reply.messages, message("around.for_household")))
            turn = replace(turn, household_named=True)
        rendered = rendering.render(turn, reply)
        if action_result:
            self.turn, self.reply_after_action = replace(self.turn, action_result=action_result), rendered
        is_changed = after != journey or (action_result is not None and not action_result.is_read_only)
        if is_changed:
            self._save(turn, after, record, idempotency.reply_record(turn, journey, after, reply))
        elif after != loaded and record:  # only the time zone is new: the next turn can save it too
            with suppress(TurnFailedError):
                self._save(turn, after, record, None)
        return rendered

    def _load(self) -> tuple[Record | None, Journey]:
        """Return the record and its journey; raises TurnFailedError. One that can't be read is quarantined."""
        try:
            record = self._store.load(self.turn.speaker)
        except UnavailableError as error:
            raise TurnFailedError(self._ambiguity.error_key("unreachable"), error) from None
        if record is None:
            return None, Journey()
        try:
            return record, journey_record.decode(record.body)
        except NewerRecordError as error:
            raise TurnFailedError(self._ambiguity.error_key("newer"), error) from None
        except UnreadableRecordError as error:
            self._quarantine(record)
            raise TurnFailedError("quarantined", error) from None

    def _quarantine(self, record: Record) -> None:
        fresh = Record(record.version + 1, journey_record.encode(Journey(has_quarantined=True)))
        try:
            self._store.quarantine(self.turn.speaker, record, fresh)
        except (ConflictError, UnavailableError) as error:
            raise TurnFailedError("unreadable", error) from None

    def _save(self, turn: Turn, journey: Journey, record: Record | None, reply_record: ReplyRecord | None) -> None:
        """Save a journey over the record that was loaded, with the reply to this request; raises TurnFailedError."""
        if record is None:
            journey = replace(journey, began=turn.instant.replace(microsecond=0))
        journey, archived = weeks.archive_oldest_week(retention.expire(journey, turn.instant), turn.today)
        body = journey_record.encode(journey, *([reply_record] if reply_record else []))
        week = None
        if archived:
            week = Week(days.week_name(min(archived)), week_record.encode_week(archived, journey.commitments))
        try:
            self._store.save(turn.speaker, Record(record.version + 1 if record else 1, body), week)
        except (ConflictError, UnavailableError) as error:
            self._ambiguity.record_failure(error, record)
            is_final = error.is_final or self._ambiguity.failures >= MAX_FAILED_SAVES
            raise TurnFailedError(self._ambiguity.error_key("unsaved"), error, is_final=is_final) from None


def _fail(turn: Turn, failure: TurnFailedError) -> RenderedReply:
    """Log why a turn failed, without a word of what was said, and return the text that says so."""
    fields = {"request": turn.request_id, "error": type(failure.cause).__name__, "error_key": failure.error_key}
    log.error("%(error)s in request %(request)s: %(error_key)s", fields, extra=fields)
    return rendering.apology(turn.locale, failure.error_key)
