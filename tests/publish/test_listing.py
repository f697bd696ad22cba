"""The store listing tells what the skill does, as it is spelt in each country, and all that it says to say works."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from skill.handlers.not_yet_available import COMING
from skill.journey.journey import Journey
from skill.simulator.echo import Echo
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.invocation import invoked
from skill.simulator.session import SimulatorSession
from skill.stores.memory import MemoryStore
from tests.aws.template import written
from tools.text_rules.locale_texts import LANGUAGE_RULES

_ROOT = Path(__file__).parents[2]
_MODELS = sorted(path.stem for path in (_ROOT / "interaction_models").glob("*.json"))
_MANIFEST = json.loads((_ROOT / "publish" / "skill.json").read_text("utf-8"))["manifest"]
_PUBLISHING = _MANIFEST["publishingInformation"]
_LISTINGS = _PUBLISHING["locales"]
_TESTING = _PUBLISHING["testingInstructions"]

_DESCRIPTION_AT_MOST = 4000
"""Characters that Amazon takes."""

_FALLBACK = "AMAZON.FallbackIntent"
_EXAMPLES = ("LaunchRequest", "TodaysStepIntent", "LogKeptCommitmentIntent")
"""What each of the example phrases asks for."""

_ZONES = {
    "en-US": ("America/New_York",),
    "en-GB": ("Europe/London", "Europe/Dublin"),
    "en-CA": ("America/Toronto",),
    "en-AU": ("Australia/Sydney", "Pacific/Auckland"),
    "en-IN": ("Asia/Kolkata",),
}
"""By locale, a time zone of each country that it is for: Ireland and New Zealand have no locale of their own."""

_AMERICAN = {"counselor": "counsellor", "to practice": "to practise", "recognizes": "recognises"}
_SPELT_OTHERWISE = {
    "en-US": tuple(_AMERICAN.values()),
    "en-GB": tuple(_AMERICAN),
    "en-CA": ("counselor", "to practice", "recognises"),
    "en-AU": tuple(_AMERICAN),
    "en-IN": tuple(_AMERICAN),
}
"""By locale, what is spelt in another way there."""


def _echo(locale: str) -> Echo:
    """Return a device that hears what is meant, and has no skill behind it."""
    return Echo(lambda _: {"response": {}}, InteractionModel.of(locale), locale=locale, timezone="UTC")


def _asked(locale: str, phrase: str) -> str:
    heard = _echo(locale).utter(phrase)
    return heard.intent or heard.request_type


def _quoted(text: str) -> list[str]:
    return re.findall("“([^”]*)”", text)


def _texts() -> Iterator[tuple[str, str]]:
    """Yield every text that people read, with the language it is in."""
    yield "en", _TESTING
    for locale, listing in _LISTINGS.items():
        for value in listing.values():
            for text in value if isinstance(value, list) else [value]:
                yield locale.partition("-")[0], text


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        part = list(part.values())
    for one in part if isinstance(part, list) else []:
        yield from [one] if isinstance(one, str) else _strings(one)


def test_every_model_has_a_listing_and_every_listing_a_model() -> None:
    assert sorted(_LISTINGS) == _MODELS


def test_every_listing_names_its_privacy_policy_and_terms_of_use() -> None:
    privacy = _MANIFEST["privacyAndCompliance"]["locales"]
    assert privacy.keys() == _LISTINGS.keys()
    assert all(one.keys() == {"privacyPolicyUrl", "termsOfUseUrl"} for one in privacy.values())


@pytest.mark.parametrize("locale", sorted(_LISTINGS.keys() & _MODELS))
def test_the_example_phrases_ask_for_what_they_seem_to(locale: str) -> None:
    phrases = _LISTINGS[locale]["examplePhrases"]
    assert phrases[0].startswith("Alexa, open ")
    assert tuple(_asked(locale, phrase) for phrase in phrases) == _EXAMPLES


@pytest.mark.parametrize("locale", sorted(_LISTINGS.keys() & _MODELS))
def test_an_example_phrase_is_word_for_word_a_sample(locale: str) -> None:
    grammar = InteractionModel.of(locale)
    samples = {one.text for one in grammar.samples}
    for phrase in _LISTINGS[locale]["examplePhrases"][1:]:
        request = invoked(phrase, grammar.invocation_name)
        assert request
        assert request.casefold() in samples


@pytest.mark.parametrize("locale", sorted(_LISTINGS.keys() & _MODELS))
def test_what_a_description_tells_to_say_is_understood(locale: str) -> None:
    phrases = _quoted(_LISTINGS[locale]["description"])
    assert [phrase for phrase in phrases if _asked(locale, phrase) == _FALLBACK] == []
    assert len({_asked(locale, phrase) for phrase in phrases}) == len(phrases), "each is for something else"


def test_the_testing_instructions_can_be_followed_to_the_end() -> None:
    talk = SimulatorSession(
        MemoryStore(), locale="en-US", timezone="America/New_York", at=datetime.fromisoformat("2026-03-02 20:00")
    )
    for said in _quoted(_TESTING):
        waits = talk.echo.session_open
        heard = talk.echo.utter(said)
        assert waits or said.startswith("Alexa, "), f"nothing was asked that “{said}” answers"
        assert heard.intent != _FALLBACK, said
        assert heard.speech, said
        assert heard.error is None, said


def test_nothing_is_told_that_is_still_coming() -> None:
    told = [*_quoted(_LISTINGS["en-US"]["description"]), *(one for one in _quoted(_TESTING) if one.startswith("Alexa"))]
    assert {_asked("en-US", phrase) for phrase in told} & {*COMING} == set()


@pytest.mark.parametrize("locale", _LISTINGS)
def test_a_description_says_what_this_is_not(locale: str) -> None:
    description = _LISTINGS[locale]["description"]
    assert "not therapy and not a substitute for professional medical, legal or mental-health advice" in description
    assert "isn't a crisis service" in description


@pytest.mark.parametrize(("locale", "zone"), [(locale, zone) for locale in _LISTINGS for zone in _ZONES[locale]])
def test_a_description_says_whom_to_call_as_the_skill_does(locale: str, zone: str) -> None:
    danger = SimulatorSession(MemoryStore(), locale="en-US", timezone=zone).echo.utter("I'm in danger")
    numbers = re.findall(r"\d[\d -]*\d", danger.speech or "")
    assert len(numbers) >= 3
    description = _LISTINGS[locale]["description"]
    assert [one for one in numbers if one not in description] == []


@pytest.mark.parametrize("locale", _LISTINGS)
def test_a_description_says_what_is_kept_and_how_to_delete_it(locale: str) -> None:
    description = _LISTINGS[locale]["description"]
    assert "What is kept: " in description
    assert "“Alexa, tell trust steps to forget me”" in description
    assert "Disabling the skill" in description


_KEPT = {
    "role": "whether you're rebuilding or healing",
    "welcomed": "what you've been told before",
    "role_question": "what you've been told before",
    "zone": "your time zone with a short code for your device",
    "position": "your steps",
    "step_done": "your steps",
    "step_spoken": "what you've been told before",
    "review_stage": "your steps",
    "place_left": "your steps",
    "commitments": "your promises in your words",
    "days": "how trust felt on a day",
    "skipped_by_travel": "check-ins and streak",
    "past": "check-ins and streak",
    "began": "when you began",
    "undo": "the last thing you logged",
    "practice": "how far you got in an exercise",
    "worry_time": "what you parked for later",
    "hard_dates": "the dates you saved",
    "announced_milestones": "what you've been told before",
    "week_offered": "what you've been told before",
    "hides_screen": "whether your screen is hidden",
    "reminder_ids": "which reminders are yours",
    "has_quarantined": "What is kept",  # an older record of the same
    "recent_replies": "its last replies, which can have words of yours in them",
}
"""By field of what is stored about a user, how the description names it."""


@pytest.mark.parametrize("locale", _LISTINGS)
def test_a_description_names_everything_that_is_kept(locale: str) -> None:
    assert {field.name for field in fields(Journey)} == _KEPT.keys(), "name the new field in the descriptions"
    description = _LISTINGS[locale]["description"]
    assert [phrase for phrase in _KEPT.values() if phrase not in description] == []


@pytest.mark.parametrize("locale", _LISTINGS)
def test_a_description_says_what_stays_when_all_is_deleted(locale: str) -> None:
    description = _LISTINGS[locale]["description"]
    table = written()["Resources"]["Journeys"]["Properties"]
    assert table["PointInTimeRecoverySpecification"]["RecoveryPeriodInDays"] == 7
    assert "For seven days after that" in description
    assert "Reminders are Alexa's own" in description
    assert "Alexa itself keeps a history of what you say" in description
    assert len(description) <= _DESCRIPTION_AT_MOST


@pytest.mark.parametrize("locale", _LISTINGS)
def test_a_listing_is_spelt_as_in_its_country(locale: str) -> None:
    whole = " ".join(_strings(_LISTINGS[locale]))
    assert [word for word in _SPELT_OTHERWISE[locale] if word in whole] == []


def test_listings_differ_in_spelling_and_in_whom_to_call_and_in_nothing_else() -> None:
    alike = set()
    for locale, listing in _LISTINGS.items():
        whole = "\n".join(_strings(listing))
        for american, british in _AMERICAN.items():
            whole = whole.replace(american, british)
        call = re.search(r"In an emergency, .*(?= If you're afraid)", whole)
        assert call, locale
        alike.add(whole.replace(call[0], ""))
    assert len(alike) == 1


def test_no_text_says_what_the_skill_would_never_say() -> None:
    said = [
        f"take out “{found[0]}”: {cure}"
        for language, text in _texts()
        for pattern, cure in LANGUAGE_RULES[language].never.items()
        if (found := re.search(pattern, text, re.IGNORECASE))
    ]
    assert said == []


def test_texts_have_straight_apostrophes_and_curved_quotation_marks() -> None:
    marks = '["`\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}]'
    assert [text for _, text in _texts() if re.search(rf"{marks}|  ", text)] == []


def test_every_address_is_a_placeholder_that_says_so() -> None:
    addresses = [one for one in _strings(_MANIFEST) if one.startswith(("http", "arn:", "file:"))]
    assert len(addresses) == 4 * len(_LISTINGS) + 2
    assert [one for one in addresses if "REPLACE-ME" not in one] == []


def test_requests_and_events_go_to_the_same_alias_of_the_function() -> None:
    endpoints = [_MANIFEST["apis"]["custom"]["endpoint"], _MANIFEST["events"]["endpoint"]]
    assert endpoints[0] == endpoints[1]
    assert re.fullmatch(r"arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+:[\w-]+", endpoints[0]["uri"])


def test_the_skill_goes_to_countries_whose_language_has_a_listing() -> None:
    assert _PUBLISHING["isAvailableWorldwide"] is False
    own = {locale.partition("-")[2] for locale in _LISTINGS}
    assert set(_PUBLISHING["distributionCountries"]) == own | {"IE", "NZ"}
