"""Sentences that promise something about privacy, in everything that a user or an owner reads or hears.

`python -m tools.privacy_claims` prints those that docs/privacy.md does not list yet.
"""

import html
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from publish import ROOT

CLAIMS_FILE = ROOT / "docs" / "privacy.md"

SUBJECTS = "is|isn't|are|aren't|never|not|nothing|everything|what|which|herself|itself|amazon|alexa|I|it"

PROMISES = [
    rf"\b({SUBJECTS}) (ever |also )?(kept|keeps?|stored|logged)\b(?! (it|your|a|the|my|this) promise)",
    r"\bit's kept\b|\bdeletes (at once|it|nothing)\b|\bby that voice alone\b|\bholds what was deleted\b",
    r"\b(remembered|remembers|stays?) (is )?(in|on) (one|that|the machine)\b",
    r"\bkeeps (no|nothing|more)\b|\bno trace\b",
    r"\bdeletes\b|\bto delete (it )?(all|everything)\b|\bdelete from\b|\bnot in its bytes\b|\bafter .* deleted\b",
    r"\b(be|was|is) forgotten\b|\bbring it back\b",
    r"\b(no|nothing|without|nor)\b[^.]{0,60}\b(names|ids?|words|recordings?)\b",
    r"\bencrypted by\b|\bhash(es|ed)? (key|of|in|ids)|\b(are|is) hash(es|ed)\b|\bhashed\b",
    r"\b(can|may|could) (also )?(read|see|change)\b(?! it otherwise)",
    r"\bthis machine alone\b|\bnowhere else\b|\bonly Alexa\b|\bits owner alone\b",
    r"\bvoice history\b|\bintent history\b|\bhistory of what\b",
    r"\bneed Amazon's signature\b|\brefuses other origins\b",
    r"\bmay send\b|\bgoes to the machine\b|\b(maker's|makers') servers\b|\bon this device\b",
    r"\bno log line\b|\band nothing else\b|\bare not in it\b",
    r"\bof its own, and a question\b|\bwhere others\b",
]
"""Patterns of which any one makes a sentence a claim that has to be listed."""

CLAIM = re.compile("|".join(PROMISES), re.IGNORECASE)


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a paragraph."""
    yield from (one for one in re.split(r"(?<=[.!?:])\s+(?=[A-Z“\"`(…])", " ".join(text.split())) if one)


def markdown(text: str) -> Iterator[str]:
    """Yield the sentences of a document: of its paragraphs, list entries and the cells of its tables."""
    text = re.sub(r"^[^\n]*```\n.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text).replace("**", "")
    for part in re.split(r"\n\s*\n|\n(?=\s*(?:\||\d+\. |[-*] |#))", text):
        line = re.sub(r"^\s*(?:\d+\. |[-*] )", "", part)
        if not line.lstrip().startswith("#"):
            for cell in line.strip().strip("|").split(" | ") if line.lstrip().startswith("|") else [line]:
                yield from sentences(cell)


def page(text: str) -> Iterator[str]:
    """Yield the sentences of a page, and of what its scripts say."""
    for found in re.findall(r">([^<>]+(?:<(?:code|span)[^>]*>[^<]*</(?:code|span)>[^<>]*)*)<", text):
        yield from sentences(html.unescape(re.sub(r"<[^>]+>", "", found)))


def script(text: str) -> Iterator[str]:
    """Yield the sentences among the strings of a script."""
    for found in re.findall(r'"([^"\n]+)"|`([^`]+)`', text):
        yield from sentences("".join(found))


def values(value: Any) -> Iterator[str]:
    """Yield the sentences of all texts within a JSON or TOML value."""
    if isinstance(value, str):
        yield from (one for part in value.split("\n") for one in sentences(part))
    else:
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from values(one)


Reader = Callable[[str], Iterator[str]]

SOURCES: dict[str, Reader] = {
    "README.md": markdown,
    "SECURITY.md": markdown,
    "docs/*.md": markdown,
    "skill/webui/static/*.html": page,
    "skill/webui/static/*.js": script,
    "publish/skill.json": lambda text: values(json.loads(text)),
    "skill/texts/en/privacy.toml": lambda text: values(tomllib.loads(text)),
}
"""What is read, by a pattern of paths."""


def claims() -> dict[str, set[str]]:
    """Return the sentences that promise something about privacy, with the files that they stand in."""
    found: dict[str, set[str]] = {}
    for pattern, read in SOURCES.items():
        for path in sorted(ROOT.glob(pattern)):
            if path != CLAIMS_FILE:
                for one in read(path.read_text("utf-8")):
                    if CLAIM.search(one):
                        found.setdefault(one, set()).add(str(path.relative_to(ROOT)))
    return found


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves a claim; nothing does where it is advice."""

    tests: tuple[str, ...]
    """Node ids, such as tests/test_privacy.py::test_that_it_is_so."""
    links: tuple[str, ...]
    """Pages of Amazon's, about what is Amazon's."""
    is_advice: bool


def listed() -> dict[str, Proof]:
    """Return the claims of docs/privacy.md with what proves each."""
    rows = re.findall(r"^\| (.+) \| (.+?) \|$", CLAIMS_FILE.read_text("utf-8"), re.MULTILINE)
    return {
        claim: Proof(
            tuple(re.findall(r"`(tests/[^`]+)`", proof)),
            tuple(re.findall(r"\]\((https://[^)]+)\)", proof)),
            proof == "advice",
        )
        for claim, proof in rows
        if claim != "said"
    }


if __name__ == "__main__":
    known = listed()
    for claim, files in claims().items():
        if claim not in known:
            sys.stdout.write(f"{', '.join(sorted(files))}\n    {claim}\n")
