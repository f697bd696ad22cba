"""What was learned is read as it was written, and its shares are shares."""

from math import isclose
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.listening.linear_model import FEATURE_NORM, LinearModel, hashed_features

PLACES = 64


def _learned(**louder: list[str]) -> LinearModel:
    """Return labels that the given words speak for, each as much as a byte can say."""
    labels = tuple(louder)
    table = bytearray(PLACES * len(labels))
    for label, words in enumerate(louder.values()):
        for word in words:
            for place in hashed_features([word], PLACES):
                table[place * len(labels) + label] = 127
    return LinearModel(labels, PLACES, (0.0,) * len(labels), (0.1,) * len(labels), "examples", bytes(table))


def test_a_word_speaks_for_the_label_it_was_learned_with() -> None:
    learned = _learned(sea=["wave"], land=["hill"])
    assert next(iter(learned.probabilities(["wave"]))) == "sea"
    assert next(iter(learned.probabilities(["hill"]))) == "land"


def test_a_weight_may_speak_against_a_label() -> None:
    against = bytes([0x80, 0]) * PLACES  # -128 for the first label wherever a word falls
    learned = LinearModel(("sea", "land"), PLACES, (0.0, 0.0), (0.1, 0.1), "examples", against)
    assert list(learned.probabilities(["wave"])) == ["land", "sea"]


@given(st.lists(st.text(max_size=12), max_size=12))
def test_shares_add_up_to_one_and_the_likeliest_is_first(words: list[str]) -> None:
    shares = list(_learned(sea=["wave"], land=["hill"], air=["cloud"]).probabilities(words).values())
    assert isclose(sum(shares), 1)
    assert shares == sorted(shares, reverse=True)


@given(st.lists(st.text(min_size=1, max_size=12), max_size=12))
def test_every_place_is_there_and_a_sentence_is_as_loud_however_long(words: list[str]) -> None:
    found = hashed_features(words, PLACES)
    assert all(0 <= place < PLACES for place in found)
    assert all(0 < loud <= 2 * FEATURE_NORM * max(1, len(found)) for loud in found.values())
    assert hashed_features(list(words), PLACES) == found


def test_the_order_of_words_matters() -> None:
    assert hashed_features(["not", "kept"], PLACES) != hashed_features(["kept", "not"], PLACES)


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    learned = _learned(sea=["wave"], land=["hill"])
    path = tmp_path / "some.learned"
    path.write_bytes(learned.to_bytes())
    assert LinearModel.read(path) == learned


def test_a_file_that_is_something_else_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "other.learned"
    path.write_bytes(b"no weights\n")
    with pytest.raises(ValueError, match="line 1"):
        LinearModel.read(path)
