"""Invocation of the skill: "open trust steps", "ask trust steps for today's step", "check in with trust steps"."""

import re
from functools import cache

_MAX_INVOCATION_CHARS = 500
_PUNCTUATION = ",.!?"
_PLAIN_CHARS = str.maketrans({"\N{RIGHT SINGLE QUOTATION MARK}": "'"} | dict.fromkeys(_PUNCTUATION, " "))

_LAUNCH = "open|launch|start|begin|run|load|resume|use|play|talk to|speak to|go to|take me to|bring up|enter"
_ASK = "ask|tell|open|launch|start|use|talk to|speak to|have|get"
_JOIN = "to|for|about|that|and|if|whether|with"


def invoked(utterance: str, name: str) -> str | None:
    """Return the request inside an invocation, "" where it only opens the skill, or None where there is none.

    As on a device, the words that only join the request to the name are not part of the request.
    """
    if len(utterance) > _MAX_INVOCATION_CHARS:
        return None
    plain = utterance.translate(_PLAIN_CHARS)
    for pattern in _patterns(name):
        match = pattern.fullmatch(plain)
        if match:
            return utterance[match.start("rest") : match.end("rest")].strip(_PUNCTUATION + " ")
    return None


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    call = r"(?:(?:hey |ok |okay )?(?:alexa|echo|computer|ziggy) )?(?:please |can you |could you )*"
    called = rf"(?:the )?{' '.join(map(re.escape, name.translate(_PLAIN_CHARS).split()))}(?: skill)?"
    requests = (
        rf"{call}(?:{_LAUNCH}|ask|tell) {called}(?: please)?(?P<rest>)",
        rf"{call}{called}(?P<rest>)",
        rf"{call}(?:{_ASK}) {called}(?: (?:{_JOIN}))? (?P<rest>.+)",
        rf"{call}{called} (?P<rest>.+)",
        rf"{call}(?P<rest>.+) (?:from|with|using|in|on|via) {called}",
    )
    return tuple(re.compile(r"\s*" + pattern.replace(" ", r"\s+") + r"\s*", re.IGNORECASE) for pattern in requests)
