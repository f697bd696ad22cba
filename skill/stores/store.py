"""The store interface, which every store implements.

A store keeps text and knows nothing of what it means. Each speaker has one *journey record*, replaced whole on every
change, and one *week record* for each week that was archived from it, written once and never changed.
"""

from dataclasses import dataclass
from typing import Protocol

from skill.deadline import Deadline
from skill.errors import TrustStepsError
from skill.journey.speaker import Speaker


class StoreError(TrustStepsError):
    """Base of all errors that a store raises."""

    is_final = False
    """Whether another attempt in this turn can't succeed: it was refused for good, or no time or attempt is left."""


class ConflictError(StoreError):
    """Another request changed the record first, and nothing was written: load it again and redo."""


class UnavailableError(StoreError):
    """The store could not be reached or did not answer; whether a write arrived is unknown."""


class DeclinedError(UnavailableError):
    """The store refused the call, or there was no time left to make it: no record was written."""


@dataclass(frozen=True, slots=True)
class Record:
    """A speaker's journey record."""

    version: int
    """1 when first written, one more with each write; 0 where what is stored is no record at all, and has no body."""
    body: str
    """The journey as JSON text."""


DAMAGED = Record(0, "")
"""Loaded where the store holds something that it never wrote. Nothing can be saved over it, only quarantined."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week record: a week that was archived from the journey record."""

    name: str
    """ISO 8601 year and week, such as 2026-W47; sorts by time."""
    body: str
    """The week's days as JSON text."""


class Store(Protocol):
    """Stores records. Safe to call from many threads; every read sees every acknowledged write."""

    location: str
    """Where the records are, by the names of privacy.toml: cloud, home or memory."""

    def within(self, deadline: Deadline) -> "Store":
        """Return the same store for one turn, whose calls end by its deadline."""
        ...

    def ping(self) -> bool:
        """Tell whether the store answers: one cheap read."""
        ...

    def load(self, speaker: Speaker) -> Record | None:
        """Return the speaker's journey record, or None where there is none: one read."""
        ...

    def save(self, speaker: Speaker, record: Record, week: Week | None = None) -> None:
        """Replace the journey record whose version is one less than `record.version` (none where that is 1).

        One write; two with a `week`, of which both are done or none: a journey record without its old days is never
        stored without the week, nor a week of a speaker who was forgotten meanwhile.

        Raises ConflictError, with the journey record unchanged, if another version is stored.
        """
        ...

    def quarantine(self, speaker: Speaker, seen: Record, fresh: Record) -> None:
        """Move a journey record that can't be decoded to quarantine, as it is, and put a fresh one in its place.

        It is copied first, and replaced only if it is still what was `seen`; doing it again makes no second copy.
        Raises ConflictError, with the journey record unchanged, where it is not.
        """
        ...

    def quarantined(self, speaker: Speaker) -> list[str]:
        """Return the bodies of quarantined records; of one without a body, all that is stored of it."""
        ...

    def weeks(self, speaker: Speaker) -> list[Week]:
        """Return the speaker's week records, oldest first."""
        ...

    def speakers(self, household: str) -> list[Speaker]:
        """Return every speaker of the household who has any record, in order of their key."""
        ...

    def all_households(self) -> list[str]:
        """Return the keys of all households, in order; for export and backup, never within a turn."""
        ...

    def forget(self, speaker: Speaker) -> None:
        """Delete every record of the speaker. It is idempotent."""
        ...

    def forget_household(self, household: str) -> None:
        """Delete every record of the household. It is idempotent."""
        ...
