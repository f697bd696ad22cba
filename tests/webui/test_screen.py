"""The screen, drawn by Amazon's engine in a frame that is a stranger to the page."""

import pytest
from playwright.sync_api import Browser, Frame, FrameLocator, Locator, expect

from tests.webui.browser_page import PHONE, Visitor, visiting

pytestmark = pytest.mark.browser


def drawn(visitor: Visitor) -> FrameLocator:
    return visitor.page.frame_locator("#drawing")


def in_words(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("region", name="The screen, in words")


def frame(visitor: Visitor) -> Frame:
    return next(one for one in visitor.page.frames if one.url.endswith("/page/drawing"))


def choose(visitor: Visitor, kind: str) -> None:
    visitor.page.get_by_label("Kind").select_option(label=kind)


def show_a_step(visitor: Visitor) -> None:
    visitor.say("open trust steps")
    visitor.say("healing")
    expect(drawn(visitor).get_by_text("Name one feeling")).to_be_visible()


def touch(visitor: Visitor, text: str) -> None:
    """Touch what stands on the screen, which is shown smaller or larger than it is."""
    expect(visitor.page.locator("#stage")).to_have_attribute("aria-busy", "false")
    where = (
        "one => { const {x, y, width, height} = one.getBoundingClientRect(); return [x + width / 2, y + height / 2] }"
    )
    x, y = frame(visitor).get_by_text(text, exact=True).evaluate(where)
    box = visitor.page.locator("#drawing").bounding_box()
    assert box
    scale = box["width"] / frame(visitor).evaluate("innerWidth")
    visitor.page.mouse.click(box["x"] + x * scale, box["y"] + y * scale)


def test_a_screen_is_drawn_and_a_touch_on_it_is_told_to_the_skill(visitor: Visitor) -> None:
    choose(visitor, "Echo Show 8")
    expect(in_words(visitor)).to_contain_text("Nothing is on the screen yet")
    show_a_step(visitor)
    expect(in_words(visitor)).to_contain_text("Name one feeling")
    touch(visitor, "Done")
    expect(visitor.replies).to_have_count(3)
    expect(visitor.replies.last).to_contain_text("Name one feeling")
    expect(visitor.page.locator("#transcript .you").last).to_contain_text("(touches the screen)")
    assert "1 step done" in visitor.say("how did we do this week")
    expect(drawn(visitor).get_by_text("Your week")).to_be_visible()


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        ("Echo Show 8", (1280, 800)),
        ("Echo Show 5", (960, 480)),
        ("Echo Spot, round", (480, 480)),
        ("Fire TV", (1920, 1080)),
    ],
)
def test_each_kind_of_screen_is_drawn_as_large_as_it_is_and_shown_as_large_as_there_is_room(
    browser: Browser, port: int, kind: str, size: tuple[int, int]
) -> None:
    with visiting(browser, port, viewport=PHONE) as visitor:
        choose(visitor, kind)
        show_a_step(visitor)
        view = frame(visitor).locator("#view")
        assert view.evaluate("view => [view.clientWidth, view.clientHeight]") == list(size)
        box = visitor.page.locator("#stage").bounding_box()
        assert box
        assert box["width"] <= PHONE["width"]
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_another_device_shows_what_was_shown_and_one_without_a_screen_shows_nothing(visitor: Visitor) -> None:
    choose(visitor, "Echo Show 8")
    show_a_step(visitor)
    choose(visitor, "Echo Spot, round")
    expect(frame(visitor).locator("#view")).to_have_css("width", "480px")
    expect(drawn(visitor).get_by_text("Name one feeling")).to_be_visible()
    choose(visitor, "Echo, without a screen")
    expect(visitor.page.locator("#drawing")).to_be_hidden()
    expect(in_words(visitor)).to_be_hidden()


def test_the_frame_can_neither_ask_the_server_nor_see_the_page(visitor: Visitor) -> None:
    choose(visitor, "Echo Show 8")
    show_a_step(visitor)
    ask = """() => fetch("/page/forget", {method: "POST", headers: {"Content-Type": "application/json"}, body: "{}"})
        .then(() => "answered", () => "refused")"""
    assert frame(visitor).evaluate(ask) == "refused"
    see = "() => { try { return parent.document.title } catch (error) { return error.name } }"
    assert frame(visitor).evaluate(see) == "SecurityError"
    assert any("connect-src" in one for one in visitor.complaints)
    visitor.complaints.clear()


def test_a_message_from_another_window_than_the_frame_is_no_touch(visitor: Visitor) -> None:
    choose(visitor, "Echo Show 8")
    show_a_step(visitor)
    visitor.page.evaluate("() => postMessage({touched: ['done']}, '*')")
    visitor.say("what's my streak")
    expect(visitor.replies).to_have_count(3)
