"""Pauses before something is tried again."""


def jittered(seconds: float) -> float:
    """Return a pause of up to so many seconds: who was refused together should not come back together.

    It is drawn from the system, since functions restored from one snapshot would all draw the same.
    """
    from random import SystemRandom  # most turns need no second try

    return SystemRandom().uniform(0, seconds)
