"""The table's judgements."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from benchmarks.contenders import Contender, Contenders
from benchmarks.measuring import Figure, History, Measured, Used
from benchmarks.results import Results
from benchmarks.sampling import Span
from benchmarks.seed_data import StoredDay
from benchmarks.table import text

MIB = 2**20


def contender(name: str, table: str | None = "a-table") -> Contender:
    return Contender(name, name.capitalize(), ("python",), name, (), table=table)


CONTENDERS = Contenders(
    contender("skill"),
    (),
    contender("hello", None),
    contender("standard"),
    contender("bare"),
    (contender("in-memory"),),
    (contender("node-hello", None), contender("node-standard")),
)


def results(measured: Measured | None = None, contenders: Contenders = CONTENDERS) -> Results:
    return Results(contenders, "3.14.0", 3, measured or Measured())


def measured(figure: Figure, **milliseconds: tuple[float, ...]) -> Measured:
    """Return wall times by the contender's name; CPU times are 0, so that none is judged."""
    samples = Measured()
    for name, times in milliseconds.items():
        samples.spans[figure, name] = [Span(wall / 1000, 0) for wall in times]
    return samples


def judged(run: Results) -> list[tuple[str, bool]]:
    return [(row.goal, row.is_reached) for row in run.rows()]


@pytest.mark.parametrize(
    ("figure", "peer", "peer_figure", "theirs", "just", "above", "goal"),
    [
        (Figure.RESTORED, "standard", Figure.FIRST, 10, 5.0, 5.1, "≤ 0.5 of (b)"),
        (Figure.RESTORED_TLS, "standard", Figure.FIRST_TLS, 10, 5.0, 5.1, "≤ 0.5 of (b)"),
        (Figure.COLD, "standard", Figure.COLD, 100, 100, 101, "≤ 1.0 of (b)"),
        (Figure.COLD_TLS, "standard", Figure.COLD_TLS, 100, 100, 101, "≤ 1.0 of (b)"),
        (Figure.WARM, "standard", Figure.WARM, 10, 6.0, 6.1, "≤ 0.6 of (b)"),
        (Figure.WARM, "node-standard", Figure.WARM, 10, 20.0, 20.1, "≤ 2.0 of (e)"),
        (Figure.TURN, "hello", Figure.LAUNCH, 10, 10.0, 10.1, "≤ 1.0 of (a)"),
        (Figure.LAUNCH, "hello", Figure.LAUNCH, 10, 10.0, 10.1, "≤ 1.0 of (a)"),
    ],
)
def test_a_time_is_judged_by_its_median_against_the_peers(
    figure: Figure, peer: str, peer_figure: Figure, theirs: float, just: float, above: float, goal: str
) -> None:
    for ours, is_reached in ((just, True), (above, False)):
        samples = measured(figure, skill=(ours / 2, ours, 999))
        samples.spans[peer_figure, peer] = [Span(theirs / 1000, 0)]
        assert (goal, is_reached) in judged(results(samples))


def test_a_new_users_launch_stands_beside_a_known_users_without_a_goal() -> None:
    samples = measured(Figure.NEW_USER_COLD, skill=(30,))
    samples.spans[Figure.COLD_TLS, "skill"] = [Span(0.02, 0)]
    (row,) = results(samples).rows()
    assert (row.goal, row.ratio, row.against) == ("", 1.5, "a known user's launch 20 ms")
    assert "| 1.50 |  |  |" in text(results(samples))


def test_a_row_says_why_node_was_not_measured() -> None:
    without_node = replace(CONTENDERS, node=(), node_missing="no node was found")
    (row,) = results(measured(Figure.WARM, skill=(3,)), without_node).rows()
    assert (row.against, row.is_reached) == ("(e) not measured: no node was found", False)


@pytest.mark.parametrize(("ours", "reached"), [(100, True), (101, False)])
def test_memory_is_judged_by_its_peak(ours: int, reached: bool) -> None:
    found = Measured()
    found.peaks.update({"skill": [ours * MIB], "standard": [100 * MIB]})
    assert judged(results(found)) == [("≤ 1.0 of (b)", reached)]


def test_more_than_one_operation_each_is_too_many_and_any_is_where_no_memory_is_needed() -> None:
    found = results()
    twice, once, none = Used(1, 2, 1, 2), Used(1, 1, 1, 1), Used(0, 0, 0, 0)
    kinds = {"outcome": twice, "launch": once, "help": none}
    found.operations = {(kind, one.name): used for kind, used in kinds.items() for one in CONTENDERS.with_table}
    assert judged(found) == [("≤ 1 read + 1 write", False), ("≤ 1 read + 1 write", True), ("none", True)]
    found.operations = {**found.operations, ("help", "skill"): once}
    assert list(found.rows())[-1].is_reached is False
    assert "| outcome | 1 read + 2 writes | " in text(found)


@pytest.mark.parametrize(("write_units", "reached"), [(2.0, True), (2.2, True), (2.5, False), (1.5, False)])
def test_years_may_make_a_turn_neither_dearer_nor_cheaper(write_units: float, reached: bool) -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    first, last = (StoredDay(day, at, {"body": {"S": "é"}}) for day in (1, 3650))
    found = results()
    found.histories = [History("one promise", "", (first, last))]
    found.costs = {("one promise", 1): Used(1, 1, 1, 2), ("one promise", 3650): Used(1, 1, 1, write_units)}
    for day in (1, 3650):
        found.measured.days["one promise", day] = [Span(0.004, 0.002)]
    assert judged(found) == [("1.0 ± 0.1", reached)]
    assert "| one promise | 3,650 | 6 bytes | " in text(found)


def test_the_table_marks_what_is_not_reached() -> None:
    samples = measured(Figure.WARM, **{"skill": (6.0, 7.0, 8.0), "standard": (8.0,), "node-standard": (5.0,)})
    written = text(results(samples))
    assert "| 7.00 ms | (b) 8.00 ms | 0.88 | ≤ 0.6 of (b) | **not reached** |" in written
    assert "| 7.00 ms | (e) 5.00 ms | 1.40 | ≤ 2.0 of (e) | reached |" in written
    assert "| Skill | 7.00 ms | 6.00 ms to 8.00 ms | 0.00 ms |" in written
    assert "3 rounds on Python 3.14.0" in written
