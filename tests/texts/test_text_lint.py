"""The lint of the texts lints: every rule finds the fault that is planted for it, and names the place and the cure."""

import shutil
from pathlib import Path

import pytest

from skill.journey.stages import STEPS_PER_STAGE
from skill.texts.catalog import TEXTS_FOLDER
from tests.texts import keys
from tools import text_lint
from tools.text_lint import complaints
from tools.text_rules import form, steps, wording
from tools.text_rules.locale_texts import LANGUAGE_RULES, LocaleTexts, Rule, filled, locales

LOCALE = "en-ZZ"
"""A region of its own for faults to be planted in, as overrides of the texts that are there."""


def a_stage(before: str = "", after: str = "") -> str:
    """Return a sound stage, with a fault in the first step if one is given."""
    voice = 'why = "It helps."\ndo = "Say it. Wait."\nsay = "I hear you."\nask = "How was it?"\n'
    step = f'[[step]]\ntitle = "Say one thing"\n[step.rebuilding]\n{voice}[step.healing]\n{voice}'
    assert before in step
    return 'name = "Speak"\n' + step.replace(before, after, 1) + step * (STEPS_PER_STAGE - 1)


FAULTS = [
    (form.spelling_is_of_use, "spelling", "'zeppelin' = 'airship'", "zeppelin: take it out"),
    (form.texts_can_be_filled, "launch", "back = []", "launch.back: make it a text"),
    (form.texts_can_be_filled, "launch", "back = 3", "launch.back: make it a text"),
    (form.texts_can_be_filled, "launch", "back = 'Hi {you.name}'", "launch.back: fill it with plain names"),
    (form.texts_can_be_filled, "launch", "back = 'Hi {}'", "launch.back: fill it with plain names"),
    (form.texts_can_be_filled, "launch", "back = 'Hi {you'", "launch.back: close its braces"),
    (form.texts_can_be_filled, "launch", "back = ['Hi {you}', 'Hi']", "launch.back: let every variant"),
    (form.texts_can_be_filled, "launch", "back = ['Hi', 'Ho', 'Hi']", "launch.back: say something else"),
    (form.one_has_an_other, "launch", "left.one = 'One left.'", "launch.left.one: write the text under other"),
    (form.one_has_an_other, "launch", "left.other = '{n} left.'", "launch.left.other: write the text under one"),
    (form.one_has_an_other, "launch", "left = {one = '{x} left', other = '{n} left'}", "launch.left.one: want no"),
    (form.texts_are_typed_with_care, "launch", "back = 'You\N{RIGHT SINGLE QUOTATION MARK}re back.'", "straight"),
    (form.texts_are_typed_with_care, "launch", "back = 'Say \"hi\".'", "launch.back: curve"),
    (form.texts_are_typed_with_care, "launch", "back = 'Hi  there.'", "launch.back: take out the blank"),
    (form.texts_are_typed_with_care, "launch", "back = 'Hi. '", "launch.back: take out the blank"),
    (form.texts_are_typed_with_care, "launch", "back = ''", "launch.back: write something"),
    (form.texts_are_typed_with_care, "launch", "back = 'Hi (again).'", "launch.back: write for the ear"),
    (form.speech_is_ssml, "launch", "back = 'You & I.'", "launch.back: write & as &amp;"),
    (
        form.speech_is_ssml,
        "launch",
        "back = 'Hi <s>you.'",
        "launch.back: write & as &amp; and < as &lt;, and close",
    ),
    (form.speech_is_ssml, "launch", "back = 'Hi <b>you</b>.'", "launch.back: use tags that Alexa reads"),
    (form.speech_is_ssml, "launch", "back = 'Hi <amazon:joy>you</amazon:joy>.'", "launch.back: use tags"),
    (form.speech_is_ssml, "launch", f"back = '{'Hi. ' * 2000}'", "launch.back: stay within 8000"),
    (form.speech_is_ssml, "step", "card.text = 'Now: <s>{do}</s>'", "step.card.text: write a card without tags"),
    (form.cards_are_whole, "step", "card.of = 'step.told'", "step.card: give the card"),
    (form.cards_are_whole, "step", "card.colour = 'red'", "step.card: give the card"),
    (form.cards_are_whole, "step", "card.text = '{done}'", "step.card: want no value that step.tell does not"),
    (form.questions_are_whole, "launch", "who.ask = 'Who?'", "launch.who: write its again and help"),
    (form.questions_are_whole, "launch", "role.ask = 'Say who.'", "launch.role.ask: end it with the question"),
    (
        form.questions_are_whole,
        "launch",
        "role = {ask = 'Who?', again = 'Who?'}",
        "launch.role.again: ask again in other",
    ),
    (form.questions_are_whole, "launch", "role.again = 'Say who'", "launch.role.again: end it as a sentence"),
    (
        form.questions_are_whole,
        "launch",
        "role.help = 'Say it. I am here.'",
        "launch.role.help: end it with what can",
    ),
    (
        form.calls_can_be_answered,
        "launch",
        "back = 'Hi. Please ask me again.'",
        "launch.back: ask it as a question",
    ),
    (
        wording.daily_texts_vary,
        "launch",
        "back = ['Hi.', 'Ho.']",
        "launch.back: write three variants, since it greets",
    ),
    (wording.nothing_is_said_that_hurts, "launch", "back = 'You must.'", "launch.back: take out “must”: say what"),
    (wording.nothing_is_said_that_hurts, "launch", "back = 'It is just you.'", "launch.back: take out “just”: leave"),
    (
        wording.nothing_is_said_that_hurts,
        "launch",
        "back = 'Poor victim.'",
        "launch.back: take out “victim”: name what",
    ),
    (wording.nothing_is_said_that_hurts, "launch", "back = 'Forgive me.'", "launch.back: take out “Forgive me”"),
    (wording.nothing_is_said_that_hurts, "launch", "back = 'You need to forgive.'", "forgiveness is never asked for"),
    (wording.nothing_is_said_that_hurts, "launch", "back = 'Move on.'", "the one who is healing sets the pace"),
    (wording.nothing_is_said_that_hurts, "launch", "back = 'It was your fault.'", "never blame"),
    (wording.nothing_is_said_that_hurts, "launch", "back = 'This can save your marriage.'", "promise no outcome"),
    (wording.nothing_is_said_that_hurts, "launch", "back = 'You never listen.'", "tell of one act"),
    (wording.nothing_is_said_that_hurts, "launch", "back = 'Do it, e.g. now.'", "without abbreviations"),
    (
        wording.nothing_is_said_that_hurts,
        "steps/1",
        a_stage("Wait.", "Only wait."),
        "steps.1.1.rebuilding.do: take out",
    ),
    (wording.nothing_is_said_that_hurts, "launch", "back = 'That was crazy.'", "a feeling is never too big"),
    (wording.nothing_is_said_that_hurts, "launch", "back = 'You people again.'", "speak to one person"),
    (
        wording.nothing_is_said_that_hurts,
        "launch",
        "back = 'Unlock your potential.'",
        "no text reads like a brochure",
    ),
    (
        wording.nothing_is_said_that_hurts,
        "launch",
        "back = 'A world-class step.'",
        "launch.back: take out “world-class”",
    ),
    (wording.sentences_are_short, "launch", f"back = 'Hi {'and hi ' * 10}.'", "in 20 words; it has 21"),
    (wording.sentences_are_short, "launch", f"back = '{{count}} {'and hi ' * 9}{{day}}.'", "in 20 words; it has 21"),
    (
        wording.texts_are_plain,
        "launch",
        "back = 'Hi. Reconciliation necessitates. Hi.'",
        "launch.back: use shorter words",
    ),
    (wording.texts_are_plain, "launch", f"back = '{'necessary steps, ' * 15}'", "for grade 8"),
    (
        wording.practices_go_in_small_turns,
        "patience",
        f"breathe = 'Breathe.{'<break time=`10s`/>' * 6}'".replace("`", '"'),
        "patience.breathe: say it in 60 seconds",
    ),
    (wording.confirmations_are_short, "undo", f"drop = '{'It is back. ' * 6}'", "undo.drop: say it in 6 seconds"),
    (form.errors_need_nothing, "errors", "seen = 'Seen at {hour}.'", "errors.seen: write one text"),
    (form.errors_need_nothing, "errors", "seen = ['Seen.', 'I saw.']", "errors.seen: write one text"),
    (
        wording.the_welcome_is_two_sentences,
        "launch",
        "welcome = 'Hi. It is this. It is no therapy.'",
        "launch.welcome",
    ),
    (
        wording.the_welcome_is_two_sentences,
        "launch",
        "role.ask = 'Now say. Who are you?'",
        "launch.role.ask: ask in one",
    ),
    (
        steps.steps_are_whole,
        "steps/1",
        a_stage().replace("Speak", ""),
        "steps.1: give the stage a name and 7 steps",
    ),
    (steps.steps_are_whole, "steps/1", a_stage() + "[[step]]\n", "steps.1: give the stage a name and 7 steps"),
    (steps.steps_are_whole, "steps/1", a_stage("title", "name"), "steps.1.1: give the step a title"),
    (steps.steps_are_whole, "steps/1", a_stage("step.healing", "step.hurt"), "steps.1.1: give the step a title"),
    (
        steps.steps_are_whole,
        "steps/1",
        a_stage("why", "who"),
        "steps.1.1.rebuilding: write its parts why, do, say, ask",
    ),
    (
        steps.steps_are_short,
        "steps/1",
        a_stage("one thing", "one thing or two now"),
        "steps.1.1.title: say it in 5",
    ),
    (steps.steps_are_short, "steps/1", a_stage("It helps", "It helps " * 10), "rebuilding.why: say it in 18"),
    (
        steps.steps_are_short,
        "steps/1",
        a_stage("Say it", "Say it " * 20),
        "rebuilding.do: say it in 35 words; it has 41",
    ),
    (
        steps.steps_are_short,
        "steps/1",
        a_stage("Say it", "Say it " * 30),
        "say both voices' acts in 60 words; they have 64",
    ),
    (steps.steps_are_short, "steps/1", a_stage("I hear", "I hear " * 12), "rebuilding.say: say it in 22"),
    (steps.steps_are_short, "steps/1", a_stage("How was it", "How was it " * 5), "rebuilding.ask: say it in 14"),
    (steps.steps_are_sentences, "steps/1", a_stage("one thing", "one thing."), "steps.1.1.title: write the title"),
    (
        steps.steps_are_sentences,
        "steps/1",
        a_stage("It helps.", "It helps. It does."),
        "rebuilding.why: make it one",
    ),
    (steps.steps_are_sentences, "steps/1", a_stage("Wait.", "wait."), "rebuilding.do: make it whole sentences"),
    (steps.steps_are_sentences, "steps/1", a_stage("Wait.", "Why wait?"), "rebuilding.do: make it whole sentences"),
    (
        steps.steps_are_sentences,
        "steps/1",
        a_stage("hear you.", "hear you"),
        "rebuilding.say: make it whole sentences",
    ),
    (
        steps.steps_are_sentences,
        "steps/1",
        a_stage("How was it?", "Why? How?"),
        "rebuilding.ask: make it one question",
    ),
    (steps.steps_are_for_the_ear, "steps/1", a_stage("Wait.", "Wait 20 minutes."), "write numbers as words"),
    (steps.steps_are_for_the_ear, "steps/1", a_stage("I hear you.", "“I hear you.”"), "leave marks to the frame"),
    (steps.steps_are_for_the_ear, "steps/1", a_stage("I hear you.", "I hear {name}."), "leave marks to the frame"),
    (steps.steps_are_for_the_ear, "steps/1", a_stage("I hear you.", "I hear a, b, c, d, e."), "list three things"),
    (steps.steps_are_for_the_ear, "steps/1", a_stage('"Say one thing"', '["Say one", "Say it"]'), "write one text"),
]
"""What breaks: the rule, the file, the fault as an override of it, and a part of the complaint."""

CODE_FAULTS = [
    (keys.what_is_named_is_there, 'message("launch.hello")', "skill/new.py:1: launch.hello: write launch.hello"),
    (
        keys.what_is_named_is_there,
        'message(f"launch.{hello}_you")',
        "skill/new.py:1: launch.{}_you: write a text that fits",
    ),
    (keys.what_is_named_is_there, 'message("launch.role")', "launch.role is no text"),
    (keys.what_is_named_is_there, 'Ask("launch.back")', "launch.back: write the question's ask"),
    (keys.what_is_named_is_there, 'lookup("talk.after")', "talk.after: write talk.after"),
    (
        keys.what_is_named_is_there,
        'def f():\n    it = "back" if day else "front"\n    message(f"launch.{it}")',
        "launch.{}: write launch.front",
    ),
    (
        keys.what_is_named_is_there,
        'def f():\n    return "back" if day else "front"\nline(f"launch.{f()}")',
        "launch.{}: write launch.front",
    ),
    (keys.texts_want_what_they_are_given, 'message("commitments.made", why="")', "commitments.made: pass what"),
    (keys.texts_want_what_they_are_given, 'message("launch.back", what="")', "launch.back: say {what}"),
    (keys.texts_want_what_they_are_given, 'message("streak.now", nth=1)', "pass n, which picks between"),
    (keys.texts_want_what_they_are_given, 'Ask("checkin.kept", {})', "checkin.kept: pass what"),
    (
        keys.texts_want_what_they_are_given,
        'Ask("checkin.kept", values={"what": 1, "who": 2})',
        "checkin.kept: say {who}",
    ),
]
"""What breaks: the rule, a piece of code, and a part of the complaint."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of all texts, to be broken."""
    return Path(shutil.copytree(TEXTS_FOLDER, tmp_path / "content"))


@pytest.mark.parametrize(("rule", "name", "fault", "expected"), FAULTS)
def test_a_planted_fault_is_found(rule: Rule, name: str, fault: str, expected: str, folder: Path) -> None:
    path = folder / LOCALE / f"{name}.toml"
    path.parent.mkdir(parents=True)
    path.write_text(a_stage() if name.startswith("steps") else "", "utf-8")
    before = complaints(LOCALE, folder, rule)
    path.write_text(fault, "utf-8")
    found = [complaint for complaint in complaints(LOCALE, folder, rule) if complaint not in before]
    assert any(expected in complaint for complaint in found)
    assert all(complaint.startswith(f"{LOCALE}/{name}.toml: ") for complaint in found)


def test_every_rule_has_a_planted_fault() -> None:
    planted = {rule for rule, *_ in FAULTS} | {steps.stages_are_there}
    assert planted == set(text_lint.RULES)


def test_everything_that_is_never_said_has_a_planted_fault() -> None:
    voice = LANGUAGE_RULES["en"]
    faults = " ".join(fault for rule, _, fault, _ in FAULTS if rule is wording.nothing_is_said_that_hurts)
    assert {cure for _, cure in voice.forbidden(faults)} == set(voice.never.values())


@pytest.mark.parametrize(
    "said",
    [
        "Being hurt isn't your fault.",
        "You don't have to decide today.",
        "Ask what they need to hear.",
        "Where did you think you'd be by now?",
        "Move one chair, and let it stand.",
        "Put the phone on the table, locked or not.",
        "If you're afraid, see a counselor, etching or not.",
    ],
)
def test_what_only_looks_like_it_may_be_said(said: str) -> None:
    assert list(LANGUAGE_RULES["en"].forbidden(said)) == []


def test_a_text_is_filled_with_the_longest_or_with_one_word() -> None:
    assert filled("{name} kept {count} {day}: {what}") == "Something kept 20 on Wednesday: "


def test_a_confirmation_that_is_gone_is_missed(folder: Path) -> None:
    (folder / "en" / "undo.toml").unlink()
    expected = "en/undo.toml: undo.*: bring the text back, or take it off the list of confirmations"
    assert expected in complaints("en", folder, wording.confirmations_are_short)


def test_a_stage_without_steps_is_found(folder: Path) -> None:
    (folder / "en" / "steps" / "2.toml").unlink()
    assert complaints("en", folder, steps.stages_are_there) == [
        "en/steps/2.toml: steps.2: write the stage's seven steps"
    ]


def test_a_stage_too_many_is_found(folder: Path) -> None:
    (folder / "en" / "steps" / "99.toml").write_text(a_stage(), "utf-8")
    (complaint,) = complaints("en", folder, steps.stages_are_there)
    assert complaint == "en/steps/99.toml: steps.99: take the stage out: there are eight"


def test_a_region_with_texts_of_its_own_is_a_locale(folder: Path) -> None:
    (folder / LOCALE).mkdir()
    (folder / "__pycache__").mkdir(exist_ok=True)
    before = locales(folder)
    (folder / LOCALE / "launch.toml").touch()
    assert LOCALE not in before
    assert locales(folder) == sorted([*before, LOCALE])


@pytest.mark.parametrize(("rule", "code", "expected"), CODE_FAULTS)
def test_code_that_speaks_of_a_text_wrongly_is_found(rule: keys.Rule, code: str, expected: str) -> None:
    locale_texts = LocaleTexts("en")
    assert expected in "\n".join(rule(keys.Code({"skill/new.py": code}, keys.file_names(locale_texts)), locale_texts))


def test_a_text_that_no_code_speaks_of_is_found(folder: Path) -> None:
    locale_texts = LocaleTexts("en", folder)
    code = keys.skill_code(keys.file_names(locale_texts))
    before = list(keys.what_is_there_is_named(code, locale_texts))
    with (folder / "en" / "launch.toml").open("a", encoding="utf-8") as file:
        file.write('\n[unheard]\nask = "Is anybody there?"\n')
    with (folder / "en" / "outcomes.toml").open("a", encoding="utf-8") as file:
        file.write('\n[dead]\none = "One."\nother = "Many."\n')
    found = list(keys.what_is_there_is_named(code, LocaleTexts("en", folder)))
    assert [complaint.split(": ")[1] for complaint in found if complaint not in before] == [
        "launch.unheard.ask",
        "outcomes.dead.one",
        "outcomes.dead.other",
    ]
