"""Undo: what was just logged is taken back at once, what is older after a yes, and what can't be is told."""

from datetime import timedelta

import pytest

from tests.handlers.conversation import KEPT, NO, UNDO, YES, Person

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("minutes", "asks"), [(0, False), (10, False), (11, True), (600, True)])
@pytest.mark.parametrize("answer", [YES, NO])
def test_what_is_older_than_ten_minutes_is_asked_about(minutes: int, answer: str, *, asks: bool) -> None:
    person = Person()
    person.promise("call")
    person.say(KEPT, {"commitment": "call"})
    logged = person.journey.days
    person.now += minutes * MINUTE
    said = person.say(UNDO)
    assert ("The last thing I noted is a promise kept" in said) == asks
    if not asks:
        assert person.journey.days == {}
        return
    assert person.question() == "undo.sure"
    assert person.journey.days == logged
    person.say(answer)
    assert person.question() is None
    assert person.journey.days == (logged if answer == NO else {})


def test_that_no_more_can_be_taken_back_is_told() -> None:
    person = Person()
    assert "nothing from the last day" in person.say(UNDO)
    person.promise("call", "cook")
    person.say(UNDO)
    assert "nothing before it" in person.say(UNDO)
    assert [one.text for one in person.journey.commitments] == ["call"]
    person.now += timedelta(days=3)
    assert "nothing from the last day" in person.say(UNDO)
