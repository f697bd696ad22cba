"""The page when something is not as it should be: no engine, a slow server, none at all."""

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from skill.journey.speaker import Speaker
from skill.stores.memory import MemoryStore
from skill.stores.store import Record
from tests.webui.browser_page import served, visiting

pytestmark = pytest.mark.browser


class Slow(MemoryStore):
    """A store that answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def load(self, speaker: Speaker) -> Record | None:
        self.go_on.wait(30)
        return super().load(speaker)


def test_a_slow_server_is_told_and_waited_for_and_what_is_said_meanwhile_comes_in_turn(browser: Browser) -> None:
    store = Slow()
    with served(store) as port, visiting(browser, port) as visitor:
        try:
            visitor.type("what's my streak")
            expect(visitor.state).to_have_text("One moment")
            expect(visitor.notice).to_have_text("One moment: the server is slow to answer.")
            visitor.type("what are my promises")
        finally:
            store.go_on.set()
        expect(visitor.replies).to_have_count(2)
        expect(visitor.replies.first).to_contain_text("streak")
        expect(visitor.replies.last).to_contain_text("promises")
        expect(visitor.notice).to_be_hidden()


def test_a_server_that_is_gone_is_told_and_one_that_came_back_is_talked_to(browser: Browser) -> None:
    store = MemoryStore()
    with ExitStack() as first:
        port = first.enter_context(served(store))
        with visiting(browser, port) as visitor:
            first.close()
            visitor.type("open trust steps")
            expect(visitor.notice).to_contain_text("The server can't be reached.")
            with served(store, port):
                assert "Welcome" in visitor.say("open trust steps")
            visitor.complaints.clear()


def test_without_the_engine_it_is_said_and_all_else_works(
    browser: Browser, port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("skill.webui.routes.ENGINE", tmp_path)
    with visiting(browser, port) as visitor:
        missing = visitor.page.get_by_text("Amazon's engine, which draws the screen, is not installed here")
        expect(missing).to_be_hidden()
        visitor.page.get_by_label("Kind").select_option("show-8")
        expect(missing).to_be_visible()
        assert "Welcome" in visitor.say("open trust steps")
        visitor.say("healing")
        shown = visitor.page.get_by_role("region", name="The screen, in words")
        expect(shown.get_by_role("heading")).to_have_text("Name one feeling")
        expect(shown).to_be_visible()
        expect(visitor.page.locator("#drawing")).to_be_hidden()
        assert "Name one feeling" in visitor.say("I did today's step")


def test_an_engine_that_does_not_start_is_said_too(
    browser: Browser, port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "index.js").write_text("throw new Error('no')")
    monkeypatch.setattr("skill.webui.routes.ENGINE", tmp_path)
    with visiting(browser, port) as visitor:
        visitor.page.get_by_label("Kind").select_option("show-8")
        visitor.say("open trust steps")
        visitor.say("healing")
        expect(visitor.page.get_by_text("Amazon's engine, which draws the screen, could not draw this")).to_be_visible()
        shown = visitor.page.get_by_role("region", name="The screen, in words")
        expect(shown.get_by_role("heading")).to_have_text("Name one feeling")
        visitor.complaints.clear()


def test_a_first_plug_that_fails_is_tried_again_by_whatever_is_said(browser: Browser, port: int) -> None:
    with visiting(browser, port) as visitor:
        visitor.page.route("**/page/echoes", lambda route: route.abort(), times=1)
        visitor.page.reload()
        expect(visitor.notice).to_contain_text("The server can't be reached.")
        assert "Welcome" in visitor.say("open trust steps")
        expect(visitor.notice).to_be_hidden()
        visitor.complaints.clear()
