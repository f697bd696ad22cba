"""Taking back the last logged thing."""

from datetime import timedelta

from skill.handlers.feature import YES, Answer, Feature
from skill.journey import entries
from skill.journey.errors import NothingToUndoError
from skill.journey.journey import Journey
from skill.reply import Ask, Reply, message
from skill.turn import Turn

JUST_NOW = timedelta(minutes=10)
"""How long after something was logged there is no doubt about what is to be taken back."""
_SURE = "undo.sure"


def undo(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take back what was just logged; ask first where it is older, because something else may be meant."""
    last = journey.undo
    if last and JUST_NOW < turn.instant - last.at <= entries.UNDO_WINDOW:
        return journey, Reply((), Ask(_SURE, {"what": message(f"undo.noted.{last.what}")}))
    return taken_back(turn, journey)


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take it back after a yes; leave everything as it is after a no."""
    return taken_back(turn, journey) if turn.intent == YES else (journey, Reply((message("undo.left"),)))


def taken_back(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take back the last logged thing of the last 24 hours and say which it was."""
    try:
        after = entries.undo(journey, turn.instant)
    except NothingToUndoError:
        return journey, Reply((message("undo.only_last" if _has_logged(turn, journey) else "undo.nothing"),))
    what = journey.undo.what if journey.undo else ""
    if what == "check_in" and journey.undo and journey.undo.day and after.day(journey.undo.day[0]).checked_in:
        return after, Reply((message("undo.correction"),))
    return after, Reply((message(f"undo.{what}"),))


def _has_logged(turn: Turn, journey: Journey) -> bool:
    """Tell whether there is something of today or yesterday that can't be taken back any more."""
    yesterday = turn.today - timedelta(days=1)
    return any(day >= yesterday for day in (*journey.days, *(one.since for one in journey.commitments)))


FEATURE = Feature(intents={"UndoIntent": undo}, answers={_SURE: Answer(answered)})
