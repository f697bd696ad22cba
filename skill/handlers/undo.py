"""Undo of the last entry."""

from datetime import timedelta

from skill.handlers.feature import YES, Answer, Feature
from skill.journey import entries
from skill.journey.errors import NothingToUndoError
from skill.journey.journey import Journey
from skill.reply import Ask, Reply, message
from skill.turn import Turn

JUST_NOW = timedelta(minutes=10)
"""How long after an entry undo does not ask for confirmation."""
_SURE_QUESTION = "undo.sure"


def undo(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Undo a recent entry; ask for confirmation of an older one, because the user may mean something else."""
    last = journey.undo
    if last and JUST_NOW < turn.instant - last.at <= entries.UNDO_WINDOW:
        return journey, Reply((), Ask(_SURE_QUESTION, {"what": message(f"undo.noted.{last.what}")}))
    return undo_last(turn, journey)


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Undo after a yes; change nothing after a no."""
    return undo_last(turn, journey) if turn.intent == YES else (journey, Reply((message("undo.left"),)))


def undo_last(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Undo the last entry, and say which it was or that there is none."""
    try:
        after = entries.undo(journey, turn.instant)
    except NothingToUndoError:
        return journey, Reply((message("undo.only_last" if _has_logged(turn, journey) else "undo.nothing"),))
    what = journey.undo.what if journey.undo else ""
    if what == "check_in" and journey.undo and journey.undo.day and after.day(journey.undo.day[0]).checked_in:
        return after, Reply((message("undo.correction"),))
    return after, Reply((message(f"undo.{what}"),))


def _has_logged(turn: Turn, journey: Journey) -> bool:
    """Tell whether something was logged today or yesterday that cannot be undone any more."""
    yesterday = turn.today - timedelta(days=1)
    return any(day >= yesterday for day in (*journey.days, *(commitment.since for commitment in journey.commitments)))


FEATURE = Feature(intents={"UndoIntent": undo}, answers={_SURE_QUESTION: Answer(answered)})
