"""The Chromium that other tests are run in."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser

from tests.browser import NoChromiumError, installed, refusing

pytestmark = pytest.mark.browser


def test_it_says_that_there_is_no_chromium(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoChromiumError, match="none of chromium, google-chrome, chromium-browser was found"):
        installed()


@pytest.fixture(name="here")
def _here() -> Iterator[str]:
    """Return the address of a server that has an empty page."""

    class Empty(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *said: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Empty) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_what_a_page_asks_of_elsewhere_is_refused_and_told(browser: Browser, here: str) -> None:
    with browser.new_context() as context:
        refused = refusing(context, here)
        page = context.new_page()
        page.goto(here)
        asked = "url => fetch(url, {mode: 'no-cors'}).then(() => 'answered', () => 'refused')"
        assert page.evaluate(asked, f"{here}more") == "answered"
        assert page.evaluate(asked, "https://example.com/") == "refused"
        assert refused == ["https://example.com/"]


def test_it_finds_this_machine_alone_even_where_nothing_refuses(browser: Browser, here: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(here)
        failed = []
        page.on("requestfailed", lambda request: failed.append(request.failure))
        assert page.evaluate("fetch('https://192.0.2.1/', {mode: 'no-cors'}).catch(() => 'none')") == "none"
        assert failed == ["net::ERR_NAME_NOT_RESOLVED"]
