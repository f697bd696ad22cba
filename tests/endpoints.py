"""Skill endpoints for transcripts: the Lambda handler and the web server."""

import atexit
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from skill.alexa.request import instant
from skill.app import App
from skill.http_transport import Transport
from skill.server.request_verifier import SignatureVerifier, TimestampVerifier
from skill.server.signing_certificates import CertificateCache
from skill.server.wsgi_app import create_web
from skill.simulator.alexa_services import FakeAlexaServices
from skill.simulator.echo import SIMULATED_API_ENDPOINT, SIMULATED_SKILL_ID, SkillEndpoint
from skill.stores.sqlite import SQLiteStore
from tools.alexa_certificates import authority, signed
from tools.dynamodb_table import client_at, create_table, moto

TABLE = "trust-steps"


@contextmanager
def lambda_endpoint(amazon: FakeAlexaServices) -> Iterator[SkillEndpoint]:
    """Yield the Lambda handler on a DynamoDB table; what it asks of Amazon over HTTP, the pretend one answers."""
    with pytest.MonkeyPatch.context() as patch:
        endpoint = _dynamodb()
        for name, value in {
            "TRUST_STEPS_SKILL_ID": SIMULATED_SKILL_ID,
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "pretend",
            "AWS_SECRET_ACCESS_KEY": "pretend",
            "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
        }.items():
            patch.setenv(name, value)
        table = f"{TABLE}-{uuid4()}"
        patch.setenv("TRUST_STEPS_TABLE", table)
        create_table(client_at(endpoint), table)
        patch.setattr(Transport, "send", _send_to(amazon, Transport.send))
        sys.modules.pop("lambda.handler", None)
        yield lambda envelope: importlib.import_module("lambda.handler").handler(envelope, None)


@cache
def _dynamodb() -> str:
    """Return the endpoint of moto's DynamoDB, which runs until the tests end: every conversation has its own table."""
    server = moto()
    atexit.register(server.__exit__, None, None, None)
    return server.__enter__()


@contextmanager
def web_endpoint(amazon: FakeAlexaServices, folder: Path) -> Iterator[SkillEndpoint]:
    """Yield a POST to the web server on an SQLite store, signed as Alexa signs it, at the moment that it tells."""
    store = SQLiteStore(folder / "journeys.sqlite3")
    store.location = "cloud"  # a transcript is the same through both endpoints, and the location would differ
    app = App(store, skill_id=SIMULATED_SKILL_ID, api_client=amazon)
    told = [datetime.now(UTC)]
    chains = CertificateCache(lambda path: authority().chain, [authority().root.certificate])
    verifiers = [TimestampVerifier(lambda: told[0]), SignatureVerifier(chains)]
    client = create_web(app, store.ping, verifiers).test_client()

    def post(envelope: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps(envelope).encode()
        told[0] = instant(envelope["request"]["timestamp"])
        answer: dict[str, Any] = client.post("/alexa", data=body, headers=signed(body)).get_json()
        return answer

    yield post
    store.close()


def _send_to(amazon: FakeAlexaServices, send: Callable[..., Any]) -> Callable[..., Any]:
    """Return a `Transport.send` that lets the fake answer what is sent to Alexa's services, and sends all else."""

    def answer(transport: Transport, method: str, url: str, headers: Any, body: bytes | None, *limits: Any) -> Any:
        if not url.startswith(f"{SIMULATED_API_ENDPOINT}/"):
            return send(transport, method, url, headers, body, *limits)
        value = None if body is None else json.loads(body)
        found = amazon.invoke(SimpleNamespace(method=method, url=url, body=value, headers=headers))
        return SimpleNamespace(status=found.status_code), found.body.encode()

    return answer
