"""Durability test: the server is killed (SIGKILL) while it works: python -m tools.kill_server [TIMES].

Users log promises meanwhile, and send a request again that got no response. In the end each log that was acknowledged
has to be in the store once, and each that was not, once or not at all.
"""

import http.client
import json
import sys
import tempfile
import threading
import time
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from random import Random
from uuid import uuid4

from skill.alexa.request import household
from skill.journey.speaker import Speaker
from skill.serialization import journey_record
from skill.stores.sqlite import SQLiteStore
from tools.envelopes import envelope
from tools.running_server import serving

TIMES = 100
USERS_PER_START = 8
"""Users that log at the same time."""

TODAY = date(2026, 3, 2)
A_DAY = 90
"""Logs that a day takes; a week is as far back as a log may be."""


def logs_of(user: str, store: SQLiteStore) -> int:
    """Return how many kept promises a store has of a user."""
    record = store.load(Speaker(household(envelope(user=user))))
    return journey_record.decode(record.body).totals.kept if record else 0


class User:
    """A user who logs one kept promise after the other, on eight days."""

    def __init__(self, number: int) -> None:
        self.user = f"amzn1.ask.account.{number}"
        self.acknowledged = self._number = 0
        self._pending: dict[str, object] | None = None

    def log(self, port: int) -> None:
        """Log until the connection breaks."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        with suppress(OSError, http.client.HTTPException):
            while True:
                if self._pending is None:
                    day = (TODAY - timedelta(days=self._number // A_DAY)).isoformat()
                    slots, request_id = {"day": day}, str(uuid4())
                    self._pending = envelope("LogKeptCommitmentIntent", slots, user=self.user, request_id=request_id)
                    self._number += 1
                connection.request("POST", "/alexa", json.dumps(self._pending), {"Content-Type": "application/json"})
                response = connection.getresponse()
                text = response.read().decode()
                assert response.status == 200, text
                assert "kept" in text, text
                self.acknowledged += 1
                self._pending = None
        connection.close()

    def count_losses(self, store: SQLiteStore) -> tuple[int, int]:
        """Return how many acknowledged logs are not in the store, and how many are there that should not be."""
        kept = logs_of(self.user, store)
        return max(0, self.acknowledged - kept), max(0, kept - self.acknowledged - (self._pending is not None))


def kill(times: int, folder: Path) -> tuple[int, int, int]:
    """Kill the server so many times; return how many logs were acknowledged, lost, and doubled."""
    path, random = folder / "journeys.sqlite3", Random(1)
    users = [User(number) for number in range(USERS_PER_START)]
    for number in range(times):
        if number % 3 == 2:
            users += [User(len(users) + index) for index in range(USERS_PER_START)]  # whose days are not full yet
        with serving("--allow-unsigned", "--port", "0", "--store", str(path)) as (process, port):
            threads = [threading.Thread(target=user.log, args=(port,)) for user in users[-USERS_PER_START:]]
            for thread in threads:
                thread.start()
            time.sleep(random.uniform(0.2, 0.8))
            process.kill()
            for thread in threads:
                thread.join()
    store = SQLiteStore(path)
    losses = [user.count_losses(store) for user in users]
    store.close()
    acknowledged = sum(user.acknowledged for user in users)
    return acknowledged, sum(lost for lost, _ in losses), sum(doubled for _, doubled in losses)


def main() -> int:
    """Kill, and report."""
    times = int(sys.argv[1]) if sys.argv[1:] else TIMES
    with tempfile.TemporaryDirectory() as folder:
        acknowledged, lost, doubled = kill(times, Path(folder))
    sys.stdout.write(f"killed {times} times; {acknowledged} logs acknowledged, {lost} lost, {doubled} doubled\n")
    return 0 if acknowledged > times and not lost and not doubled else 1


if __name__ == "__main__":
    sys.exit(main())
