"""Markdown table of the results."""

import os
import platform
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import formatting
from benchmarks.building import node_versions, versions
from benchmarks.measuring import Figure
from benchmarks.results import Results, Row
from benchmarks.sampling import median
from tools.dynamodb_local import ENGINE_VERSION

INTRODUCTION = (
    "Written by `make benchmarks`, not edited by hand; docs/speed.md says what the rows mean. (a) is the hello world "
    "of ask-sdk-core for Python, which keeps nothing; (b) is ask-sdk's StandardSkillBuilder for Python with Amazon's "
    "DynamoDB adapter; (c) is a handler with a boto3 client and no SDK for skills; (d) and (e) are (a) and (b) for "
    "Node."
)

HOW = (
    "Medians over the rounds, and their quartiles. Each sample is a process of its own, in a new random order each "
    "round; those in Python run on the same Python, with bytecode compiled beforehand, and the same DynamoDB Local "
    "answers all. The clock starts before the first import and stops when the answer is JSON text. Of a process that "
    "answers many turns, the median turn is its sample. Over TLS, each contender reads the root certificates that it "
    "would read on AWS. A snapshot is imitated: init is over when the clock starts, but no memory is restored. Peers "
    "store two numbers of a user, Trust Steps a whole journey."
)

LISTED_PACKAGES = ("ask-sdk", "ask-sdk-core", "ask-sdk-model", "boto3", "botocore")
"""Packages of Python whose versions are shown."""

Cells = tuple[str, ...]


def text(results: Results) -> str:
    """Return all results of a run."""
    parts = ["# What the benchmark measured", INTRODUCTION, _where(results)]
    parts += _table("", "", ("figure", "Trust Steps", "against", "ratio", "goal", ""), map(_goal, results.rows()))
    head: Cells = ("figure", "contender", "wall time", "quartiles", "CPU time")
    parts += _table("Every sample", HOW, head, _samples(results))
    head = ("turn", *(contender.title for contender in results.contenders.with_table))
    parts += _table("Store operations of one turn", "Counted by a proxy before DynamoDB.", head, _operations(results))
    head = ("record", "day", "item", "capacity of a turn that logs", "wall time", "CPU time")
    parts += _table("Years of use", "", head, _days(results))
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(title: str, about: str, head: Cells, rows: Iterator[Cells]) -> list[str]:
    """Return a table with its title; nothing where it has no rows."""
    body = list(rows)
    lines = "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *body))
    return [f"## {title}" if title else "", about, lines] if body else []


def _where(results: Results) -> str:
    locked = versions()
    packages = ", ".join(f"{name} {locked[name]}" for name in LISTED_PACKAGES)
    node = results.contenders.node_missing or f"Node's {node_versions()}"
    return (
        f"{results.rounds} rounds on Python {results.python}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores of {_processor()}; DynamoDB Local {ENGINE_VERSION}; Python's {packages}; {node}."
    )


def _processor() -> str:
    """Return the processor's name from /proc/cpuinfo."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "an unknown processor"


def _goal(row: Row) -> Cells:
    ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
    verdict = "reached" if row.is_reached else "**not reached**"
    return row.figure, row.ours, row.against, ratio, row.goal, verdict if row.goal else ""


def _samples(results: Results) -> Iterator[Cells]:
    measured, contenders = results.measured, results.contenders
    titles = {one.name: one.title for one in (*contenders.with_table, *contenders.stateless)}
    for figure in Figure:
        for name, title in titles.items():
            spans = measured.spans.get((figure, name))
            if spans:
                walls = [span.wall for span in spans]
                # What the interpreter needs to begin is over when its CPU time could be read.
                cpu = (
                    "" if figure == Figure.START_UP else formatting.time(statistics.median(span.cpu for span in spans))
                )
                yield figure, title, *_spread(walls, formatting.time), cpu
            if figure == Figure.PEAK and name in measured.peaks:
                yield figure, title, *_spread(measured.peaks[name], formatting.memory), ""


def _operations(results: Results) -> Iterator[Cells]:
    for kind in dict.fromkeys(kind for kind, _ in results.operations):
        used = (results.operations[kind, contender.name] for contender in results.contenders.with_table)
        yield kind, *map(formatting.operations, used)


def _days(results: Results) -> Iterator[Cells]:
    for history in results.histories:
        for day in history.days:
            times = median(results.measured.days[history.name, day.number])
            used = formatting.capacity(results.costs[history.name, day.number])
            yield history.name, f"{day.number:,}", f"{day.size:,} bytes", used, *map(formatting.time, times)


def _spread(values: Sequence[float], show: Callable[[float], str]) -> tuple[str, str]:
    low, middle, high = statistics.quantiles(values, n=4) if len(values) > 1 else (values[0],) * 3
    return show(middle), f"{show(low)} to {show(high)}"
