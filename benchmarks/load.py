"""Load test of the web server: python -m benchmarks.load [--people N] [--seconds S] [--rounds R].

In each round three applications answer in turn, all on the HTTP server of `trust-steps serve`: Amazon's adapter for
Flask with its hello world, without verification; the skill with verification and its store in memory, asked all kinds
of requests; and the skill with verification and SQLite, where every turn writes. Logs that were acknowledged are
counted by the clients, and looked for in the file at the end.

The clients share the processors with the server, and with whatever else runs. A server's own processor time for a turn
depends on that far less than its throughput.
"""

import argparse
import asyncio
import json
import os
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

MAX_THROUGHPUT = 2500
"""Requests a second for which enough are made beforehand; a server that is faster ends its round before its time."""

MIXED = ("LaunchRequest", "StreakIntent", "LogKeptCommitmentIntent", "AMAZON.HelpIntent", "WeeklyProgressIntent")


@dataclass
class Phase:
    """What was measured of one server in one round."""

    latencies_s: list[float] = field(default_factory=list)
    """Seconds from each request to its whole response."""
    wall_s: float = 0.0
    cpu_s: float = 0.0
    """Processor time of the server, of all its threads."""
    failed: int = 0
    """Responses other than 200, and connections that broke."""

    @property
    def throughput(self) -> float:
        """Return responses a second."""
        return len(self.latencies_s) / self.wall_s

    @property
    def cpu_ms(self) -> float:
        """Return milliseconds of processor time for a response."""
        return self.cpu_s * 1000 / len(self.latencies_s)


@dataclass
class User:
    """A user who sends the next request as soon as the last was answered."""

    user_id: str
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
        body = json.dumps(envelope(intent, slots, at=now, user=self.user_id, request_id=str(uuid4()))).encode()
        headers = signed(body) if is_signed else {"Content-Type": "application/json"}
        lines = [f"{name}: {value}" for name, value in headers.items()]
        head = ["POST /alexa HTTP/1.1", "Host: localhost", *lines, f"Content-Length: {len(body)}", "", ""]
        return "\r\n".join(head).encode() + body


@contextmanager
def _server(kind: str, folder: Path) -> Iterator[tuple[int, int]]:
    """Start a server, and yield its port and its process id."""
    process = subprocess.Popen(
        [sys.executable, str(SERVER), kind, str(folder), SKILL], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert process.stdout  # noqa: S101 - for mypy
        yield int(process.stdout.readline()), process.pid
    finally:
        process.terminate()
        process.wait(20)


def _cpu_s(process_id: int) -> float:
    """Return the seconds of processor time that a process has taken (proc(5): utime and stime)."""
    fields = Path(f"/proc/{process_id}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _send_all(user: User, port: int, requests: Sequence[tuple[str, bytes]], until: float, phase: Phase) -> None:
    """Send the requests of a user one after the other, until the time is over."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for intent, data in requests:
        if time.perf_counter() > until:
            break
        begun = time.perf_counter()
        try:
            writer.write(data)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-l")
            )
            body = await reader.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            phase.failed += 1
            break
        phase.latencies_s.append(time.perf_counter() - begun)
        is_answered = head.startswith(b"HTTP/1.1 200")
        phase.failed += not is_answered
        user.acknowledged += intent == "LogKeptCommitmentIntent" and is_answered and b"kept" in body
    writer.close()


def _run_phase(kind: str, folder: Path, users: Sequence[User], seconds: float, expected: int) -> Phase:
    """Let all users send requests for some seconds. All requests are made and signed before the first is sent."""
    turns = count()
    each = max(4, expected // len(users))
    requests = {
        user.user_id: [
            (intent, user.request(intent, is_signed=kind != "hello"))
            for _ in range(each)
            for intent in (MIXED[next(turns) % len(MIXED)] if kind == "memory" else "LogKeptCommitmentIntent",)
        ]
        for user in users
    }
    phase = Phase()

    async def send(port: int) -> None:
        begun = time.perf_counter()
        until = begun + seconds
        await asyncio.gather(*(_send_all(user, port, requests[user.user_id], until, phase) for user in users))
        phase.wall_s = time.perf_counter() - begun

    with _server(kind, folder) as (port, process_id):
        cpu_before_s = _cpu_s(process_id)
        asyncio.run(send(port))
        phase.cpu_s = _cpu_s(process_id) - cpu_before_s
    return phase


def main(arguments: Sequence[str]) -> int:
    """Measure, and print a table; ends with 1 where a log was lost or doubled, or a request failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=(__doc__ or "").split(":")[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=25.0, help="of each server in each round (25)")
    parser.add_argument("--rounds", type=int, default=4)
    options = parser.parse_args(arguments)
    phases: dict[str, list[Phase]] = {"hello": [], "memory": [], "sqlite": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "root.pem").write_bytes(authority().root.pem)
        (folder / "chain.pem").write_bytes(authority().chain)
        writers: list[User] = []
        for number in range(options.rounds):
            for kind in phases:
                users = [User(f"amzn1.ask.account.{kind}.{number}.{index}") for index in range(options.people)]
                writers += users if kind == "sqlite" else []
                expected = int(options.seconds * MAX_THROUGHPUT)
                phases[kind].append(_run_phase(kind, folder, users, options.seconds, expected))
        lost, doubled = _count_losses(folder / "journeys.sqlite3", writers)
    columns = f"{'a second':>10}{'ratio':>7}{'CPU':>10}{'ratio':>7}{'p50':>9}{'p99':>9}{'turns':>9}{'failed':>8}"
    sys.stdout.write(f"{'server':50}{columns}\n")
    for kind, measured in phases.items():
        sys.stdout.write(_row(TITLES[kind], measured, phases["hello"]) + "\n")
    acknowledged = sum(user.acknowledged for user in writers)
    sys.stdout.write(f"{acknowledged} logs acknowledged, {lost} lost, {doubled} doubled\n")
    has_failed = any(phase.failed for measured in phases.values() for phase in measured)
    return 1 if lost or doubled or has_failed else 0


TITLES = {
    "hello": "Amazon's adapter, hello world, nothing verified",
    "memory": "Trust Steps, verified, in memory",
    "sqlite": "Trust Steps, verified, SQLite, each turn a write",
}


def _row(title: str, measured: Sequence[Phase], peer: Sequence[Phase]) -> str:
    """Return a line of the table; ratios are medians over the rounds, each against the peer in the same round."""
    latencies = sorted(seconds for phase in measured for seconds in phase.latencies_s)
    throughput = statistics.median(phase.throughput for phase in measured)
    cpu_ms = statistics.median(phase.cpu_ms for phase in measured)
    pairs = list(zip(measured, peer, strict=True))
    ratio = statistics.median(phase.throughput / other.throughput for phase, other in pairs)
    cpu_ratio = statistics.median(phase.cpu_ms / other.cpu_ms for phase, other in pairs)
    p50, p99 = (f"{latencies[int(len(latencies) * share)] * 1000:.0f} ms" for share in (0.5, 0.99))
    failed = sum(phase.failed for phase in measured)
    figures = f"{throughput:>10.0f}{ratio:>7.2f}{cpu_ms:>7.2f} ms{cpu_ratio:>7.2f}"
    return f"{title:50}{figures}{p50:>9}{p99:>9}{len(latencies):>9}{failed:>8}"


def _count_losses(path: Path, users: Sequence[User]) -> tuple[int, int]:
    """Return how many acknowledged logs are not in the store, and how many are there that were not acknowledged."""
    store = SQLiteStore(path)
    lost = doubled = 0
    for user in users:
        kept = logs_of(user.user_id, store)
        lost += max(0, user.acknowledged - kept)
        doubled += max(0, kept - user.acknowledged)
    store.close()
    return lost, doubled


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
