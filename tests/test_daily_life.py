"""Daily life through envelopes: the way to its end and on, milestones, and what the launch offers."""

from datetime import UTC, datetime, timedelta

import pytest

from skill.app import App
from skill.journey.stages import STEPS
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from skill.texts.catalog import catalog
from tools.envelopes import SKILL, Session, speech

EVENING = datetime(2026, 3, 3, 1, tzinfo=UTC)
"""Eight in the evening of Monday, the second of March, in New York."""
DAY = timedelta(days=1)


class Life(Session):
    """A user in New York who speaks to the skill day after day."""

    def __init__(self) -> None:
        app = App(MemoryStore(), skill_id=SKILL, api_client=FakeAlexaServices("America/New_York"))
        super().__init__(app, EVENING)

    def check_in(self, rating: int = 4) -> str:
        return self.say("DailyCheckInIntent", {"rating": str(rating)})

    def launch(self) -> str:
        """Open the skill anew and return the question that it asks."""
        self.answer = {}
        self.say("LaunchRequest")
        return str(self.answer["sessionAttributes"]["question"])

    def welcome(self) -> None:
        """Open the skill for the first time and say who one is."""
        assert self.launch() == "launch.role"
        self.say("TodaysStepIntent", {"role": "both"}, role="both")


def variants(key: str) -> list[str]:
    found = catalog("en-US").lookup(key)
    return found if isinstance(found, list) else [found]


def test_after_the_last_step_the_weakest_numbers_choose_and_say_why() -> None:
    life = Life()
    life.say("TodaysStepIntent", {"role": "healing"}, role="healing")
    for _ in range(STEPS):
        life.say("CompleteStepIntent")
        life.check_in(2)
        life.now += DAY
    title = catalog("en-US").lookup("steps.5.1.title")
    told = life.say("TodaysStepIntent")
    assert any(reason in told for reason in variants("step.keeping.rating"))
    assert title in told
    life.check_in(5)  # whatever is logged now, it stays this step until it is done
    assert title in life.say("TodaysStepIntent")
    assert title in life.say("CompleteStepIntent")
    assert title in life.say("TodaysStepIntent")


def test_the_way_through_all_stages_tells_every_step_once() -> None:
    life = Life()
    told = []
    for _ in range(STEPS):
        life.say("TodaysStepIntent", {"role": "rebuilding"}, role="rebuilding")
        told.append(speech(life.answer))
        life.say("CompleteStepIntent")
        life.now += DAY
    titles = [catalog("en-US").lookup(f"steps.{n // 7 + 1}.{n % 7 + 1}.title") for n in range(STEPS)]
    assert all(title in said for title, said in zip(titles, told, strict=True))


@pytest.mark.parametrize(("days", "milestone"), [(7, "7"), (30, "30"), (66, "66"), (100, "100")])
def test_a_streak_that_reaches_a_milestone_is_noticed_once(days: int, milestone: str) -> None:
    life = Life()
    said = catalog("en-US").lookup(f"milestones.streak.{milestone}")
    told = []
    for _ in range(days + 2):
        told.append(life.check_in())
        life.now += DAY
    assert [said in one for one in told] == [n + 1 == days for n in range(days + 2)]


def test_a_milestone_taken_back_and_reached_again_is_not_told_twice() -> None:
    life = Life()
    for _ in range(6):
        life.check_in()
        life.now += DAY
    said = catalog("en-US").lookup("milestones.streak.7")
    assert said in life.check_in()
    life.say("UndoIntent")
    assert said not in life.check_in()


@pytest.mark.parametrize("count", [10, 50, 100])
def test_kept_promises_that_reach_a_milestone_are_noticed_once(count: int) -> None:
    life = Life()
    said = catalog("en-US").lookup(f"milestones.kept.{count}")
    told = []
    for _ in range(count // 5 + 1):
        told.append(life.say("LogKeptCommitmentIntent", {"count": "5"}))
        life.now += DAY / 8
    assert [said in one for one in told] == [5 * (n + 1) == count for n in range(count // 5 + 1)]


@pytest.mark.parametrize("count", [10, 50, 100])
@pytest.mark.parametrize(("before", "at_once"), [(1, 2), (2, 2), (9, 20)])
def test_a_milestone_that_was_jumped_over_is_told_as_more_than_it(count: int, before: int, at_once: int) -> None:
    life = Life()
    logged = 0
    while logged < count - before:
        step = min(10, count - before - logged)
        life.say("LogKeptCommitmentIntent", {"count": str(step)})
        logged, life.now = logged + step, life.now + DAY / 2
    heard = life.say("LogKeptCommitmentIntent", {"count": str(at_once)})
    is_exact = at_once == before
    assert (catalog("en-US").lookup(f"milestones.kept.{count}") in heard) == is_exact
    assert (catalog("en-US").lookup(f"milestones.kept_more.{count}") in heard) != is_exact


def test_the_launch_offers_the_check_in_of_an_evening_and_the_step_of_a_morning() -> None:
    life = Life()
    life.welcome()
    assert life.launch() == "launch.check_in"
    life.check_in()
    assert life.launch() == "launch.step"
    life.say("CompleteStepIntent")
    assert life.launch() == "launch.week"
    life.now += DAY / 2
    assert life.launch() == "launch.step"


def test_the_first_launch_after_a_weeks_end_offers_that_week_once() -> None:
    life = Life()
    life.welcome()
    for _ in range(7):
        life.check_in(4)
        life.now += DAY
    assert life.launch() == "launch.week_ended"  # Monday
    told = life.say("AMAZON.YesIntent")
    assert "7 check-ins" in told
    assert "Monday: check-in 4" in life.say("MoreDetailIntent")
    assert life.launch() != "launch.week_ended"
    life.now += 7 * DAY
    assert life.launch() == "launch.check_in"  # nothing was logged in the week before


def test_a_practice_that_was_left_is_offered_for_a_day() -> None:
    life = Life()
    life.welcome()
    life.say("ApologyPracticeIntent")
    assert life.launch() == "launch.check_in"  # nothing was said in it yet
    life.answer = {}
    life.say("ApologyPracticeIntent")
    life.say("SkipStepIntent")
    life.now += DAY - timedelta(minutes=1)
    assert life.launch() == "launch.practice"
    life.now += timedelta(minutes=2)
    assert life.launch() == "launch.check_in"


def test_a_practice_that_is_declined_is_not_offered_again() -> None:
    life = Life()
    life.welcome()
    life.say("ListeningPracticeIntent")
    life.say("AMAZON.YesIntent")
    assert life.launch() == "launch.practice"
    life.say("AMAZON.NoIntent")
    assert life.launch() == "launch.check_in"


def test_the_step_is_shorter_when_it_is_asked_for_again_the_same_day() -> None:
    life = Life()
    life.say("TodaysStepIntent", {"role": "healing"}, role="healing")
    first = life.say("TodaysStepIntent")
    life.answer = {}
    assert catalog("en-US").lookup("steps.1.1.healing.do") in first
    assert catalog("en-US").lookup("steps.1.1.healing.why") not in first
    life.now += DAY
    assert catalog("en-US").lookup("steps.1.1.healing.why") in life.say("TodaysStepIntent")


@pytest.mark.parametrize("role", ["rebuilding", "healing"])
def test_why_and_an_example_come_from_the_step(role: str) -> None:
    life = Life()
    life.say("TodaysStepIntent", {"role": role}, role=role)
    life.answer = {}
    step = f"steps.1.1.{role}"
    assert catalog("en-US").lookup(f"{step}.why") in life.say("MoreDetailIntent", {"detail": "why"}, detail="why")
    assert catalog("en-US").lookup(f"{step}.say") in life.say("MoreDetailIntent", {"detail": "x"}, detail="example")
    life.say("CompleteStepIntent")
    assert catalog("en-US").lookup(f"{step}.why") in life.say("MoreDetailIntent", {"detail": "why"}, detail="why")


def test_more_promises_than_a_day_has_room_for_are_refused_kindly() -> None:
    life = Life()
    told = [life.say("LogKeptCommitmentIntent", {"count": "20"}) for _ in range(5)]
    assert told[-1] == catalog("en-US").lookup("outcomes.day_is_full")
    assert "80 promises kept" in life.say("WhatYouKnowIntent")
