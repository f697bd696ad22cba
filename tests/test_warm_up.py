"""After a warm-up no user waits for anything to be read."""

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from skill.app import App
from skill.stores.memory import MemoryStore
from skill.warm_up import warm_up
from tools.envelopes import SKILL, envelope
from tools.simulated_year import FIRST

LOADED_MODULES = """
import sys
from skill.warm_up import warm_up
warm_up()
print(*sorted(sys.modules))
"""


def test_a_warm_up_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "skill"):
        warm_up()
    assert caplog.records == []


def test_every_turn_of_a_warm_up_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[dict[str, Any]] = []
    answer = App.answer

    def noted(app: App, asked: Any) -> dict[str, Any]:
        answers.append(answer(app, asked))
        return answers[-1]

    monkeypatch.setattr(App, "answer", noted)
    warm_up()
    texts = [one["response"]["outputSpeech"]["ssml"] for one in answers]
    assert len(set(texts)) == len(texts)
    assert any("sorry" in text.lower() for text in texts)


@pytest.mark.parametrize("locale", ["en-US", "en-GB"])
def test_the_first_turns_after_a_warm_up_read_no_file(locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    warm_up()

    def refused(*_: Any, **__: Any) -> Any:
        raise AssertionError("a user would wait for this")

    monkeypatch.setattr(Path, "read_text", refused)
    monkeypatch.setattr(Path, "read_bytes", refused)
    monkeypatch.setattr(Path, "open", refused)
    app = App(MemoryStore(), skill_id=SKILL)
    for intent, slots in {
        "LaunchRequest": {},
        "TodaysStepIntent": {},
        "StreakIntent": {},
        "SafetyIntent": {},
        "MakeCommitmentIntent": {"promise": "water the plants"},
        "ListeningPracticeIntent": {},
        "ForgivenessPracticeIntent": {},
        "PatienceReminderIntent": {},
        "OutsideHelpIntent": {},
        "WhatYouKnowIntent": {},
    }.items():
        answer = app.answer(envelope(intent, slots, at=FIRST, locale=locale, device=None))
        assert "reach" not in answer["response"]["outputSpeech"]["ssml"]
        assert answer["response"]["outputSpeech"]["ssml"]


def test_service_clients_and_the_classifiers_are_loaded_after_a_warm_up() -> None:
    command = [sys.executable, "-c", LOADED_MODULES]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = {"skill.alexa.services", "skill.alexa.api_client", "skill.listening.linear_model"}
    assert loaded <= set(done.stdout.split())
    assert done.stderr == ""
