"""The WSGI application: a malformed request gets 4xx with a reason, and never a 500."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from skill.app import App
from skill.server.wsgi_app import MAX_BODY_BYTES, create_web
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from skill.stores.sqlite import SQLiteStore
from tools.envelopes import SKILL, envelope, speech


@pytest.fixture
def web(tmp_path: Path) -> Iterator[FlaskClient]:
    store = SQLiteStore(tmp_path / "journeys.sqlite3")
    app = App(store, skill_id=SKILL, api_client=FakeAlexaServices("America/New_York"))
    yield create_web(app, store.ping).test_client()
    store.close()


def test_a_request_of_alexas_is_answered(web: FlaskClient) -> None:
    answer = web.post("/alexa", json=envelope("StreakIntent"))
    assert answer.status_code == 200
    assert speech(answer.get_json())


BODIES: dict[str, bytes] = {
    "nothing": b"",
    "broken JSON": b"{",
    "not UTF-8": b"\xff\xfe",
    "an array": b"[]",
    "a text": b'"hello"',
    "null": b"null",
    "a number": b"7",
    "no request": b"{}",
    "a bad timestamp": json.dumps(envelope() | {"request": {**envelope()["request"], "timestamp": "soon"}}).encode(),
    "a depth that no parser likes": b"[" * 100_000,
}


@pytest.mark.parametrize("what", BODIES)
def test_what_is_no_request_gets_400_and_a_reason(web: FlaskClient, what: str) -> None:
    answer = web.post("/alexa", data=BODIES[what], content_type="application/json")
    assert answer.status_code == 400
    assert answer.get_json()["error"]


def test_an_unknown_request_type_gets_no_speech(web: FlaskClient) -> None:
    asked = envelope()
    asked["request"]["type"] = "Something.New"
    answer = web.post("/alexa", json=asked)
    assert answer.status_code == 200
    assert answer.get_json()["response"] == {}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("request", "intent"), None),
        (("request", "intent"), "StreakIntent"),
        (("request", "intent"), {"name": 7}),
        (("request", "intent", "slots"), []),
        (("request", "intent", "slots"), {"day": None}),
        (("request", "intent", "slots"), {"day": {"name": "day", "value": ["x"]}}),
        (("request", "locale"), 7),
        (("session", "attributes"), "x"),
        (("session", "attributes"), {"question": ["x"], "asked": 7, "state": 3, "last_reply": {}}),
        (("context", "System", "device"), "kitchen"),
        (("context", "System", "person"), {"personId": 7}),
        (("context", "System"), []),
    ],
)
def test_a_part_of_the_wrong_type_is_never_a_500(web: FlaskClient, path: tuple[str, ...], value: object) -> None:
    asked = envelope("LogKeptCommitmentIntent")
    place = asked
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    answer = web.post("/alexa", json=asked)
    assert answer.status_code in (200, 400)
    assert answer.get_json()


def test_a_body_that_is_too_large_is_refused(web: FlaskClient) -> None:
    answer = web.post("/alexa", data=b" " * (MAX_BODY_BYTES + 1), content_type="application/json")
    assert answer.status_code == 413
    assert answer.get_json()["error"]


def test_other_ways_in_are_refused_with_a_reason(web: FlaskClient) -> None:
    assert web.get("/alexa").status_code == 405
    answer = web.get("/nowhere")
    assert answer.status_code == 404
    assert answer.get_json()["error"]


def test_health_is_that_of_the_store(web: FlaskClient) -> None:
    assert web.get("/healthz").status_code == 200
    app = App(MemoryStore(), skill_id=SKILL)
    assert create_web(app, lambda: False).test_client().get("/healthz").status_code == 503
