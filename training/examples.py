"""Examples that the classifiers are trained on: requests by intent, and what is danger and what is none.

They are the interaction model's own samples, with their slots filled, and the phrasings in the locale's folder beside
this file. Held-out phrasings, from which nothing is learned, are in tests/simulator/nlu/heldout.
"""

import itertools
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from skill.listening.crisis import CRISIS, HARMLESS
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.recognizer import SAFETY, UNSURE

FOLDER = Path(__file__).parent

FRAMES_PER_CLAUSE = 4
"""In so many frames each clause is learned."""

Example = tuple[str, str]
"""An intent, and what somebody says who means it."""


def examples(locale: str) -> list[Example]:
    """Return all examples of a locale's requests."""
    paths = sorted((FOLDER / locale).glob("*.tsv"))
    return [*_samples(locale), *(one for path in paths for one in phrasings(path))]


def phrasings(path: Path) -> list[Example]:
    """Return the examples of a file: in each line the intent, a tab, and what is said."""
    lines = (line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return [(intent, said) for intent, said in (line.split("\t") for line in lines)]


def fingerprint(found: Sequence[Example]) -> str:
    """Return a short hash of the examples, by which it is seen whether something was learned from them."""
    return blake2b("\n".join(sorted("\t".join(one) for one in found)).encode(), digest_size=8).hexdigest()


def _samples(locale: str) -> Iterator[Example]:
    grammar = InteractionModel.of(locale)
    fillings = tomllib.loads((FOLDER / locale / "slots.toml").read_text("utf-8"))
    values = {kind: itertools.cycle(said) for kind, said in fillings.items()}
    for sample in grammar.samples:
        if sample.intent == "FreeSpeechIntent" or f"{{{UNSURE}}}" in sample.text:
            continue  # it is never said outright, or heard as a whole only

        def filled(slot: re.Match[str], intent: str = sample.intent) -> str:
            return str(next(values.get(slot[1]) or values[grammar.slot_type(intent, slot[1])]))

        yield sample.intent, re.sub(r"\{(\w+)\}", filled, sample.text)
    for intent in grammar.intents:
        said_of = {one.text for one in grammar.samples if one.intent == intent}
        for slot in grammar.slots_of(intent):
            if slot == UNSURE or f"{{{slot}}}" not in {*said_of, *grammar.slot_samples(intent, slot)}:
                continue  # it is never all that is said
            for value in grammar.values(grammar.slot_type(intent, slot)):
                yield from ((intent, said) for said in (value.name, *value.synonyms))


def surrounded(locale: str, found: Sequence[Example]) -> Iterator[Example]:
    """Yield each example once more with what people say around a request, which changes nothing of it."""
    said = tomllib.loads((FOLDER / locale / "around.toml").read_text("utf-8"))
    before, after, chatter = (itertools.cycle(said[name]) for name in ("before", "after", "chatter"))
    ways: tuple[Callable[[str], str], ...] = (
        lambda text: f"{next(before)} {text}",
        lambda text: f"{text} {next(after)}",
        lambda text: f"{next(before)} {text} {next(after)}",
        lambda text: f"{next(chatter)} {text}",
        lambda text: f"{text} {next(chatter)}",
    )
    yield from ((intent, way(text)) for (intent, text), way in zip(found, itertools.cycle(ways), strict=False))


def crisis_examples(locale: str) -> list[Example]:
    """Return all examples of danger and of what is none: requests, also without a vow, free words, framed clauses."""
    freely = FOLDER / locale / "crisis"
    found = [(CRISIS if intent == SAFETY else HARMLESS, said) for intent, said in examples(locale)]
    vowed = [(label, bare) for label, said in found if (bare := _without_vow(said)) != said]
    found += [*vowed, *((label, f"i promise i'll {bare}") for label, bare in vowed)]
    found += phrasings(freely / "speech.tsv")
    told = tomllib.loads((freely / "frames.toml").read_text("utf-8"))
    frames = itertools.cycle(told["frames"])
    for label in (CRISIS, HARMLESS):
        for clause in told[label]:
            found += [(label, clause), *((label, next(frames).format(clause)) for _ in range(FRAMES_PER_CLAUSE))]
    return found


def _without_vow(said: str) -> str:
    """Return a promise as a slot holds it: "never hit her again" of "I promise I'll never hit her again"."""
    return re.sub(r"^.*?\b(?:promise|swear|vow|pledge|commit)\w* (?:that |to )?(?:i'll |i will |i )?", "", said)
