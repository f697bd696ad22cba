"""A store in memory, which is gone when its process ends: for a first try, and for tests."""

from threading import Lock
from typing import Self

from skill.deadline import Deadline
from skill.journey.speaker import Speaker
from skill.stores.store import DAMAGED, ConflictError, Record, Week


class MemoryStore:
    """Stores records in this process. Safe to call from many threads."""

    location = "memory"

    def __init__(self) -> None:
        self._lock = Lock()
        self._records: dict[Speaker, Record] = {}
        self._weeks: dict[Speaker, dict[str, Week]] = {}
        self._quarantine: dict[Speaker, list[str]] = {}

    def within(self, deadline: Deadline) -> Self:
        """Return the store, which takes no time."""
        return self

    def ping(self) -> bool:
        """Tell whether the store answers, which it always does."""
        return True

    def load(self, speaker: Speaker) -> Record | None:
        """Return the speaker's journey record, or None where there is none."""
        with self._lock:
            return self._records.get(speaker)

    def save(self, speaker: Speaker, record: Record, week: Week | None = None) -> None:
        """Replace the journey record of the version before, and put the week; raises ConflictError."""
        with self._lock:
            stored = self._records.get(speaker)
            if stored == DAMAGED or record.version != (stored.version + 1 if stored else 1):
                raise ConflictError("another version is stored")
            if week:
                self._weeks.setdefault(speaker, {})[week.name] = week
            self._records[speaker] = record

    def quarantine(self, speaker: Speaker, seen: Record, fresh: Record) -> None:
        """Move a record that can't be decoded to quarantine, and put a fresh one in its place; raises ConflictError."""
        with self._lock:
            if self._records.get(speaker) != seen:
                raise ConflictError("another record is stored")
            self._quarantine.setdefault(speaker, []).append(seen.body)
            self._records[speaker] = fresh

    def quarantined(self, speaker: Speaker) -> list[str]:
        """Return the bodies of quarantined records."""
        with self._lock:
            return [*self._quarantine.get(speaker, ())]

    def weeks(self, speaker: Speaker) -> list[Week]:
        """Return the speaker's week records, oldest first."""
        with self._lock:
            return [week for _, week in sorted(self._weeks.get(speaker, {}).items())]

    def speakers(self, household: str) -> list[Speaker]:
        """Return every speaker of the household who has any record, in order of their key."""
        with self._lock:
            speakers = {*self._records, *self._weeks, *self._quarantine}
        return sorted(
            (speaker for speaker in speakers if speaker.household == household), key=lambda speaker: speaker.person
        )

    def all_households(self) -> list[str]:
        """Return the keys of all households, in order."""
        with self._lock:
            return sorted({speaker.household for speaker in (*self._records, *self._weeks, *self._quarantine)})

    def forget(self, speaker: Speaker) -> None:
        """Delete every record of the speaker."""
        with self._lock:
            self._records.pop(speaker, None)
            self._weeks.pop(speaker, None)
            self._quarantine.pop(speaker, None)

    def forget_household(self, household: str) -> None:
        """Delete every record of the household."""
        for speaker in self.speakers(household):
            self.forget(speaker)
