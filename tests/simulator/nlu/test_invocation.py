"""How the skill is called by its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.simulator.nlu.invocation import invoked


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("open trust steps", ""),
        ("ask trust steps", ""),
        ("hey alexa, could you please open trust steps?", ""),
        ("open  trust\tsteps!", ""),
        ("Alexa, open Trust Steps", ""),
        ("alexa, please open trust steps.", ""),
        ("trust steps", ""),
        ("talk to the trust steps skill", ""),
        ("ask trust steps for today's step", "today's step"),
        ("Alexa, ask trust steps for today's step", "today's step"),
        ("tell trust steps I kept my promise", "I kept my promise"),
        ("tell trust steps that I kept my promise", "I kept my promise"),
        ("tell trust steps I promise to call Sam", "I promise to call Sam"),
        ("ask trust steps how we did this week", "how we did this week"),
        ("alexa trust steps what's my streak", "what's my streak"),
        ("check in with trust steps", "check in"),
        ("tell trust steps I\N{RIGHT SINGLE QUOTATION MARK}ll call Sam", "I\N{RIGHT SINGLE QUOTATION MARK}ll call Sam"),
        ("Tell Trust Steps to tell me", "tell me"),
        ("tell trust steps 4.5", "4.5"),
        ("what is my streak on Trust Steps?", "what is my streak"),
        ("today's step", None),
        ("i trust steps", None),
        ("open trust stepsister", None),
        ("", None),
        ("open " * 200 + "trust steps", None),
    ],
)
def test_a_call(said: str, wish: str | None) -> None:
    assert invoked(said, "trust steps") == wish


@given(st.text(max_size=600))
def test_any_text_is_a_call_or_none(said: str) -> None:
    wish = invoked(said, "trust steps")
    assert wish is None or isinstance(wish, str)


def test_a_skill_is_called_by_its_own_name_whatever_is_in_it() -> None:
    assert invoked("ask daily (dot) for help", "daily (dot)") == "help"
    assert invoked("ask daily dot for help", "daily (dot)") is None
    assert invoked("open C.A.T.", "c. a. t.") == ""


@given(st.lists(st.from_regex(r"[A-Za-z]{2,9}", fullmatch=True), min_size=1, max_size=6).map(" ".join))
def test_any_wish_after_the_name_comes_back_as_it_was_said(wish: str) -> None:
    assert invoked(f"alexa ask trust steps to {wish}", "trust steps") == wish
