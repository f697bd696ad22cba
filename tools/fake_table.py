"""An endpoint in place of DynamoDB's that answers all alike, and the one that gives a restored function credentials."""

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
"""As AWS hands it to the function."""

SOON = timedelta(minutes=5)
"""Until credentials expire of a function that is being initialised: so soon that it asks for others before a call."""

FAR = "2099-01-01T00:00:00Z"

TABLE_FAULTS: Mapping[str, tuple[int, str]] = {
    "credentials": (400, "UnrecognizedClientException"),
    "throttled": (400, "ProvisionedThroughputExceededException"),
    "conflict": (400, "ConditionalCheckFailedException"),
    "broken": (500, "InternalServerError"),
}
"""By the name of a trouble: the status, and the error of DynamoDB's."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the table."""

    operation: str
    key: str
    """The access key that it was signed with."""
    opened: str
    """The era in which its connection was opened."""


@dataclass
class PretendTable:
    """A table that holds nothing and keeps nothing."""

    address: str = ""
    trouble: str | None = None
    """What becomes of requests: one of TABLE_FAULTS, or `silence`; a conflict is a write's alone."""
    era: str = "init"
    """What the test calls the time that it is. In `init` the credentials that are given out expire soon."""
    calls: list[Call] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    @property
    def variables(self) -> Mapping[str, str]:
        """Return the variables by which a function finds its table and its credentials."""
        keys = {"AWS_ACCESS_KEY_ID": "KEY-OF-VARIABLE", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}
        return {"AWS_ENDPOINT_URL_DYNAMODB": f"http://{self.address}", **keys}

    @property
    def snapstart(self) -> Mapping[str, str]:
        """Return the same for a function of which a snapshot is taken: it has to ask for its credentials."""
        return {
            "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start",
            "AWS_ENDPOINT_URL_DYNAMODB": f"http://{self.address}",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://{self.address}/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": CREDENTIALS_TOKEN,
        }

    def answer_to(self, operation: str) -> tuple[int, Mapping[str, Any]]:
        """Return the status and the body that answer an operation."""
        if self.trouble is None or (self.trouble == "conflict" and operation != "PutItem"):
            return 200, {}
        status, name = TABLE_FAULTS[self.trouble]
        return status, {"__type": f"com.amazonaws.dynamodb.v20120810#{name}", "message": "As it was asked to."}


@contextmanager
def pretend_table(trouble: str | None = None) -> Iterator[PretendTable]:
    """Serve a pretend table until the block ends."""
    table = PretendTable(trouble=trouble)

    with served(partial(_Door, table)) as table.address:
        try:
            yield table
        finally:
            table.over.set()


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, table: PretendTable, *connection: Any) -> None:
        self._table, self._opened = table, table.era
        super().__init__(*connection)

    def do_GET(self) -> None:
        if (self.path, self.headers["Authorization"]) != ("/credentials", CREDENTIALS_TOKEN):
            self._send(403, {})
            return
        expires = (datetime.now(UTC) + SOON).isoformat() if self._table.era == "init" else FAR
        key = f"KEY-OF-{self._table.era.upper()}"
        self._send(200, {"AccessKeyId": key, "SecretAccessKey": "s", "Token": "t", "Expiration": expires})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        key = self.headers["Authorization"].partition("Credential=")[2].partition("/")[0]
        self._table.calls.append(Call(operation, key, self._opened))
        if self._table.trouble == "silence":
            self._table.over.wait()
            self.close_connection = True
            return
        self._send(*self._table.answer_to(operation))

    def _send(self, status: int, body: Mapping[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
        pass
