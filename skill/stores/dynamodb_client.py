"""DynamoDB by boto3 within limits: the time of a turn, the number of its attempts, the size of an answer.

botocore alone waits for a server that sends byte by byte and for a name that is not resolved, reads an answer of any
size, and takes one that is no JSON, or has the wrong checksum on the last attempt, for an empty answer.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any, Self
from zlib import crc32

import boto3.session
import botocore
from botocore import exceptions
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from urllib3.exceptions import HTTPError

from skill.deadline import BusyError, Deadline, DeadlineExceededError, TooLargeError, WorkerThreads, read_body
from skill.errors import TrustStepsError

CONNECT_TIMEOUT_S = 1.0

READ_TIMEOUT_S = 1.0
"""Of each read from the socket. DynamoDB answers within some milliseconds; a turn has time for a second attempt."""

CALL_TIMEOUT_S = 10.0
"""Of a call outside of a turn, such as one of an export."""

MAX_ATTEMPTS = 3
"""Of one call, botocore's retries included."""

MAX_FAILED_ATTEMPTS = 4
"""Of a turn. With the two reads of a turn whose write fails, DynamoDB gets six requests at most."""

MAX_ANSWER_BYTES = 4 * 2**20
"""A page of items holds 1 MB, which JSON makes somewhat more. Parsed, a body takes up to 25 times its bytes."""

MAX_CALLS = 32
"""At a time, those included that were given up and still hang."""

THROTTLED = frozenset(
    ("ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException", "ThrottlingError")
)

IN_PROGRESS = "TransactionInProgressException"
"""An earlier attempt of the same transaction is being carried out."""

PASSING = THROTTLED | {IN_PROGRESS, "ProvisionedThroughputExceeded"}
"""Codes of refusals, or of reasons for which a transaction is cancelled, that a later attempt may not get."""

CONDITION_FAILED = frozenset(("ConditionalCheckFailedException", "ConditionalCheckFailed"))

CONFLICTS = CONDITION_FAILED | {"TransactionConflictException", "TransactionConflict"}
"""Codes that say: another write was first, or is being carried out."""

CANCELLED = "TransactionCanceledException"

OK, TOO_MANY_REQUESTS, SERVER_ERROR = 200, 429, 500

_NOT_SENT = (exceptions.ConnectTimeoutError, exceptions.EndpointConnectionError, exceptions.ProxyConnectionError)
"""Failures before anything was sent."""


class CallError(TrustStepsError):
    """A call that failed. Its message has nothing of what was sent."""

    is_unsure = False
    """Whether the call may have been carried out all the same."""
    is_final = True
    """Whether no other attempt is worth while in this turn."""
    is_conflict = False
    """Whether another write was first, or is being carried out."""
    kept: Mapping[str, Any] | None = None
    """The item on which the condition of a write failed, empty where there is none; None for any other failure."""


class UnreadableAnswerError(exceptions.HTTPClientError):
    """An answer that is too large, cut off, garbled or no JSON object; botocore tries again."""

    fmt = "The answer can't be read: {reason}"


class _NoAttemptError(TrustStepsError):
    """There is no time or no attempt left in the turn; botocore does not try again."""


@dataclass
class _Turn:
    """What is left for the calls of a turn."""

    deadline: Deadline
    failed: int = 0
    """Attempts that failed."""


@dataclass
class _Call:
    """A call and its attempts."""

    turn: _Turn
    is_sent: bool = True
    attempts: int = 0
    is_unsure: bool = False
    """Whether one of the attempts may have been carried out."""
    _was_unsure: bool = False

    def begin(self) -> None:
        """Note that an attempt begins, or raise where none may."""
        if self.turn.deadline.is_over or self.turn.failed + self.attempts >= MAX_FAILED_ATTEMPTS:
            raise _NoAttemptError
        self.attempts += 1
        self._was_unsure, self.is_unsure = self.is_unsure, True

    def was_not_carried_out(self) -> None:
        """Note this of the last attempt."""
        self.is_unsure = self._was_unsure


_current: ContextVar[_Call] = ContextVar("call")
"""The call that a thread makes."""


class DynamoDBClient:
    """One boto3 client. Safe to call from many threads; connections are kept and used again."""

    def __init__(
        self, *, connect_timeout_s: float = CONNECT_TIMEOUT_S, read_timeout_s: float = READ_TIMEOUT_S, **options: Any
    ) -> None:
        """Make the client; nothing is sent. `options` are boto3's, by default as its environment variables say."""
        config = Config(
            connect_timeout=connect_timeout_s,
            read_timeout=read_timeout_s,
            retries={"mode": "standard", "total_max_attempts": MAX_ATTEMPTS},
            max_pool_connections=MAX_CALLS,
            parameter_validation=False,
            # One that is fixed; botocore would put its own together anew for every call.
            user_agent=f"trust-steps botocore/{botocore.__version__}",
        )
        self._boto3: Any = boto3.session.Session().client("dynamodb", config=config, **options)
        endpoint = self._boto3._endpoint  # noqa: SLF001 - botocore has no setting for the session that sends
        endpoint.http_session = _LimitedSession(endpoint.http_session)
        self._threads = WorkerThreads(MAX_CALLS)
        self.turn: _Turn | None = None
        self._prime()

    def within(self, deadline: Deadline) -> Self:
        """Return the same client for a turn, whose calls end by its deadline."""
        client = copy(self)
        client.turn = _Turn(deadline)
        return client

    def call(self, operation: str, **asked: Any) -> dict[str, Any]:
        """Return the answer to an operation, by the name of boto3's method, such as get_item; raises CallError."""
        call = _Call(self.turn or _Turn(Deadline(CALL_TIMEOUT_S)))
        try:
            answer = self._threads.call(partial(self._run, operation, asked, call), call.turn.deadline)
        except Exception as error:  # noqa: BLE001 - botocore's parser raises anything over an odd answer
            failure = _failure(error, call)
            call.turn.failed += call.attempts - 1 if failure.is_conflict else call.attempts
            failure.is_final |= call.turn.deadline.is_over or call.turn.failed >= MAX_FAILED_ATTEMPTS
            raise failure from None  # botocore's messages may quote what was sent
        call.turn.failed += call.attempts - 1
        return answer

    def close(self) -> None:
        """Close the connections that are idle."""
        self._boto3.close()

    def _prime(self) -> None:
        """Make a read and a write and send neither, so that a snapshot holds all that botocore makes for a first call.

        Not in a thread of the pool: what copies the process may not copy its threads.
        """
        "name".encode("idna")  # as every host is, by a codec that takes long to import
        calls: Mapping[str, Mapping[str, Any]] = {"get_item": {"Key": {}}, "put_item": {"Item": {}}}
        for operation, asked in calls.items():
            call = _Call(_Turn(Deadline(CALL_TIMEOUT_S)), is_sent=False)
            with suppress(exceptions.BotoCoreError, RuntimeError):  # there may be no keys yet, or expired ones
                self._run(operation, {"TableName": "none", **asked}, call)

    def _run(self, operation: str, asked: Mapping[str, Any], call: _Call) -> dict[str, Any]:
        _current.set(call)
        answer: dict[str, Any] = getattr(self._boto3, operation)(**asked)
        return answer


class _LimitedSession:
    """botocore's HTTP session, which sends each attempt, within the limits of the call."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def send(self, request: Any) -> Any:
        """Send a request, and return the response with its body read and checked."""
        call = _current.get()
        if not call.is_sent:
            return AWSResponse(request.url, OK, HTTPHeaders(), _Content(b"{}"))
        call.begin()
        request.stream_output = True  # so that the body is left to be read here
        try:
            response = self._session.send(request)
        except _NOT_SENT:
            call.was_not_carried_out()
            raise
        content = _content(response, call.turn.deadline)
        if response.status_code < SERVER_ERROR:
            answer = _checked(response, content)
            if response.status_code != OK and not str(answer.get("__type")).endswith(IN_PROGRESS):
                call.was_not_carried_out()
        response.raw = _Content(content)
        return response

    def close(self) -> None:
        self._session.close()


class _Content:
    """A body that was read."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> list[bytes]:
        return [self._content]


def _content(response: Any, deadline: Deadline) -> bytes:
    try:
        return read_body(response.raw, deadline, MAX_ANSWER_BYTES)
    except (HTTPError, DeadlineExceededError, TooLargeError) as error:
        raise UnreadableAnswerError(reason=type(error).__name__) from error


def _checked(response: Any, content: bytes) -> Mapping[str, Any]:
    """Return the JSON object that an answer is."""
    try:
        checksum = response.headers.get("x-amz-crc32")
        if checksum is not None and int(checksum) != crc32(content):
            raise UnreadableAnswerError(reason="wrong checksum")
        answer = json.loads(content)
    except (ValueError, RecursionError):
        raise UnreadableAnswerError(reason="not JSON") from None
    if not isinstance(answer, dict):
        raise UnreadableAnswerError(reason="no object")
    return answer


def _failure(error: Exception, call: _Call) -> CallError:
    """Return what is to be known of a failed call."""
    if isinstance(error, exceptions.ClientError):
        return _refusal(error, call)
    failure = CallError(f"DynamoDB did not answer: {type(error).__name__}")
    failure.is_unsure = call.is_unsure
    # What botocore itself lacks, such as credentials, it will lack again.
    is_network = isinstance(error, exceptions.ConnectionError | exceptions.HTTPClientError)
    lacks = isinstance(error, exceptions.BotoCoreError) and not is_network
    failure.is_final = lacks or isinstance(error, _NoAttemptError | DeadlineExceededError | BusyError)
    return failure


def _refusal(error: exceptions.ClientError, call: _Call) -> CallError:
    response: Any = error.response
    code, status = response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]
    reasons = {code: response}
    if code == CANCELLED:
        listed = [one for one in response.get("CancellationReasons") or () if isinstance(one, Mapping)]
        reasons = {one.get("Code"): one for one in listed if one.get("Code") not in (None, "None")}
    failure = CallError(f"DynamoDB refused: {code}")
    failure.is_unsure = call.is_unsure
    failure.is_conflict = not CONFLICTS.isdisjoint(reasons) and reasons.keys() <= CONFLICTS | PASSING
    failure.is_final = SERVER_ERROR > status != TOO_MANY_REQUESTS and not reasons.keys() <= CONFLICTS | PASSING
    for name in CONDITION_FAILED & reasons.keys():
        failure.kept = reasons[name].get("Item") or {}
    return failure
