"""How the table judges what was measured."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.contenders import Contest, Contestant
from benchmarks.measuring import Figure, Life, Measured, Used
from benchmarks.results import Results
from benchmarks.sampling import Span
from benchmarks.seed_data import Evening
from benchmarks.table import text

MIB = 2**20


def contestant(name: str, table: str | None = "a-table") -> Contestant:
    return Contestant(name, name.capitalize(), Path("python"), name, (), table=table)


CONTEST = Contest(
    contestant("skill"),
    (),
    contestant("hello", None),
    contestant("standard"),
    contestant("bare"),
    (contestant("in-memory"),),
)


def results(measured: Measured | None = None) -> Results:
    return Results(CONTEST, "3.14.0", 3, measured or Measured())


def measured(figure: Figure, **milliseconds: tuple[float, ...]) -> Measured:
    """Return what was measured: wall times by the contestant's name; CPU times are nothing, so that none is judged."""
    found = Measured()
    for name, times in milliseconds.items():
        found.spans[figure, name] = [Span(one / 1000, 0) for one in times]
    return found


def judged(one: Results) -> list[tuple[str, bool]]:
    return [(row.goal, row.reached) for row in one.rows()]


@pytest.mark.parametrize(("ours", "reached"), [(119.0, True), (121.0, False)])
@pytest.mark.parametrize("figure", [Figure.COLD, Figure.SAFE])
def test_a_cold_start_is_judged_against_amazons_adapter(figure: Figure, ours: float, reached: bool) -> None:
    found = measured(figure, skill=(1, ours, 999), standard=(100, 100, 100), bare=(90, 90, 90))
    assert judged(results(found)) == [("≤ 1.2 of (b)", reached)]


@pytest.mark.parametrize(("ours", "reached"), [(9.0, True), (11.0, False)])
@pytest.mark.parametrize(
    ("figure", "first"), [(Figure.RESTORED, Figure.FIRST), (Figure.RESTORED_SAFE, Figure.FIRST_SAFE)]
)
def test_a_restored_snapshot_is_judged_against_what_has_imported_all_as_well(
    figure: Figure, first: Figure, ours: float, reached: bool
) -> None:
    found = measured(figure, skill=(ours,))
    found.spans[first, "standard"] = [Span(0.01, 0)]
    assert judged(results(found)) == [("≤ 1.0 of (b)", reached)]


def test_a_goal_is_reached_on_its_mark() -> None:
    assert judged(results(measured(Figure.WARM, skill=(8.0,), standard=(10.0,)))) == [("≤ 0.8 of (b)", True)]


def test_logging_with_memory_is_judged_against_a_launch_that_does_nothing() -> None:
    found = measured(Figure.LAUNCH, skill=(0.2,), hello=(0.3,))
    found.spans[Figure.TURN, "skill"] = [Span(0.0004, 0)]
    assert judged(results(found)) == [("≤ 1.0 of (a)", False), ("≤ 1.0 of (a)", True)]


@pytest.mark.parametrize(("ours", "reached"), [(100, True), (101, False)])
def test_memory_is_judged_by_its_peak(ours: int, reached: bool) -> None:
    found = Measured()
    found.peaks.update({"skill": [ours * MIB], "standard": [100 * MIB]})
    assert judged(results(found)) == [("≤ 1.0 of (b)", reached)]


def test_more_than_one_operation_each_is_too_many_and_any_is_where_no_memory_is_needed() -> None:
    found = results()
    twice, once, none = Used(1, 2, 1, 2), Used(1, 1, 1, 1), Used(0, 0, 0, 0)
    kinds = {"outcome": twice, "launch": once, "help": none}
    found.operations = {(kind, one.name): used for kind, used in kinds.items() for one in CONTEST.with_table}
    assert judged(found) == [("≤ 1 read + 1 write", False), ("≤ 1 read + 1 write", True), ("none", True)]
    found.operations = {**found.operations, ("help", "skill"): once}
    assert list(found.rows())[-1].reached is False
    assert "| outcome | 1 read + 2 writes | " in text(found)


@pytest.mark.parametrize(("write_units", "reached"), [(2.0, True), (2.2, True), (2.5, False), (1.5, False)])
def test_years_may_make_a_turn_neither_dearer_nor_cheaper(write_units: float, reached: bool) -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    first, last = (Evening(day, at, {"body": {"S": "é"}}) for day in (1, 3650))
    found = results()
    found.lives = [Life("one promise", "", (first, last))]
    found.costs = {("one promise", 1): Used(1, 1, 1, 2), ("one promise", 3650): Used(1, 1, 1, write_units)}
    for day in (1, 3650):
        found.measured.evenings["one promise", day] = [Span(0.004, 0.002)]
    assert judged(found) == [("1.0 ± 0.1", reached)]
    assert "| one promise | 3,650 | 6 bytes | " in text(found)


def test_the_table_marks_what_is_not_reached() -> None:
    written = text(results(measured(Figure.WARM, skill=(6.0, 7.0, 8.0), standard=(8.0,))))
    assert "| 7.00 ms | (b) 8.00 ms | 0.88 | ≤ 0.8 of (b) | **not reached** |" in written
    assert "| Skill | 7.00 ms | 6.00 ms to 8.00 ms | 0.00 ms |" in written
    assert "3 rounds on Python 3.14.0" in written
