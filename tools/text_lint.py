"""Text lint: the rules that every text of a locale keeps; tests/texts/test_texts.py runs them.

The settings of a language, such as its forbidden words, are in tests/texts/languages/.
"""

from pathlib import Path

from skill.texts.catalog import MissingTextError
from tools.text_rules import form, steps, wording
from tools.text_rules.locale_texts import LocaleTexts, Rule

RULES: tuple[Rule, ...] = (
    form.texts_can_be_filled,
    form.one_has_an_other,
    form.texts_are_typed_with_care,
    form.speech_is_ssml,
    form.cards_are_whole,
    form.questions_are_whole,
    form.calls_can_be_answered,
    wording.daily_texts_vary,
    wording.nothing_is_said_that_hurts,
    wording.sentences_are_short,
    wording.texts_are_plain,
    wording.practices_go_in_small_turns,
    wording.confirmations_are_short,
    form.errors_need_nothing,
    wording.the_welcome_is_two_sentences,
    form.spelling_is_of_use,
    steps.stages_are_there,
    steps.steps_are_whole,
    steps.steps_are_short,
    steps.steps_are_sentences,
    steps.steps_are_for_the_ear,
)


def complaints(locale: str, folder: Path, rule: Rule) -> list[str]:
    """Return the complaints of one rule about a locale."""
    try:
        return list(rule(LocaleTexts(locale, folder)))
    except MissingTextError as error:
        return [f"{locale}: {error}: write the text"]
