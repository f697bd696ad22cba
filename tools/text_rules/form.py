"""Lint rules of form: placeholders, typing, SSML, cards, questions, spelling."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from xml.etree import ElementTree

from skill.texts.catalog import SPELLING
from tools.text_rules.locale_texts import LocaleTexts, placeholders

SPOKEN_AS_IS = ("errors.*",)
"""Texts without placeholders: error messages, which are said when rendering may fail too."""

SEPARATORS = ("lists.*",)
"""Separators of list items, which begin and end with a blank."""

WITHOUT_QUESTION_MARK = ("commitments.words.ask",)
"""Questions that don't end with their question mark: the last sentence says how to begin the answer."""

BESIDE_A_QUESTION = (
    *("outcomes.kept_words", "outcomes.missed_words", "commitments.too_long"),
    *("apology.begin", "apology.corrections.*", "forgiveness.exercises.*", "around.help"),
)
"""Texts that ask for an answer and are said with a question; tests/texts/test_dialogs.py checks that they are."""

NOT_FOR_ALEXA = ("steps.*", "moments.*", "patience.*", "countries.*", "screens.*", "step.card*")
"""Texts that ask for no answer to Alexa: words to say to the partner, and what is read on a screen or card."""

SSML_TAGS = {
    *("audio", "break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "voice", "w"),
    *("amazon:domain", "amazon:effect", "amazon:emotion", "alexa:name"),
}

MAX_SPEECH_CHARS = 8_000
"""Alexa's limit for the SSML of one output speech."""


def texts_can_be_filled(locale: LocaleTexts) -> Iterator[str]:
    """A text is a string or a list of strings; its variants have the same placeholders, with plain names."""
    for key in locale.malformed:
        yield locale.complaint(key, "make it a text, or a list of at least one text")
    for key, text in locale.texts.items():
        try:
            names_by_variant = [placeholders(variant) for variant in text.variants]
        except ValueError as error:
            yield locale.complaint(key, f"close its braces: {error}")
            continue
        if any(not name.isidentifier() for names in names_by_variant for name in names):
            yield locale.complaint(key, "fill it with plain names such as {what}")
        if len(set(names_by_variant)) > 1:
            yield locale.complaint(key, "let every variant want the same values")
        if len(set(text.variants)) < len(text.variants):
            yield locale.complaint(key, "say something else in the variant that is there twice")


def one_has_an_other(locale: LocaleTexts) -> Iterator[str]:
    """A plural text has both forms, `one` and `other`."""
    for key, text in locale.texts.items():
        if text.base == key:
            continue
        one, other = (locale.texts.get(f"{text.base}.{number}") for number in ("one", "other"))
        if one is None or other is None:
            yield locale.complaint(key, f"write the text under {'other' if one else 'one'} too")
        elif text is one and not placeholders(one.variants[0]) <= placeholders(other.variants[0]):
            yield locale.complaint(key, "want no value that other does not")


def texts_are_typed_with_care(locale: LocaleTexts) -> Iterator[str]:
    """Apostrophes are straight and quotation marks curved; no blank is doubled or stands at an end."""
    for key, text in locale.texts.items():
        for variant in text.variants:
            if re.search("[\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{ACUTE ACCENT}`]", variant):
                yield locale.complaint(key, "type the apostrophe straight: '")
            if '"' in re.sub(r"<[^>]*>", "", variant):
                yield locale.complaint(key, "curve the quotation marks: “ and ”")
            is_separator = any(fnmatchcase(key, pattern) for pattern in SEPARATORS)
            if not variant:
                yield locale.complaint(key, "write something, or take the text out")
            elif "  " in variant or (variant != variant.strip() and not is_separator):
                yield locale.complaint(key, "take out the blank that is doubled or at an end")
            if re.search(r"[()\[\]…]|\.\.", variant):
                yield locale.complaint(key, "write for the ear, without brackets and dots")


def speech_is_ssml(locale: LocaleTexts) -> Iterator[str]:
    """Speech parses as SSML with Alexa's tags, whatever the user's own words are."""
    for key, text in locale.texts.items():
        values = {name: 'Tom & <b>Ann</b>\'s "plan"' for variant in text.variants for name in placeholders(variant)}
        for ssml in text.rendered(locale.catalog, values):
            try:
                root = ElementTree.fromstring(f"<speak xmlns:amazon='amazon' xmlns:alexa='alexa'>{ssml}</speak>")
            except ElementTree.ParseError as error:
                yield locale.complaint(key, f"write & as &amp; and < as &lt;, and close every tag: {error}")
                continue
            tags = {re.sub(r"\{(\w+)\}", r"\1:", one.tag) for one in root.iter()} - {"speak"}
            if not tags <= SSML_TAGS:
                yield locale.complaint(key, f"use tags that Alexa reads: {', '.join(sorted(SSML_TAGS))}")
            if tags and "of" in locale.tables.get(key.rpartition(".")[0], {}):
                yield locale.complaint(key, "write a card without tags: it is read, not heard")
            if len(f"<speak>{ssml}</speak>") > MAX_SPEECH_CHARS:
                yield locale.complaint(key, f"stay within {MAX_SPEECH_CHARS} letters")


def cards_are_whole(locale: LocaleTexts) -> Iterator[str]:
    """A card has a title and a text, and names a spoken text that has all its placeholders."""
    for key, table in locale.tables.items():
        if "of" not in table:
            continue
        spoken = locale.texts.get(table["of"])
        if spoken is None or table.keys() != {"of", "title", "text"}:
            yield locale.complaint(key, "give the card a title, a text, and under of the key of the line it goes with")
            continue
        needed = frozenset().union(*(placeholders(table[part]) for part in ("title", "text")))
        if not needed <= placeholders(spoken.variants[0]):
            yield locale.complaint(key, f"want no value that {spoken.key} does not")


def questions_are_whole(locale: LocaleTexts) -> Iterator[str]:
    """A question has an ask, an again in other words, and a help that ends with what can be said."""
    for key, table in locale.tables.items():
        if key.startswith("steps.") or "ask" not in table:
            continue
        if missing := {"ask", "again", "help"} - table.keys():
            yield locale.complaint(key, f"write its {' and '.join(sorted(missing))}")
            continue
        ask, again, help_ = (locale.texts[f"{key}.{part}"] for part in ("ask", "again", "help"))
        if set(ask.variants) & set(again.variants):
            yield locale.complaint(again.key, "ask again in other words than at first")
        if ask.key not in WITHOUT_QUESTION_MARK and any(not variant.endswith("?") for variant in ask.variants):
            yield locale.complaint(ask.key, "end it with the question")
        for text in (again, help_):
            if any(variant[-1:] not in ".?!" for variant in text.variants):
                yield locale.complaint(text.key, "end it as a sentence")
        for variant in help_.variants:
            last = re.split(r"(?<=[.?!]) ", variant)[-1]
            if not re.search(locale.language.next_utterance, last, re.IGNORECASE):
                yield locale.complaint(help_.key, "end it with what can be said now")


def calls_can_be_answered(locale: LocaleTexts) -> Iterator[str]:
    """A text that asks for an answer is part of a question, is said with one, or tells how to answer later."""
    for key, text in locale.texts.items():
        if any(fnmatchcase(key, pattern) for pattern in (*BESIDE_A_QUESTION, *NOT_FOR_ALEXA)):
            continue
        if "ask" in locale.tables.get(key.rpartition(".")[0], {}):
            continue
        for variant in text.variants:
            if locale.language.asks_for_an_answer(variant):
                yield locale.complaint(key, f"ask it as a question, or say “tell trust steps ...”: “{variant}”")


def errors_need_nothing(locale: LocaleTexts) -> Iterator[str]:
    """An error message has one variant and no placeholders."""
    for text in (text for pattern in SPOKEN_AS_IS for text in locale.matching(pattern)):
        if len(text.variants) > 1 or placeholders(text.variants[0]):
            yield locale.complaint(text.key, "write one text without values: it is said as it stands")


def spelling_is_of_use(locale: LocaleTexts) -> Iterator[str]:
    """Each word of a region's spelling table occurs in its language's texts, and no longer in the region's own."""
    base, own = (
        " ".join(variant for text in texts.texts.values() for variant in text.variants)
        for texts in (LocaleTexts(locale.name.partition("-")[0], locale.folder), locale)
    )
    for word, other in locale.spelling.items():
        pattern = rf"(?i)\b{re.escape(word)}\b"
        if not re.search(pattern, base) or re.search(pattern, own):
            yield f"{locale.name}/{SPELLING}.toml: {word}: take it out, or spell it {other} everywhere"
