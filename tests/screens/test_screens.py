"""What is shown beside what is said: only where there is a screen, only what was said, and by touch as by voice."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from skill.alexa.request import APL_INTERFACE
from skill.screens import documents, fill
from skill.simulator.exchange import Exchange
from skill.simulator.session import SimulatorSession
from skill.stores.memory import MemoryStore
from skill.texts.ssml import ssml_to_text

AT = datetime(2026, 3, 2, 20, tzinfo=ZoneInfo("America/New_York"))
SECRETS = ("quokka", "marzipan")
"""Words that are in nothing that the skill says by itself."""


def talk(*lines: str, screen: bool = True) -> tuple[SimulatorSession, list[Exchange]]:
    found = SimulatorSession(MemoryStore(), locale="en-US", timezone="America/New_York", at=AT)
    found.echo.has_screen = screen
    return found, [one for line in lines for one in found.hear(line)]


def data(exchange: Exchange) -> Mapping[str, Any]:
    assert exchange.screen
    found: Mapping[str, Any] = exchange.screen["datasources"][documents.DATA]
    return found


def name(exchange: Exchange) -> str | None:
    shown = exchange.screen and exchange.screen["document"]
    return next((one for one in documents.names() if documents.document(one) == shown), None)


SHOWN = {
    "today's step": "step",
    "I did today's step": "step",
    "skip": "step",
    "how did we do this week": "week",
    "what's my streak": "streak",
    "practice an apology": "apology",
    "help me be patient": "breathing",
    "help": "help",
    "what are the eight stages": "stages",
    "open trust steps": "help",
    "he hits me": "neutral",
    "hide my screen": "neutral",
}
"""What is said, and the document that comes with the answer."""

BEFORE = ("open trust steps", "rebuilding", "I kept my promise", "check in", "4", "/new")


@pytest.mark.parametrize("said", SHOWN)
def test_what_is_said_is_shown(said: str) -> None:
    _, (*_, answer) = talk(*BEFORE, said)
    assert name(answer) == SHOWN[said]
    found = data(answer)
    assert found["label"] == " ".join(filter(None, (found["title"], *found["lines"])))


@pytest.mark.parametrize("said", SHOWN)
def test_a_device_without_a_screen_is_told_the_same_and_sent_nothing_to_show(said: str) -> None:
    _, (*_, shown) = talk(*BEFORE, said)
    _, (*_, told) = talk(*BEFORE, said, screen=False)
    assert told.screen is None
    assert (told.speech, told.reprompt, told.card) == (shown.speech, shown.reprompt, shown.card)


def within(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object in a JSON value."""
    if isinstance(value, Mapping):
        yield value
        for one in value.values():
            yield from within(one)
    elif isinstance(value, list):
        for one in value:
            yield from within(one)


@pytest.mark.parametrize("said", ["today's step", "help"])
def test_a_touch_does_what_its_words_do(said: str) -> None:
    _, (*_, answer) = talk(*BEFORE, said)
    found = [one["intent"] for one in within(data(answer)) if "intent" in one]
    assert found
    for intent in found:
        by_touch, (*_, touched) = talk(*BEFORE, said, f"/touch {intent}")
        by_voice, _ = talk(*BEFORE, said)
        spoken = by_voice.echo.intend(intent)
        assert (touched.speech, touched.reprompt, touched.screen) == (spoken.speech, spoken.reprompt, spoken.screen)
        assert (
            by_touch.hear("what do you know about me")[0].speech == by_voice.hear("what do you know about me")[0].speech
        )


@pytest.mark.parametrize("stage", range(1, 9))
def test_a_stage_that_is_touched_is_told(stage: int) -> None:
    _, (*_, told) = talk(*BEFORE, "what are the eight stages", f"/touch StageIntent stage {stage}")
    assert f"Stage {stage} is about" in (told.speech or "")
    assert [one["number"] for one in data(told)["items"] if one["current"]] == [stage]


@pytest.mark.parametrize("arguments", [["stage"], ["stage", ""], ["Stage!", "3"], ["stage", "x"], [None, None]])
def test_a_touch_with_a_slot_that_is_none_asks_which_stage(arguments: list[Any]) -> None:
    device, _ = talk(*BEFORE, "what are the eight stages")
    answer = device.echo.touch("StageIntent", *arguments)
    assert answer.error is None
    assert "Stage " not in (answer.speech or "")
    assert answer.asks


def test_every_button_of_the_help_screen_is_a_handled_intent() -> None:
    known, _ = talk()
    assert set(fill.TOUCH_INTENTS.values()) <= set(known.echo._model.intents)


@pytest.mark.parametrize("arguments", [[], [None], [7], [["CompleteStepIntent"]], ["no such thing"], [""], ["goBack"]])
def test_a_touch_that_stands_for_no_intent_is_silent(arguments: list[Any]) -> None:
    device, _ = talk(*BEFORE, "today's step")
    answer = device.echo.touch(*arguments)
    assert answer.error is None
    assert not answer.speech


def test_a_touch_of_an_unknown_intent_is_told_kindly() -> None:
    device, _ = talk(*BEFORE, "today's step")
    assert device.echo.touch("NoSuchIntent").speech


def test_what_is_shown_stays_to_be_touched_until_a_minute_has_passed() -> None:
    device, (*_, answer) = talk(*BEFORE, "I did today's step", "/new", "what's my streak")
    assert answer.reprompt is None
    assert answer.session_open
    assert "shouldEndSession" not in answer.response
    device.hear("/at 2026-03-02T20:02")
    assert not device.echo.session_open


def test_danger_clears_the_screen() -> None:
    _, (*_, answer) = talk(*BEFORE, "today's step", "he hits me")
    assert data(answer) == {"title": "", "lines": [], "label": ""}
    assert answer.response["shouldEndSession"] is True


def test_a_hidden_screen_shows_nothing_of_the_speakers_until_it_is_shown_again() -> None:
    lines = ("today's step", "how did we do this week", "what's my streak", "practice an apology", "check in", "5")
    device, _ = talk(*BEFORE, "hide my screen")
    for line in lines:
        for answer in device.hear(line):
            assert name(answer) in (None, "neutral")
            assert answer.screen is None or data(answer)["label"] == ""
    assert "your screen is hidden" in (device.hear("what do you know about me")[0].speech or "")
    device.hear("/new")
    device.hear("show my screen")
    assert name(device.hear("how did we do this week")[-1]) == "week"


def test_a_persons_own_words_are_on_no_screen() -> None:
    first, second = SECRETS
    _, answers = talk(
        *BEFORE,
        f"I promise to feed the {first}",
        "/new",
        "what are my promises",
        "/new",
        "how did we do this week",
        "practice an apology",
        f"I lied to you about the {second}",
        f"I'm sorry that I lied about the {second}",
        f"I was ashamed of the {second}",
    )
    shown = [json.dumps(one.screen["datasources"]) for one in answers if one.screen]
    assert len(shown) > 4
    assert not [one for one in shown if any(secret in one for secret in SECRETS)]


def test_the_rating_of_a_check_in_is_not_shown() -> None:
    _, (*_, answer) = talk("open trust steps", "rebuilding", "check in", "4")
    assert name(answer) == "streak"
    assert "4" not in data(answer)["label"]
    assert "4" in (answer.speech or "")


def test_the_circle_breathes_with_the_pauses_that_are_spoken() -> None:
    _, (*_, answer) = talk(*BEFORE, "help me be patient")
    pauses = [int(one.partition("s")[0]) * 1000 for one in (answer.ssml or "").split('time="')[1:]]
    found = data(answer)
    assert pauses == [found["in"], found["out"]] * found["times"]
    spoken_before = len(ssml_to_text((answer.ssml or "").partition("<break")[0]))
    assert 0.5 < found["lead"] / 1000 / (spoken_before / 15) < 1.5


def test_the_parts_of_an_apology_fill_as_they_are_given() -> None:
    _, (begun, given, left) = talk("practice an apology", "I lied to you about the money", "next")
    states = [[one["state"] for one in data(answer)["parts"]] for answer in (begun, given, left)]
    assert states[0] == ["open"] * 6
    assert states[1] == ["there", *["open"] * 5]
    assert states[2] == ["there", "skipped", *["open"] * 4]
    assert [one["now"] for one in data(left)["parts"]].index(True) == 2


def test_a_week_has_its_seven_days() -> None:
    _, (*_, answer) = talk(*BEFORE, "I missed my promise", "how did we do this week")
    days = data(answer)["days"]
    assert [one["name"] for one in days] == ["Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon"]
    assert days[-1] == {"name": "Mon", "initial": "M", "today": True, "came": True, "kept": 1, "missed": 1}
    assert len(data(answer)["lines"]) == 8


@pytest.mark.parametrize("which", sorted(documents.names()))
def test_a_document_is_of_version_1_4_imports_nothing_and_fits_a_response(which: str) -> None:
    document = documents.document(which)
    assert (document["type"], document["version"], document["import"]) == ("APL", "1.4", [])
    assert len(json.dumps(document)) < 24_000
    assert not [one for one in within(document) if any("http" in str(value) for value in one.values())]


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_what_is_written_stands_out_from_what_is_behind_it() -> None:
    """By the formula of WCAG 2.2."""
    colours = documents.document("neutral")["resources"][0]["colors"]
    for written in ("ink", "quiet", "amber", "kept", "missed"):
        for behind in ("ground", "raised", "button"):
            light, dark = sorted((_luminance(colours[written]), _luminance(colours[behind])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (written, behind)
    light, dark = _luminance(colours["ink"]), _luminance(colours["line"])
    assert (light + 0.05) / (dark + 0.05) >= 4.5, "a button while it is pressed"


def test_nothing_is_written_smaller_than_can_be_read() -> None:
    sizes = [one.get("dimensions", {}) for one in documents.document("neutral")["resources"]]
    assert min(found[size] for found in sizes for size in ("small", "body", "large") if size in found) >= 22


def test_the_interface_is_what_a_device_with_a_screen_names() -> None:
    device, _ = talk()
    assert APL_INTERFACE in device.echo._sender().interfaces
