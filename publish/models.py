"""Interaction models of the other English locales, generated from the American one and dialects.toml: `make models`.

So is the table by which the skill resolves a slot value itself, where Alexa sends the word without its id.
"""

import copy
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from publish import ROOT
from skill.listening.phrase_lists import spoken_form

DIALECTS = ROOT / "publish" / "dialects.toml"
MODELS = ROOT / "interaction_models"
SOURCE = "en-US"
SLOT_VALUES = ROOT / "skill" / "listening" / "en" / "slot_values.json"

Model: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one locale differs from the source."""

    words: Mapping[str, str]
    """Replacements of words and phrases."""
    samples: Mapping[str, Sequence[str]]
    """Additional samples by intent."""

    def localize(self, text: str) -> str:
        """Return a text with the replacements; a longer phrase goes before the shorter ones in it."""
        phrases = "|".join(re.escape(one) for one in sorted(self.words, key=len, reverse=True))
        return re.sub(rf"(?<!\S)(?:{phrases})(?!\S)", lambda found: self.words[found[0]], text) if phrases else text

    def problems(self, source: Model) -> list[str]:
        """Return its entries without effect: a word that no text of the source has, a sample that exists already."""
        source_text = " \n ".join(texts(source))
        intents = {one["name"]: set(one["samples"]) for one in _language(source)["intents"]}
        unsaid = [one for one in self.words if not re.search(rf"(?<!\S){re.escape(one)}(?!\S)", source_text)]
        return [
            *(f"{one!r} is nowhere in {SOURCE}" for one in unsaid),
            *(f"{SOURCE} has no {intent}" for intent in self.samples if intent not in intents),
            *(
                f"{intent} has {text!r} already"
                for intent, more in self.samples.items()
                for text in more
                if text in map(self.localize, intents.get(intent, ()))
            ),
        ]


def dialects(path: Path = DIALECTS) -> dict[str, Dialect]:
    """Return every locale's dialect: all blocks of the file that name the locale, together."""
    found: dict[str, tuple[dict[str, str], dict[str, list[str]]]] = {}
    for block in tomllib.loads(path.read_text("utf-8"))["dialect"]:
        for locale in block["locales"]:
            words, samples = found.setdefault(locale, ({}, {}))
            words |= block.get("words", {})
            for intent, more in block.get("samples", {}).items():
                samples.setdefault(intent, []).extend(more)
    return {locale: Dialect(*parts) for locale, parts in found.items()}


def source() -> Model:
    """Return the model that the others are generated from."""
    model: Model = json.loads((MODELS / f"{SOURCE}.json").read_text("utf-8"))
    return model


def localized(model: Model, dialect: Dialect) -> Model:
    """Return a locale's model: the source's names, slots and ids, in that locale's words."""
    model = copy.deepcopy(model)
    for intent in _language(model)["intents"]:
        intent["samples"] = _once([*map(dialect.localize, intent["samples"]), *dialect.samples.get(intent["name"], ())])
        for slot in intent.get("slots", ()):
            if "samples" in slot:
                slot["samples"] = _once(map(dialect.localize, slot["samples"]))
    for kind in _language(model).get("types", ()):
        said: set[str] = set()
        for value in kind["values"]:
            name = value["name"]
            ways = [one for one in _once(map(dialect.localize, (name["value"], *name["synonyms"]))) if one not in said]
            said.update(ways)
            name["value"], name["synonyms"] = ways[0], ways[1:]
    return model


def texts(model: Model) -> Iterator[str]:
    """Yield everything in a model that a user says: samples and slot values."""
    for intent in _language(model)["intents"]:
        yield from intent["samples"]
        for slot in intent.get("slots", ()):
            yield from slot.get("samples", ())
    for kind in _language(model).get("types", ()):
        for value in kind["values"]:
            yield from (value["name"]["value"], *value["name"]["synonyms"])


def slot_values(models: Sequence[Model]) -> dict[str, dict[str, str]]:
    """Return, by slot of a custom type, the id of each spoken value."""
    found: dict[str, dict[str, str]] = {}
    for model in models:
        values = {kind["name"]: kind["values"] for kind in _language(model).get("types", ())}
        for slot in (slot for intent in _language(model)["intents"] for slot in intent.get("slots", ())):
            for value in values.get(slot["type"], ()):
                for said in (value["name"]["value"], *value["name"]["synonyms"]):
                    found.setdefault(slot["name"], {}).setdefault(spoken_form(said), value["id"])
    return found


def to_text(model: Model | Mapping[str, Mapping[str, str]]) -> str:
    """Return a model, or the table of slot values, as JSON text."""
    return json.dumps(model, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every locale's model, unless an entry of the dialects has no effect."""
    model = source()
    wrong = [f"{locale}: {one}" for locale, dialect in dialects().items() for one in dialect.problems(model)]
    if wrong:
        sys.exit("\n".join(wrong))
    others = {locale: localized(model, dialect) for locale, dialect in dialects().items()}
    for locale, other in others.items():
        (MODELS / f"{locale}.json").write_text(to_text(other), "utf-8")
    SLOT_VALUES.write_text(to_text(slot_values([model, *others.values()])), "utf-8")


def _language(model: Model) -> dict[str, Any]:
    language: dict[str, Any] = model["interactionModel"]["languageModel"]
    return language


def _once(said: Iterator[str] | Sequence[str]) -> list[str]:
    return list(dict.fromkeys(said))


if __name__ == "__main__":
    main()
