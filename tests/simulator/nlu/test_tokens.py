"""An utterance as words, and back to how it was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.simulator.nlu.tokens import MAX_UTTERANCE_CHARS, request, spoken, tokenise
from skill.simulator.nlu.vocabulary import UnknownLanguageError, Vocabulary

_EN = Vocabulary.of("en-US")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("I'm LATE", "i am late"),
        ("I\N{RIGHT SINGLE QUOTATION MARK}m late", "i am late"),
        ("today's step", "today step"),
        ("i didn't", "i did not"),
        ("i gotta go", "i have to go"),
        ("i went back on my word", "i broke my word"),
        ("stop, now!", "stop now"),
        ("at 8:30", "at 8:30"),
        ("4.5 stars", "4.5 stars"),
        ("james' promise", "james promise"),
        ("{day} i kept it", "day i kept it"),
        ("7:30pm on the 3rd", "7:30 pm on the 3 rd"),
        ("snake_case", "snake case"),
        ("", ""),
        ("... !!!", ""),
    ],
)
def test_words_are_folded_and_contractions_spelled_out(said: str, words: str) -> None:
    assert " ".join(token.word for token in tokenise(said, _EN)) == words


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("um could you please read me today's step", "read me today step"),
        ("yeah so i kept it", "i kept it"),
        ("no i did not keep it", "i did not keep it"),
        ("no more reminders", "no more reminders"),
        ("please", "please"),
    ],
)
def test_a_request_is_without_what_is_only_polite(said: str, words: str) -> None:
    assert " ".join(token.word for token in request(tokenise(said, _EN), _EN)) == words


@pytest.mark.parametrize(
    ("said", "first", "last", "back"),
    [
        ("i promise to Call, when I'm late", 3, 8, "Call, when I'm late"),
        ("i promise I'll call", 4, 5, "call"),
        ("i promise I won't lie", 4, 6, "not lie"),
    ],
)
def test_words_are_given_back_as_they_were_said(said: str, first: int, last: int, back: str) -> None:
    tokens = tokenise(said, _EN)
    assert spoken(said, tokens[first:last], tokens[first - 1]) == back


def test_more_than_a_breath_is_not_listened_to() -> None:
    assert len(tokenise("word " * 1000, _EN)) == MAX_UTTERANCE_CHARS // len("word ")


@given(st.text())
def test_any_text_has_words_with_places_in_their_order(said: str) -> None:
    tokens = tokenise(said, _EN)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    assert all(token.start < token.end <= len(said) for token in tokens)


def test_a_language_without_words_is_told_by_name() -> None:
    with pytest.raises(UnknownLanguageError, match="no vocabulary for fr; there is one for: en"):
        Vocabulary.of("fr-FR")
