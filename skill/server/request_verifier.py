"""Whether a request comes from Alexa: her signature, and how old it is.

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
from skill.server.signing_certificates import CACHE_SIZE, HOST, CertificateCache, FetchError, InvalidChainError

CHAIN_URL, SIGNATURE = "SignatureCertChainUrl", "Signature-256"
"""The headers. `Signature`, which some libraries still read, is SHA-1 and proves nothing any more."""

CHAIN_PATH_PREFIX = "/echo.api/"
"""Where the chains are on their host."""

PLAIN = re.compile(r"[A-Za-z0-9._/-]+")
"""A path as Amazon writes them. Whatever else a URL can spell has no place in one."""

TOLERANCE = timedelta(seconds=150)
"""By how much a request's time may differ from ours."""

TOLERANCE_OF_EVENTS = timedelta(hours=1)
"""The same for an event, which Amazon sends again and again until it arrives."""


class ChainUnfetched(VerificationException):
    """Nobody knows whether the request is signed: the chain can't be fetched now."""


class SignatureVerifier(AbstractVerifier):
    """Refuses what Amazon has not signed."""

    def __init__(self, chains: CertificateCache) -> None:
        """Take what finds keys."""
        self._chains = chains

    def verify(self, headers: Mapping[str, str], serialized_request_env: str, deserialized_request_env: object) -> None:
        """Raise VerificationException where the text of an envelope was not signed by Amazon."""
        by_name = {name.lower(): value for name, value in headers.items()}
        url, signature = _only(by_name, CHAIN_URL), _only(by_name, SIGNATURE)
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
            raise ChainUnfetched(str(error)) from None
        try:
            key.verify(signed, serialized_request_env.encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            raise VerificationException("the body is not what was signed") from None


class SkillVerifier(AbstractVerifier):
    """Refuses what is meant for another skill, before the chain is fetched that it names."""

    def __init__(self, skill_id: str) -> None:
        """Take the only skill whose requests are answered."""
        self._skill_id = skill_id

    def verify(self, headers: Mapping[str, str], serialized_request_env: str, deserialized_request_env: Any) -> None:
        """Raise VerificationException where an envelope (a JSON value here) is not one for the skill."""
        try:
            check(deserialized_request_env, self._skill_id)
        except BadEnvelopeError as error:
            raise VerificationException(f"not a request of Alexa's: {error}") from None


class TimestampVerifier(AbstractVerifier):
    """Refuses what is too old, as a request is that somebody caught and sends again, or ahead of its time."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Take what tells the time (aware)."""
        self._now = now

    def verify(self, headers: Mapping[str, str], serialized_request_env: str, deserialized_request_env: Any) -> None:
        """Raise VerificationException where a request (a JSON value here) was not made just now."""
        request = deserialized_request_env.get("request") if isinstance(deserialized_request_env, dict) else None
        stamp = request.get("timestamp") if isinstance(request, dict) else None
        if not isinstance(request, dict) or not isinstance(stamp, str):
            raise VerificationException("the request has no timestamp")
        try:
            made = instant(stamp)
        except BadEnvelopeError:
            raise VerificationException("the request's timestamp is not ISO 8601") from None
        is_event = str(request.get("type")).startswith("AlexaSkillEvent.")
        if abs(self._now() - made) > (TOLERANCE_OF_EVENTS if is_event else TOLERANCE):
            raise VerificationException("the request's timestamp is too far from now")


@lru_cache(maxsize=CACHE_SIZE)
def chain_path(url: str) -> str:
    """Return the normalised path in the URL of a chain; raises VerificationException where it breaks Amazon's rules."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise VerificationException(f"{CHAIN_URL} is no URL") from None
    if parts.scheme.lower() != "https":
        raise VerificationException(f"{CHAIN_URL} is not https")
    if parts.username is not None or parts.password is not None or (parts.hostname or "") != HOST:
        raise VerificationException(f"{CHAIN_URL} is not on {HOST}")
    if port not in (None, 443):
        raise VerificationException(f"{CHAIN_URL} is not at port 443")
    path = posixpath.normpath(parts.path)
    if parts.query or parts.fragment or not PLAIN.fullmatch(parts.path) or not path.startswith(CHAIN_PATH_PREFIX):
        raise VerificationException(f"{CHAIN_URL} is not in {CHAIN_PATH_PREFIX}")
    return path


def _only(by_name: Mapping[str, str], name: str) -> str:
    """Return a header that must be there once; a server joins those that come twice by a comma."""
    value = by_name.get(name.lower(), "").strip()
    if not value:
        raise VerificationException(f"there is no {name}")
    if "," in value:
        raise VerificationException(f"{name} comes more than once")
    return value
