"""A visitor of the page, in a real Chromium, on a real server."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from skill.app import App
from skill.server.wsgi_app import create_web
from skill.stores.store import Store
from skill.webui import routes
from skill.webui.access_key import PARAMETER
from tests.browser import refusing
from tools.envelopes import SKILL
from tools.running_server import running

PATIENCE = 10_000
"""Milliseconds that anything may take on a busy machine."""

KEY = "a-key-that-is-not-guessed"

LAPTOP, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 720}


@contextmanager
def served(store: Store, port: int = 0, key: str = KEY) -> Iterator[int]:
    """Serve the page on a store, and yield the port."""
    web = create_web(App(store, skill_id=SKILL), store.ping)
    routes.add(web, store, "127.0.0.1", key)
    with running(web, port) as (server, _):
        yield server.port


class Visitor:
    """A user of the page in a browser."""

    def __init__(self, context: BrowserContext, port: int) -> None:
        self.port = port
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        """What the browser complained of."""
        self.page.on("console", lambda said: self._complain(said.type, said.text))
        self.page.on("pageerror", lambda error: self._complain("error", error.message))

    def open(self) -> None:
        """Open the address that is printed at the start, and wait until there is something to say."""
        self.page.goto(f"http://127.0.0.1:{self.port}/?{PARAMETER}={KEY}")
        expect(self.suggestions.first).to_be_visible(timeout=PATIENCE)

    @property
    def suggestions(self) -> Locator:
        return self.page.get_by_role("group", name="You could say").get_by_role("button")

    @property
    def replies(self) -> Locator:
        return self.page.locator("#transcript .skill")

    @property
    def notice(self) -> Locator:
        return self.page.get_by_role("alert")

    @property
    def state(self) -> Locator:
        return self.page.locator("#doing")

    def type(self, text: str) -> None:
        """Type something, and press Enter."""
        line = self.page.get_by_role("textbox", name="What you would say")
        line.fill(text)
        line.press("Enter")

    def say(self, text: str) -> str:
        """Type something, and return what is answered."""
        before = self.replies.count()
        self.type(text)
        return self._answered(before)

    def tap(self, text: str) -> str:
        """Tap a suggestion, and return what is answered."""
        before = self.replies.count()
        self.suggestions.get_by_text(text, exact=True).click()
        return self._answered(before)

    def _answered(self, before: int) -> str:
        expect(self.replies).to_have_count(before + 1, timeout=PATIENCE)
        return self.replies.last.inner_text()

    def _complain(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)


@contextmanager
def visiting(browser: Browser, port: int, *, script: str = "", **how: object) -> Iterator[Visitor]:
    """Yield a visitor of the page, which sends requests to no other host and gives the browser no cause to complain.

    `script` runs before the page's own; `how` is of the browser's context.
    """
    settings = {"viewport": LAPTOP, "locale": "en-US", "timezone_id": "America/New_York", **how}
    with browser.new_context(**settings) as context:  # type: ignore[arg-type]  # each has a type of its own
        context.set_default_timeout(PATIENCE)
        refused = refusing(context, f"http://127.0.0.1:{port}/", "data:")
        if script:
            context.add_init_script(script)
        visitor = Visitor(context, port)
        visitor.open()
        yield visitor
        assert refused == []
        assert not visitor.complaints, visitor.complaints
