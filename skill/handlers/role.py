"""The role: who broke the trust, who was hurt, or both; asked for at the first launch, and said at any time."""

from dataclasses import replace
from datetime import date

from skill.journey.journey import ROLES, Journey, Role
from skill.reply import Ask, Reply, message
from skill.turn import Turn

ASK_AGAIN_AT_MOST = 2
"""Later launches at which a first question that got no answer is asked once more."""


def chosen(turn: Turn) -> Role | None:
    """Return the role that was said; None where there was none, or it was not understood."""
    said = turn.chosen("role")
    return next((role for role in ROLES if role == said), None)


def with_role(journey: Journey, role: Role) -> Journey:
    """Return the journey of a user in this role. Another role than before hears today's step anew."""
    step_spoken = journey.step_spoken if role == journey.role else None
    return replace(journey, role=role, role_question=None, step_spoken=step_spoken)


def ask(turn: Turn, journey: Journey) -> tuple[Journey, Ask]:
    """Return the question for the role, and the journey in which it was asked today."""
    left = ASK_AGAIN_AT_MOST if journey.role_question is None else journey.role_question[0] - 1
    return replace(journey, role_question=(left, turn.today) if left else None), _question({})


def is_due(journey: Journey, today: date) -> bool:
    """Return whether the question is asked at this launch: it got no answer on an earlier day."""
    return journey.role is None and journey.role_question is not None and journey.role_question[1] < today


def not_understood(turn: Turn) -> Reply | None:
    """Return the question once more where its answer was not understood; None where that was done already."""
    if turn.question == "launch.role" and turn.state.get("again"):
        return None
    return Reply((message("launch.role_unclear"),), _question({"again": True}))


def _question(state: dict[str, bool]) -> Ask:
    return Ask("launch.role", state=state, elicit=("TodaysStepIntent", "role"))
