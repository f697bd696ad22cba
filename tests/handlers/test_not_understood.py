"""What was not understood: never the same twice in a row, and no menu where nothing was asked."""

from itertools import pairwise

import pytest

from tests.handlers.conversation import CHECK_IN, Person

FALLBACK = "AMAZON.FallbackIntent"


def test_without_a_question_it_is_asked_once_and_then_listened_to_free_words() -> None:
    person = Person()
    assert person.say(FALLBACK).endswith("?")
    assert person.question() == "around.anything"
    person.say(FALLBACK)
    assert person.question() == "own_words.tell"


@pytest.mark.parametrize(
    ("intent", "asking", "short"),
    [(CHECK_IN, "checkin.rating", "A few words are enough"), ("LaunchRequest", "launch.check_in", "A yes or a no")],
)
def test_within_a_question_the_second_time_is_short_and_none_is_like_the_one_before(
    intent: str, asking: str, short: str
) -> None:
    person = Person()
    person.launch()
    person.answer = {}
    person.say(intent)
    said = [person.say(FALLBACK) for _ in range(4)]
    assert person.question() == asking
    assert said[1].startswith(short)
    assert all(one != other for one, other in pairwise(said))
