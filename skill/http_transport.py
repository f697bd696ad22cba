"""HTTP transport for calls to AWS and to Alexa's services: urllib3, with TLS set up once and limits for a response.

botocore's own sender and the HTTP library of Amazon's SDK read a file of root certificates for each new connection,
which takes up to 25 ms of a whole processor.
"""

import logging
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from urllib3 import BaseHTTPResponse, PoolManager, ProxyManager, Timeout, exceptions
from urllib3.util import make_headers, parse_url

from skill.deadline import Deadline, DeadlineExceededError, read_body
from skill.errors import TrustStepsError

# At WARNING it logs whole URLs, in which a device's id may be.
logging.getLogger("urllib3").setLevel(logging.ERROR)


class NotSentError(TrustStepsError):
    """No connection could be made, so nothing was sent; the cause, urllib3's error, says why."""


class NoResponseError(TrustStepsError):
    """The request may have arrived, and no whole response came; the cause, urllib3's error, says why."""


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Return what TLS connections share: it trusts the root certificates of a PEM file."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(ca_file)
    return context


class Transport:
    """Sends requests, through the proxy that the environment names for HTTPS. Safe to call from many threads."""

    def __init__(self, tls: ssl.SSLContext, connect_timeout_s: float, read_timeout_s: float, max_idle: int = 1) -> None:
        """`read_timeout_s` is of each read from the socket; `max_idle` connections to a host are kept open."""
        self._timeouts_s = connect_timeout_s, read_timeout_s
        self._direct = self._proxied = PoolManager(maxsize=max_idle, ssl_context=tls)
        if proxy := getproxies().get("https"):
            proxy_url = parse_url(proxy if "//" in proxy else f"http://{proxy}")
            headers = make_headers(proxy_basic_auth=unquote(proxy_url.auth)) if proxy_url.auth else None
            self._proxied = ProxyManager(proxy_url.url, maxsize=max_idle, proxy_headers=headers, ssl_context=tls)

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, deadline: Deadline, max_bytes: int
    ) -> tuple[BaseHTTPResponse, bytes]:
        """Return the response and its body. Nothing is sent twice, and no redirect is followed.

        Raises NotSentError, NoResponseError, DeadlineExceededError and TooLargeError.
        """
        if not (left_s := deadline.left_s):
            raise NotSentError("no time was left")
        options: Any = {"timeout": Timeout(left_s, *self._timeouts_s), "retries": False, "redirect": False}
        try:
            response: BaseHTTPResponse = self._pools(url).urlopen(
                method, url, body=body, headers=headers, preload_content=False, decode_content=False, **options
            )
            return response, read_body(response, deadline, max_bytes)
        except exceptions.HTTPError as error:
            failure = DeadlineExceededError if deadline.is_over else NoResponseError
            raise (NotSentError if _was_not_sent(error) else failure)(type(error).__name__) from error

    def close(self) -> None:
        """Close the connections that are idle."""
        self._direct.clear()
        self._proxied.clear()

    def _pools(self, url: str) -> PoolManager:
        if self._proxied is self._direct or urlsplit(url).scheme == "http":
            return self._direct
        return self._direct if proxy_bypass(urlsplit(url).hostname or "") else self._proxied


def _was_not_sent(error: exceptions.HTTPError) -> bool:
    """Tell whether it is certain that there was no connection. A TLS alert may also end one."""
    if isinstance(error, exceptions.SSLError):
        return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in error.args)
    not_sent = exceptions.ConnectTimeoutError, exceptions.NewConnectionError, exceptions.ProxyError
    return isinstance(error, (*not_sent, exceptions.LocationValueError))
