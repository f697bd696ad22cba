"""Forgetting: somebody, or the whole household, for good. It needs no memory, so it works on a broken one too."""

from skill.handlers.feature import NO, Answer, Feature
from skill.journey.journey import Journey
from skill.turn import Ask, Forget, Reply, Turn, line

_INTENT = "ForgetMeIntent"


def forget(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Ask once whether it is meant, and for whom."""
    return journey, Reply((), Ask("forget.all" if turn.chosen("whom") == "everyone" else "forget.me"))


def sure(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Delete it, or keep everything."""
    if turn.intent == NO:
        return journey, Reply((line("forget.not_forgotten"),))
    household = turn.asking == "forget.all"
    if turn.outcome is None:
        return journey, Reply(errand=Forget(household))
    if household:
        return journey, Reply((line("forget.all_forgotten" if turn.outcome.is_done else "forget.all_but_reminders"),))
    return journey, Reply((line("forget.forgotten"),))


_SURE = Answer(sure, needs="nothing")

FEATURE = Feature(
    intents={_INTENT: forget},
    answers={"forget.me": _SURE, "forget.all": _SURE},
    needs="nothing",
)
