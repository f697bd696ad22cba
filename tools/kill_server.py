"""The server is killed in the midst of its work, again and again: python -m tools.kill_server [TIMES].

People log promises meanwhile, and send again what got no answer. In the end each log that was acknowledged has to be
there once, and each that was not, once or not at all.
"""

import http.client
import json
import sys
import tempfile
import threading
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
PEOPLE = 8

TODAY = date(2026, 3, 2)
A_DAY = 90
"""Logs, for which a day has room; a week is as far back as one can log."""


def logs_of(user: str, store: SQLiteStore) -> int:
    """Return how many kept promises a store has of a user."""
    record = store.load(Speaker(household(envelope(user=user))))
    return journey_record.decode(record.body).totals.kept if record else 0


class Person:
    """Logs one kept promise after the other, on eight days."""

    def __init__(self, number: int) -> None:
        self.user = f"amzn1.ask.account.{number}"
        self.acknowledged = self._number = 0
        self._pending: dict[str, object] | None = None

    def log(self, port: int) -> None:
        """Log until nobody answers any more."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        with suppress(OSError, http.client.HTTPException):
            while True:
                if self._pending is None:
                    day = (TODAY - timedelta(days=self._number // A_DAY)).isoformat()
                    asked = envelope("LogKeptCommitmentIntent", {"day": day}, user=self.user, request_id=str(uuid4()))
                    self._pending, self._number = asked, self._number + 1
                connection.request("POST", "/alexa", json.dumps(self._pending), {"Content-Type": "application/json"})
                response = connection.getresponse()
                text = response.read().decode()
                assert response.status == 200, text
                assert "kept" in text, text
                self.acknowledged += 1
                self._pending = None
        connection.close()

    def judge(self, store: SQLiteStore) -> tuple[int, int]:
        """Return how many logs were lost, and how many are there that should not be."""
        kept = logs_of(self.user, store)
        return max(0, self.acknowledged - kept), max(0, kept - self.acknowledged - (self._pending is not None))


def kill(times: int, folder: Path) -> tuple[int, int, int]:
    """Kill the server so many times; return the logs acknowledged, lost, and doubled."""
    path, dice = folder / "journeys.sqlite3", Random(1)
    people = [Person(number) for number in range(PEOPLE)]
    for number in range(times):
        if number % 3 == 2:
            people += [Person(len(people) + one) for one in range(PEOPLE)]  # whose days are not full yet
        with serving("--allow-unsigned", "--port", "0", "--store", str(path)) as (process, port):
            threads = [threading.Thread(target=one.log, args=(port,)) for one in people[-PEOPLE:]]
            for one in threads:
                one.start()
            threading.Event().wait(dice.uniform(0.2, 0.8))
            process.kill()
            for one in threads:
                one.join()
    store = SQLiteStore(path)
    verdicts = [one.judge(store) for one in people]
    store.close()
    acknowledged = sum(one.acknowledged for one in people)
    return acknowledged, sum(lost for lost, _ in verdicts), sum(doubled for _, doubled in verdicts)


def main() -> int:
    """Kill, and report."""
    times = int(sys.argv[1]) if sys.argv[1:] else TIMES
    with tempfile.TemporaryDirectory() as folder:
        acknowledged, lost, doubled = kill(times, Path(folder))
    sys.stdout.write(f"killed {times} times; {acknowledged} logs acknowledged, {lost} lost, {doubled} doubled\n")
    return 0 if acknowledged > times and not lost and not doubled else 1


if __name__ == "__main__":
    sys.exit(main())
