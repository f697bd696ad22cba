"""The results in Markdown, as a run writes them."""

import os
import platform
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import formatting
from benchmarks.building import versions
from benchmarks.measuring import Figure
from benchmarks.results import Results, Row
from tools.dynamodb_local import ENGINE_VERSION

INTRODUCTION = (
    "Written by `make benchmarks`, not edited by hand. (a) is the hello world of ask-sdk-core, which keeps nothing; "
    "(b) is ask-sdk's StandardSkillBuilder with Amazon's DynamoDB adapter; (c) is a bare handler with a boto3 client."
)

HOW = (
    "Medians over the rounds, and their quartiles. Each sample is a process of its own, in an order that is drawn anew "
    "each round; all run on the same Python, with bytecode compiled beforehand, and the same DynamoDB Local answers "
    "them. The clock starts before the first import and stops when the answer is JSON text. Of a process that answers "
    "many turns, the median turn is its sample. Over TLS, everybody reads the roots that they would read on AWS. A "
    "restored snapshot is only imitated: what was to be done before it is done, but no memory is restored. Peers keep "
    "two numbers of a speaker, Trust Steps a whole journey."
)

LISTED_PACKAGES = ("ask-sdk", "ask-sdk-core", "ask-sdk-model", "boto3", "botocore")
"""Packages whose versions are told."""

Cells = tuple[str, ...]


def text(results: Results) -> str:
    """Return all that a run found."""
    parts = ["# What the benchmark measured", INTRODUCTION, _where(results)]
    parts += _table("", "", ("figure", "Trust Steps", "against", "ratio", "goal", ""), map(_goal, results.rows()))
    head: Cells = ("figure", "contestant", "wall time", "quartiles", "CPU time")
    parts += _table("Every sample", HOW, head, _samples(results))
    head = ("turn", *(one.title for one in results.contest.with_table))
    parts += _table("Store operations of one turn", "Counted before DynamoDB.", head, _operations(results))
    head = ("journey", "day", "item", "capacity of a turn that logs", "wall time", "CPU time")
    parts += _table("A journey of years", "", head, _evenings(results))
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(title: str, about: str, head: Cells, rows: Iterator[Cells]) -> list[str]:
    """Return a table with its title; nothing where it has no rows."""
    found = list(rows)
    lines = "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *found))
    return [f"## {title}" if title else "", about, lines] if found else []


def _where(results: Results) -> str:
    locked = versions()
    packages = ", ".join(f"{name} {locked[name]}" for name in LISTED_PACKAGES)
    return (
        f"{results.rounds} rounds on Python {results.python}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores of {_processor()}; DynamoDB Local {ENGINE_VERSION}; {packages}."
    )


def _processor() -> str:
    """Return the processor's name, as Linux tells it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "a processor without a name"


def _goal(row: Row) -> Cells:
    ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
    return row.figure, row.ours, row.against, ratio, row.goal, "reached" if row.reached else "**not reached**"


def _samples(results: Results) -> Iterator[Cells]:
    measured, contest = results.measured, results.contest
    titles = {one.name: one.title for one in (*contest.with_table, contest.hello)}
    for figure in Figure:
        for name, title in titles.items():
            spans = measured.spans.get((figure, name))
            if spans:
                walls = [one.wall for one in spans]
                # What the interpreter needs to begin is over when its CPU time could be read.
                cpu = "" if figure == Figure.START_UP else formatting.time(statistics.median(one.cpu for one in spans))
                yield figure, title, *_spread(walls, formatting.time), cpu
            if figure == Figure.PEAK and name in measured.peaks:
                yield figure, title, *_spread(measured.peaks[name], formatting.memory), ""


def _operations(results: Results) -> Iterator[Cells]:
    for kind in dict.fromkeys(kind for kind, _ in results.operations):
        used = (results.operations[kind, one.name] for one in results.contest.with_table)
        yield kind, *map(formatting.operations, used)


def _evenings(results: Results) -> Iterator[Cells]:
    for life in results.lives:
        for evening in life.evenings:
            spans = results.measured.evenings[life.name, evening.day]
            times = (statistics.median(one) for one in zip(*spans, strict=True))
            used = formatting.capacity(results.costs[life.name, evening.day])
            yield life.name, f"{evening.day:,}", f"{evening.size:,} bytes", used, *map(formatting.time, times)


def _spread(values: Sequence[float], show: Callable[[float], str]) -> tuple[str, str]:
    low, middle, high = statistics.quantiles(values, n=4) if len(values) > 1 else (values[0],) * 3
    return show(middle), f"{show(low)} to {show(high)}"
