"""Fake of DynamoDB's endpoint with one response for every call, and of the endpoint of container credentials."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any

from tools.runtime_api import served

CREDENTIALS_TOKEN = "what-lets-a-function-ask-for-its-credentials"
"""Authorization token for the credentials endpoint."""

INIT_CREDENTIALS_LIFETIME = timedelta(minutes=5)
"""Lifetime of credentials given during initialisation: so short that botocore refreshes them before a call."""

NEVER_EXPIRES = "2099-01-01T00:00:00Z"

TABLE_FAULTS: Mapping[str, tuple[int, str]] = {
    "credentials": (400, "UnrecognizedClientException"),
    "throttled": (400, "ProvisionedThroughputExceededException"),
    "conflict": (400, "ConditionalCheckFailedException"),
    "broken": (500, "InternalServerError"),
}
"""By the name of a fault, the status and DynamoDB's error code."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the table."""

    operation: str
    key: str
    """The access key of its signature."""
    opened: str
    """The phase in which its connection was opened."""


@dataclass
class FakeTable:
    """A table without items that stores nothing."""

    address: str = ""
    fault: str | None = None
    """How calls fail: one of TABLE_FAULTS, or `silence`; only writes fail with a conflict."""
    phase: str = "init"
    """Name of the current phase of the test; credentials given in `init` expire soon."""
    calls: list[Call] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment variables of a function: its endpoint and its credentials."""
        keys = {"AWS_ACCESS_KEY_ID": "KEY-OF-VARIABLE", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}
        return {"AWS_ENDPOINT_URL_DYNAMODB": f"http://{self.address}", **keys}

    @property
    def snapstart(self) -> Mapping[str, str]:
        """The environment variables of a SnapStart function, which has to fetch its credentials."""
        return {
            "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start",
            "AWS_ENDPOINT_URL_DYNAMODB": f"http://{self.address}",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://{self.address}/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": CREDENTIALS_TOKEN,
        }

    def response_to(self, operation: str) -> tuple[int, Mapping[str, Any]]:
        """Return the status and body of the response to an operation."""
        if self.fault is None or (self.fault == "conflict" and operation != "PutItem"):
            return 200, {}
        status, name = TABLE_FAULTS[self.fault]
        return status, {"__type": f"com.amazonaws.dynamodb.v20120810#{name}", "message": "Fault of the test."}


@contextmanager
def fake_table(fault: str | None = None) -> Iterator[FakeTable]:
    """Serve a fake table until the block ends."""
    table = FakeTable(fault=fault)

    with served(partial(_Handler, table)) as table.address:
        try:
            yield table
        finally:
            table.over.set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, table: FakeTable, *connection: Any) -> None:
        self._table, self._opened = table, table.phase
        super().__init__(*connection)

    def do_GET(self) -> None:
        if (self.path, self.headers["Authorization"]) != ("/credentials", CREDENTIALS_TOKEN):
            self._send(403, {})
            return
        expires = (
            (datetime.now(UTC) + INIT_CREDENTIALS_LIFETIME).isoformat()
            if self._table.phase == "init"
            else NEVER_EXPIRES
        )
        key = f"KEY-OF-{self._table.phase.upper()}"
        self._send(200, {"AccessKeyId": key, "SecretAccessKey": "s", "Token": "t", "Expiration": expires})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        key = self.headers["Authorization"].partition("Credential=")[2].partition("/")[0]
        self._table.calls.append(Call(operation, key, self._opened))
        if self._table.fault == "silence":
            self._table.over.wait()
            self.close_connection = True
            return
        self._send(*self._table.response_to(operation))

    def _send(self, status: int, body: Mapping[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
        pass
