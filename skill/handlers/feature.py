"""Features: which intents and which answers each handler takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from skill.journey.journey import Journey
from skill.reply import Reply
from skill.turn import Turn

Handler: TypeAlias = Callable[[Turn, Journey], tuple[Journey, Reply]]

Requires = Literal["journey", "fresh_zone", "country", "nothing"]
"""What has to be loaded for a handler.

- journey: the speaker's journey.
- fresh_zone: the journey, and the time zone as the device reports it in this turn.
- country: the country only, from the device, so that safety works while the store is down.
- nothing: neither.
"""

YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
SKIP, START_OVER, MORE = "SkipStepIntent", "AMAZON.StartOverIntent", "MoreDetailIntent"
RESUME = "AMAZON.ResumeIntent"
FREE = "FreeSpeechIntent"
KEPT, MISSED = "LogKeptCommitmentIntent", "LogMissedCommitmentIntent"
"""Intents that answer questions of more than one feature."""

Resume: TypeAlias = Callable[[Turn, Journey, Reply], tuple[Journey, Reply]]
"""Asks an open question again after another request: from the turn, the journey after it, and its reply."""

RESUMABLE_AFTER = frozenset(
    (
        *(KEPT, MISSED, "CompleteStepIntent", "StreakIntent"),
        *("MakeCommitmentIntent", "ListCommitmentsIntent", "DropCommitmentIntent", "ListRemindersIntent"),
    )
)
"""Intents with short replies, after which an open question with a `resume` is asked again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How the answers to one question are handled."""

    handler: Handler
    intents: frozenset[str] = frozenset((YES, NO))
    """Intents that are an answer while the question is open; any other intent abandons the question."""
    go_on_is_yes: bool = False
    """Whether "go on" and "continue" are a yes, because the question offers to begin or to resume something."""
    needs: Requires = "journey"
    needs_same_voice: bool = False
    """Whether an answer deletes or drops something, so that a known voice has to be recognised again."""
    resume: Resume | None = None
    """Asks the question again after an intent of RESUMABLE_AFTER; None where the question is abandoned."""


@dataclass(frozen=True, slots=True)
class Feature:
    """The intents and questions of one feature."""

    intents: Mapping[str, Handler]
    """By intent name."""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """By the name of the question."""
    needs: Requires = "journey"
