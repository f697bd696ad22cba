"""What the page says aloud, and what it hears."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.page.visiting import Visitor, visiting

pytestmark = pytest.mark.browser

MOUTH = """
window.spoken = [];
window.mouth = {
  pending: null,
  getVoices: () => [{lang: "en-US", name: "Test"}],
  speak(said) {
    const {text, rate, pitch, volume, lang} = said;
    window.spoken.push({text, rate, pitch, volume, lang, at: performance.now()});
    this.pending = setTimeout(() => said.onend(), window.lasting ?? 1);
  },
  cancel() { clearTimeout(this.pending); window.spoken.push({cancelled: true}); },
  addEventListener() {},
};
Object.defineProperty(window, "speechSynthesis", {get: () => window.mouth});
"""
"""A voice that notes down what it is to say, as a browser without a sound card has none."""

EAR = """
window.webkitSpeechRecognition = window.SpeechRecognition = class {
  start() { window.ear = this; window.starts = (window.starts ?? 0) + 1; }
  abort() { this.onerror({error: "aborted"}); this.onend(); }
};
window.hear = (text, isFinal) => {
  const result = Object.assign([{transcript: text}], {isFinal});
  window.ear.onresult({results: [result]});
  if (isFinal) window.ear.onend();
};
"""
"""An ear that hears what the test says: Chromium's own sends sound to its maker."""


def spoken(visitor: Visitor) -> list[dict[str, Any]]:
    return list(visitor.page.evaluate("window.spoken"))


def pieces(visitor: Visitor, ssml: str) -> Any:
    return visitor.page.evaluate(f"import('/page/speaking.js').then(m => m.pieces({json.dumps(ssml)}))")


def said(text: str, rate: float = 1, pitch: float = 1, volume: float = 1) -> dict[str, object]:
    return {"text": text, "rate": rate, "pitch": pitch, "volume": volume}


@pytest.mark.parametrize(
    ("ssml", "expected"),
    [
        ("<speak>One step. Two &amp; three.</speak>", [said("One step. Two & three.")]),
        ('<speak>In.<break time="4s"/>Out.</speak>', [said("In."), {"pause": 4000}, said("Out.")]),
        ('<speak>a<break time="250ms"/>b</speak>', [said("a"), {"pause": 250}, said("b")]),
        (
            '<speak>a<break strength="x-strong"/>b<break/>c</speak>',
            [said("a"), {"pause": 1200}, said("b"), {"pause": 500}, said("c")],
        ),
        ('<speak>a<break time="99s"/></speak>', [said("a"), {"pause": 10000}]),
        (
            '<speak>It is <emphasis level="strong">yours</emphasis>.</speak>',
            [said("It is "), said("yours", 0.85, 1.15)],
        ),
        ("<speak><emphasis>now</emphasis></speak>", [said("now", 0.92, 1.08)]),
        (
            '<speak><prosody rate="slow">a <prosody rate="50%">b</prosody></prosody></speak>',
            [said("a ", 0.8), said("b", 0.4)],
        ),
        ('<speak><say-as interpret-as="telephone">988</say-as></speak>', [said("9 8 8")]),
        (
            '<speak>Go to <sub alias="shelter safe dot C A">sheltersafe.ca</sub> now</speak>',
            [said("Go to shelter safe dot C A now")],
        ),
        ("<speak><p>a</p><s>b</s></speak>", [said("a"), {"pause": 600}, said("b"), {"pause": 250}]),
        (
            '<speak><amazon:effect name="whispered">a</amazon:effect><alexa:name type="first" personId="x"/> b</speak>',
            [said("a b")],
        ),
        ("<speak></speak>", []),
    ],
)
def test_ssml_is_taken_apart_into_what_a_browser_can_speak(visitor: Visitor, ssml: str, expected: list[object]) -> None:
    assert pieces(visitor, ssml) == expected


def test_of_ssml_that_is_broken_the_words_are_spoken(visitor: Visitor) -> None:
    assert pieces(visitor, "<speak>a<break>b</speak>") == [said("a b ")]
    visitor.complaints.clear()  # of how the browser itself words what is wrong with it


def test_every_word_of_the_skill_is_spoken_in_its_own_english(browser: Browser, port: int) -> None:
    with visiting(browser, port, script=MOUTH) as visitor:
        visitor.page.get_by_label("Language").select_option("en-GB")
        visitor.say("open trust steps")
        expect(visitor.state).to_have_text("Waiting for your answer")
        heard = spoken(visitor)
        text = " ".join(one["text"] for one in heard if "text" in one)
        assert text == visitor.replies.last.inner_text().removeprefix("Echo\n")
        assert {one["lang"] for one in heard if "text" in one} == {"en-GB"}


def test_a_pause_is_as_long_as_it_is_written(browser: Browser, port: int) -> None:
    with visiting(browser, port, script=MOUTH) as visitor:
        took = visitor.page.evaluate(
            """import('/page/speaking.js').then(async ({Voice}) => {
                await new Voice().say(['<speak>In.<break time="700ms"/>Out.</speak>'], 'en-US');
                return window.spoken[1].at - window.spoken[0].at;
            })"""
        )
        assert 690 <= took < 2000


def test_who_types_again_or_mutes_it_stops_what_is_spoken(browser: Browser, port: int) -> None:
    with visiting(browser, port, script=MOUTH + "window.lasting = 60_000;") as visitor:
        visitor.say("open trust steps")
        expect(visitor.state).to_have_text("Speaking")
        visitor.page.locator("#line").press("h")
        expect(visitor.state).to_have_text("Waiting for your answer")
        assert "cancelled" in spoken(visitor)[-1]
        visitor.say("healing")
        expect(visitor.state).to_have_text("Speaking")
        visitor.page.get_by_label("Written replies only").check()
        expect(visitor.state).to_have_text("Ready")
        count = len(spoken(visitor))
        visitor.say("what's my streak")
        assert all("cancelled" in one for one in spoken(visitor)[count:])


def test_a_browser_without_a_voice_is_told_and_read(visitor: Visitor) -> None:
    expect(visitor.page.get_by_text("This browser has no voice to speak with")).to_be_visible()
    visitor.say("open trust steps")
    expect(visitor.state).to_have_text("Waiting for your answer")


def test_before_anybody_speaks_it_is_said_where_the_sound_may_go(visitor: Visitor) -> None:
    speak = visitor.page.get_by_role("button", name="Speak")
    expect(speak).to_have_accessible_description(
        "Speak uses this browser's own speech recognition, which may send what "
        "it hears to the maker of the browser. Typing does not, and always works."
    )


def test_a_refused_microphone_is_told_kindly_and_typing_goes_on(visitor: Visitor) -> None:
    speak = visitor.page.get_by_role("button", name="Speak")
    speak.click()
    expect(visitor.notice).to_have_text("The microphone was refused. That's fine: typing always works.")
    expect(speak).to_have_attribute("aria-pressed", "false")
    assert "Welcome" in visitor.say("open trust steps")
    expect(visitor.notice).to_be_hidden()


def test_what_is_heard_is_said_and_the_echo_listens_for_the_answer(browser: Browser, port: int) -> None:
    with visiting(browser, port, script=MOUTH + EAR) as visitor:
        page = visitor.page
        page.get_by_role("button", name="Speak").click()
        expect(visitor.state).to_have_text("Listening")
        page.evaluate("hear('open trust', false)")
        expect(page.locator("#line")).to_have_value("open trust")
        page.evaluate("hear('open trust steps', true)")
        expect(visitor.replies).to_have_count(1)
        expect(visitor.state).to_have_text("Listening")
        page.evaluate("hear('healing', true)")
        expect(visitor.replies).to_have_count(2)
        expect(visitor.state).to_have_text("Ready")  # nothing is asked any more
        assert page.evaluate("window.starts") == 2


def test_a_browser_that_cannot_hear_has_no_button_for_it(browser: Browser, port: int) -> None:
    deaf = "delete window.webkitSpeechRecognition; delete window.SpeechRecognition;"
    with visiting(browser, port, script=deaf) as visitor:
        expect(visitor.page.get_by_role("button", name="Speak")).to_be_hidden()
        expect(visitor.page.locator("#hearing")).to_contain_text("no speech recognition")
