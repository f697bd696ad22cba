"""Which words are a promise's own, and so say nothing about how it went."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.simulator.nlu.promise_text import PromiseText
from skill.simulator.nlu.tokens import tokenise
from skill.simulator.nlu.vocabulary import Vocabulary

_EN = Vocabulary.of("en-US")
_PROMISE_TEXT = PromiseText(_EN)
_SAYABLE = sorted({*_EN.same, "the", "not", "kept", "promise", "as", "mark", "and", "i"})


def _without(said: str) -> str:
    return " ".join(_PROMISE_TEXT.without([token.word for token in tokenise(said, _EN)]))


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("i kept my promise to never see her again", "i kept my promise"),
        ("i kept my promise not to drink", "i kept my promise"),
        ("i broke the no phones at dinner promise", "i broke the promise"),
        ("my don't disappear promise was kept last night", "my promise was kept last night"),
        ("mark no secrets as kept for monday", "mark as kept for monday"),
        ("yesterday i kept never see her again", "yesterday i kept"),
        ("i kept the one about not lying and i broke the one about the pub", "i kept the one and i broke the one"),
        ("my promise to call was broken", "my promise was broken"),
        ("the promise about the bank card it's unbroken", "the promise it is unbroken"),
        ("i kept no promises", "i kept no promises"),
        ("i kept none of them", "i kept none of them"),
        ("the phone promise not kept", "the promise not kept"),
        ("i did not keep my word", "i did not keep my word"),
        ("my husband says he kept his word", "my husband says he kept his word"),
        ("", ""),
    ],
)
def test_the_words_of_a_promise_are_left_out(said: str, left: str) -> None:
    assert _without(said) == left


@given(st.lists(st.sampled_from(_SAYABLE), max_size=12))
def test_what_is_left_is_some_of_the_words_in_their_order(words: list[str]) -> None:
    rest = iter(words)
    assert all(word in rest for word in _PROMISE_TEXT.without(words))
