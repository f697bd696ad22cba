"""The models of the other English locales are what the American one and dialects.toml make, and nothing else."""

import copy
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from publish.models import MODELS, SOURCE, Dialect, dialects, localized, main, source, texts, to_text
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.recognizer import Recognizer

_DIALECTS = dialects()
_LOCALES = sorted(_DIALECTS)
_NOW = datetime(2026, 3, 3, 20, tzinfo=ZoneInfo("Europe/London"))


def _model(locale: str) -> dict[str, Any]:
    model: dict[str, Any] = json.loads((MODELS / f"{locale}.json").read_text("utf-8"))
    return model


def _bones(part: Any) -> Any:
    """Return a model without what is said."""
    if isinstance(part, list):
        return [_bones(one) for one in part if not isinstance(one, str)]
    return {key: _bones(one) for key, one in part.items() if key != "value"} if isinstance(part, dict) else part


def test_there_is_a_model_for_every_dialect_and_for_nothing_else() -> None:
    assert sorted(path.stem for path in MODELS.glob("*.json")) == sorted([*_LOCALES, SOURCE])


@pytest.mark.parametrize("locale", _LOCALES)
def test_a_model_is_what_its_source_and_its_dialect_make(locale: str) -> None:
    path = MODELS / f"{locale}.json"
    assert path.read_text("utf-8") == to_text(localized(source(), _DIALECTS[locale])), "run: make models"


@pytest.mark.parametrize("locale", _LOCALES)
def test_names_slots_ids_and_the_invocation_are_the_same_everywhere(locale: str) -> None:
    assert _bones(_model(locale)) == _bones(source())


@pytest.mark.parametrize("locale", _LOCALES)
def test_what_is_said_differs_only_as_the_dialect_says(locale: str) -> None:
    dialect = _DIALECTS[locale]
    ours, theirs = set(texts(source())), set(texts(_model(locale)))
    added = {text for more in dialect.samples.values() for text in more}
    changing = {one for one, other in dialect.words.items() if one != other}
    gone = [text for text in ours - theirs if not _has(text, changing)]
    new = [text for text in theirs - ours - added if not _has(text, set(dialect.words.values()))]
    assert (gone, new, added - theirs) == ([], [], set())


def _has(text: str, phrases: set[str]) -> bool:
    return any(f" {one} " in f" {text} " for one in phrases)


@pytest.mark.parametrize("locale", _LOCALES)
def test_nothing_in_a_dialect_comes_to_nothing(locale: str) -> None:
    assert _DIALECTS[locale].problems(source()) == []


@pytest.mark.parametrize(
    ("dialect", "complaint"),
    [
        (Dialect({"zounds": "cor"}, {}), "'zounds' is nowhere in en-US"),
        (Dialect({"step today": "stage"}, {}), None),
        (Dialect({}, {"TodaysStepIntent": ["today's step"]}), 'TodaysStepIntent has "today\'s step" already'),
        (Dialect({"today's": "the"}, {"TodaysStepIntent": ["the step"]}), "TodaysStepIntent has 'the step' already"),
        (Dialect({}, {"SulkIntent": ["no"]}), "en-US has no SulkIntent"),
        (Dialect({}, {"SkipStepIntent": ["give it a miss then"]}), None),
    ],
)
def test_what_comes_to_nothing_is_complained_of(dialect: Dialect, complaint: str | None) -> None:
    assert dialect.problems(source()) == ([complaint] if complaint else [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("practice apologizing", "practise apologising"),
        ("start an apology practice", "start an apology practice"),
        ("practice the {practice} part", "practise the {practice} part"),
        ("we need a counselor", "we need a counsellor"),
        ("counselors", "counselors"),
    ],
)
def test_whole_words_are_replaced_and_a_phrase_goes_before_its_words(text: str, said: str) -> None:
    assert _DIALECTS["en-GB"].localize(text) == said


def test_what_becomes_the_same_is_said_once() -> None:
    model = copy.deepcopy(source())
    language = model["interactionModel"]["languageModel"]
    language["intents"][0]["samples"] = ["practice it", "practise it"]
    language["types"][0]["values"][0]["name"] = {"value": "practice", "synonyms": ["practise", "the practice"]}
    changed = localized(model, Dialect({"practice": "practise"}, {}))["interactionModel"]["languageModel"]
    assert changed["intents"][0]["samples"] == ["practise it"]
    assert changed["types"][0]["values"][0]["name"] == {"value": "practise", "synonyms": ["the practise"]}


def test_canada_keeps_the_z_and_the_others_do_not() -> None:
    spelt = {locale: set(re.findall(r"apologi[sz]e\b", "\n".join(texts(_model(locale))))) for locale in _LOCALES}
    assert spelt == {"en-AU": {"apologise"}, "en-CA": {"apologize"}, "en-GB": {"apologise"}, "en-IN": {"apologise"}}


def test_all_are_written_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / f"{SOURCE}.json").write_text((MODELS / f"{SOURCE}.json").read_text("utf-8"), "utf-8")
    monkeypatch.setattr("publish.models.MODELS", tmp_path)
    main()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in MODELS.glob("*.json")
    }


def test_nothing_is_written_where_a_word_comes_to_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.models.MODELS", tmp_path)
    (tmp_path / f"{SOURCE}.json").write_text(
        (MODELS / f"{SOURCE}.json").read_text("utf-8").replace("apologize", "atone"), "utf-8"
    )
    with pytest.raises(SystemExit, match="en-GB: 'apologize' is nowhere in en-US"):
        main()
    assert [path.name for path in tmp_path.iterdir()] == [f"{SOURCE}.json"]


_BRITISH: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("practise an apology", "ApologyPracticeIntent", {}),
    ("i want to practise apologising to my husband", "ApologyPracticeIntent", {}),
    ("help me apologise properly", "ApologyPracticeIntent", {}),
    ("can we practise the regret part again", "ApologyPracticeIntent", {"part": "regret"}),
    ("practise making amends please", "ApologyPracticeIntent", {"part": "repair"}),
    ("could we practise listening tonight", "ListeningPracticeIntent", {}),
    ("let's practise forgiveness", "ForgivenessPracticeIntent", {}),
    ("i need a counsellor", "OutsideHelpIntent", {}),
    ("how do we find a good marriage counsellor", "OutsideHelpIntent", {}),
    ("tell me about couples counselling", "OutsideHelpIntent", {}),
    ("i honoured my promise yesterday", "LogKeptCommitmentIntent", {"day": "2026-03-02"}),
    ("i haven't honoured my promise", "LogMissedCommitmentIntent", {}),
    ("summarise our week", "WeeklyProgressIntent", {}),
    ("tick off today's step", "CompleteStepIntent", {}),
    ("i don't want reminders any more", "CancelReminderIntent", {}),
    ("remind me at half seven every evening", "SetReminderIntent", {"time": "19:30", "repeat": "daily_evening"}),
    ("remind me at the weekend to check in", "SetReminderIntent", {"repeat": "weekends", "about": "check_in"}),
    ("give us an example then", "MoreDetailIntent", {"detail": "example"}),
    ("what's today's step then", "TodaysStepIntent", {}),
    ("get shot of all our data", "ForgetMeIntent", {"whom": "everyone"}),
    ("call nine nine nine", "SafetyIntent", {"concern": "call nine nine nine"}),
)


@pytest.mark.parametrize(("said", "intent", "slots"), _BRITISH)
def test_british_spelling_is_heard(said: str, intent: str, slots: dict[str, str]) -> None:
    heard = Recognizer.of(InteractionModel.of("en-GB")).recognize(said, now=_NOW)
    assert (heard.intent, {name: slot.id or slot.value for name, slot in heard.slots.items()}) == (intent, slots)


def _added() -> Iterator[tuple[str, str, str]]:
    for locale, dialect in _DIALECTS.items():
        yield from ((locale, intent, text) for intent, more in dialect.samples.items() for text in more)


@pytest.mark.parametrize(("locale", "intent", "text"), list(_added()))
def test_what_is_said_besides_is_heard_there(locale: str, intent: str, text: str) -> None:
    filled = {"rating": "four", "commitment": "call", "day": "yesterday", "time": "nine", "repeat": "every day"}
    filled |= {"detail": "an example", "whom": "both of us", "about": "check in"}
    said = re.sub(r"\{(\w+)\}", lambda slot: filled[slot[1]], text)
    heard = Recognizer.of(InteractionModel.of(locale)).recognize(said, now=_NOW)
    slots = {"concern"} if intent == "SafetyIntent" else set(re.findall(r"\{(\w+)\}", text))
    assert (heard.intent, set(heard.slots)) == (intent, slots)
