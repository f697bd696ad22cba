"""How a person calls the skill: "open trust steps", "ask trust steps for today's step", "check in with trust steps"."""

import re
from functools import cache

_LAUNCH = "open|launch|start|begin|run|load|resume|use|play|talk to|speak to|go to|take me to|bring up|enter"
_ASK = "ask|tell|open|launch|start|use|talk to|speak to|have|get"
_JOIN = "to|for|about|that|and|if|whether|with"


def invoked(utterance: str, name: str) -> str | None:
    """Return the request inside an invocation, "" where it only opens the skill, or None where there is none.

    As on a device, the words that only tie the request to the name are not part of the request.
    """
    if len(utterance) > 500:
        return None
    said = re.sub(r"[\s,.!?]+", " ", utterance.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).strip().casefold()
    for pattern in _patterns(name):
        found = re.fullmatch(pattern, said)
        if found:
            return _as_said(utterance, (found["rest"] or "").strip())
    return None


@cache
def _patterns(name: str) -> tuple[str, ...]:
    call = r"(?:(?:hey |ok |okay )?(?:alexa|echo|computer|ziggy) )?(?:please |can you |could you )?"
    called = rf"(?:the )?{re.escape(name)}(?: skill)?"
    return (
        rf"{call}(?:{_LAUNCH}) {called}(?: please)?(?P<rest>)",
        rf"{call}{called}(?P<rest>)",
        rf"{call}(?:{_ASK}) {called}(?: (?:{_JOIN}))? (?P<rest>.+)",
        rf"{call}{called} (?P<rest>.+)",
        rf"{call}(?P<rest>.+) (?:from|with|using|in|on|via) {called}",
    )


def _as_said(utterance: str, rest: str) -> str:
    """Return the end of the utterance that `rest` folded, as it was said: free words keep their capitals."""
    found = re.search(r"[\s,.!?]+".join(re.escape(word) for word in rest.split()), utterance, re.IGNORECASE)
    return found.group() if rest and found else rest
