"""Softened start-up: takes a sentence of free words apart into what is felt and what is needed, or finds its fault.

The rules are data of each language (`soft_start.toml`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from skill.listening.phrase_lists import phrase_list, spoken_form

SOFT_START_FAULTS = ("names", "blame", "thought", "feeling", "need", "long")
"""In the order in which they are mended, one at a time: the one that hurts most comes first."""

MAX_SENTENCE_CHARS = 130
"""Of the user's own words in the sentence, which with its frame is 150 characters at most."""


@dataclass(frozen=True, slots=True)
class SoftenedStart:
    """What was heard: either both parts, in the user's own words, or a fault."""

    feeling: str = ""
    """The feeling, and what it is about: "I feel ..."."""
    need: str = ""
    """What stands after "I need"."""
    fault: str | None = None
    """One of SOFT_START_FAULTS."""


def soften(said: str, locale: str) -> SoftenedStart:
    """Return the parts of a sentence, with what can be said more softly turned, or the gravest fault in it."""
    rules = phrase_list(locale, "soft_start")
    words = _turned(spoken_form(said), rules["turned"])
    if _has(words, rules["blame"]):
        return SoftenedStart(fault="blame")
    if re.search(_calling(rules), words):
        return SoftenedStart(fault="names")
    if _has(words, rules["thought"]):
        return SoftenedStart(fault="thought")
    felt, need = _first(words, _feelings(rules)), _first(words, rules["need"])
    if felt is None or need is None:
        return SoftenedStart(fault="need" if felt else "feeling")
    feeling, wanted = words[felt.end() : need.start()], words[need.end() :]
    if need.start() < felt.start():
        feeling, wanted = words[felt.end() :], words[need.end() : felt.start()]
    feeling, wanted = (_without_joints(part, rules["joints"]) for part in (feeling, wanted))
    if not feeling or not wanted:
        return SoftenedStart(fault="need" if feeling else "feeling")
    feeling = f"{_begins(felt[0], rules)} {feeling}"
    if len(feeling) + len(wanted) > MAX_SENTENCE_CHARS:
        return SoftenedStart(fault="long")
    return SoftenedStart(_written(feeling, rules), _written(_turned(wanted, rules["turned_need"]), rules))


def _turned(words: str, turns: Mapping[str, str]) -> str:
    for phrase, other in turns.items():
        words = re.sub(rf"\b{re.escape(phrase)}(?![\w'])", other, words)
    return " ".join(words.split())


def _has(words: str, phrases: Iterable[str]) -> bool:
    return any(re.search(rf"(?<![\w']){re.escape(phrase)}(?![\w'])", words) for phrase in phrases)


def _calling(rules: Mapping[str, Any]) -> str:
    """Return the pattern of a name that is put on somebody: "you're such a ..."."""
    who, between, names = (_any(rules[key]) for key in ("who", "between", "names"))
    return rf"(?<![\w'])(?:{who})(?: (?:{between}))* (?:{names})(?![\w'])"


def _any(phrases: Iterable[str]) -> str:
    return "|".join(map(re.escape, phrases))


def _first(words: str, phrases: Iterable[str]) -> re.Match[str] | None:
    """Return where the first of some phrases stands, the longest of those that begin there."""
    return re.search(rf"(?<![\w'])(?:{_any(sorted(phrases, key=len, reverse=True))})(?![\w'])", words)


def _feelings(rules: Mapping[str, Any]) -> Iterator[str]:
    """Yield how a feeling is begun: "I feel", or "I'm" right before a word that names one."""
    yield from rules["feeling"]
    for degree in ("", *(f"{word} " for word in rules["degree"])):
        yield from (f"{begin} {degree}{word}" for begin in rules["being"] for word in rules["feeling_words"])


def _begins(heard: str, rules: Mapping[str, Any]) -> str:
    """Return how the sentence begins for how its feeling was begun."""
    begun: Mapping[str, str] = rules["feeling"]
    being = rf"(?:{_any(rules['being'])})"
    return begun.get(heard) or re.sub(rf"^{being}", rules["begin"], heard)


def _without_joints(words: str, joints: Iterable[str]) -> str:
    """Return words without what joined them to another part, such as "and"."""
    joint = rf"(?:{_any(sorted(joints, key=len, reverse=True))})"
    return re.sub(rf"^(?:{joint}(?: |$))+|(?:(?:^| ){joint})+$", "", words.strip()).strip()


def _written(words: str, rules: Mapping[str, Any]) -> str:
    for word, written in rules["written"].items():
        words = re.sub(rf"(?<![\w']){word}(?![\w])", written, words)
    return words
