"""How a line of a cue is read."""

import pytest

from skill.hosts.hearing.cues import Cues
from skill.hosts.hearing.vocabulary import Vocabulary

_TABLES = Vocabulary.of("en-US").tables


def _cues(line: str) -> Cues:
    cues = {"WishIntent": [line], "against": {"WishIntent": ["never"]}}
    return Cues(Vocabulary({**_TABLES, "cues": cues, "cue_words": {"sea": ["sea", "open water"]}}))


@pytest.mark.parametrize(
    ("line", "said", "heard"),
    [
        ("go sea", "go sea", True),
        ("go sea", "go to the sea", True),
        ("go sea", "go one two three sea", True),
        ("go sea", "go one two three four sea", False),
        ("go ~ sea", "go one two three four sea", True),
        ("go sea", "sea go", False),
        ("go sea", "going sea", False),
        ("go|sail sea", "sail the sea", True),
        ("to+the sea", "to the wide sea", True),
        ("to+the sea", "to wide the sea", False),
        ("go @sea", "go to open water", True),
        ("^ go sea", "now go sea", False),
        ("go sea $", "go sea now", False),
        ("go sea|$", "please go", True),
        ("go -now", "go now", False),
        ("go -now", "now go", False),
        ("go -@sea", "go", True),
        ("go #", "go four", True),
        ("go #", "go 4.5", True),
        ("go #", "go far", False),
        ("go ...", "go wherever you like", True),
        ("go ...", "go", False),
    ],
)
def test_a_line(line: str, said: str, heard: bool) -> None:
    assert bool(_cues(line).heard(said.split())) == heard


def test_places_and_size_of_a_cue() -> None:
    (cue,) = _cues("go ! # at ...").heard(["now", "go", "and", "do", "four", "at", "the", "wide", "sea"])
    assert (cue.intent, cue.size) == ("WishIntent", 4)
    assert (cue.start, cue.end, cue.number, cue.free) == (1, 9, 4, 6)
    assert cue.between == {2, 3}


def test_words_may_speak_against_an_intent() -> None:
    cues = _cues("go sea")
    assert cues.against("WishIntent", ["never", "go", "sea"])
    assert not cues.against("WishIntent", ["go", "sea"])
    assert not cues.against("OtherIntent", ["never"])
