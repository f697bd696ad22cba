"""Stages: eight stages of seven steps each, and the maintenance programme after step 56.

In maintenance each step comes from the stage whose numbers are weakest. The stage is chosen once, when the step is
first needed, so that the step stays the same until it is done.
"""

from dataclasses import replace
from datetime import date

from skill.journey.journey import Journey, Place, ReviewStage
from skill.journey.weeks import ONE_WEEK, days_until, summarise

STAGES = 8
STEPS_PER_STAGE = 7
STEPS = STAGES * STEPS_PER_STAGE

COMMUNICATE, _, WORK_TOGETHER, BE_PATIENT, OUTSIDE_HELP, NEW_PATTERNS, CONSISTENCY, _ = range(1, STAGES + 1)

CHOSEN = "chosen"
"""The reason of a stage that the user chose in maintenance: all seven of its steps come before another stage."""

_MIN_WEAKNESS = 0.3
"""Weakness (0-1) from which on a stage is reviewed; below it, none is."""
_RATING_FALL = 0.5
"""Difference to the week before from which on a lower mean rating counts as a fall."""
_LOW_RATING = 2.5
"""Mean ratings below it lead to outside help, higher ones to patience."""
_BEST_RATING, _RATING_RANGE = 5, 4


def stage_and_step(position: int) -> tuple[int, int]:
    """Return the stage (1-8) and the step in it (1-7) of a position, which counts from 0 and starts over at 56."""
    stage, step = divmod(position % STEPS, STEPS_PER_STAGE)
    return stage + 1, step + 1


def stage_and_step_of(journey: Journey, position: int) -> tuple[int, int]:
    """Return the stage (1-8) and the step (1-7) of a position; in maintenance the stage is the chosen one."""
    stage, step = stage_and_step(position)
    review = journey.review_stage
    if is_maintenance(position) and review and review.position == position:
        stage = review.stage
    return stage, step


def is_maintenance(position: int) -> bool:
    """Tell whether a position (from 0) is after the 56 steps."""
    return position >= STEPS


def choose_review_stage(journey: Journey, today: date) -> Journey:
    """Return the journey with a stage chosen for the current step, if it is in maintenance and has none yet."""
    review, position = journey.review_stage, journey.position
    if not is_maintenance(position) or (review and review.position == position):
        return journey
    if review and review.why == CHOSEN and review.position // STEPS_PER_STAGE == position // STEPS_PER_STAGE:
        return replace(journey, review_stage=replace(review, position=position))
    stage, why = weakest_stage(journey, today)
    return replace(journey, review_stage=ReviewStage(position, stage or stage_and_step(position)[0], why))


def first_place(journey: Journey, stage: int) -> Place:
    """Return the place at the first step of a stage (1-8), to which a user goes by choice.

    In maintenance it stays in maintenance: positions below 56 are for the first time through.
    """
    first = (stage - 1) * STEPS_PER_STAGE
    if not is_maintenance(journey.position):
        return Place(first, None, None, None)
    position = journey.position - journey.position % STEPS + first
    return Place(position, None, None, ReviewStage(position, stage, CHOSEN))


def moved(journey: Journey, to: Place, left: Place | None) -> Journey:
    """Return the journey at another place, with the place to go back to."""
    return replace(
        journey,
        position=to.position,
        step_done=to.step_done,
        step_spoken=to.step_spoken,
        review_stage=to.review_stage,
        place_left=left,
    )


def is_untouched(journey: Journey) -> bool:
    """Tell whether no step was done since a stage was chosen, so that the place left before it is still the one."""
    return journey.place_left is not None and journey.step_done is None and stage_and_step(journey.position)[1] == 1


def weakest_stage(journey: Journey, today: date) -> tuple[int | None, str]:
    """Return the stage (1-8) whose numbers of the last 14 days are weakest, and why, as `ReviewStage.why` has it.

    A weakness is a share (0-1): of days without a check-in, of outcomes that were missed, or of the rating range that
    the mean rating lacks. Without one of at least _MIN_WEAKNESS the stage is None and the reason "steady": the steps
    then repeat in their order.
    """
    now, before = summarise(journey, today), summarise(journey, today - ONE_WEEK)
    days = [*days_until(journey, today - ONE_WEEK).values(), *days_until(journey, today).values()]
    ratings = [day.rating for day in days if day.rating is not None]
    check_ins = now.totals.check_ins + before.totals.check_ins
    kept, missed = now.totals.kept + before.totals.kept, now.totals.missed + before.totals.missed
    candidates = [(1 - check_ins / len(days), CONSISTENCY, "check_ins")]
    if kept + missed:
        stage = WORK_TOGETHER if missed > kept else NEW_PATTERNS
        candidates.append((missed / (kept + missed), stage, "missed"))
    if ratings:
        mean = sum(ratings) / len(ratings)
        change = now.rating_change(before)
        fell = change is not None and change <= -_RATING_FALL
        stage, why = (COMMUNICATE, "fell") if fell else (OUTSIDE_HELP if mean < _LOW_RATING else BE_PATIENT, "rating")
        candidates.append(((_BEST_RATING - mean) / _RATING_RANGE, stage, why))
    weakness, stage, why = max(candidates, key=lambda candidate: candidate[0])
    return (stage, why) if weakness >= _MIN_WEAKNESS else (None, "steady")
