"""Addressing: whose journey a request reads and changes, by the recognised voice.

- A request concerns the voice that speaks.
- An answer from an unrecognised voice concerns the voice that was asked: a short "yes" is often too little to recognise
  a voice by.
- An answer that deletes or drops something of a known voice needs that voice to be recognised.
- A question put to no known voice may be answered by any voice, for the household.
- In a practice of two people, each may answer the other's question.
"""

from collections.abc import Mapping
from dataclasses import replace

from skill.handlers.feature import FREE, KEPT, MISSED, NO, Answer
from skill.journey.speaker import EVERYONE, Speaker
from skill.reply import Ask, Reply
from skill.serialization.reply import reply_from_json
from skill.turn import CONNECTIONS_RESPONSE, Turn

NEUTRAL_INTENTS = frozenset(("AMAZON.HelpIntent", "AMAZON.FallbackIntent", "AMAZON.RepeatIntent"))
"""Intents that leave a question open for the voice that was asked, unless their reply would repeat personal words."""

_ENDING = frozenset(("AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.PauseIntent"))
"""Intents that end the session, whichever voice speaks."""


def with_speaker(turn: Turn, answers: Mapping[str, Answer]) -> Turn:
    """Return the turn with the speaker whom it concerns; without the question where that was put to another voice."""
    voice = turn.speaker.person
    if voice == turn.asked:
        return turn
    if turn.intent == CONNECTIONS_RESPONSE or (turn.is_touch and voice == EVERYONE):
        # Alexa asked for the permission, and the touched screen was shown, for the voice that was asked.
        return replace(turn, speaker=Speaker(turn.speaker.household, turn.asked))
    if turn.question is None:
        return turn
    is_shared = turn.any_speaker or turn.asked == EVERYONE
    if answers_question(turn, answers) and (is_shared or voice == EVERYONE):
        return _for_asked(turn)
    if turn.intent in NEUTRAL_INTENTS and (is_shared or (voice == EVERYONE and not _is_personal(turn))):
        return _for_asked(turn)
    return replace(turn, question=None, state={}, last_reply=None, interrupted=turn)


def is_heard_by_another(turn: Turn) -> bool:
    """Tell whether another voice interrupts an open question; not in a practice of two, which has no single speaker."""
    return turn.interrupted is not None and not turn.interrupted.any_speaker


def waits_for_asked(turn: Turn, reply: Reply) -> bool:
    """Tell whether a reply to another voice leaves the question open for the voice that was asked."""
    ends = turn.intent in _ENDING or reply.ends_practice or not reply.messages
    return is_heard_by_another(turn) and reply.ask is None and not (ends or reply.card or reply.permission)


def lacks_voice(turn: Turn, voice: str, answers: Mapping[str, Answer]) -> bool:
    """Tell whether an answer deletes or drops something of a known voice that was not recognised in this turn."""
    answer = answers.get(turn.question or "")
    needed = answer is not None and answer.needs_same_voice and turn.intent not in (*NEUTRAL_INTENTS, NO)
    return needed and turn.asked not in (EVERYONE, voice)


def answers_question(turn: Turn, answers: Mapping[str, Answer]) -> bool:
    """Tell whether a request answers the open question: by its intent, or by the slot that was asked for.

    An outcome with slots of its own (a promise, a day, a number) is a new entry, except where free speech was asked
    for, in which Alexa may have found the outcome.
    """
    answer, ask = answers.get(turn.question or ""), open_question(turn)
    elicited = ask.elicit if ask else None
    if elicited and elicited[0] == turn.intent and elicited[1] in turn.slots:
        return True
    is_own_entry = turn.intent in (KEPT, MISSED) and turn.slots and (elicited is None or elicited[0] != FREE)
    return bool(answer and turn.intent in answer.intents and not is_own_entry)


def open_question(turn: Turn) -> Ask | None:
    """Return the open question as it was asked; None where the session has none that can be read."""
    if turn.question is None or turn.last_reply is None:
        return None
    try:
        ask = reply_from_json(turn.last_reply).ask
    except ValueError:
        return None
    return ask if ask and ask.question == turn.question else None


def _for_asked(turn: Turn) -> Turn:
    return replace(
        turn,
        speaker=Speaker(turn.speaker.household, turn.asked),
        is_for_household=turn.asked == EVERYONE and not turn.any_speaker,
    )


def _is_personal(turn: Turn) -> bool:
    """Tell whether the reply to a neutral intent would repeat a user's own words or numbers."""
    try:
        last = reply_from_json(turn.last_reply)
    except ValueError:
        return True
    repeated = last.messages if turn.intent == "AMAZON.RepeatIntent" else ()
    return bool((last.ask and last.ask.values) or any(set(part.values) - {"nth"} for part in repeated))
