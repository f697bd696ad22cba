"""Request verification: whether a request is signed by Amazon, is meant for this skill, and is recent.

The rules are Amazon's ("Host a Custom Skill as a Web Service", developer.amazon.com). Verifiers have the interface of
Amazon's SDK, and every refusal is a VerificationException that says why in one line, quoting nothing.
"""

import base64
import binascii
import posixpath
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from skill.alexa.request import BadEnvelopeError, check, instant
from skill.server.flask_ask_sdk import AbstractVerifier, VerificationException
from skill.server.signing_certificates import (
    CERTIFICATE_HOST,
    MAX_CACHED_CHAINS,
    CertificateCache,
    FetchError,
    InvalidChainError,
)

CHAIN_URL, SIGNATURE = "SignatureCertChainUrl", "Signature-256"
"""Headers. `Signature`, which some libraries still read, is of SHA-1, which can be forged."""

CHAIN_PATH_PREFIX = "/echo.api/"
"""Path of the certificate chains on their host."""

PLAIN = re.compile(r"[A-Za-z0-9._/-]+")
"""A path without percent-encoding and other characters, as Amazon's are."""

REQUEST_TOLERANCE = timedelta(seconds=150)
"""Difference that a request's time may have from ours."""

EVENT_TOLERANCE = timedelta(hours=1)
"""The same for an event, which Amazon sends again until it is answered."""


class ChainUnfetchedError(VerificationException):
    """The signature could not be verified: the certificate chain can't be fetched now."""


class SignatureVerifier(AbstractVerifier):
    """Refuses requests that Amazon has not signed."""

    def __init__(self, chains: CertificateCache) -> None:
        """Take the cache of signing keys."""
        self._chains = chains

    def verify(self, headers: Mapping[str, str], serialized_request_env: str, deserialized_request_env: object) -> None:
        """Raise VerificationException where Amazon has not signed the text of an envelope."""
        by_name = {name.lower(): value for name, value in headers.items()}
        url, signature = _single_header(by_name, CHAIN_URL), _single_header(by_name, SIGNATURE)
        path = chain_path(url)
        try:
            signed = base64.b64decode(signature, validate=True)
        except (binascii.Error, ValueError):
            raise VerificationException(f"{SIGNATURE} is not base64") from None
        try:
            key = self._chains.key(path)
        except InvalidChainError as error:
            raise VerificationException(str(error)) from None
        except FetchError as error:
            raise ChainUnfetchedError(str(error)) from None
        try:
            key.verify(signed, serialized_request_env.encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            raise VerificationException("the body is not what was signed") from None


class SkillVerifier(AbstractVerifier):
    """Refuses requests for another skill, before the chain that they name is fetched."""

    def __init__(self, skill_id: str) -> None:
        """Take the id of the skill whose requests are answered."""
        self._skill_id = skill_id

    def verify(self, headers: Mapping[str, str], serialized_request_env: str, deserialized_request_env: Any) -> None:
        """Raise VerificationException where an envelope (a JSON value here) is not for the skill."""
        try:
            check(deserialized_request_env, self._skill_id)
        except BadEnvelopeError as error:
            raise VerificationException(f"not a request of Alexa's: {error}") from None


class TimestampVerifier(AbstractVerifier):
    """Refuses requests that are too old, as replayed ones are, or from the future."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Take the clock (aware)."""
        self._now = now

    def verify(self, headers: Mapping[str, str], serialized_request_env: str, deserialized_request_env: Any) -> None:
        """Raise VerificationException where a request (a JSON value here) is not recent."""
        request = deserialized_request_env.get("request") if isinstance(deserialized_request_env, dict) else None
        timestamp = request.get("timestamp") if isinstance(request, dict) else None
        if not isinstance(request, dict) or not isinstance(timestamp, str):
            raise VerificationException("the request has no timestamp")
        try:
            sent_at = instant(timestamp)
        except BadEnvelopeError:
            raise VerificationException("the request's timestamp is not ISO 8601") from None
        is_event = str(request.get("type")).startswith("AlexaSkillEvent.")
        if abs(self._now() - sent_at) > (EVENT_TOLERANCE if is_event else REQUEST_TOLERANCE):
            raise VerificationException("the request's timestamp is too far from now")


@lru_cache(maxsize=MAX_CACHED_CHAINS)
def chain_path(url: str) -> str:
    """Return the normalized path of a chain's URL; raises VerificationException where it breaks Amazon's rules."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise VerificationException(f"{CHAIN_URL} is no URL") from None
    if parts.scheme.lower() != "https":
        raise VerificationException(f"{CHAIN_URL} is not https")
    if parts.username is not None or parts.password is not None or (parts.hostname or "") != CERTIFICATE_HOST:
        raise VerificationException(f"{CHAIN_URL} is not on {CERTIFICATE_HOST}")
    if port not in (None, 443):
        raise VerificationException(f"{CHAIN_URL} is not at port 443")
    path = posixpath.normpath(parts.path)
    if parts.query or parts.fragment or not PLAIN.fullmatch(parts.path) or not path.startswith(CHAIN_PATH_PREFIX):
        raise VerificationException(f"{CHAIN_URL} is not in {CHAIN_PATH_PREFIX}")
    return path


def _single_header(by_name: Mapping[str, str], name: str) -> str:
    """Return a header that must come once; the server joins repeated ones by a comma."""
    value = by_name.get(name.lower(), "").strip()
    if not value:
        raise VerificationException(f"there is no {name}")
    if "," in value:
        raise VerificationException(f"{name} comes more than once")
    return value
