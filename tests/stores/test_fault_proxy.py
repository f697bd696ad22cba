"""Faults between the skill and its table: the reply is true, and comes in time."""

import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from skill.app import App
from skill.deadline import Deadline
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.dynamodb import DynamoDBStore
from skill.stores.dynamodb_client import MAX_FAILED_ATTEMPTS, CallError
from skill.stores.store import UnavailableError
from skill.texts.catalog import catalog
from tools.chaos_dynamodb import CONCURRENT_KINDS, Result, run_faults
from tools.dynamodb_table import client_at
from tools.envelopes import envelope, speech
from tools.fault_proxy import PROXY_FAULTS, Plan, proxied
from tools.simulated_year import FIRST

HANG_GUARD_S = 20.0
"""A turn that takes longer hangs; all that are answered here have a second."""


@pytest.mark.engine
def test_faults_before_dynamodb_lose_nothing_double_nothing_and_are_reported_truly() -> None:
    if "AWS_ENDPOINT_URL_DYNAMODB" not in os.environ:
        pytest.fail("AWS_ENDPOINT_URL_DYNAMODB does not name DynamoDB Local: make dynamodb starts it", pytrace=False)
    rows = run_faults(os.environ["AWS_ENDPOINT_URL_DYNAMODB"], min_faults=400, seconds=120)
    assert [row.name for row in rows if not row.is_sound] == []
    assert [row.name for row in rows if not row.injected] == []
    assert [row.name for row in rows][: len(PROXY_FAULTS)] == [*PROXY_FAULTS]


def test_a_row_is_sound_only_where_nothing_is_wrong() -> None:
    assert Result("any").is_sound
    assert not Result("any", lost=1).is_sound
    assert not Result("any", doubled=1).is_sound
    assert not Result("any", untruthful=1).is_sound
    row = Result("any")
    row.reported["odd"] += 1
    assert not row.is_sound
    assert len(set(CONCURRENT_KINDS)) == 2


# The proxy itself, in front of something that always answers alike


ANSWER = b'{"Item": {"pk": {"S": "home"}}}'


@contextmanager
def engine() -> Iterator[tuple[str, list[bytes]]]:
    """Serve something that answers every call alike; yield its endpoint and the calls that reached it."""
    reached = list[bytes]()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            reached.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", str(len(ANSWER)))
            self.end_headers()
            self.wfile.write(ANSWER)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", reached
    finally:
        server.shutdown()
        server.server_close()


NOT_DONE = {"throttled", "500, not done", "503", "no answer, not done", "reset, not done"}


@pytest.mark.parametrize("kind", [kind for kind in PROXY_FAULTS if kind not in ("slow", "hung up")])
def test_every_fault_is_a_fault_and_what_it_says_of_the_call_is_so(kind: str) -> None:
    plan = Plan([kind], seed=1, share=1.0, slow=20)
    with engine() as (upstream, reached), proxied(upstream, plan) as endpoint:
        # Patient with all that answers in the end, so that a busy machine is not taken for a fault.
        is_slow = kind.startswith("no answer") or kind == "drop by drop"
        client = client_at(endpoint, timeout_s=0.2 if is_slow else 10.0)
        with pytest.raises(CallError) as given_up:
            client.within(Deadline(1.0 if is_slow else HANG_GUARD_S)).call("get_item")
        assert plan.injected[kind] >= 1
        assert bool(reached) is (kind not in NOT_DONE)
        # A throttled call is known not to have been carried out; any other one is ambiguous.
        assert given_up.value.is_ambiguous is (kind != "throttled")
        client.close()


@pytest.mark.parametrize("kind", ["slow", "hung up"])
def test_what_only_takes_its_time_or_hangs_up_afterwards_is_an_answer(kind: str) -> None:
    with engine() as (upstream, _), proxied(upstream, Plan([kind], seed=1, share=1.0, slow=0.05)) as endpoint:
        client = client_at(endpoint)
        for _ in range(3):
            assert client.call("get_item")["Item"] == {"pk": {"S": "home"}}
        client.close()


def test_a_plan_that_is_off_lets_everything_through() -> None:
    plan = Plan([*PROXY_FAULTS], seed=1, share=1.0, is_on=False)
    assert [plan.next() for _ in range(5)] == [None] * 5


# Whole turns


SLOW_FAULTS = ("no answer, done", "no answer, not done", "drop by drop", "reset, done", "throttled", "500, done")


@contextmanager
def turns(kind: str, upstream: str, **options: Any) -> Iterator[tuple[App, Plan]]:
    """Yield an app whose every call to its table fails in a way, and the plan that counts them."""
    plan = Plan([kind], seed=1, share=1.0, slow=20)
    with proxied(upstream, plan) as endpoint:
        client = client_at(endpoint, timeout_s=0.3)
        amazon = FakeAlexaServices("America/New_York")
        yield App(DynamoDBStore("journeys", client), api_client=amazon, **{"timeout_s": 1.0, **options}), plan
        client.close()


FORGET_ME, FORGET_ALL = (
    envelope("AMAZON.YesIntent", attributes={"question": f"forget.{way}", "state": {}, "asked": "everyone"})
    for way in ("me", "all")
)

ASKED: list[tuple[Mapping[str, Any], set[str]]] = [
    (envelope("LogKeptCommitmentIntent", at=FIRST), {"unreachable"}),
    (FORGET_ME, {"unforgotten"}),
    (FORGET_ALL, {"unforgotten"}),
]


@pytest.mark.parametrize("kind", SLOW_FAULTS)
@pytest.mark.parametrize(("asked", "told"), ASKED)
def test_a_turn_ends_in_time_however_its_table_fails(kind: str, asked: Mapping[str, Any], told: set[str]) -> None:
    with engine() as (upstream, _), turns(kind, upstream) as (app, plan):
        began = time.monotonic()
        assert speech(app.answer(asked)) in {trouble(one) for one in told}
        assert time.monotonic() - began < HANG_GUARD_S
        assert 1 <= sum(plan.injected.values()) <= MAX_FAILED_ATTEMPTS


def test_a_disabled_event_fails_while_the_table_gives_no_answer() -> None:
    sent = envelope("LaunchRequest")
    del sent["session"]
    sent["request"] |= {"type": "AlexaSkillEvent.SkillDisabled"}
    sent["request"]["body"] = {"userInformationPersistenceStatus": "NOT_PERSISTED"}
    with engine() as (upstream, _), turns("no answer, not done", upstream) as (app, _), pytest.raises(UnavailableError):
        app.answer(sent)


def trouble(name: str) -> str:
    return str(catalog("en-US").lookup(f"errors.{name}"))
