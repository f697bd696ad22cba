"""API client with limits: Amazon's ApiClient has no time-out, reads a body of any size and follows redirects."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from ask_sdk_core.api_client import DefaultApiClient

from skill.deadline import Deadline, WorkerThreads, read_body

SERVICE_TIMEOUT_S = 2.0
"""For all calls of a turn together, up to the last byte of the last response; the turn's deadline holds as well."""

SOCKET_TIMEOUT_S = 1.0
"""To connect, and of each read from the socket."""

MAX_SERVICE_ANSWER_BYTES = 2**20

MAX_SERVICE_CALLS = 8
"""Concurrent calls, including abandoned ones that still hang. Fewer than the web server's threads, so that it answers
other requests while a service hangs."""

_threads = WorkerThreads(MAX_SERVICE_CALLS)


class DeadlineApiClient(DefaultApiClient):
    """The ApiClient of one turn: it calls until the turn's deadline, and for SERVICE_TIMEOUT_S at most."""

    def __init__(self, deadline: Deadline) -> None:
        """Take the turn's deadline; SERVICE_TIMEOUT_S begins now."""
        super().__init__()
        self._deadline = deadline.at_most(SERVICE_TIMEOUT_S)

    def _resolve_method(self, request: Any) -> Callable[..., Any]:
        return partial(self._call, super()._resolve_method(request))

    def _call(self, method: Callable[..., Any], **asked: Any) -> "_Answer":
        return _threads.call(partial(_answer, method, self._deadline, **asked), self._deadline)


class _Answer(NamedTuple):
    """The part of a response that the SDK reads."""

    status_code: int
    headers: Any
    text: str


def _answer(method: Callable[..., Any], deadline: Deadline, *, headers: dict[str, str], **asked: Any) -> _Answer:
    # A compressed body could be larger than MAX_SERVICE_ANSWER_BYTES after decompression.
    headers = {**headers, "Accept-Encoding": "identity"}
    with method(**asked, headers=headers, timeout=SOCKET_TIMEOUT_S, allow_redirects=False, stream=True) as response:
        body = read_body(response.raw, deadline, MAX_SERVICE_ANSWER_BYTES)
        return _Answer(response.status_code, response.headers, body.decode())
