"""Support: what is answered where the words may mean danger. It is safe to overhear, and keeps nothing.

A moment's own answer, or a sentence for any, and then one question: whether they'd like to hear where to find support.
"""

from skill.handlers import moments
from skill.handlers.commitments import WORDS
from skill.handlers.safety import CONCERN_SLOT
from skill.journey.journey import Journey
from skill.listening.phrase_lists import phrase_list, spoken_form
from skill.reply import Reply, message
from skill.screens import fill
from skill.turn import Turn

_PROMISE_INTENT = "MakeCommitmentIntent"


def offer_support(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Answer words that may mean danger. A promise among them is not remembered, and that is said."""
    moment = _moment(turn)
    if _is_promise(turn):
        heard = "safety.maybe.promise"
    elif moment:
        return journey, moments.reply_to(moment, turn, journey, may_be_danger=True)
    else:
        heard = "safety.maybe.heard"
    said = message(heard, nth=moments.variant(turn))
    return journey, Reply((said,), moments.support_question(turn), screen=fill.NEUTRAL_SCREEN)


def _moment(turn: Turn) -> moments.Moment | None:
    """Return the moment that the words fit best; None where they fit none, so that a sentence for any is said."""
    return moments.MOMENTS.get(turn.intent)


def _is_promise(turn: Turn) -> bool:
    words = spoken_form(turn.heard(CONCERN_SLOT) or "")
    begins = tuple(f"{phrase} " for phrase in phrase_list(turn.locale, "safety")["promise"])
    return turn.intent == _PROMISE_INTENT or turn.question == WORDS.question or words.startswith(begins)
