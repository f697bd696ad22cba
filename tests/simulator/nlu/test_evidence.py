"""Evidence for a write: questions, reported speech, partial outcomes and "I miss you" are no log entries."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.handlers.feature import NO, YES
from skill.simulator.nlu.builtin_utterances import FALLBACK
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.nlu.recognizer import Recognizer

_NOW = datetime(2026, 3, 5, 20, tzinfo=ZoneInfo("America/New_York"))
_KEPT, _MISSED, _MAKE = "LogKeptCommitmentIntent", "LogMissedCommitmentIntent", "MakeCommitmentIntent"
_WRITES = {_KEPT, _MISSED, _MAKE, "DropCommitmentIntent", "CompleteStepIntent", "SkipStepIntent"}
_US = Recognizer.of(InteractionModel.of("en-US"))
_RATING = ("DailyCheckInIntent", "rating")


def _intent(said: str) -> str:
    return _US.recognize(said, now=_NOW).intent


_NOT_WRITTEN = {
    "how a promise is to be seen": [
        "make my promise shared",
        "make our promise public",
        "keep that promise private",
        "turn my promise private",
        "leave my promise hidden",
    ],
    "a question": [
        "so did i keep it more than i broke it",
        "well have i kept my promise more often than not",
        "okay but did we keep our promise",
        "i kept my promise didn't i",
        "and how many promises did i break",
        "i wonder if i kept my promise",
        "i don't know whether i kept my promise",
        "i'm not sure if we broke our promise",
        "hmm was i keeping my promise",
    ],
    "reported questions": [
        "she asked me whether i kept my promise and i couldn't answer",
        "she asked me if i'd kept my promise and i said yes",
        "he wanted to know if i broke my promise",
        "my husband asked if we kept our promises",
        "the counselor asked about my promise and i said i kept it",
        "they keep asking whether i broke my word",
    ],
    "reported speech": [
        "she says i broke my promise",
        "my wife thinks i kept it",
        "they told me i kept my promise",
        "he said that we broke our word",
        "last night she told me that i broke my promise",
        "according to her i kept my promise",
        "my partner claims i missed it",
        "she says i did today's step",
        "he thinks i should drop my promise",
    ],
    "nothing was promised": [
        "no i didn't promise anything",
        "i never promised that",
        "we didn't agree to anything",
        "i promise nothing",
        "i promise nothing today",
        "i never swore to anything",
    ],
    "one of them and not the other": [
        "i kept one and the other not really",
        "i kept the first one and not the second",
        "i did one but the rest i didn't",
        "kept one but the other one i forgot",
        "i broke one but the other was kept",
    ],
    "nearly": [
        "i kind of kept my promise",
        "i mostly kept it",
        "i almost kept my promise",
        "i kept half of my promise",
        "i kept it for the most part",
        "kept most of it",
        "i pretty much kept my word",
    ],
    "kept, with an exception": [
        "kept my promise... well i looked once",
        "i kept my promise except once",
        "i kept my word apart from tuesday",
        "kept it, well, i texted him twice",
    ],
    "a person who is missed": [
        "i missed him today",
        "i missed her so much",
        "i missed you",
        "we missed each other",
        "i miss my wife",
        "i missed my husband this week",
        "i miss them terribly",
        "i've been missing her a lot",
        "i missed being with him",
    ],
    "a deed that is no step": [
        "oh and i texted her just now so that's done",
        "i paid the bill so that's done",
        "we called the bank and that's finished",
        "i did the laundry so it's done",
    ],
    "who is there": [
        "that's a lot, who else can hear this",
        "wait who else hears this",
        "is it too much, who is listening",
        "who can hear us another time",
    ],
}


@pytest.mark.parametrize("said", [one for group in _NOT_WRITTEN.values() for one in group])
def test_nothing_is_written_without_its_own_words(said: str) -> None:
    assert _intent(said) not in _WRITES


@given(
    st.sampled_from(["no", "nope", "nah", "oh no", "well no"]),
    st.sampled_from(["", ","]),
    st.sampled_from(
        [
            "i'm keeping them",
            "i kept it",
            "we kept our promise",
            "she kept it",
            "it's kept",
            "he kept his promise",
            "i kept my word",
            "not kept",
            "i didn't keep it",
            "i did what i promised",
            "all kept",
        ]
    ),
)
def test_a_sentence_that_begins_with_no_never_becomes_kept(no: str, pause: str, rest: str) -> None:
    assert _intent(f"{no}{pause} {rest}") != _KEPT


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("no broken promises today", _KEPT),
        ("i kept the no phones promise", _KEPT),
        ("i kept my promise", _KEPT),
        ("i missed my promise today", _MISSED),
        ("no i broke it", _MISSED),
        ("no we didn't keep our promise", _MISSED),
        ("that's done", "CompleteStepIntent"),
        ("i kept my promise when she asked me to", _KEPT),
        ("i promise nothing will come between us", _MAKE),
    ],
)
def test_what_is_said_plainly_is_still_written(said: str, intent: str) -> None:
    assert _intent(said) == intent


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("no i bought headphones and didn't tell her till after", NO),
        ("no because i was tired", NO),
        ("nope i stayed out too late", NO),
        ("no, he came home and i lied again", NO),
        ("i bought a beer so no", NO),
        ("i forgot", NO),
        ("we forgot", NO),
        ("sorry, i forgot", NO),
        ("no i missed it", NO),
        ("nothing bought so yes", YES),
        ("yes i called her at lunch", YES),
        ("yeah we ate without phones", YES),
        ("yes for both", YES),
        ("yep because she reminded me", YES),
        ("yes but only at lunch", FALLBACK),
        ("yes and no", FALLBACK),
        ("no i'm keeping them", FALLBACK),
        ("no i didn't promise anything", FALLBACK),
        ("mostly", FALLBACK),
        ("almost", FALLBACK),
        ("more or less", FALLBACK),
        ("half kept", FALLBACK),
        ("no clue", "SkipStepIntent"),
        ("yes i was late", FALLBACK),
        ("no i was on time", FALLBACK),
    ],
)
def test_an_answer_may_come_with_its_reason(said: str, intent: str) -> None:
    assert _intent(said) == intent


@pytest.mark.parametrize("said", ["no wait yes", "yeah what's that supposed to mean", "no yes"])
def test_what_takes_itself_back_or_asks_is_no_answer(said: str) -> None:
    assert _intent(said) not in (YES, NO)


@pytest.mark.parametrize(
    "said",
    [
        "this is both of us today",
        "yes for both",
        "it's the two of us tonight",
        "we both watched a film",
        "i lied to her today",
        "both of us",
    ],
)
def test_small_talk_is_no_role(said: str) -> None:
    assert "role" not in _US.recognize(said, now=_NOW).slots


@pytest.mark.parametrize(
    ("said", "role"),
    [("yes for both", "both"), ("both of us", "both"), ("this is both of us", "both"), ("i lied", "rebuilding")],
)
def test_a_role_that_was_asked_for_needs_no_frame(said: str, role: str) -> None:
    heard = _US.recognize(said, now=_NOW, elicit=("TodaysStepIntent", "role"))
    assert (heard.intent, heard.slots["role"].id) == ("TodaysStepIntent", role)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("i missed my promise on tuesday not yesterday", "2026-03-10"),
        ("i kept my promise yesterday not today", "2026-03-04"),
        ("not today, yesterday i kept my promise", "2026-03-04"),
        ("i broke my promise last night not on monday", "2026-03-04"),
    ],
)
def test_a_day_that_is_denied_is_not_the_day(said: str, day: str) -> None:
    assert _US.recognize(said, now=_NOW).slots["day"].value == day


@pytest.mark.parametrize(
    ("said", "intent", "named"),
    [
        ("i kept my first one", _KEPT, "first one"),
        ("we kept the second promise", _KEPT, "second"),
        ("i broke the last one", _MISSED, "last"),
        ("i kept my promise to call", _KEPT, "call"),
    ],
)
def test_a_promise_is_told_by_its_place(said: str, intent: str, named: str) -> None:
    heard = _US.recognize(said, now=_NOW)
    assert (heard.intent, heard.slots["commitment"].value) == (intent, named)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("she says i broke my promise but i kept it", _MISSED),
        ("he thinks i kept my word but i broke it", _KEPT),
        ("i'd love to say i kept it but i'd be lying", _KEPT),
        ("i'd love to tell you i kept my promise", _KEPT),
    ],
)
def test_what_is_denied_after_it_is_not_written(said: str, wrong: str) -> None:
    assert _intent(said) != wrong


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("no he's keeping me waiting", "PatienceReminderIntent"),
        ("she kept me waiting for an hour", "PatienceReminderIntent"),
        ("because he reminded me", "CancelReminderIntent"),
    ],
)
def test_talk_that_only_sounds_like_an_order_is_none(said: str, intent: str) -> None:
    assert _intent(said) != intent


@pytest.mark.parametrize(
    "said",
    [
        "can you tell me something to do",
        "tell us something we could do today",
        "is there something for me to do tonight",
    ],
)
def test_something_to_do_is_the_step_of_the_day(said: str) -> None:
    assert _intent(said) == "TodaysStepIntent"


@pytest.mark.parametrize(
    ("said", "rating"),
    [
        ("five no sorry one", "1"),
        ("uh three no wait four", "4"),
        ("umm five no wait four", "4"),
        ("two, i mean three", "3"),
        ("four, actually make that a two", "2"),
        ("one oops two", "2"),
        ("two i guess", "2"),
        ("maybe a two, she's not talking to me", "2"),
        ("it's like a three", "3"),
        ("three-ish", "3"),
        ("three or so", "3"),
        ("not great, two", "2"),
        ("it was a rough day so two", "2"),
        ("four because she kept her promise", "4"),
        ("one i was two hours late", "1"),
        ("three out of five", "3"),
        ("two and a half", "2.5"),
        ("maybe two, two and a half", "?"),
        ("between two and three", "?"),
        ("two or three", "?"),
        ("either a three or a four", "?"),
    ],
)
def test_a_number_that_was_asked_for_as_it_is_said(said: str, rating: str) -> None:
    heard = _US.recognize(said, now=_NOW, elicit=_RATING)
    assert (heard.intent, heard.slots["rating"].value) == ("DailyCheckInIntent", rating)


@pytest.mark.parametrize(
    "said", ["this is both of us today", "i kept two promises", "i was two hours late", "give me one second", "no clue"]
)
def test_a_number_of_something_else_is_no_rating(said: str) -> None:
    assert "rating" not in _US.recognize(said, now=_NOW, elicit=_RATING).slots
