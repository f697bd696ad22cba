"""The page's key in a real browser: who has it, who has not, and what another web site in the same browser gets."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from skill.stores.memory import MemoryStore
from tests.webui.browser_page import Visitor, served, visiting
from tools.running_server import running

pytestmark = pytest.mark.browser


def test_the_key_is_neither_in_the_address_nor_where_a_script_finds_it(visitor: Visitor) -> None:
    assert visitor.page.url == f"http://127.0.0.1:{visitor.port}/"
    assert visitor.page.evaluate("document.cookie") == ""
    visitor.page.reload()
    expect(visitor.suggestions.first).to_be_visible()


def test_without_the_key_it_is_said_where_it_is(browser: Browser, port: int) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page.get_by_role("heading")).to_have_text("This page needs its key")
        expect(page.get_by_role("paragraph")).to_contain_text("?key=")


def test_a_server_that_started_with_another_key_is_told(browser: Browser) -> None:
    store = MemoryStore()
    with ExitStack() as first:
        port = first.enter_context(served(store))
        with visiting(browser, port) as visitor:
            first.close()
            with served(store, port, "another key"):
                visitor.type("open trust steps")
                expect(visitor.notice).to_contain_text("open the address that “trust-steps serve” printed")
                visitor.page.reload()
                expect(visitor.page.get_by_role("heading")).to_have_text("This page needs its key")
            visitor.complaints.clear()


@pytest.fixture(name="other")
def _other() -> Iterator[int]:
    """Return the port of another web site on this machine."""
    web = Flask("other")
    web.add_url_rule("/", "empty", lambda: "<!doctype html><title>Another site</title>")
    with running(web) as (server, _):
        yield server.port


ASK = """async (url) => {
  const load = (name, set) => new Promise((resolve) => {
    const one = Object.assign(document.createElement(name), set);
    one.onload = () => resolve("loaded");
    one.onerror = () => resolve("refused");
    document.head.append(one);
  });
  const ask = (how) => fetch(url, how).then(() => "answered", () => "refused");
  return Promise.all([
    load("script", {src: url}), load("link", {rel: "stylesheet", href: url}), ask({mode: "no-cors"}), ask({}),
    ask({mode: "no-cors", method: "POST", credentials: "include", body: "{}"}),
  ]);
}"""


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_another_web_site_in_the_same_browser_cannot_even_tell_that_it_runs(
    browser: Browser, port: int, other: int, name: str
) -> None:
    with visiting(browser, port) as visitor:
        page = visitor.page.context.new_page()
        page.context.unroute_all()
        page.goto(f"http://{name}:{other}/")
        for path in ("/", "/page/page.js", "/page/drawing", "/healthz", "/alexa", "/nowhere"):
            found = page.evaluate(ASK, f"http://127.0.0.1:{port}{path}")
            assert set(found) == {"refused"}, path
