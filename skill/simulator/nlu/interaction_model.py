"""Interaction model of one locale, read from the same file that Amazon gets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from skill.errors import TrustStepsError

_MODULE = Path(__file__).resolve()
FREE_SPEECH = "FreeSpeechIntent"
"""The intent whose slot takes whatever is said where a handler asks for it; it is never said outright."""

FOLDERS = (_MODULE.parents[3] / "interaction_models", _MODULE.parents[2] / "interaction_models")
"""Where the models are: beside the package in a source checkout, inside it once installed."""


class UnknownLocaleError(TrustStepsError, LookupError):
    """There is no interaction model for a locale; the message says for which there is one."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample utterance of an intent, with slots in braces."""

    intent: str
    text: str


@dataclass(frozen=True, slots=True)
class SlotTypeValue:
    """A value of a custom slot type, with its synonyms."""

    id: str
    name: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class InteractionModel:
    """Intents, their samples and slots, and the slot types of one locale."""

    locale: str
    invocation_name: str
    samples: tuple[Sample, ...]
    dialog_intents: frozenset[str]
    """Intents whose slots a reply may ask for."""
    _slots: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]]
    _values: Mapping[str, tuple[SlotTypeValue, ...]]

    @classmethod
    @cache
    def of(cls, locale: str) -> "InteractionModel":
        """Return the interaction model of a locale; raises UnknownLocaleError."""
        paths = _paths()
        if locale not in paths:
            known = ", ".join(paths) or "none"
            raise UnknownLocaleError(f"no interaction model for {locale}; there is one for: {known}")
        return cls.read(locale, json.loads(paths[locale].read_text("utf-8")))

    @classmethod
    def read(cls, locale: str, model: Mapping[str, Any]) -> "InteractionModel":
        """Return an interaction model from its JSON."""
        language = model["interactionModel"]["languageModel"]
        dialog = model["interactionModel"].get("dialog", {})
        return cls(
            locale=locale,
            invocation_name=language["invocationName"],
            samples=tuple(Sample(intent["name"], text) for intent in language["intents"] for text in intent["samples"]),
            dialog_intents=frozenset(intent["name"] for intent in dialog.get("intents", ())),
            _slots={
                intent["name"]: {
                    slot["name"]: (slot["type"], tuple(slot.get("samples", ()))) for slot in intent.get("slots", ())
                }
                for intent in language["intents"]
            },
            _values={
                slot_type["name"]: tuple(
                    SlotTypeValue(value["id"], value["name"]["value"], tuple(value["name"]["synonyms"]))
                    for value in slot_type["values"]
                )
                for slot_type in language.get("types", ())
            },
        )

    @property
    def intents(self) -> tuple[str, ...]:
        """The names of all intents, in the model's order."""
        return tuple(self._slots)

    def slots_of(self, intent: str) -> tuple[str, ...]:
        """Return the names of an intent's slots; none for an intent that the model does not have."""
        return tuple(self._slots.get(intent, ()))

    def slot_type(self, intent: str, slot: str) -> str:
        """Return the type of an intent's slot; raises KeyError."""
        return self._slots[intent][slot][0]

    def slot_samples(self, intent: str, slot: str) -> tuple[str, ...]:
        """Return the samples of answers when the slot is elicited; raises KeyError."""
        return self._slots[intent][slot][1]

    def values(self, slot_type: str) -> tuple[SlotTypeValue, ...]:
        """Return the values of a custom slot type; none for Amazon's own types."""
        return self._values.get(slot_type, ())


def locales() -> tuple[str, ...]:
    """Return the locales that there is a model for."""
    return tuple(_paths())


def _paths() -> dict[str, Path]:
    folder = next((folder for folder in FOLDERS if folder.is_dir()), FOLDERS[0])
    return {path.stem: path for path in sorted(folder.glob("*.json"))}
