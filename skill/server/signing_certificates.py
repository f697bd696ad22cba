"""The keys that Amazon signs its requests with: chains of certificates, fetched, verified, and kept while valid."""

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

HOST = "s3.amazonaws.com"
"""Where all chains are."""

SIGNER = x509.DNSName("echo-api.amazon.com")
"""Whose name the leaf has to bear."""

SECONDS = 3.0
"""How long a fetch may take from its beginning to its end; Alexa waits eight seconds for an answer."""

USUAL = re.compile(r"/echo\.api/echo-api-cert(-[0-9]{1,3})?\.pem")
"""Paths as Amazon has always named them. There are not many, so a burst of others does not stand in their way."""

USUAL_AT_ONCE, OTHERS_AT_ONCE = 8, 2
"""Fetches, each of which holds a thread of the server's, by what their paths are like.

Who comes while so many are under way is refused at once: else those who send addresses of chains that don't exist would
hold every thread.
"""

MAX_CHAIN_BYTES = 32 * 1024
"""Bytes of a chain; Amazon's have some six thousand."""

MAX_CHAIN_CERTIFICATES = 6
"""Certificates in a chain."""

CACHE_SIZE = 16
"""Chains that are remembered."""

FAILED_KEPT = 2048
"""Paths that are remembered because there was no sound chain: more than there are USUAL ones."""

NEGATIVE_CACHE_S = 30.0
"""Seconds for which a path that had no sound chain isn't fetched again."""

NOT_REACHED_AGAIN = 5.0
"""Seconds for which a path isn't fetched again that could not be reached; it may well be Amazon's."""

Kept = TypeVar("Kept")


class InvalidChainError(TrustStepsError):
    """There is no chain that could be trusted; the message is the reason."""


class FetchError(TrustStepsError):
    """The chain can't be had now; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key, and until when the chain that vouches for it is valid."""

    key: RSAPublicKey
    since: datetime
    until: datetime


def trusted_roots() -> list[x509.Certificate]:
    """Return the roots that Mozilla trusts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an old root has a serial number that newer rules forbid
        return x509.load_pem_x509_certificates(certifi.contents().encode())


def fetcher(context: ssl.SSLContext | None = None, address: tuple[str, int] = (HOST, 443)) -> Callable[[str], bytes]:
    """Return what fetches the bytes at a path of HOST; it raises InvalidChainError and FetchError.

    It reads LARGEST bytes at most, and follows no redirect. `address` is where HOST is, if not where its name says.
    """
    pool = urllib3.HTTPSConnectionPool(
        *address,
        maxsize=USUAL_AT_ONCE + OTHERS_AT_ONCE,
        ssl_context=context or ssl.create_default_context(cafile=certifi.where()),
        server_hostname=HOST,
        assert_hostname=HOST,
        headers={"Host": HOST, "Connection": "close"},
    )

    def fetch(path: str) -> bytes:
        until = time.monotonic() + SECONDS
        try:
            response = pool.urlopen(
                "GET", path, retries=False, redirect=False, preload_content=False,
                timeout=urllib3.Timeout(total=SECONDS),
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
    found = bytearray()
    while some := response.read1(4096):
        found += some
        if len(found) > MAX_CHAIN_BYTES:
            raise InvalidChainError("the certificate chain is too long")
        if time.monotonic() > until:
            raise FetchError("the certificate chain can't be fetched: it takes too long")
    return bytes(found)


class CertificateCache:
    """Finds the key of a path. Safe to use from many threads."""

    def __init__(
        self,
        fetch: Callable[[str], bytes],
        roots: list[x509.Certificate],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what fetches, whom to trust, and what tells the time (aware) and passing seconds."""
        self._fetch, self._store, self._now, self._clock = fetch, Store(roots), now, clock
        self._keys: dict[str, Key] = {}
        self._failed: dict[str, tuple[float, InvalidChainError | FetchError]] = {}
        self._lock = Lock()
        self._usual, self._others = BoundedSemaphore(USUAL_AT_ONCE), BoundedSemaphore(OTHERS_AT_ONCE)

    def key(self, path: str) -> RSAPublicKey:
        """Return the key at the end of the chain at a path; raises InvalidChainError and FetchError."""
        return self._remembered(path) or self._found(path)

    def _remembered(self, path: str) -> RSAPublicKey | None:
        """Return the key of a chain that was fetched and is valid now; raises the error of one that failed just now."""
        known, failed = self._keys.get(path), self._failed.get(path)
        if known and known.since <= self._now() <= known.until:
            return known.key
        if failed and self._clock() < failed[0]:
            raise type(failed[1])(str(failed[1]))
        return None

    def _found(self, path: str) -> RSAPublicKey:
        places = self._usual if USUAL.fullmatch(path) else self._others
        if not places.acquire(blocking=False):
            raise FetchError("too many certificate chains are being fetched")
        try:
            try:
                text = self._fetch(path)
            finally:
                places.release()
            found = self._verified(text, self._now())
        except (InvalidChainError, FetchError) as error:
            seconds = NEGATIVE_CACHE_S if isinstance(error, InvalidChainError) else NOT_REACHED_AGAIN
            self._keep(self._failed, path, (self._clock() + seconds, error), FAILED_KEPT)
            raise
        self._keep(self._keys, path, found, CACHE_SIZE)
        return found.key

    def _keep(self, kept: dict[str, Kept], path: str, what: Kept, most: int) -> None:
        """Remember what was found at a path; what was found first is forgotten where there is too much."""
        with self._lock:
            kept.pop(path, None)
            kept[path] = what
            while len(kept) > most:
                del kept[next(iter(kept))]

    def _verified(self, text: bytes, now: datetime) -> Key:
        try:
            leaf, *others = x509.load_pem_x509_certificates(text)
        except ValueError:
            raise InvalidChainError("what is at its address is no certificate chain") from None
        if len(others) >= MAX_CHAIN_CERTIFICATES:
            raise InvalidChainError("the certificate chain is too long")
        verifier = PolicyBuilder().store(self._store).time(now).build_server_verifier(SIGNER)
        try:
            chain = verifier.verify(leaf, others)
        except (VerificationError, ValueError):
            # Its own message quotes what is in the certificate, which anybody may have written.
            raise InvalidChainError(
                "the certificate chain is not valid, not Amazon's, or leads to no root that is trusted"
            ) from None
        key = leaf.public_key()
        if not isinstance(key, RSAPublicKey):
            raise InvalidChainError("the certificate's key is not one of RSA")
        since, until = (one.not_valid_before_utc for one in chain), (one.not_valid_after_utc for one in chain)
        return Key(key, max(since), min(until))
