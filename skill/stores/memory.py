"""A store that forgets when its process ends: for a first try, and for tests."""

from threading import Lock
from typing import Self

from skill.deadline import Deadline
from skill.journey.speaker import Speaker
from skill.stores.store import DAMAGED, ConflictError, Record, Week


class MemoryStore:
    """Keeps records in this process. Safe to call from many threads."""

    location = "memory"

    def __init__(self) -> None:
        self._lock = Lock()
        self._hot: dict[Speaker, Record] = {}
        self._weeks: dict[Speaker, dict[str, Week]] = {}
        self._aside: dict[Speaker, list[str]] = {}

    def within(self, deadline: Deadline) -> Self:
        """Return the store, which takes no time."""
        return self

    def ping(self) -> bool:
        """Tell whether the store answers, which it always does."""
        return True

    def load(self, speaker: Speaker) -> Record | None:
        """Return the speaker's hot record, or None where there is none."""
        with self._lock:
            return self._hot.get(speaker)

    def save(self, speaker: Speaker, record: Record, week: Week | None = None) -> None:
        """Replace the hot record of the version before, and put the week; raises ConflictError."""
        with self._lock:
            kept = self._hot.get(speaker)
            if kept == DAMAGED or record.version != (kept.version + 1 if kept else 1):
                raise ConflictError("another version is kept")
            if week:
                self._weeks.setdefault(speaker, {})[week.name] = week
            self._hot[speaker] = record

    def quarantine(self, speaker: Speaker, seen: Record, fresh: Record) -> None:
        """Keep a record that nobody can read under another key, and replace it by a fresh one; raises ConflictError."""
        with self._lock:
            if self._hot.get(speaker) != seen:
                raise ConflictError("another record is kept")
            self._aside.setdefault(speaker, []).append(seen.body)
            self._hot[speaker] = fresh

    def quarantined(self, speaker: Speaker) -> list[str]:
        """Return the bodies of what was set aside."""
        with self._lock:
            return [*self._aside.get(speaker, ())]

    def weeks(self, speaker: Speaker) -> list[Week]:
        """Return the speaker's rolled weeks, oldest first."""
        with self._lock:
            return [week for _, week in sorted(self._weeks.get(speaker, {}).items())]

    def speakers(self, household: str) -> list[Speaker]:
        """Return everyone in the household who has any record, in order of their key."""
        with self._lock:
            found = {one for one in (*self._hot, *self._weeks, *self._aside) if one.household == household}
        return sorted(found, key=lambda one: one.person)

    def all_households(self) -> list[str]:
        """Return the keys of all households, in order."""
        with self._lock:
            return sorted({one.household for one in (*self._hot, *self._weeks, *self._aside)})

    def forget(self, speaker: Speaker) -> None:
        """Delete every record of the speaker."""
        with self._lock:
            self._hot.pop(speaker, None)
            self._weeks.pop(speaker, None)
            self._aside.pop(speaker, None)

    def forget_household(self, household: str) -> None:
        """Delete every record of the household, whosever they are."""
        for speaker in self.speakers(household):
            self.forget(speaker)
