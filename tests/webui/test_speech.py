"""What the page says aloud, and what it hears."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.webui.browser_page import Visitor, visiting

pytestmark = pytest.mark.browser

LOCAL = {"lang": "en-US", "name": "Own", "voiceURI": "own", "localService": True}
BRITISH = {"lang": "en_GB", "name": "British", "voiceURI": "british", "localService": True}
REMOTE = {"lang": "en-US", "name": "Cloud", "voiceURI": "cloud", "localService": False, "default": True}
GERMAN = {"lang": "de-DE", "name": "Deutsch", "voiceURI": "deutsch", "localService": True}

MOUTH = """
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
window.voices = [VOICES];
window.spoken = [];
window.mouth = {
  pending: null,
  getVoices: () => window.voices,
  speak(said) {
    const {text, rate, pitch, volume, lang, voice} = said;
    window.spoken.push({text, rate, pitch, volume, lang, by: voice.name, at: performance.now()});
    this.pending = setTimeout(() => said.onend(), window.lasting ?? 1);
  },
  cancel() { clearTimeout(this.pending); window.spoken.push({cancelled: true}); },
  addEventListener() {},
};
Object.defineProperty(window, "speechSynthesis", {get: () => window.mouth});
"""
"""Voices that note down what they are to say: Chromium has none here, and its own utterance takes no made-up ones."""


def mouth(*voices: dict[str, object]) -> str:
    return MOUTH.replace("VOICES", ", ".join(map(json.dumps, voices)))


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
    return visitor.page.evaluate(f"import('/page/speech_synthesis.js').then(m => m.pieces({json.dumps(ssml)}))")


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
    with visiting(browser, port, script=mouth(LOCAL)) as visitor:
        visitor.page.get_by_label("Language").select_option("en-GB")
        visitor.say("open trust steps")
        expect(visitor.state).to_have_text("Waiting for your answer")
        heard = spoken(visitor)
        text = " ".join(one["text"] for one in heard if "text" in one)
        assert text == visitor.replies.last.inner_text().removeprefix("Echo\n")
        assert {one["lang"] for one in heard if "text" in one} == {"en-GB"}


def test_a_pause_is_as_long_as_it_is_written(browser: Browser, port: int) -> None:
    with visiting(browser, port, script=mouth(LOCAL)) as visitor:
        took = visitor.page.evaluate(
            """import('/page/speech_synthesis.js').then(async ({SpeechSynthesizer}) => {
                await new SpeechSynthesizer().speak(['<speak>In.<break time="700ms"/>Out.</speak>'], 'en-US');
                return window.spoken[1].at - window.spoken[0].at;
            })"""
        )
        assert 690 <= took < 2000


def test_who_types_again_or_mutes_it_stops_what_is_spoken(browser: Browser, port: int) -> None:
    with visiting(browser, port, script=mouth(LOCAL) + "window.lasting = 60_000;") as visitor:
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
    expect(visitor.page.get_by_label("Voice")).to_be_hidden()
    visitor.say("open trust steps")
    expect(visitor.state).to_have_text("Waiting for your answer")


@pytest.mark.parametrize(
    ("voices", "language", "by", "said"),
    [
        ((REMOTE, LOCAL), "en-US", {"Own"}, "speaks on this device"),
        ((REMOTE, BRITISH, LOCAL), "en-US", {"Own"}, "speaks on this device"),
        ((REMOTE, LOCAL, BRITISH), "en-GB", {"British"}, "speaks on this device"),
        ((REMOTE, LOCAL), "en-GB", {"Own"}, "speaks on this device"),
        ((REMOTE,), "en-US", set(), "speak on their makers' servers, so replies are written"),
        ((REMOTE, GERMAN), "en-US", set(), "speak on their makers' servers, so replies are written"),
        ((GERMAN,), "en-US", set(), "no voice to speak with"),
        ((), "en-US", set(), "no voice to speak with"),
    ],
)
def test_only_a_voice_on_this_device_speaks_and_where_it_speaks_is_said(
    browser: Browser, port: int, voices: tuple[dict[str, object], ...], language: str, by: set[str], said: str
) -> None:
    with visiting(browser, port, script=mouth(*voices)) as visitor:
        visitor.page.get_by_label("Language").select_option(language)
        visitor.say("open trust steps")
        expect(visitor.state).to_have_text("Waiting for your answer")
        assert {one["by"] for one in spoken(visitor) if "by" in one} == by
        expect(visitor.page.locator("#speaking")).to_contain_text(said)


def test_a_voice_on_its_makers_servers_speaks_when_it_is_chosen_and_that_is_said(browser: Browser, port: int) -> None:
    with visiting(browser, port, script=mouth(LOCAL, REMOTE)) as visitor:
        choice = visitor.page.get_by_label("Voice")
        expect(choice.locator("option")).to_have_text(["Own", "Cloud (on its maker's servers)"])
        choice.select_option("cloud")
        expect(choice).to_have_accessible_description(
            "This voice speaks on its maker's servers: they get every reply, and your promises are in some."
        )
        visitor.say("open trust steps")
        expect(visitor.state).to_have_text("Waiting for your answer")
        assert {one["by"] for one in spoken(visitor) if "by" in one} == {"Cloud"}
        choice.select_option("own")
        visitor.say("healing")
        expect(visitor.state).to_have_text("Ready")
        assert spoken(visitor)[-1]["by"] == "Own"


def test_the_page_says_where_the_sound_may_go_before_speech_begins(visitor: Visitor) -> None:
    speak = visitor.page.get_by_role("button", name="Speak")
    expect(speak).to_have_accessible_description(
        "Speak uses this browser's own speech recognition, which may send what "
        "it hears to the maker of the browser. Typing does not, and always works."
    )


ON_THIS_DEVICE = """
window.SpeechRecognition.available = async ({langs, processLocally}) =>
  processLocally && langs[0] === "en-US" ? "available" : "downloadable";
"""


def test_what_can_be_heard_on_this_device_is_heard_there_and_that_is_said(browser: Browser, port: int) -> None:
    with visiting(browser, port, script=mouth(LOCAL) + EAR + ON_THIS_DEVICE) as visitor:
        speak, told = visitor.page.get_by_role("button", name="Speak"), visitor.page.locator("#hearing")
        for language, is_local in (("en-US", True), ("en-GB", False)):
            visitor.page.get_by_label("Language").select_option(language)
            expect(told).to_contain_text("on this device" if is_local else "may send what it hears")
            speak.click()
            assert visitor.page.evaluate("window.ear.processLocally ?? false") is is_local
            speak.click()


def test_a_refused_microphone_is_told_kindly_and_typing_goes_on(visitor: Visitor) -> None:
    speak = visitor.page.get_by_role("button", name="Speak")
    speak.click()
    expect(visitor.notice).to_have_text("The microphone was refused. That's fine: typing always works.")
    expect(speak).to_have_attribute("aria-pressed", "false")
    assert "Welcome" in visitor.say("open trust steps")
    expect(visitor.notice).to_be_hidden()


def test_what_is_heard_is_said_and_the_echo_listens_for_the_answer(browser: Browser, port: int) -> None:
    with visiting(browser, port, script=mouth(LOCAL) + EAR) as visitor:
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
