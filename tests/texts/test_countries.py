"""What differs from country to country: the numbers to call, and where to find help from outside."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from skill.handlers import outside_help, safety
from skill.handlers.feature import NO, YES, Handler
from skill.journey.journey import Journey, Role
from skill.journey.speaker import Speaker
from skill.listening.safety import CLEAR
from skill.reply import Message, RenderedReply, Reply
from skill.texts.catalog import TEXTS_FOLDER, MissingTextError, catalog
from skill.texts.country import UNKNOWN_COUNTRY
from skill.turn import Slot, Turn
from tools.text_measures import seconds
from tools.unverified_numbers import unverified

EMERGENCY = {
    "US": "911",
    "GB": "999",
    "CA": "911",
    "AU": "000",
    "IE": "112",
    "NZ": "111",
    "IN": "112",
    "DE": "112",
    "FR": "112",
    "ES": "112",
    "IT": "112",
    "MX": "911",
    "BR": "190",
    "JP": "110",
}
AMBULANCE = EMERGENCY | {"BR": "192", "JP": "119"}
HARMED = {
    "US": ["1-800-799-7233"],
    "GB": ["0808 2000 247", "0808 801 0327"],
    "CA": ["2-1-1"],
    "AU": ["1800 737 732"],
    "IE": ["1800 341 900"],
    "NZ": ["0800 733 843", "0800 456 450"],
    "IN": ["181"],
    "DE": ["116 016", "0800 1239900"],
    "FR": ["3919"],
    "ES": ["016"],
    "IT": ["1522"],
    "MX": ["079", "800 911 2000"],
    "BR": ["180"],
    "JP": ["0120-279-889"],
}
SUICIDAL = {
    "US": ["988"],
    "GB": ["116 123"],
    "CA": ["9-8-8"],
    "AU": ["13 11 14"],
    "IE": ["116 123"],
    "NZ": ["1737"],
    "IN": ["14416"],
    "DE": ["0800 111 0 111"],
    "FR": ["3114"],
    "ES": ["024"],
    "IT": ["02 2327 2327"],
    "MX": ["800 911 2000"],
    "BR": ["188"],
    "JP": ["0120-279-338"],
}
HARMING = {
    "US": ["1-800-799-7233"],
    "GB": ["0808 802 4040"],
    "CA": ["2-1-1"],
    "AU": ["1300 766 491"],
    "NZ": ["0800 456 450"],
    "BR": ["192"],
    "JP": ["119"],
}
"""The numbers as the project knows them, written down a second time: no slip of a finger may change one.

For the one who hurt somebody there is no line of its own in every country.
"""

CONCERNS = {
    "he hits me": (EMERGENCY, HARMED),
    "i want to kill myself": (AMBULANCE, SUICIDAL),
    "i choked her": (EMERGENCY, HARMING),
}
"""What is said, and which numbers are told then."""

UNCLEAR, CHILD = "i'm in danger", "daddy hurts mommy"

COUNTRIES = sorted(EMERGENCY)
BRITISH = ("GB", "IE", "AU", "NZ", "IN", "CA")
ROLES: tuple[Role | None, ...] = ("rebuilding", "healing", "both", None)

SENSITIVE = re.compile(
    r"trust|affair|cheat|betray|violen|abus|hurt|safe|crisis|refuge|suicid|divorc|separat|court|couple|marriage|heal",
    re.IGNORECASE,
)
AMERICAN = re.compile(
    r"counselor|counseling|\bcenter|behavior|favor|color|honor|\bprogram\b|\w+i[zs]ation\b", re.IGNORECASE
)
NUMBER = re.compile(r"<say-as interpret-as=\"telephone\">([^<]*)</say-as>|<sub alias=\"[^\"]*\">([^<]*)</sub>")


def file(country: str) -> dict[str, Any]:
    return tomllib.loads((TEXTS_FOLDER / "en" / "countries" / f"{country}.toml").read_text("utf-8"))


def turn_in(country: str, intent: str = "", words: str = "") -> Turn:
    slots = {"concern": Slot(words)} if words else {}
    at = datetime(2026, 3, 2, 20, tzinfo=UTC)
    return Turn("request", intent, Speaker("household"), "en-US", at, slots=slots, country=country)


def told(handler: Handler, turn: Turn, journey: Journey | None = None) -> RenderedReply:
    return catalog(turn.locale).speak(handler(turn, journey or Journey())[1], turn.today)


def numbers(ssml: str) -> list[str]:
    """Return what is to be called or opened, as it is shown."""
    return ["".join(found) for found in NUMBER.findall(ssml)]


def as_heard(ssml: str) -> str:
    """Return a text with its numbers digit by digit, as they are read."""
    ssml = re.sub(r"<sub alias=\"([^\"]*)\">[^<]*</sub>", r"\1", ssml)
    return re.sub(r"<say-as[^>]*>([^<]*)</say-as>", lambda found: " ".join(re.findall(r"\d", found[1])), ssml)


def texts(table: dict[str, Any]) -> Iterator[str]:
    for key, one in table.items():
        if isinstance(one, dict) and key != "verified":
            yield from texts(one)
        elif isinstance(one, str) and key != "of":
            yield one


def test_these_are_all_the_countries() -> None:
    assert {path.stem for path in (TEXTS_FOLDER / "en" / "countries").glob("*.toml")} == {*COUNTRIES, UNKNOWN_COUNTRY}


def test_elsewhere_no_number_is_given_and_help_is_told_all_the_same() -> None:
    for words in (*CONCERNS, UNCLEAR):
        heard = told(safety.safety, turn_in(UNKNOWN_COUNTRY, words=words)).speech or ""
        assert "your local emergency number" in heard
        assert not re.search(r"\d", heard)
    assert seconds(told(outside_help.outside, turn_in(UNKNOWN_COUNTRY)).speech or "") <= 40


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_has_the_same_texts(country: str) -> None:
    found = file(country)
    assert found.keys() == {"safety", "help"}
    assert found["safety"].keys() == {"emergency", "ambulance", *CLEAR, "verified"}
    assert found["help"].keys() == {"find", "card", "verified"}
    assert found["help"]["card"]["of"] == f"countries.{country}.help.find"


@pytest.mark.parametrize("words", CONCERNS)
@pytest.mark.parametrize("country", COUNTRIES)
def test_who_is_in_danger_hears_the_countrys_numbers(country: str, words: str) -> None:
    emergency, lines = CONCERNS[words]
    heard = told(safety.safety, turn_in(country, words=words)).speech or ""
    assert sorted(numbers(heard)) == sorted([emergency[country], *lines.get(country, ())])


@pytest.mark.parametrize("country", COUNTRIES)
def test_who_may_be_in_any_danger_hears_a_line_for_each(country: str) -> None:
    found = numbers(told(safety.safety, turn_in(country, words=UNCLEAR)).speech or "")
    assert {EMERGENCY[country], *SUICIDAL[country]} <= set(found)
    assert set(HARMED[country]) & set(found)
    assert set(found) <= {EMERGENCY[country], AMBULANCE[country], *SUICIDAL[country], *HARMED[country]}


@pytest.mark.parametrize("words", [*CONCERNS, UNCLEAR, CHILD])
@pytest.mark.parametrize("country", COUNTRIES)
def test_an_answer_to_danger_is_short_and_asks_nothing(country: str, words: str) -> None:
    spoken = told(safety.safety, turn_in(country, words=words))
    heard = spoken.speech or ""
    assert seconds(heard) <= 25
    assert seconds(as_heard(heard)) <= 28, as_heard(heard)
    assert not re.search(r"\d", NUMBER.sub("", heard)), "every digit is read as a number to call"
    assert "?" not in heard
    assert not re.search(r"trust st|step|streak|proud|well done|brave|great", heard, re.IGNORECASE)
    assert (spoken.card, spoken.question, spoken.reprompt) == (None, None, None)


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_child_hears_the_shortest_answer(country: str) -> None:
    heard = {words: told(safety.safety, turn_in(country, words=words)).speech or "" for words in (*CONCERNS, CHILD)}
    assert min(heard, key=lambda words: seconds(as_heard(heard[words]))) == CHILD
    assert numbers(heard[CHILD]) == [EMERGENCY[country]]


@pytest.mark.parametrize("country", COUNTRIES)
def test_outside_help_begins_in_forty_seconds_with_one_question(country: str) -> None:
    spoken = told(outside_help.outside, turn_in(country))
    heard = spoken.speech or ""
    assert seconds(heard) <= 40, heard
    assert heard.count("?") == 1
    assert seconds(heard[: heard.rindex(".") + 1]) <= 35, heard
    assert spoken.question == "outside.questions"


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_card_has_names_and_addresses_and_nothing_personal(country: str) -> None:
    card = told(outside_help.outside, turn_in(country)).card
    assert card
    assert card.title == "Names to look up"
    assert not SENSITIVE.search(f"{card.title} {card.text}")
    addresses = [re.fullmatch(r"[\w, ]+: ([a-z\d.-]+\.[a-z]+(?:/[a-z]+)?)", line) for line in card.text.splitlines()]
    assert all(addresses), card.text
    assert 2 <= len(addresses) <= 3


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_number_and_directory_says_whether_it_is_verified(country: str) -> None:
    found = file(country)
    addresses = re.findall(r": (\S+)", found["help"]["card"]["text"])
    told_numbers = dict.fromkeys(numbers("".join(text for key, text in found["safety"].items() if key != "verified")))
    assert sorted(found["safety"]["verified"]) == sorted(told_numbers)
    assert list(found["help"]["verified"]) == addresses
    for day in (*found["safety"]["verified"].values(), *found["help"]["verified"].values()):
        assert day == "" or date.fromisoformat(day)


def test_unverified_numbers_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "en" / "countries" / "GB.toml"
    path.parent.mkdir(parents=True)
    path.write_text(
        '[safety.verified]\n"999" = "2026-03-02"\n"116 123" = ""\n[help.verified]\n"bacp.co.uk" = ""\n', "utf-8"
    )
    assert list(unverified(tmp_path)) == [
        "en/countries/GB.toml: safety: 116 123 is not verified yet",
        "en/countries/GB.toml: help: bacp.co.uk is not verified yet",
    ]


@pytest.mark.parametrize("country", BRITISH)
def test_english_is_spelled_as_it_is_spelled_there(country: str) -> None:
    assert [one for one in texts(file(country)) if AMERICAN.search(one.replace("Association", ""))] == []


@pytest.mark.parametrize("role", ROLES)
def test_outside_help_goes_on_to_the_questions_and_to_a_way_to_bring_it_up(role: Role | None) -> None:
    for yes in (YES, "MoreDetailIntent"):
        first_call = told(outside_help.questions, turn_in("GB", yes), Journey(role=role))
        assert (first_call.speech or "").count("?") == 4
        assert seconds(first_call.speech or "") <= 35
        assert first_call.question == "outside.raise"
        example = told(outside_help.bring_it_up, turn_in("GB", yes), Journey(role=role))
        assert example.speech == catalog("en-US").render(Message(f"outside.example.{role or 'both'}"), date(2026, 3, 2))
        assert example.question is None


def test_who_has_enough_is_left_in_peace() -> None:
    enough = Reply((Message("outside.enough"),))
    for handler in (outside_help.questions, outside_help.bring_it_up):
        assert handler(turn_in("GB", NO), Journey()) == (Journey(), enough)


def test_the_journey_stays_as_it_is() -> None:
    for handler in (safety.safety, outside_help.outside, outside_help.questions, outside_help.bring_it_up):
        assert handler(turn_in("GB", YES), Journey())[0] == Journey()


def test_a_country_without_texts_is_named_in_the_error() -> None:
    with pytest.raises(MissingTextError, match=r"no text countries\.XX\.help\.find for en"):
        told(outside_help.outside, turn_in("XX"))
