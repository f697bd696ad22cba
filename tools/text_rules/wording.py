"""Lint rules of wording: nothing that hurts, short sentences, plain words, variants of what is heard daily."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from tools.text_measures import grade, seconds, sentences, spoken_words
from tools.text_rules.locale_texts import LONGEST_FILLING, LocaleTexts, filled

HEARD_DAILY = {
    "launch.back": "greets every day",
    "launch.step.ask": "is the first question of a morning",
    "launch.check_in.ask": "is the first question of an evening",
    "launch.week.ask": "is the first question once the step is done",
    "launch.later": "answers a no to what the day offers",
    "step.tell": "frames the day's step",
    "step.tell_both": "frames the day's step",
    "step.again": "stands before every step of the second round",
    "step.done": "confirms the day's step",
    "step.done_today": "answers a second request for the step",
    "step.skipped": "is heard for every step that doesn't fit",
    "checkin.rated": "confirms the day's rating",
    "checkin.rated_low": "confirms the day's rating, day after day where days are hard",
    "checkin.unrated": "is heard daily by users who give no ratings",
    "checkin.kept.ask": "asks about a promise every day",
    "checkin.kept_it": "answers for each promise",
    "checkin.missed_it": "answers for each promise",
    "checkin.done.other": "closes the day's check-in",
    "checkin.done_low": "closes the check-in of a hard day, day after day where days are hard",
    "checkin.tonight": "leads in the day's question",
    "checkin.tonight_low": "leads in the question of a hard day",
    "outcomes.kept": "confirms a daily promise",
    "outcomes.kept_one": "confirms a daily promise",
    "outcomes.missed": "confirms a daily promise",
    "outcomes.missed_one": "confirms a daily promise",
    "streak.now.other": "answers a user who asks every day",
    "streak.longest.other": "answers a user who asks every day",
    "streak.is_longest": "answers a user who asks every day",
    "streak.today_open": "answers a user who asks every day",
    "around.not_understood": "is heard after every misrecognition",
    "around.stop": "says goodbye",
}
"""Texts that are heard daily, and the reason. The rating's question is not among them: a measure is asked in the same
words each day, so that its numbers can be compared."""

MIN_DAILY_VARIANTS = 3

CONFIRMATIONS = (
    *("step.done", "step.done_today", "step.already", "step.nothing_to_skip", "step.skipped", "step.role.*"),
    *("checkin.rated", "checkin.rated_low", "checkin.unrated", "checkin.left_*", "checkin.taken_out"),
    *("checkin.kept_it", "checkin.kept_it_low", "checkin.missed_it", "checkin.corrected", "checkin.unchanged"),
    *("checkin.done*", "checkin.grace", "outcomes.kept*", "outcomes.missed*", "outcomes.both", "undo.*"),
    *("commitments.made", "commitments.already", "commitments.dropped", "commitments.not_dropped", "commitments.fine"),
    *("launch.later", "around.stop", "around.cancel"),
)
"""Texts that confirm something."""

NOT_TO_SAY = ("moments.*.avoid.*",)
"""Sentences that the skill advises against, so that they may say what it never would."""

MAX_CONFIRMATION_S = 6
"""Speaking time of a confirmation, without the user's own words."""

MAX_SENTENCE_WORDS = 20
"""A listener can't keep more in mind, and can't go back."""

MAX_GRADE = 8
"""School grade (Flesch-Kincaid) that suffices to understand a text."""

MIN_GRADED_WORDS, MIN_GRADED_SENTENCES = 30, 3
"""A shorter text isn't graded: the formula is made for passages, and one long word would decide."""

UNGRADED = ("countries.*.help.*",)
"""Texts that aren't graded: names and addresses can't be shortened."""

PRACTICE_KEYS = ("apology.*", "listening.*", "forgiveness.*", "patience.*", "grounding.*")

MAX_PRACTICE_TURN_S = 60
"""Speaking time of one turn of a practice, with its pauses."""


def long_sentences(text: str) -> list[str]:
    """Return a filled text's sentences of more than MAX_SENTENCE_WORDS."""
    return [sentence for sentence in sentences(filled(text)) if spoken_words(sentence) > MAX_SENTENCE_WORDS]


def is_graded(key: str, text: str) -> bool:
    """Tell whether a text is long enough to be graded, and not one of UNGRADED."""
    text = filled(text)
    is_long = len(sentences(text)) >= MIN_GRADED_SENTENCES or spoken_words(text) >= MIN_GRADED_WORDS
    return is_long and not any(fnmatchcase(key, pattern) for pattern in UNGRADED)


def daily_texts_vary(locale: LocaleTexts) -> Iterator[str]:
    """A text that is heard daily has variants, so that two successive days never sound the same."""
    for key, reason in HEARD_DAILY.items():
        if key not in locale.texts or len(locale.texts[key].variants) < MIN_DAILY_VARIANTS:
            yield locale.complaint(key, f"write three variants, since it {reason}")


def nothing_is_said_that_hurts(locale: LocaleTexts) -> Iterator[str]:
    """Nothing blames, belittles, demands forgiveness, takes sides or promises an outcome."""
    for key, text in locale.texts.items():
        if any(fnmatchcase(key, pattern) for pattern in NOT_TO_SAY):
            continue
        for variant in text.variants:
            for words, cure in locale.language.forbidden(variant):
                yield locale.complaint(key, f"take out “{words}”: {cure}")


def sentences_are_short(locale: LocaleTexts) -> Iterator[str]:
    """A sentence has MAX_SENTENCE_WORDS at most, filled."""
    for key, text in locale.texts.items():
        for variant in text.variants:
            for sentence in long_sentences(variant):
                yield locale.complaint(
                    key, f"say “{sentence}” in {MAX_SENTENCE_WORDS} words; it has {spoken_words(sentence)}"
                )


def texts_are_plain(locale: LocaleTexts) -> Iterator[str]:
    """A long text needs no more than MAX_GRADE years of school."""
    for key, text in locale.texts.items():
        for variant in text.variants:
            if is_graded(key, variant) and (school_grade := grade(filled(variant))) > MAX_GRADE:
                yield locale.complaint(
                    key, f"use shorter words and sentences for grade {MAX_GRADE}; “{variant}” has {school_grade:.1f}"
                )


def practices_go_in_small_turns(locale: LocaleTexts) -> Iterator[str]:
    """A text of a practice takes MAX_PRACTICE_TURN_S at most."""
    for text in (text for pattern in PRACTICE_KEYS for text in locale.matching(pattern)):
        for variant in text.variants:
            if (time := seconds(filled(variant))) > MAX_PRACTICE_TURN_S:
                yield locale.complaint(
                    text.key, f"say it in {MAX_PRACTICE_TURN_S} seconds; “{variant}” takes {time:.1f}"
                )


def confirmations_are_short(locale: LocaleTexts) -> Iterator[str]:
    """A confirmation takes MAX_CONFIRMATION_S at most."""
    for pattern in CONFIRMATIONS:
        texts = [text for key in (pattern, f"{pattern}.one", f"{pattern}.other") for text in locale.matching(key)]
        if not texts:
            yield locale.complaint(pattern, "bring the text back, or take it off the list of confirmations")
        for text in texts:
            longest = max(text.variants, key=lambda variant: seconds(variant.format_map(LONGEST_FILLING)))
            if (time := seconds(longest.format_map(LONGEST_FILLING))) > MAX_CONFIRMATION_S:
                yield locale.complaint(
                    text.key, f"say it in {MAX_CONFIRMATION_S} seconds; “{longest}” takes {time:.1f}"
                )


def the_welcome_is_two_sentences(locale: LocaleTexts) -> Iterator[str]:
    """The first launch says in two sentences what this is, one of them that it isn't therapy, and asks one question."""
    for variant in locale.texts["launch.welcome"].variants:
        if len(re.findall(r"[.?!](?= |$)", variant)) != 2:
            yield locale.complaint("launch.welcome", "say in exactly two sentences what this is")
    if len(re.findall(r"[.?!](?= |$)", locale.texts["launch.role.ask"].variants[0])) != 1:
        yield locale.complaint("launch.role.ask", "ask in one sentence")
