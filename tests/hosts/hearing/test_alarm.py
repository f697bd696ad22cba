"""Fear, violence, coercion and self-harm are heard before anything else, and talk that only sounds so is not."""

import pytest

from skill.hosts.hearing.alarm import Alarm
from skill.hosts.hearing.tokens import tokenise
from skill.hosts.hearing.vocabulary import Vocabulary

_EN = Vocabulary.of("en-US")
_ALARM = Alarm(_EN)


def _sounds(said: str) -> bool:
    return _ALARM.sounds([token.word for token in tokenise(said, _EN)])


@pytest.mark.parametrize(
    "said",
    [
        "he hits me",
        "my husband hit me last night",
        "she slapped me again",
        "i'm afraid of my wife",
        "i am scared of what he will do",
        "he won't let me see my friends",
        "he takes my paycheck and won't give me any money",
        "he tracks my phone",
        "she threatened to kill me",
        "i want to hurt him",
        "i want to die",
        "i don't want to live anymore",
        "they'd be better off without me",
        "i was raped",
        "i don't feel safe at home",
        "my boyfriend choked me",
        "he has a gun",
        "i promise to not tell anyone that he hits me",
    ],
)
def test_it_sounds(said: str) -> None:
    assert _sounds(said)


@pytest.mark.parametrize(
    "said",
    [
        "i kept my promise",
        "i'm not afraid of him",
        "i'm afraid of spiders",
        "i broke my promise",
        "hit me with today's step",
        "i hurt her feelings",
        "i hurt her so badly and i'm sorry",
        "help me kill time",
        "he beat me at chess",
        "i let her down",
        "this is killing me softly",
        "what's my streak",
    ],
)
def test_it_stays_quiet(said: str) -> None:
    assert not _sounds(said)
