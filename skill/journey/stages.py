"""Where somebody is on the way: eight stages of seven steps, and afterwards keeping what was built.

In keeping mode each step comes from the stage whose numbers are weakest. It is chosen once, when the step is first
wanted, so that it stays the same step until it is done.
"""

from dataclasses import replace
from datetime import date

from skill.journey.journey import Journey, ReviewStage
from skill.journey.weeks import ONE_WEEK, days_of, span

STAGES = 8
STEPS_PER_STAGE = 7
STEPS = STAGES * STEPS_PER_STAGE

COMMUNICATE, _, WORK_TOGETHER, BE_PATIENT, OUTSIDE_HELP, NEW_PATTERNS, CONSISTENCY, _ = range(1, STAGES + 1)

_WEAK = 0.3
"""From this weakness on (0-1) a number is worth coming back to."""
_FELL = 0.5
"""A mean rating that is so much lower than the week before has fallen."""
_LOW = 2.5
_RATING_SPAN = 4
"""From the lowest rating to the highest."""


def place(position: int) -> tuple[int, int]:
    """Return the stage (1-8) and the step within it (1-7) of a position that counts up from 0 for ever."""
    stage, step = divmod(position % STEPS, STEPS_PER_STAGE)
    return stage + 1, step + 1


def place_of(journey: Journey, position: int) -> tuple[int, int]:
    """Return the stage and the step of a position, which in keeping mode is the one that was chosen for it."""
    stage, step = place(position)
    chosen = journey.review_stage
    return (chosen.stage if is_keeping(position) and chosen and chosen.position == position else stage), step


def is_keeping(position: int) -> bool:
    """Tell whether all 56 steps were walked, and one of them comes back."""
    return position >= STEPS


def choose(journey: Journey, today: date) -> Journey:
    """Return the journey with a stage chosen for the current step, where it is in keeping mode and has none yet."""
    chosen, position = journey.review_stage, journey.position
    if not is_keeping(position) or (chosen and chosen.position == position):
        return journey
    stage, why = weakest(journey, today)
    return replace(journey, review_stage=ReviewStage(position, stage or place(position)[0], why))


def weakest(journey: Journey, today: date) -> tuple[int | None, str]:
    """Return the stage whose numbers of the last 14 days are weakest, and which number that is.

    The weaknesses are shares: of days without a check-in, of promises missed, and of what the mean rating lacks to
    five. Where none is weak there is no such stage, and the way goes round.
    """
    now, before = span(journey, today), span(journey, today - ONE_WEEK)
    days = [*days_of(journey, today - ONE_WEEK).values(), *days_of(journey, today).values()]
    ratings = [day.rating for day in days if day.rating is not None]
    check_ins = now.totals.check_ins + before.totals.check_ins
    kept, missed = now.totals.kept + before.totals.kept, now.totals.missed + before.totals.missed
    found = [(1 - check_ins / len(days), CONSISTENCY, "check_ins")]
    if kept + missed:
        stage = WORK_TOGETHER if missed > kept else NEW_PATTERNS
        found.append((missed / (kept + missed), stage, "missed"))
    if ratings:
        mean = sum(ratings) / len(ratings)
        change = now.rating_change(before)
        fell = change is not None and change <= -_FELL
        stage, why = (COMMUNICATE, "fell") if fell else (OUTSIDE_HELP if mean < _LOW else BE_PATIENT, "rating")
        found.append(((5 - mean) / _RATING_SPAN, stage, why))
    weakness, stage, why = max(found, key=lambda one: one[0])
    return (stage, why) if weakness >= _WEAK else (None, "steady")
