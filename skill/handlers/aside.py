"""Asides: what is answered without an end to the open question, which is asked again after it."""

from skill.handlers.addressing import open_question
from skill.reply import Ask, Message, Reply
from skill.screens import fill
from skill.turn import Turn

VARIANT_CYCLE = 90
"""Variant numbers: a multiple of all that the lists of variants count together, so that each follows in its turn."""


def asked_again(turn: Turn, messages: tuple[Message, ...], replaced: tuple[str, ...] = ()) -> Reply | None:
    """Return the messages with the open question after them; None where none is open, or one that they replace.

    `replaced` are how the names of such questions begin.
    """
    question = open_question(turn)
    if question is None or question.question.startswith(replaced):
        return None
    return neutral_reply(messages, question)


def neutral_reply(messages: tuple[Message, ...], ask: Ask | None = None) -> Reply:
    """Return a reply that shows nothing but the neutral screen."""
    return Reply(messages, ask, screen=fill.NEUTRAL_SCREEN)


def variant(turn: Turn) -> int:
    """Return the number of the variant to say (0-89): another each minute and each hour, as nothing is counted.

    In a session it is the one after the last, which the open offer has in its state.
    """
    last = turn.state.get("nth")
    number = last + 1 if last is not None else turn.local.hour * 61 + turn.local.minute
    return int(number % VARIANT_CYCLE)
