"""The keys that Amazon signs its requests with: chains of certificates, fetched, verified, and kept while valid."""

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

HOST = "s3.amazonaws.com"
"""Where all chains are."""

SIGNER = x509.DNSName("echo-api.amazon.com")
"""Whose name the leaf has to bear."""

SECONDS = 3.0
"""How long a fetch may take from its beginning to its end; Alexa waits eight seconds for an answer."""

AT_ONCE = 4
"""Fetches, each of which holds a thread of the server's. Amazon has a handful of chains, which are fetched once.

Whoever comes while so many are under way is refused and doesn't wait: else those who send addresses of chains that
don't exist would hold every thread.
"""

LARGEST = 32 * 1024
"""Bytes of a chain; Amazon's have some six thousand."""

LONGEST = 6
"""Certificates in a chain."""

KEPT = 16
"""Chains that are remembered, and as many paths where there was none."""

NOT_AGAIN = 30.0
"""Seconds for which a path that had no sound chain isn't fetched again."""


Kept = TypeVar("Kept")


class Unsound(Exception):
    """There is no chain that could be trusted; the message is the reason."""


class Unfetched(Exception):
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
    """Return what fetches the bytes at a path of HOST; it raises Unsound and Unfetched.

    It reads LARGEST bytes at most, and follows no redirect. `address` is where HOST is, if not where its name says.
    """
    pool = urllib3.HTTPSConnectionPool(
        *address,
        maxsize=AT_ONCE,
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
            raise Unfetched(f"the certificate chain can't be fetched: {type(error).__name__}") from None
        try:
            if 400 <= response.status < 500:
                raise Unsound(f"there is no certificate chain at its address: {response.status}")
            if response.status != 200:
                raise Unfetched(f"the certificate chain can't be fetched: {response.status}")
            return _read(response, until)
        except urllib3.exceptions.HTTPError as error:
            raise Unfetched(f"the certificate chain can't be fetched: {type(error).__name__}") from None
        finally:
            response.close()
            response.release_conn()

    return fetch


def _read(response: urllib3.BaseHTTPResponse, until: float) -> bytes:
    found = bytearray()
    while some := response.read1(4096):
        found += some
        if len(found) > LARGEST:
            raise Unsound("the certificate chain is too long")
        if time.monotonic() > until:
            raise Unfetched("the certificate chain can't be fetched: it takes too long")
    return bytes(found)


class Chains:
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
        self._refused: dict[str, tuple[float, str]] = {}
        self._lock, self._fetching = Lock(), BoundedSemaphore(AT_ONCE)

    def key(self, path: str) -> RSAPublicKey:
        """Return the key at the end of the chain at a path; raises Unsound and Unfetched."""
        now = self._now()
        known, refused = self._keys.get(path), self._refused.get(path)
        if known and known.since <= now <= known.until:
            return known.key
        if refused and self._clock() < refused[0]:
            raise Unsound(refused[1])
        try:
            found = self._verified(self._fetched(path), now)
        except Unsound as error:
            self._keep(self._refused, path, (self._clock() + NOT_AGAIN, str(error)))
            raise
        self._keep(self._keys, path, found)
        return found.key

    def _fetched(self, path: str) -> bytes:
        if not self._fetching.acquire(blocking=False):
            raise Unfetched("too many certificate chains are being fetched")
        try:
            return self._fetch(path)
        finally:
            self._fetching.release()

    def _keep(self, kept: dict[str, Kept], path: str, what: Kept) -> None:
        """Remember what was found at a path; what was found first is forgotten where there is too much."""
        with self._lock:
            kept[path] = what
            while len(kept) > KEPT:
                del kept[next(iter(kept))]

    def _verified(self, text: bytes, now: datetime) -> Key:
        try:
            leaf, *others = x509.load_pem_x509_certificates(text)
        except ValueError:
            raise Unsound("what is at its address is no certificate chain") from None
        if len(others) >= LONGEST:
            raise Unsound("the certificate chain is too long")
        verifier = PolicyBuilder().store(self._store).time(now).build_server_verifier(SIGNER)
        try:
            chain = verifier.verify(leaf, others)
        except (VerificationError, ValueError):
            # Its own message quotes what is in the certificate, which anybody may have written.
            raise Unsound(
                "the certificate chain is not valid, not Amazon's, or leads to no root that is trusted"
            ) from None
        key = leaf.public_key()
        if not isinstance(key, RSAPublicKey):
            raise Unsound("the certificate's key is not one of RSA")
        since, until = (one.not_valid_before_utc for one in chain), (one.not_valid_after_utc for one in chain)
        return Key(key, max(since), min(until))
