"""Chaos test: faults between the skill and DynamoDB Local, and whether each reply was true (`make chaos`).

It needs AWS_ENDPOINT_URL_DYNAMODB to name DynamoDB Local (`make chaos` starts it). Every request has an effect of its
own, such as a day and whether a promise was kept or missed, which is looked up in the store at the end.
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

MAX_RUN_S = 240.0

MAX_TURN_S = 5.0

DAYS_PER_USER = 30
"""Days that each user logs; weeks are archived from the third on."""

ATTEMPT_S, TURN_S = 0.15, 0.9
"""Timeouts of an attempt and of a turn's store, a fifth or so of the real ones to save time."""

PARALLEL_SCENARIOS = 5

CONCURRENT_KINDS = ("conflicts", "conflicts and the rest")
"""Scenarios in which several threads write for one user at once."""

CONCURRENT_WRITERS = 8

ROUNDS_PER_USER = 7
"""Rounds of concurrent writes for one user."""

NOT_SAVED, UNSURE, SAVED, ODD = "not saved", "unsure", "saved", "odd"

OUTCOME_OF_ERROR = {
    "unreachable": NOT_SAVED,
    "unsaved": NOT_SAVED,
    "unforgotten": NOT_SAVED,
    "unsure": UNSURE,
    "seen": SAVED,
}
"""By error key, what its text says of the request; any other text is odd."""


@dataclass
class Result:
    """Counts of one scenario."""

    name: str
    injected: int = 0
    turns: int = 0
    reported: Counter[str] = field(default_factory=Counter)
    """Requests by what the replies said of them."""
    lost: int = 0
    """Requests reported as done whose effect is missing."""
    doubled: int = 0
    """Requests with their effect twice."""
    untruthful: int = 0
    """Requests reported as not saved that were saved."""
    worst_turn_s: float = 0.0

    @property
    def is_sound(self) -> bool:
        return not (self.lost or self.doubled or self.untruthful or self.reported[ODD])


Workload = Callable[["Scenario", int], None]
"""Sends requests in a scenario; the number is the thread's."""


@dataclass
class Scenario:
    """An app whose table is behind a fault proxy."""

    result: Result
    plan: Plan
    app: App
    direct: DynamoDBStore
    """The same table without the proxy."""
    amazon: FakeAlexaServices
    min_faults: int = 0
    until: float = 0.0
    """Monotonic time."""
    reports: dict[Any, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By effect, what the reply to each delivery of its request said."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_over(self) -> bool:
        return self.injected >= self.min_faults or time.monotonic() > self.until

    @property
    def injected(self) -> int:
        return sum(self.plan.injected.values()) + (
            self.plan.conflicts if self.result.name == CONCURRENT_KINDS[0] else 0
        )

    def ask(self, sent: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Send an envelope; return what the reply says of it, and the response."""
        before = time.monotonic()
        try:
            answer = self.app.answer(sent)
            outcome = OUTCOME_OF_TEXT.get(speech(answer), SAVED)
        except UnavailableError:
            answer, outcome = {}, NOT_SAVED
        took = time.monotonic() - before
        with self._lock:
            self.result.turns += 1
            self.result.worst_turn_s = max(self.result.worst_turn_s, took)
        return outcome, answer

    def deliver(self, effect: Any, sent: dict[str, Any], dice: Random) -> None:
        """Send a request, and sometimes once or twice more, as Alexa may after a timeout."""
        for probability in (1.0, 0.6, 0.5):
            if self.reports[effect] and self.reports[effect][-1] == SAVED:
                probability = 0.1
            if dice.random() > probability:
                break
            self.reports[effect].append(self.ask(sent)[0])

    def assess_request(self, effect: Any, count: int) -> None:
        """Compare what was reported of a request with how often its effect is stored."""
        reports = self.reports[effect]
        verdict = next((outcome for outcome in (ODD, SAVED, UNSURE) if outcome in reports), NOT_SAVED)
        self.result.reported[verdict] += 1
        self.result.lost += verdict == SAVED and count == 0
        self.result.doubled += count > 1
        self.result.untruthful += verdict == NOT_SAVED and count > 0


OUTCOME_OF_TEXT = {
    str(catalog("en-US").lookup(f"errors.{name}")): OUTCOME_OF_ERROR.get(name, ODD)
    for name in (*OUTCOME_OF_ERROR, "unreadable", "quarantined", "newer", "broken")
}
"""By the text of an error, what it says of the request."""


# Workloads


def log_outcomes(scenario: Scenario, number: int) -> None:
    """Log a promise kept and one missed on each day of one user after another."""
    dice = Random(f"{scenario.result.name} {number}")
    while not scenario.is_over():
        user = f"{scenario.result.name} {number} {uuid4()}"
        for day in range(DAYS_PER_USER):
            for intent in (KEPT, MISSED):
                at = FIRST + timedelta(days=day)
                scenario.deliver(
                    (user, _day(at), intent), envelope(intent, at=at, user=user, request_id=str(uuid4())), dice
                )
            if scenario.is_over():
                break


class ConcurrentWriters:
    """Threads that log for one user at the same moment, each with its own day and outcome."""

    def __init__(self) -> None:
        self._ready = threading.Barrier(CONCURRENT_WRITERS, self._begin, timeout=60)
        self._done = threading.Barrier(CONCURRENT_WRITERS, timeout=60)
        self._round, self._is_over = -1, False
        self._user = ""

    def _begin(self) -> None:
        self._round += 1
        if self._round % ROUNDS_PER_USER == 0:
            self._user = f"crowd {uuid4()}"

    def __call__(self, scenario: Scenario, number: int) -> None:
        dice = Random(f"{scenario.result.name} {number}")
        while True:
            self._is_over = self._is_over or scenario.is_over()
            self._ready.wait()
            if self._is_over:
                return
            # No two rounds share a day: two threads log on each, one outcome each.
            now = FIRST + timedelta(days=(self._round % ROUNDS_PER_USER + 1) * (CONCURRENT_WRITERS // 2))
            day, intent = _day(now) - timedelta(days=number // 2), (KEPT, MISSED)[number % 2]
            sent = envelope(intent, {"day": day.isoformat()}, at=now, user=self._user, request_id=str(uuid4()))
            scenario.deliver((self._user, day, intent), sent, dice)
            self._done.wait()


def forget_speakers(scenario: Scenario, number: int) -> None:
    """Delete a speaker, a household, or one that disabled the skill, until the reply says that it is done."""
    dice = Random(f"{scenario.result.name} {number}")
    while not scenario.is_over():
        user = f"forget {number} {uuid4()}"
        home = household(envelope(user=user))
        everyone = [Speaker(home), Speaker(home, "voice")]
        for speaker in everyone:
            _seed(scenario.direct, speaker)
        way = dice.choice(("me", "all", "disabled"))
        for _ in range(12):
            outcome, is_done = _ask_to_forget(scenario, user, way)
            left = scenario.direct.speakers(home)
            scenario.result.reported[outcome] += 1
            # "Forget all of us" leaves other known voices their records, and says so.
            scenario.result.lost += is_done and (everyone[0] in left or (way == "disabled" and left != []))
            scenario.result.untruthful += way != "disabled" and everyone[1] not in left
            if is_done:
                break


def set_reminders(scenario: Scenario, number: int) -> None:
    """Set one reminder after another, each at another time."""
    dice = Random(f"{scenario.result.name} {number}")
    for moment in count():
        if scenario.is_over():
            return
        first = datetime(2026, 3, 3, 10) + timedelta(days=number, seconds=moment)  # noqa: DTZ001 - the speaker's clock
        state = {"about": "check_in", "repeat": "once", "day": None, "first": first.isoformat()}
        attributes = {"question": "reminders.sure", "state": state, "asked": "everyone"}
        user = f"remind {number} {moment}"
        sent = envelope("AMAZON.YesIntent", at=FIRST, user=user, attributes=attributes, request_id=str(uuid4()))
        scenario.deliver(first, sent, dice)


def _ask_to_forget(scenario: Scenario, user: str, way: str) -> tuple[str, bool]:
    """Ask for deletion in one of three ways; return what the reply says, and whether that is that it is done."""
    if way == "disabled":
        sent = envelope("LaunchRequest", user=user)
        del sent["session"]
        sent["request"] |= {"type": "AlexaSkillEvent.SkillDisabled"}
        sent["request"]["body"] = {"userInformationPersistenceStatus": "NOT_PERSISTED"}
        outcome, answer = scenario.ask(sent)
        return outcome, bool(answer)
    attributes = {"question": f"forget.{way}", "state": {}, "asked": "everyone"}
    outcome, answer = scenario.ask(envelope("AMAZON.YesIntent", user=user, attributes=attributes))
    return outcome, "deleted" in speech(answer)


def _seed(store: DynamoDBStore, speaker: Speaker) -> None:
    """Save records of every kind for a speaker, with more weeks than one batch deletes."""
    store.save(speaker, Record(1, "{"))
    store.quarantine(speaker, Record(1, "{"), Record(2, journey_record.encode(Journey())))
    weeks = [{"pk": {"S": speaker.household}, "sk": {"S": f"WEEK#{speaker.person}#2026-W{n:02}"}} for n in range(1, 31)]
    for batch in (weeks[:15], weeks[15:]):
        puts = [{"PutRequest": {"Item": {**key, "body": {"S": "{}"}}}} for key in batch]
        store._client.call("batch_write_item", RequestItems={store._table: puts})


# Scenarios


def run_faults(endpoint: str, min_faults: int, seconds: float) -> list[Result]:
    """Run every scenario until so many faults were injected or the time is over; return their results."""
    until = time.monotonic() + seconds
    names = (*PROXY_FAULTS, *CONCURRENT_KINDS, "forgetting", "reminders")
    with _table(endpoint) as direct, ThreadPoolExecutor(PARALLEL_SCENARIOS) as threads:

        def run(number: int) -> Result:
            name = names[number]
            plan = Plan(
                [name] if name in PROXY_FAULTS else [*PROXY_FAULTS],
                seed=number,
                share=0.0 if name == CONCURRENT_KINDS[0] else 0.3,
                slow=2 * ATTEMPT_S,
            )
            workload: Workload = (
                ConcurrentWriters()
                if name in CONCURRENT_KINDS
                else {"forgetting": forget_speakers, "reminders": set_reminders}.get(name, log_outcomes)
            )
            with _scenario(endpoint, direct, name, plan, ATTEMPT_S, TURN_S) as scenario:
                scenario.min_faults, scenario.until = -(-min_faults // len(names)), until
                _run(workload, scenario, CONCURRENT_WRITERS if name in CONCURRENT_KINDS else 4)
                return assess(scenario)

        return list(threads.map(run, range(len(names))))


def with_real_timeouts(endpoint: str, turns: int) -> Result:
    """Run slow faults against an app with the timeouts that it is deployed with."""
    with _table(endpoint) as direct:
        kinds = ("slow", "no answer, done", "no answer, not done", "drop by drop", "reset, done")
        plan = Plan(kinds, seed=1, share=0.8, slow=1.9)
        with _scenario(endpoint, direct, "as deployed", plan, READ_TIMEOUT_S, TURN_TIMEOUT_S) as scenario:

            def log_weeks(scenario: Scenario, number: int) -> None:
                user = f"real timeouts {number}"
                for n in range(turns):
                    at = FIRST + timedelta(days=9 * n)  # so that every turn archives a week
                    sent = envelope(KEPT, at=at, user=user, request_id=str(uuid4()))
                    scenario.reports[(user, _day(at), KEPT)].append(scenario.ask(sent)[0])

            _run(log_weeks, scenario, 8)
            return assess(scenario)


def _run(workload: Workload, scenario: Scenario, writers: int) -> None:
    with ThreadPoolExecutor(writers) as threads:
        list(threads.map(partial(workload, scenario), range(writers)))
    scenario.result.injected = scenario.injected
    scenario.plan.is_on = False


@contextmanager
def _table(endpoint: str) -> Iterator[DynamoDBStore]:
    direct = DynamoDBStore(f"chaos-{uuid4()}", client_at(endpoint))
    create_table(direct._client, direct._table)
    yield direct
    delete_table(direct._client, direct._table)
    direct._client.close()


@contextmanager
def _scenario(
    endpoint: str, direct: DynamoDBStore, name: str, plan: Plan, attempt_s: float, turn_s: float
) -> Iterator[Scenario]:
    """Yield a scenario with its own proxy."""
    with proxied(endpoint, plan) as proxy_endpoint:
        client = client_at(proxy_endpoint, timeout_s=attempt_s)
        amazon = FakeAlexaServices("America/New_York", reminders_permission=True)
        app = App(DynamoDBStore(direct._table, client), api_client=amazon, timeout_s=turn_s)
        yield Scenario(Result(name), plan, app, direct, amazon)
        client.close()


def assess(scenario: Scenario) -> Result:
    """Compare what was reported of every request with what is stored."""
    reminders = Counter(
        datetime.fromisoformat(reminder["trigger"]["scheduledTime"]) for reminder in scenario.amazon.reminders.values()
    )
    stored: dict[str, dict[date, Day]] = {}
    for effect in scenario.reports:
        if isinstance(effect, datetime):
            scenario.assess_request(effect, reminders[effect])
            continue
        user, day, intent = effect
        if user not in stored:
            stored[user], total = _stored_days(scenario.direct, Speaker(household(envelope(user=user))))
            by_day = sum(entry.kept + entry.missed for entry in stored[user].values())
            scenario.result.lost += total < by_day
            scenario.result.doubled += total > by_day
        entry = stored[user].get(day, Day())
        scenario.assess_request(effect, entry.kept if intent == KEPT else entry.missed)
    return scenario.result


def _stored_days(store: DynamoDBStore, speaker: Speaker) -> tuple[dict[date, Day], int]:
    """Return all stored days of a speaker, and the journey's total of outcomes."""
    days: dict[date, Day] = {}
    for week in store.weeks(speaker):
        days |= week_record.decode_week(week.body)[0]
    record = store.load(speaker)
    journey = journey_record.decode(record.body) if record else Journey()
    return {**days, **journey.days}, journey.totals.kept + journey.totals.missed


def _day(at: datetime) -> date:
    return at.date() - timedelta(days=1)  # it is evening in New York, and after midnight in UTC


def table_lines(rows: list[Result]) -> Iterator[str]:
    """Yield the lines of the results' table."""
    outcomes = (SAVED, NOT_SAVED, UNSURE, ODD)
    yield (
        f"{'fault':24}{'injected':>9}{'turns':>8}"
        + "".join(f"{outcome:>10}" for outcome in outcomes)
        + (f"{'lost':>6}{'doubled':>9}{'untruthful':>12}{'worst turn':>12}")
    )
    total = Result("all")
    for row in rows:
        total.injected += row.injected
        total.turns += row.turns
        total.reported += row.reported
        total.lost += row.lost
        total.doubled += row.doubled
        total.untruthful += row.untruthful
        total.worst_turn_s = max(total.worst_turn_s, row.worst_turn_s)
    for row in (*rows, total):
        yield (
            f"{row.name:24}{row.injected:>9}{row.turns:>8}"
            + "".join(f"{row.reported[outcome]:>10}" for outcome in outcomes)
            + (f"{row.lost:>6}{row.doubled:>9}{row.untruthful:>12}{row.worst_turn_s:>10.2f} s")
        )


def main() -> int:
    endpoint = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB")
    if not endpoint:
        sys.stderr.write("AWS_ENDPOINT_URL_DYNAMODB does not name DynamoDB Local: make chaos starts it\n")
        return 2
    logging.getLogger("skill").setLevel(logging.CRITICAL)
    rows = [with_real_timeouts(endpoint, 6), *run_faults(endpoint, MIN_FAULTS, MAX_RUN_S)]
    sys.stdout.write("\n".join(table_lines(rows)) + "\n")
    injected = sum(row.injected for row in rows)
    is_sound = all(row.is_sound for row in rows) and injected >= MIN_FAULTS and rows[0].worst_turn_s <= MAX_TURN_S
    sys.stdout.write(
        f"{injected} faults. Limits are a fifth of the real ones, but in the first row: there a turn took at most "
        f"{rows[0].worst_turn_s:.2f} of {MAX_TURN_S} s. "
        f"{'Every reply was true.' if is_sound else 'NOT as it should be.'}\n"
    )
    return 0 if is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
