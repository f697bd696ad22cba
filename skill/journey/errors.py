"""What the journey refuses. Each refusal is told to the person by a sentence of its own."""

from skill.errors import TrustStepsError


class JourneyError(TrustStepsError, ValueError):
    """The family of everything the journey's rules refuse; nothing was changed."""


class TooLongAgoError(JourneyError):
    """The day asked for is more than BACKDATING_DAYS before today."""


class TooManyError(JourneyError):
    """There is no room for another commitment, or for so many promises at once."""


class TooLongError(JourneyError):
    """The commitment's text is longer than can be kept."""


class EmptyError(JourneyError):
    """The commitment has no words."""


class AlreadyThereError(JourneyError):
    """The same commitment is open already."""


class NothingToUndoError(JourneyError):
    """Nothing was logged in the last 24 hours, or it was taken back already."""
