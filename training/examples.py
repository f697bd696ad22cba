"""Training examples: the sentences of training/<locale>/ and the interaction model's own samples.

One file per intent, and the file's name is the label: each line of LogKeptCommitmentIntent.tsv is a sentence that logs
a kept commitment. Lines that begin with `#` are headings, and empty lines are skipped.
"""

import itertools
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from skill.simulator.nlu.interaction_model import FREE_SPEECH, InteractionModel
from skill.simulator.nlu.utterance import SAFETY, UNSURE_SLOT

TRAINING_FOLDER = Path(__file__).parent

Example = tuple[str, str]
"""A label (an intent's name, or what a sentence tells of) and a sentence."""


def locales() -> list[str]:
    """Return the locales that have training examples."""
    return sorted(path.name for path in TRAINING_FOLDER.iterdir() if any(path.glob("*.tsv")))


def intent_examples(locale: str) -> list[Example]:
    """Return all examples of a locale's intents: the interaction model's samples, then the sentences of each file."""
    return [*_sample_examples(locale), *read_folder(TRAINING_FOLDER / locale)]


def read_folder(folder: Path) -> list[Example]:
    """Return the sentences of all files of a folder, each labelled with its file's name."""
    return [(path.stem, sentence) for path in sorted(folder.glob("*.tsv")) for sentence in _lines(path)]


def read_labelled(path: Path) -> list[Example]:
    """Return the examples of a file that has a label, a tab and a sentence on each line, as held-out sets have."""
    return [(label, sentence) for label, sentence in (line.split("\t") for line in _lines(path))]


def read_table(locale: str, name: str) -> dict[str, Any]:
    """Return a TOML file of a locale's folder."""
    return tomllib.loads((TRAINING_FOLDER / locale / f"{name}.toml").read_text("utf-8"))


def fingerprint(examples: Iterable[Example]) -> str:
    """Return a hash of the examples in any order (16 hex digits). A model holds that of the examples it was fit to."""
    lines = sorted("\t".join(example) for example in examples)
    return blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def _sample_examples(locale: str) -> Iterator[Example]:
    """Yield the interaction model's samples with their slots filled, then the values of slots that are said alone."""
    model = InteractionModel.of(locale)
    fillings = {name: itertools.cycle(values) for name, values in read_table(locale, "slots").items()}
    for sample in model.samples:
        if sample.intent in (FREE_SPEECH, SAFETY) or f"{{{UNSURE_SLOT}}}" in sample.text:
            continue  # its samples are no sentences of their own, are matched as a whole only, or are assessed

        def fill(slot: re.Match[str], intent: str = sample.intent) -> str:
            return str(next(fillings.get(slot[1]) or fillings[model.slot_type(intent, slot[1])]))

        yield sample.intent, re.sub(r"\{(\w+)\}", fill, sample.text)
    bare = [
        (intent, model.slot_type(intent, slot))
        for intent in model.intents
        if intent != SAFETY
        for slot in model.slots_of(intent)
        if slot != UNSURE_SLOT and _is_said_alone(model, intent, slot)
    ]
    uses = Counter(slot_type for _, slot_type in bare)
    for intent, slot_type in bare:
        if uses[slot_type] > 1:
            continue  # several intents ask for it, so by itself it means none of them
        for value in model.values(slot_type):
            yield from ((intent, sentence) for sentence in (value.name, *value.synonyms))


def _is_said_alone(model: InteractionModel, intent: str, slot: str) -> bool:
    """Tell whether a sample of the intent, or of its slot, is the slot alone."""
    texts = {sample.text for sample in model.samples if sample.intent == intent}
    return f"{{{slot}}}" in {*texts, *model.slot_samples(intent, slot)}
