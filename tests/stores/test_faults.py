"""Faults between the skill and its table: what is told then is so, and soon enough."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from skill.alexa.pretend import PretendAmazon
from skill.app import SECONDS, App
from skill.content.words import words
from skill.stores.aws import TRY_SECONDS, Client, Refused, Unanswered
from skill.stores.dynamodb import DynamoDBStore
from skill.stores.place import Place
from skill.stores.port import Conflict, Declined, Record, Unavailable
from skill.stores.sigv4 import Credentials
from tests.envelopes import envelope, speech
from tests.stores.contract import SAM, week
from tests.stores.faults import FAULTS, Plan, proxied
from tests.stores.lived import FIRST
from tests.stores.storm import CROWDS, Row, storm

NOWHERE = Place("http://127.0.0.1:9", "eu-west-1", lambda: Credentials("pretend", "pretend"))


@pytest.mark.engine
def test_a_storm_over_dynamodb_loses_nothing_doubles_nothing_and_is_told_as_it_is() -> None:
    if "AWS_ENDPOINT_URL_DYNAMODB" not in os.environ:
        pytest.fail("AWS_ENDPOINT_URL_DYNAMODB does not name an engine: make dynamodb starts one", pytrace=False)
    rows = storm(os.environ["AWS_ENDPOINT_URL_DYNAMODB"], goal=400, seconds=120)
    assert [row.name for row in rows if not row.is_sound] == []
    assert [row.name for row in rows if not row.injected] == []
    assert [row.name for row in rows][: len(FAULTS)] == [*FAULTS]


def test_a_row_is_sound_only_where_nothing_is_wrong() -> None:
    assert Row("any").is_sound
    assert not Row("any", lost=1).is_sound
    assert not Row("any", doubled=1).is_sound
    assert not Row("any", untruthful=1).is_sound
    row = Row("any")
    row.told["odd"] += 1
    assert not row.is_sound
    assert len(set(CROWDS)) == 2


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


@pytest.mark.parametrize("kind", [kind for kind in FAULTS if kind not in ("slow", "hung up")])
def test_every_fault_is_a_fault_and_what_it_says_of_the_call_is_so(kind: str) -> None:
    plan = Plan([kind], seed=1, share=1.0, slow=20)
    with engine() as (upstream, reached), proxied(upstream, plan) as endpoint:
        # Patient with all that answers in the end, so that a busy machine is not taken for a fault.
        limits = (0.6, 0.2) if kind.startswith("no answer") or kind == "drop by drop" else (30.0, 10.0)
        client = Client(at(endpoint), seconds=limits[0], try_seconds=limits[1], sleep=lambda _: None)
        with pytest.raises((Refused, Unanswered)) as given_up:
            client.call("GetItem", {})
        assert plan.injected[kind] >= 1
        assert bool(reached) is (kind not in NOT_DONE)
        # A throttled call is known not to have been carried out; of all others nobody can tell.
        assert given_up.value.is_unsure is (kind != "throttled")
        client.close()


@pytest.mark.parametrize("kind", ["slow", "hung up"])
def test_what_only_takes_its_time_or_hangs_up_afterwards_is_an_answer(kind: str) -> None:
    with engine() as (upstream, _), proxied(upstream, Plan([kind], seed=1, share=1.0, slow=0.05)) as endpoint:
        client = Client(at(endpoint))
        for _ in range(3):
            assert client.call("GetItem", {}) == {"Item": {"pk": {"S": "home"}}}
        client.close()


def test_a_plan_that_is_off_lets_everything_through() -> None:
    plan = Plan([*FAULTS], seed=1, share=1.0, is_on=False)
    assert [plan.next() for _ in range(5)] == [None] * 5


def at(endpoint: str) -> Place:
    return Place(endpoint, "eu-west-1", lambda: Credentials("pretend", "pretend"))


# Time, on a clock of its own


class Silence(Client):
    """A client whose tries take all the time they get, or as long as is said, and fail."""

    def __init__(self, *takes: float, throttled: bool = False) -> None:
        self.now = 0.0
        self.takes, self.throttled = [*takes], throttled
        super().__init__(NOWHERE, clock=lambda: self.clock.now, sleep=self.clock_sleep)
        self.clock = self

    def clock_sleep(self, seconds: float) -> None:
        self.clock.now += seconds

    def _tried(self, operation: str, body: bytes, seconds: float) -> dict[str, Any]:
        took = min(self.takes.pop(0), seconds) if self.takes else seconds
        self.clock.now += took
        if took < seconds and operation == "GetItem":
            return {}
        raise TimeoutError


def answered_by(client: Silence) -> str:
    app = App(
        DynamoDBStore("journeys", client, sleep=client.clock_sleep),
        api_client=PretendAmazon("America/New_York"),
        clock=lambda: client.now,
        sleep=client.clock_sleep,
    )
    return speech(app.answer(envelope("LogKeptCommitmentIntent", at=FIRST)))


@pytest.mark.parametrize("load", [0.0, 0.5, 0.99, 1.0, 5.0])
def test_a_turn_is_over_within_five_seconds_however_long_its_table_takes(load: float) -> None:
    client = Silence(load)
    told = answered_by(client)
    assert told in {trouble("unsure"), trouble("unreachable")}
    assert client.now <= SECONDS < 5


@pytest.mark.parametrize("way", ["me", "all"])
def test_forgetting_is_over_within_five_seconds_however_long_its_table_takes(way: str) -> None:
    client = Silence()
    app = App(DynamoDBStore("journeys", client, sleep=client.clock_sleep), clock=lambda: client.now)
    attributes = {"asking": f"forget.{way}", "state": {}, "asked": "everyone"}
    assert speech(app.answer(envelope("AMAZON.YesIntent", attributes=attributes))) == trouble("unforgotten")
    assert client.now <= SECONDS


def test_who_disabled_the_skill_is_not_told_as_forgotten_where_nobody_answers() -> None:
    client = Silence()
    sent = envelope("LaunchRequest")
    del sent["session"]
    sent["request"] |= {"type": "AlexaSkillEvent.SkillDisabled"}
    sent["request"]["body"] = {"userInformationPersistenceStatus": "NOT_PERSISTED"}
    with pytest.raises(Unavailable):
        App(DynamoDBStore("journeys", client, sleep=client.clock_sleep)).answer(sent)
    assert client.now <= SECONDS


def test_calls_share_what_time_there_is() -> None:
    client = Silence()
    patient = client.within(2.5)
    for _ in range(2):
        with pytest.raises(Unanswered) as given_up:
            patient.call("PutItem", {})
        assert given_up.value.is_unsure
    assert client.now == pytest.approx(2.5, abs=0.2)
    with pytest.raises(Unanswered) as given_up:
        patient.call("PutItem", {})
    assert not given_up.value.is_unsure  # it was not even sent
    assert TRY_SECONDS < 2.5


# What is known of a write


class Script(Client):
    """A client that gets these answers, one for each try."""

    def __init__(self, *answers: Mapping[str, Any] | Exception) -> None:
        super().__init__(NOWHERE, sleep=lambda _: None)
        self.answers = [*answers]

    def _tried(self, operation: str, body: bytes, seconds: float) -> dict[str, Any]:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return dict(answer)


def item(version: int, body: str) -> dict[str, Any]:
    return {"pk": {"S": "home"}, "sk": {"S": "SPEAKER#sam"}, "version": {"N": str(version)}, "body": {"S": body}}


def another_kept(version: int, body: str) -> Refused:
    return Refused("ConditionalCheckFailedException", {"Item": item(version, body)})


def saving(*answers: Mapping[str, Any] | Exception) -> None:
    DynamoDBStore("journeys", Script(*answers)).save(SAM, Record(2, "ours"))


def test_a_put_that_finds_what_it_wrote_itself_has_succeeded() -> None:
    saving(TimeoutError(), another_kept(2, "ours"))


def test_a_put_that_finds_what_came_after_it_may_have_been_carried_out() -> None:
    with pytest.raises(Unavailable) as unknown:
        saving(TimeoutError(), another_kept(3, "theirs on top of ours"))
    assert not isinstance(unknown.value, Declined)


def test_a_put_that_finds_another_at_once_was_not_carried_out() -> None:
    with pytest.raises(Conflict):
        saving(another_kept(2, "theirs"))


def test_what_was_throttled_and_nothing_else_was_not_written() -> None:
    with pytest.raises(Declined):
        saving(Refused("ValidationException", {}))
    with pytest.raises(Unavailable) as unknown:
        saving(TimeoutError(), Refused("ValidationException", {}))
    assert not isinstance(unknown.value, Declined)


def cancelled(version: int, body: str) -> Refused:
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Item": item(version, body)}]
    return Refused("TransactionCanceledException", {"CancellationReasons": reasons})


def test_with_a_week_it_is_the_same() -> None:
    def saving(*answers: Mapping[str, Any] | Exception) -> None:
        DynamoDBStore("journeys", Script(*answers)).save(SAM, Record(2, "ours"), week(1))

    saving(TimeoutError(), cancelled(2, "ours"))
    with pytest.raises(Conflict):
        saving(cancelled(2, "theirs"))
    with pytest.raises(Unavailable) as unknown:
        saving(TimeoutError(), cancelled(3, "theirs on top of ours"))
    assert not isinstance(unknown.value, Declined)


def trouble(name: str) -> str:
    return str(words("en-US").find(f"trouble.{name}"))
