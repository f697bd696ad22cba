"""The rounds: in each, everybody takes every sample once, in an order that is drawn anew."""

import random
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import islice

from benchmarks.contenders import Contest, Contestant
from benchmarks.counting import Counter
from benchmarks.sampling import Sample, Span, median, sample
from benchmarks.seed_data import Evening
from benchmarks.tables import Tables
from benchmarks.turns import PROMISE, Turn, helps, intent, launch, outcomes, with_screen
from tools.fake_settings_service import PretendSettings

STEP = "today's step"
"""What everybody says to somebody they know."""

WELCOME = "Welcome"

SNAPSHOT = {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}
"""By which a function knows that a snapshot is taken of it before anybody speaks."""

WARM_UP = 20
"""Turns of a warm sample that are not measured."""

COUNTED_TURNS = 10
"""Turns over which store operations and capacity are averaged."""


class Figure(StrEnum):
    """What is measured. Times are of one process; where it answers many turns, its median turn counts."""

    START_UP = "Python itself, before the clock starts"
    IMPORT = "of cold: import, with clients made"
    FIRST = "of cold: first launch, one read"
    COLD = "cold: fresh process, import to first launch reply with its read"
    SAFE = "cold over TLS, as on AWS: import to first launch reply with its read"
    FIRST_SAFE = "of cold over TLS: first launch, one read"
    RESTORED = "after a restored snapshot: first launch, one read"
    RESTORED_SAFE = "after a restored snapshot, over TLS as on AWS: first launch, one read"
    NEW = "cold, for somebody new: time zone asked, one read, one write"
    WARM = "warm turn with one read and one write"
    PEAK = "peak memory, cold and 200 warm turns"
    TURN = "warm compute: outcome logged, store in memory"
    LAUNCH = "warm compute: launch, store in memory"
    TURN_ON_SCREEN = "the same from a device with a screen: outcome logged"
    LAUNCH_ON_SCREEN = "the same from a device with a screen: launch"


class Part(StrEnum):
    """What can be measured alone."""

    COLD = "cold"
    TLS = "tls"
    NEW = "new"
    WARM = "warm"
    COMPUTE = "compute"
    OPERATIONS = "operations"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Life:
    """Somebody's first evening with the skill, and one of years later."""

    name: str
    says: str
    """What the skill says of an outcome."""
    evenings: tuple[Evening, Evening]


@dataclass
class Measured:
    """All samples of a run, by figure and contestant's name."""

    spans: dict[tuple[Figure, str], list[Span]] = field(default_factory=lambda: defaultdict(list))
    peaks: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Bytes, by contestant's name."""
    evenings: dict[tuple[str, int], list[Span]] = field(default_factory=lambda: defaultdict(list))
    """A warm turn with one read and one write, by the life's name and the day."""


@dataclass(frozen=True, slots=True)
class Used:
    """What a turn asks of the store, on average."""

    reads: float
    writes: float
    read_units: float
    write_units: float


@dataclass
class Rounds:
    """The rounds of one run."""

    contest: Contest
    tables: Tables
    endpoint: str
    settings: PretendSettings
    turns: int
    """Of a warm sample."""
    trusting: Sequence[Contestant]
    """Those that keep something, as copies that trust the endpoint over TLS."""
    safe_endpoint: str
    """The same DynamoDB over TLS."""
    lives: Sequence[Life] = ()
    measured: Measured = field(default_factory=Measured)

    def play(self, rounds: int, parts: Sequence[Part]) -> Measured:
        """Take all samples of some parts; raises Broken."""
        contest = self.contest
        ours = (contest.skill, *contest.others)
        jobs: list[Callable[[], None]] = []
        if Part.COLD in parts:
            jobs += [partial(self._cold, one) for one in (*contest.with_table, contest.hello)]
            jobs += [partial(self._restored, one) for one in ours]
        if Part.TLS in parts:
            jobs += [partial(self._safe, one) for one in self.trusting]
        if Part.NEW in parts:
            jobs += [partial(self._new, one) for one in ours]
        if Part.WARM in parts:
            jobs += [partial(self._warm, one) for one in contest.with_table]
        if Part.COMPUTE in parts:
            jobs += [partial(self._compute, *pair) for pair in zip(ours, contest.in_memory, strict=True)]
            jobs += [self._compute_nothing]
        if Part.YEARS in parts:
            jobs += [partial(self._evening, life, evening) for life in self.lives for evening in life.evenings]
        for number in range(rounds):
            if sys.stderr.isatty():
                sys.stderr.write(f"Round {number + 1} of {rounds}\r")
            random.shuffle(jobs)
            for job in jobs:
                job()
        return self.measured

    def _cold(self, contestant: Contestant) -> None:
        self.tables.seed(contestant)
        taken = self._sample(contestant, [launch(STEP if contestant.table else WELCOME)])
        self._note(Figure.COLD, contestant, taken.cold)
        self._note(Figure.IMPORT, contestant, taken.imported)
        self._note(Figure.FIRST, contestant, taken.turns[0])
        self._note(Figure.START_UP, contestant, Span(taken.start_up, taken.start_up))

    def _safe(self, contestant: Contestant) -> None:
        self.tables.seed(contestant)
        taken = sample(contestant, self.safe_endpoint, [launch(STEP)])
        self._note(Figure.SAFE, contestant, taken.cold)
        self._note(Figure.FIRST_SAFE, contestant, taken.turns[0])
        if contestant.module == self.contest.skill.module:
            restored = sample(contestant, self.safe_endpoint, [launch(STEP)], SNAPSHOT)
            self._note(Figure.RESTORED_SAFE, contestant, restored.turns[0])

    def _restored(self, contestant: Contestant) -> None:
        self.tables.seed(contestant)
        first = sample(contestant, self.endpoint, [launch(STEP)], SNAPSHOT).turns[0]
        self._note(Figure.RESTORED, contestant, first)

    def _new(self, contestant: Contestant) -> None:
        self.tables.empty(contestant)
        first = launch(WELCOME, endpoint=self.settings.endpoint)
        self._note(Figure.NEW, contestant, sample(contestant, self.endpoint, [first], self.settings.variables).cold)

    def _warm(self, contestant: Contestant) -> None:
        self.tables.seed(contestant)
        taken = self._sample(contestant, [launch(STEP), *islice(outcomes(), WARM_UP + self.turns)])
        self._note(Figure.WARM, contestant, median(taken.turns[-self.turns :]))
        self.measured.peaks[contestant.name].append(taken.peak)

    def _compute(self, contestant: Contestant, in_memory: Contestant) -> None:
        launches = [launch("Would you like") for _ in range(self.turns)]
        turns = [*logging_turns(WARM_UP + self.turns), *launches]
        for logged, launched, sent in (
            (Figure.TURN, Figure.LAUNCH, turns),
            (Figure.TURN_ON_SCREEN, Figure.LAUNCH_ON_SCREEN, [with_screen(one) for one in turns]),
        ):
            taken = self._sample(in_memory, sent).turns
            self._note(logged, contestant, median(taken[-2 * self.turns : -self.turns]))
            self._note(launched, contestant, median(taken[-self.turns :]))

    def _compute_nothing(self) -> None:
        hello = self.contest.hello
        turns = [launch(WELCOME) for _ in range(WARM_UP + self.turns)]
        for figure, sent in (
            (Figure.LAUNCH, turns),
            (Figure.LAUNCH_ON_SCREEN, [with_screen(one) for one in turns]),
        ):
            taken = self._sample(hello, sent).turns
            self._note(figure, hello, median(taken[-self.turns :]))

    def _evening(self, life: Life, evening: Evening) -> None:
        self.tables.put(self.contest.skill, evening.item)
        turns = islice(outcomes(life.says, evening.at), WARM_UP + self.turns)
        taken = self._sample(self.contest.skill, list(turns))
        self.measured.evenings[life.name, evening.day].append(median(taken.turns[-self.turns :]))

    def _sample(self, contestant: Contestant, turns: Sequence[Turn]) -> Sample:
        return sample(contestant, self.endpoint, turns)

    def _note(self, figure: Figure, contestant: Contestant, span: Span) -> None:
        self.measured.spans[figure, contestant.name].append(span)


def logging_turns(number: int) -> list[Turn]:
    """Return turns that log, after those by which somebody new gets something to log."""
    begin = [launch(WELCOME), intent("MakeCommitmentIntent", PROMISE, {"commitment": PROMISE})]
    return [*begin, *islice(outcomes(), number)]


def used(contestant: Contestant, counter: Counter, turns: Sequence[Turn]) -> Used:
    """Return what a contestant's turns ask of the store, all of its process counted; raises Broken."""
    counter.taken()
    sample(contestant, counter.endpoint, turns)
    calls = counter.taken()
    reads, writes = [one for one in calls if one.is_read], [one for one in calls if not one.is_read]
    return Used(
        len(reads) / len(turns),
        len(writes) / len(turns),
        sum(one.units for one in reads) / len(turns),
        sum(one.units for one in writes) / len(turns),
    )


def operations(contest: Contest, tables: Tables, counter: Counter) -> dict[tuple[str, str], Used]:
    """Return what turns ask of the store, by the kind of turn and contestant's name; raises Broken."""
    kinds = {
        "help": [helps() for _ in range(COUNTED_TURNS)],
        "launch": [launch(STEP) for _ in range(COUNTED_TURNS)],
        "outcome": list(islice(outcomes(), COUNTED_TURNS)),
    }
    found = {}
    for contestant in contest.with_table:
        for kind, turns in kinds.items():
            tables.seed(contestant)
            found[kind, contestant.name] = used(contestant, counter, turns)
    return found


def costs(contest: Contest, tables: Tables, counter: Counter, lives: Sequence[Life]) -> dict[tuple[str, int], Used]:
    """Return what logging an outcome asks of the store, by the life's name and the day; raises Broken."""
    found = {}
    for life in lives:
        for evening in life.evenings:
            tables.put(contest.skill, evening.item)
            turns = list(islice(outcomes(life.says, evening.at), COUNTED_TURNS))
            found[life.name, evening.day] = used(contest.skill, counter, turns)
    return found
