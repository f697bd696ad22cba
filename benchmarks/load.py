"""Many people at once, through HTTP on this machine: python -m benchmarks.load [--people N] [--seconds S] [--rounds R].

In each round three servers answer in turn: Amazon's adapter for Flask with its hello world, without verification; the
skill with verification and its store in memory, asked all kinds of things; and the skill with verification and SQLite,
where every turn writes. All three stand on the same server with the same limits. Whatever was acknowledged is counted
here, and in the end looked for in the file.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

from skill.stores.sqlite import SQLiteStore
from tools.alexa_certificates import authority, signed
from tools.envelopes import SKILL, envelope
from tools.kill_server import A_DAY, logs_of

SERVER = Path(__file__).parent / "peers" / "web.py"

MIXED = ("LaunchRequest", "StreakIntent", "LogKeptCommitmentIntent", "AMAZON.HelpIntent", "WeeklyProgressIntent")


@dataclass
class Phase:
    """One server's part of one round, or of all."""

    times: list[float] = field(default_factory=list)
    """Seconds from the request to the whole answer."""
    seconds: float = 0.0
    failed: int = 0
    """Answers of 500 and more, and connections that broke."""

    @property
    def throughput(self) -> float:
        """Return answers a second."""
        return len(self.times) / self.seconds


@dataclass
class Person:
    """Somebody who speaks as soon as they were answered."""

    user: str
    logged: int = 0
    acknowledged: int = 0

    def request(self, intent: str, *, is_signed: bool) -> bytes:
        """Return the bytes of a request that is signed now."""
        now = datetime.now(UTC)
        slots = {}
        if intent == "LogKeptCommitmentIntent":
            # Five in the morning in UTC is still the day before in New York.
            day = (now - timedelta(hours=8)).date() - timedelta(days=self.logged // A_DAY % 7)
            slots, self.logged = {"day": day.isoformat()}, self.logged + 1
        asked = envelope(intent, slots, at=now, user=self.user, request_id=str(uuid4()))
        body = json.dumps(asked).encode()
        headers = signed(body) if is_signed else {"Content-Type": "application/json"}
        lines = [f"{name}: {value}" for name, value in headers.items()]
        head = ["POST /alexa HTTP/1.1", "Host: localhost", *lines, f"Content-Length: {len(body)}", "", ""]
        return "\r\n".join(head).encode() + body


@contextmanager
def _server(kind: str, folder: Path) -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, str(SERVER), kind, str(folder), SKILL], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert process.stdout  # noqa: S101 - for mypy
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(20)


async def _say(person: Person, port: int, sent: Sequence[tuple[str, bytes]], until: float, phase: Phase) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for intent, data in sent:
        if time.perf_counter() > until:
            break
        begun = time.perf_counter()
        try:
            writer.write(data)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(one.split(b":")[1]) for one in head.split(b"\r\n") if one.lower().startswith(b"content-l")
            )
            body = await reader.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            phase.failed += 1
            break
        phase.times.append(time.perf_counter() - begun)
        is_answered = head.startswith(b"HTTP/1.1 200")
        phase.failed += not is_answered
        person.acknowledged += intent == "LogKeptCommitmentIntent" and is_answered and b"kept" in body
    writer.close()


def _phase(kind: str, folder: Path, people: Sequence[Person], seconds: float, expected: int) -> Phase:
    """Let everybody speak for some seconds. All requests are made and signed before anybody speaks."""
    turns = count()
    each = max(4, expected // len(people))
    sent = {
        one.user: [
            (intent, one.request(intent, is_signed=kind != "hello"))
            for _ in range(each)
            for intent in (MIXED[next(turns) % len(MIXED)] if kind == "memory" else "LogKeptCommitmentIntent",)
        ]
        for one in people
    }
    phase = Phase()

    async def everybody() -> None:
        begun = time.perf_counter()
        await asyncio.gather(*(_say(one, port, sent[one.user], begun + seconds, phase) for one in people))
        phase.seconds = time.perf_counter() - begun

    with _server(kind, folder) as port:
        asyncio.run(everybody())
    return phase


def main(arguments: Sequence[str]) -> int:
    """Measure, and print a table; ends with 1 where anything was lost, doubled, or failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=(__doc__ or "").split(":")[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=25.0, help="of each server in each round (25)")
    parser.add_argument("--rounds", type=int, default=4)
    asked = parser.parse_args(arguments)
    phases: dict[str, list[Phase]] = {"hello": [], "memory": [], "sqlite": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "root.pem").write_bytes(authority().root.pem)
        (folder / "chain.pem").write_bytes(authority().chain)
        kept: list[Person] = []
        for number in range(asked.rounds):
            for kind in phases:
                people = [Person(f"amzn1.ask.account.{kind}.{number}.{one}") for one in range(asked.people)]
                kept += people if kind == "sqlite" else []
                expected = int(asked.seconds * 1200)
                phases[kind].append(_phase(kind, folder, people, asked.seconds, expected))
        lost, doubled = _judged(folder / "journeys.sqlite3", kept)
    sys.stdout.write(f"{'server':50}{'turns a second':>15}{'ratio':>7}{'p50':>9}{'p99':>9}{'turns':>9}{'failed':>8}\n")
    for kind, all_ in phases.items():
        sys.stdout.write(_row(TITLES[kind], all_, phases["hello"]) + "\n")
    acknowledged = sum(one.acknowledged for one in kept)
    sys.stdout.write(f"{acknowledged} logs acknowledged, {lost} lost, {doubled} doubled\n")
    return 1 if lost or doubled or any(phase.failed for all_ in phases.values() for phase in all_) else 0


TITLES = {
    "hello": "Amazon's adapter, hello world, nothing verified",
    "memory": "Trust Steps, verified, in memory",
    "sqlite": "Trust Steps, verified, SQLite, each turn a write",
}


def _row(title: str, all_: Sequence[Phase], peer: Sequence[Phase]) -> str:
    times = sorted(one for phase in all_ for one in phase.times)
    throughput = statistics.median(one.throughput for one in all_)
    ratio = statistics.median(mine.throughput / theirs.throughput for mine, theirs in zip(all_, peer, strict=True))
    p50, p99 = (f"{times[int(len(times) * share)] * 1000:.0f} ms" for share in (0.5, 0.99))
    failed = sum(one.failed for one in all_)
    return f"{title:50}{throughput:>15.0f}{ratio:>7.2f}{p50:>9}{p99:>9}{len(times):>9}{failed:>8}"


def _judged(path: Path, people: Sequence[Person]) -> tuple[int, int]:
    store = SQLiteStore(path)
    lost = doubled = 0
    for one in people:
        kept = logs_of(one.user, store)
        lost += max(0, one.acknowledged - kept)
        doubled += max(0, kept - one.acknowledged)
    store.close()
    return lost, doubled


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
