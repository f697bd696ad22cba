"""Deletion of a speaker's or the household's records. It needs no journey, so it works on an unreadable record too.

Records of other known voices stay until that voice asks for deletion, or the skill is disabled in the Alexa app.
"""

from skill.handlers.feature import NO, Answer, Feature
from skill.journey.journey import Journey
from skill.journey.speaker import EVERYONE
from skill.reply import Ask, CountVoices, Forget, Reply, message
from skill.turn import Turn

_FORGET_INTENT = "ForgetMeIntent"


def forget(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Ask for confirmation, and say whose records it is about; ask whose where the words name neither."""
    if turn.heard("whom") and turn.chosen("whom") is None:
        return journey, Reply((), Ask("forget.whom"))
    if turn.chosen("whom") != "everyone":
        return journey, Reply((), Ask("forget.me"))
    if turn.action_result is None:
        return journey, Reply(action=CountVoices())
    if not turn.action_result.is_done:
        return journey, Reply((message("errors.unreachable"),))
    others = turn.action_result.count
    if not others:
        return journey, Reply((), Ask("forget.all"))
    whose = "unknown" if turn.speaker.person == EVERYONE else "known"
    about = message(f"forget.about.{whose}", n=others, people=others + 1)
    return journey, Reply((about,), Ask("forget.household"))


def sure(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Delete after a yes and say what is left; delete nothing after a no."""
    if turn.intent == NO:
        return journey, Reply((message("forget.not_forgotten"),))
    if turn.action_result is None:
        return journey, Reply(action=Forget(household=turn.question != "forget.me"))
    if turn.action_result.name == "began_later":
        return journey, Reply((message("forget.began_later"),))
    if others := turn.action_result.others:
        reminders = message("forget.reminders_gone" if turn.action_result.is_done else "forget.reminders_left")
        return journey, Reply((message("forget.others_stay", n=others), reminders))
    if turn.question == "forget.me":
        return journey, Reply((message(_FORGOTTEN.get(turn.action_result.name, "forget.forgotten_but_reminders")),))
    return journey, Reply(
        (message("forget.all_forgotten" if turn.action_result.is_done else "forget.all_but_reminders"),)
    )


def whom_unsaid(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Delete nothing after a no; ask again after a bare yes."""
    if turn.intent == NO:
        return journey, Reply((message("forget.not_forgotten"),))
    return journey, Reply((), Ask("forget.whom"))


_FORGOTTEN = {"done": "forget.forgotten", "none_own": "forget.forgotten_without_reminders"}
"""Text keys by the name of the ActionResult; after any other result, reminders may be left."""

_SURE_ANSWER = Answer(sure, needs="nothing", needs_same_voice=True)

FEATURE = Feature(
    intents={_FORGET_INTENT: forget},
    answers={
        "forget.whom": Answer(whom_unsaid, needs="nothing"),
        **dict.fromkeys(("forget.me", "forget.all", "forget.household"), _SURE_ANSWER),
    },
    needs="nothing",
)
