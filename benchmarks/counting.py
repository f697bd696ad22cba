"""Counting proxy in front of DynamoDB: it counts calls and the capacity units that they consume."""

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
    """One call to DynamoDB."""

    operation: str
    units: float
    """Capacity units consumed: read units of a read, write units of a write."""

    @property
    def is_read(self) -> bool:
        """Tell whether it only reads."""
        return self.operation in READS


@dataclass
class Counter:
    """The proxy's endpoint, and the calls that went through it."""

    endpoint: str
    calls: list[Call] = field(default_factory=list)

    def taken(self) -> list[Call]:
        """Return the calls since the last time."""
        calls, self.calls = self.calls, []
        return calls


@contextmanager
def counting(endpoint: str, tls: SSLContext | None = None) -> Iterator[Counter]:
    """Run the proxy for an endpoint until the block ends, over TLS where a context is given."""
    counter = Counter("")
    with served(partial(_Proxy, endpoint, counter), tls) as address:
        counter.endpoint = f"{'https' if tls else 'http'}://{address}"
        yield counter


class _Proxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer goes out whole and at once, as from AWS: no piece of it waits until the one before is acknowledged.
    disable_nagle_algorithm = True
    wbufsize = -1

    def __init__(self, endpoint: str, counter: Counter, *connection: Any) -> None:
        self._target, self._counter = urlsplit(endpoint), counter
        super().__init__(*connection)

    def do_POST(self) -> None:
        """Forward a call, asking for its consumed capacity; the engine accepts the signature of another body."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        counted_body = json.dumps({**json.loads(body), "ReturnConsumedCapacity": "TOTAL"}).encode()
        connection = HTTPConnection(self._target.hostname or "", self._target.port)
        headers = {
            name: value for name, value in self.headers.items() if name.lower() not in ("content-length", "host")
        }
        connection.request("POST", self.path, counted_body, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        self._counter.calls.append(Call(operation, _units(json.loads(content).get("ConsumedCapacity"))))
        self.send_response(response.status)
        for name, value in response.getheaders():
            if name.lower() in ("content-type", "x-amz-crc32", "x-amzn-requestid"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
        """Log nothing."""


def _units(consumed: Any) -> float:
    """Return the capacity units of one call, whose answer has one table or a list of them."""
    tables = consumed if isinstance(consumed, list) else [consumed] if consumed else []
    return float(sum(table["CapacityUnits"] for table in tables))
