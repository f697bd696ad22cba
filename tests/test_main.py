"""The command line, used as a subprocess."""

import json
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

from skill.__main__ import main
from skill.stores.sqlite import TABLES
from tests.command_line import run, run_process

FIELDS = [
    "utterance",
    "request_type",
    "intent",
    "slots",
    "speech",
    "ssml",
    "reprompt",
    "card",
    "screen",
    "session_open",
    "error",
]


def heard(*arguments: str, said: str | bytes) -> list[dict[str, Any]]:
    done = run("talk", "--json", "--store", ":memory:", *arguments, said=said)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def refused(*arguments: str, said: str | bytes = "") -> str:
    return one_line(run(*arguments, said=said))


def one_line(done: "subprocess.CompletedProcess[bytes]") -> str:
    """Return the only line of a command that is refused with exit code 2."""
    assert done.returncode == 2, (done.stdout, done.stderr)
    message = done.stderr.decode()
    assert message.count("\n") == 1, message
    assert "Traceback" not in message
    return message


def test_each_utterance_is_one_json_object_with_all_its_fields() -> None:
    first, second = heard("--at", "2026-03-02T20:00", said="open trust steps\nboth\n")
    assert list(first) == list(second) == FIELDS
    assert first["request_type"] == "LaunchRequest"
    assert first["intent"] is None
    assert first["session_open"] is True
    assert first["reprompt"]
    assert second["intent"] == "TodaysStepIntent"
    assert second["slots"] == {"role": "both"}
    assert second["card"]["title"]
    assert second["ssml"].startswith("<speak>")
    assert "<" not in second["speech"]
    assert second["session_open"] is False
    assert second["reprompt"] is None
    assert second["error"] is None


def test_a_first_utterance_can_be_an_invocation_or_only_the_request() -> None:
    said = "ask trust steps for today's step\n/new\ntoday's step\nalexa, tell trust steps i did today's step\n"
    intents = [one["intent"] for one in heard(said=said)]
    assert intents == ["TodaysStepIntent", "TodaysStepIntent", "CompleteStepIntent"]


def test_empty_lines_are_ignored() -> None:
    assert len(heard(said="\n   \n\t\nhelp\n\n\r\n")) == 1


def test_a_line_that_is_not_utf_8_gets_an_answer() -> None:
    (answer,) = heard(said=b"\xff\xfe\x80 promise\n")
    assert answer["speech"]


@pytest.mark.parametrize(
    "word", ["a", "promise ", "i promise to ", "i kept my promise yesterday ", "\N{GRINNING FACE}"]
)
def test_a_line_of_a_hundred_kilobytes_gets_an_answer(word: str) -> None:
    (answer,) = heard(said=word * (100_000 // len(word)) + "\n")
    assert answer["speech"]


def test_a_last_line_without_an_end_is_heard() -> None:
    assert len(heard(said="help")) == 1


def test_a_month_passes_in_a_moment() -> None:
    said = "".join(f"/at 2026-03-{day:02}T20:00\ncheck in with a four\n" for day in range(1, 31)) + "what's my streak\n"
    assert "30 days" in heard("--timezone", "America/New_York", said=said)[-1]["speech"]


def test_voices_have_a_journey_each() -> None:
    asked = "what are my promises\n"
    answers = heard(said=f"/speaker sam\ni promise to be home by six\n/speaker alex\n{asked}/speaker -\n/new\n{asked}")
    assert "be home by six" in answers[0]["speech"]
    assert all("be home by six" not in one["speech"] for one in answers[1:])


def test_new_closes_the_session_and_the_open_question_with_it() -> None:
    answers = heard(said="check in\n/new\nfour\n")
    assert answers[0]["session_open"] is True
    assert answers[1]["intent"] == "AMAZON.FallbackIntent"


def test_quit_ends_and_says_nothing_more() -> None:
    assert len(heard(said="help\n/quit\nhelp\n")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "/nonsense",
        "/",
        "/at",
        "/at tomorrow",
        "/at 2026-13-01T00:00",
        "/at 0001-01-01",
        "/at 9999-12-31T23:59",
        "/speaker",
        "/screen maybe",
        "/new now",
        "/atta 2026-03-01",
    ],
)
def test_a_command_that_cannot_be_followed_is_one_line_and_ends_with_2(line: str) -> None:
    refused("talk", "--json", "--store", ":memory:", said=f"{line}\nhelp\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--at", "yesterday"),
        ("--timezone", "Mars/Base"),
        ("--timezone", "../../etc/passwd"),
        ("--timezone", ""),
        ("--locale", "xx-XX"),
        ("--locale", "../en-US"),
        ("--store", "/proc/nowhere/store.sqlite3"),
        ("--store", "/"),
        ("--nonsense",),
    ],
)
def test_a_bad_option_is_one_line_and_ends_with_2(arguments: tuple[str, ...]) -> None:
    refused("talk", "--json", *arguments, said="help\n")


def test_a_store_that_is_not_one_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Sam, " * 1000)
    refused("talk", "--json", "--store", str(file), said="help\n")
    assert file.read_text().startswith("Dear Sam")


def test_no_command_at_all_is_one_line() -> None:
    one_line(run_process())


def test_without_a_store_the_data_directory_of_the_user_is_used(tmp_path: Path) -> None:
    for expected in ("Your streak is 1 day", "1 day"):
        done = run(
            "talk", "--json", "--at", "2026-03-02T20:00", said="check in with a four\nwhat's my streak\n", home=tmp_path
        )
        assert done.returncode == 0, done.stderr
        assert expected in json.loads(done.stdout.splitlines()[-1])["speech"]
    (file,) = tmp_path.rglob("*.sqlite3")
    assert file.stat().st_mode & 0o077 == 0


def test_a_pipe_without_json_gives_a_transcript() -> None:
    done = run_process("talk", "--store", ":memory:", said="open trust steps\nstop\n")
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "YOU    open trust steps"
    assert lines[1].startswith("SKILL  Welcome to Trust Steps")
    assert "(session ends)" in lines


def test_answers_survive_a_terminal_that_knows_only_ascii() -> None:
    said, arguments = "i promise to drink less café\n", ("talk", "--json", "--store", ":memory:")
    done = run_process(*arguments, said=said, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert "café" in json.loads(done.stdout)["speech"]


@pytest.fixture
def lived(tmp_path: Path) -> Path:
    store = tmp_path / "store.sqlite3"
    said = "/speaker sam\ni promise to be home by six\ncheck in with a four\nyes\n/speaker alex\ncheck in with a two\n"
    assert run("talk", "--json", "--store", str(store), "--at", "2026-03-02T20:00", said=said).returncode == 0
    return store


def test_export_shows_everything_that_is_kept(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--store", str(lived)]) == 0
    found = json.loads(capsys.readouterr().out)
    sam = next(one for one in found if one["commitments"])
    assert sam["commitments"][0]["text"] == "be home by six"
    assert sam["days"]["2026-03-02"]["rating"] == 4
    assert sam["days"]["2026-03-02"]["outcomes"] == {"a": "kept"}
    assert sam["undo"]["what"] == "check_in"
    assert len(found) == 2


def test_a_dropped_promise_is_exported_as_long_as_its_words_are_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, words = tmp_path / "store.sqlite3", "quokka marzipan"
    said = f"i promise to {words}\ndrop my promise to {words}\nyes\n" + 5 * "hide my screen\nshow my screen\n"
    assert run("talk", "--json", "--store", str(store), "--at", "2026-03-02T20:00", said=said).returncode == 0
    assert main(["export", "--store", str(store)]) == 0
    with sqlite3.connect(store) as db:
        rows = str([db.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES])
    db.close()
    assert (words in rows) is (words in capsys.readouterr().out)


def test_a_record_that_cannot_be_read_costs_the_export_nothing_and_is_counted(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(lived) as db:
        db.execute("INSERT INTO quarantine SELECT household, person, 1, NULL FROM journeys")
    db.close()
    assert main(["export", "--store", str(lived)]) == 0
    told = capsys.readouterr()
    assert [len(one["unreadable"]) for one in json.loads(told.out)] == [1, 1]
    assert [one["step"] for one in json.loads(told.out)] == [1, 1]
    assert told.err == "trust-steps: 2 records that can't be read are in the export as stored, under `unreadable`\n"


def test_an_export_survives_a_terminal_that_knows_only_ascii(tmp_path: Path) -> None:
    store = str(tmp_path / "store.sqlite3")
    assert run("talk", "--json", "--store", store, said="i promise to drink less café\n").returncode == 0
    done = run_process("export", "--store", store, PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "café" in json.loads(done.stdout)[0]["commitments"][0]["text"]


def test_forgetting_needs_a_yes_and_deletes_one_or_all(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["export", "--store", str(lived)])
    first = json.loads(capsys.readouterr().out)[0]["speaker"]
    assert main(["forget", "--store", str(lived), "--speaker", first]) == 2
    assert "--yes" in capsys.readouterr().err
    assert main(["forget", "--store", str(lived), "--speaker", first, "--yes"]) == 0
    assert main(["forget", "--store", str(lived), "--speaker", first, "--yes"]) == 2
    capsys.readouterr()
    main(["export", "--store", str(lived)])
    assert [one["speaker"] for one in json.loads(capsys.readouterr().out)] != [first]
    assert main(["forget", "--store", str(lived), "--everyone", "--yes"]) == 0
    capsys.readouterr()
    main(["export", "--store", str(lived)])
    assert json.loads(capsys.readouterr().out) == []


def test_rows_that_cannot_be_deleted_are_not_told_as_forgotten(lived: Path) -> None:
    with sqlite3.connect(lived) as db:
        db.execute("UPDATE journeys SET person = CAST(person AS BLOB)")
    db.close()
    assert "delete the file" in refused("forget", "--everyone", "--yes", "--store", str(lived))


@pytest.mark.parametrize("command", [("export",), ("forget", "--everyone", "--yes")])
def test_a_store_that_is_not_there_is_said_and_not_made(command: tuple[str, ...], tmp_path: Path) -> None:
    missing = tmp_path / "no.sqlite3"
    assert "no store" in refused(*command, "--store", str(missing))
    assert not missing.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "--host", "nowhere.invalid"),
        ("serve", "--allow-unsigned", "--host", "0.0.0.0"),
        ("serve", "--allow-unsigned", "--port", "99999999"),
        ("serve", "--allow-unsigned", "--port", "many"),
    ],
)
def test_serving_is_refused_where_it_would_be_unsafe_or_cannot_be(arguments: tuple[str, ...]) -> None:
    one_line(run_process(*arguments, *(("--store", ":memory:") if "many" not in arguments else ())))
