"""Rounds of the benchmark: in each, every contender takes every sample once, in a new random order."""

import random
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import islice

from benchmarks.contenders import Contender, Contenders
from benchmarks.counting import Counter
from benchmarks.sampling import Sample, Span, median, sample
from benchmarks.seed_data import StoredDay
from benchmarks.tables import Tables
from benchmarks.turns import PROMISE, Turn, help_request, intent, launch, outcomes, with_screen
from tools.fake_settings_service import LOOPBACK, FakeSettingsService

STEP = "today's step"
"""In every contender's answer to a known user's launch."""

WELCOME = "Welcome"
"""In the answer to a new user's."""

SNAPSHOT = {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}
"""The variable that tells a function that a snapshot is taken after its init phase."""

WARM_UP = 20
"""Turns of a warm sample that are not measured."""

COUNTED_TURNS = 10
"""Turns over which store operations and capacity are averaged."""


class Figure(StrEnum):
    """What is measured. Times are of one process; where it answers many turns, its median turn counts."""

    START_UP = "the interpreter itself, before the clock starts"
    IMPORT = "of cold: init (imports and clients)"
    FIRST = "of cold: first turn, a launch with one read"
    COLD = "cold without a snapshot: init and first turn"
    COLD_TLS = "cold without a snapshot, over TLS as on AWS"
    FIRST_TLS = "of cold over TLS: first turn"
    RESTORED = "first turn after a snapshot"
    RESTORED_TLS = "first turn after a snapshot, over TLS as on AWS"
    NEW_USER_COLD = "first launch of a new user, which asks for the time zone, over TLS: cold without a snapshot"
    NEW_USER_RESTORED = "first launch of a new user, which asks for the time zone, over TLS: after a snapshot"
    WARM = "warm turn with a read and a write"
    PEAK = "peak memory, init and 200 warm turns"
    TURN = "warm compute, store in memory: outcome logged"
    LAUNCH = "warm compute, store in memory: launch"
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
class History:
    """A user's first day with the skill, and one years later."""

    name: str
    says: str
    """In the skill's answer to an outcome."""
    days: tuple[StoredDay, StoredDay]


@dataclass
class Measured:
    """All samples of a run, by figure and contender's name."""

    spans: dict[tuple[Figure, str], list[Span]] = field(default_factory=lambda: defaultdict(list))
    peaks: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Bytes, by contender's name."""
    days: dict[tuple[str, int], list[Span]] = field(default_factory=lambda: defaultdict(list))
    """A warm turn with one read and one write, by the history's name and the day."""


@dataclass(frozen=True, slots=True)
class Used:
    """Store operations and capacity units of a turn, on average."""

    reads: float
    writes: float
    read_units: float
    write_units: float


@dataclass
class Rounds:
    """The rounds of one run."""

    contenders: Contenders
    tables: Tables
    endpoint: str
    settings: FakeSettingsService
    turns: int
    """Of a warm sample."""
    trusting: Sequence[Contender]
    """The contenders with a table, as copies that trust the endpoint over TLS."""
    tls_endpoint: str
    """The same DynamoDB over TLS."""
    histories: Sequence[History] = ()
    measured: Measured = field(default_factory=Measured)

    def run(self, rounds: int, parts: Sequence[Part]) -> Measured:
        """Take all samples of some parts; raises ContenderFailedError."""
        jobs = [job for part in parts for job in self._jobs(part)]
        for number in range(rounds):
            if sys.stderr.isatty():
                sys.stderr.write(f"Round {number + 1} of {rounds}\r")
            random.shuffle(jobs)
            for job in jobs:
                job()
        return self.measured

    def _jobs(self, part: Part) -> list[Callable[[], None]]:
        contenders = self.contenders
        skills = (contenders.skill, *contenders.others)
        skills_over_tls = self.trusting[: len(skills)]
        jobs: dict[Part, list[Callable[[], None]]] = {
            Part.COLD: [
                *(partial(self._cold, contender) for contender in (*contenders.with_table, *contenders.stateless)),
                *(partial(self._restored, skill) for skill in skills),
            ],
            Part.TLS: [
                *(partial(self._cold_tls, contender) for contender in self.trusting),
                *(partial(self._restored_tls, skill) for skill in skills_over_tls),
            ],
            Part.NEW: [partial(self._new_user, skill) for skill in skills_over_tls],
            Part.WARM: [partial(self._warm, contender) for contender in contenders.with_table],
            Part.COMPUTE: [
                *(partial(self._compute, *pair) for pair in zip(skills, contenders.in_memory, strict=True)),
                *(partial(self._compute_hello, contender) for contender in contenders.stateless),
            ],
            Part.YEARS: [partial(self._day, history, day) for history in self.histories for day in history.days],
        }
        return jobs.get(part, [])

    def _cold(self, contender: Contender) -> None:
        self.tables.seed(contender)
        taken = self._sample(contender, [launch(STEP if contender.table else WELCOME)])
        self._note(Figure.COLD, contender, taken.cold)
        self._note(Figure.IMPORT, contender, taken.imported)
        self._note(Figure.FIRST, contender, taken.turns[0])
        self._note(Figure.START_UP, contender, Span(taken.start_up, taken.start_up))

    def _cold_tls(self, contender: Contender) -> None:
        self.tables.seed(contender)
        taken = sample(contender, self.tls_endpoint, [launch(STEP)])
        self._note(Figure.COLD_TLS, contender, taken.cold)
        self._note(Figure.FIRST_TLS, contender, taken.turns[0])

    def _restored(self, skill: Contender) -> None:
        self.tables.seed(skill)
        self._note(Figure.RESTORED, skill, sample(skill, self.endpoint, [launch(STEP)], SNAPSHOT).turns[0])

    def _restored_tls(self, skill: Contender) -> None:
        self.tables.seed(skill)
        self._note(Figure.RESTORED_TLS, skill, sample(skill, self.tls_endpoint, [launch(STEP)], SNAPSHOT).turns[0])

    def _new_user(self, skill: Contender) -> None:
        """Measure a launch for which Alexa's settings service is asked, behind the proxy that stands for it."""
        variables = {"HTTPS_PROXY": self.settings.variables["HTTPS_PROXY"], "NO_PROXY": LOOPBACK}
        first = launch(WELCOME, endpoint=self.settings.endpoint)
        self.tables.empty(skill)
        cold = sample(skill, self.tls_endpoint, [first], variables).cold
        self._note(Figure.NEW_USER_COLD, skill, cold)
        self.tables.empty(skill)
        restored = sample(skill, self.tls_endpoint, [first], {**variables, **SNAPSHOT}).turns[0]
        self._note(Figure.NEW_USER_RESTORED, skill, restored)

    def _warm(self, contender: Contender) -> None:
        self.tables.seed(contender)
        taken = self._sample(contender, [launch(STEP), *islice(outcomes(), WARM_UP + self.turns)])
        self._note(Figure.WARM, contender, median(taken.turns[-self.turns :]))
        self.measured.peaks[contender.name].append(taken.peak)

    def _compute(self, skill: Contender, in_memory: Contender) -> None:
        launches = [launch("Would you like") for _ in range(self.turns)]
        turns = [*logging_turns(WARM_UP + self.turns), *launches]
        for logged, launched, sent in (
            (Figure.TURN, Figure.LAUNCH, turns),
            (Figure.TURN_ON_SCREEN, Figure.LAUNCH_ON_SCREEN, [with_screen(turn) for turn in turns]),
        ):
            taken = self._sample(in_memory, sent).turns
            self._note(logged, skill, median(taken[-2 * self.turns : -self.turns]))
            self._note(launched, skill, median(taken[-self.turns :]))

    def _compute_hello(self, hello: Contender) -> None:
        turns = [launch(WELCOME) for _ in range(WARM_UP + self.turns)]
        for figure, sent in (
            (Figure.LAUNCH, turns),
            (Figure.LAUNCH_ON_SCREEN, [with_screen(turn) for turn in turns]),
        ):
            taken = self._sample(hello, sent).turns
            self._note(figure, hello, median(taken[-self.turns :]))

    def _day(self, history: History, day: StoredDay) -> None:
        self.tables.put(self.contenders.skill, day.item)
        turns = islice(outcomes(history.says, day.at), WARM_UP + self.turns)
        taken = self._sample(self.contenders.skill, list(turns))
        self.measured.days[history.name, day.number].append(median(taken.turns[-self.turns :]))

    def _sample(self, contender: Contender, turns: Sequence[Turn]) -> Sample:
        return sample(contender, self.endpoint, turns)

    def _note(self, figure: Figure, contender: Contender, span: Span) -> None:
        self.measured.spans[figure, contender.name].append(span)


def logging_turns(number: int) -> list[Turn]:
    """Return turns that log an outcome, after those by which a new user makes a promise."""
    begin = [launch(WELCOME), intent("MakeCommitmentIntent", PROMISE, {"commitment": PROMISE})]
    return [*begin, *islice(outcomes(), number)]


def used(contender: Contender, counter: Counter, turns: Sequence[Turn]) -> Used:
    """Return the average store operations of turns, all calls of the process counted; raises ContenderFailedError."""
    counter.taken()
    sample(contender, counter.endpoint, turns)
    calls = counter.taken()
    reads, writes = [call for call in calls if call.is_read], [call for call in calls if not call.is_read]
    return Used(
        len(reads) / len(turns),
        len(writes) / len(turns),
        sum(call.units for call in reads) / len(turns),
        sum(call.units for call in writes) / len(turns),
    )


def operations(contenders: Contenders, tables: Tables, counter: Counter) -> dict[tuple[str, str], Used]:
    """Return store operations by the kind of turn and the contender's name; raises ContenderFailedError."""
    kinds = {
        "help": [help_request() for _ in range(COUNTED_TURNS)],
        "launch": [launch(STEP) for _ in range(COUNTED_TURNS)],
        "outcome": list(islice(outcomes(), COUNTED_TURNS)),
    }
    counted = {}
    for contender in contenders.with_table:
        for kind, turns in kinds.items():
            tables.seed(contender)
            counted[kind, contender.name] = used(contender, counter, turns)
    return counted


def costs(
    contenders: Contenders, tables: Tables, counter: Counter, histories: Sequence[History]
) -> dict[tuple[str, int], Used]:
    """Return what logging an outcome uses, by the history's name and the day; raises ContenderFailedError."""
    counted = {}
    for history in histories:
        for day in history.days:
            tables.put(contenders.skill, day.item)
            turns = list(islice(outcomes(history.says, day.at), COUNTED_TURNS))
            counted[history.name, day.number] = used(contenders.skill, counter, turns)
    return counted
