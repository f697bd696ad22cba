"""Support: what is answered where the words may mean danger. It is safe to overhear, and keeps nothing.

A moment's own answer, or a sentence for any, and then one question: whether they'd like to hear where to find support.
"""

from skill.handlers import moments
from skill.handlers.aside import neutral_reply, variant
from skill.handlers.commitments import WORDS
from skill.handlers.moment_table import MOMENTS, Moment
from skill.handlers.safety import CONCERN_SLOT
from skill.journey.journey import Journey
from skill.listening.moments import best_intent
from skill.listening.phrase_lists import phrase_list, spoken_form
from skill.reply import Reply, message
from skill.turn import Turn

_PROMISE_INTENT = "MakeCommitmentIntent"


def offer_support(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Answer words that may mean danger. A promise among them is not remembered, and that is said."""
    is_promise = _is_promise(turn)
    moment = None if is_promise else _moment(turn)
    if moment:
        return journey, moments.reply_to(moment, turn, journey, may_be_danger=True)
    said = message("safety.maybe.promise" if is_promise else "safety.maybe.heard", nth=variant(turn))
    return journey, neutral_reply((said,), moments.support_question(turn))


def _moment(turn: Turn) -> Moment | None:
    """Return the moment that the words fit best; None where they fit none, so that a sentence for any is said."""
    if turn.intent in MOMENTS:
        return MOMENTS[turn.intent]
    words = " ".join(slot.value for name, slot in turn.slots.items() if slot.id is None or name == CONCERN_SLOT)
    return MOMENTS.get(best_intent(turn.locale, words) or "")


def _is_promise(turn: Turn) -> bool:
    words = spoken_form(turn.heard(CONCERN_SLOT) or "")
    begins = tuple(f"{phrase} " for phrase in phrase_list(turn.locale, "safety")["promise"])
    return turn.intent == _PROMISE_INTENT or turn.question == WORDS.question or words.startswith(begins)
