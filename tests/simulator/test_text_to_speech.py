"""The voice: what espeak-ng is given to speak, and that it is silent when it should be.

Programs stand in for espeak-ng on PATH: one writes down what it gets, one speaks for a minute, and some go wrong.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from skill.simulator.repl import Terminal
from skill.simulator.session import SimulatorSession
from skill.simulator.text_to_speech import (
    _SUPPORTED_TAGS,
    NO_PROGRAM,
    PROGRAM,
    NoSpeechProgramError,
    SpeechSynthesizer,
    speakable,
)
from skill.stores.memory import MemoryStore
from skill.texts import catalog
from tests.command_line import run

WRITES_DOWN = 'echo "ARGUMENTS $*" >> "$0.heard"; cat >> "$0.heard"; echo >> "$0.heard"'
SPEAKS_LONG = 'cat > /dev/null; sleep 60 & echo $$ $! > "$0.new"; mv "$0.new" "$0.alive"; wait'

NOON = "2026-03-02T12:00"

StandIn = Callable[[str], Path]

Person = Callable[[Callable[[str], None], Path], None]
"""A test of typed input: from the function that types and the folder of the fake program."""

Typing = Callable[[Person], None]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Give a function that puts a shell script in espeak-ng's place, and returns where it stands."""

    def place(script: str) -> Path:
        file = tmp_path / PROGRAM
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        return file

    return place


def talking(*arguments: str) -> "subprocess.Popen[bytes]":
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "skill", "talk", "--store", ":memory:", "--voice", *arguments]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)


def talked(said: str, *arguments: str) -> tuple[int, str, str]:
    done = run("talk", "--store", ":memory:", "--voice", "--at", NOON, *arguments, said=said)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def heard(stand_in: Path) -> list[list[str]]:
    """Return the lines that each process of the stand-in got, its arguments first."""
    text = stand_in.with_suffix(".heard").read_text("utf-8")
    return [one.splitlines() for one in text.split("ARGUMENTS ")[1:]]


def until(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while not is_so() and time.monotonic() < end:
        time.sleep(0.05)
    return is_so()


def speakers(stand_in: Path) -> list[int]:
    """Return the processes that speak long, once they do."""
    alive = stand_in.with_suffix(".alive")
    assert until(alive.exists)
    found = [int(one) for one in alive.read_text().split()]
    alive.unlink()
    return found


def is_running(process: int) -> bool:
    """Return whether a process still does something; one that waits for its parent to notice its end doesn't."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def test_each_answer_is_spoken_to_its_end_before_the_next(stand_in: StandIn) -> None:
    place = stand_in(f'{WRITES_DOWN}; sleep 0.3; echo ended >> "$0.heard"')
    code, out, errors = talked("open trust steps\nstop\n")
    assert (code, errors) == (0, "")
    spoken = heard(place)
    assert [lines[-1] for lines in spoken] == ["ended", "ended"]
    assert spoken[0][1].startswith("<speak>Welcome to Trust Steps")
    assert out.startswith("YOU    open trust steps\nSKILL  Welcome to Trust Steps")


def test_what_is_said_is_never_among_the_arguments(stand_in: StandIn) -> None:
    place = stand_in(WRITES_DOWN)
    talked("i promise to keep our secret\n", "--json")
    ((arguments, said, *_),) = heard(place)
    assert arguments == "-m -b 1 -v en-us --stdin"
    assert "keep our secret" in said


def test_a_reminder_that_rings_is_spoken(stand_in: StandIn) -> None:
    place = stand_in(WRITES_DOWN)
    talked(
        "remind me every evening at eight to check in\nyes\ni approve\n/at 2026-03-02T20:30\n",
        *("--timezone", "America/New_York"),
    )
    assert heard(place)[-1][1] == "<speak>It's time for your check-in. Say: Alexa, open trust steps.</speak>"


@pytest.mark.parametrize(
    ("locale", "voice"),
    [("en-US", "en-us"), ("en-GB", "en-gb"), ("en-AU", "en-au"), ("en-IN", "en-in"), ("en-CA", "en-us")],
)
def test_the_voice_is_of_the_locale(stand_in: StandIn, locale: str, voice: str) -> None:
    place = stand_in(WRITES_DOWN)
    talked("help\n", "--locale", locale)
    assert f"-v {voice} " in heard(place)[0][0]


def test_without_the_program_one_line_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert talked("help\n") == (2, "", f"trust-steps: {NO_PROGRAM}\n")
    with pytest.raises(NoSpeechProgramError):
        SpeechSynthesizer("en-US", pytest.fail)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo 'ALSA lib: chatter' >&2; echo 'error: No such file' >&2", "error: No such file"),
        ("echo 'Error: The specified voice does not exist.' >&2; exit 1", "Error: The specified voice does not exist."),
        ("exit 3", "it ended with 3"),
    ],
)
def test_a_program_that_fails_is_told_once_and_the_talk_goes_on(stand_in: StandIn, script: str, why: str) -> None:
    stand_in(script)
    code, out, errors = talked("help\nhelp\n")
    assert (code, errors) == (0, f"trust-steps: espeak-ng could not speak: {why}\n")
    assert out.count("SKILL") == 2


def test_a_program_that_cannot_be_run_is_told(stand_in: StandIn) -> None:
    stand_in("").write_bytes(b"\x00")
    code, out, errors = talked("help\n")
    assert (code, out.count("SKILL"), errors.count("\n")) == (0, 1, 1)
    assert errors.startswith("trust-steps: espeak-ng could not speak: ")


def test_chatter_is_not_a_failure(stand_in: StandIn) -> None:
    stand_in("cat > /dev/null; echo 'ALSA lib confmisc.c: function snd_func_refer returned error: none' >&2")
    assert talked("help\n")[2] == ""


@pytest.mark.parametrize("signal", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_nothing_is_left_running_when_it_is_told_to_end(stand_in: StandIn, signal: str) -> None:
    place = stand_in(SPEAKS_LONG)
    with talking() as process:
        assert process.stdin
        process.stdin.write(b"help\n")
        process.stdin.flush()
        running = speakers(place)
        assert all(map(is_running, running))
        subprocess.run(["kill", f"-{signal.removeprefix('SIG')}", str(process.pid)], check=True)
        assert process.wait(20) in (128 + 15, 128 + 2, 128 + 1)
    assert until(lambda: not any(map(is_running, running)))


@pytest.fixture
def typing(stand_in: StandIn) -> Typing:
    """Give a function that lets a person type at a terminal with a voice that speaks long."""
    place = stand_in(SPEAKS_LONG)

    def talk(person: Person) -> None:
        wrong: list[BaseException] = []

        def types() -> None:
            try:
                person(source.send_text, place)
            except BaseException as error:  # noqa: BLE001 - the test itself tells of it
                wrong.append(error)
            source.send_text("\x04")

        console = Console(file=io.StringIO(), width=100)
        at = datetime.fromisoformat(NOON)
        with create_pipe_input() as source, SpeechSynthesizer("en-US", pytest.fail) as voice:
            hand = threading.Thread(target=types)
            hand.start()
            Terminal(console, source, DummyOutput(), voice=voice).converse(
                lambda: SimulatorSession(MemoryStore(), locale="en-US", timezone="America/New_York", at=at), "en-US"
            )
            hand.join()
        if wrong:
            raise wrong[0]

    return talk


@pytest.mark.parametrize("next_line", ["\r", "/new\r", "\x03", "help\r"])
def test_one_types_on_while_it_speaks_and_a_new_line_stops_it(typing: Typing, next_line: str) -> None:
    def person(type_: Callable[[str], None], place: Path) -> None:
        type_("help\r")
        running = speakers(place)
        type_("what's my")
        time.sleep(0.3)
        assert all(map(is_running, running))
        type_(next_line)
        assert until(lambda: not any(map(is_running, running)))

    typing(person)


def test_leaving_stops_it(typing: Typing) -> None:
    left: list[int] = []

    def person(type_: Callable[[str], None], place: Path) -> None:
        type_("help\r")
        left.extend(speakers(place))

    typing(person)
    assert left
    assert until(lambda: not any(map(is_running, left)))


def test_what_it_would_not_know_is_left_out_and_a_number_has_no_dashes() -> None:
    given = (
        '<speak>I <amazon:emotion name="excited" intensity="low">do</amazon:emotion> <break time="5s"/>'
        '<audio src="soundbank://bell"/>call <say-as interpret-as="telephone">1-800-799</say-as>, a-b &lt;</speak>'
    )
    spoken = '<speak>I do <break time="5s"/>call <say-as interpret-as="telephone">1 800 799</say-as>, a-b &lt;</speak>'
    assert speakable(given) == spoken


def test_every_tag_in_the_texts_can_be_spoken() -> None:
    texts = [path.read_text("utf-8") for path in Path(catalog.__file__).parent.rglob("*.toml")]
    tags = {tag for text in texts for tag in re.findall(r"</?([a-z:-]+)[^<>]*>", text)}
    assert {"break", "say-as"} <= tags <= _SUPPORTED_TAGS


@pytest.mark.skipif(not shutil.which(PROGRAM), reason="espeak-ng is not installed")
def test_espeak_honours_what_it_is_said_to_honour() -> None:
    def phonemes(ssml: str) -> str:
        command = [PROGRAM, "-m", "-b", "1", "-v", "en-us", "--stdin", "-q", "-x"]
        told = subprocess.run(command, input=ssml, capture_output=True, text=True, check=True).stdout
        return "".join(told.split())

    def seconds(ssml: str) -> float:
        command = [PROGRAM, "-m", "-b", "1", "-v", "en-us", "--stdin", "--stdout"]
        sound = subprocess.run(command, input=ssml.encode(), capture_output=True, check=True).stdout
        return len(sound) / 2 / 22050

    assert phonemes('<speak>call <sub alias="two">#</sub></speak>') == phonemes("<speak>call two</speak>")
    digits = phonemes('<speak><say-as interpret-as="telephone">988</say-as></speak>')
    assert digits.count(phonemes("<speak>8</speak>").strip("'")) == 2
    for tag in ('prosody rate="50%"', 'emphasis level="strong"'):
        assert seconds(f"<speak>I <{tag}>really</{tag.split()[0]}> do</speak>") > seconds("<speak>I really do</speak>")
    pause = seconds('<speak>one <break time="10s"/> two</speak>') - seconds("<speak>one two</speak>")
    assert pause == pytest.approx(10, abs=0.5)
