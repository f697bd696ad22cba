"""Errors of the journey's rules. Each has a spoken sentence of its own, and nothing was changed when one is raised."""

from skill.errors import TrustStepsError


class JourneyError(TrustStepsError, ValueError):
    """Base class of the journey's errors."""


class TooLongAgoError(JourneyError):
    """The day has left the current record, so nothing can be logged for it."""


class TooManyError(JourneyError):
    """A limit is reached: of open commitments, of outcomes in one request, or of outcomes on one day."""


class TooLongError(JourneyError):
    """The commitment's text is longer than MAX_TEXT_BYTES."""


class EmptyError(JourneyError):
    """The commitment's text has no letter and no digit."""


class AlreadyThereError(JourneyError):
    """A commitment with the same text is open already."""


class NothingToUndoError(JourneyError):
    """Nothing was logged within UNDO_WINDOW, or it was undone already."""
