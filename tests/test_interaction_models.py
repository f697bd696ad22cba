"""Every interaction model keeps Amazon's rules, and every rule can be broken."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from skill.handlers import INTENTS
from skill.simulator.nlu.interaction_model import InteractionModel
from tests.model_lint import ELICITED, LARGEST, MAIN, complaints

_MODELS = sorted((Path(__file__).parents[1] / "interaction_models").glob("*.json"))
_HANDLED = [one for one in INTENTS if one.endswith("Intent")]


@pytest.mark.parametrize("path", _MODELS, ids=lambda path: path.stem)
def test_a_model_keeps_every_rule(path: Path) -> None:
    text = path.read_text("utf-8")
    assert complaints(json.loads(text), len(text.encode()), _HANDLED, ELICITED) == []


def _sound() -> dict[str, Any]:
    slot = {"name": "what", "type": "AMAZON.SearchQuery", "samples": ["{what}", "it is {what}"]}
    mood = {"name": "mood", "type": "MOOD"}
    return {
        "interactionModel": {
            "languageModel": {
                "invocationName": "kind words",
                "intents": [
                    {"name": "SayIntent", "slots": [slot], "samples": ["say {what}", "say something"]},
                    {"name": "FeelIntent", "slots": [mood], "samples": ["i feel {mood}"]},
                    {"name": "AMAZON.StopIntent", "samples": []},
                ],
                "types": [
                    {"name": "MOOD", "values": [{"id": "well", "name": {"value": "well", "synonyms": ["fine"]}}]}
                ],
            },
            "dialog": {
                "intents": [
                    {
                        "name": "SayIntent",
                        "prompts": {},
                        "slots": [{"name": "what", "type": "AMAZON.SearchQuery", "prompts": {}}],
                    }
                ]
            },
        }
    }


_SAY, _FEEL, _STOP = 0, 1, 2


def _found(model: dict[str, Any], size: int = 1000) -> list[str]:
    return complaints(model, size, ("SayIntent", "FeelIntent", "AMAZON.StopIntent"), [("SayIntent", "what")])


def test_a_sound_model_has_no_complaints() -> None:
    assert _found(_sound()) == []


def _language(model: dict[str, Any]) -> Any:
    return model["interactionModel"]["languageModel"]


def _intent(model: dict[str, Any], number: int) -> Any:
    return _language(model)["intents"][number]


def _value(model: dict[str, Any]) -> Any:
    return _language(model)["types"][0]["values"][0]


def _dialog(model: dict[str, Any]) -> Any:
    return model["interactionModel"]["dialog"]["intents"]


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (lambda model: _language(model).update(invocationName="words"), "two or more words"),
        (lambda model: _language(model).update(invocationName="Kind Words"), "lower case"),
        (lambda model: _language(model).update(invocationName="open words"), "starts a skill"),
        (lambda model: _language(model).update(invocationName="the words"), "an article or a preposition"),
        (lambda model: _intent(model, _STOP)["samples"].append("stop"), "samples stay empty"),
        (lambda model: _intent(model, _SAY)["samples"].append("say 5 words"), "lower-case words"),
        (lambda model: _intent(model, _SAY)["samples"].append("say it, now"), "lower-case words"),
        (lambda model: _intent(model, _SAY)["samples"].append("Say it"), "lower-case words"),
        (lambda model: _intent(model, _SAY)["slots"][0]["samples"].append("it's {what}!"), "lower-case words"),
        (lambda model: _intent(model, _SAY)["samples"].append("alexa say something"), "a wake word"),
        (lambda model: _intent(model, _SAY)["samples"].append("ask kind words"), "the skill's own name"),
        (lambda model: _intent(model, _SAY)["samples"].append("say something"), "more than once"),
        (lambda model: _intent(model, _FEEL)["samples"].append("say something"), "more than once"),
        (lambda model: _intent(model, _FEEL)["samples"].append("i feel {heart}"), "that the intent has not: heart"),
        (lambda model: _intent(model, _SAY)["slots"][0]["samples"].append("it is"), "without the slot itself"),
        (lambda model: _intent(model, _FEEL)["slots"][0].update(type="HUMOR"), "of no known type"),
        (
            lambda model: _intent(model, _FEEL)["slots"].append({"name": "what", "type": "MOOD"}),
            "slot what has several types",
        ),
        (
            lambda model: (
                _intent(model, _SAY)["slots"].append({"name": "mood", "type": "MOOD"}),
                _intent(model, _SAY)["samples"].append("say {what} as {mood}"),
            ),
            "another slot beside free words",
        ),
        (lambda model: _intent(model, _SAY)["samples"].append("{what}"), "without a carrier phrase"),
        (lambda model: _language(model)["types"][0].update(values=[]), "has no values"),
        (lambda model: _value(model).update(id=""), "has no id"),
        (lambda model: _value(model)["name"].pop("synonyms"), "a list of synonyms"),
        (lambda model: _value(model)["name"]["synonyms"].append("w" * 141), "too long"),
        (lambda model: _value(model)["name"]["synonyms"].append("Well"), "said for two values"),
        (lambda model: _dialog(model).clear(), "is not in the dialog model"),
        (lambda model: _dialog(model)[0]["slots"][0].update(type="MOOD"), "repeats other slots"),
        (lambda model: _dialog(model)[0]["slots"][0].pop("prompts"), "without prompts"),
        (lambda model: _language(model)["intents"].pop(), "AMAZON.StopIntent is in no sample"),
        (lambda model: _intent(model, _FEEL).update(name="SulkIntent"), "SulkIntent is answered by nothing"),
        (lambda model: _intent(model, _FEEL).update(name=MAIN[0]), f"{MAIN[0]} has 1 samples"),
    ],
)
def test_a_broken_rule_is_complained_of(broken: Callable[[dict[str, Any]], object], complaint: str) -> None:
    model = copy.deepcopy(_sound())
    broken(model)
    assert any(complaint in one for one in _found(model)), _found(model)


def test_a_model_that_amazon_would_not_take_is_complained_of() -> None:
    assert _found(_sound(), LARGEST + 1) == [f"the model has {LARGEST + 1} bytes, more than {LARGEST}"]


@pytest.mark.parametrize("path", _MODELS, ids=lambda path: path.stem)
def test_a_promise_keeps_its_own_not(path: Path) -> None:
    """A "won't" in a sample is no part of the slot, and the promise would be remembered as its opposite."""
    samples = [one.text for one in InteractionModel.of(path.stem).samples if one.intent == "MakeCommitmentIntent"]
    assert [text for text in samples if re.search(r"(\bnot|\bnever|n't|\bno)\b[^{]*\{", text)] == []


@pytest.mark.parametrize("path", _MODELS, ids=lambda path: path.stem)
def test_no_sample_cuts_the_not_off_a_promise(path: Path) -> None:
    samples = [one.text for one in InteractionModel.of(path.stem).samples]
    assert [text for text in samples if re.search(r"\b(not|never|no)( to)? \{commitment\}", text)] == []
