"""Amazon's ApiClient within limits: requests alone has no time-out, reads a body of any size and follows redirects."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from ask_sdk_core.api_client import DefaultApiClient

from skill.deadline import Deadline, WorkerThreads, read_body

TIMEOUT_S = 2.0
"""Of a turn's calls together, from the first to the last byte of the last answer; the turn's deadline holds as well."""

SOCKET_TIMEOUT_S = 1.0
"""To connect, and of each read from the socket."""

MAX_BODY_BYTES = 2**20

MAX_CALLS = 8
"""At a time, those included that were given up and still hang. Fewer than the web server's threads, so that it answers
other requests while a service hangs."""

_threads = WorkerThreads(MAX_CALLS)


class DeadlineApiClient(DefaultApiClient):
    """Calls the services of one turn until its deadline, and for TIMEOUT_S at most."""

    def __init__(self, deadline: Deadline) -> None:
        """Take the turn's deadline; the TIMEOUT_S begin now."""
        super().__init__()
        self._deadline = deadline.at_most(TIMEOUT_S)

    def _resolve_method(self, request: Any) -> Callable[..., Any]:
        return partial(self._call, super()._resolve_method(request))

    def _call(self, method: Callable[..., Any], **asked: Any) -> "_Answer":
        return _threads.call(partial(_answer, method, self._deadline, **asked), self._deadline)


class _Answer(NamedTuple):
    """What the SDK reads of a response."""

    status_code: int
    headers: Any
    text: str


def _answer(method: Callable[..., Any], deadline: Deadline, *, headers: dict[str, str], **asked: Any) -> _Answer:
    # A compressed body could be larger than what is read of it.
    headers = {**headers, "Accept-Encoding": "identity"}
    with method(**asked, headers=headers, timeout=SOCKET_TIMEOUT_S, allow_redirects=False, stream=True) as response:
        body = read_body(response.raw, deadline, MAX_BODY_BYTES)
        return _Answer(response.status_code, response.headers, body.decode())
