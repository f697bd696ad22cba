"""The store in an SQLite file: what only a file can do wrong."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from skill.journey.speaker import Speaker
from skill.stores.sqlite import SQLiteStore
from skill.stores.sqlite_file import APPLICATION_ID, SCHEMA_MIGRATIONS, UnusableFileError
from skill.stores.store import DAMAGED, ConflictError, Record, Store, UnavailableError, Week
from tests.stores.contract import KIM, RECORD, SAM, Calls, StoreContract, UnreachableContract, week

SCHEMAS = Path(__file__).parent / "schemas"
"""A file of each schema version, as SQL. They are never changed; a later version adds its own."""

WRITES = ("INSERT", "UPDATE", "DELETE")

ACKNOWLEDGE = """
import itertools, sys
from skill.journey.speaker import Speaker
from skill.stores.store import DAMAGED, Record, Week
from skill.stores.sqlite import SQLiteStore
store = SQLiteStore(sys.argv[1])
for version in itertools.count(1):
    store.save(Speaker("home"), Record(version, f"body {version}" * 50), Week(f"week {version:06}", "days"))
    print(version, flush=True)
"""
"""Writes for ever, and says after each write that it is safe."""

COMPETE = """
import sys
from skill.journey.speaker import Speaker
from skill.stores.store import ConflictError, Record
from skill.stores.sqlite import SQLiteStore
print("ready", flush=True)
sys.stdin.readline()
store, speaker = SQLiteStore(sys.argv[1]), Speaker("home")
for number in range(25):
    while True:
        before = store.load(speaker) or Record(0, "")
        try:
            store.save(speaker, Record(before.version + 1, f"{before.body} {sys.argv[2]}.{number}"))
            break
        except ConflictError:
            pass
store.close()
"""
"""Writes 25 words into one record, beside others who do the same."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journeys.sqlite3"


def python(script: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", script, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=Path(__file__).parents[2])


def written(file: Path) -> bytes:
    """Return all bytes of the file and of those beside it."""
    return b"".join(one.read_bytes() for one in sorted(file.parent.glob(f"{file.name}*")))


class TestSQLiteStore(StoreContract):
    @pytest.fixture
    def store(self, calls: Calls, file: Path) -> Iterator[Store]:
        def note(statement: str) -> None:
            if statement.startswith(("SELECT", *WRITES)):
                calls.append("write" if statement.startswith(WRITES) else "read")

        store = SQLiteStore(file)
        for one in (store._db, store._reader):
            one.set_trace_callback(note)
        yield store
        store.close()

    def damage(self, store: Store, speaker: Speaker) -> None:
        assert isinstance(store, SQLiteStore)
        broken(store, speaker, "7", "CAST(x'ff' AS TEXT)")

    def kept_bytes(self, store: Store, speaker: Speaker) -> int:
        assert isinstance(store, SQLiteStore)
        size = "length(CAST(household || person || version || body AS BLOB))"
        rows = store._select(f"SELECT {size} FROM journeys WHERE person = ?", speaker.person)
        return int(rows[0][0])


def broken(store: SQLiteStore, speaker: Speaker, version: str, body: str) -> None:
    """Put a row that is no record, of two expressions in SQL."""
    with store._writing() as db:
        row = (speaker.household, speaker.person)
        db.execute(f"INSERT INTO journeys VALUES (?, ?, {version}, {body})", row)


BROKEN = [("7", "x'7b7d'"), ("7", "5"), ("'seven'", "'{}'"), ("0", "'{}'"), ("-1", "'{}'"), ("1.5", "'{}'")]


@pytest.mark.parametrize(("version", "body"), BROKEN)
def test_a_row_that_is_no_record_is_loaded_as_damaged(file: Path, version: str, body: str) -> None:
    store = SQLiteStore(file)
    broken(store, SAM, version, body)
    # A number becomes text where text is to be.
    assert store.load(SAM) == (Record(7, "5") if body == "5" else DAMAGED)
    store.close()


class TestAClosedStore(UnreachableContract):
    @pytest.fixture
    def unreachable(self, file: Path) -> Store:
        store = SQLiteStore(file)
        store.close()
        return store


# What is acknowledged is kept


def test_what_was_acknowledged_survives_a_kill(file: Path) -> None:
    with python(ACKNOWLEDGE, file) as writer:
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(50)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in writer.stdout if line.endswith("\n")]
    store = SQLiteStore(file)
    found = store.load(Speaker("home"))
    assert found is not None
    # One more may have been written and not been acknowledged.
    assert acknowledged[-1] <= found.version <= acknowledged[-1] + 1
    assert found.body == f"body {found.version}" * 50
    assert [one.name for one in store.weeks(Speaker("home"))] == [f"week {n:06}" for n in range(1, found.version + 1)]
    assert store._select("PRAGMA integrity_check") == [("ok",)]
    store.close()


def test_a_process_that_opens_and_closes_the_file_takes_no_write_from_one_that_has_it_open(file: Path) -> None:
    store = SQLiteStore(file)
    store.save(SAM, Record(1, "first"))
    for version in range(2, 5):
        script = "import sys; from skill.stores.sqlite import SQLiteStore; SQLiteStore(sys.argv[1]).close()"
        assert python(script, file).communicate()[1] == ""
        store.save(SAM, Record(version, f"version {version}"))
    seen_by_another = (
        "import sys, sqlite3; print(sqlite3.connect(sys.argv[1]).execute('SELECT body FROM journeys').fetchone()[0])"
    )
    assert python(seen_by_another, file).communicate()[0] == "version 4\n"
    store.close()


def test_processes_that_open_a_new_file_and_write_at_once_lose_nothing(file: Path) -> None:
    writers = [python(COMPETE, file, name) for name in range(4)]
    for one in writers:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in writers:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    assert [one.communicate()[1] for one in writers] == [""] * 4
    store = SQLiteStore(file)
    found = store.load(Speaker("home"))
    assert found is not None
    assert found.version == 100
    assert sorted(found.body.split()) == sorted(f"{name}.{number}" for name in range(4) for number in range(25))
    store.close()


def test_every_commit_is_waited_for_until_it_is_on_the_disk(file: Path) -> None:
    store = SQLiteStore(file)
    full, wal = [("2",)], [("wal",)]
    assert [(str(value),) for (value,) in store._select("PRAGMA synchronous")] == full
    assert store._select("PRAGMA journal_mode") == wal
    store.close()


def test_a_store_opened_again_has_everything(file: Path) -> None:
    for version in range(1, 4):
        store = SQLiteStore(str(file))
        store.save(SAM, Record(version, "{}"), week(version))
        store.close()
        store.close()
    store = SQLiteStore(file)
    assert store.load(SAM) == Record(3, "{}")
    assert store.weeks(SAM) == [week(1), week(2), week(3)]
    store.close()


# What is private stays private


def test_the_files_are_their_owners_alone_whatever_the_umask(file: Path) -> None:
    before = os.umask(0)
    try:
        store = SQLiteStore(file)
        store.save(SAM, RECORD)
    finally:
        os.umask(before)
    names = {one.name: stat.S_IMODE(one.stat().st_mode) for one in file.parent.iterdir()}
    assert names == {f"{file.name}{end}": 0o600 for end in ("", "-wal", "-shm")}
    store.close()


@pytest.mark.parametrize("mode", [0o666, 0o644, 0o640, 0o660, 0o700])
def test_files_that_others_can_read_are_taken_from_them(file: Path, mode: int) -> None:
    store = SQLiteStore(file)
    store.save(SAM, RECORD)
    for one in file.parent.iterdir():
        one.chmod(mode)
    again = SQLiteStore(file)
    assert again.load(SAM) == RECORD
    assert {stat.S_IMODE(one.stat().st_mode) for one in file.parent.iterdir()} == {0o600}
    again.close()
    store.close()


def test_a_file_of_another_owner_that_others_can_read_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SQLiteStore(file).close()
    file.chmod(0o644)

    def refuse(path: Path, mode: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(UnusableFileError, match="others can read it"):
        SQLiteStore(file)


def test_forgotten_words_are_not_in_the_file_any_more(file: Path) -> None:
    store = SQLiteStore(file)
    people = [Speaker(f"house {number:02}", f"person {number:02}") for number in range(30)]
    for version in range(1, 16):
        for number, speaker in enumerate(people):
            # Of many sizes, so that records move from page to page and leave their old bytes behind.
            words = f"secret of {number:02} " * (1 + (version * number) % 97)
            store.save(speaker, Record(version, words), week(version, words))
    for number, speaker in enumerate(people[:10]):
        store.forget(speaker)
        assert f"secret of {number:02}".encode() not in written(file)
        assert f"person {number:02}".encode() not in written(file)
    store.forget_household("house 10")
    assert b"secret of 10" not in written(file)
    assert b"secret of 11" in written(file)
    store.close()


def test_forgetting_goes_on_where_it_was_held_up(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.stores.sqlite_file.BUSY_TIMEOUT_S", 0.05)
    store = SQLiteStore(file)
    store.save(SAM, Record(1, "a secret"))
    store.save(KIM, RECORD)
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM journeys").fetchall()
    with pytest.raises(UnavailableError, match="forget again"):
        store.forget(SAM)
    assert store.load(SAM) is None
    reader.close()
    store.forget(SAM)
    assert b"a secret" not in written(file)
    store.close()


# Files that are something else


def test_a_new_file_is_brought_to_the_newest_version(file: Path) -> None:
    file.touch()
    store = SQLiteStore(file)
    assert store._select("PRAGMA user_version") == [(len(SCHEMA_MIGRATIONS),)]
    assert store._select("PRAGMA application_id") == [(APPLICATION_ID,)]
    store.close()


def test_an_older_file_is_brought_to_the_newest_version_with_what_it_holds(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SQLiteStore(file)
    store.save(SAM, RECORD)
    store.close()
    column = ("ALTER TABLE journeys ADD COLUMN seen TEXT", "UPDATE journeys SET seen = 'yes'")
    monkeypatch.setattr("skill.stores.sqlite_file.SCHEMA_MIGRATIONS", (*SCHEMA_MIGRATIONS, column))
    for _ in range(2):
        store = SQLiteStore(file)
        assert store.load(SAM) == RECORD
        assert store._select("SELECT seen FROM journeys") == [("yes",)]
        store.close()


@pytest.mark.parametrize("schema", sorted(SCHEMAS.iterdir()), ids=lambda path: path.stem)
def test_a_file_of_every_schema_version_is_read(file: Path, schema: Path) -> None:
    with sqlite3.connect(file) as older:
        older.executescript(schema.read_text("utf-8"))
    older.close()
    store = SQLiteStore(file)
    assert store.load(SAM) == Record(2, '{"v":1,"step":[4,null]}')
    assert store.weeks(SAM) == [Week("2026-W10", '{"v":1,"days":{"2026-03-02":[4]},"commitments":{}}')]
    assert store.quarantined(SAM) == ["no journey"]
    store.close()


def test_every_schema_version_has_a_file_that_is_read() -> None:
    versions = range(1, len(SCHEMA_MIGRATIONS) + 1)
    assert {path.name for path in SCHEMAS.iterdir()} == {f"schema-{version}.sql" for version in versions}


def test_a_migration_that_fails_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SQLiteStore(file).close()
    half = ("ALTER TABLE journeys ADD COLUMN seen TEXT", "UPDATE nothing SET seen = 'yes'")
    with monkeypatch.context() as patch:
        patch.setattr("skill.stores.sqlite_file.SCHEMA_MIGRATIONS", (*SCHEMA_MIGRATIONS, half))
        with pytest.raises(UnavailableError):
            SQLiteStore(file)
    store = SQLiteStore(file)
    store.save(SAM, RECORD)
    store.close()


def test_a_file_of_a_newer_version_is_refused_and_left_alone(file: Path) -> None:
    SQLiteStore(file).close()
    with sqlite3.connect(file) as newer:
        newer.execute(f"PRAGMA user_version = {len(SCHEMA_MIGRATIONS) + 1}")
    newer.close()
    before = file.read_bytes()
    with pytest.raises(UnusableFileError, match="newer version"):
        SQLiteStore(file)
    assert file.read_bytes() == before


def test_the_database_of_another_program_is_refused_and_left_alone(file: Path) -> None:
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE places (url TEXT)")
    other.close()
    before = file.read_bytes()
    with pytest.raises(UnusableFileError, match="another program"):
        SQLiteStore(file)
    assert file.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(file: Path) -> None:
    letter = b"Dear Sam, this is a letter and not a database. " * 40
    file.write_bytes(letter)
    with pytest.raises(UnusableFileError):
        SQLiteStore(file)
    assert file.read_bytes() == letter


@pytest.mark.parametrize("name", [".", "missing/journeys.sqlite3", "letter/journeys.sqlite3", "a\0b", "n" * 300])
def test_a_place_where_no_file_can_be_is_unavailable(tmp_path: Path, name: str) -> None:
    (tmp_path / "letter").touch()
    with pytest.raises(UnavailableError, match="can't use the store at"):
        SQLiteStore(tmp_path / name)


def test_what_is_not_a_file_is_refused() -> None:
    with pytest.raises(UnusableFileError, match="not a file"):
        SQLiteStore("/dev/null")


def test_a_directory_that_may_not_be_written_to_is_unavailable(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    everything = os.geteuid() == 0  # who may do everything has to step down to be refused
    if everything:
        os.seteuid(65534)
    try:
        with pytest.raises(UnavailableError, match="Permission denied"):
            SQLiteStore(tmp_path / "journeys.sqlite3")
    finally:
        if everything:
            os.seteuid(0)
        tmp_path.chmod(0o700)


def test_a_name_that_means_something_to_sqlite_is_only_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = SQLiteStore(":memory:")
    store.save(SAM, RECORD)
    store.close()
    assert (tmp_path / ":memory:").exists()


def test_a_group_commit_saves_every_pending_write_and_each_thread_gets_its_own_result(file: Path) -> None:
    store = SQLiteStore(file)
    speaker, others = Speaker("home", "-"), [Speaker("home", str(number)) for number in range(30)]
    transactions: list[str] = []
    store.save(speaker, Record(1, "{}"))
    store._db.set_trace_callback(lambda one: transactions.append(one) if one.startswith("COMMIT") else None)
    store._lock.acquire()
    with ThreadPoolExecutor(31) as threads:
        told = [threads.submit(store.save, one, Record(1, "{}")) for one in others]
        refused = threads.submit(store.save, speaker, Record(7, "{}"))
        while len(store._pending) < 31:
            threading.Event().wait(0.01)
        store._lock.release()
        for one in told:
            one.result(10)
        with pytest.raises(ConflictError):
            refused.result(10)
    assert len(transactions) < 5
    assert all(store.load(one) == Record(1, "{}") for one in (*others, speaker))
    store.close()


def test_a_save_that_fails_fails_for_all_who_were_saved_with_it(file: Path) -> None:
    store = SQLiteStore(file)
    fine, odd = Speaker("home", "fine"), Speaker("home", "odd")
    with ThreadPoolExecutor(2) as threads:
        store._lock.acquire()
        told = [threads.submit(store.save, fine, Record(1, "{}"))]
        while len(store._pending) < 1:
            threading.Event().wait(0.01)
        told.append(threads.submit(store.save, odd, Record(1, "\ud800")))
        while len(store._pending) < 2:
            threading.Event().wait(0.01)
        store._lock.release()
        for one in told:
            with pytest.raises(UnavailableError):
                one.result(10)
    assert store.load(fine) is None
    assert store.load(odd) is None
    store.save(fine, Record(1, "{}"))
    assert store.load(fine) == Record(1, "{}")
    store.close()
