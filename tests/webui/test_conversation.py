"""Conversations on the page: a new user, an apology, two known voices, and a month of evenings."""

import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from skill.stores.memory import MemoryStore
from tests.webui.browser_page import PATIENCE, PHONE, Visitor, served, visiting

pytestmark = pytest.mark.browser

CONVERSATIONS = Path(__file__).parents[1] / "conversations"


def test_the_first_five_minutes_of_a_newcomer(visitor: Visitor) -> None:
    assert "Welcome to Trust Steps" in visitor.tap("open trust steps")
    expect(visitor.page.locator("#transcript .asks")).to_contain_text("You can say: I was hurt, I broke the trust")
    expect(visitor.state).to_have_text("Waiting for your answer")
    assert "Name one feeling" in visitor.tap("healing")
    expect(visitor.page.locator("#transcript .card")).to_contain_text("Today's step: Name one feeling")
    expect(visitor.state).to_have_text("Ready")
    assert "call when I'm running late" in visitor.say("i promise to call when I'm running late")
    assert "You kept" in visitor.say("I kept my promise")
    assert "4" in visitor.say("check in with a four")
    assert "1 of 1 promise kept" in visitor.say("how did we do this week")
    visitor.tap("no")
    expect(visitor.page.locator("#transcript .you")).to_have_text(
        [
            "Youopen trust steps",
            "Youhealing",
            "Youi promise to call when I'm running late",
            "YouI kept my promise",
            "Youcheck in with a four",
            "Youhow did we do this week",
            "Youno",
        ]
    )


def test_what_is_said_is_shown_as_it_was_said(visitor: Visitor) -> None:
    visitor.say("<img src=x onerror=alert(1)> & <b>help</b>")
    expect(visitor.page.locator("#transcript .you")).to_contain_text("<img src=x onerror=alert(1)> & <b>help</b>")


def test_a_whole_conversation_by_keyboard_alone(visitor: Visitor) -> None:
    keyboard = visitor.page.keyboard
    visitor.page.locator("#line").focus()
    keyboard.type("open trust steps")
    keyboard.press("Enter")
    expect(visitor.suggestions).to_have_text(["rebuilding", "healing", "both", "stop"])
    for _ in range(4):
        keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    expect(visitor.page.locator("#transcript .you").last).to_have_text("Yourebuilding")
    expect(visitor.replies.last).to_contain_text("the one who broke the trust")
    expect(visitor.suggestions.first).to_be_focused()


def test_an_apology_is_practised_as_its_transcript_says(visitor: Visitor) -> None:
    told = (CONVERSATIONS / "apology.txt").read_text("utf-8")
    at = re.search(r"at: (\S+) (\S+) ", told)
    assert at
    visitor.type(f"/at {at[1]}T{at[2]}")
    exchanges = re.findall(r"YOU    (.*)\nSKILL  (.*)\n", told)
    assert len(exchanges) > 10
    for said, answered in exchanges:
        assert visitor.say(said) == f"Echo\n{answered}"


def test_two_voices_have_a_journey_each(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("radio", name="Sam").check()
    assert "home by six" in visitor.say("I promise to be home by six")
    page.get_by_role("radio", name="Alex").check()
    assert "home by six" not in visitor.say("what are my promises")
    visitor.say("no")
    page.get_by_role("radio", name="Sam").check()
    assert "home by six" in visitor.say("what are my promises")
    said = page.locator("#transcript .you .by").all_inner_texts()
    assert said == ["Sam", "Alex", "Alex", "Sam"]


def test_the_lines_that_steer_the_terminal_steer_the_page(visitor: Visitor) -> None:
    page = visitor.page
    visitor.type("/speaker Alex")
    expect(page.get_by_role("radio", name="Alex")).to_be_checked()
    visitor.type("/screen on")
    expect(page.get_by_label("Kind")).to_have_value("show-8")
    visitor.type("/at 2026-03-09T21:00")
    expect(page.locator("#clock")).to_have_text("Monday, March 9, 2026 at 9:00 PM")
    visitor.type("/at noon")
    expect(visitor.notice).to_contain_text("not a date and time like 2026-03-09T21:00")
    visitor.complaints.clear()  # of the 400


def test_a_month_of_evenings_passes_and_is_counted_right(visitor: Visitor) -> None:
    page = visitor.page
    page.clock.install()
    visitor.open()
    page.get_by_role("button", name="Live a month").click()
    for _ in range(400):
        page.clock.run_for(500)
        if "A month has passed" in visitor.notice.inner_text():
            break
    expect(visitor.notice).to_have_text("A month has passed.")
    evenings = page.locator("#transcript .day").all_inner_texts()
    assert len(evenings) == 30
    assert "nobody comes" in evenings[11]
    expect(visitor.replies.last).to_contain_text("29 days", timeout=PATIENCE)
    expect(page.get_by_role("button", name="Live a month")).to_be_visible()
    visitor.say("what do you know about me")
    expect(visitor.replies.last).to_contain_text(
        "29 check-ins", timeout=PATIENCE
    )  # the month's own last reply may come first


def test_a_month_can_be_stopped_by_its_button_or_by_talking(visitor: Visitor) -> None:
    page = visitor.page
    button = page.get_by_role("button", name="Live a month")
    button.click()
    page.get_by_role("button", name="Stop the month").click()
    expect(button).to_be_visible()
    button.click()
    expect(page.get_by_role("button", name="Stop the month")).to_be_visible()
    visitor.type("what's my streak")
    expect(button).to_be_visible()
    expect(visitor.replies.last).to_contain_text("streak")
    assert page.locator("#transcript .day").count() < 5


def test_the_clock_is_moved_and_a_reminder_rings(visitor: Visitor) -> None:
    page = visitor.page
    visitor.say("remind me every evening at eight to check in")
    for answer in ("yes", "I approve", "yes"):  # to the time, and to Alexa's own question
        if visitor.state.inner_text() == "Ready":
            break
        visitor.say(answer)
    page.get_by_role("button", name="Tomorrow evening").click()
    expect(page.locator("#transcript .by", has_text="A reminder rings")).to_be_visible()
    expect(page.locator("#clock")).to_contain_text("8:00 PM")
    page.get_by_role("button", name="An hour later").click()
    expect(page.locator("#clock")).to_contain_text("9:00 PM")


def test_another_english_is_another_echo_in_the_same_household(visitor: Visitor) -> None:
    visitor.say("I promise to be home by six")
    visitor.page.get_by_label("Language").select_option("en-GB")
    expect(visitor.page.locator("#transcript .event").last).to_contain_text("British English")
    assert "home by six" in visitor.say("what are my promises")
    assert visitor.replies.last.locator("span").last.get_attribute("lang") == "en-GB"


def test_beginning_again_asks_first_and_forgets_all(visitor: Visitor) -> None:
    page = visitor.page
    visitor.say("I promise to be home by six")
    page.get_by_role("button", name="Forget everything").click()
    page.get_by_role("button", name="Keep it").click()
    assert "home by six" in visitor.say("what are my promises")
    page.get_by_role("button", name="Forget everything").click()
    page.get_by_role("button", name="Forget it and begin again").click()
    expect(visitor.notice).to_have_text("All is forgotten. This Echo is new.")
    expect(page.locator("#transcript li")).to_have_count(0)
    assert "Welcome" in visitor.say("open trust steps")


def test_a_phone_is_wide_enough(browser: Browser, port: int) -> None:
    with visiting(browser, port, viewport=PHONE, has_touch=True, is_mobile=True) as visitor:
        visitor.tap("open trust steps")
        visitor.page.get_by_label("Kind").select_option("show-8")
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        for button in visitor.page.get_by_role("button").all():
            box = button.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 44


def test_a_server_that_started_anew_has_lost_the_echo_and_gets_another(browser: Browser) -> None:
    store = MemoryStore()
    with ExitStack() as first:
        port = first.enter_context(served(store))
        with visiting(browser, port) as visitor:
            visitor.page.get_by_role("radio", name="Sam").check()
            visitor.say("I promise to be home by six")
            first.close()
            with served(store, port):
                assert "home by six" in visitor.say("what are my promises")  # Sam's voice is known again
                expect(visitor.notice).to_contain_text("another was plugged in")
            assert [one for one in visitor.complaints if "404" not in one] == []
            visitor.complaints.clear()
