"""What a run found, and which goals it reached."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks import formatting
from benchmarks.contenders import Contest
from benchmarks.measuring import Figure, Life, Measured, Used


@dataclass(frozen=True, slots=True)
class Row:
    """One figure and its goal."""

    figure: str
    ours: str
    against: str
    ratio: float | None
    goal: str
    reached: bool


@dataclass
class Results:
    """All that a run found."""

    contest: Contest
    python: str
    """Its version."""
    rounds: int
    measured: Measured
    operations: Mapping[tuple[str, str], Used] = field(default_factory=dict)
    """By the kind of turn and contestant's name."""
    lives: Sequence[Life] = ()
    costs: Mapping[tuple[str, int], Used] = field(default_factory=dict)
    """By the life's name and the day."""

    def rows(self) -> Iterator[Row]:
        """Yield the figures that have a goal and were measured; times and memory are judged by medians of wall time."""
        standard, hello = (one.name for one in (self.contest.standard, self.contest.hello))
        # A function as template.yaml has it starts from a snapshot, and (b) could, too: its import is over as well.
        for figure, first in ((Figure.RESTORED, Figure.FIRST), (Figure.RESTORED_SAFE, Figure.FIRST_SAFE)):
            yield from self._time(figure, 1.0, "(b)", (first, standard), "(b), all imported, a first launch")
        for figure in (Figure.COLD, Figure.SAFE):
            yield from self._time(figure, 1.2, "(b)", (figure, standard))
        yield from self._time(Figure.WARM, 0.8, "(b)", (Figure.WARM, standard))
        yield from self._time(Figure.TURN, 1.0, "(a)", (Figure.LAUNCH, hello), "(a), a launch")
        yield from self._time(Figure.LAUNCH, 1.0, "(a)", (Figure.LAUNCH, hello))
        yield from self._memory()
        yield from self._store()
        yield from self._years()

    def _time(
        self, figure: Figure, most: float, peer: str, against: tuple[Figure, str], named: str | None = None
    ) -> Iterator[Row]:
        mine = (figure, self.contest.skill.name)
        spans = self.measured.spans
        if mine in spans and against in spans:
            ours, theirs = (statistics.median(one.wall for one in spans[key]) for key in (mine, against))
            goal, ratio = f"≤ {most} of {peer}", ours / theirs
            yield Row(
                figure, formatting.time(ours), f"{named or peer} {formatting.time(theirs)}", ratio, goal, ratio <= most
            )

    def _memory(self) -> Iterator[Row]:
        peaks, skill, standard = self.measured.peaks, self.contest.skill.name, self.contest.standard.name
        if skill in peaks and standard in peaks:
            ours, theirs = (statistics.median(peaks[name]) for name in (skill, standard))
            ratio = ours / theirs
            against = f"(b) {formatting.memory(theirs)}"
            yield Row(Figure.PEAK, formatting.memory(ours), against, ratio, "≤ 1.0 of (b)", ratio <= 1)

    def _store(self) -> Iterator[Row]:
        for kind, figure, most in (
            ("outcome", "store operations of a turn that logs", 1),
            ("launch", "store operations of a launch", 1),
            ("help", "store operations where no memory is needed", 0),
        ):
            ours = self.operations.get((kind, self.contest.skill.name))
            if ours:
                against = f"(b) {formatting.operations(self.operations[kind, self.contest.standard.name])}"
                goal = "≤ 1 read + 1 write" if most else "none"
                reached = ours.reads <= most and ours.writes <= most
                yield Row(figure, formatting.operations(ours), against, None, goal, reached)

    def _years(self) -> Iterator[Row]:
        for life in self.lives:
            days = [evening.day for evening in life.evenings]
            first, last = (self.costs[life.name, day] for day in days)
            ratio = (last.read_units + last.write_units) / (first.read_units + first.write_units)
            figure = f"cost of a turn on day {days[1]:,} against day {days[0]}, {life.name}"
            against = f"day {days[0]}: {formatting.capacity(first)}"
            yield Row(figure, formatting.capacity(last), against, ratio, "1.0 ± 0.1", abs(ratio - 1) <= 0.1)
