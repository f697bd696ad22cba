"""Sample: one contender is run once, in a process of its own."""

import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from benchmarks.contenders import Contender
from benchmarks.turns import BENCHMARK_SKILL, Turn

PROCESS_TIMEOUT_S = 300
"""How long one process may take."""


class Span(NamedTuple):
    """A duration in seconds, by the wall's clock and by the process's CPU time."""

    wall: float
    cpu: float


class ContenderFailedError(Exception):
    """A contender failed or gave a wrong answer; the message is one line."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one process measured."""

    start_up: float
    """Seconds from before the process was started until the script's first line: the interpreter itself."""
    imported: Span
    turns: tuple[Span, ...]
    peak: int
    """The most memory that was resident, in bytes."""

    @property
    def cold(self) -> Span:
        """From before the first import until the first answer."""
        return Span(self.imported.wall + self.turns[0].wall, self.imported.cpu + self.turns[0].cpu)


def sample(
    contender: Contender, endpoint: str, turns: Iterable[Turn], variables: Mapping[str, str] | None = None
) -> Sample:
    """Let a contender answer turns in a fresh process, with a DynamoDB at an endpoint; raises ContenderFailedError."""
    begun = time.perf_counter()
    measured = json.loads(run(contender, endpoint, turns, variables).stdout)
    spans = tuple(Span(*span) for span in measured["turns"])
    # Both processes read the machine's one monotonic clock.
    return Sample(measured["begun"] - begun, Span(*measured["imported"]), spans, measured["peak"])


def run(
    contender: Contender,
    endpoint: str,
    turns: Iterable[Turn],
    variables: Mapping[str, str] | None = None,
    options: tuple[str, ...] = (),
) -> "subprocess.CompletedProcess[str]":
    """Run the script of a sample, with options for the interpreter; raises ContenderFailedError."""
    script_input = {
        "module": contender.module,
        "before": [str(path) for path in contender.before],
        "after": [str(path) for path in contender.after],
        "turns": [{"event": turn.event, "says": turn.says} for turn in turns],
    }
    done = subprocess.run(
        [*contender.command, *options, str(contender.sample)],
        input=json.dumps(script_input),
        capture_output=True,
        text=True,
        env={**_environment(contender, endpoint), **(variables or {})},
        timeout=PROCESS_TIMEOUT_S,
        check=False,
    )
    if done.returncode:
        error_lines = done.stderr.strip().splitlines()
        reason = error_lines[-1] if error_lines else done.returncode
        raise ContenderFailedError(f"{contender.title} failed: {reason}")
    return done


def median(spans: Iterable[Span]) -> Span:
    """Return the medians by both clocks."""
    wall, cpu = zip(*spans, strict=True)
    return Span(statistics.median(wall), statistics.median(cpu))


def _environment(contender: Contender, endpoint: str) -> dict[str, str]:
    """Return the variables of a Lambda function, with the engine in place of DynamoDB."""
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_SESSION_TOKEN": "local",
        "BENCHMARK_TABLE": contender.table or "",
        "TRUST_STEPS_TABLE": contender.table or "",
        "TRUST_STEPS_SKILL_ID": BENCHMARK_SKILL,
        # Lambda's images are not documented to have time zones, so no contender sees this machine's.
        "PYTHONTZPATH": "",
        **contender.variables,
    }
