"""A month at home through the talk simulator, as a person would live it, held against a diary that counts slowly.

There are a missed day, the change of the clocks, an undo, a promise told a day late, a second device in another zone
that speaks at the same time, and a kill in the middle of it.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.journey.journey_machine import Diary, Entry, best_ever, counted, mean_rating, streak_on

PLACE = Path(__file__).parents[1]
MARCH = [date(2026, 3, n) for n in range(1, 32)]
"""Clocks in New York go forward on the eighth."""
CLOCKS_CHANGE = date(2026, 3, 7)
"""The night that begins on this day."""
MISSED_DAY, KILL_DAY, OTHER_DEVICE_DAY, UNDO_DAY, LATE_DAY = (date(2026, 3, n) for n in (12, 20, 22, 18, 24))
PROMISES = ("be home by six", "answer your messages")


class Device:
    """One simulator in a process of its own."""

    def __init__(self, store: Path, timezone: str) -> None:
        command = [sys.executable, "-m", "skill", "talk", "--json", "--store", str(store), "--timezone", timezone]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PLACE)

    def at(self, day: date, clock: str = "20:00") -> None:
        self._write(f"/at {day}T{clock}")

    def say(self, utterance: str) -> dict[str, Any]:
        self._write(utterance)
        return self.answer()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        heard: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert heard["error"] is None
        return heard

    def _write(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def kill(self) -> None:
        """End it as a power cut does, without a word."""
        self.process.kill()
        self.process.communicate()

    def close(self) -> None:
        self.process.communicate()
        assert self.process.returncode == 0


@contextmanager
def device(store: Path, timezone: str = "America/New_York") -> Iterator[Device]:
    one = Device(store, timezone)
    try:
        yield one
    finally:
        one.close()


class Month:
    """What was said, and the same in the diary."""

    def __init__(self, at_home: Device) -> None:
        self.at_home = at_home
        self.diary = Diary()

    def evening(self, day: date) -> None:
        """Check in with a rating and an answer to each promise; on the day before a late telling, skip the first."""
        if day == CLOCKS_CHANGE:
            self.at_home.at(day + timedelta(days=1), "01:00")  # it is still the evening before
        else:
            self.at_home.at(day, "20:00")
        rating = 1 + day.day % 5
        asked = self.at_home.say(f"check in with a {rating}")
        self._note(Entry(day, came=True, rating=rating))
        for number, promise in enumerate(PROMISES):
            assert promise in asked["speech"]
            if day == LATE_DAY - timedelta(days=1) and number == 0:
                asked = self.at_home.say("skip")
                continue
            kept = (day.day + number) % 4 != 0
            asked = self.at_home.say("yes i did" if kept else "no i did not")
            self._note(Entry(day, promise=number, good=kept))
        assert not asked["session_open"]

    def step(self, day: date) -> None:
        assert "tomorrow" in self.at_home.say("i did today's step")["speech"].lower()
        self._note(Entry(day, steps=1))

    def others(self, device: Device, day: date) -> None:
        assert "3 promises kept" in device.say("i kept three promises")["speech"]
        self._note(Entry(day, others=3))

    def undone(self) -> None:
        assert "missed" in self.at_home.say("i broke my promise to be home by six")["speech"].lower()
        assert "taken back" in self.at_home.say("undo")["speech"]

    def late(self, day: date) -> None:
        said = self.at_home.say("yesterday i kept my promise")["speech"]
        assert "yesterday" in said
        assert PROMISES[0] in said
        self._note(Entry(day - timedelta(days=1), promise=0))

    def assert_the_week_is_right(self, today: date) -> None:
        said = self.at_home.say("how did we do this week")["speech"]
        now, before = self.diary.entries(today), self.diary.entries(today - timedelta(days=7))
        check_ins, kept, missed, steps = counted(now)
        numbers, _, rest = said.partition(".")
        assert number_or_zero(r"(\d+) check-in", numbers) == check_ins
        assert number_or_zero(r"(\d+) of \d+ promises? kept", numbers) == kept
        assert number_or_zero(r"(?:\d+ of )?(\d+) promises? (?:kept|missed)", numbers) == kept + missed
        assert number_or_zero(r"(\d+) steps? done", numbers) == steps
        if before:
            earlier = rest.partition("Before that: ")[2].partition(".")[0]
            assert number_or_zero(r"(\d+) check-in", earlier) == counted(before)[0]
            assert number_or_zero(r"(\d+) kept", earlier) == counted(before)[1]
        rating = mean_rating(now)
        assert rating is not None
        assert f"{rating:.1f}".removesuffix(".0") in said
        assert number(r"streak is (\d+) day", said) == streak_on(self.diary.came(), today)
        strength, strength_before = (round(100 * self.diary.score(day)) for day in (today, today - timedelta(days=7)))
        assert number(r"strength (?:is|holds at) (\d+) of 100", said) == strength
        change = re.search(r"of 100, (up|down) (\d+)", said)
        told = (1 if change[1] == "up" else -1) * int(change[2]) if change else 0
        assert told == strength - strength_before
        self.at_home.say("no thanks")

    def _note(self, entry: Entry) -> None:
        self.diary.things.append([entry])


def number_or_zero(pattern: str, said: str) -> int:
    """Return a number that is told, or zero, which is left out."""
    return number(pattern, said) if re.search(pattern, said) else 0


def number(pattern: str, said: str) -> int:
    found = re.search(pattern, said)
    assert found, f"{pattern} is not in: {said}"
    return int(found[1])


def test_a_month_with_all_that_happens_is_told_right_to_the_number(tmp_path: Path) -> None:
    store = tmp_path / "home.sqlite3"
    first = Device(store, "America/New_York")
    month = Month(first)
    first.at(MARCH[0], "18:00")
    for promise in PROMISES:
        assert promise in first.say(f"i promise to {promise}")["speech"]
    with device(store, "America/Chicago") as elsewhere:
        for day in MARCH:
            if day == MISSED_DAY:
                continue
            month.evening(day)
            if day.day % 2 == 0:
                month.step(day)
            if day == UNDO_DAY:
                month.undone()
            if day == LATE_DAY:
                month.late(day)
            if day == OTHER_DEVICE_DAY:
                elsewhere.at(day, "21:30")
                month.others(elsewhere, day)
                month.others(month.at_home, day)
                month.others(elsewhere, day)
            if day == KILL_DAY:
                month.at_home.kill()
                month.at_home = Device(store, "America/New_York")
                month.at_home.at(day, "20:30")
            if day.isoweekday() == 7:
                month.assert_the_week_is_right(day)
    month.assert_the_week_is_right(MARCH[-1])
    streak = month.at_home.say("what's my streak")["speech"]
    assert f"{streak_on(month.diary.came(), MARCH[-1])} days" in streak
    assert best_ever(month.diary.came()) == len(MARCH) - 1
    month.at_home.close()
