"""Role: whether the user broke the trust (rebuilding), was hurt (healing), or both. Any request may name it."""

from dataclasses import replace
from datetime import date

from skill.journey.journey import ROLES, Journey, Role
from skill.reply import Ask, Message, Reply, message
from skill.turn import Turn

ROLE_INTENT = "RoleIntent"

ASK_AGAIN_AT_MOST = 2
"""Later launches at which an unanswered question for the role is asked again."""


def chosen(turn: Turn) -> Role | None:
    """Return the role that the slot was resolved to; None where there is none."""
    resolved = turn.chosen("role")
    return next((role for role in ROLES if role == resolved), None)


def with_role(journey: Journey, role: Role) -> Journey:
    """Return the journey with this role. After a change of the role, today's step is spoken in full again."""
    step_spoken = journey.step_spoken if role == journey.role else None
    return replace(journey, role=role, role_question=None, step_spoken=step_spoken)


def ask(turn: Turn, journey: Journey) -> tuple[Journey, Ask]:
    """Return the journey in which the role was asked for today, and the question."""
    left = ASK_AGAIN_AT_MOST if journey.role_question is None else journey.role_question[0] - 1
    return replace(journey, role_question=(left, turn.today) if left else None), question()


def is_due(journey: Journey, today: date) -> bool:
    """Tell whether the role is asked for again at this launch: the question got no answer on an earlier day."""
    return journey.role is None and journey.role_question is not None and journey.role_question[1] < today


def not_understood(turn: Turn) -> Reply | None:
    """Return the question again, where its answer was not understood; None where it was asked again already."""
    if turn.question == "launch.role" and turn.state.get("again"):
        return None
    return Reply((message("launch.role_unclear"),), question(again=True))


def question(*, again: bool = False) -> Ask:
    """Return the question for the role; `again` where its answer was not understood the first time."""
    return Ask("launch.role", state={"again": True} if again else {}, elicit=("TodaysStepIntent", "role"))


def acknowledged(role: Role) -> tuple[Message, ...]:
    """Return the sentences that say in which role the user is spoken to, and how to tell another one."""
    return message(f"step.role.{role}"), message(f"step.other_role.{role}")
