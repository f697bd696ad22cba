"""A store in one SQLite file: for a server at home, and for the simulator."""

import sqlite3
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Self

from skill.deadline import Deadline
from skill.journey.speaker import Speaker
from skill.stores.sqlite_file import StoreFileError, UnusableFileError, connect
from skill.stores.store import DAMAGED, ConflictError, Record, StoreError, UnavailableError, Week

TABLES = ("journeys", "weeks", "quarantine")

OF_SPEAKER = "household = ? AND person = ?"
OF_HOUSEHOLD = "household = ?"

LOAD = (
    "SELECT CASE typeof(version) WHEN 'integer' THEN version END, "  # noqa: S608 - OF_SPEAKER is from above
    f"CASE typeof(body) WHEN 'text' THEN CAST(body AS BLOB) END FROM journeys WHERE {OF_SPEAKER}"
)
"""A journey record's version, and its body as bytes; each is null where it is of another type."""


@dataclass(eq=False)
class _PendingWrite:
    """A save that waits for its commit, and its result."""

    speaker: Speaker
    record: Record
    week: Week | None
    is_done: bool = False
    error: StoreError | None = field(default_factory=lambda: UnavailableError("it is unknown whether it was saved"))

    def execute(self, db: sqlite3.Connection) -> bool:
        """Write it, unless another version is stored; tell whether it was written."""
        key, record = (self.speaker.household, self.speaker.person), self.record
        if record.version == 1:
            insert = "INSERT INTO journeys VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
            cursor = db.execute(insert, (*key, record.version, record.body))
        else:
            update = f"UPDATE journeys SET version = ?, body = ? WHERE {OF_SPEAKER} AND version = ?"  # noqa: S608
            cursor = db.execute(update, (record.version, record.body, *key, record.version - 1))
        is_written = cursor.rowcount == 1
        if is_written and self.week:
            values = (*key, self.week.name, self.week.body)
            db.execute("INSERT OR REPLACE INTO weeks VALUES (?, ?, ?, ?)", values)
        return is_written


class SQLiteStore:
    """Stores records in one file. Safe to call from many threads, and with many processes on one file.

    It needs a directory that it may write to, on a disk of this machine: the write-ahead log that SQLite keeps beside
    the file does not work over a network. Open it after a fork, not before.
    """

    location = "home"

    def __init__(self, path: str | Path) -> None:
        """Open the file, which is created where there is none, readable by its owner only.

        Raises UnavailableError where that fails, and UnusableFileError where the file is something else or was written
        by a newer version.
        """
        # Made absolute, because SQLite gives some names a meaning of their own.
        self._path = Path(path).absolute()
        self._lock, self._read_lock = Lock(), Lock()
        self._pending: deque[_PendingWrite] = deque()
        with self._store_errors():
            self._db = connect(self._path)
            # Reads have a connection of their own, so that they don't wait for the fsync of a commit. Beside a thread
            # that saves all the time, the median read takes 7 µs (99th percentile: 0.1 ms); on one connection it took
            # 2 ms (24 ms), and there were half as many saves.
            self._reader = connect(self._path)
            self._reader.text_factory = _text
        self._close = weakref.finalize(self, _close, self._db, self._reader)

    def close(self) -> None:
        """Close the file. Every call afterwards raises UnavailableError."""
        with self._lock, self._read_lock:
            self._close()

    def within(self, deadline: Deadline) -> Self:
        """Return the store itself: its only limit is BUSY_TIMEOUT_S, for other processes that write."""
        return self

    def ping(self) -> bool:
        """Tell whether the store answers: one cheap read."""
        try:
            self._select("SELECT version FROM journeys LIMIT 1")
        except UnavailableError:
            return False
        return True

    def load(self, speaker: Speaker) -> Record | None:
        """Return the speaker's journey record, or None where there is none; raises UnavailableError."""
        rows = self._select(LOAD, speaker.household, speaker.person)
        return _record(*rows[0]) if rows else None

    def save(self, speaker: Speaker, record: Record, week: Week | None = None) -> None:
        """Replace the journey record of the version before, and put the week, both or none.

        Returns once they are safe on the disk. Raises ConflictError and UnavailableError. Group commit: the thread that
        holds the lock writes every pending save in one transaction, because each fsync costs milliseconds.
        """
        write = _PendingWrite(speaker, record, week)
        self._pending.append(write)
        with self._lock:
            if not write.is_done:
                self._group_commit()
        if write.error:
            raise write.error

    def _group_commit(self) -> None:
        """Write all pending saves in one transaction: where that fails, each of them failed."""
        writes = [self._pending.popleft() for _ in range(len(self._pending))]
        failure: StoreError | None = None
        try:
            with self._store_errors(), self._transaction() as db:
                for write in writes:
                    write.error = None if write.execute(db) else ConflictError("another version is stored")
        except UnavailableError as error:
            failure = error
        for write in writes:
            write.error, write.is_done = failure or write.error, True

    def quarantine(self, speaker: Speaker, seen: Record, fresh: Record) -> None:
        """Move a record that can't be decoded to quarantine, and put a fresh one in its place, both or none.

        Raises ConflictError and UnavailableError.
        """
        key = (speaker.household, speaker.person)
        with self._writing() as db:
            rows = db.execute(LOAD, key).fetchall()
            if not rows or _record(*rows[0]) != seen:
                raise ConflictError("another record is stored")
            db.execute(f"INSERT OR IGNORE INTO quarantine SELECT * FROM journeys WHERE {OF_SPEAKER}", key)  # noqa: S608
            db.execute("INSERT OR REPLACE INTO journeys VALUES (?, ?, ?, ?)", (*key, fresh.version, fresh.body))

    def quarantined(self, speaker: Speaker) -> list[str]:
        """Return the bodies of quarantined records; raises UnavailableError."""
        query = f"SELECT body FROM quarantine WHERE {OF_SPEAKER} ORDER BY version, body"  # noqa: S608
        return [_text(body) for (body,) in self._select(query, speaker.household, speaker.person)]

    def weeks(self, speaker: Speaker) -> list[Week]:
        """Return the speaker's week records, oldest first; raises UnavailableError."""
        query = f"SELECT name, body FROM weeks WHERE {OF_SPEAKER} ORDER BY name"  # noqa: S608
        rows = self._select(query, speaker.household, speaker.person)
        return [Week(_text(name), _text(body)) for name, body in rows]

    def speakers(self, household: str) -> list[Speaker]:
        """Return every speaker of the household who has any record, in order of their key."""
        selects = (f"SELECT person FROM {table} WHERE {OF_HOUSEHOLD}" for table in TABLES)  # noqa: S608
        rows = self._select(f"{' UNION '.join(selects)} ORDER BY 1", *[household] * len(TABLES))
        return [Speaker(household, _text(person)) for (person,) in rows]

    def all_households(self) -> list[str]:
        """Return the keys of all households, in order; raises UnavailableError."""
        selects = (f"SELECT household FROM {table}" for table in TABLES)  # noqa: S608
        rows = self._select(f"{' UNION '.join(selects)} ORDER BY 1")
        return [_text(household) for (household,) in rows]

    def forget(self, speaker: Speaker) -> None:
        """Delete every record of the speaker, so that the file does not hold their bytes any more."""
        self._delete(OF_SPEAKER, speaker.household, speaker.person)

    def forget_household(self, household: str) -> None:
        """Delete every record of the household, so that the file does not hold their bytes any more."""
        self._delete(OF_HOUSEHOLD, household)

    def _delete(self, condition: str, *values: str) -> None:
        with self._writing() as db:
            for table in TABLES:
                db.execute(f"DELETE FROM {table} WHERE {condition}", values)  # noqa: S608 - both are written above
        with self._store_errors(), self._lock, self._read_lock:
            # secure_delete leaves copies that moved from page to page, so VACUUM writes the file anew. The old pages
            # are gone once the write-ahead log is checkpointed.
            self._db.execute("VACUUM")
            (is_busy, _, _) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise StoreFileError(self._path, "it is being read, so its log still holds what was deleted: forget again")

    def _select(self, statement: str, *values: str) -> list[Any]:
        with self._store_errors(), self._read_lock:
            return self._reader.execute(statement, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._store_errors(), self._lock, self._transaction() as db:
            yield db

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all or nothing; the caller holds the lock."""
        with self._db as db:
            # Immediate: a transaction that reads first and then finds that another process writes fails without a wait.
            db.execute("BEGIN IMMEDIATE")
            yield db

    @contextmanager
    def _store_errors(self) -> Iterator[None]:
        """Raise errors of SQLite and of the file system as the store's."""
        try:
            yield
        except (sqlite3.Error, OSError, ValueError) as error:
            is_no_database = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB
            reason = getattr(error, "strerror", None) or error
            raise (UnusableFileError if is_no_database else StoreFileError)(self._path, reason) from error


def _close(*connections: sqlite3.Connection) -> None:
    for connection in connections:
        connection.close()


def _text(value: Any) -> str:
    """Return what a column holds as text, whatever it is, so that a damaged row doesn't hide the others."""
    if value is None:
        return ""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


def _record(version: int | None, body: bytes | None) -> Record:
    """Return a row of LOAD as a record; DAMAGED where it is none."""
    try:
        return Record(version, body.decode()) if version and version > 0 and body is not None else DAMAGED
    except UnicodeDecodeError:
        return DAMAGED
