"""What every skill answers: help, repeat, stop, and what was not understood. None of it needs a memory."""

from skill.handlers.feature import NO, YES, Answer, Feature
from skill.journey.journey import Journey
from skill.screens import fill
from skill.turn import CONSENTED, ENDED, Ask, Reply, Turn, line

WHAT = Ask("around.what")


def help_(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say what can be said here: what the open question wants, or what the skill can do."""
    ask = _open(turn)
    if ask is None:
        return journey, Reply((line("around.help"),), WHAT, screen=fill.HELP)
    return journey, Reply((ask.help,), ask)


def fallback(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say kindly that this was not understood, and offer a way on."""
    ask = _open(turn)
    return journey, Reply((line("around.not_understood"),), ask or WHAT)


def repeat(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say the last reply again, word for word, with its question."""
    if turn.said is None:
        return journey, Reply((line("around.nothing_to_repeat"),), WHAT)
    last = Reply.unpacked(turn.said)
    return journey, Reply(last.say, last.ask)


def loose_answer(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Answer a yes or a no that no question was open for."""
    return journey, Reply((line("around.no_question"),), WHAT)


def what(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Let it be for somebody who wants nothing more; ask again after a bare yes."""
    return journey, Reply((line("around.fine"),)) if turn.intent == NO else Reply((), WHAT)


def stop(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say goodbye."""
    return journey, Reply((line("around.stop"),))


def cancel(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Leave what is open; what was said before it is kept."""
    return journey, Reply((line("around.cancel"),))


def silence(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say nothing: the session has ended, or the person asked for the device's own home."""
    return journey, Reply()


def _open(turn: Turn) -> Ask | None:
    return Reply.unpacked(turn.said).ask if turn.asking and turn.said else None


FEATURE = Feature(
    intents={
        "AMAZON.HelpIntent": help_,
        "AMAZON.FallbackIntent": fallback,
        "FreeSpeechIntent": fallback,
        "AMAZON.RepeatIntent": repeat,
        YES: loose_answer,
        NO: loose_answer,
        "AMAZON.StopIntent": stop,
        "AMAZON.PauseIntent": stop,
        "AMAZON.CancelIntent": cancel,
        "AMAZON.NavigateHomeIntent": silence,
        ENDED: silence,
        CONSENTED: silence,
    },
    answers={"around.what": Answer(what, needs="nothing")},
    needs="nothing",
)
