"""A proxy in front of DynamoDB that counts calls and the capacity they consume, whatever client makes them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit

from tools.runtime_api import served

READS = frozenset(("GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"))


@dataclass(frozen=True, slots=True)
class Call:
    """One call."""

    operation: str
    units: float
    """Capacity units consumed: read units of a read, write units of a write."""

    @property
    def is_read(self) -> bool:
        """Tell whether it only reads."""
        return self.operation in READS


@dataclass
class Counter:
    """The proxy's endpoint, and what went through it."""

    endpoint: str
    calls: list[Call] = field(default_factory=list)

    def taken(self) -> list[Call]:
        """Return the calls since it was last asked."""
        taken, self.calls = self.calls, []
        return taken


@contextmanager
def counting(endpoint: str, tls: SSLContext | None = None) -> Iterator[Counter]:
    """Stand in front of an endpoint until the block ends, over TLS where a context is given."""
    counter = Counter("")
    with served(partial(_Door, endpoint, counter), tls) as address:
        counter.endpoint = f"{'https' if tls else 'http'}://{address}"
        yield counter


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer goes out whole and at once, as from AWS: no piece of it waits until the one before is acknowledged.
    disable_nagle_algorithm = True
    wbufsize = -1

    def __init__(self, endpoint: str, counter: Counter, *connection: Any) -> None:
        self._behind, self._counter = urlsplit(endpoint), counter
        super().__init__(*connection)

    def do_POST(self) -> None:
        """Hand a call on, asking what it consumes; the engine doesn't mind that the signature is of another body."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        asked = json.dumps({**json.loads(body), "ReturnConsumedCapacity": "TOTAL"}).encode()
        behind = HTTPConnection(self._behind.hostname or "", self._behind.port)
        headers = {
            name: value for name, value in self.headers.items() if name.lower() not in ("content-length", "host")
        }
        behind.request("POST", self.path, asked, headers)
        answer = behind.getresponse()
        said = answer.read()
        behind.close()
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        self._counter.calls.append(Call(operation, _units(json.loads(said).get("ConsumedCapacity"))))
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() in ("content-type", "x-amz-crc32", "x-amzn-requestid"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
        """Say nothing."""


def _units(consumed: Any) -> float:
    """Return the units of one call: it tells of one table, or of a list of them."""
    tables = consumed if isinstance(consumed, list) else [consumed] if consumed else []
    return float(sum(one["CapacityUnits"] for one in tables))
