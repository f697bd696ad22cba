"""The port: what the skill asks of whatever keeps its records.

A store keeps text and knows nothing of what it means. Each speaker has one *hot* record, replaced whole on every
change, and one *week* record for each week that has rolled out of it, written once and never changed.
"""

from dataclasses import dataclass
from typing import Protocol

from skill.deadline import Deadline
from skill.errors import TrustStepsError
from skill.journey.speaker import Speaker


class StoreError(TrustStepsError):
    """The family of everything a store can raise."""

    is_final = False
    """Whether no other attempt is worth while in this turn: it was refused for good, or no time or attempt is left."""


class ConflictError(StoreError):
    """Somebody else changed the record first, and nothing was written: load it again and redo."""


class UnavailableError(StoreError):
    """The store could not be reached or did not answer; whether a write arrived is unknown."""


class DeclinedError(UnavailableError):
    """The store would not, or there was no time left to ask it: no record was written."""


@dataclass(frozen=True, slots=True)
class Record:
    """A speaker's hot record."""

    version: int
    """1 when first written, one more with each write; 0 where what is kept is no record at all, and has no body."""
    body: str
    """The journey as JSON text."""


DAMAGED = Record(0, "")
"""What is loaded where the store finds something that it never wrote. Nothing can be saved over it."""


@dataclass(frozen=True, slots=True)
class Week:
    """One week that has rolled out of the hot record."""

    name: str
    """ISO 8601 year and week, such as 2026-W47; sorts by time."""
    body: str
    """The week's days as JSON text."""


class Store(Protocol):
    """A keeper of records. Safe to call from many threads; every read sees every acknowledged write."""

    location: str
    """Where the records are, as people are told: cloud, home or memory."""

    def within(self, deadline: Deadline) -> "Store":
        """Return the same store for one turn, whose calls end by its deadline."""
        ...

    def ping(self) -> bool:
        """Tell whether the store answers: one cheap read."""
        ...

    def load(self, speaker: Speaker) -> Record | None:
        """Return the speaker's hot record, or None where there is none: one read."""
        ...

    def save(self, speaker: Speaker, record: Record, week: Week | None = None) -> None:
        """Replace the hot record whose version is one less than `record.version` (none where that is 1).

        One write; two with a `week`, both of which are done or none: a hot record without its old days is never kept
        where the week is not, nor a week of somebody who was forgotten meanwhile.

        Raises ConflictError, with the hot record unchanged, if another version is kept.
        """
        ...

    def quarantine(self, speaker: Speaker, seen: Record, fresh: Record) -> None:
        """Keep a hot record that nobody can read under another key, as it is, and replace it by a fresh one.

        It is copied first, and replaced only if it is still what was `seen`; doing it again makes no second copy.
        Raises ConflictError, with the hot record unchanged, where it is not.
        """
        ...

    def quarantined(self, speaker: Speaker) -> list[str]:
        """Return the bodies of what was set aside; as the store keeps it, where that has no body."""
        ...

    def weeks(self, speaker: Speaker) -> list[Week]:
        """Return the speaker's rolled weeks, oldest first."""
        ...

    def speakers(self, household: str) -> list[Speaker]:
        """Return everyone in the household who has any record, in order of their key."""
        ...

    def all_households(self) -> list[str]:
        """Return the keys of all households, in order; for export and backup, never within a turn."""
        ...

    def forget(self, speaker: Speaker) -> None:
        """Delete every record of the speaker. Forgetting twice is as good as once."""
        ...

    def forget_household(self, household: str) -> None:
        """Delete every record of the household, whosever they are."""
        ...
