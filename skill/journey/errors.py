"""What the journey refuses. Each refusal is told to the person by a sentence of its own."""


class JourneyError(ValueError):
    """The family of everything the journey's rules refuse; nothing was changed."""


class TooLongAgo(JourneyError):
    """The day asked for is more than BACKDATING_DAYS before today."""


class TooMany(JourneyError):
    """There is no room for another commitment, or for so many promises at once."""


class TooLong(JourneyError):
    """The commitment's text is longer than can be kept."""


class Empty(JourneyError):
    """The commitment has no words."""


class AlreadyThere(JourneyError):
    """The same commitment is open already."""


class NothingToUndo(JourneyError):
    """Nothing was logged in the last 24 hours, or it was taken back already."""


class Unreadable(JourneyError):
    """A kept record is not a journey that this version can read."""


class Newer(Unreadable):
    """A kept record was written by a later version of this skill."""
