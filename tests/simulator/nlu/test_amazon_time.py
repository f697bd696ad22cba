"""Which time is meant: "half past seven", "nine p m", "in the morning"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.simulator.nlu.amazon_time import parse_time
from skill.simulator.nlu.tokens import tokenise
from skill.simulator.nlu.vocabulary import Vocabulary

_EN = Vocabulary.of("en-US")
_TIMES, _NUMBERS = _EN.tables["times"], _EN.tables["numbers"]
_WORDS = {number: word for word, number in _NUMBERS["words"].items()}
_WORDS |= {tens + ones: f"{_WORDS[tens]} {_WORDS[ones]}" for tens in range(20, 60, 10) for ones in range(1, 10)}

hours, minutes = st.integers(0, 23), st.integers(1, 59)


def _read(said: str) -> tuple[str, str]:
    """Return the time that a text begins with, and the words that are left."""
    words = [token.word for token in tokenise(said, _EN)]
    end, value = parse_time(words, 0, _TIMES, _NUMBERS)
    return value, " ".join(words[end:])


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("seven", "07:00"),
        ("seven o'clock", "07:00"),
        ("seven o\N{RIGHT SINGLE QUOTATION MARK}clock", "07:00"),
        ("seven sharp", "07:00"),
        ("seven thirty", "07:30"),
        ("seven thirty five", "07:35"),
        ("seven oh five", "07:05"),
        ("twenty one thirty", "21:30"),
        ("twenty fifteen", "20:15"),
        ("7", "07:00"),
        ("7:30", "07:30"),
        ("07:30", "07:30"),
        ("0:30", "00:30"),
        ("19:30", "19:30"),
        ("23:59", "23:59"),
    ],
)
def test_an_hour_with_or_without_minutes(said: str, time: str) -> None:
    assert _read(said) == (time, "")


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("half past seven", "07:30"),
        ("quarter past seven", "07:15"),
        ("a quarter after seven", "07:15"),
        ("quarter to eight", "07:45"),
        ("a quarter to eight", "07:45"),
        ("quarter of eight", "07:45"),
        ("quarter till eight", "07:45"),
        ("ten past seven", "07:10"),
        ("twenty five after seven", "07:25"),
        ("five to eight", "07:55"),
        ("twenty to one", "00:40"),
        ("quarter to zero", "23:45"),
        ("half past 7", "07:30"),
        ("half seven", "07:30"),
        ("10 past 7", "07:10"),
    ],
)
def test_parts_of_an_hour_past_and_to(said: str, time: str) -> None:
    assert _read(said) == (time, "")


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("nine p m", "21:00"),
        ("nine pm", "21:00"),
        ("9pm", "21:00"),
        ("9 P.M.", "21:00"),
        ("nine a m", "09:00"),
        ("nine thirty p m", "21:30"),
        ("7:30 pm", "19:30"),
        ("seven o'clock in the evening", "19:00"),
        ("three in the afternoon", "15:00"),
        ("nine at night", "21:00"),
        ("nine tonight", "21:00"),
        ("two at night", "02:00"),
        ("twelve at night", "00:00"),
        ("half past twelve tonight", "00:30"),
        ("five at night", "17:00"),
        ("six in the morning", "06:00"),
        ("half past seven p m", "19:30"),
        ("quarter to one p m", "12:45"),
        ("twelve p m", "12:00"),
        ("twelve thirty p m", "12:30"),
        ("twelve a m", "00:00"),
        ("quarter past twelve a m", "00:15"),
        ("nineteen p m", "19:00"),
        ("half past twelve at night", "00:30"),
        ("one at night", "01:00"),
        ("four in the evening", "16:00"),
        ("twelve in the evening", "00:00"),
        ("five thirty", "05:30"),
        ("ten minutes to eight", "07:50"),
        ("five minutes past six", "06:05"),
        ("nineteen hundred hours", "19:00"),
        ("eight on the dot", "08:00"),
        ("eight ish", "08:00"),
    ],
)
def test_the_half_of_the_day_is_heard(said: str, time: str) -> None:
    assert _read(said) == (time, "")


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("noon", "12:00"),
        ("twelve noon", "12:00"),
        ("twelve midnight", "00:00"),
        ("midday", "12:00"),
        ("midnight", "00:00"),
        ("in the morning", "MO"),
        ("morning", "MO"),
        ("in the afternoon", "AF"),
        ("afternoon", "AF"),
        ("in the evening", "EV"),
        ("evening", "EV"),
        ("at night", "NI"),
        ("night", "NI"),
    ],
)
def test_noon_midnight_and_parts_of_the_day_have_a_value_of_their_own(said: str, time: str) -> None:
    assert _read(said) == (time, "")


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("every night at midnight", "00:00"),
        ("every night at half past twelve", "00:30"),
        ("every night at twelve", "00:00"),
        ("every night at one", "01:00"),
        ("every night at nine", "21:00"),
        ("tonight at quarter past twelve", "00:15"),
        ("this evening at half past eight", "20:30"),
        ("every evening at four", "16:00"),
        ("this afternoon at two", "14:00"),
        ("this afternoon at twelve", "12:00"),
        ("every morning at seven", "07:00"),
        ("at nine tomorrow night", "21:00"),
        ("at seven on friday evening", "19:00"),
        ("at one tomorrow night", "01:00"),
        ("at nine every night", "21:00"),
        ("at twelve every night", "00:00"),
        ("at nine nightly", "21:00"),
        ("at eight this evening", "20:00"),
        ("at two this afternoon", "14:00"),
        ("at nine this morning", "09:00"),
        ("every day at noon", "12:00"),
    ],
)
def test_the_part_of_the_day_around_a_time_is_heard_and_never_moves_the_small_hours(said: str, time: str) -> None:
    words = [token.word for token in tokenise(said, _EN)]
    assert parse_time(words, words.index("at") + 1, _TIMES, _NUMBERS)[1] == time


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("nine p m every day", "every day"),
        ("half past seven please", "please"),
        ("seven thirty in the morning tomorrow", "tomorrow"),
        ("noon tomorrow", "tomorrow"),
        ("in the evening i did", "i did"),
        ("seven seventy", "seventy"),
        ("seven five", "five"),
    ],
)
def test_a_time_ends_where_its_words_do(said: str, left: str) -> None:
    assert _read(said)[1] == left


@pytest.mark.parametrize(
    "said",
    [
        "someday",
        "twenty five",
        "sixty",
        "24:00",
        "25:00",
        "7:60",
        "7:300",
        "123",
        "007",
        "7.30",
        "half past",
        "p m",
        "at nine",
        "both",
        "{a:b}",
    ],
)
def test_what_does_not_begin_with_a_time_there_is_has_none(said: str) -> None:
    words = [token.word for token in tokenise(said, _EN)]
    assert parse_time(words, 0, _TIMES, _NUMBERS) == (0, "")


@given(hours, st.integers(0, 59))
def test_any_time_in_digits_comes_back(hour: int, minute: int) -> None:
    assert _read(f"{hour}:{minute:02}") == (f"{hour:02}:{minute:02}", "")


@given(hours, minutes)
def test_any_time_in_words_comes_back(hour: int, minute: int) -> None:
    said = f"{_WORDS[hour]} {'oh ' if minute < 10 else ''}{_WORDS[minute]}"
    assert _read(said) == (f"{hour:02}:{minute:02}", "")


@given(hours, minutes)
def test_minutes_past_are_after_the_hour_and_minutes_to_before_it(hour: int, minute: int) -> None:
    before = (hour - 1) % 24
    assert _read(f"{_WORDS[minute]} past {_WORDS[hour]}") == (f"{hour:02}:{minute:02}", "")
    assert _read(f"{_WORDS[minute]} to {_WORDS[hour]}") == (f"{before:02}:{60 - minute:02}", "")


@given(st.integers(1, 12), st.integers(0, 59))
def test_a_time_after_noon_is_twelve_hours_after_the_one_before_it(hour: int, minute: int) -> None:
    assert _read(f"{hour}:{minute:02} a m") == (f"{hour % 12:02}:{minute:02}", "")
    assert _read(f"{hour}:{minute:02} p m") == (f"{hour % 12 + 12:02}:{minute:02}", "")


_SAYABLE = sorted(
    {word for said in _TIMES["exact"] for word in said.split()}
    | {word for name, phrases in _TIMES.items() if name != "exact" for said in phrases for word in said.split()}
    | {*_NUMBERS["words"], "7", "59", "60", "7:30", "99:99", "{a:b}", "4.5", "9" * 300}
)


@given(st.lists(st.sampled_from(_SAYABLE) | st.text(min_size=1), min_size=1, max_size=8), st.data())
def test_no_words_make_it_raise_and_a_time_is_within_them(words: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(words) - 1))
    end, value = parse_time(words, at, _TIMES, _NUMBERS)
    assert at <= end <= len(words)
    assert bool(value) == (end > at)
