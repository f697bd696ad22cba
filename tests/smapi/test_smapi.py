"""All that Amazon gets is what its own Skill Management API takes, and what it would not take is refused here as well.

`make smapi` runs these; npm fetches Amazon's description.
"""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from tests.smapi.schemas import MANIFEST, MODEL, complaints, validator
from tools.smapi_spec import amazons

pytestmark = pytest.mark.smapi

_ROOT = Path(__file__).parents[2]
_MODELS = sorted((_ROOT / "interaction_models").glob("*.json"))
_MANIFEST = _ROOT / "publish" / "skill.json"


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@pytest.fixture(scope="module", name="model")
def _model() -> Draft4Validator:
    return validator(amazons(), MODEL)


@pytest.fixture(scope="module", name="manifest")
def _manifest() -> Draft4Validator:
    return validator(amazons(), MANIFEST)


@pytest.mark.parametrize("path", _MODELS, ids=lambda path: path.stem)
def test_amazon_takes_the_interaction_model(path: Path, model: Draft4Validator) -> None:
    assert complaints(model, _read(path)) == []


def test_amazon_takes_the_manifest(manifest: Draft4Validator) -> None:
    assert complaints(manifest, _read(_MANIFEST)) == []


def _interaction(model: Any) -> Any:
    return model["interactionModel"]


def _language(model: Any) -> Any:
    return _interaction(model)["languageModel"]


def _intent(model: Any) -> Any:
    return _language(model)["intents"][0]


def _value(model: Any) -> Any:
    return _language(model)["types"][0]["values"][0]


def _dialog(model: Any) -> Any:
    return _interaction(model)["dialog"]


def _dialog_slot(model: Any) -> Any:
    return _dialog(model)["intents"][0]["slots"][0]


def _validated(slot: Any, **validation: object) -> None:
    slot["validations"] = [validation]


_BROKEN_MODELS: list[tuple[Callable[[Any], object], str]] = [
    (lambda model: model.pop("interactionModel"), "'interactionModel' is a required property"),
    (lambda model: model.update(locale="en-US"), "'locale' was unexpected"),
    (lambda model: _language(model).pop("invocationName"), "'invocationName' is a required property"),
    (lambda model: _language(model).update(invocation="trust steps"), "'invocation' was unexpected"),
    (lambda model: _language(model).update(intents=[]), "$.interactionModel.languageModel.intents: "),
    (
        lambda model: _language(model).update(modelConfiguration={"fallbackIntentSensitivity": {"level": "NONE"}}),
        "'NONE' is not one of",
    ),
    (lambda model: _intent(model).pop("name"), "'name' is a required property"),
    (lambda model: _intent(model).update(name=""), "intents[0].name: "),
    (lambda model: _intent(model).update(samples="today's step"), "is not of type 'array'"),
    (lambda model: _intent(model).update(sample=["today's step"]), "'sample' was unexpected"),
    (lambda model: _intent(model)["slots"][0].pop("type"), "'type' is a required property"),
    (lambda model: _intent(model)["slots"][0].update(values=[]), "'values' was unexpected"),
    (lambda model: _value(model).update(synonyms=["mending"]), "'synonyms' was unexpected"),
    (lambda model: _value(model)["name"].pop("synonyms"), "'synonyms' is a required property"),
    (lambda model: _value(model)["name"].update(value=1), "1 is not of type 'string'"),
    (lambda model: _dialog(model).update(delegationStrategy="NEVER"), "'NEVER' is not one of"),
    (lambda model: _dialog_slot(model).pop("type"), "'type' is a required property"),
    (lambda model: _dialog_slot(model).pop("prompts"), "'prompts' is a required property"),
    (lambda model: _dialog_slot(model).update(elicitationRequired="yes"), "'yes' is not of type 'boolean'"),
    (lambda model: _validated(_dialog_slot(model), type="isOdd", prompt="p"), "'isOdd' is not one of"),
    (lambda model: _validated(_dialog_slot(model), type="isInSet", prompt="p"), "slots[0].validations[0]: "),
    (lambda model: _interaction(model).update(prompts=[{"id": "p"}]), "'variations' is a required property"),
]


@pytest.mark.parametrize(("broken", "complaint"), _BROKEN_MODELS)
def test_a_broken_model_is_refused(broken: Callable[[Any], object], complaint: str, model: Draft4Validator) -> None:
    document = copy.deepcopy(_read(_ROOT / "interaction_models" / "en-US.json"))
    broken(document)
    found = complaints(model, document)
    assert any(complaint in one for one in found), found


def test_a_model_may_validate_a_slot_and_leave_synonyms_empty(model: Draft4Validator) -> None:
    document = _read(_ROOT / "interaction_models" / "en-US.json")
    _validated(_dialog_slot(document), type="isInSet", prompt="p", values=["both"])
    _value(document)["name"]["synonyms"] = []
    assert complaints(model, document) == []


def _publishing(document: Any) -> Any:
    return document["manifest"]["publishingInformation"]


def _american(document: Any) -> Any:
    return _publishing(document)["locales"]["en-US"]


def _privacy(document: Any) -> Any:
    return document["manifest"]["privacyAndCompliance"]


def _custom(document: Any) -> Any:
    return document["manifest"]["apis"]["custom"]


def _event(document: Any) -> Any:
    return document["manifest"]["events"]["subscriptions"][0]


_BROKEN_MANIFESTS: list[tuple[Callable[[Any], object], str]] = [
    (lambda document: document.pop("manifest"), "'manifest' is a required property"),
    (lambda document: document["manifest"].update(name="Trust Steps"), "'name' was unexpected"),
    (lambda document: document["manifest"].pop("manifestVersion"), "'manifestVersion' is a required property"),
    (lambda document: document["manifest"].update(manifestVersion="2.0"), "'2.0' is not one of"),
    (
        lambda document: document["manifest"]["permissions"][0].update(name="alexa::alerts:reminders:write"),
        "'alexa::alerts:reminders:write' is not one of",
    ),
    (lambda document: document["manifest"]["permissions"][0].pop("name"), "'name' is a required property"),
    (lambda document: _event(document).update(eventName="SKILL_REMOVED"), "'SKILL_REMOVED' is not one of"),
    (lambda document: _event(document).pop("eventName"), "'eventName' is a required property"),
    (lambda document: document["manifest"]["events"].pop("endpoint"), "'endpoint' is a required property"),
    (lambda document: _custom(document)["endpoint"].update(uri="http://example.com"), "does not match"),
    (lambda document: _custom(document).update(interfaces=[{"type": "APL"}]), "'APL' is not one of"),
    (
        lambda document: _custom(document).update(interfaces=[{"type": "AUDIO_PLAYER", "viewports": []}]),
        "custom.interfaces[0]",
    ),
    (lambda document: _publishing(document).update(category="LIFESTYLE"), "'LIFESTYLE' is not one of"),
    (lambda document: _publishing(document).update(distributionMode="OPEN"), "'OPEN' is not one of"),
    (lambda document: _publishing(document)["distributionCountries"].append("UK"), "'UK' is not one of"),
    (lambda document: _publishing(document).update(isAvailableWorldwide="no"), "'no' is not of type 'boolean'"),
    (lambda document: _publishing(document).update(testingInstructions="a" * 4001), "is too long"),
    (
        lambda document: _publishing(document)["locales"].update({"en-UK": {"name": "Trust Steps"}}),
        "'en-UK' does not match",
    ),
    (lambda document: _american(document).pop("name"), "'name' is a required property"),
    (lambda document: _american(document).update(whatsNew="all"), "'whatsNew' was unexpected"),
    (lambda document: _american(document).update(summary="a" * 161), "is too long"),
    (lambda document: _american(document).update(keywords="trust"), "'trust' is not of type 'array'"),
    (lambda document: _american(document)["examplePhrases"].extend(["a", "b"]), "locales['en-US'].examplePhrases: "),
    (lambda document: _privacy(document).update(containsAds=None), "None is not of type 'boolean'"),
    (lambda document: _privacy(document)["locales"].update({"english": {}}), "'english' does not match"),
    (
        lambda document: _privacy(document)["locales"]["en-US"].update(privacyPolicy="https://example.com"),
        "'privacyPolicy' was unexpected",
    ),
]


@pytest.mark.parametrize(("broken", "complaint"), _BROKEN_MANIFESTS)
def test_a_broken_manifest_is_refused(
    broken: Callable[[Any], object], complaint: str, manifest: Draft4Validator
) -> None:
    document = _read(_MANIFEST)
    broken(document)
    found = complaints(manifest, document)
    assert any(complaint in one for one in found), found


def test_a_manifest_may_have_a_screen(manifest: Draft4Validator) -> None:
    document = _read(_MANIFEST)
    _custom(document)["interfaces"] = [{"type": "ALEXA_PRESENTATION_APL", "supportedViewports": []}]
    assert complaints(manifest, document) == []
