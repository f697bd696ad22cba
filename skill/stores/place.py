"""Where DynamoDB is and as whom to call it, by the variables that all of AWS's SDKs read.

Lambda names the region and gives the keys in its environment, or hands them out where a function was restored from a
snapshot. These two are read here; for everything else that there is (profiles, roles, other endpoints) botocore is
asked, which takes long to import.
"""

import json
import os
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from threading import Lock
from typing import NamedTuple
from urllib.parse import urlsplit

from skill.stores.sigv4 import Credentials

SERVICE = "dynamodb"

ASK_BOTOCORE = (
    "AWS_PROFILE",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
)
"""Settings that have more to say about an endpoint or keys than the environment itself."""

SECONDS = 1.0
"""How long the keys may take that are handed out on the same machine."""

EARLY = 300
"""Seconds before they expire in which keys are asked for anew, and still good if none are given."""


ON_THIS_MACHINE = ("127.0.0.1", "localhost", "169.254.170.2", "169.254.170.23")
"""Who may be shown the token that lets us ask for keys."""


class NoCredentials(OSError):
    """No keys were found, or none were given. Its message names none."""


class Place(NamedTuple):
    """Where to call, and as whom."""

    endpoint: str
    region: str
    credentials: Callable[[], Credentials]
    """Called before each call, since keys can expire; raises NoCredentials."""


def place(environment: Mapping[str, str] = os.environ) -> Place:
    """Return where to call DynamoDB. Nothing is asked of anybody yet."""
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    credentials = _given(environment)
    if not (region and credentials) or any(environment.get(name) for name in ASK_BOTOCORE):
        return _by_botocore()
    endpoint = environment.get("AWS_ENDPOINT_URL_DYNAMODB") or environment.get("AWS_ENDPOINT_URL")
    domain = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return Place(endpoint or f"https://{SERVICE}.{region}.{domain}", region, credentials)


def _given(environment: Mapping[str, str]) -> Callable[[], Credentials] | None:
    key, secret = environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY")
    if key and secret:
        credentials = Credentials(key, secret, environment.get("AWS_SESSION_TOKEN") or None)
        return lambda: credentials
    uri, token = (environment.get(f"AWS_CONTAINER_{name}") for name in ("CREDENTIALS_FULL_URI", "AUTHORIZATION_TOKEN"))
    is_here = bool(uri and token) and urlsplit(uri).hostname in ON_THIS_MACHINE
    return HandedOut(uri, token) if uri and token and is_here else None


class HandedOut:
    """Keys that are handed out on the same machine for some hours. Safe to call from many threads.

    They are asked for at the first call, never before: those from before a snapshot are not good after it.
    https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
    """

    def __init__(self, uri: str, token: str, *, clock: Callable[[], float] = time.time) -> None:
        """Ask at an address, with the token that lets us; `clock` gives seconds since 1970."""
        self._uri, self._token, self._clock = urlsplit(uri), token, clock
        self._keys: Credentials | None = None
        self._until = 0.0
        self._lock = Lock()

    def __call__(self) -> Credentials:
        """Return keys that are good now; raises NoCredentials."""
        with self._lock:
            if self._keys is None or self._clock() > self._until - EARLY:
                try:
                    self._keys, self._until = self._asked()
                except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
                    if self._keys is None or self._clock() >= self._until:
                        raise NoCredentials(f"no credentials were given: {type(error).__name__}") from None
            return self._keys

    def _asked(self) -> tuple[Credentials, float]:
        path = f"{self._uri.path or '/'}{'?' if self._uri.query else ''}{self._uri.query}"
        with closing(HTTPConnection(self._uri.netloc, timeout=SECONDS)) as connection:
            connection.request("GET", path, headers={"Authorization": self._token})
            found = json.loads(connection.getresponse().read())
        keys = Credentials(found["AccessKeyId"], found["SecretAccessKey"], found.get("Token"))
        return keys, datetime.fromisoformat(found["Expiration"]).timestamp()


def _by_botocore() -> Place:
    from botocore.exceptions import BotoCoreError
    from botocore.session import get_session

    session = get_session()
    meta = session.create_client(SERVICE).meta

    def credentials() -> Credentials:
        try:
            found = session.get_credentials()
            keys = found.get_frozen_credentials() if found else None
        except BotoCoreError as error:
            raise NoCredentials(f"no credentials were given: {type(error).__name__}") from None
        if not (keys and keys.access_key and keys.secret_key):
            raise NoCredentials("there are no credentials for AWS")
        return Credentials(keys.access_key, keys.secret_key, keys.token)

    return Place(meta.endpoint_url, meta.region_name, credentials)
