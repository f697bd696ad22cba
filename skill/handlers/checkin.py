"""The daily check-in: a rating, then the open commitments one by one.

Every answer is kept as soon as it is given, so that somebody who is interrupted loses nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from skill.handlers import milestones, outcomes, step
from skill.handlers.feature import NO, SKIP, YES, Answer, Feature
from skill.journey import log
from skill.journey.journey import Journey
from skill.screens import fill
from skill.turn import Ask, Line, Reply, Turn, line

_RATINGS = ("1", "2", "3", "4", "5")
_KEPT = frozenset((YES, "LogKeptCommitmentIntent", "CompleteStepIntent"))
_MISSED = frozenset((NO, "LogMissedCommitmentIntent"))


def check_in(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take the rating, or ask for it. A second check-in on one day goes through everything again and corrects it."""
    heard, day = turn.heard("rating"), turn.heard("day")
    if day is not None and day not in (turn.today.isoformat(), turn.local.date().isoformat()):
        return journey, Reply((line("checkin.only_today"),), Ask("launch.check_in"))
    going_on = turn.state if turn.asking == "checkin.rating" else {}
    if heard is None:
        again = journey.day(turn.today).checked_in
        say = (line("checkin.correcting"),) if again else ()
        return journey, Reply(say, _ask_rating(turn, again))
    if heard not in _RATINGS:
        again = bool(going_on.get("again", journey.day(turn.today).checked_in))
        return journey, Reply((line("checkin.out_of_range"),), _ask_rating(turn, again))
    return _rated(turn, journey, int(heard), going_on)


def without_rating(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Check in without a rating for somebody who would rather not give one; a bare yes is asked for its number."""
    if turn.intent == YES:
        return journey, Reply((), _ask_rating(turn, bool(turn.state.get("again"))))
    return _rated(turn, journey, None, turn.state)


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take the answer to one commitment."""
    if turn.intent in ("LogKeptCommitmentIntent", "LogMissedCommitmentIntent") and turn.slots:
        return outcomes.log_named(turn, journey)  # it names a promise or a day of its own
    asked, left = str(turn.state["of"])[:1], str(turn.state["of"])[1:]
    day = date.fromisoformat(turn.state["day"])
    said: list[Line] = []
    if any(one.id == asked for one in journey.commitments) and turn.intent != SKIP:
        kept = turn.intent in _KEPT
        journey = log.check_in(journey, turn.instant, day, named={asked: kept})
        said.append(line("checkin.kept_it" if kept else "checkin.missed_it", nth=len(left)))
    return _next(turn, journey, said, left, turn.state)


def _rated(turn: Turn, journey: Journey, rating: int | None, state: Mapping[str, Any]) -> tuple[Journey, Reply]:
    day = date.fromisoformat(state["day"]) if "day" in state else turn.today
    before = journey.day(day)
    again = before.checked_in
    run_before, _ = journey.run()
    journey = log.check_in(journey, turn.instant, day, rating=rating)
    run, _ = journey.run()
    said = [line("checkin.rated", rating=rating)] if rating else [line("checkin.unrated")]
    left = "".join(one.id for one in journey.commitments if again or one.id not in before.outcomes)
    graced = not again and run.grace != run_before.grace and run.count > max(1, run_before.count)
    return _next(turn, journey, said, left, {"day": day.isoformat(), "again": again, "grace": graced})


def _next(
    turn: Turn, journey: Journey, said: Sequence[Line], left: str, state: Mapping[str, Any]
) -> tuple[Journey, Reply]:
    while left:
        texts = [one.text for one in journey.commitments if one.id == left[0]]
        if texts:
            return journey, Reply(tuple(said), Ask("checkin.kept", {"what": texts[0]}, {**state, "of": left}))
        left = left[1:]  # it was dropped meanwhile
    day = date.fromisoformat(state["day"])
    journey, reached = milestones.notice(turn, journey)
    if state.get("again"):
        return journey, Reply((*said, line("checkin.corrected"), *reached))
    streak = journey.streak(day)
    done = [line("checkin.done", n=streak, nth=journey.totals.check_ins)]
    if state.get("grace"):
        done.append(line("checkin.grace"))
    # The rating that was given is not shown: it is nobody else's who is in the room.
    screen = fill.streak(milestones.ring(streak), (*done, *reached))
    tonight = line("checkin.tonight", question=step.question(turn, journey))
    return journey, Reply((*said, *done, *reached, tonight), screen=screen)


def _ask_rating(turn: Turn, again: bool) -> Ask:
    state = {"day": turn.state.get("day", turn.today.isoformat()), "again": again}
    return Ask("checkin.rating", state=state, elicit=("DailyCheckInIntent", "rating"))


FEATURE = Feature(
    intents={"DailyCheckInIntent": check_in},
    answers={
        "checkin.rating": Answer(without_rating, frozenset((YES, NO, SKIP))),
        "checkin.kept": Answer(answered, _KEPT | _MISSED | {SKIP}),
    },
)
