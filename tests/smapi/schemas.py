"""Amazon's Swagger definitions as closed JSON Schemas: what a definition does not name is refused.

Swagger says less than Amazon does. What the definitions leave open and Amazon's documentation settles is in
`completed`, and nowhere else.
"""

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator
from jsonschema.exceptions import ValidationError, best_match

from tools.smapi_spec import Spec

MODEL = "v1.skill.interactionModel.InteractionModelData"
MANIFEST = "v1.skill.Manifest.SkillManifestEnvelope"

CATEGORIES = (Path(__file__).parent / "categories.txt").read_text("utf-8").split()
"""The categories of a skill, as Amazon's reference of the skill manifest lists them."""

REQUIRED = {
    MANIFEST: ("manifest",),
    "v1.skill.Manifest.SkillManifest": ("manifestVersion", "publishingInformation", "privacyAndCompliance", "apis"),
    "v1.skill.Manifest.EventName": ("eventName",),
    "v1.skill.interactionModel.SlotDefinition": ("name", "type"),
}
"""By definition, what Amazon's references of the skill manifest and the interaction model call required."""

_DEFINITIONS = "#/definitions/"

Schema = dict[str, Any]


def validator(spec: Spec, name: str) -> Draft4Validator:
    """Return what checks a document against a definition. Swagger 2.0 speaks the fourth draft of JSON Schema."""
    definitions = completed(spec["definitions"])
    schema = {
        "allOf": [{"$ref": _DEFINITIONS + name}],
        "definitions": {one: _definition(one, definitions) for one in definitions},
    }
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema)


def complaints(against: Draft4Validator, document: object) -> list[str]:
    """Return all that a document is refused for, each with its place in the document."""
    return [f"{_deepest(error).json_path}: {_deepest(error).message}" for error in against.iter_errors(document)]


def completed(definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Return the definitions with what Amazon's documentation says beyond them."""
    whole = copy.deepcopy(dict(definitions))
    for name, required in REQUIRED.items():
        whole[name]["required"] = sorted({*whole[name].get("required", ()), *required})
    publishing = whole["v1.skill.Manifest.SkillManifestPublishingInformation"]["properties"]
    publishing["category"]["enum"] = CATEGORIES
    # The one thing that Swagger is stricter in: the developer console itself writes empty lists of synonyms.
    del whole["v1.skill.interactionModel.TypeValueObject"]["properties"]["synonyms"]["minItems"]
    locale = whole["v1.skill.Manifest.LocalizedName"]["properties"]["locale"]["pattern"]
    for definition in whole.values():
        locales = definition.get("properties", {}).get("locales", {})
        if "additionalProperties" in locales:
            locales["patternProperties"] = {locale: locales.pop("additionalProperties")}
            locales["additionalProperties"] = False
    return whole


def _definition(name: str, definitions: Mapping[str, Any]) -> Schema:
    """Return one definition's closed schema; of a type with subtypes, any of theirs."""
    subtypes = [one for one, found in definitions.items() if name in _bases(found)]
    own = _closed(_merged(name, definitions))
    if not subtypes:
        return own
    any_of = [{"$ref": _DEFINITIONS + one} for one in subtypes]
    told_by = definitions[name].get("discriminator")
    if told_by is None:
        return {"anyOf": [*any_of, own]}
    # What tells the subtypes apart is checked by itself too, because that complaint says what is wrong.
    values = [definitions[one]["x-discriminator-value"] for one in subtypes]
    return {"anyOf": any_of, "required": [told_by], "properties": {told_by: {"enum": values}}}


def _bases(found: Mapping[str, Any]) -> list[str]:
    return [part["$ref"].removeprefix(_DEFINITIONS) for part in found.get("allOf", ()) if "$ref" in part]


def _merged(name: str, definitions: Mapping[str, Any]) -> Schema:
    """Return a definition with the properties of all that it is made of, which closing each part would shut out."""
    found = definitions[name]
    if "allOf" not in found:
        return copy.deepcopy(dict(found))
    properties: dict[str, Any] = {}
    required: set[str] = set()
    for part in found["allOf"]:
        base = part.get("$ref", "").removeprefix(_DEFINITIONS)
        whole = _merged(base, definitions) if base else copy.deepcopy(part)
        properties |= whole.get("properties", {})
        required |= set(whole.get("required", ()))
        told_by = definitions[base].get("discriminator") if base else None
        if told_by and "x-discriminator-value" in found:
            properties[told_by] = {"type": "string", "enum": [found["x-discriminator-value"]]}
            required.add(told_by)
    merged: Schema = {"type": "object", "properties": properties}
    # An empty list of required properties is no schema of the fourth draft.
    return merged | ({"required": sorted(required)} if required else {})


def _closed(schema: Schema) -> Schema:
    """Shut a schema and all within it; an object that names no properties at all stays open."""
    if "properties" in schema:
        schema["properties"] = {name: _closed(dict(one)) for name, one in schema["properties"].items()}
        schema.setdefault("additionalProperties", False)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            schema[key] = _closed(dict(schema[key]))
    return schema


def _deepest(error: ValidationError) -> ValidationError:
    """Return the error of the subtype that matches best, where none of several matches."""
    return best_match(iter(error.context)) if error.context else error
