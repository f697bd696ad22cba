"""Samples of screens: what is said to the skill until each is shown (samples.toml)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from skill.simulator.session import SimulatorSession
from skill.stores.memory import MemoryStore

HERE = Path(__file__).parent
SAMPLES: Mapping[str, str] = tomllib.loads((HERE / "samples.toml").read_text("utf-8"))
PICTURES = HERE / "pictures"


def said(lines: str) -> list[dict[str, Any]]:
    """Say lines to a device with a screen, and return all that it was told to show."""
    talk = SimulatorSession(MemoryStore(), locale="en-US", timezone="America/New_York")
    talk.echo.has_screen = True
    answers = [answer for line in lines.splitlines() for answer in talk.hear(line)]
    assert answers[-1].screen, f"nothing is shown after {answers[-1].utterance!r}"
    return [answer.screen for answer in answers if answer.screen]


@cache
def shown(sample: str) -> dict[str, Any]:
    return said(SAMPLES[sample])[-1]
