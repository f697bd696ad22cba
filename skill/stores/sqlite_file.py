"""The SQLite file of a store: its schema with migrations, its settings and its permissions."""

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from skill.stores.store import UnavailableError

APPLICATION_ID = 0x54525354
"""The file's application id ("TRST"), which tells it from the databases of other programs."""

SCHEMA_MIGRATIONS = (
    (
        f"PRAGMA application_id = {APPLICATION_ID}",
        """CREATE TABLE journeys (
            household TEXT NOT NULL, person TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (household, person)
        ) WITHOUT ROWID""",
        """CREATE TABLE weeks (
            household TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (household, person, name)
        ) WITHOUT ROWID""",
        # version and body have no types: they are kept as they were, and may be anything.
        """CREATE TABLE quarantine (
            household TEXT NOT NULL, person TEXT NOT NULL, version, body, PRIMARY KEY (household, person, version, body)
        )""",
    ),
)
"""Statements that migrate the file from each schema version to the next. New ones are only ever added at the end."""

BUSY_TIMEOUT_S = 2.0
"""How long to wait while another process writes; Alexa waits eight seconds for a turn."""

RETRY_OPENING_S = 0.01

FILE_MODE = 0o600
"""Only the owner may read it: records hold what couples said to each other."""

SETTINGS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # in this mode NORMAL would lose the last turns when the power fails
    "fullfsync = ON",  # so would macOS without this
    "secure_delete = ON",
    "temp_store = MEMORY",  # VACUUM leaves no copy elsewhere
)


class StoreFileError(UnavailableError):
    """The file can't be used now."""

    def __init__(self, path: Path, reason: object) -> None:
        super().__init__(f"can't use the store at {path}: {reason}")
        self.path, self.reason = path, reason


class UnusableFileError(StoreFileError):
    """The file is not a store that this version of the skill can use; trying again does not help."""

    is_final = True


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection to a file of the newest schema version, which is created where there is none.

    Raises OSError, ValueError, sqlite3.Error and UnusableFileError.
    """
    # SQLite gives the two files beside it the same mode. The file is opened here only to create it: closing any
    # descriptor of a file drops all POSIX locks that the process has on it, SQLite's too, and then another process
    # that closes the store deletes the write-ahead log in use (sqlite.org/howtocorrupt.html, section 2.2).
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), FILE_MODE))
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnusableFileError(path, "it is not a file")
    _restrict_permissions(path)
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        db = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        try:
            _prepare(db, path)
        except BaseException as error:
            db.close()
            # The process that creates a file locks it for a moment, and SQLite's own busy timeout doesn't apply there.
            if not _is_transient(error) or time.monotonic() > deadline:
                raise
            time.sleep(RETRY_OPENING_S)
        else:
            return db


def _restrict_permissions(path: Path) -> None:
    """Let only the owner read the file and those that SQLite keeps beside it; raises UnusableFileError."""
    for file in (path, *(Path(f"{path}{suffix}") for suffix in ("-wal", "-shm", "-journal"))):
        with suppress(FileNotFoundError):
            if stat.S_IMODE(file.stat().st_mode) & ~FILE_MODE:
                try:
                    file.chmod(FILE_MODE)
                except PermissionError:
                    raise UnusableFileError(path, "others can read it, and it is not yours") from None


def _is_transient(error: BaseException) -> bool:
    code = error.sqlite_errorcode & 0xFF if isinstance(error, sqlite3.OperationalError) else None
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_PROTOCOL)


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    """Apply the settings and the migrations that the file lacks."""
    _schema_version(db, path)  # before anything is changed in a file of another program
    for setting in SETTINGS:
        db.execute(f"PRAGMA {setting}")
    if _schema_version(db, path) == len(SCHEMA_MIGRATIONS):
        return
    with db:
        db.execute("BEGIN IMMEDIATE")
        for statements in SCHEMA_MIGRATIONS[_schema_version(db, path) :]:
            for statement in statements:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(SCHEMA_MIGRATIONS)}")


def _schema_version(db: sqlite3.Connection, path: Path) -> int:
    """Return the schema version, 0 of an empty file; raises UnusableFileError for a file that isn't a store's."""
    with _read_snapshot(db):
        version, application_id, tables = (
            int(db.execute(query).fetchone()[0])
            for query in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
        )
    if application_id != APPLICATION_ID and (application_id or version or tables):
        raise UnusableFileError(path, "it is the database of another program")
    if version > len(SCHEMA_MIGRATIONS):
        raise UnusableFileError(path, "a newer version of Trust Steps wrote it")
    return version


@contextmanager
def _read_snapshot(db: sqlite3.Connection) -> Iterator[None]:
    """Read one state of the file, while another process may be creating it."""
    if db.in_transaction:
        yield
        return
    with db:
        db.execute("BEGIN")
        yield
