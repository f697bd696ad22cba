"""From where requests are taken: without signatures from this machine alone, whatever a browser or a proxy adds."""

import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from email.message import Message

import pytest
from flask.testing import FlaskClient

from skill.app import App
from skill.server.origin_guard import is_own_name
from skill.server.wsgi_app import HEADERS, MAX_BODY_BYTES, create_web
from skill.stores.memory import MemoryStore
from skill.webui.routes import add
from tools.alexa_certificates import AllSigned
from tools.envelopes import SKILL, envelope
from tools.running_server import running, serving

KEY = "key"

ROUTES = [
    ("POST", "/alexa"),
    ("GET", "/alexa"),
    ("GET", "/healthz"),
    ("HEAD", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/"),
    ("GET", f"/?key={KEY}"),
    ("GET", "/page/drawing"),
    ("GET", "/page/page.js"),
    ("POST", "/page/echoes"),
    ("POST", "/page/lines"),
    ("POST", "/page/forget"),
    ("OPTIONS", "/alexa"),
    ("DELETE", "/healthz"),
    ("GET", "/nowhere"),
]
"""Every kind of path and method, those that there are not included."""


def client(*verifiers: AllSigned) -> FlaskClient:
    store = MemoryStore()
    web = create_web(App(store, skill_id=SKILL), store.ping, verifiers)
    add(web, store, "127.0.0.1", KEY)
    found = web.test_client()
    found.get(f"/?key={KEY}")
    return found


@pytest.fixture(name="port", scope="module")
def _port() -> Iterator[int]:
    with running(client().application) as (server, _):
        yield server.port


def asked(port: int, method: str, path: str, **headers: str) -> tuple[int, str, Message]:
    """Ask over a real socket."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    body = json.dumps(envelope()) if method == "POST" else None
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    cookie = f"trust-steps-{port}={KEY}"
    connection.request(method, path, body, {"Content-Type": "application/json", "Cookie": cookie, **names})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, answer.headers


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"Host": "evil.example"}, "Host"),
    ({"Host": "evil.example:8080", "Origin": "http://evil.example:8080"}, "Host"),  # DNS rebinding
    ({"Host": "localhost.evil.example"}, "Host"),
    ({"Host": "192.168.1.7:8080"}, "Host"),
    ({"Origin": "http://evil.example"}, "another web site"),
    ({"Origin": "null"}, "another web site"),
    ({"Origin": "http://127.0.0.1:1"}, "another web site"),
    ({"Sec_Fetch_Site": "cross-site"}, "another web site"),
    ({"Sec_Fetch_Site": "same-site"}, "another web site"),
    ({"Sec_Fetch_Site": "Cross-Site"}, "another web site"),
    ({"Forwarded": "for=203.0.113.9"}, "a proxy"),
    ({"X_Forwarded_For": "203.0.113.9"}, "a proxy"),
    ({"X_Forwarded_Proto": "https"}, "a proxy"),
    ({"x_forwarded_anything": ""}, "a proxy"),
    ({"X_Real_IP": "203.0.113.9"}, "a proxy"),
    ({"Via": "1.1 proxy"}, "a proxy"),
    ({"CF_Connecting_IP": "203.0.113.9"}, "a proxy"),
]


@pytest.mark.parametrize(("headers", "reason"), REFUSED, ids=[str(headers) for headers, _ in REFUSED])
def test_without_signatures_no_path_is_had_from_elsewhere(port: int, headers: dict[str, str], reason: str) -> None:
    for method, path in ROUTES:
        status, text, _ = asked(port, method, path, **headers)
        assert status == 403, (method, path)
        if method != "HEAD":
            assert reason in json.loads(text)["error"]


@pytest.mark.parametrize("headers", [{}, {"Sec_Fetch_Site": "same-origin"}, {"Sec_Fetch_Site": "none"}])
def test_without_signatures_this_machine_is_answered(port: int, headers: dict[str, str]) -> None:
    for path, method in (("/healthz", "GET"), ("/readyz", "GET"), ("/alexa", "POST"), ("/", "GET")):
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", "[::1]"):
            assert asked(port, method, path, Host=host, **headers)[0] == 200


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_answer_has_the_headers_that_keep_other_sites_out(port: int, method: str, path: str) -> None:
    for more in ({}, {"Host": "evil.example"}, {"Content_Length": f"{MAX_BODY_BYTES + 1}"}):
        _, _, headers = asked(port, method, path, **more)
        for name, value in HEADERS:
            if name not in ("Cache-Control", "Content-Security-Policy", "Permissions-Policy"):
                assert headers[name] == value
        assert headers["Cross-Origin-Resource-Policy"] == headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]


PROXIED = {"Host": "skill.example.org", "X-Forwarded-For": "203.0.113.9", "Via": "1.1 proxy", "Forwarded": "for=x"}


def test_with_signatures_a_proxy_may_pass_on_alexas_requests_and_health_checks() -> None:
    signed = client(AllSigned())
    assert signed.post("/alexa", json=envelope(), headers=PROXIED).status_code == 200
    for path in ("/healthz", "/readyz"):
        assert signed.get(path, headers=PROXIED).status_code == 200
        assert signed.get(path, headers={"Host": "10.0.0.7:8080"}).status_code == 200


def test_with_signatures_the_page_is_not_had_by_another_name_and_nothing_by_another_site() -> None:
    signed = client(AllSigned())
    for method, path in ROUTES:
        assert signed.open(path, method=method, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        if path == "/" or path.startswith("/page"):
            assert signed.open(path, method=method, headers=PROXIED).status_code == 403


@pytest.mark.parametrize(
    ("name", "host", "ours"),
    [
        ("127.0.0.1:8080", "127.0.0.1", True),
        ("localhost:8080", "127.0.0.1", True),
        ("LOCALHOST", "127.0.0.1", True),
        ("[::1]:8080", "127.0.0.1", True),
        ("127.5.0.1", "127.0.0.1", True),
        ("", "127.0.0.1", False),
        ("evil.example:8080", "127.0.0.1", False),
        ("localhost.evil.example", "127.0.0.1", False),
        ("127.0.0.1.evil.example", "127.0.0.1", False),
        ("evil.example@127.0.0.1", "127.0.0.1", False),
        ("127.0.0.1@evil.example", "127.0.0.1", False),
        ("127.0.0.1/evil.example", "127.0.0.1", False),
        ("192.168.1.7:8080", "127.0.0.1", False),
        ("[::1", "127.0.0.1", False),
        ("Kitchen.local:8080", "kitchen.local", True),
        ("192.168.1.7:8080", "192.168.1.7", True),
        ("192.168.1.8:8080", "192.168.1.7", False),
        ("192.168.1.7:8080", "0.0.0.0", True),
        ("[fe80::7]:8080", "::", True),
        ("evil.example:8080", "0.0.0.0", False),
    ],
)
def test_a_server_is_had_by_its_own_name_alone(name: str, host: str, ours: bool) -> None:
    assert is_own_name(name, host) is ours


# From the command line


def refused(*arguments: str, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "skill", "serve", "--store", ":memory:", "--port", "0", *arguments],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
        env=variables,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (("--allow-unsigned", "--skill-id", SKILL), {}),
        (("--allow-unsigned",), {"TRUST_STEPS_SKILL_ID": SKILL}),
        (("--skill-id", SKILL), {"TRUST_STEPS_ALLOW_UNSIGNED": "1"}),
        ((), {"TRUST_STEPS_ALLOW_UNSIGNED": "yes", "TRUST_STEPS_SKILL_ID": SKILL}),
    ],
)
def test_a_skill_id_without_signatures_is_refused(arguments: tuple[str, ...], variables: dict[str, str]) -> None:
    assert "--allow-unsigned" in refused(*arguments, **variables)


@pytest.mark.parametrize(("arguments", "is_warned"), [(("--allow-unsigned",), True), ((), False)])
def test_that_nothing_is_verified_is_said_loudly(arguments: tuple[str, ...], is_warned: bool) -> None:
    with serving("--store", ":memory:", "--port", "0", *arguments) as (process, port):
        assert asked(port, "GET", "/healthz", X_Forwarded_For="203.0.113.9")[0] == (403 if is_warned else 200)
        process.send_signal(signal.SIGTERM)
        assert process.stderr
        told = process.stderr.read()
    assert ("WARNING: --allow-unsigned" in told) is is_warned
