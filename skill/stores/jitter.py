"""Random backoff: the pause before something is tried again."""


def jittered(seconds: float) -> float:
    """Return a random pause of up to so many seconds, so that what was refused together isn't tried again together.

    It is drawn from the system: functions restored from one snapshot would all draw the same from Python's generator.
    """
    from random import SystemRandom  # most turns need no second try

    return SystemRandom().uniform(0, seconds)
