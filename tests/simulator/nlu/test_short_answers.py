"""A yes, a no or an "I don't know" with more after it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.simulator.nlu.polarity import PolarityAnalyzer
from skill.simulator.nlu.short_answers import ShortAnswers
from skill.simulator.nlu.tokens import tokenise
from skill.simulator.nlu.vocabulary import Vocabulary

_EN = Vocabulary.of("en-US")
_ANSWERS = ShortAnswers(_EN, PolarityAnalyzer(_EN))
_YES, _NO, _SKIP = "AMAZON.YesIntent", "AMAZON.NoIntent", "SkipStepIntent"
_SAYABLE = sorted({*_EN.same, "yes", "no", "not", "yet", "i", "did", "but"})


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("yes i did both", _YES),
        ("yes and i told her", _YES),
        ("yeah i called her at lunch", _YES),
        ("no i forgot to text", _NO),
        ("no i didn't get round to it", _NO),
        ("nope because of the traffic", _NO),
        ("not yet it's morning", _SKIP),
        ("i don't know it was a strange day", _SKIP),
        ("yes i forgot it", None),
        ("yes i was late", None),
        ("yes but i was drunk", None),
        ("yeah mostly", None),
        ("no i kept it", None),
        ("no i was on time", None),
        ("maybe i did", None),
        ("i did both", None),
        ("", None),
    ],
)
def test_what_comes_after_an_answer_must_go_with_it(said: str, answer: str | None) -> None:
    assert _ANSWERS.match([token.word for token in tokenise(said, _EN)]) == answer


@given(st.lists(st.sampled_from(_SAYABLE), max_size=8))
def test_any_words_are_one_answer_or_none(words: list[str]) -> None:
    assert _ANSWERS.match(words) in (_YES, _NO, _SKIP, None)
