"""Idempotency: a request that arrives twice is answered twice and carried out once, also where a write is ambiguous.

The record itself remembers the last IDEMPOTENCY_WINDOW requests that changed it, with the replies to them.
"""

from dataclasses import dataclass, field, replace

from skill.handlers.feature import Handler
from skill.journey.journey import Journey, ReplyRecord
from skill.reply import Reply, message
from skill.serialization.reply import reply_from_json, reply_to_json
from skill.serialization.reply_record import (
    IDEMPOTENCY_WINDOW,
    decode_practice_before,
    is_practice_before,
    new_reply_record,
    practice_before,
)
from skill.stores.store import ConflictError, DeclinedError, Record, StoreError, UnavailableError
from skill.texts.catalog import catalog
from skill.turn import Turn


@dataclass(slots=True)
class WriteAmbiguity:
    """Ambiguous writes of a turn: saves of which it is unknown whether they arrived."""

    error: StoreError = field(default_factory=UnavailableError)
    """Why the first of them is ambiguous."""
    version: int | None = None
    """The record's version if the first of them arrived; None where no write is ambiguous."""
    failures: int = 0
    """Failed saves, conflicts aside."""

    def record_failure(self, error: StoreError, before: Record | None) -> None:
        """Note that a save over the record `before` failed; None is no record."""
        self.failures += not isinstance(error, ConflictError)
        was_not_written = isinstance(error, ConflictError | DeclinedError)
        if not was_not_written and self.version is None:
            self.error, self.version = error, (before.version if before else 0) + 1

    def is_unresolvable(self, record: Record | None) -> bool:
        """Tell of a record without this request whether it may have held it, and lost it to later requests.

        If fewer than IDEMPOTENCY_WINDOW writes followed, it never held it: the ambiguous write did not arrive, and from
        then on nothing is ambiguous.
        """
        if self.version is None or record is None or record.version < self.version:
            return False
        if record.version - self.version >= IDEMPOTENCY_WINDOW:
            return True
        self.version = None
        return False

    def error_key(self, otherwise: str) -> str:
        """Return the error key of a turn that fails now: "unsure" while a write is ambiguous, or another."""
        return otherwise if self.version is None else "unsure"


def find_duplicate(journey: Journey, request_id: str) -> ReplyRecord | None:
    """Return the idempotency record of a request that was carried out before; None where it is new."""
    return next((record for record in journey.recent_replies if record.request == request_id), None)


def replay(duplicate: ReplyRecord, handler: Handler, turn: Turn, journey: Journey) -> Reply:
    """Return the reply to a duplicate request: the one that was kept, or, in a practice, the same one made anew."""
    kept = duplicate.reply
    if is_practice_before(kept):
        return handler(turn, replace(journey, practice=decode_practice_before(kept)))[1]
    if catalog(turn.locale).can_speak(kept):
        return reply_from_json(kept)
    return Reply((message("errors.seen"),))  # it was too long to keep, or another version wrote it


def reply_record(turn: Turn, before: Journey, after: Journey, reply: Reply) -> ReplyRecord:
    """Return the idempotency record of a request that changes a journey.

    A reply in a practice tells how it went, so it is not kept: a duplicate of the request is answered anew. Nor is a
    private reply, which can't be made anew.
    """
    if reply.is_private:
        return new_reply_record(turn.request_id, None, turn.instant)
    is_kept = after.practice == before.practice
    kept = reply_to_json(reply, with_screen=turn.has_screen) if is_kept else practice_before(before)
    return new_reply_record(turn.request_id, kept, turn.instant)
