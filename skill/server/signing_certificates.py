"""Certificate cache: the chains of Amazon's signing certificates, fetched, verified, and cached while valid."""

import re
import ssl
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import BoundedSemaphore, Lock
from typing import TypeVar

import certifi
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from skill.errors import TrustStepsError

CERTIFICATE_HOST = "s3.amazonaws.com"
"""Host of all certificate chains."""

SIGNER_NAME = x509.DNSName("echo-api.amazon.com")
"""Name that the leaf certificate has to have."""

FETCH_TIMEOUT_S = 3.0
"""Seconds for a whole fetch; Alexa waits eight seconds for an answer."""

USUAL_PATH = re.compile(r"/echo\.api/echo-api-cert(-[0-9]{1,3})?\.pem")
"""Paths as Amazon has always named them. They have fetches of their own, so that others can't block them."""

MAX_USUAL_FETCHES, MAX_OTHER_FETCHES = 8, 2
"""Fetches at a time of USUAL_PATH and of others. Each holds a thread of the server.

A request beyond them is refused at once: otherwise requests that name chains that don't exist could hold every thread.
"""

MAX_CHAIN_BYTES = 32 * 1024
"""Bytes of a chain; Amazon's have about six thousand."""

MAX_CHAIN_CERTIFICATES = 6
"""Certificates in a chain."""

MAX_CACHED_CHAINS = 16
"""Keys in the cache."""

MAX_FAILED_PATHS = 2048
"""Paths in the cache of failures: more than USUAL_PATH can name."""

NEGATIVE_CACHE_S = 30.0
"""Seconds for which a path without a valid chain isn't fetched again."""

UNREACHABLE_CACHE_S = 5.0
"""Seconds for which a path that could not be reached isn't fetched again; it may be a valid one."""

Value = TypeVar("Value")


class InvalidChainError(TrustStepsError):
    """There is no valid chain; the message is the reason."""


class FetchError(TrustStepsError):
    """The chain can't be fetched now; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key, and the time for which its certificate chain is valid."""

    key: RSAPublicKey
    since: datetime
    until: datetime


def trusted_roots() -> list[x509.Certificate]:
    """Return Mozilla's root certificates."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an old root has a serial number that newer rules forbid
        return x509.load_pem_x509_certificates(certifi.contents().encode())


def fetcher(
    context: ssl.SSLContext | None = None, address: tuple[str, int] = (CERTIFICATE_HOST, 443)
) -> Callable[[str], bytes]:
    """Return a function that fetches the bytes at a path of the host; it raises InvalidChainError and FetchError.

    It reads MAX_CHAIN_BYTES at most, and follows no redirect. Tests give another `address` for CERTIFICATE_HOST.
    """
    pool = urllib3.HTTPSConnectionPool(
        *address,
        maxsize=MAX_USUAL_FETCHES + MAX_OTHER_FETCHES,
        ssl_context=context or ssl.create_default_context(cafile=certifi.where()),
        server_hostname=CERTIFICATE_HOST,
        assert_hostname=CERTIFICATE_HOST,
        headers={"Host": CERTIFICATE_HOST, "Connection": "close"},
    )

    def fetch(path: str) -> bytes:
        until = time.monotonic() + FETCH_TIMEOUT_S
        try:
            response = pool.urlopen(
                "GET", path, retries=False, redirect=False, preload_content=False,
                timeout=urllib3.Timeout(total=FETCH_TIMEOUT_S),
            )  # fmt: skip
        except urllib3.exceptions.HTTPError as error:
            raise FetchError(f"the certificate chain can't be fetched: {type(error).__name__}") from None
        try:
            if 400 <= response.status < 500:
                raise InvalidChainError(f"there is no certificate chain at its address: {response.status}")
            if response.status != 200:
                raise FetchError(f"the certificate chain can't be fetched: {response.status}")
            return _read(response, until)
        except urllib3.exceptions.HTTPError as error:
            raise FetchError(f"the certificate chain can't be fetched: {type(error).__name__}") from None
        finally:
            response.close()
            response.release_conn()

    return fetch


def _read(response: urllib3.BaseHTTPResponse, until: float) -> bytes:
    body = bytearray()
    while part := response.read1(4096):
        body += part
        if len(body) > MAX_CHAIN_BYTES:
            raise InvalidChainError("the certificate chain is too long")
        if time.monotonic() > until:
            raise FetchError("the certificate chain can't be fetched: it takes too long")
    return bytes(body)


class CertificateCache:
    """Cache of signing keys by the path of their chain. Safe to use from many threads."""

    def __init__(
        self,
        fetch: Callable[[str], bytes],
        roots: list[x509.Certificate],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the fetching function, the trusted roots, and clocks: `now` (aware) and `clock` (seconds)."""
        self._fetch, self._store, self._now, self._clock = fetch, Store(roots), now, clock
        self._keys: dict[str, Key] = {}
        self._failed: dict[str, tuple[float, InvalidChainError | FetchError]] = {}
        self._lock = Lock()
        self._usual, self._others = BoundedSemaphore(MAX_USUAL_FETCHES), BoundedSemaphore(MAX_OTHER_FETCHES)

    def key(self, path: str) -> RSAPublicKey:
        """Return the key at the end of the chain at a path; raises InvalidChainError and FetchError."""
        return self._cached(path) or self._fetched(path)

    def _cached(self, path: str) -> RSAPublicKey | None:
        """Return the key of a chain that is cached and valid; raises the cached error of one that failed lately."""
        known, failed = self._keys.get(path), self._failed.get(path)
        if known and known.since <= self._now() <= known.until:
            return known.key
        if failed and self._clock() < failed[0]:
            raise type(failed[1])(str(failed[1]))
        return None

    def _fetched(self, path: str) -> RSAPublicKey:
        fetches = self._usual if USUAL_PATH.fullmatch(path) else self._others
        if not fetches.acquire(blocking=False):
            raise FetchError("too many certificate chains are being fetched")
        try:
            try:
                text = self._fetch(path)
            finally:
                fetches.release()
            key = self._verified(text, self._now())
        except (InvalidChainError, FetchError) as error:
            seconds = NEGATIVE_CACHE_S if isinstance(error, InvalidChainError) else UNREACHABLE_CACHE_S
            self._put(self._failed, path, (self._clock() + seconds, error), MAX_FAILED_PATHS)
            raise
        self._put(self._keys, path, key, MAX_CACHED_CHAINS)
        return key.key

    def _put(self, cache: dict[str, Value], path: str, value: Value, max_size: int) -> None:
        """Put a value into a cache; the oldest is removed where the cache is full."""
        with self._lock:
            cache.pop(path, None)
            cache[path] = value
            while len(cache) > max_size:
                del cache[next(iter(cache))]

    def _verified(self, text: bytes, now: datetime) -> Key:
        try:
            leaf, *others = x509.load_pem_x509_certificates(text)
        except ValueError:
            raise InvalidChainError("what is at its address is no certificate chain") from None
        if len(others) >= MAX_CHAIN_CERTIFICATES:
            raise InvalidChainError("the certificate chain is too long")
        verifier = PolicyBuilder().store(self._store).time(now).build_server_verifier(SIGNER_NAME)
        try:
            chain = verifier.verify(leaf, others)
        except (VerificationError, ValueError):
            # The verifier's own message quotes the certificate, which a client may have written.
            raise InvalidChainError(
                "the certificate chain is not valid, not Amazon's, or leads to no root that is trusted"
            ) from None
        key = leaf.public_key()
        if not isinstance(key, RSAPublicKey):
            raise InvalidChainError("the certificate's key is not one of RSA")
        since, until = (cert.not_valid_before_utc for cert in chain), (cert.not_valid_after_utc for cert in chain)
        return Key(key, max(since), min(until))
