"""Numbers as they are said, and every value of Amazon's types that stands in an utterance."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.simulator.nlu.amazon_number import parse_number
from skill.simulator.nlu.slots import DATE, NUMBER, TIME, Span, spans
from skill.simulator.nlu.tokens import tokenise
from skill.simulator.nlu.vocabulary import Vocabulary

_EN = Vocabulary.of("en-US")
_NUMBERS = _EN.tables["numbers"]
_NOW = datetime.fromisoformat("2026-03-04T20:00-05:00")
_WORDS = {number: word for word, number in _NUMBERS["words"].items()}
_WORDS |= {tens + ones: f"{_WORDS[tens]} {_WORDS[ones]}" for tens in range(20, 100, 10) for ones in range(1, 10)}


def _words(said: str) -> list[str]:
    return [token.word for token in tokenise(said, _EN)]


def _read(said: str) -> tuple[str, str]:
    """Return the number that a text begins with, and the words that are left."""
    words = _words(said)
    end, value = parse_number(words, 0, _NUMBERS)
    return value, " ".join(words[end:])


def _in_words(number: int, join: str) -> str:
    hundreds, rest = divmod(number, 100)
    said = [f"{_WORDS[hundreds]} hundred"] if hundreds else []
    return join.join(said + ([_WORDS[rest]] if rest or not hundreds else []))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("zero", "0"),
        ("four", "4"),
        ("Nineteen", "19"),
        ("twenty", "20"),
        ("twenty one", "21"),
        ("twenty-one", "21"),
        ("one hundred", "100"),
        ("one hundred five", "105"),
        ("one hundred and five", "105"),
        ("nine hundred and ninety nine", "999"),
        ("both", "2"),
        ("three and a half", "3.5"),
        ("one hundred and a half", "100.5"),
        ("four point five", "4.5"),
        ("four point 5", "4.5"),
        ("4", "4"),
        ("007", "7"),
        ("4.5", "4.5"),
        ("0.50", "0.50"),
        ("4 point five", "4.5"),
        ("2 and a half", "2.5"),
        ("3 hundred", "300"),
        ("3 hundred and 5", "305"),
        ("9" * 12, "9" * 12),
        ("a hundred", "100"),
        ("twelve hundred", "1200"),
        ("a thousand", "1000"),
        ("two thousand and five", "2005"),
        ("one hundred twenty thousand three hundred and four", "120304"),
        ("five million", "5000000"),
        ("2 billion", "2000000000"),
        ("minus two", "-2"),
        ("negative three and a half", "-3.5"),
        ("minus 4", "-4"),
        ("three point one four", "3.14"),
        ("zero point five", "0.5"),
    ],
)
def test_a_number_is_its_digits(said: str, number: str) -> None:
    assert _read(said) == (number, "")


@pytest.mark.parametrize(
    ("said", "number", "left"),
    [
        ("four out of five", "4", "out of five"),
        ("two promises", "2", "promises"),
        ("twenty twelve", "20", "twelve"),
        ("one two", "1", "two"),
        ("one hundred and", "100", "and"),
        ("three and four", "3", "and four"),
        ("four point", "4", "point"),
        ("four point twelve", "4", "point twelve"),
        ("4.5 point two", "4.5", "point two"),
        ("4.5 and a half", "4.5", "and a half"),
        ("one thousand one thousand", "1000", "one thousand"),
        ("minus one two", "-1", "two"),
        ("four.", "4", ""),
    ],
)
def test_a_number_ends_where_its_words_do(said: str, number: str, left: str) -> None:
    assert _read(said) == (number, left)


@pytest.mark.parametrize(
    "said",
    [
        "none",
        "hundred",
        "a",
        "a day",
        "minus",
        "negative i guess",
        "minus minus two",
        "half",
        "point five",
        "and a half",
        "7:30",
        "9" * 13,
        "9" * 299,
    ],
)
def test_what_does_not_begin_with_a_number_has_none(said: str) -> None:
    assert parse_number(_words(said), 0, _NUMBERS) == (0, "")


@given(st.integers(0, 999), st.sampled_from([" ", " and "]))
def test_any_number_said_in_words_comes_back(number: int, join: str) -> None:
    assert _read(_in_words(number, join)) == (str(number), "")


@given(st.integers(0, 999))
def test_any_number_and_a_half_comes_back(number: int) -> None:
    assert _read(f"{_in_words(number, ' and ')} and a half") == (f"{number}.5", "")


@given(st.integers(0, 10**12 - 1))
def test_any_digits_that_are_not_too_long_come_back(number: int) -> None:
    assert _read(str(number)) == (str(number), "")


@given(st.integers(10**12, 10**40))
def test_digits_that_are_too_long_are_no_number(number: int) -> None:
    assert _read(str(number)) == ("", str(number))


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("", set()),
        ("i kept my promise", set()),
        ("last night", {(DATE, "last night", "2026-03-03"), (TIME, "night", "NI")}),
        ("check in with a four", {(NUMBER, "four", "4"), (TIME, "four", "04:00")}),
        (
            "i kept twenty five promises yesterday",
            {
                (NUMBER, "twenty five", "25"),
                (NUMBER, "five", "5"),
                (TIME, "five", "05:00"),
                (DATE, "yesterday", "2026-03-03"),
            },
        ),
        ("4.5 stars", {(NUMBER, "4.5", "4.5")}),
        ("remind me at noon", {(TIME, "noon", "12:00")}),
        ("remind me at 21:00", {(TIME, "21:00", "21:00")}),
        ("how did we do this week", {(DATE, "this week", "2026-W10")}),
    ],
)
def test_every_value_in_an_utterance_is_found(said: str, values: set[tuple[str, str, str]]) -> None:
    words = _words(said)
    found = {(one.kind, " ".join(words[one.start : one.end]), one.value) for one in spans(words, _EN, _NOW)}
    assert found == values


@pytest.mark.parametrize(
    ("kind", "said", "longest"),
    [
        (NUMBER, "one hundred and five", "105"),
        (DATE, "the day before yesterday", "2026-03-02"),
        (DATE, "last tuesday night", "2026-03-03"),
        (TIME, "seven thirty in the evening", "19:30"),
    ],
)
def test_at_each_place_the_longest_of_a_kind_is_found(kind: str, said: str, longest: str) -> None:
    words = _words(said)
    assert Span(kind, 0, len(words), longest) in spans(words, _EN, _NOW)
    assert len([one for one in spans(words, _EN, _NOW) if (one.kind, one.start) == (kind, 0)]) == 1


@pytest.mark.parametrize(
    ("span", "is_plain"),
    [
        (Span(NUMBER, 0, 1, "4"), True),
        (Span(DATE, 0, 1, "2026-03-04"), True),
        (Span(TIME, 0, 1, "04:00"), False),
        (Span(TIME, 3, 4, "04:00"), False),
        (Span(TIME, 0, 3, "16:00"), True),
        (Span(TIME, 0, 1, "EV"), True),
    ],
)
def test_only_a_lone_number_may_be_something_else_than_a_time(span: Span, is_plain: bool) -> None:
    assert span.is_plain is is_plain


@pytest.mark.parametrize(
    ("one", "other", "overlaps"),
    [
        (Span(DATE, 2, 3, "2026-03-09"), Span("REPEAT", 1, 3, "every monday", "monday"), True),
        (Span(TIME, 2, 3, "EV"), Span("REPEAT", 1, 3, "every evening", "daily_evening"), True),
        (Span(DATE, 2, 3, "2026-03-04"), Span(TIME, 1, 3, "21:00"), False),
        (Span(TIME, 2, 3, "09:00"), Span(DATE, 1, 2, "2026-03-04"), False),
    ],
)
def test_the_same_words_say_one_thing_but_nine_tonight_says_a_day_too(one: Span, other: Span, overlaps: bool) -> None:
    assert one.overlaps(other) is overlaps


@pytest.mark.parametrize(
    ("one", "other", "is_part"),
    [
        (Span(TIME, 1, 2, "EV"), Span(DATE, 0, 2, "2026-03-04"), True),
        (Span(TIME, 1, 2, "EV"), Span("REPEAT", 0, 2, "every evening", "daily_evening"), True),
        (Span(TIME, 1, 2, "EV"), Span(TIME, 0, 2, "20:00"), False),
        (Span(TIME, 1, 2, "09:00"), Span("REPEAT", 0, 2, "every evening", "daily_evening"), False),
        (Span(TIME, 2, 3, "EV"), Span(DATE, 0, 2, "2026-03-04"), False),
    ],
)
def test_a_part_of_the_day_may_be_told_by_another_value(one: Span, other: Span, is_part: bool) -> None:
    assert one.is_part_of_day_in(other) is is_part


def test_the_day_is_the_one_on_the_clock() -> None:
    for clock, day in (("2026-03-04T00:01-05:00", "2026-03-04"), ("2026-03-03T23:59-05:00", "2026-03-03")):
        assert spans(["today"], _EN, datetime.fromisoformat(clock)) == (Span(DATE, 0, 1, day),)


@given(st.text(max_size=300))
def test_no_text_makes_it_raise_and_values_are_within_it(said: str) -> None:
    words = _words(said)
    for one in spans(words, _EN, _NOW):
        assert one.kind in (NUMBER, DATE, TIME)
        assert 0 <= one.start < one.end <= len(words)
        assert one.value
