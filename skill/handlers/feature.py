"""What a handler is, and how a feature says which requests are its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from skill.journey.journey import Journey
from skill.reply import Reply
from skill.turn import Turn

Handler: TypeAlias = Callable[[Turn, Journey], tuple[Journey, Reply]]

Requires = Literal["journey", "fresh_zone", "place", "nothing"]
"""What a handler needs to know: the journey; the journey, and the time zone as the device tells it in this turn; or
where the device stands, which is asked of the device alone, so that it is answered also while the store fails; or
neither."""

YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
SKIP, START_OVER, MORE = "SkipStepIntent", "AMAZON.StartOverIntent", "MoreDetailIntent"
RESUME = "AMAZON.ResumeIntent"
FREE = "FreeSpeechIntent"
KEPT, MISSED = "LogKeptCommitmentIntent", "LogMissedCommitmentIntent"
"""What answers a question in more than one feature."""


Resume: TypeAlias = Callable[[Turn, Journey, Reply], tuple[Journey, Reply]]
"""Goes on with a question after another request was answered: the turn, the journey after it, and its reply."""

ASIDES = frozenset(
    (
        *(KEPT, MISSED, "CompleteStepIntent", "StreakIntent"),
        *("MakeCommitmentIntent", "ListCommitmentsIntent", "DropCommitmentIntent", "ListRemindersIntent"),
    )
)
"""Requests with short replies, after which an open question that can be resumed is asked again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers an open question: the handler that asked it."""

    handler: Handler
    intents: frozenset[str] = frozenset((YES, NO))
    """Intents that are an answer while the question is open; any other intent leaves the question behind."""
    go_on_is_yes: bool = False
    """Whether "go on" and "continue" are a yes: the question offers to begin or to go on with something."""
    needs: Requires = "journey"
    needs_same_voice: bool = False
    """Whether an answer deletes or drops something, so that a known voice has to be recognised in it."""
    resume: Resume | None = None
    """Asks the question again after one of ASIDES was answered; None where it is left behind."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature's requests."""

    intents: Mapping[str, Handler]
    """By intent name."""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """By the name of the question."""
    needs: Requires = "journey"
