"""The parts of an apology, and what a practised one still lacks.

The six parts, and their order of weight, are from Lewicki, Polin & Lount 2016 (Negotiation and Conflict Management
Research 9:177-196). Which words tell of a part or of a fault is data, so every language brings its own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

PARTS = ("responsibility", "regret", "explanation", "repentance", "repair", "request")

FAULTS = ("blame", "demand", "conditional", "passive", "but", "minimise", "vague")
"""In the order in which they are mended: one at a time, the one that hurts most first."""

THERE, MISSING, SKIPPED, OPEN = "+-~."
"""How a part went: one mark for each part, and all that is remembered of what was said."""

NEW = OPEN * len(PARTS)

_WORD = "(?:[^ ~^$/]+ )"
_GAPS = {"_": _WORD, "..": _WORD + "{0,3}", "...": _WORD + "{0,10}"}
_SIGN = re.compile(r"#.*|\s+|\(|\{\w+\}|\.{2,3}|[^\s()|?{}.#]+")
_Groups = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What was heard in one answer."""

    there: bool
    """Whether it gives the part that was asked for."""
    faults: tuple[str, ...] = ()
    """Of FAULTS, the gravest first."""


def judge(said: str, part: str, rules: Mapping[str, Any]) -> Assessment:
    """Return whether an answer gives the part, and its faults."""
    groups = tuple(rules["groups"].items())
    told = _spelled_out(said, rules["spoken"])
    own = _without(told, rules["quoted"]["said"], groups)
    heard = [fault for fault in FAULTS if any(_heard(own, rule, part, groups) for rule in rules[fault])]
    outweighed = {fault for graver in heard for fault in rules["outweighs"].get(graver, ())}
    faults = tuple(fault for fault in heard if fault not in outweighed)
    wanted = rules["there"][part]
    there = _heard(told, wanted, part, groups) and not _heard(own, rules["doubt"], part, groups)
    return Assessment(there and not set(heard) & set(wanted["undone_by"]), faults)


def marked(marks: str, part: str, mark: str) -> str:
    """Return the marks with one part's set anew."""
    at = PARTS.index(part)
    return marks[:at] + mark + marks[at + 1 :]


def following(marks: str) -> str | None:
    """Return the next part that was not asked for yet, or None when all were."""
    return PARTS[marks.index(OPEN)] if OPEN in marks else None


def with_mark(marks: str, mark: str) -> tuple[str, ...]:
    """Return the parts that have this mark."""
    return tuple(part for part, one in zip(PARTS, marks, strict=True) if one == mark)


def _spelled_out(said: str, spoken: Mapping[str, Any]) -> str:
    """Return the words, each followed by a space, between a ^ and a $: in lower case, contractions in full."""
    words: list[str] = []
    for word in re.findall(r"[^\W_]+(?:'[^\W_]+)*", said.casefold().replace("\u2019", "'")):
        ending = next((one for one in spoken["endings"] if word.endswith(one)), "")
        words += spoken["same"].get(word, word.removesuffix(ending) + spoken["endings"].get(ending, "")).split()
    return " ".join(("^", *(word for word in words if word not in spoken["passed_over"]), "$", ""))


def _heard(text: str, rule: Mapping[str, Any], part: str, groups: _Groups) -> bool:
    if part not in rule.get("in", PARTS):
        return False
    left = _without(text, rule.get("unless", ""), groups)
    return not _found(left, rule.get("beside", ""), groups) and _found(left, rule["said"], groups)


def _found(text: str, pattern: str, groups: _Groups) -> bool:
    return bool(_regex(pattern, groups).search(text))


def _without(text: str, pattern: str, groups: _Groups) -> str:
    """Return the text with a mark, which no pattern matches, in place of all that the pattern matches."""
    return _regex(pattern, groups).sub("~ ", text)


@cache
def _regex(pattern: str, groups: _Groups) -> re.Pattern[str]:
    """Return what finds a pattern, from the beginning of a word to the end of one."""
    return re.compile(f"(?<![^ ])(?:{_spelled(pattern, dict(groups))})" if pattern else "(?!)")


def _spelled(pattern: str, groups: Mapping[str, str]) -> str:
    """Return a pattern as a regular expression: its own signs are those that the rules' file explains."""

    def one(found: re.Match[str]) -> str:
        sign = found[0]
        if sign.startswith("{"):
            return f"(?:{_spelled(groups[sign[1:-1]], groups)})"
        if sign.startswith("("):
            return "(?:"
        if sign[0] in "# \n":
            return ""
        return _GAPS.get(sign) or "(?:" + re.escape(sign).replace(r"\*", "[^ ~]*") + " )"

    return _SIGN.sub(one, pattern)
