"""Where somebody is on the way: eight stages of seven steps."""

STAGES = 8
STEPS_PER_STAGE = 7
STEPS = STAGES * STEPS_PER_STAGE

STAGES_WRITTEN = 2
"""Stages whose steps have been written so far. The way goes round through them until the others arrive."""


def place(position: int) -> tuple[int, int]:
    """Return the stage (1-8) and the step within it (1-7) of a position that counts up from 0 for ever."""
    stage, step = divmod(position % (STAGES_WRITTEN * STEPS_PER_STAGE), STEPS_PER_STAGE)
    return stage + 1, step + 1


def revisiting(position: int) -> bool:
    """Tell whether all the written steps were walked once and this one comes round again."""
    return position >= STAGES_WRITTEN * STEPS_PER_STAGE
