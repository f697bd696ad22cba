"""DynamoDB client: boto3's, with limits for a turn's time and attempts and a response's size.

boto3 alone waits for a server that sends byte by byte and for a name that is not resolved, reads a response of any
size, and takes one that is no JSON, or has the wrong checksum on the last attempt, for an empty response.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any, Self
from zlib import crc32

import boto3
import botocore.session
import certifi
from botocore import exceptions
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from urllib3.exceptions import SSLError

from skill.deadline import BusyError, Deadline, DeadlineExceededError, TooLargeError, WorkerThreads
from skill.errors import TrustStepsError
from skill.http_transport import NoResponseError, NotSentError, Transport, tls_context

CONNECT_TIMEOUT_S = 1.0

READ_TIMEOUT_S = 1.0
"""Of each read from the socket. DynamoDB answers within some milliseconds; a turn has time for a second attempt."""

CALL_TIMEOUT_S = 10.0
"""Of a call outside of a turn, such as one of an export."""

MAX_ATTEMPTS = 3
"""Of one call, botocore's retries included."""

MAX_FAILED_ATTEMPTS = 4
"""Of a turn. With the two reads of a turn whose write fails, DynamoDB gets six requests at most."""

MAX_RESPONSE_BYTES = 4 * 2**20
"""A page of items holds 1 MB, which JSON makes somewhat more. Parsed, a body takes up to 25 times its bytes."""

MAX_CALLS = 32
"""Calls at a time, those included that were abandoned and still hang."""

THROTTLED = frozenset(
    ("ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException", "ThrottlingError")
)

IN_PROGRESS = "TransactionInProgressException"
"""An earlier attempt of the same transaction is being carried out."""

TRANSIENT = THROTTLED | {IN_PROGRESS, "ProvisionedThroughputExceeded"}
"""Codes of transient refusals, or of transient reasons for which a transaction was cancelled."""

CONDITION_FAILED = frozenset(("ConditionalCheckFailedException", "ConditionalCheckFailed"))

CONFLICTS = CONDITION_FAILED | {"TransactionConflictException", "TransactionConflict"}
"""Codes of a write that another one preceded, or that meets one under way."""

CANCELLED = "TransactionCanceledException"

OK, TOO_MANY_REQUESTS, SERVER_ERROR = 200, 429, 500

PRIMING_RESPONSE = b'{"Item": {"pk": {"S": ""}, "version": {"N": "1"}}}'
"""What botocore is given to parse for a call that is not sent."""


class CallError(TrustStepsError):
    """A call that failed. Its message has nothing of the request, which is private."""

    code: str | None = None
    """DynamoDB's code of the refusal; None where there was no response."""
    is_ambiguous = False
    """Whether the call may have been carried out although it failed."""
    is_final = True
    """Whether another attempt in this turn can't succeed."""
    is_conflict = False
    """Whether another write came first, or is under way."""
    stored_item: Mapping[str, Any] | None = None
    """The item on which the condition of a write failed, empty where there is none; None for any other failure."""


class UnreadableResponseError(exceptions.HTTPClientError):
    """A response that is too large, cut off, garbled or no JSON object; botocore tries again."""

    fmt = "The response can't be read: {reason}"


class _NoAttemptError(TrustStepsError):
    """There is no time or no attempt left in the turn; botocore does not try again."""


@dataclass
class _Turn:
    """The limits of a turn's calls, and how much of them is used."""

    deadline: Deadline
    failed: int = 0
    """Attempts that failed."""


@dataclass
class _Call:
    """A call and its attempts."""

    turn: _Turn
    is_sent: bool = True
    attempts: int = 0
    is_ambiguous: bool = False
    """Whether one of the attempts may have been carried out."""
    _was_ambiguous: bool = False

    def begin(self) -> None:
        """Count an attempt that begins; raises _NoAttemptError where none may."""
        if self.turn.deadline.is_over or self.turn.failed + self.attempts >= MAX_FAILED_ATTEMPTS:
            raise _NoAttemptError
        self.attempts += 1
        self._was_ambiguous, self.is_ambiguous = self.is_ambiguous, True

    def last_was_not_carried_out(self) -> None:
        """Record that the last attempt failed before DynamoDB carried it out."""
        self.is_ambiguous = self._was_ambiguous


_current: ContextVar[_Call] = ContextVar("call")
"""The call that this thread is making."""


class DynamoDBClient:
    """One client of boto3's. Safe to call from many threads; connections are kept and used again."""

    def __init__(
        self, *, connect_timeout_s: float = CONNECT_TIMEOUT_S, read_timeout_s: float = READ_TIMEOUT_S, **options: Any
    ) -> None:
        """Make the client; nothing is sent. `options` are boto3's, by default as its environment variables say."""
        config = Config(
            retries={"mode": "standard", "total_max_attempts": MAX_ATTEMPTS},
            parameter_validation=False,
            # One that is fixed; botocore would put its own together anew for every call.
            user_agent=f"trust-steps boto3/{boto3.__version__}",
        )
        self._boto3: Any = boto3.session.Session().client("dynamodb", config=config, **options)
        self._transport = Transport(
            tls_context(_ca_file()),
            connect_timeout_s=connect_timeout_s,
            read_timeout_s=read_timeout_s,
            max_idle=MAX_CALLS,
        )
        self._boto3.meta.events.register("before-send.dynamodb", self._send)
        self._threads = WorkerThreads(MAX_CALLS)
        self.turn: _Turn | None = None
        self._prime()

    def within(self, deadline: Deadline) -> Self:
        """Return the same client for a turn, whose calls end by its deadline."""
        client = copy(self)
        client.turn = _Turn(deadline)
        return client

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """Return the response of an operation, by the name of boto3's method, such as get_item; raises CallError."""
        call = _Call(self.turn or _Turn(Deadline(CALL_TIMEOUT_S)))
        try:
            response: dict[str, Any] = self._threads.call(
                partial(self._run, operation, parameters, call), call.turn.deadline
            )
        except Exception as error:  # noqa: BLE001 - botocore's parser raises anything over an odd response
            failure = _failure(error, call)
            call.turn.failed += call.attempts - 1 if failure.is_conflict else call.attempts
            failure.is_final |= call.turn.deadline.is_over or call.turn.failed >= MAX_FAILED_ATTEMPTS
            raise failure from None  # botocore's messages may quote what was sent
        call.turn.failed += call.attempts - 1
        return response

    def close(self) -> None:
        """Close the connections that are idle."""
        self._transport.close()

    def _prime(self) -> None:
        """Make a read and a write and send neither, so that a snapshot holds all that botocore makes for a first call.

        Not in a thread of the pool: a restored process may lack its threads.
        """
        "name".encode("idna")  # as every host is, by a codec that takes long to import
        item = {"pk": {"S": ""}, "version": {"N": "1"}}
        calls: Mapping[str, Mapping[str, Any]] = {"get_item": {"Key": item}, "put_item": {"Item": item}}
        for operation, parameters in calls.items():
            call = _Call(_Turn(Deadline(CALL_TIMEOUT_S)), is_sent=False)
            with suppress(exceptions.BotoCoreError, RuntimeError):  # there may be no keys yet, or expired ones
                self._run(operation, {"TableName": "none", **parameters}, call)

    def _run(self, operation: str, parameters: Mapping[str, Any], call: _Call) -> dict[str, Any]:
        _current.set(call)
        response: dict[str, Any] = getattr(self._boto3, operation)(**parameters)
        return response

    def _send(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        """Send an attempt of the call that this thread makes: a handler of botocore's event `before-send`.

        Raises botocore's own exceptions, by which it knows what to try again.
        """
        call = _current.get()
        if not call.is_sent:
            return AWSResponse(request.url, OK, HTTPHeaders(), _Content(PRIMING_RESPONSE))
        call.begin()
        signed: Any = request
        limits = (call.turn.deadline, MAX_RESPONSE_BYTES)
        try:
            response, content = self._transport.send(signed.method, signed.url, signed.headers, signed.body, *limits)
        except NotSentError as error:
            call.last_was_not_carried_out()
            is_tls = isinstance(error.__cause__, SSLError)
            failure = exceptions.SSLError if is_tls else exceptions.EndpointConnectionError
            raise failure(endpoint_url=request.url, error=error) from error
        except (NoResponseError, TimeoutError, TooLargeError) as error:
            raise UnreadableResponseError(reason=error) from error
        if response.status < SERVER_ERROR:
            body = _checked(response, content)
            if response.status != OK and not str(body.get("__type")).endswith(IN_PROGRESS):
                call.last_was_not_carried_out()
        headers: Any = response.headers
        return AWSResponse(request.url, response.status, headers, _Content(content))


def _ca_file() -> str:
    """Return the file of root certificates that AWS's settings name, which boto3's session does not tell.

    The variable is read first, as botocore does; a session, which takes 6 ms, is made for AWS's file of settings.
    """
    session = botocore.session.get_session
    return str(os.environ.get("AWS_CA_BUNDLE") or session().get_config_variable("ca_bundle") or certifi.where())


class _Content:
    """A body that was read, as botocore takes it."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> list[bytes]:
        return [self._content]


def _checked(response: Any, content: bytes) -> Mapping[str, Any]:
    """Return the JSON object that a response is; raises UnreadableResponseError."""
    try:
        checksum = response.headers.get("x-amz-crc32")
        if checksum is not None and int(checksum) != crc32(content):
            raise UnreadableResponseError(reason="wrong checksum")
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise UnreadableResponseError(reason="not JSON") from None
    if not isinstance(body, dict):
        raise UnreadableResponseError(reason="no object")
    return body


def _failure(error: Exception, call: _Call) -> CallError:
    """Return the error of a failed call, with its evidence."""
    if isinstance(error, exceptions.ClientError):
        return _refusal(error, call)
    failure = CallError(f"DynamoDB did not answer: {type(error).__name__}")
    failure.is_ambiguous = call.is_ambiguous
    # Where botocore lacks something, such as credentials, another attempt lacks it too.
    is_network = isinstance(error, exceptions.ConnectionError | exceptions.HTTPClientError)
    is_configuration = isinstance(error, exceptions.BotoCoreError) and not is_network
    failure.is_final = is_configuration or isinstance(error, _NoAttemptError | DeadlineExceededError | BusyError)
    return failure


def _refusal(error: exceptions.ClientError, call: _Call) -> CallError:
    response: Any = error.response
    code, status = response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]
    reasons = {code: response}
    if code == CANCELLED:
        listed = [reason for reason in response.get("CancellationReasons") or () if isinstance(reason, Mapping)]
        reasons = {reason.get("Code"): reason for reason in listed if reason.get("Code") not in (None, "None")}
    failure = CallError(f"DynamoDB refused: {code}")
    failure.code = code
    failure.is_ambiguous = call.is_ambiguous
    failure.is_conflict = not CONFLICTS.isdisjoint(reasons) and reasons.keys() <= CONFLICTS | TRANSIENT
    failure.is_final = SERVER_ERROR > status != TOO_MANY_REQUESTS and not reasons.keys() <= CONFLICTS | TRANSIENT
    for name in CONDITION_FAILED & reasons.keys():
        failure.stored_item = reasons[name].get("Item") or {}
    return failure
