"""Amazon's standard intents: help, repeat, stop, and what was not understood. None of them needs the journey."""

from skill.handlers.addressing import is_heard_by_another, open_question
from skill.handlers.feature import FREE, NO, Answer, Feature
from skill.journey.journey import Journey
from skill.reply import Ask, Reply, message
from skill.screens import fill
from skill.serialization.reply import reply_from_json
from skill.turn import CONNECTIONS_RESPONSE, Turn

ANYTHING_ELSE, _ANYTHING = Ask("around.what"), Ask("around.anything")


def help_(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say what can be said here: what the open question wants, or what the skill can do."""
    ask = open_question(turn)
    if ask is None:
        return journey, Reply((message("around.help"),), ANYTHING_ELSE, screen=fill.HELP_SCREEN)
    return journey, Reply((ask.help,), ask)


def fallback(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say kindly that this was not understood, each time in another way; without a question, it closes the second time.

    What was said the last time is in the session's last reply, so nothing has to be counted.
    """
    ask, before = open_question(turn), _last_said(turn)
    if is_heard_by_another(turn):
        return journey, Reply((message("around.not_understood"),))
    if ask is None or ask.question in (ANYTHING_ELSE.question, _ANYTHING.question):
        if "around.not_understood" in before:
            return journey, Reply((message("around.still_not"),))
        return journey, Reply((message("around.not_understood"),), _ANYTHING)
    if "around.not_understood" in before:
        return journey, Reply((message("around.short" if ask.elicit else "around.short_yes_no"),), ask)
    if before & {"around.short", "around.short_yes_no"}:
        return journey, Reply((ask.help,), ask)
    return journey, Reply((message("around.not_understood"),), ask)


def _last_said(turn: Turn) -> frozenset[str]:
    """Return the keys of the lines of the session's last reply."""
    return (
        frozenset(one.key for one in reply_from_json(turn.last_reply).messages)
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


def unrecognised(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Change nothing where an answer needs the voice that was asked, and another or none was recognised."""
    return journey, Reply((message("around.unrecognised"),))


def anything_else(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Let it be for somebody who wants nothing more; ask again after a bare yes."""
    return journey, Reply((message("around.fine"),)) if turn.intent == NO else Reply((), ANYTHING_ELSE)


def stop(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say goodbye."""
    return journey, Reply((message("around.stop"),))


def cancel(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Leave what is open; what was said before it is kept."""
    return journey, Reply((message("around.cancel"),))


def no_response(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say nothing: the user asked for the device's own home, or Alexa told what nobody waits for."""
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
