"""How the skill is called by its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.hosts.hearing.invocation import invoked


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("open trust steps", ""),
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
        ("today's step", None),
        ("i trust steps", None),
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
