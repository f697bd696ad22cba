"""What is heard by was learned from the examples as they are, and from none that are kept aside."""

from pathlib import Path

import pytest

from skill.listening import crisis
from skill.listening.linear_model import LinearModel
from skill.simulator.nlu.classifier import classifier
from training import examples

ASIDE = Path(__file__).parent / "simulator" / "nlu" / "heldout"
DANGERS = Path(__file__).parent / "listening" / "crisis"
LOCALES = sorted(path.name for path in examples.FOLDER.iterdir() if any(path.glob("*.tsv")))


@pytest.mark.parametrize("locale", LOCALES)
def test_it_was_learned_from_the_examples_as_they_are(locale: str) -> None:
    heard, freely = (
        examples.fingerprint(examples.examples(locale)),
        examples.fingerprint(examples.crisis_examples(locale)),
    )
    assert classifier(locale).learned_from == heard, "run: make train"
    assert LinearModel.read(crisis.path_of(locale)).learned_from == freely, "run: make train"


def test_nothing_was_learned_from_what_is_kept_aside() -> None:
    aside = {said for path in ASIDE.glob("*.tsv") for _, said in examples.phrasings(path)}
    never = {said for _, said in examples.phrasings(ASIDE / "never.tsv")}
    learned = {said for path in examples.FOLDER.rglob("*.tsv") for _, said in examples.phrasings(path)}
    aside |= {said for path in DANGERS.glob("*.tsv") for _, said in examples.phrasings(path)}
    assert learned & (aside - never) == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_no_phrasing_has_two_meanings(locale: str) -> None:
    meanings: dict[str, set[str]] = {}
    for intent, said in examples.examples(locale):
        meanings.setdefault(said, set()).add(intent)
    assert {said: intents for said, intents in meanings.items() if len(intents) > 1} == {}
