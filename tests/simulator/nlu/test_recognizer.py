"""Recognizer: held-out sentences as data, and rules that hold for every sentence."""

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.simulator.nlu.builtin_utterances import FALLBACK
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.recognizer import Recognizer
from training.examples import read_labelled

_NOW = datetime(2026, 3, 3, 20, tzinfo=ZoneInfo("America/New_York"))
_FOLDER = Path(__file__).parent
_KEPT, _MISSED = "LogKeptCommitmentIntent", "LogMissedCommitmentIntent"
_WRITES = {
    _KEPT,
    _MISSED,
    "MakeCommitmentIntent",
    "DropCommitmentIntent",
    "CompleteStepIntent",
    "SkipStepIntent",
    "ConfirmPartnerIntent",
    "UndoIntent",
}
_RATING = ("DailyCheckInIntent", "rating")
_US = Recognizer.of(InteractionModel.of("en-US"))

_RECALL = {
    "kitchen": 0.94,
    "evening": 0.94,
    "acceptance": 0.94,
    "fair": 0.93,
    "wide": 0.92,
    "danger": 0.92,
    "adversarial": 0.83,
}
"""The share of each held-out file that must reach its intent."""


def _held_out(name: str) -> list[tuple[str, str]]:
    """Return the sentences of a held-out file that nothing was trained on, with their intents."""
    return read_labelled(_FOLDER / "heldout" / f"{name}.tsv")


def _must_not_match() -> dict[str, list[str]]:
    sentences: dict[str, list[str]] = defaultdict(list)
    for intent, sentence in read_labelled(_FOLDER / "must_not_match.tsv"):
        sentences[intent].append(sentence)
    return sentences


def _is_right(recognized: str, intent: str) -> bool:
    return recognized != "SafetyIntent" if intent == "NotSafety" else recognized == intent


@pytest.mark.parametrize(("name", "least"), _RECALL.items())
def test_held_out_sentences_reach_their_intent(name: str, least: float) -> None:
    held_out = _held_out(name)
    recognized = [(intent, sentence, _US.recognize(sentence, now=_NOW).intent) for intent, sentence in held_out]
    wrong = [case for case in recognized if not _is_right(case[2], case[0])]
    assert 1 - len(wrong) / len(held_out) >= least, wrong


@pytest.mark.parametrize("name", ["kitchen", "evening", "acceptance", "fair", "wide"])
def test_no_held_out_outcome_is_logged_the_wrong_way(name: str) -> None:
    for intent, opposite in ((_KEPT, _MISSED), (_MISSED, _KEPT)):
        sentences = [sentence for label, sentence in _held_out(name) if label == intent]
        assert [each for each in sentences if _US.recognize(each, now=_NOW).intent == opposite] == []


@pytest.mark.parametrize(("intent", "sentences"), _must_not_match().items())
def test_sentences_never_reach_an_intent_that_they_do_not_mean(intent: str, sentences: list[str]) -> None:
    assert [each for each in sentences if _US.recognize(each, now=_NOW).intent == intent] == []


@pytest.mark.parametrize(
    "step",
    [
        8,
        pytest.param(1, marks=pytest.mark.thorough),  # 6,600 samples take 30 s
    ],
)
@pytest.mark.parametrize("intent", [one for one in InteractionModel.of("en-US").intents if one != "FreeSpeechIntent"])
def test_every_sample_of_an_intent_reaches_it(intent: str, step: int) -> None:
    samples = [one.text for one in InteractionModel.of("en-US").samples if one.intent == intent and "{" not in one.text]
    heard = [(sample, _US.recognize(sample, now=_NOW).intent) for sample in samples[::step]]
    assert [one for one in heard if one[1] != intent and not one[1].startswith("AMAZON.")] == []


@pytest.mark.parametrize(
    "said",
    [
        "make my promise shared",
        "keep that promise private",
        "me and my wife just got into it over the debit card again",
        "her whole family knows what i did",
        "did anyone use this while i was out",
        "i took that back, the promise kept thing was wrong",
        "done i made breakfast",
        "did today's step not really",
        "can we do two steps today",
        "go back to step one",
        "we kept the dog in the end",
        "i kept it all bottled up",
        "suppose i missed one would it matter",
        "my boss kept his word about the raise",
        "he promised me he'd stop",
        "i wish i'd kept my word",
        "could i have kept that promise if i'd tried harder",
    ],
)
def test_nothing_is_written_on_weak_evidence(said: str) -> None:
    heard = _US.recognize(said, now=_NOW)
    assert heard.intent not in _WRITES
    assert "rating" not in heard.slots


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("i promised to be home by six", "MakeCommitmentIntent"),
        ("last night i swore i'd block his number", "MakeCommitmentIntent"),
        ("i vow to never forget an anniversary again", "MakeCommitmentIntent"),
        ("i promised to call and i did", _KEPT),
        ("i promised not to look and i looked", _MISSED),
        ("yesterday i kept never see her again", _KEPT),
        ("my don't disappear promise was kept last night", _KEPT),
        ("mark the don't shout one as broken", _MISSED),
        ("i broke the promise about not lying", _MISSED),
        ("yes i did both", "AMAZON.YesIntent"),
        ("no i can't do this", "AMAZON.NoIntent"),
        ("not like that", "NotInDangerIntent"),
        ("we're good today", FALLBACK),
        ("i want to check his phone", "UrgeToCheckIntent"),
        ("cancel my reminder", "CancelReminderIntent"),
        ("blank it out please", "HideScreenIntent"),
        ("turn off what's showing", "HideScreenIntent"),
        ("let me see it on the screen", "ShowScreenIntent"),
        ("what reminders do i have", "ListRemindersIntent"),
        ("explain it better", "MoreDetailIntent"),
        ("cheap counseling", "OutsideHelpIntent"),
    ],
)
def test_an_intent_is_heard(said: str, intent: str) -> None:
    assert _US.recognize(said, now=_NOW).intent == intent


@pytest.mark.parametrize(
    "elicit", [None, _RATING, ("TodaysStepIntent", "role"), ("MakeCommitmentIntent", "commitment")]
)
@pytest.mark.parametrize("said", ["i don't know", "not sure", "not yet", "um i really don't know", "no number today"])
def test_who_has_no_answer_skips_and_says_so(said: str, elicit: tuple[str, str] | None) -> None:
    heard = _US.recognize(said, now=_NOW, elicit=elicit)
    assert (heard.intent, heard.slots["unsure"].id) == ("SkipStepIntent", "unsure")


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("yesterday i kept my promise", {"day": "2026-03-02"}),
        ("i kept my promise last night", {"day": "2026-03-02"}),
        ("last tuesday i did what i said i would", {"day": "2026-02-24"}),
        ("i followed through two days ago", {"day": "2026-03-01"}),
        ("i kept two promises yesterday", {"count": "2", "day": "2026-03-02"}),
        ("i kept two and missed one", {"count": "2", "missed": "1"}),
        ("i missed two but kept three", {"count": "3", "missed": "2"}),
        ("yesterday i kept one and broke one", {"count": "1", "missed": "1", "day": "2026-03-02"}),
        ("how did we do two weeks ago", {"span": "2026-02-17"}),
        ("how did we do in march", {"span": "2026-03"}),
        ("how was last month", {"span": "2026-02"}),
        ("how was last weekend for us", {"span": "2026-W09-WE"}),
        ("how have we done since the start", {"since": "start"}),
        ("i kept both promises", {"count": "2"}),
        ("honestly i kept all three of my promises today", {"count": "3", "day": "2026-03-03"}),
        ("i called her two times like i said i would", {"commitment": "called her two times"}),
        ("the two of us kept our word", {}),
        ("i kept my promise to call", {"commitment": "call"}),
        ("yesterday i kept my promise to call", {"commitment": "call", "day": "2026-03-02"}),
        ("i kept my promise to call my wife yesterday", {"commitment": "call my wife", "day": "2026-03-02"}),
        ("i kept my promise about the dishes last night", {"commitment": "the dishes", "day": "2026-03-02"}),
        ("i promise to call when I'm running late", {"commitment": "call when I'm running late"}),
        ("i promise to be home by six tomorrow", {"commitment": "be home by six tomorrow"}),
        ("i promise i won't hide my phone anymore", {"commitment": "not hide my phone anymore"}),
        ("i'm gonna commit to leaving my phone at the door", {"commitment": "leaving my phone at the door"}),
        ("i'd like to promise her I'll put my phone away", {"commitment": "put my phone away"}),
        ("i wanna promise her i'll be back by seven on weekdays", {"commitment": "be back by seven on weekdays"}),
        ("i was the one that messed things up", {"role": "rebuilding"}),
        ("drop the promise to be home by six", {"commitment": "be home by six"}),
        ("today was a four", {"rating": "4", "day": "2026-03-03"}),
        ("rough day so i'd say a one", {"rating": "1"}),
        ("put me down for a three today", {"rating": "3", "day": "2026-03-03"}),
        ("i'm the one who cheated", {"role": "rebuilding"}),
        ("i got hurt", {"role": "healing"}),
        ("a bit of both", {"role": "both"}),
        ("remind me every night at nine p m", {"repeat": "daily_evening", "time": "21:00"}),
        ("remind me every evening", {"repeat": "daily_evening"}),
        ("remind me at nine every night", {"repeat": "daily_evening", "time": "21:00"}),
        ("remind me every night at midnight", {"repeat": "daily_evening", "time": "00:00"}),
        ("remind me every night at half past twelve", {"repeat": "daily_evening", "time": "00:30"}),
        ("remind me at twelve noon every day", {"repeat": "daily", "time": "12:00"}),
        ("remind me at nine tomorrow night", {"day": "2026-03-04", "time": "21:00"}),
        ("remind me every friday evening to check in", {"repeat": "friday", "about": "check_in"}),
        ("remind me on friday at six to be patient", {"day": "2026-03-06", "time": "06:00", "about": "patience"}),
        ("remind me at nine tonight", {"day": "2026-03-03", "time": "21:00"}),
        ("remind me to do today's step on weekdays at eight", {"about": "step", "repeat": "weekdays", "time": "08:00"}),
        ("set one reminder for tomorrow evening", {"day": "2026-03-04"}),
        ("why?", {"detail": "why"}),
        ("okay but why does this step help", {"detail": "why"}),
        ("what could i say", {"detail": "example"}),
        ("go back to the part about making amends", {"part": "repair"}),
        ("forget me", {"whom": "me"}),
        ("forget us both", {"whom": "everyone"}),
        ("delete our information", {"whom": "everyone"}),
        ("delete my information", {"whom": "me"}),
    ],
)
def test_what_was_heard_in_the_slots(said: str, slots: dict[str, str]) -> None:
    heard = _US.recognize(said, now=_NOW)
    assert {name: slot.id or slot.value for name, slot in heard.slots.items()} == slots


@pytest.mark.parametrize(
    ("said", "rating"),
    [
        ("four", "4"),
        ("a four", "4"),
        ("maybe a three", "3"),
        ("it was a five", "5"),
        ("three and a half", "3.5"),
        ("i'd say about a two", "2"),
        ("to", "2"),
        ("nine", "9"),
        ("4.5", "4.5"),
        ("two i guess", "2"),
        ("i'd go with a four i think", "4"),
        ("five no wait four", "4"),
        ("5 no wait 4", "4"),
        ("three sorry two", "2"),
        ("four out of five", "4"),
        ("two or three", "?"),
        ("somewhere between two and three", "?"),
        ("minus two", "-2"),
        ("zero", "0"),
        ("a million", "1000000"),
    ],
)
def test_a_rating_that_was_asked_for(said: str, rating: str) -> None:
    heard = _US.recognize(said, now=_NOW, elicit=("DailyCheckInIntent", "rating"))
    assert (heard.intent, heard.slots["rating"].value) == ("DailyCheckInIntent", rating)


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("eight", {"time": "08:00"}),
        ("at half past six", {"time": "06:30"}),
        ("every evening at eight", {"repeat": "daily_evening", "time": "20:00"}),
        ("tomorrow night at nine", {"day": "2026-03-04", "time": "21:00"}),
        ("tomorrow at nine", {"day": "2026-03-04", "time": "09:00"}),
    ],
)
def test_a_time_that_was_asked_for_may_come_with_its_days(said: str, slots: dict[str, str]) -> None:
    heard = _US.recognize(said, now=_NOW, elicit=("SetReminderIntent", "time"))
    assert heard.intent == "SetReminderIntent"
    assert {name: slot.id or slot.value for name, slot in heard.slots.items()} == slots


def test_a_sample_that_says_it_all_goes_before_one_with_slots() -> None:
    heard = {
        said: _US.recognize(said, now=_NOW).intent for said in ("remind me to be patient", "remind me to check in")
    }
    assert heard == {"remind me to be patient": "PatienceReminderIntent", "remind me to check in": "SetReminderIntent"}


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("stop", "AMAZON.StopIntent"),
        ("what's my streak", "StreakIntent"),
        ("i broke my promise", _MISSED),
        ("what's the weather", FALLBACK),
        ("he hits me", "SafetyIntent"),
    ],
)
def test_something_else_may_be_said_where_a_rating_was_asked_for(said: str, intent: str) -> None:
    assert _US.recognize(said, now=_NOW, elicit=("DailyCheckInIntent", "rating")).intent == intent


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("call when I'm late", "call when I'm late"),
        ("i promise to be home by six", "be home by six"),
        ("check in with her every night", "check in with her every night"),
        ("not lie about money", "not lie about money"),
    ],
)
def test_free_words_that_were_asked_for_are_the_answer(said: str, heard: str) -> None:
    found = _US.recognize(said, now=_NOW, elicit=("MakeCommitmentIntent", "commitment"))
    assert (found.intent, found.slots["commitment"].value) == ("MakeCommitmentIntent", heard)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("what did i promise her", "ListCommitmentsIntent"),
        ("how did we do this week", "WeeklyProgressIntent"),
        ("never mind", "AMAZON.CancelIntent"),
        ("help", "AMAZON.HelpIntent"),
    ],
)
def test_a_question_is_no_free_words(said: str, intent: str) -> None:
    assert _US.recognize(said, now=_NOW, elicit=("MakeCommitmentIntent", "commitment")).intent == intent


_OWN = st.sampled_from(["i", "we"])
_PROMISE = st.sampled_from(["my promise", "our promise", "the promise", "my word", "my commitment", "what i promised"])
_AROUND = st.sampled_from(
    ["", "um ", "okay so ", "honestly ", "yesterday ", "last night ", "on monday ", "sorry to say "]
)
_AFTER = st.sampled_from(["", " today", " yesterday", " again", " last night", " this morning"])


@given(
    _AROUND,
    _OWN,
    st.sampled_from(["did not keep", "didn't keep", "never kept", "haven't kept", "broke", "couldn't keep"]),
    _PROMISE,
    _AFTER,
)
def test_a_missed_promise_is_never_logged_as_kept(before: str, who: str, did: str, promise: str, after: str) -> None:
    assert _US.recognize(f"{before}{who} {did} {promise}{after}", now=_NOW).intent in (_MISSED, FALLBACK)


@given(
    _AROUND,
    _OWN,
    st.sampled_from(["kept", "honored", "did not break", "didn't break", "haven't broken", "stuck to"]),
    _PROMISE,
    _AFTER,
)
def test_a_kept_promise_is_never_logged_as_missed(before: str, who: str, did: str, promise: str, after: str) -> None:
    assert _US.recognize(f"{before}{who} {did} {promise}{after}", now=_NOW).intent in (_KEPT, FALLBACK, "SafetyIntent")


@given(st.text(max_size=400))
def test_whatever_is_said_there_is_an_answer(said: str) -> None:
    assert _US.recognize(said, now=_NOW).intent in {*InteractionModel.of("en-US").intents, FALLBACK}


def test_a_hundred_kilobytes_are_no_wish() -> None:
    assert _US.recognize("promise " * 12_800, now=_NOW).intent == FALLBACK
