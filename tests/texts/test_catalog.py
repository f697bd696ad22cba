from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.reply import Ask, Card, Message, Reply, Value, message
from skill.serialization.reply import reply_from_json
from skill.texts.catalog import MissingTextError, TextCatalog, catalog

TODAY = date(2026, 3, 2)

FILES = {
    "en/lists.toml": 'between = ", "\npair = " and "\nlast = ", and "',
    "en/launch.toml": """
        welcome = "Welcome."
        back = ["One.", "Two.", "Three."]
        told = "You said: {what}."
        days = "It was {day}."
        broken = 3
        none = []
        [left]
        one = "1 step left"
        other = ["{n} steps left", "{n} steps to go"]
        [odd]
        other = "{n} odd ones"
        [role]
        ask = "Who are you, {name}?"
        again = "Say who."
        help = "You can say who."
        [card]
        of = "launch.told"
        title = "Said"
        text = "{what}\\n\\n& more <3"
    """,
    "en/days.toml": 'today = "today"',
    "en/steps/1.toml": '[[step]]\ntitle = "First"\n[step.healing]\ndo = "Rest."\n[[step]]\ntitle = "Second"',
    "en-GB/launch.toml": 'welcome = "Welcome, do come in."\n[role]\nask = "And who might you be?"',
    "en-GB/spelling.toml": "'gray' = 'grey'\n'gray day' = 'grey day'",
    "en/weather.toml": "today = 'Gray.'\nall = ['A gray day, and grayish.']",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("content")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def english(folder: Path) -> TextCatalog:
    return TextCatalog("en-US", folder)


def test_a_text_is_found_by_its_file_and_its_place_in_it(english: TextCatalog) -> None:
    assert english.render(message("launch.welcome"), TODAY) == "Welcome."


@pytest.mark.parametrize(
    ("key", "text"),
    [("steps.1.1.title", "First"), ("steps.1.2.title", "Second"), ("steps.1.1.healing.do", "Rest.")],
)
def test_a_step_is_found_by_its_stage_and_its_number(english: TextCatalog, key: str, text: str) -> None:
    assert english.render(message(key), TODAY) == text


def test_a_region_overrides_single_texts_of_its_language(folder: Path) -> None:
    british = TextCatalog("en-GB", folder)
    assert british.render(message("launch.welcome"), TODAY) == "Welcome, do come in."
    assert british.render(message("launch.role.ask"), TODAY) == "And who might you be?"
    assert british.render(message("launch.role.again"), TODAY) == "Say who."
    assert british.render(message("days.today"), TODAY) == "today"


def test_a_region_spells_in_its_own_way(folder: Path, english: TextCatalog) -> None:
    british = TextCatalog("en-GB", folder)
    assert (british.lookup("weather.today"), british.lookup("weather.all")) == ("Grey.", ["A grey day, and grayish."])
    assert english.lookup("weather.today") == "Gray."


def test_another_region_does_not_hear_of_it(english: TextCatalog) -> None:
    assert english.render(message("launch.role.ask", name="Jo"), TODAY) == "Who are you, Jo?"


@pytest.mark.parametrize(
    "key",
    [
        "launch.nothing",
        "launch.role.nothing",
        "launch.welcome.more",
        "launch",
        "nothing",
        "nothing.at.all",
        "steps",
        "steps.1",
        "steps.1.1",
        "steps.9.1.title",
        "steps.1.0.title",
        "steps.1.3.title",
        "steps.1.first.title",
        "steps.1.1.rebuilding.do",
        "launch.broken",
        "launch.none",
        "launch.card",
    ],
)
def test_a_text_that_is_not_there_is_named_in_the_error(english: TextCatalog, key: str) -> None:
    with pytest.raises(MissingTextError) as error:
        english.render(message(key), TODAY)
    assert key in str(error.value)


@pytest.mark.parametrize("values", [{}, {"who": "Jo"}])
def test_a_value_that_is_missing_is_named_with_the_key(english: TextCatalog, values: dict[str, Value]) -> None:
    with pytest.raises(MissingTextError, match=r"launch\.told wants 'what'"):
        english.render(Message("launch.told", values), TODAY)


@given(st.dates(max_value=date(9999, 12, 30)))
def test_two_days_running_never_get_the_same_variant_and_one_day_always_does(english: TextCatalog, day: date) -> None:
    said = english.render(message("launch.back"), day)
    assert said in ("One.", "Two.", "Three.")
    assert said == english.render(message("launch.back"), day)
    assert said != english.render(message("launch.back"), day + timedelta(days=1))


def test_a_count_can_pick_the_variant_instead_of_the_day(english: TextCatalog) -> None:
    said = [english.render(message("launch.back", nth=nth), TODAY) for nth in range(4)]
    assert said == ["One.", "Two.", "Three.", "One."]


def test_a_count_that_is_no_number_picks_nothing(english: TextCatalog) -> None:
    with pytest.raises(MissingTextError, match=r"launch\.back is not a text"):
        english.render(message("launch.back", nth="second"), TODAY)


def test_a_number_picks_between_one_and_other(english: TextCatalog) -> None:
    assert english.render(message("launch.left", n=1), TODAY) == "1 step left"
    assert [english.render(message("launch.left", n=n, nth=0), TODAY) for n in (0, 2)] == [
        "0 steps left",
        "2 steps left",
    ]
    assert english.render(message("launch.left", n=2, nth=1), TODAY) == "2 steps to go"


def test_a_number_without_a_text_of_its_own_is_an_error(english: TextCatalog) -> None:
    with pytest.raises(MissingTextError, match=r"launch\.odd is not a text"):
        english.render(message("launch.odd", n=1), TODAY)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ((), ""),
        (("a",), "a"),
        (("a", "b"), "a and b"),
        (["a", "b", "c"], "a, b, and c"),
        (("a", "b", "c", "d"), "a, b, c, and d"),
        ((message("days.today"), "b & c", 4), "today, b &amp; c, and 4"),
        ((("a", "b"), "c"), "a and b and c"),
    ],
)
def test_several_things_are_told_as_a_list(english: TextCatalog, value: Value, told: str) -> None:
    assert english.render(message("launch.told", what=value), TODAY) == f"You said: {told}."


@pytest.mark.parametrize(("value", "told"), [(3, "3"), (3.5, "3.5"), ("", ""), ("{n} {", "{n} {")])
def test_a_value_is_told_as_it_is(english: TextCatalog, value: Value, told: str) -> None:
    assert english.render(message("launch.told", what=value), TODAY) == f"You said: {told}."


def test_a_line_within_a_line_is_said_in_its_place(english: TextCatalog) -> None:
    assert english.render(message("launch.days", day=message("days.today")), TODAY) == "It was today."


def test_a_persons_words_never_become_a_tag(english: TextCatalog) -> None:
    said = english.render(message("launch.told", what="<break time='9s'/> & \"more\""), TODAY)
    assert said == "You said: &lt;break time=&apos;9s&apos;/&gt; &amp; &quot;more&quot;."


def test_a_reply_is_spoken_with_its_question_last(english: TextCatalog) -> None:
    ask = Ask("launch.role", {"name": "Jo"}, {"of": "ab"}, ("TodaysStepIntent", "role"))
    reply = Reply((message("launch.welcome"), message("launch.days", day=message("days.today"))), ask)
    spoken = english.speak(reply, TODAY)
    assert spoken.speech == "Welcome. It was today. Who are you, Jo?"
    assert spoken.reprompt == "Say who."
    assert (spoken.question, spoken.state, spoken.elicit) == ("launch.role", {"of": "ab"}, ("TodaysStepIntent", "role"))
    assert spoken.last_reply is not None
    assert english.speak(reply_from_json(spoken.last_reply), TODAY) == spoken


def test_a_reply_that_does_not_ask_keeps_nothing_open(english: TextCatalog) -> None:
    spoken = english.speak(Reply((message("launch.welcome"),)), TODAY)
    assert spoken.speech == "Welcome."
    assert (spoken.reprompt, spoken.card, spoken.question, spoken.elicit, spoken.last_reply) == (None,) * 5
    assert spoken.state == {}


def test_an_empty_reply_is_silence(english: TextCatalog) -> None:
    assert english.speak(Reply(), TODAY).speech is None


def test_a_card_shows_the_values_of_the_line_that_it_goes_with_as_plain_text(english: TextCatalog) -> None:
    reply = Reply((message("launch.welcome"), message("launch.told", what="<b> & 'it'")), card="launch.card")
    assert english.speak(reply, TODAY).card == Card("Said", "<b> & 'it'\n\n& more <3")


def test_a_card_without_its_line_is_an_error(english: TextCatalog) -> None:
    with pytest.raises(MissingTextError, match=r"launch\.card\.text wants 'what'"):
        english.speak(Reply((message("launch.welcome"),), card="launch.card"), TODAY)


@pytest.mark.parametrize(
    ("asked", "locale"),
    [
        ("en-US", "en"),
        ("en-GB", "en-GB"),
        ("en-XX", "en"),
        ("xx-XX", "en"),
        ("", "en"),
        ("../en", "en"),
        ("en/..", "en"),
    ],
)
def test_a_locale_without_texts_gets_english(asked: str, locale: str) -> None:
    assert catalog(asked).locale == locale
    assert catalog(asked).render(message("days.today"), TODAY) == "today"


def test_the_words_of_a_locale_are_read_once() -> None:
    assert catalog("en-US") is catalog("en-US")
