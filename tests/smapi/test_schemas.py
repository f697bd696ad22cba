"""Swagger becomes closed schemas: in the small, without Amazon's own description."""

import copy
import json
from typing import Any

from tests.smapi.schemas import MANIFEST, REQUIRED, complaints, validator


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


_TEXT = {"type": "string"}
_LOCALES = {"type": "object", "additionalProperties": {"$ref": "#/definitions/word"}}
_SWAGGER: dict[str, Any] = {
    "definitions": {
        **{name: _object(**dict.fromkeys(required, _TEXT)) for name, required in REQUIRED.items()},
        "v1.skill.Manifest.SkillManifestPublishingInformation": _object(category=_TEXT),
        "v1.skill.Manifest.LocalizedName": _object(locale={"type": "string", "pattern": "^(en-US|en-GB)$"}),
        "v1.skill.interactionModel.TypeValueObject": _object(synonyms={"type": "array", "minItems": 1}),
        "word": _object(text=_TEXT),
        "shape": {**_object(kind=_TEXT), "required": ["kind"], "discriminator": "kind"},
        "square": {
            "allOf": [{"$ref": "#/definitions/shape"}, {**_object(side={"type": "integer"}), "required": ["side"]}],
            "x-discriminator-value": "SQUARE",
        },
        "dot": {"allOf": [{"$ref": "#/definitions/shape"}], "x-discriminator-value": "DOT"},
        "drawing": _object(shapes={"type": "array", "items": {"$ref": "#/definitions/shape"}}, locales=_LOCALES),
        "anything": {"type": "object"},
    }
}


def _refused(name: str, document: object) -> list[str]:
    # As it is read from a file: no two parts of it are one object.
    return complaints(validator(json.loads(json.dumps(_SWAGGER)), name), document)


def test_an_object_has_what_it_names_and_nothing_else() -> None:
    assert _refused("word", {"text": "trust"}) == []
    assert _refused("word", {"word": "trust"}) == ["$: Additional properties are not allowed ('word' was unexpected)"]


def test_an_object_that_names_nothing_is_open() -> None:
    assert _refused("anything", {"word": "trust"}) == []


def test_a_type_with_subtypes_is_one_of_them_as_its_discriminator_says() -> None:
    assert _refused("drawing", {"shapes": [{"kind": "SQUARE", "side": 1}, {"kind": "DOT"}]}) == []
    assert _refused("drawing", {"shapes": [{"kind": "DOT", "side": 1}]}) != []
    assert _refused("drawing", {"shapes": [{"kind": "SQUARE"}]}) != []
    assert "$.shapes[0].kind: 'CIRCLE' is not one of ['SQUARE', 'DOT']" in _refused(
        "drawing", {"shapes": [{"kind": "CIRCLE"}]}
    )


def test_a_map_of_locales_has_the_locales_that_amazon_knows() -> None:
    assert _refused("drawing", {"locales": {"en-GB": {"text": "trust"}}}) == []
    assert _refused("drawing", {"locales": {"en-GB": {"words": "trust"}}}) != []
    assert _refused("drawing", {"locales": {"en-UK": {"text": "trust"}}}) != []


def test_what_amazon_documents_as_required_is_required() -> None:
    assert _refused(MANIFEST, {}) == ["$: 'manifest' is a required property"]


def test_the_definitions_stay_as_they_are() -> None:
    before = copy.deepcopy(_SWAGGER)
    validator(_SWAGGER, "drawing")
    assert before == _SWAGGER
