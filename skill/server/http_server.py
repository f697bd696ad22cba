"""HTTP server: uvicorn through its public settings, with a graceful stop.

The server reads requests in one event loop, so that a client that is slow takes no thread. Limits that uvicorn has no
setting for are in `asgi_app.py`; connections that send no whole request are the proxy's to close (docs/self-host.md).
"""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from flask import Flask

from skill.server.asgi_app import MAX_HEADER_BYTES, AsgiApp

IDLE_TIMEOUT_S = 60
"""Seconds after which a connection whose last request was answered is closed. The proxies of deploy/ close theirs
before, so that none sends a request on a connection that is just being closed."""

DRAIN_TIMEOUT_S = 8
"""Seconds for the turns in hand, and for those that wait, when the server is stopped: as long as Alexa waits."""

BACKLOG = 1024
"""Connections that the kernel holds until they are accepted."""


class Server:
    """Listens, and serves until it is stopped."""

    def __init__(self, web: Flask, host: str, port: int) -> None:
        """Listen; raises OSError, ValueError or OverflowError where that can't be done."""
        self._sockets = _listen(host, port)
        self.port: int = self._sockets[0].getsockname()[1]
        self._app = AsgiApp(web)
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._app,
                http="h11",  # in Python, and strict: it refuses most of what two readers could take differently
                loop="asyncio",
                ws="none",
                lifespan="off",
                h11_max_incomplete_event_size=MAX_HEADER_BYTES,
                timeout_keep_alive=IDLE_TIMEOUT_S,
                timeout_graceful_shutdown=DRAIN_TIMEOUT_S,
                backlog=BACKLOG,
                proxy_headers=False,  # the application has to see that a request was forwarded
                server_header=False,
                access_log=False,  # it would name addresses and whole paths
                log_config=None,
                log_level="error",
            )
        )

    @property
    def is_stopping(self) -> bool:
        """Whether no new connection is accepted any more."""
        return self._server.should_exit

    def stop(self) -> None:
        """Accept no new connection, finish the turns in hand, and return from `run`. May be called from a signal."""
        self._server.should_exit = True

    def run(self) -> None:
        """Serve until `stop`, SIGTERM or SIGINT."""
        with self._signals():
            try:
                self._server.run(sockets=self._sockets)
            finally:
                self._app.close()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Have SIGTERM and SIGINT stop the server and not the process. In another than the main thread none comes.

        uvicorn has handlers of its own while it runs, and raises the signal again after its graceful stop.
        """
        try:
            before = {number: signal.signal(number, self._stop_on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        except ValueError:
            before = {}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop_on_signal(self, number: int, frame: object) -> None:
        self.stop()


def _listen(host: str, port: int) -> list[socket.socket]:
    """Return a listening socket for each address of a host, all with one port; with port 0 the system chooses it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    sockets: list[socket.socket] = []
    try:
        for family, address in dict.fromkeys((family, address) for family, _, _, _, address in found):
            chosen = sockets[0].getsockname()[1] if sockets else port
            sockets.append(socket.create_server((address[0], chosen, *address[2:]), family=family, backlog=BACKLOG))
    except BaseException:
        for listening in sockets:
            listening.close()
        raise
    return sockets
