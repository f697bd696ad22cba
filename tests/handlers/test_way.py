"""The way: stages, where one is, how long it takes, the role, and going to a stage and back."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.handlers import stage_choice, way
from skill.handlers.feature import YES
from skill.journey.journey import ROLES, Journey
from skill.journey.speaker import EVERYONE, Speaker
from skill.journey.stages import STAGES, STEPS
from skill.reply import Reply
from skill.serialization import journey_record
from skill.stores.store import Record
from skill.texts.catalog import catalog
from skill.turn import Slot, Turn
from tests.handlers.conversation import DAY, MONDAY, NO, SKIP, UNDO, Person
from tools.text_measures import seconds

STAGES_, STAGE, WHERE, HOW_LONG = "StagesIntent", "StageIntent", "WhereAmIIntent", "HowLongIntent"
CHOOSE, ROLE, DONE, STEP = "ChooseStageIntent", "RoleIntent", "CompleteStepIntent", "TodaysStepIntent"

VOICES = (*ROLES, None)
MAX_REPLY_S = 25


def person_at(position: int, **fields: object) -> Person:
    """Return a person whose journey is at a position."""
    person = Person()
    person.launch()
    person.answer = {}
    household = next(iter(person.store.all_households()))
    speaker = Speaker(household, EVERYONE)
    record = person.store.load(speaker)
    assert record
    journey = replace(journey_record.decode(record.body), position=position, **fields)  # type: ignore[arg-type]  # tests name the fields
    person.store.save(speaker, Record(record.version + 1, journey_record.encode(journey)), None)
    return person


def go_to(person: Person, stage: int) -> str:
    person.answer = {}
    person.say(CHOOSE, {"stage": str(stage)}, stage=str(stage))
    return person.say(YES)


def undoable(journey: Journey) -> Journey:
    """Return what a chosen stage and its undo must leave as it was."""
    return replace(journey, undo=None, recent_replies=())


def test_all_stages_are_told_and_one_of_them_after_a_number() -> None:
    person = Person()
    assert "patience" in person.say(STAGES_).lower()
    assert person.question() == "way.which"
    assert person.elicits == (STAGE, "stage")
    assert "Stage 4" in person.say(STAGE, {"stage": "four"})


@pytest.mark.parametrize("answer", [NO, SKIP])
def test_who_wants_to_hear_of_none_is_left_alone(answer: str) -> None:
    person = Person()
    person.say(STAGES_)
    person.say(answer)
    assert person.question() is None
    assert person.journey.position == 0


@pytest.mark.parametrize(("intent", "question"), [(STAGE, "way.which"), (CHOOSE, "way.where")])
def test_a_stage_that_is_not_understood_is_asked_for_once_more(intent: str, question: str) -> None:
    person = Person()
    person.say(intent)
    assert person.question() == question
    assert "didn't catch" in person.say(intent, {"stage": "the blue one"})
    assert person.question() == question
    person.say(intent, {"stage": "the blue one"})
    assert person.question() is None


@pytest.mark.parametrize("role", VOICES)
@pytest.mark.parametrize("stage", range(1, STAGES + 1))
def test_each_stage_is_two_sentences_and_an_offer_in_every_voice(stage: int, role: str | None) -> None:
    person = person_at(0 if stage > 1 else 7, role=role)
    said = person.say(STAGE, {"stage": str(stage)})
    about = catalog("en-US").lookup(f"way.about.{stage}_{role or 'both'}")
    assert said.startswith(about)
    assert about.count(".") == 2
    assert person.question() == "way.first"


def test_voices_differ_where_the_voice_matters() -> None:
    lookup = catalog("en-US").lookup
    for stage in (2, 4, 5, 6, 7, 8):
        assert len({lookup(f"way.about.{stage}_{role}") for role in ROLES}) >= 2
        assert lookup(f"way.about.{stage}_healing") != lookup(f"way.about.{stage}_rebuilding")


def test_the_current_stage_offers_todays_step_and_after_it_another_stage() -> None:
    person = Person()
    person.say(STAGE, {"stage": "one"})
    assert person.question() == "launch.step"
    person.answer = {}
    person.say(DONE)
    person.say(STAGE, {"stage": "one"})
    assert person.question() == "way.another"
    person.say(YES)
    assert person.question() == "way.which"


def test_an_offer_tells_the_first_step_and_goes_there_after_a_second_yes() -> None:
    person = person_at(9, role="healing")
    person.say(STAGE, {"stage": "five"})
    said = person.say(YES)
    assert "Find someone to lean on" in said or "first step" in said
    assert "stage 2, step 3" in said
    assert person.journey.position == 9
    person.say(YES)
    assert person.journey.position == 28
    assert person.question() is None


def test_take_me_there_means_the_stage_that_was_told_of() -> None:
    person = person_at(9)
    person.say(STAGE, {"stage": "five"})
    person.say(CHOOSE)
    assert person.question() == "way.go"
    person.say(CHOOSE)
    assert person.journey.position == 28


def test_another_stage_may_be_named_while_one_is_offered() -> None:
    person = person_at(9)
    person.say(STAGE, {"stage": "five"})
    person.say(CHOOSE, {"stage": "seven"})
    assert person.question() == "way.go"
    assert "stage 7" in person.say(YES)


WHERE_ROWS = [
    # position, done today, aspect, what is heard, and the question.
    (0, False, None, "stage 1", "launch.step"),
    (10, False, "place", "step 4 of seven", "launch.step"),
    (10, True, None, "step 3 of seven", None),
    (14, True, None, "stage 2", None),
    (55, False, "left", "One of the fifty-six", "launch.step"),
    (10, False, "left", "46 steps", "launch.step"),
    (56, False, "left", "None of the fifty-six", "launch.step"),
    (56, True, None, "stage 8", None),
    (200, False, None, "from stage", "launch.step"),
    (10, False, "next", "open", "launch.step"),
    (10, True, "next", "tomorrow", None),
    (10, False, "done", "No step", None),
    (10, False, "strength", "promise", None),
]


@pytest.mark.parametrize(("position", "is_done", "aspect", "heard", "question"), WHERE_ROWS)
def test_where_one_is_is_told_truthfully(
    position: int, is_done: bool, aspect: str | None, heard: str, question: str | None
) -> None:
    person = person_at(position, step_done=(MONDAY - timedelta(hours=7)).date() if is_done else None)
    said = person.say(WHERE, {"aspect": aspect} if aspect else None, **({"aspect": aspect} if aspect else {}))
    assert heard in said or (heard == "open" and "step" in said)
    assert person.question() == question


def test_an_aspect_that_is_not_known_is_answered_with_the_place() -> None:
    assert "stage 1" in Person().say(WHERE, {"aspect": "the moon"})


def test_steps_done_are_counted_over_all_stages() -> None:
    person = Person()
    person.say(DONE)
    go_to(person, 5)
    person.answer = {}
    person.say(DONE)
    person.answer = {}
    assert "2 steps" in person.say(WHERE, {"aspect": "done"}, aspect="done")


@pytest.mark.parametrize(("role", "is_told"), [("rebuilding", True), ("both", True), ("healing", False)])
def test_the_number_of_the_strength_is_never_told_to_the_one_healing(role: str, is_told: bool) -> None:
    person = person_at(3, role=role)
    person.promise("call")
    person.answer = {}
    person.say("LogKeptCommitmentIntent", {"count": "1"})
    person.answer = {}
    assert ("Today it's" in person.say(WHERE, {"aspect": "strength"}, aspect="strength")) == is_told


@pytest.mark.parametrize("role", VOICES)
def test_how_long_it_takes_is_no_promise_and_offers_a_breath(role: str | None) -> None:
    person = person_at(3, role=role)
    for _ in range(3):
        person.answer = {}
        said = person.say(HOW_LONG)
        assert "two years" in said
        assert "will come back" not in said
        assert person.question() == "way.breathe"
        person.now += DAY
    assert "Breathe with me" in person.say(YES)


def test_a_stage_is_gone_to_after_one_question_and_nothing_is_lost() -> None:
    person = Person()
    person.say(DONE)
    person.answer = {}
    asked = person.say(CHOOSE, {"stage": "three"})
    assert person.journey.position == 1
    assert "stage 1, step 1" in asked
    assert person.question() == "way.go"
    said = person.say(YES)
    assert "stage 3, step 1" in said
    assert "Get one small thing done" in said
    assert (person.journey.position, person.journey.totals.steps) == (14, 1)


def test_a_no_stays() -> None:
    person = person_at(9)
    before = person.journey
    person.say(CHOOSE, {"stage": "three"})
    person.say(NO)
    assert undoable(person.journey) == undoable(before)


@pytest.mark.parametrize("stage", range(1, STAGES + 1))
@pytest.mark.parametrize("position", [9, 55, 60, 56 + 56 + 13])
@pytest.mark.parametrize("is_done", [False, True])
def test_undo_puts_back_exactly(position: int, stage: int, is_done: bool) -> None:
    person = person_at(position, role="both")
    person.say(STEP)
    person.answer = {}
    if is_done:
        person.say(DONE)
        person.answer = {}
    before = person.journey
    go_to(person, stage)
    assert person.journey.place != before.place
    person.answer = {}
    assert "from before" in person.say(UNDO)
    assert undoable(person.journey) == undoable(before)


def test_undo_hours_later_says_what_it_is_about() -> None:
    person = person_at(9)
    go_to(person, 3)
    person.answer = {}
    person.now += timedelta(hours=5)
    assert "a change of stage" in person.say(UNDO)
    person.say(YES)
    assert person.journey.position == 9


@pytest.mark.parametrize("stage", range(1, STAGES + 1))
@pytest.mark.parametrize("position", [9, 60])
def test_going_back_restores_the_place(position: int, stage: int) -> None:
    person = person_at(position, role="healing")
    person.say(STEP)
    before = person.journey
    go_to(person, stage)
    person.answer = {}
    person.say(DONE)
    person.answer = {}
    person.say(CHOOSE, {"place": "where i was"})
    assert person.question() == "way.back"
    person.say(YES)
    after = person.journey
    assert (after.place, after.place_left) == (before.place, None)
    assert after.totals.steps == before.totals.steps + 1


def test_going_back_is_undone_too() -> None:
    person = person_at(9)
    go_to(person, 3)
    there = person.journey
    person.answer = {}
    person.say(CHOOSE, {"place": "where i was"})
    person.say(YES)
    person.answer = {}
    person.say(UNDO)
    assert undoable(person.journey) == undoable(there)


def test_without_a_place_that_was_left_there_is_none_to_go_back_to() -> None:
    person = person_at(9)
    assert "stage 2, step 3" in person.say(CHOOSE, {"place": "where i was"})
    assert person.question() is None


def test_the_place_that_stays_is_named_also_from_a_stage_that_was_only_looked_at() -> None:
    person = person_at(9)
    go_to(person, 3)
    person.answer = {}
    assert "stage 2, step 3" in person.say(CHOOSE, {"stage": "five"})


def test_who_is_there_already_is_told_so() -> None:
    person = Person()
    assert "where you are" in person.say(CHOOSE, {"stage": "one"})
    assert person.question() == "launch.step"


def test_keeping_mode_stays_keeping_mode_and_says_whose_choice_the_stage_is() -> None:
    person = person_at(60)
    assert "stage you chose" in go_to(person, 3) or "You chose this stage" in go_to(person, 3)
    assert person.journey.position >= STEPS


@pytest.mark.parametrize(
    ("role", "heard", "other"),
    [
        ("healing", "the one who was hurt", "I broke the trust"),
        ("rebuilding", "the one who broke the trust", "I was hurt"),
        ("both", "both sides", "I was hurt"),
    ],
)
def test_a_role_that_is_told_is_acknowledged_with_a_way_back_and_todays_step(role: str, heard: str, other: str) -> None:
    person = Person()
    said = person.say(ROLE, {"role": role}, role=role)
    assert heard in said
    assert f"tell trust steps: {other}" in said
    assert "Name one feeling" in said
    assert person.journey.role == role
    person.answer = {}
    again = person.say(ROLE, {"role": role}, role=role)
    assert heard in again
    assert "Name one feeling" not in again


def test_another_role_hears_todays_step_anew() -> None:
    person = Person()
    for role, act in (("rebuilding", "Tell your partner"), ("healing", "Find one word")):
        person.answer = {}
        assert act in person.say(ROLE, {"role": role}, role=role)


@pytest.mark.parametrize("slots", [None, {"role": "the zebra"}, {"role": "rebuilding trust"}])
def test_a_role_that_is_not_clear_is_asked_for_and_nothing_is_written(slots: dict[str, str] | None) -> None:
    person = person_at(3)
    before = person.journey
    person.say(ROLE, slots)
    assert person.question() == "launch.role"
    assert undoable(person.journey) == undoable(before)
    person.say(ROLE, {"role": "healing"}, role="healing")
    assert person.journey.role == "healing"


def test_rebuilding_trust_together_is_no_answer_to_the_first_question() -> None:
    person = Person()
    person.launch()
    assert "didn't catch" in person.say(ROLE)
    assert person.question() == "launch.role"
    assert person.journey.role is None


@pytest.mark.parametrize("role", VOICES)
def test_every_reply_takes_25_seconds_at_most(role: str | None) -> None:
    journey = Journey(role=role)  # type: ignore[arg-type]  # one of VOICES
    turns = [
        (way.all_stages, {}),
        (way.how_long, {}),
        *((way.one_stage, {"stage": str(stage)}) for stage in range(1, STAGES + 1)),
        *((way.where_am_i, {"aspect": aspect}) for aspect in ("place", "left", "next", "done", "strength")),
        *((stage_choice.choose, {"stage": str(stage)}) for stage in range(1, STAGES + 1)),
    ]
    for (handler, slots), days, position in itertools.product(turns, range(3), (0, 30, 60)):
        turn = Turn(
            "request",
            "",
            Speaker("household"),
            "en-US",
            MONDAY + days * DAY,
            slots={name: Slot(value, value) for name, value in slots.items()},
        )
        speech = said(turn, handler(turn, replace(journey, position=position))[1])
        assert 0 < seconds(speech) <= MAX_REPLY_S, speech


def said(turn: Turn, reply: Reply) -> str:
    return catalog("en-US").speak(reply, turn.today).speech or ""


answers = st.sampled_from(
    [YES, NO, SKIP, CHOOSE, STAGE, STAGES_, WHERE, HOW_LONG, ROLE, UNDO, DONE, "MoreDetailIntent"]
)
heard_slots = st.fixed_dictionaries(
    {},
    optional={
        "stage": st.sampled_from([*map(str, range(1, 9)), "?", "the last one", "nine"]),
        "place": st.sampled_from(["where i was", "home"]),
        "role": st.sampled_from(["healing", "both", "rebuilding trust", "?"]),
        "aspect": st.sampled_from(["left", "done", "my strength", "?"]),
    },
)


@given(st.lists(st.tuples(answers, heard_slots), max_size=6), st.sampled_from([0, 9, 55, 56, 120]))
def test_whatever_is_said_on_the_way_is_answered(turns: list[tuple[str, dict[str, str]]], position: int) -> None:
    person = person_at(position)
    broken = catalog("en-US").lookup("errors.broken")
    for intent, slots in turns:
        answer = person.say(intent, slots)
        assert answer
        assert answer != broken
        person.question()
    assert (person.journey.position >= STEPS) or position < STEPS
