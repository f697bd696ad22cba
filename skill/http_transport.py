"""HTTP transport for calls to AWS and to Alexa's services: TLS is set up once, and an answer has a limit.

botocore's own sender and the HTTP library of Amazon's SDK read a file of root certificates for each new connection,
which takes up to 25 ms of a whole processor, and take twice as long for a request.
"""

import select
import socket
import ssl
from base64 import b64encode
from collections import defaultdict, deque
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from skill.deadline import Deadline, read_body
from skill.errors import TrustStepsError


class NotSentError(TrustStepsError):
    """No connection could be made, so nothing was sent; the cause says why."""


class NoResponseError(TrustStepsError):
    """The request may have arrived, and no whole response came; the cause says why."""


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Return what TLS connections share: it trusts the root certificates of a PEM file."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(ca_file)
    return context


class Transport:
    """Sends requests, through the proxy that the environment names. Safe to call from many threads."""

    def __init__(
        self, tls: ssl.SSLContext, *, connect_timeout_s: float, read_timeout_s: float, keeps_open: bool
    ) -> None:
        """`read_timeout_s` is of each read from the socket; `keeps_open` says whether a connection is used again."""
        self._tls, self._keeps_open = tls, keeps_open
        self._connect_timeout_s, self._read_timeout_s = connect_timeout_s, read_timeout_s
        self._idle = defaultdict[str, deque[_Connection]](deque)
        """Open connections that wait for a request, by scheme, host and port; the last used is used next."""

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, deadline: Deadline, max_bytes: int
    ) -> tuple[HTTPResponse, bytes]:
        """Return the response and its body. Redirects are not followed.

        Raises NotSentError and NoResponseError, DeadlineExceededError where the body does not end in time, and
        TooLargeError.
        """
        parts = urlsplit(url)
        idle = self._idle[f"{parts.scheme}://{parts.netloc}"]
        connection = _usable(idle) or self._connected(parts)
        is_whole = False
        try:
            connection.request(method, parts._replace(scheme="", netloc="").geturl() or "/", body, dict(headers))
            response = connection.getresponse()
            content = read_body(response, deadline, max_bytes)
            if response.length:
                raise IncompleteRead(content, response.length)
            response.close()
            is_whole = True
        except TimeoutError:
            raise
        except (OSError, HTTPException) as error:
            raise NoResponseError(type(error).__name__) from error
        finally:
            if is_whole and self._keeps_open and not response.will_close:
                idle.append(connection)
            else:
                connection.close()
        return response, content

    def close(self) -> None:
        """Close the connections that are idle."""
        for idle in self._idle.values():
            while idle:
                idle.pop().close()

    def _connected(self, url: SplitResult) -> "_Connection":
        try:
            connection = self._new(url)
            connection.connect()
        except (OSError, HTTPException, ValueError) as error:
            raise NotSentError(type(error).__name__) from error
        connection.sock.settimeout(self._read_timeout_s)
        return connection

    def _new(self, url: SplitResult) -> "_Connection":
        """Return a connection that is not open yet."""
        host, timeout_s = url.hostname or "", self._connect_timeout_s
        if url.scheme == "http":
            return _Connection(host, url.port, timeout=timeout_s)
        proxy_url = None if proxy_bypass(host) else getproxies().get("https")
        if not proxy_url:
            return _TLSConnection(host, url.port, timeout=timeout_s, context=self._tls)
        proxy = urlsplit(proxy_url if "//" in proxy_url else f"//{proxy_url}")
        connection = _TLSConnection(proxy.hostname or "", proxy.port or 80, timeout=timeout_s, context=self._tls)
        connection.set_tunnel(host, url.port or 443, _authorization(proxy))
        return connection


class _Connection(HTTPConnection):
    """A connection that sends the headers and the body of a request as one piece."""

    _is_open = False
    _unsent = b""

    def connect(self) -> None:
        super().connect()
        self._is_open = True

    def send(self, data: bytes) -> None:  # type: ignore[override]  # http.client gives it nothing but bytes here
        if self._is_open:
            self._unsent += data
        else:
            super().send(data)  # to a proxy, whose tunnel is part of connecting

    def getresponse(self) -> HTTPResponse:
        unsent, self._unsent = self._unsent, b""
        super().send(unsent)
        return super().getresponse()


class _TLSConnection(_Connection, HTTPSConnection):
    """The same over TLS."""


def _usable(idle: "deque[_Connection]") -> _Connection | None:
    """Return an open connection that the server has not closed meanwhile; close those that it has."""
    while idle:
        try:
            connection = idle.pop()
        except IndexError:  # another thread took the last one
            return None
        if not _is_readable(connection.sock):
            return connection  # what a server sends unasked is the end of the connection
        connection.close()
    return None


def _is_readable(connection: socket.socket) -> bool:
    if not hasattr(select, "poll"):
        return bool(select.select([connection], [], [], 0)[0])
    poll = select.poll()  # select() refuses file descriptors from 1,024 on
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))


def _authorization(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    credentials = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {b64encode(credentials.encode()).decode()}"}
