"""Lint rules of the 56 steps: their parts, lengths and forms."""

import re
from collections.abc import Iterator

from skill.journey.stages import STAGES, STEPS_PER_STAGE
from tools.text_measures import spoken_words
from tools.text_rules.locale_texts import LocaleTexts

STEP_ROLES = ("rebuilding", "healing")
"""A step has a version for each."""

STEP_PARTS = ("why", "do", "say", "ask")

MAX_PART_WORDS = {"name": 4, "title": 5, "why": 18, "do": 35, "say": 22, "ask": 14}

SENTENCE = r"[A-Z][^.?!]*"

FORM_OF_PART = {
    "name": (SENTENCE, "write the stage's name with a capital and without a full stop"),
    "title": (SENTENCE, "write the title with a capital and without a full stop: it is told within sentences"),
    "why": (rf"{SENTENCE}\.", "make it one sentence"),
    "do": (rf"{SENTENCE}\.( {SENTENCE}\.)*", "make it whole sentences of what to do"),
    "say": (rf"{SENTENCE}[.?!]( {SENTENCE}[.?!])*", "make it whole sentences"),
    "ask": (rf"{SENTENCE}\?", "make it one question"),
}
"""By part, its pattern, and the cure where it doesn't match."""

MAX_BOTH_ACTS_WORDS = 60
"""Words of the acts of both roles, which a user who wants both hears in one turn."""


def stages_are_there(locale: LocaleTexts) -> Iterator[str]:
    """There is a file of steps for each of the stages, and for no other."""
    existing = {name for name in locale.files if name.startswith("steps/")}
    wanted = {f"steps/{stage}" for stage in range(1, STAGES + 1)}
    for name in sorted(existing ^ wanted):
        cure = "take the stage out: there are eight" if name in existing else "write the stage's seven steps"
        yield locale.complaint(name.replace("/", "."), cure)


def steps_are_whole(locale: LocaleTexts) -> Iterator[str]:
    """A stage has a name and seven steps, and each of them has all its parts for both roles, and no others."""
    for name, stage in locale.files.items():
        if not name.startswith("steps/"):
            continue
        key = name.replace("/", ".")
        if stage.keys() != {"name", "step"} or not stage["name"] or len(stage["step"]) != STEPS_PER_STAGE:
            yield locale.complaint(key, f"give the stage a name and {STEPS_PER_STAGE} steps")
        for number, step in enumerate(stage.get("step", ()), 1):
            if step.keys() != {"title", *STEP_ROLES}:
                yield locale.complaint(f"{key}.{number}", "give the step a title, a rebuilding and a healing voice")
            for role in STEP_ROLES:
                if step.get(role, {}).keys() != set(STEP_PARTS):
                    yield locale.complaint(f"{key}.{number}.{role}", f"write its parts {', '.join(STEP_PARTS)}")


def steps_are_short(locale: LocaleTexts) -> Iterator[str]:
    """Every part of a step has MAX_PART_WORDS at most, and the acts of both roles MAX_BOTH_ACTS_WORDS together."""
    for key, text in locale.texts.items():
        if not key.startswith("steps."):
            continue
        limit, said = MAX_PART_WORDS[key.rpartition(".")[2]], text.variants[0]
        if spoken_words(said) > limit:
            yield locale.complaint(key, f"say it in {limit} words; it has {spoken_words(said)}")
        if key.endswith(".rebuilding.do"):
            other = locale.texts.get(key.replace(".rebuilding.", ".healing."))
            both = spoken_words(said) + (spoken_words(other.variants[0]) if other else 0)
            if both > MAX_BOTH_ACTS_WORDS:
                yield locale.complaint(key, f"say both voices' acts in {MAX_BOTH_ACTS_WORDS} words; they have {both}")


def steps_are_sentences(locale: LocaleTexts) -> Iterator[str]:
    """A title is no sentence, a why and an ask are one, and all other parts are whole sentences."""
    for key, text in locale.texts.items():
        if not key.startswith("steps."):
            continue
        form, cure = FORM_OF_PART[key.rpartition(".")[2]]
        if not re.fullmatch(form, text.variants[0]):
            yield locale.complaint(key, cure)


def steps_are_for_the_ear(locale: LocaleTexts) -> Iterator[str]:
    """A step has no digits, no marks that can't be heard, no long lists and no placeholders."""
    for key, text in locale.texts.items():
        if not key.startswith("steps."):
            continue
        said = text.variants[0]
        if len(text.variants) > 1:
            yield locale.complaint(key, "write one text: the round through all steps is variety enough")
        if re.search(r"\d", said):
            yield locale.complaint(key, "write numbers as words")
        if re.search("[“”&<>{};]", said):
            yield locale.complaint(key, "leave marks to the frame that it is told in")
        if any(sentence.count(",") > 3 for sentence in re.split("[.?!]", said)):
            yield locale.complaint(key, "list three things at most")
