"""Apology assessment: which parts of an apology an answer gives, and what is wrong with it.

The six parts, and their order of weight, are from Lewicki, Polin & Lount 2016 (Negotiation and Conflict Management
Research 9:177-196). The patterns that detect a part or a fault are data of each language: `rules` below is the parsed
`skill/listening/<language>/apology.toml`, whose first lines explain the notation.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from skill.journey.text import split_words

PARTS = ("responsibility", "regret", "explanation", "repentance", "repair", "request")

FAULTS = ("blame", "demand", "conditional", "passive", "but", "minimise", "vague")
"""In the order in which they are corrected, one at a time: the most hurtful first."""

PRESENT, PART_MISSING, SKIPPED, OPEN = "+-~."
"""Part statuses: one character for each of PARTS, in a string. They are all that is stored of the answers."""

NEW_STATUSES = OPEN * len(PARTS)

_RULE_WORD = "(?:[^ ~^$/]+ )"
_GAPS = {"_": _RULE_WORD, "..": _RULE_WORD + "{0,3}", "...": _RULE_WORD + "{0,10}"}
_RULE_TOKEN = re.compile(r"#.*|\s+|\(|\{\w+\}|\.{2,3}|[^\s()|?{}.#]+")
_CROSSED_OUT = "~ "
"""Stands where a match was removed; no pattern matches it."""
_Groups = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The assessment of one answer."""

    is_present: bool
    """Whether the answer gives the part that was asked for."""
    faults: tuple[str, ...] = ()
    """Of FAULTS, in their order."""


def assess(answer: str, part: str, rules: Mapping[str, Any]) -> Assessment:
    """Return whether an answer gives the part (one of PARTS), and its faults."""
    groups = tuple(rules["groups"].items())
    words = _normalise(answer, rules["spoken"])
    unquoted = _cross_out(words, rules["quoted"]["said"], groups)
    detected = [fault for fault in FAULTS if any(_matches(unquoted, rule, part, groups) for rule in rules[fault])]
    outweighed = {fault for graver in detected for fault in rules["outweighs"].get(graver, ())}
    faults = tuple(fault for fault in detected if fault not in outweighed)
    rule = rules["parts"][part]
    is_present = _matches(words, rule, part, groups) and not _matches(unquoted, rules["doubt"], part, groups)
    return Assessment(is_present and not set(detected) & set(rule["invalidated_by"]), faults)


def with_status(statuses: str, part: str, status: str) -> str:
    """Return the part statuses with that of one part replaced."""
    index = PARTS.index(part)
    return statuses[:index] + status + statuses[index + 1 :]


def next_part(statuses: str) -> str | None:
    """Return the first part that is still open; None where none is."""
    return PARTS[statuses.index(OPEN)] if OPEN in statuses else None


def parts_with_status(statuses: str, status: str) -> tuple[str, ...]:
    """Return the parts that have this status, in the order of PARTS."""
    return tuple(part for part, own in zip(PARTS, statuses, strict=True) if own == status)


def _normalise(answer: str, spoken: Mapping[str, Any]) -> str:
    """Return the words in lower case with contractions spelled out, each followed by a space, between a ^ and a $."""
    words: list[str] = []
    for word in split_words(answer):
        ending = next((ending for ending in spoken["endings"] if word.endswith(ending)), "")
        words += spoken["same"].get(word, word.removesuffix(ending) + spoken["endings"].get(ending, "")).split()
    return " ".join(("^", *(word for word in words if word not in spoken["passed_over"]), "$", ""))


def _matches(text: str, rule: Mapping[str, Any], part: str, groups: _Groups) -> bool:
    """Tell whether a rule applies to the part and matches the text."""
    if part not in rule.get("in", PARTS):
        return False
    rest = _cross_out(text, rule.get("unless", ""), groups)
    is_cleared = bool(_regex(rule.get("cleared_by", ""), groups).search(rest))
    return not is_cleared and bool(_regex(rule["said"], groups).search(rest))


def _cross_out(text: str, pattern: str, groups: _Groups) -> str:
    """Return the text with each match of the pattern replaced."""
    return _regex(pattern, groups).sub(_CROSSED_OUT, text)


@cache
def _regex(pattern: str, groups: _Groups) -> re.Pattern[str]:
    """Return a pattern as a regular expression of whole words; an empty pattern never matches."""
    return re.compile(f"(?<![^ ])(?:{_translate(pattern, dict(groups))})" if pattern else "(?!)")


def _translate(pattern: str, groups: Mapping[str, str]) -> str:
    """Translate the rules' pattern notation to regular expression syntax."""

    def translate_token(match: re.Match[str]) -> str:
        token = match[0]
        if token.startswith("{"):
            return f"(?:{_translate(groups[token[1:-1]], groups)})"
        if token.startswith("("):
            return "(?:"
        if token[0] in "# \n":
            return ""
        return _GAPS.get(token) or "(?:" + re.escape(token).replace(r"\*", "[^ ~]*") + " )"

    return _RULE_TOKEN.sub(translate_token, pattern)
