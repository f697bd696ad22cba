import pytest

from skill.simulator.nlu.amazon_duration import parse_duration
from skill.simulator.nlu.vocabulary import Vocabulary
from skill.slot_values import parse_duration as read

TABLES = Vocabulary.of("en-US").tables


@pytest.mark.parametrize(
    ("said", "value", "words"),
    [
        ("half an hour please", "PT30M", 3),
        ("an hour", "PT1H", 2),
        ("an hour and a half", "PT1H30M", 5),
        ("twenty minutes", "PT20M", 2),
        ("twenty five minutes from now", "PT25M", 3),
        ("two hours and a half", "PT2H30M", 5),
        ("two and a half hours", "PT2.5H", 5),
        ("30 minutes", "PT30M", 2),
        ("two days", "P2D", 2),
        ("a week", "P1W", 2),
        ("half past six", "", 0),
        ("minutes", "", 0),
        ("twenty", "", 0),
        ("minus two hours", "", 0),
    ],
)
def test_a_duration_is_written_as_alexa_does(said: str, value: str, words: int) -> None:
    assert parse_duration(said.split(), 0, TABLES["durations"], TABLES["numbers"]) == (words, value)
    assert not value or read(value)
