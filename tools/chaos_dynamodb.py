"""Chaos test: faults between the skill and DynamoDB Local, and what became of each entry (`make chaos`).

It needs AWS_ENDPOINT_URL_DYNAMODB to name an engine (`make chaos` starts one). Every request has a mark of its own, a
day and whether a promise was kept or missed, by which it is looked for in the store when the storm is over.
"""

import logging
import os
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any
from uuid import uuid4

from skill.alexa.request import household
from skill.app import App, UnavailableError
from skill.deadline import TURN_TIMEOUT_S
from skill.handlers.feature import KEPT, MISSED
from skill.journey.journey import Day, Journey
from skill.journey.speaker import Speaker
from skill.serialization import journey_record, week_record
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.dynamodb import DynamoDBStore
from skill.stores.dynamodb_client import READ_TIMEOUT_S
from skill.stores.store import Record
from skill.texts.catalog import catalog
from tools.dynamodb_table import client_at, create_table, delete_table
from tools.envelopes import envelope, speech
from tools.fault_proxy import PROXY_FAULTS, Plan, proxied
from tools.simulated_year import FIRST

MIN_FAULTS = 10_000
"""Faults."""

AT_MOST = 240.0
"""Seconds for all of them."""

TURN_AT_MOST = 5.0
"""Seconds."""

LIFE_DAYS = 30
"""How long each speaker lives; weeks roll from the third on."""

ATTEMPT_S, TURN_S = 0.15, 0.9
"""Time-outs of an attempt and of a turn's store: a fifth or so of what they really are, so that they pass soon."""

LANES = 5
"""Kinds at a time."""

CROWDS = ("conflicts", "conflicts and the rest")
"""Kinds in which many write for one speaker at once."""

CROWD = 8
"""Writers."""

CROWD_EVERY_ROUNDS = 7
"""How often a crowd meets about one speaker."""

NOT, UNSURE, SAVED, ODD = "not saved", "unsure", "saved", "odd"

OUTCOME_TOLD = {"unreachable": NOT, "unsaved": NOT, "unforgotten": NOT, "unsure": UNSURE, "seen": SAVED}
"""What a trouble tells; every other one is odd."""


@dataclass
class Row:
    """What came of one kind of fault."""

    name: str
    injected: int = 0
    turns: int = 0
    told: Counter[str] = field(default_factory=Counter)
    """By what was told of each mark in the end."""
    lost: int = 0
    """Told as saved, or as deleted or set, and it is not so."""
    doubled: int = 0
    untruthful: int = 0
    """Told as not saved, and it is there."""
    worst: float = 0.0
    """Seconds that the longest turn took."""

    @property
    def is_sound(self) -> bool:
        return not (self.lost or self.doubled or self.untruthful or self.told[ODD])


Says = Callable[["Lane", int], None]
"""Says things in a lane, as the writer of some number."""


@dataclass
class Lane:
    """One kind of weather: an app behind a proxy of its own."""

    row: Row
    plan: Plan
    app: App
    direct: DynamoDBStore
    """The same table without the weather."""
    amazon: FakeAlexaServices
    goal: int = 0
    """Faults."""
    until: float = 0.0
    heard: dict[Any, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By mark, what was told at each delivery of its request."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_over(self) -> bool:
        return self.injected >= self.goal or time.monotonic() > self.until

    @property
    def injected(self) -> int:
        return sum(self.plan.injected.values()) + (self.plan.conflicts if self.row.name == CROWDS[0] else 0)

    def ask(self, sent: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Send an envelope, and return what was told and the whole answer."""
        before = time.monotonic()
        try:
            answer = self.app.answer(sent)
            told = TROUBLES.get(speech(answer), SAVED)
        except UnavailableError:
            answer, told = {}, NOT
        took = time.monotonic() - before
        with self._lock:
            self.row.turns += 1
            self.row.worst = max(self.row.worst, took)
        return told, answer

    def deliver(self, mark: Any, sent: dict[str, Any], dice: Random) -> None:
        """Send a request, and sometimes once or twice more, as after an answer that came too late."""
        for again in (1.0, 0.6, 0.5):
            if self.heard[mark] and self.heard[mark][-1] == SAVED:
                again = 0.1
            if dice.random() > again:
                break
            self.heard[mark].append(self.ask(sent)[0])

    def judge(self, mark: Any, found: int) -> None:
        """Hold what was told of a mark against how often it is there."""
        told = self.heard[mark]
        verdict = next((one for one in (ODD, SAVED, UNSURE) if one in told), NOT)
        self.row.told[verdict] += 1
        self.row.lost += verdict == SAVED and found == 0
        self.row.doubled += found > 1
        self.row.untruthful += verdict == NOT and found > 0


TROUBLES = {
    str(catalog("en-US").find(f"errors.{name}")): OUTCOME_TOLD.get(name, ODD)
    for name in (*OUTCOME_TOLD, "unreadable", "quarantined", "newer", "broken")
}
"""By a sentence, what it tells."""


# What is said in the storm


def logs(lane: Lane, number: int) -> None:
    """Live the evenings of one speaker after another: a promise kept and one missed."""
    dice = Random(f"{lane.row.name} {number}")
    while not lane.is_over():
        user = f"{lane.row.name} {number} {uuid4()}"
        for day in range(LIFE_DAYS):
            for intent in (KEPT, MISSED):
                at = FIRST + timedelta(days=day)
                lane.deliver(
                    (user, _day(at), intent), envelope(intent, at=at, user=user, request_id=str(uuid4())), dice
                )
            if lane.is_over():
                break


class Crowd:
    """Writers who all log for one speaker at the same moment, each a day or an outcome of their own."""

    def __init__(self) -> None:
        self._ready = threading.Barrier(CROWD, self._begin, timeout=60)
        self._done = threading.Barrier(CROWD, timeout=60)
        self._round, self._is_over = -1, False
        self._user = ""

    def _begin(self) -> None:
        self._round += 1
        if self._round % CROWD_EVERY_ROUNDS == 0:
            self._user = f"crowd {uuid4()}"

    def __call__(self, lane: Lane, number: int) -> None:
        dice = Random(f"{lane.row.name} {number}")
        while True:
            self._is_over = self._is_over or lane.is_over()
            self._ready.wait()
            if self._is_over:
                return
            # Each round has days of its own: as many as two outcomes for each writer need.
            now = FIRST + timedelta(days=(self._round % CROWD_EVERY_ROUNDS + 1) * (CROWD // 2))
            day, intent = _day(now) - timedelta(days=number // 2), (KEPT, MISSED)[number % 2]
            sent = envelope(intent, {"day": day.isoformat()}, at=now, user=self._user, request_id=str(uuid4()))
            lane.deliver((self._user, day, intent), sent, dice)
            self._done.wait()


def forgets(lane: Lane, number: int) -> None:
    """Have somebody, a household, or one that disabled the skill forgotten, until that is told as done."""
    dice = Random(f"{lane.row.name} {number}")
    while not lane.is_over():
        user = f"forget {number} {uuid4()}"
        home = household(envelope(user=user))
        everyone = [Speaker(home), Speaker(home, "somebody")]
        for speaker in everyone:
            _settle(lane.direct, speaker)
        way = dice.choice(("me", "all", "disabled"))
        for _ in range(12):
            told, is_done = _asked_to_forget(lane, user, way)
            left = lane.direct.speakers(home)
            lane.row.told[told] += 1
            # "Forget all of us" leaves other known voices their records, and says so.
            lane.row.lost += is_done and (everyone[0] in left or (way == "disabled" and left != []))
            lane.row.untruthful += way != "disabled" and everyone[1] not in left
            if is_done:
                break


def reminds(lane: Lane, number: int) -> None:
    """Set one reminder after the other, each at a moment of its own."""
    dice = Random(f"{lane.row.name} {number}")
    for moment in count():
        if lane.is_over():
            return
        first = datetime(2026, 3, 3, 10) + timedelta(days=number, seconds=moment)  # noqa: DTZ001 - the speaker's clock
        state = {"about": "check_in", "repeat": "once", "day": None, "first": first.isoformat()}
        attributes = {"question": "reminders.sure", "state": state, "asked": "everyone"}
        user = f"remind {number} {moment}"
        sent = envelope("AMAZON.YesIntent", at=FIRST, user=user, attributes=attributes, request_id=str(uuid4()))
        lane.deliver(first, sent, dice)


def _asked_to_forget(lane: Lane, user: str, way: str) -> tuple[str, bool]:
    """Ask to be forgotten in one of three ways; return what was told, and whether that is that it is done."""
    if way == "disabled":
        sent = envelope("LaunchRequest", user=user)
        del sent["session"]
        sent["request"] |= {"type": "AlexaSkillEvent.SkillDisabled"}
        sent["request"]["body"] = {"userInformationPersistenceStatus": "NOT_PERSISTED"}
        told, answer = lane.ask(sent)
        return told, bool(answer)
    attributes = {"question": f"forget.{way}", "state": {}, "asked": "everyone"}
    told, answer = lane.ask(envelope("AMAZON.YesIntent", user=user, attributes=attributes))
    return told, "deleted" in speech(answer)


def _settle(store: DynamoDBStore, speaker: Speaker) -> None:
    """Keep something of every kind about a speaker: more weeks than one batch deletes."""
    store.save(speaker, Record(1, "{"))
    store.quarantine(speaker, Record(1, "{"), Record(2, journey_record.encode(Journey())))
    weeks = [{"pk": {"S": speaker.household}, "sk": {"S": f"WEEK#{speaker.person}#2026-W{n:02}"}} for n in range(1, 31)]
    for some in (weeks[:15], weeks[15:]):
        puts = [{"PutRequest": {"Item": {**one, "body": {"S": "{}"}}}} for one in some]
        store._client.call("batch_write_item", RequestItems={store._table: puts})


# The storm


def storm(endpoint: str, goal: int, seconds: float) -> list[Row]:
    """Let it storm until so many faults were injected, or the time is over; return what came of each kind."""
    until = time.monotonic() + seconds
    names = (*PROXY_FAULTS, *CROWDS, "forgetting", "reminders")
    with _table(endpoint) as direct, ThreadPoolExecutor(LANES) as threads:

        def run(number: int) -> Row:
            name = names[number]
            plan = Plan(
                [name] if name in PROXY_FAULTS else [*PROXY_FAULTS],
                seed=number,
                share=0.0 if name == CROWDS[0] else 0.3,
                slow=2 * ATTEMPT_S,
            )
            says: Says = Crowd() if name in CROWDS else {"forgetting": forgets, "reminders": reminds}.get(name, logs)
            with _lane(endpoint, direct, name, plan, ATTEMPT_S, TURN_S) as lane:
                lane.goal, lane.until = -(-goal // len(names)), until
                _run(says, lane, CROWD if name in CROWDS else 4)
                return judged(lane)

        return list(threads.map(run, range(len(names))))


def in_earnest(endpoint: str, turns: int) -> Row:
    """Let it storm over an app with the limits that it really has, at their worst; return what came of it."""
    with _table(endpoint) as direct:
        kinds = ("slow", "no answer, done", "no answer, not done", "drop by drop", "reset, done")
        plan = Plan(kinds, seed=1, share=0.8, slow=1.9)
        with _lane(endpoint, direct, "as deployed", plan, READ_TIMEOUT_S, TURN_TIMEOUT_S) as lane:

            def say(lane: Lane, number: int) -> None:
                user = f"in earnest {number}"
                for n in range(turns):
                    at = FIRST + timedelta(days=9 * n)  # so that every turn rolls a week
                    sent = envelope(KEPT, at=at, user=user, request_id=str(uuid4()))
                    lane.heard[(user, _day(at), KEPT)].append(lane.ask(sent)[0])

            _run(say, lane, 8)
            return judged(lane)


def _run(says: Says, lane: Lane, writers: int) -> None:
    with ThreadPoolExecutor(writers) as threads:
        list(threads.map(partial(says, lane), range(writers)))
    lane.row.injected = lane.injected
    lane.plan.is_on = False


@contextmanager
def _table(endpoint: str) -> Iterator[DynamoDBStore]:
    direct = DynamoDBStore(f"storm-{uuid4()}", client_at(endpoint))
    create_table(direct._client, direct._table)
    yield direct
    delete_table(direct._client, direct._table)
    direct._client.close()


@contextmanager
def _lane(
    endpoint: str, direct: DynamoDBStore, name: str, plan: Plan, attempt_s: float, turn_s: float
) -> Iterator[Lane]:
    """Yield an app behind a proxy of its own."""
    with proxied(endpoint, plan) as weather:
        client = client_at(weather, timeout_s=attempt_s)
        amazon = FakeAlexaServices("America/New_York", reminders_permission=True)
        app = App(DynamoDBStore(direct._table, client), api_client=amazon, timeout_s=turn_s)
        yield Lane(Row(name), plan, app, direct, amazon)
        client.close()


def judged(lane: Lane) -> Row:
    """Hold what was told of every mark against what is there."""
    rung = Counter(datetime.fromisoformat(one["trigger"]["scheduledTime"]) for one in lane.amazon.reminders.values())
    lived: dict[str, dict[date, Day]] = {}
    for mark in lane.heard:
        if isinstance(mark, datetime):
            lane.judge(mark, rung[mark])
            continue
        user, day, intent = mark
        if user not in lived:
            lived[user], summed = _lived(lane.direct, Speaker(household(envelope(user=user))))
            by_day = sum(one.kept + one.missed for one in lived[user].values())
            lane.row.lost += summed < by_day
            lane.row.doubled += summed > by_day
        entry = lived[user].get(day, Day())
        lane.judge(mark, entry.kept if intent == KEPT else entry.missed)
    return lane.row


def _lived(store: DynamoDBStore, speaker: Speaker) -> tuple[dict[date, Day], int]:
    """Return all days that are kept of a speaker, and how many outcomes the record says that there were."""
    found: dict[date, Day] = {}
    for week in store.weeks(speaker):
        found |= week_record.decode_week(week.body)[0]
    record = store.load(speaker)
    journey = journey_record.decode(record.body) if record else Journey()
    return {**found, **journey.days}, journey.totals.kept + journey.totals.missed


def _day(at: datetime) -> date:
    return at.date() - timedelta(days=1)  # it is evening in New York, and after midnight in UTC


def shown(rows: list[Row]) -> Iterator[str]:
    """Yield the lines of a table."""
    told = (SAVED, NOT, UNSURE, ODD)
    yield (
        f"{'fault':24}{'injected':>9}{'turns':>8}"
        + "".join(f"{one:>10}" for one in told)
        + (f"{'lost':>6}{'doubled':>9}{'untruthful':>12}{'worst turn':>12}")
    )
    whole = Row("all")
    for row in rows:
        whole.injected += row.injected
        whole.turns += row.turns
        whole.told += row.told
        whole.lost += row.lost
        whole.doubled += row.doubled
        whole.untruthful += row.untruthful
        whole.worst = max(whole.worst, row.worst)
    for row in (*rows, whole):
        yield (
            f"{row.name:24}{row.injected:>9}{row.turns:>8}"
            + "".join(f"{row.told[one]:>10}" for one in told)
            + (f"{row.lost:>6}{row.doubled:>9}{row.untruthful:>12}{row.worst:>10.2f} s")
        )


def main() -> int:
    endpoint = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB")
    if not endpoint:
        sys.stderr.write("AWS_ENDPOINT_URL_DYNAMODB does not name an engine: make chaos starts one\n")
        return 2
    logging.getLogger("skill").setLevel(logging.CRITICAL)
    rows = [in_earnest(endpoint, 6), *storm(endpoint, MIN_FAULTS, AT_MOST)]
    sys.stdout.write("\n".join(shown(rows)) + "\n")
    injected = sum(row.injected for row in rows)
    is_sound = all(row.is_sound for row in rows) and injected >= MIN_FAULTS and rows[0].worst <= TURN_AT_MOST
    sys.stdout.write(
        f"{injected} faults. Limits are a fifth of the real ones, but in the first row: there a turn took at most "
        f"{rows[0].worst:.2f} of {TURN_AT_MOST} s. {'All is as it was told.' if is_sound else 'NOT as it should be.'}\n"
    )
    return 0 if is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
