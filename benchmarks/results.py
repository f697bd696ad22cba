"""Results of a run, and which goals it reached."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks import formatting
from benchmarks.contenders import Contenders
from benchmarks.measuring import Figure, History, Measured, Used


@dataclass(frozen=True, slots=True)
class Row:
    """One figure beside a peer's, or beside another figure of the skill."""

    figure: str
    ours: str
    against: str
    ratio: float | None
    goal: str
    """Empty where there is none."""
    is_reached: bool = True


@dataclass(frozen=True, slots=True)
class Goal:
    """The most that a figure of the skill may be, as a ratio to another one."""

    figure: Figure
    max_ratio: float | None
    """None for a row without a goal."""
    peer: str
    """Its letter; empty for the skill itself."""
    peer_figure: Figure
    what: str = ""
    """What the peer's figure is, where it is another one."""


GOALS = (
    # (b) could start from a snapshot, too, so that its init would be over as well.
    Goal(Figure.RESTORED, 0.5, "b", Figure.FIRST, "first turn after init"),
    Goal(Figure.RESTORED_TLS, 0.5, "b", Figure.FIRST_TLS, "first turn after init"),
    Goal(Figure.COLD, 1.0, "b", Figure.COLD),
    Goal(Figure.COLD_TLS, 1.0, "b", Figure.COLD_TLS),
    Goal(Figure.WARM, 0.6, "b", Figure.WARM),
    Goal(Figure.WARM, 2.0, "e", Figure.WARM),
    Goal(Figure.TURN, 1.0, "a", Figure.LAUNCH, "launch"),
    Goal(Figure.LAUNCH, 1.0, "a", Figure.LAUNCH),
    Goal(Figure.NEW_USER_COLD, None, "", Figure.COLD_TLS, "a known user's launch"),
    Goal(Figure.NEW_USER_RESTORED, None, "", Figure.RESTORED_TLS, "a known user's launch"),
)
"""Times are judged by medians of wall time."""

MAX_MEMORY_RATIO = 1.0
"""To (b)."""

MAX_YEARS_DEVIATION = 0.1


@dataclass
class Results:
    """All results of a run."""

    contenders: Contenders
    python: str
    """Its version."""
    rounds: int
    measured: Measured
    operations: Mapping[tuple[str, str], Used] = field(default_factory=dict)
    """By the kind of turn and the contender's name."""
    histories: Sequence[History] = ()
    costs: Mapping[tuple[str, int], Used] = field(default_factory=dict)
    """By the history's name and the day."""

    def rows(self) -> Iterator[Row]:
        """Yield the figures that were measured and are compared."""
        for goal in GOALS:
            yield from self._time(goal)
        yield from self._memory()
        yield from self._store()
        yield from self._years()

    def _time(self, goal: Goal) -> Iterator[Row]:
        contenders, spans = self.contenders, self.measured.spans
        node = contenders.node[1].name if contenders.node else ""
        skill = contenders.skill.name
        name = {"": skill, "a": contenders.hello.name, "b": contenders.standard.name, "e": node}[goal.peer]
        ours_key, theirs_key = (goal.figure, skill), (goal.peer_figure, name)
        label = f"({goal.peer})" if goal.peer else ""
        text = f"≤ {goal.max_ratio} of {label}" if goal.max_ratio else ""
        if ours_key not in spans:
            return
        ours = statistics.median(span.wall for span in spans[ours_key])
        if theirs_key in spans:
            theirs = statistics.median(span.wall for span in spans[theirs_key])
            ratio = ours / theirs
            against = " ".join(filter(None, (label, goal.what, formatting.time(theirs))))
            is_reached = not goal.max_ratio or ratio <= goal.max_ratio
            yield Row(goal.figure, formatting.time(ours), against, ratio, text, is_reached)
        elif goal.peer == "e":
            missing = f"(e) not measured: {contenders.node_missing}"
            yield Row(goal.figure, formatting.time(ours), missing, None, text, is_reached=False)

    def _memory(self) -> Iterator[Row]:
        peaks, skill, standard = self.measured.peaks, self.contenders.skill.name, self.contenders.standard.name
        if skill in peaks and standard in peaks:
            ours, theirs = (statistics.median(peaks[name]) for name in (skill, standard))
            ratio, goal = ours / theirs, f"≤ {MAX_MEMORY_RATIO} of (b)"
            against = f"(b) {formatting.memory(theirs)}"
            yield Row(Figure.PEAK, formatting.memory(ours), against, ratio, goal, ratio <= MAX_MEMORY_RATIO)

    def _store(self) -> Iterator[Row]:
        for kind, figure, most in (
            ("outcome", "store operations of a turn that logs", 1),
            ("launch", "store operations of a launch", 1),
            ("help", "store operations where no record is needed", 0),
        ):
            ours = self.operations.get((kind, self.contenders.skill.name))
            if ours:
                against = f"(b) {formatting.operations(self.operations[kind, self.contenders.standard.name])}"
                goal = "≤ 1 read + 1 write" if most else "none"
                is_reached = ours.reads <= most and ours.writes <= most
                yield Row(figure, formatting.operations(ours), against, None, goal, is_reached)

    def _years(self) -> Iterator[Row]:
        for history in self.histories:
            numbers = [day.number for day in history.days]
            first, last = (self.costs[history.name, number] for number in numbers)
            ratio = (last.read_units + last.write_units) / (first.read_units + first.write_units)
            figure = f"capacity of a turn on day {numbers[1]:,} against day {numbers[0]}, {history.name}"
            against = f"day {numbers[0]}: {formatting.capacity(first)}"
            goal = f"1.0 ± {MAX_YEARS_DEVIATION}"
            yield Row(figure, formatting.capacity(last), against, ratio, goal, abs(ratio - 1) <= MAX_YEARS_DEVIATION)
