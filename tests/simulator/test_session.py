"""What the lines of the talk simulator mean: utterances, and the slashes that steer."""

import io
import json
from datetime import datetime
from typing import Any

import pytest

from skill.simulator.batch import converse, transcript_of
from skill.simulator.commands import COMMANDS, BadCommandError, QuitError
from skill.simulator.exchange import Exchange
from skill.simulator.nlu.interaction_model import UnknownLocaleError
from skill.simulator.session import SimulatorSession
from skill.stores.memory import MemoryStore

_AT = datetime(2026, 3, 2, 20)  # noqa: DTZ001 - the clock of a device hangs in its own zone


@pytest.fixture
def talk() -> SimulatorSession:
    return SimulatorSession(MemoryStore(), locale="en-US", timezone="America/New_York", at=_AT)


def _said(talk: SimulatorSession, *lines: bytes, as_json: bool = True) -> str:
    out = io.StringIO()
    converse(talk, lines, out, as_json=as_json)
    return out.getvalue()


@pytest.mark.parametrize("line", ["", "   ", "\t\n"])
def test_an_empty_line_is_nothing(talk: SimulatorSession, line: str) -> None:
    assert talk.hear(line) == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/nonsense", "unknown command /nonsense: there are /at, /speaker, /new, /screen, /touch, /quit"),
        ("/" + "x" * 5000, "unknown command /xxxxxxxxxxxxxxxxxxx: there are"),
        ("/at", "not a date and time like 2026-03-09T21:00: ''"),
        ("/at yesterday", "not a date and time like 2026-03-09T21:00: 'yesterday'"),
        ("/at 2026-02-30T10:00", "not a date and time"),
        ("/at 0001-01-01T00:00", "not a date and time"),
        ("/at 9999-12-31T23:59", "not a date and time"),
        ("/speaker", COMMANDS["/speaker"]),
        ("/speaker " + "x" * 101, COMMANDS["/speaker"]),
        ("/new please", COMMANDS["/new"]),
        ("/screen maybe", COMMANDS["/screen"]),
    ],
)
def test_a_line_that_cannot_be_followed_says_why(talk: SimulatorSession, line: str, why: str) -> None:
    with pytest.raises(BadCommandError) as refused:
        talk.hear(line)
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_commands_steer_the_device(talk: SimulatorSession) -> None:
    for line in ("/at 2026-03-09T21:00", "/speaker sam", "/screen on"):
        assert talk.hear(line) == []
    assert talk.echo.now.isoformat() == "2026-03-09T21:00:00-04:00"
    assert (talk.echo.speaker, talk.echo.has_screen) == ("sam", True)
    talk.hear("/speaker -")
    talk.hear("/screen off")
    assert (talk.echo.speaker, talk.echo.has_screen) == (None, False)


def test_the_clock_takes_an_offset_too(talk: SimulatorSession) -> None:
    talk.hear("/at 2026-03-09T21:00+01:00")
    assert talk.echo.now.isoformat() == "2026-03-09T16:00:00-04:00"


def test_new_closes_the_session(talk: SimulatorSession) -> None:
    (opened,) = talk.hear("open trust steps")
    assert opened.session_open
    talk.hear("/new")
    assert not talk.echo.session_open


def test_after_new_a_bare_number_answers_nothing(talk: SimulatorSession) -> None:
    talk.hear("check in")
    talk.hear("/new")
    (exchange,) = talk.hear("four")
    assert exchange.intent == "AMAZON.FallbackIntent"


def test_quit_ends_whatever_comes_after(talk: SimulatorSession) -> None:
    with pytest.raises(QuitError):
        talk.hear("/quit")
    assert _said(talk, b"today's step", b"/quit", b"what's my streak").count("\n") == 1


def test_a_line_that_is_not_utf_8_gets_an_answer(talk: SimulatorSession) -> None:
    (answer,) = _said(talk, b"\xff\xfe pur\xe9e").splitlines()
    assert json.loads(answer)["intent"] == "AMAZON.FallbackIntent"


def test_what_came_before_a_bad_line_stands(talk: SimulatorSession) -> None:
    out = io.StringIO()
    with pytest.raises(BadCommandError):
        converse(talk, [b"i kept my promise", b"/nonsense"], out, as_json=True)
    assert json.loads(out.getvalue())["intent"] == "LogKeptCommitmentIntent"


def test_a_transcript_has_a_line_for_each_side(talk: SimulatorSession) -> None:
    shown = _said(talk, b"what's my streak", as_json=False)
    assert shown.startswith("YOU    what's my streak\nSKILL  ")
    assert shown.endswith("(session ends)\n\n")


def test_a_screen_is_a_line_of_its_own() -> None:
    screen: dict[str, Any] = {"title": "This week", "lines": ["Check-ins: 3", "How did\nit go?", "Two  promises kept."]}
    directive = {"type": "Alexa.Presentation.APL.RenderDocument", "datasources": {"screen": screen}}
    shown = Exchange("our week", "IntentRequest", None, response={"directives": [directive]})
    assert "\nSCREEN This week. Check-ins: 3. How did it go? Two promises kept.\n" in transcript_of(shown)
    screen["title"] = ""
    assert "\nSCREEN Check-ins: 3. " in transcript_of(shown)
    assert "SCREEN" not in transcript_of(Exchange("our week", "IntentRequest", None))


def test_a_locale_without_a_model_is_refused() -> None:
    with pytest.raises(UnknownLocaleError):
        SimulatorSession(MemoryStore(), locale="xx-XX", timezone="UTC")
