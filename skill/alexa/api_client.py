"""API client with limits: calls Alexa's services by the interface of Amazon's ApiClient, within a turn's time.

The SDK's own client has no time-out, reads a body of any size, follows redirects, and takes 70 ms to import.
"""

import json
import os
from collections.abc import Mapping
from contextlib import closing
from functools import partial
from typing import Any, NamedTuple

import certifi

from skill.deadline import Deadline, WorkerThreads
from skill.http_transport import Transport, tls_context

SERVICE_TIMEOUT_S = 2.0
"""For all calls of a turn together, up to the last byte of the last response; the turn's deadline holds as well."""

SOCKET_TIMEOUT_S = 1.0
"""To connect, and of each read from the socket."""

MAX_SERVICE_ANSWER_BYTES = 2**20

MAX_SERVICE_CALLS = 8
"""Concurrent calls, including abandoned ones that still hang. Fewer than the web server's threads, so that it answers
other requests while a service hangs."""

_threads = WorkerThreads(MAX_SERVICE_CALLS)

# The variable is the one that the HTTP library of Amazon's SDK has for roots of one's own.
_tls = tls_context(os.environ.get("REQUESTS_CA_BUNDLE") or certifi.where())


class ApiResponse(NamedTuple):
    """What a service answered, with the names of Amazon's ApiClientResponse."""

    status_code: int
    body: str


class DeadlineApiClient:
    """The ApiClient of one turn: it calls until the turn's deadline, and for SERVICE_TIMEOUT_S at most."""

    def __init__(self, deadline: Deadline) -> None:
        """Take the turn's deadline; SERVICE_TIMEOUT_S begins now."""
        self._deadline = deadline.at_most(SERVICE_TIMEOUT_S)

    def invoke(self, request: Any) -> ApiResponse:
        """Send an ApiClientRequest and return the response; raises ValueError where it would be sent in the clear.

        Raises DeadlineExceededError, BusyError and what `Transport.send` raises.
        """
        if not request.url.lower().startswith("https://"):
            raise ValueError("a service is called over TLS alone")
        body = None if request.body is None else json.dumps(request.body).encode()
        return self._call(request.method, request.url, dict(request.headers), body)

    def _call(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> ApiResponse:
        return _threads.call(partial(_send, method, url, headers, body, self._deadline), self._deadline)


def _send(method: str, url: str, headers: Mapping[str, str], body: bytes | None, deadline: Deadline) -> ApiResponse:
    headers = {"User-Agent": "trust-steps", **headers}
    # Each call has a connection of its own: nothing tells whether a POST arrived on one that broke while it was idle.
    with closing(Transport(_tls, connect_timeout_s=SOCKET_TIMEOUT_S, read_timeout_s=SOCKET_TIMEOUT_S)) as transport:
        response, content = transport.send(method, url, headers, body, deadline, MAX_SERVICE_ANSWER_BYTES)
    return ApiResponse(response.status, content.decode())
