"""Routes of the page: which requests are allowed, and how all others are refused."""

import logging
import re
import signal
import threading
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from skill.app import App
from skill.journey.speaker import Speaker
from skill.server.wsgi_app import HEADERS, create_web
from skill.stores.memory import MemoryStore
from skill.stores.store import Record, Store, UnavailableError
from skill.webui.access_key import FILES, NO_KEY, matches, new_key
from skill.webui.device_pool import DevicePool, UnknownDeviceError
from skill.webui.routes import ENGINE, MAX_PAGE_BODY_BYTES, add
from tools.alexa_certificates import AllSigned
from tools.envelopes import SKILL, envelope
from tools.running_server import serving

HERE = "localhost"
"""What the test client calls the server."""

KEY = "7Vt0Yq2o8yXvXb7H3m5nD1cQeRwZs9uKjLfGaPiTxWE"

ENGINE_SCRIPT = (ENGINE / "index.js").read_text("utf-8") if (ENGINE / "index.js").is_file() else ""

KITCHEN = {"locale": "en-US", "timezone": "America/New_York"}


def page_on(store: Store, host: str = "127.0.0.1") -> FlaskClient:
    """Return a client that has opened the page by the address that is printed at the start."""
    web = create_web(App(store, skill_id=SKILL), store.ping)
    add(web, store, host, KEY)
    client = web.test_client()
    assert client.get(f"/?key={KEY}").status_code == 303
    return client


@pytest.fixture(name="page")
def _page() -> FlaskClient:
    return page_on(MemoryStore())


def plugged_in(page: FlaskClient) -> str:
    answer = page.post("/page/echoes", json=KITCHEN)
    assert answer.status_code == 200
    return str(answer.get_json()["echo"])


@pytest.fixture(name="say")
def _say(page: FlaskClient) -> Callable[[str], dict[str, Any]]:
    echo = plugged_in(page)

    def say(line: str) -> dict[str, Any]:
        answer = page.post("/page/lines", json={"echo": echo, "line": line})
        assert answer.status_code == 200, answer.get_json()
        return dict(answer.get_json())

    return say


def reason(answer: TestResponse, status: int) -> str:
    assert answer.status_code == status, answer.get_data(as_text=True)
    said = str(answer.get_json()["error"])
    assert said
    assert "\n" not in said
    return said


def test_a_new_device_says_what_the_page_has_to_know(page: FlaskClient) -> None:
    found = page.post("/page/echoes", json=KITCHEN).get_json()
    assert found["suggestions"][:2] == ["open trust steps", "today's step"]
    assert "en-GB" in found["locales"]
    assert (found["session_open"], found["speaker"], found["has_screen"]) == (False, None, False)
    assert found["has_engine"] == (ENGINE / "index.js").exists()


def test_a_conversation_goes_through_the_skill_itself(say: Callable[[str], dict[str, Any]]) -> None:
    opened = say("open trust steps")
    assert opened["session_open"]
    assert opened["heard"][0]["ssml"].startswith("<speak>")
    assert opened["suggestions"] == ["rebuilding", "healing", "both", "stop"]
    answered = say("healing")
    assert answered["heard"][0]["slots"] == {"role": "healing"}
    assert not answered["session_open"]
    assert len(answered["suggestions"]) == 4


@pytest.mark.parametrize(
    ("line", "suggested"),
    [
        ("check in", ["1", "2", "3", "4", "5", "stop"]),
        ("what are my promises", ["yes", "no", "stop"]),
        ("practice an apology", ["stop"]),
    ],
)
def test_what_answers_an_open_question_is_suggested_and_understood(
    say: Callable[[str], dict[str, Any]], line: str, suggested: list[str]
) -> None:
    assert say(line)["suggestions"] == suggested
    assert say(suggested[0])["heard"][0]["intent"] != "AMAZON.FallbackIntent"


def test_steering_shows_in_what_is_told_of_the_device(say: Callable[[str], dict[str, Any]]) -> None:
    before = say("/screen on")["suggestions"]
    say("/speaker Sam")
    found = say("/at 2026-03-09T21:00")
    assert found["heard"] == []
    assert found["now"] == "2026-03-09T21:00:00-04:00"
    assert (found["speaker"], found["has_screen"]) == ("Sam", True)
    assert found["suggestions"] == before


def test_a_question_that_time_has_closed_suggests_no_answers_any_more(say: Callable[[str], dict[str, Any]]) -> None:
    say("/at 2026-03-09T20:00")
    say("open trust steps")
    assert "healing" not in say("/at 2026-03-09T21:00")["suggestions"]


def test_two_devices_are_one_household_with_a_session_each(page: FlaskClient) -> None:
    kitchen, hall = plugged_in(page), plugged_in(page)
    assert kitchen != hall
    page.post("/page/lines", json={"echo": kitchen, "line": "i promise to be home by six"})
    asked = page.post("/page/lines", json={"echo": hall, "line": "what are my promises"}).get_json()
    assert "home by six" in asked["heard"][0]["speech"]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({}, "locale is missing, or is no text"),
        ({"locale": 7, "timezone": "UTC"}, "locale is missing, or is no text"),
        ({"locale": "xx-XX", "timezone": "UTC"}, "unknown locale"),
        ({"locale": "../en-US", "timezone": "UTC"}, "unknown locale"),
        ({"locale": "en-US", "timezone": "Mars/Base"}, "unknown time zone"),
        ({"locale": "en-US", "timezone": "../../etc/passwd"}, "unknown time zone"),
        ({"locale": "en-US", "timezone": "\ud800"}, "unknown time zone"),
        ({"locale": "en-US", "timezone": ""}, "unknown time zone"),
    ],
)
def test_a_device_that_cannot_be_is_refused(page: FlaskClient, asked: dict[str, object], why: str) -> None:
    assert reason(page.post("/page/echoes", json=asked), 400) == why


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/nonsense", "unknown command /nonsense"),
        ("/at tomorrow", "not a date and time"),
        ("/at\n9999-12-31", "unknown command"),
        ("/quit", "to leave, close the page"),
    ],
)
def test_a_line_that_cannot_be_followed_is_refused(page: FlaskClient, line: str, why: str) -> None:
    assert why in reason(page.post("/page/lines", json={"echo": plugged_in(page), "line": line}), 400)


@pytest.mark.parametrize("path", ["/page/echoes", "/page/lines", "/page/forget"])
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * MAX_PAGE_BODY_BYTES, b"9" * MAX_PAGE_BODY_BYTES]
)
def test_a_body_that_is_no_object_is_refused(page: FlaskClient, path: str, body: bytes) -> None:
    reason(page.post(path, data=body, content_type="application/json"), 400)


@pytest.mark.parametrize("path", ["/page/echoes", "/page/lines", "/page/forget"])
def test_only_json_and_not_too_much_of_it_is_taken(page: FlaskClient, path: str) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        reason(page.post(path, data=b"{}", content_type=kind), 415)
    reason(page.post(path, data=b" " * (MAX_PAGE_BODY_BYTES + 1), content_type="application/json"), 413)


@given(st.text())
def test_whatever_is_said_gets_an_answer_or_a_reason(line: str) -> None:
    page = page_on(MemoryStore())
    answer = page.post("/page/lines", json={"echo": plugged_in(page), "line": line})
    assert answer.status_code in (200, 400)


def test_a_device_that_was_not_created_is_unknown(page: FlaskClient) -> None:
    reason(page.post("/page/lines", json={"echo": "kitchen", "line": "help"}), 404)


def test_the_device_that_was_silent_for_longest_goes_when_there_are_too_many() -> None:
    echoes = DevicePool(MemoryStore(), max_devices=2)
    first, second = (echoes.create("en-US", "UTC")[0] for _ in range(2))
    echoes.find(first)
    third, _ = echoes.create("en-US", "UTC")
    with pytest.raises(UnknownDeviceError):
        echoes.find(second)
    assert echoes.find(first) is not echoes.find(third)


class Slow(MemoryStore):
    """A store that answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go_on = threading.Event(), threading.Event()

    def load(self, speaker: Speaker) -> Record | None:
        self.asked.set()
        self.go_on.wait(10)
        return super().load(speaker)


def test_a_device_answers_one_line_at_a_time() -> None:
    store = Slow()
    page = page_on(store)
    asked = {"echo": plugged_in(page), "line": "what's my streak"}
    answers: list[int] = []
    first = threading.Thread(target=lambda: answers.append(page.post("/page/lines", json=asked).status_code))
    first.start()
    assert store.asked.wait(10)
    assert "not answered" in reason(page.post("/page/lines", json=asked), 409)
    store.go_on.set()
    first.join(10)
    assert answers == [200]
    assert page.post("/page/lines", json=asked).status_code == 200


def test_forgetting_deletes_the_pretend_household_and_no_other() -> None:
    store = MemoryStore()
    neighbour = Speaker("neighbours")
    store.save(neighbour, Record(1, "{}"))
    page = page_on(store)
    echo = plugged_in(page)
    for line in ("i promise to be home by six", "/speaker Sam", "i promise to call"):
        page.post("/page/lines", json={"echo": echo, "line": line})
    assert len(store.all_households()) == 2
    assert page.post("/page/forget", json={}).status_code == 200
    assert store.all_households() == ["neighbours"]
    assert store.load(neighbour)
    reason(page.post("/page/lines", json={"echo": echo, "line": "help"}), 404)


class Gone(MemoryStore):
    """A store that nothing can be deleted from."""

    def forget_household(self, household: str) -> None:
        raise UnavailableError


def test_what_could_not_be_forgotten_is_said() -> None:
    page = page_on(Gone())
    echo = plugged_in(page)
    assert "nothing was forgotten" in reason(page.post("/page/forget", json={}), 503)
    assert page.post("/page/lines", json={"echo": echo, "line": "help"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/page/page.js", "/page/drawing"])
def test_by_another_name_nothing_is_shown(page: FlaskClient, path: str) -> None:
    reason(page.get(path, headers={"Host": "evil.example:8080"}), 403)


def test_by_another_name_nothing_is_answered(page: FlaskClient) -> None:
    echo = plugged_in(page)
    for path, asked in {
        "/page/echoes": KITCHEN,
        "/page/lines": {"echo": echo, "line": "help"},
        "/page/forget": {},
    }.items():
        reason(page.post(path, json=asked, headers={"Host": "evil.example"}), 403)


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (f"http://{HERE}", 200),
        (f"https://{HERE}", 200),
        ("http://evil.example", 403),
        ("http://127.0.0.1:9090", 403),
        ("http://127.0.0.1", 403),
        (f"http://evil.example@{HERE}", 403),
        ("null", 403),
        ("", 403),
        ("http://[", 403),
    ],
)
def test_another_web_site_in_the_same_browser_is_refused(page: FlaskClient, origin: str, status: int) -> None:
    assert page.post("/page/echoes", json=KITCHEN, headers={"Origin": origin}).status_code == status


def test_the_page_may_do_nothing_but_what_comes_from_here(page: FlaskClient) -> None:
    for path in ("/", "/page/page.js", "/page/page.css"):
        with page.get(path) as answer:
            assert answer.status_code == 200
        (policy,) = answer.headers.getlist("Content-Security-Policy")
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_frame_of_the_engine_has_no_origin_and_loads_nothing(page: FlaskClient) -> None:
    found = []
    for _ in range(2):
        answer = page.get("/page/drawing")
        (policy,) = answer.headers.getlist("Content-Security-Policy")
        rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
        assert rules["sandbox"] == "allow-scripts"
        assert rules["default-src"] == "'none'"
        assert not [name for name, value in rules.items() if "'self'" in value and name != "frame-ancestors"]
        text = answer.get_data(as_text=True)
        (nonce,) = re.findall(r"'nonce-([\w-]+)'", rules["script-src"])
        text = text.replace(ENGINE_SCRIPT, "")
        assert text.count(f'nonce="{nonce}"') == text.count("<script") == text.count("</script>") == 2
        assert "src=" not in text
        assert "href=" not in text
        found.append(nonce)
    assert found[0] != found[1]


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/alexa"])
def test_the_other_paths_keep_their_policy(page: FlaskClient, path: str) -> None:
    answer = page.post(path, json=envelope()) if path == "/alexa" else page.get(path)
    for name, value in HEADERS:
        assert answer.headers.getlist(name) == [value]


def test_what_the_page_needs_is_there_and_nothing_above_it(page: FlaskClient) -> None:
    for file in FILES.iterdir():
        with page.get(f"/page/{file.name}") as answer:
            assert answer.status_code == 200
    for path in ("/page/../routes.py", "/page/%2e%2e/routes.py", "/page/..%2froutes.py", "/page/nothing.js"):
        reason(page.get(path), 404)


def test_an_engine_that_is_not_installed_is_said(page: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.webui.routes.ENGINE", FILES / "nowhere")
    assert page.post("/page/echoes", json=KITCHEN).get_json()["has_engine"] is False
    assert page.get("/page/drawing").status_code == 200


def test_what_would_end_a_script_in_html_does_not_end_the_engine(
    page: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "index.js").write_text("'</script><!--'")
    monkeypatch.setattr("skill.webui.routes.ENGINE", tmp_path)
    text = page.get("/page/drawing").get_data(as_text=True)
    assert text.count("</script>") == 2
    assert "<!--" not in text


def test_nothing_that_is_said_is_logged(page: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = plugged_in(page)
    for line in ("i promise to xyzzy", "/xyzzy", "/speaker xyzzy"):
        page.post("/page/lines", json={"echo": echo, "line": line})
    assert "POST /page/lines 200" in caplog.text
    assert "xyzzy" not in caplog.text
    assert echo not in caplog.text


# The key


def newcomer(host: str = "127.0.0.1", key: str = KEY) -> FlaskClient:
    """Return a client without the key."""
    store = MemoryStore()
    web = create_web(App(store, skill_id=SKILL), store.ping, [AllSigned()])
    add(web, store, host, key)
    return web.test_client()


PAGE = ["/", "/page/page.js", "/page/page.css", "/page/drawing", "/page/nowhere"]
POSTS = {"/page/echoes": KITCHEN, "/page/lines": {"echo": "x", "line": "help"}, "/page/forget": {}}


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize("offered", [None, "", "x", KEY[:-1], f"{KEY}x", KEY.swapcase(), "\N{SNOWMAN}"])
def test_without_the_key_nothing_of_the_page_is_answered(host: str, offered: str | None) -> None:
    client = newcomer(host)
    if offered is not None:
        client.set_cookie("trust-steps-80", offered)
    for path in PAGE:
        with client.get(path) as answer:
            assert answer.status_code == 403
    for path, asked in POSTS.items():
        assert reason(client.post(path, json=asked), 403) == NO_KEY
    assert "needs its key" in client.get("/").get_data(as_text=True)


@pytest.mark.parametrize("query", ["key=", "key=x", f"key={KEY}x", f"key=x&key={KEY}", f"KEY={KEY}", "key=%ff"])
def test_an_address_with_another_key_opens_nothing(query: str) -> None:
    client = newcomer()
    answer = client.get(f"/?{query}")
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_only_the_address_of_the_page_itself_takes_the_key() -> None:
    client = newcomer()
    for path in PAGE[1:]:
        assert client.get(f"{path}?key={KEY}").status_code == 403
    for path, asked in POSTS.items():
        assert client.post(f"{path}?key={KEY}", json=asked).status_code == 403
    assert client.post(f"/?key={KEY}").status_code in (303, 405)
    assert client.get("/healthz").status_code == 200  # needs no key


def test_the_key_is_kept_in_a_cookie_that_no_script_and_no_other_site_has() -> None:
    client = newcomer()
    answer = client.get(f"/?key={KEY}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    parts = answer.headers["Set-Cookie"].split("; ")
    assert parts[0] == f"trust-steps-80={KEY}"
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(parts[1:])
    for path in ("/", "/page/page.js"):
        with client.get(path) as shown:
            assert shown.status_code == 200
    assert client.post("/page/echoes", json=KITCHEN).status_code == 200


def test_two_servers_on_one_machine_have_a_cookie_each() -> None:
    client, keys = newcomer(), {}
    for port in (8080, 8081):
        answer = client.get(f"/?key={KEY}", base_url=f"http://localhost:{port}")
        keys[answer.headers["Set-Cookie"].partition("=")[0]] = port
    assert len(keys) == 2


def test_others_cannot_have_the_owners_device_go() -> None:
    owner = newcomer()
    owner.get(f"/?key={KEY}")
    echo = plugged_in(owner)
    stranger = owner.application.test_client()
    for _ in range(60):
        assert stranger.post("/page/echoes", json=KITCHEN).status_code == 403
    assert owner.post("/page/lines", json={"echo": echo, "line": "help"}).status_code == 200


def test_each_start_has_a_key_of_its_own_that_cannot_be_guessed() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert min(map(len, keys)) >= 43


@given(st.text())
def test_only_the_key_itself_matches(offered: str) -> None:
    assert matches(KEY, offered) is (offered == KEY)
    assert matches(KEY, KEY)


def test_the_microphone_is_for_the_page_alone(page: FlaskClient) -> None:
    found = {}
    for path in ("/", "/page/page.js", "/page/drawing", "/page/nowhere", "/healthz"):
        with page.get(path) as answer:
            (found[path],) = re.findall(r"microphone=(\S+?),", answer.headers["Permissions-Policy"])
    assert found.pop("/") == "(self)"
    assert set(found.values()) == {"()"}


def shown(*arguments: str, **variables: str) -> tuple[int, str]:
    """Serve as the command line does; return the status of the page, and what was printed about it."""
    with serving("--store", ":memory:", "--port", "0", *arguments, **variables) as (process, port):
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/")
        without = connection.getresponse()
        without.read()
        connection.close()
        process.send_signal(signal.SIGTERM)
        assert process.stderr
        told = process.stderr.read()
        found = re.search(r"http://\S+/\?key=\S{43,}", told)
        assert (without.status == 404) is (found is None)
        return without.status, told


@pytest.mark.parametrize(
    ("arguments", "variables", "status", "is_warned"),
    [
        ((), {}, 403, False),
        (("--host", "0.0.0.0"), {}, 404, False),
        (("--host", "0.0.0.0", "--page"), {}, 403, True),
        (("--page", "no"), {}, 404, False),
        (("--host", "0.0.0.0"), {"TRUST_STEPS_PAGE": "1"}, 403, True),
        ((), {"TRUST_STEPS_PAGE": "0"}, 404, False),
    ],
)
def test_the_page_is_there_on_this_machine_alone_unless_it_is_wanted(
    arguments: tuple[str, ...], variables: dict[str, str], status: int, is_warned: bool
) -> None:
    found, printed = shown(*arguments, **variables)
    assert found == status
    assert ("plain HTTP" in printed) is is_warned


def test_the_address_that_is_printed_opens_the_page() -> None:
    with serving("--store", ":memory:", "--port", "0") as (process, port):
        assert process.stderr
        address = process.stderr.readline().split()[-1]
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", address.removeprefix(f"http://127.0.0.1:{port}"))
        answer = connection.getresponse()
        answer.read()
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        connection.request("GET", "/", headers={"Cookie": cookie})
        opened = connection.getresponse()
        assert (answer.status, opened.status) == (303, 200)
        assert b"pretend Echo" in opened.read()
        connection.close()
        process.send_signal(signal.SIGTERM)
        assert address.partition("key=")[2] not in process.stderr.read()
