"""Every conversation in tests/conversations, played through both endpoints.

A conversation is a text file: lines of `YOU` are said, `at: 2026-03-02 20:00 America/New_York` sets the clock (and at
the top the place, and a `locale: en-GB`), `speaker: sam` changes the voice, `screen: on` gives the device a screen,
and what the skill answers stands below. To add one, write the first and run `pytest tests/test_conversations.py
--rewrite`, which fills in the second; then read it as a person would.
"""

import re
from datetime import datetime
from pathlib import Path

import pytest

from skill.simulator.alexa_services import FakeAlexaServices
from skill.simulator.batch import transcript_of
from skill.simulator.echo import Echo, SkillEndpoint
from skill.simulator.nlu.interaction_model import InteractionModel
from tests.endpoints import lambda_endpoint, web_endpoint

FOLDER = Path(__file__).parent / "conversations"
CONVERSATIONS = sorted(FOLDER.glob("*.txt"))

ANSWERS = ("SKILL ", "CARD ", "SCREEN ", "ASKS ", "RINGS ", "ERROR ", "(session ends)")
LOCALE = re.compile(r"^locale: (\S+)$", re.MULTILINE)
AT = re.compile(r"at: (\d{4}-\d\d-\d\d \d\d:\d\d)(?: (\S+))?")


def played(text: str, endpoint: SkillEndpoint, amazon: FakeAlexaServices) -> str:
    """Return the conversation with the skill's own answers below each line of `YOU`."""
    locale = found[1] if (found := LOCALE.search(text)) else "en-US"
    echo = Echo(endpoint, InteractionModel.of(locale), locale=locale, timezone=amazon.timezone, services=amazon)
    lines = []
    for line in text.splitlines():
        if line.startswith(ANSWERS):
            continue
        if line.startswith("YOU "):
            lines += transcript_of(echo.utter(line.removeprefix("YOU").strip())).splitlines()
            continue
        lines.append(line)
        if found := AT.fullmatch(line):
            rings = echo.set_clock(datetime.fromisoformat(found[1]))
            lines += [transcript_of(ring).rstrip() for ring in rings]
        elif line.startswith("speaker: "):
            name = line.removeprefix("speaker: ")
            echo.speaker = None if name == "-" else name
        elif line in ("screen: on", "screen: off"):
            echo.has_screen = line == "screen: on"
        elif line == "new session":
            echo.close("USER_INITIATED")
        else:
            assert not line or line.startswith("#") or LOCALE.fullmatch(line), f"unknown kind of line: {line}"
    return "\n".join(lines) + "\n"


def place(text: str) -> str:
    """Return the time zone that the conversation's first clock names."""
    found = AT.search(text)
    assert found, "a conversation begins with a line such as at: 2026-03-02 20:00 America/New_York"
    assert found[2], "the first clock says where it hangs, such as America/New_York"
    return found[2]


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
def test_a_transcript_holds_through_the_lambda_endpoint(path: Path, request: pytest.FixtureRequest) -> None:
    text = path.read_text("utf-8")
    amazon = FakeAlexaServices(place(text))
    with lambda_endpoint(amazon) as endpoint:
        answered = played(text, endpoint, amazon)
    if request.config.getoption("--rewrite"):
        path.write_text(answered, "utf-8")
        return
    assert answered == text


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
def test_a_transcript_holds_through_the_web_endpoint(path: Path, tmp_path: Path) -> None:
    text = path.read_text("utf-8")
    amazon = FakeAlexaServices(place(text))
    with web_endpoint(amazon, tmp_path) as endpoint:
        assert played(text, endpoint, amazon) == text


def test_there_are_conversations() -> None:
    assert CONVERSATIONS
