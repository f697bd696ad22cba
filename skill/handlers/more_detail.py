"""More detail: why today's step helps and an example of it, or the week day by day."""

from skill.handlers import progress, step
from skill.handlers.feature import MORE, Feature
from skill.journey.journey import Journey
from skill.reply import Reply
from skill.turn import Turn


def more(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Give the detail of the step that the slot names; without the slot, the days of the week."""
    return step.detail(turn, journey) if "detail" in turn.slots else progress.more(turn, journey)


FEATURE = Feature(intents={MORE: more})
