"""Fuzz test of the web endpoint with mutated envelopes: python -m tools.fuzz_requests [N].

Every response has to be a 200 with a response envelope of Alexa's form, or a 4xx with a reason. It ends with 1 where
one is not, or where memory grows; hypothesis then shows the smallest body that does it.
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

DEFAULT_REQUESTS = 100_000
"""Bodies."""

FRESH_EVERY = 5_000
"""Bodies after which the store is replaced, so that stored journeys don't count as growth of memory."""

MAX_GROWTH_BYTES = 8 * 1024 * 1024
"""Bytes by which the process may be larger at the end than after a fifth of the way."""

OPEN_QUESTIONS = (
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
            attributes={
                "question": question,
                "state": {"kept": True, "of": "ab"},
                "last_reply": None,
                "asked": "everyone",
            },
        )
        for question in OPEN_QUESTIONS
        for intent in ("AMAZON.YesIntent", "AMAZON.NoIntent")
    ),
]

ODD_VALUES: tuple[Any, ...] = (
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

values = st.sampled_from(ODD_VALUES) | st.text(max_size=30) | st.integers() | st.floats() | st.dictionaries(
    st.sampled_from(("id", "name", "value", "type", "question", "state", "x")), st.sampled_from(ODD_VALUES), max_size=3
)  # fmt: skip
changes = st.tuples(st.sampled_from(("put", "drop", "rename", "wrap")), st.integers(0, 200), values)
edits = st.tuples(st.integers(0, 4000), st.sampled_from((b"", b"\xff", b'"', b"{", b"]", b"\\u", b"0", b"\n")))


def positions(value: Any) -> list[tuple[Any, Any]]:
    """Return every container in a JSON value with each of its keys."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [position for key in keys for position in ((value, key), *positions(value[key]))]


def mutated(base: Any, steps: list[tuple[str, int, Any]]) -> Any:
    """Return a copy of a JSON value after some mutations: (kind, number of the position, new value)."""
    envelope_ = json.loads(json.dumps(base))
    for kind, number, value in steps:
        all_positions = positions(envelope_)
        if not all_positions:
            break
        container, key = all_positions[number % len(all_positions)]
        if kind == "put":
            container[key] = deepcopy(value)  # the same list at two positions could come to hold itself
        elif kind == "wrap":
            container[key] = [container[key]]
        elif isinstance(container, dict):
            old = container.pop(key)
            if kind == "rename":
                container[f"{value}"[:40]] = old
        else:
            del container[key]
    return envelope_


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """Generate the body of a malformed request."""
    steps = draw(st.lists(changes, min_size=0, max_size=6))
    body = json.dumps(mutated(draw(st.sampled_from(BASES)), steps)).encode()
    for number, inserted in draw(st.lists(edits, max_size=1) if steps else st.lists(edits, min_size=1, max_size=3)):
        offset = number % (len(body) + 1)
        body = body[:offset] + inserted + body[offset + (number % 3) :]
    return body


def is_well_formed(answer: Any) -> bool:
    """Tell whether Alexa accepts a response envelope."""
    response = answer["response"]
    for speech in (response.get("outputSpeech"), (response.get("reprompt") or {}).get("outputSpeech")):
        if speech:
            ElementTree.fromstring(speech["ssml"])
            assert speech["type"] == "SSML"
            assert len(speech["ssml"]) < 8000
    asks = response.get("shouldEndSession") is False
    return (
        answer["version"] == "1.0"
        and set(answer) <= {"version", "response", "sessionAttributes"}
        and set(response) <= {"outputSpeech", "reprompt", "card", "directives", "shouldEndSession"}
        and asks == ("reprompt" in response)
    )


class FuzzedEndpoint:
    """The web endpoint without verification, in a process of its own whose memory is measured; counts its responses."""

    def __init__(self) -> None:
        self.count, self.statuses = 0, Counter[int]()
        self.sizes: list[int] = []
        context = multiprocessing.get_context("spawn")
        self._pipe, child_pipe = context.Pipe()
        self._process = context.Process(target=_serve, args=(child_pipe,), daemon=True)
        self._process.start()

    def post(self, body: bytes) -> None:
        """Send a body; raises AssertionError where the response is not as it should be."""
        self._pipe.send(body)
        status, text, size = self._pipe.recv()
        self.count += 1
        self.statuses[status] += 1
        if size:
            self.sizes.append(size)
        if status == 200:
            assert is_well_formed(json.loads(text))
        else:
            assert 400 <= status < 500, status
            assert json.loads(text)["error"]


def _serve(pipe: "Connection[Any, Any]") -> None:
    """Answer bodies until the pipe is closed."""
    logging.getLogger("skill").setLevel(logging.CRITICAL)
    client: FlaskClient | None = None
    with suppress(EOFError):
        for count in range(sys.maxsize):
            body, size = pipe.recv(), 0
            if client is None or count % FRESH_EVERY == 0:
                services = FakeAlexaServices("America/New_York", reminders_permission=True)
                client = create_web(App(MemoryStore(), skill_id=SKILL, api_client=services), lambda: True).test_client()
                size = _resident()
            response = client.post("/alexa", data=body, content_type="application/json")
            pipe.send((response.status_code, response.get_data(as_text=True), size))


def fuzz(number: int) -> FuzzedEndpoint:
    """Send so many bodies; raises AssertionError where a response is not as it should be."""
    endpoint = FuzzedEndpoint()

    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(bodies())
    def send(body: bytes) -> None:
        endpoint.post(body)

    send()
    return endpoint


def _resident() -> int:
    with Path("/proc/self/status").open() as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


def main() -> int:
    """Fuzz, and report."""
    endpoint = fuzz(int(sys.argv[1]) if sys.argv[1:] else DEFAULT_REQUESTS)
    grown = endpoint.sizes[-1] - endpoint.sizes[len(endpoint.sizes) // 5]
    statuses = ", ".join(f"{count} times {status}" for status, count in sorted(endpoint.statuses.items()))
    sys.stdout.write(f"{endpoint.count} bodies: {statuses}; memory grew by {grown / 1024 / 1024:.1f} MiB\n")
    return 0 if grown < MAX_GROWTH_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
