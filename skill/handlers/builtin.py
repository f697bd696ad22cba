"""Amazon's standard intents: help, fallback, repeat, stop and others. None of them needs the journey."""

from skill.handlers.addressing import is_heard_by_another, open_question
from skill.handlers.feature import FREE, NO, Answer, Feature
from skill.journey.journey import Journey
from skill.reply import Ask, Reply, message
from skill.screens import fill
from skill.serialization.reply import reply_from_json
from skill.turn import CONNECTIONS_RESPONSE, Turn

ANYTHING_ELSE, _ANYTHING = Ask("around.what"), Ask("around.anything")

OWN_WORDS = Ask("own_words.tell", elicit=(FREE, "speech"))
"""Opens the microphone for free words."""


def help_(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say how the open question can be answered; without one, what the skill can do."""
    ask = open_question(turn)
    if ask is None:
        return journey, Reply((message("around.help"),), ANYTHING_ELSE, screen=fill.HELP_SCREEN)
    return journey, Reply((ask.help,), ask)


def fallback(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say that this was not understood, each time in another way; without an open question, close the second time.

    The session's last reply tells how often it was said, so no counter is needed.
    """
    ask, before = open_question(turn), _last_said(turn)
    if is_heard_by_another(turn):
        return journey, Reply((message("around.not_understood"),))
    if ask is None or ask.question in (ANYTHING_ELSE.question, _ANYTHING.question):
        if "around.not_understood" in before:
            return journey, Reply((message("around.still_not"),), OWN_WORDS)
        return journey, Reply((message("around.not_understood"),), _ANYTHING)
    if "around.not_understood" in before:
        return journey, Reply((message("around.short" if ask.elicit else "around.short_yes_no"),), ask)
    if before & {"around.short", "around.short_yes_no"}:
        return journey, Reply((ask.help,), ask)
    return journey, Reply((message("around.not_understood"),), ask)


def _last_said(turn: Turn) -> frozenset[str]:
    """Return the keys of the messages in the session's last reply."""
    return (
        frozenset(said.key for said in reply_from_json(turn.last_reply).messages)
        if turn.last_reply is not None
        else frozenset()
    )


def repeat(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say the last reply again, word for word, with its question."""
    if turn.last_reply is None:
        return journey, Reply(
            (message("around.nothing_to_repeat"),), None if is_heard_by_another(turn) else ANYTHING_ELSE
        )
    last = reply_from_json(turn.last_reply)
    return journey, Reply(last.messages, last.ask)


def voice_not_recognised(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Change nothing, because the answer needs the voice that was asked, which was not recognised."""
    return journey, Reply((message("around.unrecognised"),))


def anything_else(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Close after a no to "anything else?"; ask again after a bare yes."""
    return journey, Reply((message("around.fine"),)) if turn.intent == NO else Reply((), ANYTHING_ELSE)


def stop(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say goodbye."""
    return journey, Reply((message("around.stop"),))


def cancel(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Leave the open question; what was logged before stays."""
    return journey, Reply((message("around.cancel"),))


def no_response(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say nothing: the user asked for the device's home screen, or no question waits for this response of Alexa's."""
    return journey, Reply()


FEATURE = Feature(
    intents={
        "AMAZON.HelpIntent": help_,
        "AMAZON.FallbackIntent": fallback,
        FREE: fallback,
        "AMAZON.RepeatIntent": repeat,
        "AMAZON.StopIntent": stop,
        "AMAZON.PauseIntent": stop,
        "AMAZON.CancelIntent": cancel,
        "AMAZON.NavigateHomeIntent": no_response,
        CONNECTIONS_RESPONSE: no_response,
    },
    answers={
        "around.what": Answer(anything_else, needs="nothing"),
        "around.anything": Answer(anything_else, needs="nothing"),
    },
    needs="nothing",
)
