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
from skill.reply import Message, RenderedReply, Reply
from skill.texts.catalog import TEXTS_FOLDER, MissingTextError, catalog
from skill.texts.country import UNKNOWN_COUNTRY
from skill.turn import Turn
from tools.text_measures import seconds
from tools.unverified_numbers import unverified

EMERGENCY = {
    "US": ["911"],
    "GB": ["999"],
    "CA": ["911"],
    "AU": ["000"],
    "IE": ["112", "999"],
    "NZ": ["111"],
    "IN": ["112"],
    "DE": ["112", "110"],
    "FR": ["112", "17"],
    "ES": ["112"],
    "IT": ["112"],
    "MX": ["911"],
    "BR": ["190"],
    "JP": ["110"],
}
HELPLINES = {
    "US": ["1-800-799-7233", "988"],
    "GB": ["0808 2000 247", "116 123"],
    "CA": ["sheltersafe.ca", "9-8-8"],
    "AU": ["1800 737 732", "13 11 14"],
    "IE": ["1800 341 900", "116 123"],
    "NZ": ["0800 733 843", "1737"],
    "IN": ["181", "14416"],
    "DE": ["116 016", "0800 111 0 111"],
    "FR": ["3919", "3114"],
    "ES": ["016", "024"],
    "IT": ["1522"],
    "MX": ["800 911 2000"],
    "BR": ["180", "188"],
    "JP": ["0120-279-889", "#8008"],
}
"""The numbers as the project knows them, written down a second time: no slip of a finger may change one."""

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


def turn_in(country: str, intent: str = "") -> Turn:
    return Turn("request", intent, Speaker("household"), "en-US", datetime(2026, 3, 2, 20, tzinfo=UTC), country=country)


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
    heard = told(safety.safety, turn_in(UNKNOWN_COUNTRY)).speech or ""
    assert "your local emergency number" in heard
    assert not re.search(r"\d", heard)
    assert seconds(told(outside_help.outside, turn_in(UNKNOWN_COUNTRY)).speech or "") <= 40


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_has_the_same_texts(country: str) -> None:
    found = file(country)
    assert found.keys() == {"safety", "help"}
    assert found["safety"].keys() == {"emergency", "helplines", "verified"}
    assert found["help"].keys() == {"find", "card", "verified"}
    assert found["help"]["card"]["of"] == f"countries.{country}.help.find"


@pytest.mark.parametrize("country", COUNTRIES)
def test_who_is_in_danger_hears_the_countrys_numbers_in_one_breath(country: str) -> None:
    spoken = told(safety.safety, turn_in(country))
    heard = spoken.speech or ""
    assert numbers(heard) == EMERGENCY[country] + HELPLINES[country]
    assert seconds(heard) <= 25
    assert seconds(as_heard(heard)) <= 25, as_heard(heard)
    assert "?" not in heard
    assert not re.search(r"trust|step|streak|proud|well done|brave|great", heard, re.IGNORECASE)
    assert (spoken.card, spoken.question, spoken.reprompt) == (None, None, None)


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_digit_of_an_answer_to_danger_is_read_as_a_number_to_call(country: str) -> None:
    assert not re.search(r"\d", NUMBER.sub("", told(safety.safety, turn_in(country)).speech or ""))


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
    assert list(found["safety"]["verified"]) == EMERGENCY[country] + HELPLINES[country]
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
