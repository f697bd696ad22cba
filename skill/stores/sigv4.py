"""AWS's Signature Version 4, for a POST to a service's root: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html.

botocore signs too, but importing it takes longer than everything else that a cold start does. Tests hold the two
side by side.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

ALGORITHM = "AWS4-HMAC-SHA256"


class Credentials(NamedTuple):
    """Who asks."""

    access_key: str
    secret_key: str
    token: str | None = None
    """Of a session; None for a user's own key."""


def signed(
    headers: Mapping[str, str], body: bytes, credentials: Credentials, region: str, service: str, at: datetime
) -> dict[str, str]:
    """Return the headers with a signature over all of them. There must be a host; `at` is now, in UTC."""
    moment = f"{at:%Y%m%dT%H%M%SZ}"
    whole = {**headers, "x-amz-date": moment}
    if credentials.token:
        whole["x-amz-security-token"] = credentials.token
    sorted_headers = sorted((name.lower(), " ".join(value.split())) for name, value in whole.items())
    names = ";".join(name for name, _ in sorted_headers)
    lines = "".join(f"{name}:{value}\n" for name, value in sorted_headers)
    request = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    text = f"{ALGORITHM}\n{moment}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = _hmac(_key(credentials.secret_key, moment[:8], region, service), text).hex()
    whole["Authorization"] = (
        f"{ALGORITHM} Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return whole


@lru_cache(maxsize=4)
def _key(secret: str, day: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
