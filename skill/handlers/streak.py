"""Streak: the current and the longest one."""

from skill.handlers import milestones
from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.reply import Reply, message
from skill.screens import fill
from skill.turn import Turn


def streak(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say the current and the longest streak."""
    now, longest = journey.streak(turn.today), journey.run()[1]
    if not longest:
        return journey, Reply((message("streak.none"),))
    if not now:
        return journey, Reply((message("streak.ended", n=longest),))
    today = () if journey.day(turn.today).checked_in else (message("streak.today_open"),)
    longest_line = message("streak.is_longest") if now >= longest else message("streak.longest", n=longest)
    screen = fill.streak(milestones.ring(now))
    return journey, Reply((message("streak.now", n=now), longest_line, *today), screen=screen)


FEATURE = Feature(intents={"StreakIntent": streak})
