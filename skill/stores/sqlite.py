"""A store in one SQLite file: for a server at home, and for the talk simulator."""

import os
import sqlite3
import stat
import time
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Self

from skill.deadline import Deadline
from skill.journey.speaker import Speaker
from skill.stores.store import DAMAGED, ConflictError, Record, StoreError, UnavailableError, Week

SQLITE_APPLICATION_ID = 0x54525354
"""The file's application id ("TRST"), by which it is told from any other SQLite file."""

SQLITE_MIGRATIONS = (
    (
        f"PRAGMA application_id = {SQLITE_APPLICATION_ID}",
        """CREATE TABLE hot (
            household TEXT NOT NULL, person TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (household, person)
        ) WITHOUT ROWID""",
        """CREATE TABLE weeks (
            household TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (household, person, name)
        ) WITHOUT ROWID""",
    ),
    (
        # Its columns have no types: what is set aside may be anything.
        """CREATE TABLE aside (
            household TEXT NOT NULL, person TEXT NOT NULL, version, body, PRIMARY KEY (household, person, version, body)
        )""",
    ),
)
"""Statements that bring a file from one version to the next. Ever only add to the end."""

TABLES = ("hot", "weeks", "aside")

WHOSE = "household = ? AND person = ?"

LOAD = (
    "SELECT CASE typeof(version) WHEN 'integer' THEN version END, "  # noqa: S608 - WHOSE is from above
    f"CASE typeof(body) WHEN 'text' THEN CAST(body AS BLOB) END FROM hot WHERE {WHOSE}"
)
"""A hot record's version, and its body as bytes; null is what is not even of the right type."""

BUSY_TIMEOUT_S = 2.0
"""Seconds to wait for another process that writes; a turn has eight in all."""


FILE_MODE = 0o600
"""Only the owner reads what couples said to each other."""


class UnusableFileError(UnavailableError):
    """The file is not a store that this version of the skill can use; trying again does not help."""

    is_final = True


@dataclass(eq=False)
class _PendingWrite:
    """What somebody wants to have saved, and what came of it."""

    speaker: Speaker
    record: Record
    week: Week | None
    is_done: bool = False
    failed: StoreError | None = field(default_factory=lambda: UnavailableError("nobody knows whether it was saved"))

    def carry_out(self, db: sqlite3.Connection) -> bool:
        """Write it, unless another version is kept; tell whether that was so."""
        key, record = (self.speaker.household, self.speaker.person), self.record
        if record.version == 1:
            insert = "INSERT INTO hot VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
            done = db.execute(insert, (*key, record.version, record.body))
        else:
            update = "UPDATE hot SET version = ?, body = ? WHERE household = ? AND person = ? AND version = ?"
            done = db.execute(update, (record.version, record.body, *key, record.version - 1))
        if done.rowcount == 1 and self.week:
            values = (*key, self.week.name, self.week.body)
            db.execute("INSERT OR REPLACE INTO weeks VALUES (?, ?, ?, ?)", values)
        return done.rowcount == 1


class SQLiteStore:
    """Keeps records in one file. Safe to call from many threads, and with many processes on one file.

    It needs a directory that it may write to, on a disk of this machine: the write-ahead log that SQLite keeps beside
    the file does not work over a network. Open it after a fork, not before.
    """

    location = "home"

    def __init__(self, path: str | Path) -> None:
        """Open the file, which is made where there is none, readable by its owner only.

        Raises UnavailableError where that fails, and UnusableFileError where the file is something else or was written
        by a newer version.
        """
        # Made absolute, because SQLite gives some names a meaning of their own.
        self._path = Path(path).absolute()
        self._lock, self._reading = Lock(), Lock()
        self._saves: deque[_PendingWrite] = deque()
        with self._telling():
            self._db = _open(self._path)
            # Who reads does not wait for the disk, as who writes does.
            self._reader = _open(self._path)
            self._reader.text_factory = _text
        self._close = weakref.finalize(self, _close, self._db, self._reader)

    def close(self) -> None:
        """Close the file. Whatever is asked of the store afterwards raises UnavailableError."""
        with self._lock, self._reading:
            self._close()

    def within(self, deadline: Deadline) -> Self:
        """Return the store itself: it waits BUSY_TIMEOUT_S for other processes that write."""
        return self

    def ping(self) -> bool:
        """Tell whether the store answers: one cheap read."""
        try:
            self._select("SELECT version FROM hot LIMIT 1")
        except UnavailableError:
            return False
        return True

    def load(self, speaker: Speaker) -> Record | None:
        """Return the speaker's hot record, or None where there is none; raises UnavailableError."""
        rows = self._select(LOAD, speaker.household, speaker.person)
        return _record(*rows[0]) if rows else None

    def save(self, speaker: Speaker, record: Record, week: Week | None = None) -> None:
        """Replace the hot record of the version before, and put the week, both or none.

        Returns once they are safe on the disk. Raises ConflictError and UnavailableError. Group commit: the thread that
        holds the lock writes every pending save in one transaction, because each fsync costs milliseconds.
        """
        mine = _PendingWrite(speaker, record, week)
        self._saves.append(mine)
        with self._lock:
            if not mine.is_done:
                self._group_commit()
        if mine.failed:
            raise mine.failed

    def _group_commit(self) -> None:
        """Save for all who wait, in one transaction: where it fails, it fails for all of them."""
        saves = [self._saves.popleft() for _ in range(len(self._saves))]
        failed: StoreError | None = None
        try:
            with self._telling(), self._transaction() as db:
                for one in saves:
                    one.failed = None if one.carry_out(db) else ConflictError("another version is kept")
        except UnavailableError as error:
            failed = error
        for one in saves:
            one.failed, one.is_done = failed or one.failed, True

    def quarantine(self, speaker: Speaker, seen: Record, fresh: Record) -> None:
        """Keep a record that nobody can read under another key, and replace it by a fresh one, both or none.

        Raises ConflictError and UnavailableError.
        """
        key = (speaker.household, speaker.person)
        with self._writing() as db:
            rows = db.execute(LOAD, key).fetchall()
            if not rows or _record(*rows[0]) != seen:
                raise ConflictError("another record is kept")
            db.execute(f"INSERT OR IGNORE INTO aside SELECT * FROM hot WHERE {WHOSE}", key)  # noqa: S608
            db.execute("INSERT OR REPLACE INTO hot VALUES (?, ?, ?, ?)", (*key, fresh.version, fresh.body))

    def quarantined(self, speaker: Speaker) -> list[str]:
        """Return the bodies of what was set aside; raises UnavailableError."""
        asked = f"SELECT body FROM aside WHERE {WHOSE} ORDER BY version, body"  # noqa: S608
        return [_text(body) for (body,) in self._select(asked, speaker.household, speaker.person)]

    def weeks(self, speaker: Speaker) -> list[Week]:
        """Return the speaker's rolled weeks, oldest first; raises UnavailableError."""
        rows = self._select(
            "SELECT name, body FROM weeks WHERE household = ? AND person = ? ORDER BY name",
            speaker.household,
            speaker.person,
        )
        return [Week(_text(name), _text(body)) for name, body in rows]

    def speakers(self, household: str) -> list[Speaker]:
        """Return everyone in the household who has any record, in order of their key."""
        selects = (f"SELECT person FROM {table} WHERE household = ?" for table in TABLES)  # noqa: S608
        rows = self._select(f"{' UNION '.join(selects)} ORDER BY 1", *[household] * len(TABLES))
        return [Speaker(household, _text(person)) for (person,) in rows]

    def all_households(self) -> list[str]:
        """Return the keys of all households, in order; raises UnavailableError."""
        selects = (f"SELECT household FROM {table}" for table in TABLES)  # noqa: S608
        rows = self._select(f"{' UNION '.join(selects)} ORDER BY 1")
        return [_text(household) for (household,) in rows]

    def forget(self, speaker: Speaker) -> None:
        """Delete every record of the speaker, so that the file does not hold their bytes any more."""
        self._forget(WHOSE, speaker.household, speaker.person)

    def forget_household(self, household: str) -> None:
        """Delete every record of the household, so that the file does not hold their bytes any more."""
        self._forget("household = ?", household)

    def _forget(self, whose: str, *values: str) -> None:
        with self._writing() as db:
            for table in TABLES:
                db.execute(f"DELETE FROM {table} WHERE {whose}", values)  # noqa: S608 - both are written above
        with self._locked() as db, self._reading:
            # Secure deletion leaves what once moved from page to page, so the file is written anew. The old pages go
            # when the log beside it is emptied into it.
            db.execute("VACUUM")
            (busy, _, _) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise UnavailableError(f"{self._path} is being read, so what was deleted is still in its log: forget again")

    def _select(self, statement: str, *values: str) -> list[Any]:
        with self._telling(), self._reading:
            return self._reader.execute(statement, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._telling(), self._lock, self._transaction() as db:
            yield db

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all or nothing; whoever calls holds the lock."""
        with self._db as db:
            # Immediate: to read first and find out on writing that somebody else did would fail without any wait.
            db.execute("BEGIN IMMEDIATE")
            yield db

    @contextmanager
    def _locked(self) -> Iterator[sqlite3.Connection]:
        with self._telling(), self._lock:
            yield self._db

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, ValueError) as error:
            kind = (
                UnusableFileError
                if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB
                else UnavailableError
            )
            raise kind(f"can't use the store at {self._path}: {getattr(error, 'strerror', None) or error}") from error


def _close(*connections: sqlite3.Connection) -> None:
    for one in connections:
        one.close()


def _text(value: Any) -> str:
    """Return what a column holds as text, whatever it is: a damaged row must not hide the others."""
    if value is None:
        return ""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


def _record(version: int | None, body: bytes | None) -> Record:
    """Return a record as it was read; DAMAGED where it is none."""
    try:
        return Record(version, body.decode()) if version and version > 0 and body is not None else DAMAGED
    except UnicodeDecodeError:
        return DAMAGED


def _open(path: Path) -> sqlite3.Connection:
    """Return a connection to a file of the newest version; raises OSError, ValueError, sqlite3.Error and Unusable."""
    # SQLite gives the two files beside it the same mode. The file is opened here only to create it: closing any
    # descriptor of a file drops all POSIX locks that the process has on it, SQLite's too, and then another process
    # that closes the store deletes the write-ahead log in use (sqlite.org/howtocorrupt.html, section 2.2).
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), FILE_MODE))
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnusableFileError(f"can't use the store at {path}: it is not a file")
    _tighten(path)
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        db = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        try:
            _prepare(db, path)
        except BaseException as error:
            db.close()
            # The first to open a new file locks the others out for a moment, and SQLite does not wait there by itself.
            if not _is_transient(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return db


def _tighten(path: Path) -> None:
    """Take the file, and those that SQLite keeps beside it, from all but its owner; raises UnusableFileError."""
    for file in (path, *(Path(f"{path}{end}") for end in ("-wal", "-shm", "-journal"))):
        with suppress(FileNotFoundError):
            if stat.S_IMODE(file.stat().st_mode) & ~FILE_MODE:
                try:
                    file.chmod(FILE_MODE)
                except PermissionError:
                    raise UnusableFileError(
                        f"can't use the store at {path}: others can read it, and it is not yours"
                    ) from None


def _is_transient(error: BaseException) -> bool:
    code = error.sqlite_errorcode & 0xFF if isinstance(error, sqlite3.OperationalError) else None
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_PROTOCOL)


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    _version(db, path)  # before anything is changed in a file that may not be ours
    for setting in (
        "journal_mode = WAL",
        "synchronous = FULL",  # in this mode NORMAL would lose the last turns when the power fails
        "fullfsync = ON",  # so would macOS without this
        "secure_delete = ON",
        "temp_store = MEMORY",  # writing the file anew leaves no copy elsewhere
    ):
        db.execute(f"PRAGMA {setting}")
    if _version(db, path) == len(SQLITE_MIGRATIONS):
        return
    with db:
        db.execute("BEGIN IMMEDIATE")
        for statements in SQLITE_MIGRATIONS[_version(db, path) :]:
            for statement in statements:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(SQLITE_MIGRATIONS)}")


def _version(db: sqlite3.Connection, path: Path) -> int:
    """Return the version of the file, 0 where it is empty; raises UnusableFileError where it is not for us."""
    with _read_snapshot(db):
        version, application, tables = (
            int(db.execute(query).fetchone()[0])
            for query in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
        )
    if application != SQLITE_APPLICATION_ID and (application or version or tables):
        raise UnusableFileError(f"can't use the store at {path}: it is the database of another program")
    if version > len(SQLITE_MIGRATIONS):
        raise UnusableFileError(f"can't use the store at {path}: a newer version of Trust Steps wrote it")
    return version


@contextmanager
def _read_snapshot(db: sqlite3.Connection) -> Iterator[None]:
    """See the file as it is at one moment, though another process may be making it."""
    if db.in_transaction:
        yield
        return
    with db:
        db.execute("BEGIN")
        yield
