"""Taking back the last logged thing."""

from skill.handlers.feature import Feature
from skill.journey import entries
from skill.journey.errors import NothingToUndoError
from skill.journey.journey import Journey
from skill.turn import Reply, Turn, message


def undo(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take back the last logged thing of the last 24 hours and say which it was."""
    try:
        after = entries.undo(journey, turn.instant)
    except NothingToUndoError:
        return journey, Reply((message("undo.nothing"),))
    what = journey.undo.what if journey.undo else ""
    if what == "check_in" and journey.undo and journey.undo.day and after.day(journey.undo.day[0]).checked_in:
        return after, Reply((message("undo.correction"),))
    return after, Reply((message(f"undo.{what}"),))


FEATURE = Feature(intents={"UndoIntent": undo})
