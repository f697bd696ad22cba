"""Running one contestant once, in a process of its own."""

import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.contenders import Contestant
from benchmarks.turns import BENCHMARK_SKILL, Turn

SCRIPT = Path(__file__).parent / "sample.py"
PROCESS_TIMEOUT_S = 300
"""How long one process may take."""


class Span(NamedTuple):
    """How long something took, in seconds."""

    wall: float
    cpu: float


class ContenderFailedError(Exception):
    """A contestant failed, so that nothing measured of it counts."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one process measured."""

    start_up: float
    """Seconds from before the process existed until its clock began: the interpreter itself."""
    imported: Span
    turns: tuple[Span, ...]
    peak: int
    """The most memory that was resident, in bytes."""

    @property
    def cold(self) -> Span:
        """From before the first import until the first answer."""
        return Span(self.imported.wall + self.turns[0].wall, self.imported.cpu + self.turns[0].cpu)


def sample(
    contestant: Contestant, endpoint: str, turns: Iterable[Turn], variables: Mapping[str, str] | None = None
) -> Sample:
    """Let a contestant answer turns in a fresh process, with a DynamoDB at an endpoint; raises Broken."""
    begun = time.perf_counter()
    found = json.loads(run(contestant, endpoint, turns, variables).stdout)
    spans = tuple(Span(*one) for one in found["turns"])
    # Both processes read the machine's one monotonic clock.
    return Sample(found["begun"] - begun, Span(*found["imported"]), spans, found["peak"])


def run(
    contestant: Contestant,
    endpoint: str,
    turns: Iterable[Turn],
    variables: Mapping[str, str] | None = None,
    options: tuple[str, ...] = (),
) -> "subprocess.CompletedProcess[str]":
    """Run one sample, with options of the interpreter's; raises Broken."""
    asked = {
        "module": contestant.module,
        "before": [str(path) for path in contestant.before],
        "after": [str(path) for path in contestant.after],
        "turns": [{"event": turn.event, "says": turn.says} for turn in turns],
    }
    # The interpreter alone, without anything that is installed in it or set for it.
    command = [str(contestant.python), "-I", "-S", *options, str(SCRIPT)]
    done = subprocess.run(
        command,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        env={**_environment(contestant, endpoint), **(variables or {})},
        timeout=PROCESS_TIMEOUT_S,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise ContenderFailedError(f"{contestant.title} is broken: {said[-1] if said else done.returncode}")
    return done


def median(spans: Iterable[Span]) -> Span:
    """Return the medians of both clocks."""
    wall, cpu = zip(*spans, strict=True)
    return Span(statistics.median(wall), statistics.median(cpu))


def _environment(contestant: Contestant, endpoint: str) -> dict[str, str]:
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
        "BENCHMARK_TABLE": contestant.table or "",
        "TRUST_STEPS_TABLE": contestant.table or "",
        "TRUST_STEPS_SKILL_ID": BENCHMARK_SKILL,
        # Whether Lambda's images have time zones is not ours to count on, so this machine's are nobody's.
        "PYTHONTZPATH": "",
        **contestant.variables,
    }
