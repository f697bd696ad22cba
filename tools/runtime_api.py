"""A Lambda function here: its process, started as AWS starts it, and the Runtime API that AWS's client asks for work.

The API is what https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html describes, with what the client asks for
when its memory is to be copied (SnapStart).
"""

import json
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from queue import Empty, Queue
from threading import Barrier, BrokenBarrierError, Event, Thread
from typing import Any

from tests.aws.template import variables
from tools.runtime_python import Runtime

HANDLER = "lambda.handler.handler"
"""As the template names it."""

REGION = "eu-west-1"

ARN = f"arn:aws:lambda:{REGION}:123456789012:function:trust-steps:live"

API = "/2018-06-01/runtime"

PATIENCE = 30.0
"""Seconds after which a function that neither answers nor ends is taken to hang."""

LOOK_EVERY = 0.2
"""Seconds between two looks at whether a process that is waited for still runs."""

FRAME = 16
"""Bytes before each log record: its kind, its length and its time, as the client writes them for AWS."""


class RuntimeNotRunningError(Exception):
    """The function's process ended or hangs; the message is all that it logged and printed."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What the runtime client reported."""

    path: str
    """Behind the API's own: invocation/<request id>/response, .../error, init/error or restore/error."""
    body: Any
    """The JSON value."""
    headers: Mapping[str, str]
    """By lower-case name; the client puts an error's type and its trace for X-Ray here."""

    @property
    def answer(self) -> dict[str, Any]:
        """Return the function's answer; an error of the function fails here."""
        assert self.path.endswith("/response"), f"the function failed: {self.body}"
        answer: dict[str, Any] = self.body
        return answer

    @property
    def error(self) -> dict[str, Any]:
        """Return the function's error; an answer fails here."""
        assert self.path.endswith("/error"), f"the function answered: {self.body}"
        error: dict[str, Any] = self.body
        return error


@dataclass
class RuntimeApi:
    """The Runtime API of one function, on 127.0.0.1."""

    address: str = ""
    """Host and port."""
    asked: list[str] = field(default_factory=list)
    """Every path that was asked for or posted to, in order."""
    posted: "Queue[Posted]" = field(default_factory=Queue)
    ready: Event = field(default_factory=Event)
    """Set once the function asked for an event: it is initialised."""
    snapshot: Event = field(default_factory=Event)
    """Set once the function may be copied: it is initialised and asked to be told of its restoration."""
    restored: Event = field(default_factory=Event)
    """To be set by the test."""
    together: Barrier = field(default_factory=lambda: Barrier(1))
    """How many copies answer before any of them gets the next event."""
    _events: "Queue[tuple[str, bytes] | None]" = field(default_factory=Queue)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def give(self, event: Any) -> str:
        """Queue an event for the next poll, and return its request id. Bytes are sent as they are."""
        request = f"00000000-0000-4000-8000-{next(self._numbers):012}"
        self._events.put((request, event if isinstance(event, bytes) else json.dumps(event).encode()))
        return request

    def close(self) -> None:
        """Let go of everyone who waits."""
        self.restored.set()
        self.together.abort()
        self._events.put(None)

    def next_event(self) -> tuple[str, bytes] | None:
        """Wait for an event, and return its request id and its bytes; nothing once the API is closed."""
        self.ready.set()
        event = self._events.get()
        if event is None:
            self._events.put(None)  # a copy may be waiting as well
        return event


@contextmanager
def serving() -> Iterator[RuntimeApi]:
    """Serve a Runtime API until the block ends."""
    api = RuntimeApi()
    with served(partial(_Handler, api)) as api.address:
        try:
            yield api
        finally:
            api.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, api: RuntimeApi, *connection: Any) -> None:
        self._api = api
        super().__init__(*connection)

    def do_GET(self) -> None:
        path = self._noted()
        if path == "restore/next":
            self._api.snapshot.set()
            self._api.restored.wait()
            self._send(200)
        elif path == "invocation/next":
            event = self._api.next_event()
            if event is None:
                self.close_connection = True
                return
            self._send(200, event[1], _headers(event[0]))
        else:
            self._send(404)

    def do_POST(self) -> None:
        path = self._noted()
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._api.posted.put(Posted(path, body, {name.lower(): value for name, value in self.headers.items()}))
        if path.endswith("/response"):
            self._api.together.wait()
        self._send(202, b'{"status":"OK"}')

    def _noted(self) -> str:
        path = self.path.removeprefix(f"{API}/")
        self._api.asked.append(path)
        return path

    def _send(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a function that was ended in the middle of a word; all else is as it was."""
        if not isinstance(sys.exception(), ConnectionError | BrokenBarrierError):
            super().handle_error(request, client_address)


@contextmanager
def served(handler: Callable[..., BaseHTTPRequestHandler], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1, and yield host and port."""
    server = _Server(("127.0.0.1", 0), handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _headers(request: str) -> Mapping[str, str]:
    return {
        "Lambda-Runtime-Aws-Request-Id": request,
        "Lambda-Runtime-Deadline-Ms": "4102444800000",
        "Lambda-Runtime-Invoked-Function-Arn": ARN,
        "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
    }


class Function:
    """The process of a function, and what it leaves behind."""

    def __init__(self, api: RuntimeApi, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        self.api, self._process, self._folder = api, process, folder

    def invoke(self, event: Any) -> Posted:
        """Return what comes of an event; raises NotRunning."""
        request = self.api.give(event)
        posted = self.reported()
        assert request in posted.path, f"something else was reported: {posted}"
        return posted

    def reported(self) -> Posted:
        """Return the next thing that the function reports; raises NotRunning."""
        for _ in range(int(PATIENCE / LOOK_EVERY)):
            running = self._process.poll() is None  # looked at first: what it reported last is there when it ended
            try:
                return self.api.posted.get(timeout=LOOK_EVERY)
            except Empty:
                if not running:
                    break
        raise RuntimeNotRunningError(self._remains())

    def reaches(self, event: Event) -> None:
        """Wait until the function has come so far; raises NotRunning."""
        for _ in range(int(PATIENCE / LOOK_EVERY)):
            if event.wait(LOOK_EVERY):
                return
            if self._process.poll() is not None:
                break
        raise RuntimeNotRunningError(self._remains())

    def exit_code(self) -> int:
        """Wait for the process to end by itself, and return how it did."""
        return self._process.wait(PATIENCE)

    def records(self) -> list[str]:
        """Return what the client handed to AWS to be logged, record by record."""
        logged, found = (self._folder / "log").read_bytes(), []
        while logged:
            length = FRAME + int.from_bytes(logged[4:8], "big")
            found.append(logged[FRAME:length].decode())
            logged = logged[length:]
        return found

    def logs(self) -> list[dict[str, Any]]:
        """Return each record as the JSON object that it has to be."""
        found = [json.loads(record) for record in self.records()]
        assert all(isinstance(one, dict) for one in found), f"not objects: {found}"
        assert all("\n" not in record.rstrip("\n") for record in self.records()), "a record is more than one line"
        return found

    def printed(self) -> str:
        """Return what was written past the logs, to stdout and stderr: on AWS it would be lines without fields."""
        return (self._folder / "printed").read_text("utf-8")

    def stop(self) -> None:
        """End the process and its copies."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _remains(self) -> str:
        return f"exit {self._process.poll()}, logged {self.records()}, printed {self.printed()!r}"


@contextmanager
def started(
    runtime: Runtime,
    code: Path,
    folder: Path,
    environment: Mapping[str, str],
    *,
    handler: str = HANDLER,
    layer: Path | None = None,
) -> Iterator[Function]:
    """Start a function as AWS does, from a folder of code and with an environment beside AWS's own.

    What it writes goes into an empty folder. A layer is one more folder to import from.
    """
    with serving() as api:
        more = {"PYTHONPATH": str(layer)} if layer else {}
        with (folder / "log").open("wb") as log, (folder / "printed").open("wb") as printed:
            process = subprocess.Popen(
                [str(runtime.python), "-m", "awslambdaric", handler],
                cwd=code,
                env={
                    **_awss_own(runtime, code, handler, api.address),
                    "_LAMBDA_TELEMETRY_LOG_FD": str(log.fileno()),
                    **more,
                    **variables(code),
                    **environment,
                },
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=printed,
                pass_fds=[log.fileno()],
                start_new_session=True,  # so that its copies end with it
            )
        function = Function(api, process, folder)
        try:
            yield function
        finally:
            function.stop()


def _awss_own(runtime: Runtime, code: Path, handler: str, api: str) -> dict[str, str]:
    """Return the variables that AWS sets for every function, without credentials."""
    return {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_python{runtime.minor}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_FUNCTION_NAME": "trust-steps",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/trust-steps",
        "AWS_LAMBDA_LOG_LEVEL": "INFO",
        "AWS_LAMBDA_LOG_STREAM_NAME": "2026/03/02/trust-steps[1]00000000000000000000000000000000",
        "AWS_LAMBDA_RUNTIME_API": api,
        "AWS_REGION": REGION,
        "LAMBDA_TASK_ROOT": str(code),
        "LANG": "en_US.UTF-8",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "TZ": ":UTC",
        "_HANDLER": handler,
        # On Lambda the code folder is read-only, and there are no user settings and no system time zones.
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
