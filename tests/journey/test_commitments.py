import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.journey import entries
from skill.journey.commitments import MAX_OPEN_COMMITMENTS, MAX_TEXT_BYTES, Commitment, add, clean, matching
from skill.journey.errors import AlreadyThereError, EmptyError, JourneyError, TooLongError, TooManyError
from tests.journey.journey_machine import LOGGING, Action, actions, lived, with_promises

TODAY = date(2026, 3, 2)


def opened(*texts: str) -> tuple[Commitment, ...]:
    open_: tuple[Commitment, ...] = ()
    for text in texts:
        open_ = add(open_, text, TODAY, ())
    return open_


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("call before nine", "call before nine"),
        ("  call\tbefore\n\n nine.  ", "call before nine"),
        ("call before nine?!", "call before nine"),
        ("... call before nine; ", "call before nine"),
        ("don't be late, ever", "don't be late, ever"),
        ("call\x00before\x1b[1mnine\x7f", "call before [1mnine"),
        ("call\N{NO-BREAK SPACE}before\N{LINE SEPARATOR}nine", "call before nine"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}call\N{ZERO WIDTH SPACE}", "call"),
        ("a lone \ud800 surrogate", "a lone surrogate"),
        ("cafe\N{COMBINING ACUTE ACCENT}", "caf\N{LATIN SMALL LETTER E WITH ACUTE}"),
        ("abends zuhören", "abends zuhören"),
        ("毎晩電話する", "毎晩電話する"),
        ("hug her 🤗", "hug her 🤗"),
        ("7", "7"),
        ("a" * MAX_TEXT_BYTES, "a" * MAX_TEXT_BYTES),
        ("  " + "é" * (MAX_TEXT_BYTES // 2) + " . ", "é" * (MAX_TEXT_BYTES // 2)),
        ("a" + "🤗" * 19 + "bcd", "a" + "🤗" * 19 + "bcd"),
    ],
)
def test_a_promise_is_kept_in_its_words_alone(text: str, words: str) -> None:
    assert clean(text) == words


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", EmptyError),
        (" \t\n", EmptyError),
        ("...", EmptyError),
        ("?!, ;", EmptyError),
        ("\x00\x1f", EmptyError),
        ("🤗", EmptyError),
        ("\N{COMBINING ACUTE ACCENT}", EmptyError),
        ("a" * (MAX_TEXT_BYTES + 1), TooLongError),
        ("é" * (MAX_TEXT_BYTES // 2) + "a", TooLongError),
        ("a" + "🤗" * 20, TooLongError),
        ("e\N{COMBINING ACUTE ACCENT}" * 41, TooLongError),
        # A record writes these as two bytes each.
        ("a" + '"' * 40, TooLongError),
        ("a" + "\\" * 40, TooLongError),
        pytest.param("a" * 100_000, TooLongError, id="very long"),
    ],
)
def test_a_promise_without_words_or_with_too_many_is_refused(text: str, refusal: type[JourneyError]) -> None:
    with pytest.raises(refusal):
        clean(text)


@given(st.text(max_size=100) | st.text(st.characters(codec=None), max_size=40))
def test_clean_words_are_short_visible_and_clean_already(text: str) -> None:
    try:
        words = clean(text)
    except (EmptyError, TooLongError):
        return
    assert clean(words) == words
    assert words.isprintable()
    assert "  " not in words
    assert 0 < len(json.dumps(words, ensure_ascii=False).encode()) - 2 <= MAX_TEXT_BYTES


def test_promises_are_opened_one_after_another() -> None:
    open_ = opened("call before nine", "listen")
    assert [(one.id, one.text, one.since) for one in open_] == [
        ("a", "call before nine", TODAY),
        ("b", "listen", TODAY),
    ]


@pytest.mark.parametrize("again", ["Call before NINE", " call  before nine. ", "CALL BEFORE NINE!"])
def test_the_same_promise_is_not_opened_twice(again: str) -> None:
    with pytest.raises(AlreadyThereError):
        add(opened("call before nine"), again, TODAY, ())


def test_there_are_five_at_most() -> None:
    five = opened(*"vwxyz")
    assert len(five) == MAX_OPEN_COMMITMENTS
    with pytest.raises(TooManyError):
        add(five, "one more", TODAY, ())
    with pytest.raises(AlreadyThereError):
        add(five, "z", TODAY, ())


def test_letters_in_use_are_not_given_again() -> None:
    assert [one.id for one in add(opened("one"), "two", TODAY, "bcd")] == ["a", "e"]
    assert add((), "one", TODAY, "abcdefghijklmnopqrstuvwxyz")[0].id == "A"
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert add((), "one", TODAY, letters[:-1])[0].id == "Z"
    with pytest.raises(TooManyError):
        add((), "one", TODAY, letters)


@given(st.lists(actions(*LOGGING, "promise", "drop", "drop", "promise", "undo"), max_size=60))
def test_a_letter_means_one_promise_while_a_day_or_an_undo_refers_to_it(deeds_: list[Action]) -> None:
    life = with_promises(3)
    for action in deeds_:
        life.do(action)  # which also looks at every letter given
        letters = [one.id for one in life.journey.commitments]
        assert len(set(letters)) == len(letters) <= MAX_OPEN_COMMITMENTS
        undo = life.journey.undo
        if undo and undo.dropped:
            assert undo.dropped[1].id not in letters


def test_a_dropped_promise_that_can_come_back_keeps_its_letter() -> None:
    life = with_promises(1)
    dropped = entries.drop_commitment(life.journey, life.now, "a")
    assert [one.id for one in entries.add_commitment(dropped, life.now, life.today, "another").commitments] == ["b"]
    forgotten = entries.skip_step(dropped, life.now)
    assert [one.id for one in entries.add_commitment(forgotten, life.now, life.today, "another").commitments] == ["a"]


def test_a_letter_is_free_again_once_nothing_refers_to_it() -> None:
    life = lived([Action("promise"), Action("outcome"), Action("drop"), Action("promise", which=1)])
    assert [one.id for one in life.journey.commitments] == ["b"]
    life.journey = replace(life.journey, days={}, undo=None)
    life.do(Action("promise", which=2))
    assert [one.id for one in life.journey.commitments] == ["b", "a"]


OPEN = opened("call you before nine", "listen without my phone", "call my mother", "be home on time")
FILLER = frozenset(("i", "my", "the", "to", "a", "you"))


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        ("call you before nine", ["call you before nine"]),
        ("call before nine", ["call you before nine"]),
        ("CALL, before... nine!", ["call you before nine"]),
        ("the phone", ["listen without my phone"]),
        ("listening without the phone", ["listen without my phone"]),
        ("be home in time", ["be home on time"]),
        # Misheard by a letter or two.
        ("listen without my fone", ["listen without my phone"]),
        ("call befour nine", ["call you before nine"]),
        ("my mothers", ["call my mother"]),
        # Several can be meant.
        ("call", ["call you before nine", "call my mother"]),
        ("call nine mother", ["call you before nine", "call my mother"]),
        # Nothing is meant by words that share less than half, by filler alone, or by no words.
        ("walk the dog", []),
        ("call the plumber about the sink", []),
        ("the", []),
        ("", []),
        ("?!", []),
        ("🤗", []),
    ],
)
def test_a_person_means_the_promises_that_share_their_words(said: str, texts: list[str]) -> None:
    assert [one.text for one in matching(said, OPEN, FILLER)] == texts


def test_the_quotation_mark_of_a_keyboard_is_the_one_of_a_book() -> None:
    open_ = opened("don't raise my voice", "raise the garden fence")
    assert matching("don\N{RIGHT SINGLE QUOTATION MARK}t", open_) == open_[:1]


def test_a_tenth_of_the_words_does_not_decide() -> None:
    said = "one two three four five six seven eight nine ten eleven"
    open_ = opened(said, "one two three four five six seven eight nine ten", "one two three four five six seven")
    assert matching(said, open_) == open_[:2]


def test_nothing_is_meant_where_nothing_is_open() -> None:
    assert matching("call before nine", ()) == ()


@given(st.lists(st.text(min_size=1, max_size=20), max_size=5), st.text(max_size=40))
def test_a_commitment_matches_its_own_words(texts: list[str], said: str) -> None:
    open_: tuple[Commitment, ...] = ()
    for text in texts:
        try:
            open_ = add(open_, text, TODAY, ())
        except JourneyError:
            continue
    assert set(matching(said, open_)) <= set(open_)
    for one in open_:
        found = matching(one.text, open_)
        assert one in found or not any(c.isalnum() for c in one.text)
        assert [other for other in open_ if other in found] == list(found)
