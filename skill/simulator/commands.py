"""Slash commands of the simulator, which control the device."""

from datetime import datetime

from skill.errors import TrustStepsError

FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Years between which the clock can be set: time zones are known for these."""

COMMANDS = {
    "/at": "/at 2026-03-09T21:00 sets the clock",
    "/speaker": "/speaker sam is a recognised voice, /speaker - is none",
    "/new": "/new closes the session",
    "/screen": "/screen on is a device with a screen, /screen off one without",
    "/touch": "/touch CompleteStepIntent touches what stands for it on the screen",
    "/quit": "/quit ends",
}


class BadCommandError(TrustStepsError, ValueError):
    """A command that cannot be followed; the message says why, in one line."""


class QuitError(TrustStepsError):
    """The user quits the simulator."""


def parse_time(text: str) -> datetime:
    """Return an ISO 8601 date and time, naive where it has no offset; raises BadCommandError."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or not FIRST_YEAR < at.year < LAST_YEAR:
        raise BadCommandError(f"not a date and time like 2026-03-09T21:00: {text[:40]!r}")
    return at
