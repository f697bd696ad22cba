"""Whole lives, turn by turn, as the app lives them: log, roll a week, write the record, read it again next time."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from skill.journey.days import local_day, skipped_by_travel
from skill.journey.weeks import weekly_report
from skill.serialization.journey_record import MAX_RECORD_BYTES, decode, encode
from skill.serialization.reply_record import IDEMPOTENCY_WINDOW, new_reply_record
from tests.journey.journey_machine import CHANGING, Action, Life, actions, counted, with_promises
from tests.journey.test_weeks import as_the_diary_tells

PLACES = ("America/Los_Angeles", "America/New_York", "Europe/London", "Asia/Kolkata", "Asia/Tokyo",
          "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham")  # fmt: skip
REPLY = [[["outcomes.kept", {"what": 80 * "x"}]], None, None]


@dataclass
class Traveller(Life):
    zone: str = "America/New_York"
    skipped_by_travel: set[date] = field(default_factory=set)

    @property
    def today(self) -> date:
        return local_day(self.now, ZoneInfo(self.zone))


class JourneyMachine(RuleBasedStateMachine):
    @initialize(promises=st.integers(0, 5))
    def begin(self, promises: int) -> None:
        begun = with_promises(promises)
        self.life = Traveller(begun.journey, numbers=begun.numbers, promised=promises)
        self.life.diary.things.extend(begun.diary.things)
        self.turns = 0

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.life.now += timedelta(hours=hours)

    @rule(days=st.integers(2, 50))
    def nothing_is_heard_for_long(self, days: int) -> None:
        self.life.now += timedelta(days=days)

    @rule(zone=st.sampled_from(PLACES))
    def a_flight_lands(self, zone: str) -> None:
        lost = skipped_by_travel(self.life.now, ZoneInfo(self.life.zone), ZoneInfo(zone))
        self.life.zone = zone
        self.life.skipped_by_travel |= lost
        self.life.journey = replace(self.life.journey, skipped_by_travel=self.life.journey.skipped_by_travel | lost)
        self._end_of_turn()

    @rule(rating=st.none() | st.integers(1, 5), answers=st.lists(st.booleans(), max_size=5))
    def an_evening_as_meant(self, rating: int | None, answers: list[bool]) -> None:
        """Come back the next day, check in and answer what is asked."""
        self.life.now += timedelta(days=1)
        self.something_is_said(Action("check_in", rating=rating))
        for which, good in enumerate(answers):
            self.something_is_said(Action("answer", which=which, good=good))

    @rule(action=actions(*CHANGING, "undo"))
    def something_is_said(self, action: Action) -> None:
        self.life.do(replace(action, wait=timedelta()))
        self._end_of_turn()

    def _end_of_turn(self) -> None:
        self.life.roll(Action("roll"))
        self.turns += 1
        journey = self.life.journey
        new = new_reply_record(f"{self.turns:08}", REPLY, self.life.now)
        text = encode(journey, new)
        assert len(text.encode()) <= MAX_RECORD_BYTES
        self.life.journey = decode(text)
        read = self.life.journey.recent_replies
        assert replace(self.life.journey, recent_replies=()) == replace(journey, recent_replies=())
        requests = [record.request for record in (*journey.recent_replies, new)]
        assert [record.request for record in read] == requests[-IDEMPOTENCY_WINDOW:]
        replies = [record.reply for record in read]
        assert replies == sorted(replies, key=bool)

    @invariant()
    def the_journey_tells_what_the_diary_does(self) -> None:
        life = self.life
        totals = life.journey.totals
        assert (totals.check_ins, totals.kept, totals.missed, totals.steps) == counted(life.diary.entries())
        as_the_diary_tells(
            weekly_report(life.journey, life.today), life.diary, life.today, sorted(life.skipped_by_travel)
        )

    @invariant()
    def nothing_is_lost(self) -> None:
        everything = {**self.life.rolled, **self.life.journey.days}
        assert len(everything) == len(self.life.rolled) + len(self.life.journey.days)
        assert {day for day, entry in everything.items() if entry.checked_in} == self.life.diary.came()


TestJourneyMachine = JourneyMachine.TestCase
TestJourneyMachine.settings = settings(max_examples=50, stateful_step_count=40)
