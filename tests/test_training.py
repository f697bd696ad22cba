"""The models were trained on the examples as they are, and on no held-out sentence."""

from pathlib import Path

import pytest

from skill.listening import moments, safety
from skill.listening.linear_model import LinearModel
from skill.simulator.nlu.builtin_utterances import FALLBACK
from skill.simulator.nlu.classifier import classifier
from skill.simulator.nlu.interaction_model import InteractionModel
from training.examples import TRAINING_FOLDER, fingerprint, intent_examples, locales, read_folder, read_labelled
from training.moment_examples import moment_examples
from training.safety_examples import safety_examples

TESTS = Path(__file__).parent
HELD_OUT = (*TESTS.glob("simulator/nlu/heldout/*.tsv"), *TESTS.glob("listening/safety/*.tsv"))
APOLOGIES = TESTS / "journey" / "apologies" / "heldout.tsv"


def trained(locale: str) -> list[tuple[str, str]]:
    """Return the sentences that are written down for training, with their labels."""
    return [*read_folder(TRAINING_FOLDER / locale), *read_folder(TRAINING_FOLDER / locale / "safety")]


@pytest.mark.parametrize("locale", locales())
def test_models_were_trained_on_the_examples_as_they_are(locale: str) -> None:
    assert classifier(locale).learned_from == fingerprint(intent_examples(locale)), "run: make train"
    assert LinearModel.read(moments.path_of(locale)).learned_from == fingerprint(moment_examples(locale)), (
        "run: make train"
    )
    assert LinearModel.read(safety.path_of(locale)).learned_from == fingerprint(safety_examples(locale)), (
        "run: make train"
    )


@pytest.mark.parametrize("locale", locales())
def test_no_held_out_sentence_is_trained_on(locale: str) -> None:
    held_out = {sentence for path in HELD_OUT for _, sentence in read_labelled(path)}
    held_out |= {line.split("\t")[3] for line in APOLOGIES.read_text("utf-8").splitlines() if line[:1] != "#"}
    assert len(held_out) > 1500
    assert held_out & {sentence for _, sentence in trained(locale)} == set()


@pytest.mark.parametrize("locale", locales())
def test_no_sentence_has_two_intents(locale: str) -> None:
    intents: dict[str, set[str]] = {}
    for intent, sentence in intent_examples(locale):
        intents.setdefault(sentence, set()).add(intent)
    assert {sentence: names for sentence, names in intents.items() if len(names) > 1} == {}


@pytest.mark.parametrize("locale", locales())
def test_no_sentence_is_written_down_twice(locale: str) -> None:
    for folder in (TRAINING_FOLDER / locale, TRAINING_FOLDER / locale / "safety"):
        examples = read_folder(folder)
        assert sorted({example for example in examples if examples.count(example) > 1}) == []


@pytest.mark.parametrize("locale", locales())
def test_each_training_file_has_the_name_of_an_intent(locale: str) -> None:
    names = {path.stem for path in (TRAINING_FOLDER / locale).glob("*.tsv")}
    assert names <= {*InteractionModel.of(locale).intents, FALLBACK}


@pytest.mark.parametrize("locale", locales())
def test_each_file_of_the_safety_examples_has_the_name_of_a_label(locale: str) -> None:
    assert {path.stem for path in (TRAINING_FOLDER / locale / "safety").glob("*.tsv")} == set(safety.LABELS)


@pytest.mark.parametrize("locale", locales())
def test_no_sentence_tells_of_two_kinds_of_danger(locale: str) -> None:
    labels: dict[str, set[str]] = {}
    for label, sentence in read_folder(TRAINING_FOLDER / locale / "safety"):
        labels.setdefault(sentence, set()).add(label)
    assert {sentence: names for sentence, names in labels.items() if len(names) > 1} == {}
