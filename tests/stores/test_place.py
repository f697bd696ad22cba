"""Where DynamoDB is found, and whose keys are used."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from skill.stores.place import EARLY, HandedOut, NoCredentials, _given, place
from skill.stores.sigv4 import Credentials

KEYS = {"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.mark.parametrize(
    ("more", "endpoint"),
    [
        ({}, "https://dynamodb.eu-west-1.amazonaws.com"),
        ({"AWS_REGION": "", "AWS_DEFAULT_REGION": "us-east-1"}, "https://dynamodb.us-east-1.amazonaws.com"),
        ({"AWS_REGION": "cn-north-1"}, "https://dynamodb.cn-north-1.amazonaws.com.cn"),
        ({"AWS_ENDPOINT_URL": "http://localhost:1"}, "http://localhost:1"),
        (
            {"AWS_ENDPOINT_URL": "http://localhost:1", "AWS_ENDPOINT_URL_DYNAMODB": "http://localhost:2"},
            "http://localhost:2",
        ),
    ],
)
def test_an_environment_with_region_and_keys_says_it_all(more: dict[str, str], endpoint: str) -> None:
    found = place({**KEYS, **more})
    assert found.endpoint == endpoint
    assert found.credentials() == Credentials("key", "secret", None)
    assert place({**KEYS, "AWS_SESSION_TOKEN": "token"}).credentials().token == "token"


def test_the_endpoint_is_the_one_that_botocore_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    for region in ("eu-west-1", "us-east-1", "ap-southeast-2", "cn-north-1", "us-gov-west-1", "me-central-1"):
        monkeypatch.setenv("AWS_DEFAULT_REGION", region)
        monkeypatch.setenv("AWS_REGION", region)
        ours = place()
        monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "false")  # which only botocore reads
        assert ours.endpoint == place().endpoint
        monkeypatch.delenv("AWS_USE_FIPS_ENDPOINT")


@pytest.fixture
def profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text("[profile home]\nregion = eu-central-1\n")
    (tmp_path / "credentials").write_text("[home]\naws_access_key_id = a\naws_secret_access_key = b\n")
    for name in (*KEYS, "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_DYNAMODB"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("profiles")
def test_a_profile_is_read_by_botocore(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "home")
    found = place()
    assert (found.endpoint, found.region) == ("https://dynamodb.eu-central-1.amazonaws.com", "eu-central-1")
    assert found.credentials() == Credentials("a", "b", None)


def test_nobody_elsewhere_is_shown_the_token() -> None:
    for uri in ("http://example.com/keys", "http://127.0.0.1.example.com/keys", "https://169.254.169.254/"):
        assert _given({"AWS_CONTAINER_CREDENTIALS_FULL_URI": uri, "AWS_CONTAINER_AUTHORIZATION_TOKEN": TOKEN}) is None


@pytest.mark.usefixtures("profiles")
def test_no_credentials_anywhere_is_said_at_the_first_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    found = place()
    with pytest.raises(NoCredentials):
        found.credentials()


TOKEN = "what lets us ask"


class Counter:
    """Hands out keys: the first, the second and so on, each good until `until` (seconds since 1970)."""

    def __init__(self) -> None:
        self.given, self.until, self.status = 0, 0, 200
        counter = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                assert (self.path, self.headers["Authorization"]) == ("/keys?of=mine", TOKEN)
                self.send_response(counter.status)
                self.end_headers()
                self.wfile.write(counter.answer())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Door)
        self.uri = f"http://127.0.0.1:{self.server.server_port}/keys?of=mine"

    def answer(self) -> bytes:
        if self.status != 200:
            return b"not now"
        self.given += 1
        expires = f"1970-01-01T{self.until // 3600:02}:{self.until % 3600 // 60:02}:00Z"
        keys = {
            "AccessKeyId": f"key {self.given}",
            "SecretAccessKey": "secret",
            "Token": "token",
            "Expiration": expires,
        }
        return json.dumps(keys).encode()


@pytest.fixture
def counter() -> Iterator[Counter]:
    counter = Counter()
    thread = threading.Thread(target=counter.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield counter
    counter.server.shutdown()
    counter.server.server_close()


def test_a_restored_function_is_handed_its_keys_at_the_first_call(counter: Counter) -> None:
    counter.until = 7200
    environment = {"AWS_REGION": "eu-west-1", "AWS_CONTAINER_CREDENTIALS_FULL_URI": counter.uri}
    found = place({**environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN": TOKEN})
    assert counter.given == 0
    assert found.credentials() == Credentials("key 1", "secret", "token")
    assert found.endpoint == "https://dynamodb.eu-west-1.amazonaws.com"


def test_keys_are_asked_for_anew_before_they_expire(counter: Counter) -> None:
    now = [0.0]
    keys = HandedOut(counter.uri, TOKEN, clock=lambda: now[0])
    counter.until = 3600
    assert [keys().access_key, keys().access_key] == ["key 1", "key 1"]
    now[0], counter.until = 3601.0 - EARLY, 7200
    assert [keys().access_key, keys().access_key] == ["key 2", "key 2"]


def test_keys_that_are_still_good_are_used_while_no_others_are_given(counter: Counter) -> None:
    now = [0.0]
    keys = HandedOut(counter.uri, TOKEN, clock=lambda: now[0])
    counter.until = 3600
    keys()
    counter.status, now[0] = 500, 3599.0
    assert keys().access_key == "key 1"
    now[0] = 3600.0
    with pytest.raises(NoCredentials, match="JSONDecodeError"):
        keys()
