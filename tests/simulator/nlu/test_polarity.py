"""What turns a meaning round, read from the words themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.simulator.nlu.polarity import PolarityAnalyzer
from skill.simulator.nlu.tokens import tokenise
from skill.simulator.nlu.vocabulary import Vocabulary
from skill.simulator.nlu.vows import Vows

_EN = Vocabulary.of("en-US")
_MEANING = PolarityAnalyzer(_EN)
_VOWS = Vows(_EN, _MEANING)


def _words(said: str) -> list[str]:
    return [token.word for token in tokenise(said, _EN)]


@pytest.mark.parametrize(
    ("said", "came_about"),
    [
        ("i said i wouldn't drink on saturday and i didn't", True),
        ("i promised i wouldn't raise my voice and on saturday i did", False),
        ("i promised to call and i did", True),
        ("i told her i'd be home by six but i wasn't", False),
        ("we swore we'd never shout and we haven't", True),
        ("i promised to call", None),
        ("i did", None),
        ("he said he'd call and he did", None),
        ("", None),
    ],
)
def test_a_promise_echoed_at_the_end_came_about_or_not(said: str, came_about: bool | None) -> None:
    assert _VOWS.outcome(_words(said)) is came_about


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("i kept my promise", True),
        ("i did not keep my promise", False),
        ("i didn't break my promise", True),
        ("i kept none of my promises", False),
        ("i broke the no phones promise", False),
        ("i kept the no phones promise", True),
        ("i broke two promises not one", False),
        ("i broke my promise to not yell", False),
        ("i kept my promise to not yell", True),
        ("i yelled", False),
        ("i did not yell", True),
        ("i kept my promise and i broke my word", None),
    ],
)
def test_a_promise_was_kept_or_missed_by_its_words(said: str, kept: bool | None) -> None:
    assert _MEANING.kept(_words(said)) is kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("sorry to say i kept the promise", True),
        ("i broke my word on monday", False),
        ("i did not break my word", None),
        ("did i keep it", None),
        ("i kept it but", None),
        ("i kept one and broke one", None),
        ("i almost kept it", None),
        ("i called", None),
    ],
)
def test_plain_words_leave_no_other_reading(said: str, kept: bool | None) -> None:
    assert _MEANING.plainly_kept(_words(said)) is kept


@given(st.lists(st.sampled_from(sorted({*_EN.same, "i", "not", "kept", "promise", "but", "said", "did"})), max_size=12))
def test_any_words_have_signs_that_are_texts(words: list[str]) -> None:
    assert all(isinstance(sign, str) for sign in _MEANING.features(words))
