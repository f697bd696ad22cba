"""The rules that every Alexa interaction model keeps: Amazon's own, and two of this skill. A rule returns complaints.

Amazon's are those of the interaction model reference for custom skills: names, samples, slots and dialogs.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

Model: TypeAlias = Mapping[str, Any]

LARGEST = 1_500_000
"""Bytes of a model that Amazon takes."""
LONGEST_VALUE = 140
MAIN = (
    "TodaysStepIntent",
    "CompleteStepIntent",
    "SkipStepIntent",
    "DailyCheckInIntent",
    "MakeCommitmentIntent",
    "ListCommitmentsIntent",
    "DropCommitmentIntent",
    "LogKeptCommitmentIntent",
    "LogMissedCommitmentIntent",
    "ConfirmPartnerIntent",
    "UndoIntent",
    "WeeklyProgressIntent",
    "MoreDetailIntent",
    "StreakIntent",
)
"""The intents of everyday, which are said in the most ways."""
BREADTH = 40

ELICITED = (
    ("TodaysStepIntent", "role"),
    ("DailyCheckInIntent", "rating"),
    ("MakeCommitmentIntent", "commitment"),
    ("LogKeptCommitmentIntent", "day"),
    ("LogMissedCommitmentIntent", "day"),
    ("LogKeptCommitmentIntent", "count"),
    ("LogMissedCommitmentIntent", "count"),
    ("LogKeptCommitmentIntent", "missed"),
    ("LogKeptCommitmentIntent", "commitment"),
    ("LogMissedCommitmentIntent", "commitment"),
    ("DropCommitmentIntent", "commitment"),
    ("FreeSpeechIntent", "speech"),
    ("TimeOutIntent", "duration"),
    ("WorryTimeIntent", "time"),
    ("SaveHardDateIntent", "day"),
    ("DropHardDateIntent", "day"),
    ("SetReminderIntent", "time"),
    ("SetReminderIntent", "repeat"),
    ("SetReminderIntent", "day"),
    ("StageIntent", "stage"),
    ("ChooseStageIntent", "stage"),
)
"""The intents and slots that a reply can ask for (tests/texts/test_dialogs.py looks at every reply)."""

_FREE = "AMAZON.SearchQuery"
_TYPES = frozenset((_FREE, "AMAZON.NUMBER", "AMAZON.DATE", "AMAZON.TIME", "AMAZON.DURATION"))
_SLOT = re.compile(r"\{([^{}]*)\}")
_SAMPLE = re.compile(r"(?:[a-z]+(?:'[a-z]+)*'?\.?|\{[a-z_]+\})(?: (?:[a-z]+(?:'[a-z]+)*'?\.?|\{[a-z_]+\}))*")
_LAUNCH = frozenset(("launch", "ask", "tell", "load", "begin", "enable", "open", "start"))
_WAKE = frozenset(("alexa", "amazon", "echo", "computer", "skill", "app"))
_CONNECTING = frozenset(
    ("a", "an", "the", "to", "from", "in", "using", "with", "about", "for", "that", "by", "if", "and", "whether")
)


def complaints(model: Model, size: int, handled: Iterable[str], elicited: Iterable[tuple[str, str]]) -> list[str]:
    """Return all that is wrong with a model of so many bytes.

    `handled` are the intents that the skill answers, `elicited` the intents and slots that its replies ask for.
    """
    return [
        *_invocation(model),
        *_samples(model),
        *_duplicates(model),
        *_slots(model),
        *_free(model),
        *_types(model),
        *_dialog(model, elicited),
        *_handlers(model, handled),
        *_breadth(model),
        *([f"the model has {size} bytes, more than {LARGEST}"] if size > LARGEST else []),
    ]


def _language(model: Model) -> Mapping[str, Any]:
    language: Mapping[str, Any] = model["interactionModel"]["languageModel"]
    return language


def _intents(model: Model) -> Iterator[tuple[str, Mapping[str, str], list[str]]]:
    """Yield every intent with its slots' types and its samples."""
    for one in _language(model)["intents"]:
        yield one["name"], {slot["name"]: slot["type"] for slot in one.get("slots", ())}, one["samples"]


def _invocation(model: Model) -> Iterator[str]:
    name = _language(model)["invocationName"]
    words = name.split()
    if len(words) < 2 or not re.fullmatch(r"[a-z' .]+", name):
        yield f"invocation name {name!r}: two or more words, in lower case and without digits"
    if set(words) & (_LAUNCH | _WAKE):
        yield f"invocation name {name!r} has a word that starts a skill or wakes a device"
    if len(words) == 2 and set(words) & _CONNECTING:
        yield f"invocation name {name!r} of two words has an article or a preposition"


def _samples(model: Model) -> Iterator[str]:
    name = _language(model)["invocationName"]
    for intent, slots, samples in _intents(model):
        if intent.startswith("AMAZON.") and samples:
            yield f"{intent} is Amazon's: its samples stay empty"
        said = [(text, intent) for text in samples]
        said += [(text, f"{intent}.{slot}") for slot in slots for text in _slot_samples(model, intent, slot)]
        for text, place in said:
            if not _SAMPLE.fullmatch(text):
                yield f"{place}: {text!r} has more than lower-case words, apostrophes and slots"
            if name in text or "alexa" in text.split():
                yield f"{place}: {text!r} has a wake word or the skill's own name"


def _duplicates(model: Model) -> Iterator[str]:
    """Two samples are the same where only the names of their slots differ and the types do not."""
    places: dict[str, list[str]] = defaultdict(list)
    for intent, slots, samples in _intents(model):
        for text in samples:
            typed = " ".join(slots.get(word.strip("{}"), word) if "{" in word else word for word in text.split())
            places[typed].append(intent)
    for text, intents in places.items():
        if len(intents) > 1:
            yield f"{text!r} is a sample more than once: {', '.join(intents)}"


def _slots(model: Model) -> Iterator[str]:
    kinds: dict[str, set[str]] = defaultdict(set)
    own = {kind["name"] for kind in _language(model).get("types", ())}
    for intent, slots, samples in _intents(model):
        for slot, kind in slots.items():
            kinds[slot].add(kind)
            if kind not in own and kind not in _TYPES:
                yield f"{intent}.{slot} is of no known type: {kind}"
            for text in _slot_samples(model, intent, slot):
                if slot not in _SLOT.findall(text):
                    yield f"{intent}.{slot}: {text!r} is without the slot itself"
        for text in samples:
            for slot in _SLOT.findall(text):
                if slot not in slots:
                    yield f"{intent}: {text!r} has a slot that the intent has not: {slot}"
    yield from (f"slot {slot} has several types: {', '.join(sorted(of))}" for slot, of in kinds.items() if len(of) > 1)


def _free(model: Model) -> Iterator[str]:
    for intent, slots, samples in _intents(model):
        for text in samples:
            found = _SLOT.findall(text)
            if any(slots.get(slot) == _FREE for slot in found):
                if len(found) > 1:
                    yield f"{intent}: {text!r} has another slot beside free words"
                if not _SLOT.sub("", text).strip():
                    yield f"{intent}: {text!r} has free words without a carrier phrase"


def _types(model: Model) -> Iterator[str]:
    for kind in _language(model).get("types", ()):
        if not kind["values"]:
            yield f"type {kind['name']} has no values"
        said: Counter[str] = Counter()
        for value in kind["values"]:
            if not value.get("id"):
                yield f"type {kind['name']}: {value['name']['value']!r} has no id"
            if "synonyms" not in value["name"]:
                yield f"type {kind['name']}: {value['name']['value']!r} needs a list of synonyms, if an empty one"
            texts = [value["name"]["value"], *value["name"].get("synonyms", ())]
            said.update(text.casefold() for text in texts)
            yield from (f"type {kind['name']}: {text!r} is too long" for text in texts if len(text) > LONGEST_VALUE)
        yield from (f"type {kind['name']}: {text!r} is said for two values" for text, n in said.items() if n > 1)


def _dialog(model: Model, elicited: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Amazon silently drops a Dialog.ElicitSlot whose intent its dialog model does not have."""
    declared = {intent: slots for intent, slots, _ in _intents(model)}
    dialog = {one["name"]: one for one in model["interactionModel"].get("dialog", {}).get("intents", ())}
    for intent, slot in elicited:
        if slot not in {one["name"] for one in dialog.get(intent, {}).get("slots", ())}:
            yield f"{intent}.{slot} is asked for and is not in the dialog model"
    for intent, one in dialog.items():
        slots = {slot["name"]: slot["type"] for slot in one["slots"]}
        if slots != declared.get(intent):
            yield f"dialog of {intent} repeats other slots than the intent has"
        if any("prompts" not in part for part in (one, *one["slots"])):
            yield f"dialog of {intent} has a part without prompts"


def _handlers(model: Model, handled: Iterable[str]) -> Iterator[str]:
    named = {intent for intent, _, _ in _intents(model)}
    yield from (f"{intent} is answered by nothing" for intent in sorted(named - set(handled)))
    yield from (f"{intent} is in no sample: nothing can reach it" for intent in sorted(set(handled) - named))


def _breadth(model: Model) -> Iterator[str]:
    said = {intent: len(samples) for intent, _, samples in _intents(model)}
    for intent in MAIN:
        if said.get(intent, BREADTH) < BREADTH:
            yield f"{intent} has {said[intent]} samples, fewer than {BREADTH}"


def _slot_samples(model: Model, intent: str, slot: str) -> list[str]:
    for one in _language(model)["intents"]:
        for of in one.get("slots", ()) if one["name"] == intent else ():
            if of["name"] == slot:
                samples: list[str] = of.get("samples", [])
                return samples
    return []
