"""Mutated envelopes through the web door: python -m tools.fuzz_requests [N].

Every answer has to be a 200 with a response of Alexa's form or a 4xx with a reason. It ends with 1 where one is not, or
where memory grows; hypothesis then shows the smallest body that does it.
"""

import json
import logging
import multiprocessing
import sys
from collections import Counter
from contextlib import suppress
from copy import deepcopy
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from skill.app import App
from skill.server.wsgi_app import create_web
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from tools.envelopes import SKILL, envelope

GOAL = 100_000
"""Bodies."""

FRESH_EVERY = 5_000
"""Bodies after which the store is a new one: what people said is no growth of memory."""

GROWTH = 8 * 1024 * 1024
"""Bytes by which the process may be larger at the end than after a fifth of the way."""

ASKING = (
    "checkin.rating",
    "checkin.kept",
    "outcomes.which",
    "reminders.sure",
    "forget.all",
    "apology.part",
    "launch.role",
)

BASES: list[Any] = [
    envelope(),
    envelope("SessionEndedRequest"),
    envelope("LogKeptCommitmentIntent", {"commitment": "call", "day": "2026-03-01", "count": "2"}),
    envelope("MakeCommitmentIntent", {"commitment": "be home by seven"}, person="amzn1.ask.person.sam"),
    envelope("TodaysStepIntent", {"role": "healing"}, ids={"role": "healing"}),
    envelope("DailyCheckInIntent", {"rating": "4"}),
    envelope("SetReminderIntent", {"time": "20:00"}),
    envelope("SafetyIntent"),
    envelope("AMAZON.HelpIntent"),
    *(
        envelope(
            intent,
            attributes={"question": one, "state": {"kept": True, "of": "ab"}, "last_reply": None, "asked": "everyone"},
        )
        for one in ASKING
        for intent in ("AMAZON.YesIntent", "AMAZON.NoIntent")
    ),
]

ODD: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        10**30,
        1e308,
        "",
        " ",
        "x" * 5000,
        "\ud800",
        "\x00",
        "<speak>&",
        "{0}",
        "%s",
        "🌱",
    ),
    *([], {}, [[]], {"": ""}, [None], "everyone", "AMAZON.YesIntent", "2026-03-02T20:00:00Z", "9999-12-31T23:59:59Z"),
    *("0001-01-01T00:00:00Z", "PT", "XXXX-XX-XX", "2026-W10", "en-GB", "xx-YY", "AlexaSkillEvent.SkillDisabled"),
    *("IntentRequest", "Connections.Response", "CanFulfillIntentRequest", "Display.ElementSelected", "NaN"),
)

values = st.sampled_from(ODD) | st.text(max_size=30) | st.integers() | st.floats() | st.dictionaries(
    st.sampled_from(("id", "name", "value", "type", "question", "state", "x")), st.sampled_from(ODD), max_size=3
)  # fmt: skip
changes = st.tuples(st.sampled_from(("put", "drop", "rename", "wrap")), st.integers(0, 200), values)
edits = st.tuples(st.integers(0, 4000), st.sampled_from((b"", b"\xff", b'"', b"{", b"]", b"\\u", b"0", b"\n")))


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every container in a JSON value with each of its keys."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [one for key in keys for one in ((value, key), *places(value[key]))]


def mutated(base: Any, steps: list[tuple[str, int, Any]]) -> Any:
    found = json.loads(json.dumps(base))
    for what, where, value in steps:
        spots = places(found)
        if not spots:
            break
        inside, key = spots[where % len(spots)]
        if what == "put":
            inside[key] = deepcopy(value)  # the same list in two places could come to hold itself
        elif what == "wrap":
            inside[key] = [inside[key]]
        elif isinstance(inside, dict):
            old = inside.pop(key)
            if what == "rename":
                inside[f"{value}"[:40]] = old
        else:
            del inside[key]
    return found


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """Make up the body of a request that is a little off, or more than a little."""
    steps = draw(st.lists(changes, min_size=0, max_size=6))
    body = json.dumps(mutated(draw(st.sampled_from(BASES)), steps)).encode()
    for at, piece in draw(st.lists(edits, max_size=1) if steps else st.lists(edits, min_size=1, max_size=3)):
        spot = at % (len(body) + 1)
        body = body[:spot] + piece + body[spot + (at % 3) :]
    return body


def well_formed(answer: Any) -> bool:
    """Tell whether an answer is what Alexa takes."""
    response = answer["response"]
    for one in (response.get("outputSpeech"), (response.get("reprompt") or {}).get("outputSpeech")):
        if one:
            ElementTree.fromstring(one["ssml"])
            assert one["type"] == "SSML"
            assert len(one["ssml"]) < 8000
    asks = response.get("shouldEndSession") is False
    return (
        answer["version"] == "1.0"
        and set(answer) <= {"version", "response", "sessionAttributes"}
        and set(response) <= {"outputSpeech", "reprompt", "card", "directives", "shouldEndSession"}
        and asks == ("reprompt" in response)
    )


class Door:
    """The web door without verification, and what it answered. A process of its own has it, whose memory is its own."""

    def __init__(self) -> None:
        self.count, self.statuses = 0, Counter[int]()
        self.sizes: list[int] = []
        spawning = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawning.Pipe()
        self._process = spawning.Process(target=_answering, args=(theirs,), daemon=True)
        self._process.start()

    def post(self, body: bytes) -> None:
        """Send a body; raises AssertionError where the answer is not as it should be."""
        self._pipe.send(body)
        status, text, size = self._pipe.recv()
        self.count += 1
        self.statuses[status] += 1
        if size:
            self.sizes.append(size)
        if status == 200:
            assert well_formed(json.loads(text))
        else:
            assert 400 <= status < 500, status
            assert json.loads(text)["error"]


def _answering(pipe: "Connection[Any, Any]") -> None:
    """Answer bodies until nobody sends any."""
    logging.getLogger("skill").setLevel(logging.CRITICAL)
    client: FlaskClient | None = None
    with suppress(EOFError):
        for count in range(sys.maxsize):
            body, size = pipe.recv(), 0
            if client is None or count % FRESH_EVERY == 0:
                amazon = FakeAlexaServices("America/New_York", reminders_permission=True)
                client = create_web(App(MemoryStore(), skill_id=SKILL, api_client=amazon), lambda: True).test_client()
                size = _resident()
            answer = client.post("/alexa", data=body, content_type="application/json")
            pipe.send((answer.status_code, answer.get_data(as_text=True), size))


def fuzz(number: int) -> Door:
    """Send so many bodies; raises AssertionError where an answer is not as it should be."""
    door = Door()

    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(bodies())
    def send(body: bytes) -> None:
        door.post(body)

    send()
    return door


def _resident() -> int:
    with Path("/proc/self/status").open() as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


def main() -> int:
    """Fuzz, and report."""
    door = fuzz(int(sys.argv[1]) if sys.argv[1:] else GOAL)
    grown = door.sizes[-1] - door.sizes[len(door.sizes) // 5]
    told = ", ".join(f"{count} times {status}" for status, count in sorted(door.statuses.items()))
    sys.stdout.write(f"{door.count} bodies: {told}; memory grew by {grown / 1024 / 1024:.1f} MiB\n")
    return 0 if grown < GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
