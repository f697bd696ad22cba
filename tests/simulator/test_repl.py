"""The friendly terminal: what a person sees who types."""

import io
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from skill.journey.speaker import Speaker
from skill.serialization import journey_record
from skill.simulator import repl
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.recognizer import Recognizer
from skill.simulator.repl import MAX_COLUMNS, SPINNER_DELAY_S, Terminal, screen_of
from skill.simulator.session import SimulatorSession
from skill.stores.memory import MemoryStore
from skill.stores.store import Record
from skill.texts.catalog import catalog

CTRL_C, CTRL_D, UP = "\x03", "\x04", "\x1b[A"


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))


def typed(source: PipeInput, keys: str | Sequence[str], out: io.StringIO) -> None:
    """Type at once, or one after the other as a person does who waits to see what happens."""
    if isinstance(keys, str):
        source.send_text(keys + CTRL_D)
        return
    for key in (*keys, CTRL_D):
        before = len(out.getvalue())
        source.send_text(key)
        for _ in range(200 if key.endswith("\r") and not key.startswith("/") else 1):
            time.sleep(0.1)
            if len(out.getvalue()) > before:
                break
        time.sleep(0.7)  # the line before is read back in the background


@pytest.fixture
def shown() -> Any:
    """Give a function that types keys into a terminal and returns what it shows."""

    def show(keys: str | Sequence[str], store: MemoryStore | None = None) -> str:
        out = io.StringIO()
        with create_pipe_input() as source:
            threading.Thread(target=typed, args=(source, keys, out)).start()
            terminal = Terminal(
                Console(file=out, width=100, force_terminal=True, color_system=None), source, DummyOutput()
            )
            at = datetime(2026, 3, 2, 20)  # noqa: DTZ001 - the clock of a device hangs in its own zone
            terminal.converse(
                lambda: SimulatorSession(store or MemoryStore(), locale="en-US", timezone="America/New_York", at=at),
                "en-US",
            )
        return out.getvalue()

    return show


def test_it_says_what_it_is_and_what_can_be_said(shown: Any) -> None:
    seen = shown("")
    assert "Trust Steps" in seen
    assert "Ctrl-D ends" in seen
    assert "You could say: today's step" in seen


def test_speech_is_shown_as_it_would_be_heard(shown: Any) -> None:
    seen = shown("i promise to call when I'm <late> & [tired] again\r")
    assert "call when I'm <late> & [tired] again" in " ".join(seen.split())
    assert "<speak>" not in seen


def test_an_open_question_shows_how_it_can_be_answered(shown: Any) -> None:
    assert "You can say: I was hurt, I broke the trust, or both of us." in " ".join(shown("open trust steps\r").split())


def test_a_card_is_shown(shown: Any) -> None:
    assert "On the card: Today's step" in shown("today's step\r")


@pytest.mark.parametrize("columns", [20, 40, 120])
@pytest.mark.parametrize("title", ["Today's step: Name one feeling", ""])
def test_a_screen_is_a_frame_that_fits_and_holds_every_word(columns: int, title: str) -> None:
    lines = ["Find one word for [how] you feel. " * 4, "Step 1 of 56"]
    console = Console(file=io.StringIO(), width=columns)
    console.print(screen_of(title, lines))
    rows = console.file.getvalue().splitlines()  # type: ignore[attr-defined]  # it is the StringIO from above
    assert {len(row) for row in rows} == {min(columns, MAX_COLUMNS)}
    assert "On the screen" in rows[0]
    assert rows[1].strip("│ "), "a title that is empty takes no room"
    assert " ".join(" ".join(row.strip("│ ") for row in rows[1:-1]).split()) == " ".join(
        " ".join((title, *lines)).split()
    )


def test_a_screen_that_shows_nothing_is_blank(shown: Any) -> None:
    assert "│ (blank) " in shown("/screen on\rhide my screen\r")


def test_a_screen_shows_where_there_is_one(shown: Any) -> None:
    seen = shown("help\r/new\r/screen on\rhelp\r/new\r/screen off\rhelp\r")
    assert seen.count("On the screen") == 1
    assert "│ You could say " in seen


def test_a_wrong_command_is_told_and_the_conversation_goes_on(shown: Any) -> None:
    seen = shown("/nonsense\r/at tomorrow\rhelp\r")
    assert "unknown command /nonsense" in seen
    assert "2026-03-09T21:00" in seen
    assert "one small step a day" in seen.split("tomorrow")[-1]


def test_the_line_before_comes_back_with_the_arrow(shown: Any) -> None:
    store = MemoryStore()
    shown(("i kept my promise\r", "/new\r", UP, UP, "\r"), store)
    assert kept(store) == 2


def test_a_line_that_is_given_up_loses_nothing(shown: Any) -> None:
    assert "Your streak is 1 day" in shown(f"check in with a four\rnonsense{CTRL_C}what's my streak\r")


def test_quit_leaves(shown: Any) -> None:
    assert "Today's step" not in shown("/quit\rtoday's step\r")


def test_nothing_that_was_typed_is_written_anywhere(shown: Any, tmp_path: Path) -> None:
    shown("i promise to keep our secret\r")
    assert list(tmp_path.rglob("*")) == []


def test_a_sign_shows_while_something_takes_long(shown: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(MemoryStore):
        def load(self, speaker: Speaker) -> Record | None:
            time.sleep(SPINNER_DELAY_S * 1.5)
            return super().load(speaker)

    assert "One moment" in shown("what's my streak\r", Slow())
    monkeypatch.setattr(repl, "SPINNER_DELAY_S", 60)  # however busy the machine is
    assert "One moment" not in shown("what's my streak\r")


def test_everything_that_is_suggested_is_understood() -> None:
    understanding = Recognizer.of(InteractionModel.of("en-US"))
    now = datetime.fromisoformat("2026-03-02T20:00-05:00")
    for suggestion in catalog("en-US").lookup("talk.next"):
        assert understanding.recognize(suggestion, now=now, elicit=None).intent != "AMAZON.FallbackIntent", suggestion


def kept(store: MemoryStore) -> int:
    (household,) = store.all_households()
    (speaker,) = store.speakers(household)
    record = store.load(speaker)
    assert record
    return journey_record.decode(record.body).totals.kept
