"""How the page looks, for those who see little and those who see nothing, and its pictures in the documentation."""

import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.webui.browser_page import Visitor, visiting

pytestmark = pytest.mark.browser

CONTRAST = (Path(__file__).parent / "contrast.js").read_text("utf-8")
PICTURES = Path(__file__).parents[2] / "docs/pictures"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(
    browser: Browser, port: int, scheme: Literal["light", "dark"]
) -> None:
    with visiting(browser, port, color_scheme=scheme) as visitor:
        visitor.say("open trust steps")
        visitor.say("healing")
        visitor.page.get_by_label("Kind").select_option("show-8")
        visitor.page.get_by_role("button", name="Live a month").click()  # which is lit while it lasts
        visitor.page.get_by_role("button", name="Forget everything").click()
        expect(visitor.page.get_by_role("dialog")).to_be_visible()
        found = visitor.page.evaluate(CONTRAST)
        assert found["looked"] > 40
        assert found["faint"] == []


def test_everything_that_can_be_used_has_a_name(visitor: Visitor) -> None:
    visitor.page.get_by_label("Kind").select_option("show-8")
    visitor.say("open trust steps")
    visitor.say("healing")
    expect(visitor.page.locator("#drawing")).to_be_visible()
    used = visitor.page.locator(":is(button, input, select, iframe):visible")
    assert used.count() > 15
    for one in used.all():
        expect(one).to_have_accessible_name(re.compile(r"\w"))


@pytest.mark.parametrize(("motion", "moves"), [("reduce", 0), ("no-preference", 1)])
def test_nothing_moves_for_those_who_do_not_want_it(
    browser: Browser, port: int, motion: Literal["reduce", "no-preference"], moves: int
) -> None:
    with visiting(browser, port, reduced_motion=motion) as visitor:
        for state in ("thinking", "speaking"):
            visitor.page.locator("#echo").evaluate("(echo, state) => { echo.dataset.state = state }", state)
            count = "document.getAnimations().filter(one => one instanceof CSSAnimation).length"
            assert visitor.page.evaluate(count) == moves


def live_a_week(visitor: Visitor) -> None:
    """Have something to show."""
    visitor.page.get_by_label("Kind").select_option("show-8")
    visitor.type("/at 2026-03-02T20:00")
    for said in ("open trust steps", "healing", "I promise to call when I'm running late"):
        visitor.say(said)
    for day, (rating, kept) in enumerate([(2, True), (3, True), (3, False), (4, True), (4, True), (5, True)], start=2):
        visitor.type(f"/at 2026-03-{day:02}T20:00")
        visitor.say(f"check in with a {rating}")
        visitor.say("yes I did" if kept else "no I didn't")
    visitor.say("how did we do this week")
    expect(visitor.page.frame_locator("#drawing").get_by_text("Your week")).to_be_visible()
    visitor.page.locator("#line").blur()


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("page", lambda visitor: visitor.page.screenshot()),
        ("week", lambda visitor: visitor.page.locator("#drawing").screenshot()),
    ],
)
def test_the_pictures_in_the_documentation_are_of_this_page(
    visitor: Visitor, pytestconfig: pytest.Config, name: str, taken: Callable[[Visitor], bytes]
) -> None:
    live_a_week(visitor)
    picture, file = taken(visitor), PICTURES / f"{name}.png"
    if pytestconfig.getoption("rewrite"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(picture)
    assert size(file.read_bytes()) == size(picture)


def size(png: bytes) -> Any:
    return struct.unpack(">II", png[16:24])
