"""The daily check-in: a rating, then the open commitments one by one.

Every answer is kept as soon as it is given, so that a user who is interrupted loses nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from skill.handlers import milestones, outcomes, step
from skill.handlers.commitment_choice import choose, free_words
from skill.handlers.days import is_today
from skill.handlers.feature import NO, SKIP, YES, Answer, Feature
from skill.handlers.outcome_request import KEPT, MISSED
from skill.journey import entries, errors
from skill.journey.journey import Journey
from skill.screens import fill
from skill.slot_values import parse_number
from skill.turn import Ask, Message, Reply, Turn, message

_RATINGS = range(1, 6)
_LOW_RATINGS = (1, 2)
"""After these nothing cheerful is said."""
_KEPT = frozenset((YES, KEPT, "CompleteStepIntent"))
_MISSED = frozenset((NO, MISSED))


def check_in(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take the rating, or ask for it. A second check-in on one day goes through everything again and corrects it."""
    heard, day = turn.heard("rating"), turn.heard("day")
    if day is not None and not is_today(turn, day):
        return journey, Reply((message("checkin.only_today"),), Ask("launch.check_in"))
    state = turn.state if turn.question == "checkin.rating" else {}
    again = bool(state.get("again", journey.day(turn.today).checked_in))
    if heard is None:
        say = (message("checkin.correcting"),) if again else ()
        return journey, Reply(say, _ask_rating(turn, again))
    rating = parse_number(heard)
    if rating is None:
        return journey, Reply((message("checkin.not_a_number"),), _ask_rating(turn, again))
    if rating not in _RATINGS:
        return journey, Reply((message("checkin.out_of_range"),), _ask_rating(turn, again))
    return _rated(turn, journey, int(rating), state)


def without_rating(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Check in without a rating; a bare yes is asked for its number.

    In a second check-in a skip leaves the earlier number as it was, and a no takes it out.
    """
    day, again = _day(turn.state, turn), bool(turn.state.get("again"))
    if turn.intent == YES:
        return journey, Reply((), _ask_rating(turn, again))
    before = journey.day(day).rating
    if before is None:
        return _rated(turn, journey, None, turn.state)
    if turn.intent == NO:
        return _rated(turn, journey, None, turn.state, message("checkin.taken_out"))
    return _rated(turn, journey, before, turn.state, message("checkin.left_rating", rating=before))


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take the answer to one commitment."""
    asked, left = str(turn.state["of"])[:1], str(turn.state["of"])[1:]
    if turn.intent in (KEPT, MISSED) and turn.slots and not _names(turn, journey, asked):
        return outcomes.log_named(turn, journey)  # it names a promise or a day of its own
    state, day = turn.state, date.fromisoformat(turn.state["day"])
    before = journey.day(day).outcomes.get(asked)
    if all(one.id != asked for one in journey.commitments):
        return _next(turn, journey, (), left, state)  # it was dropped meanwhile
    if turn.intent == SKIP:
        say = () if before is None else (message("checkin.left_outcome"),)
        return _next(turn, journey, say, left, state)
    kept = turn.intent in _KEPT
    if before is not kept:
        is_first = bool(state.get("again")) and not state.get("changed")
        try:
            journey = entries.answer(journey, turn.instant, day, asked, kept=kept, is_first=is_first)
        except errors.JourneyError:
            return journey, Reply((message("checkin.no_room"),))
        state = {**state, "changed": True}
    nth = len(left)
    if not kept:
        said = message("checkin.missed_it", nth=nth)
    else:
        said = message("checkin.kept_it_low") if state.get("low") else message("checkin.kept_it", nth=nth)
    return _next(turn, journey, (said,), left, state)


def _rated(
    turn: Turn, journey: Journey, rating: int | None, state: Mapping[str, Any], said: Message | None = None
) -> tuple[Journey, Reply]:
    day = _day(state, turn)
    before, run_before = journey.day(day), journey.run()[0]
    again, changed = before.checked_in, not before.checked_in or rating != before.rating
    if changed:
        try:
            journey = entries.check_in(journey, turn.instant, day, rating)
        except errors.JourneyError:
            return journey, Reply((message("checkin.no_room"),))
    run, low = journey.run()[0], rating in _LOW_RATINGS
    graced = not again and run.grace != run_before.grace and run.count > max(1, run_before.count)
    left = "".join(one.id for one in journey.commitments if again or one.id not in before.outcomes)
    kept = {"day": day.isoformat(), "again": again, "changed": changed, "grace": graced, "low": low}
    return _next(turn, journey, (said or _confirmed(rating),), left, kept)


def _confirmed(rating: int | None) -> Message:
    if rating is None:
        return message("checkin.unrated")
    return message("checkin.rated_low" if rating in _LOW_RATINGS else "checkin.rated", rating=rating)


def _next(
    turn: Turn, journey: Journey, said: Sequence[Message], left: str, state: Mapping[str, Any]
) -> tuple[Journey, Reply]:
    while left:
        texts = [one.text for one in journey.commitments if one.id == left[0]]
        if texts:
            return journey, Reply(tuple(said), Ask("checkin.kept", {"what": texts[0]}, {**state, "of": left}))
        left = left[1:]  # it was dropped meanwhile
    if state.get("again"):
        journey, reached = milestones.notice(turn, journey)
        done = message("checkin.corrected" if state.get("changed") else "checkin.unchanged")
        return journey, Reply((*said, done, *reached))
    return _done(turn, journey, said, state)


def _done(turn: Turn, journey: Journey, said: Sequence[Message], state: Mapping[str, Any]) -> tuple[Journey, Reply]:
    # After a hard day a milestone waits: the next check-in tells it.
    journey, reached = (journey, ()) if state.get("low") else milestones.notice(turn, journey)
    streak = journey.streak(date.fromisoformat(state["day"]))
    done = [message("checkin.done", n=streak, nth=journey.totals.check_ins)]
    if state.get("grace"):
        done.append(message("checkin.grace"))
    # The rating that was given is not shown: others may see the screen.
    screen = fill.streak(milestones.ring(streak), (*done, *reached))
    tonight = message("checkin.tonight", question=step.question(turn, journey))
    return journey, Reply((*said, *done, *reached, tonight), screen=screen)


def _names(turn: Turn, journey: Journey, asked: str) -> bool:
    """Return whether the slots only name the promise that was asked about."""
    words = free_words(turn) if set(turn.slots) == {"commitment"} else None
    return words is not None and [one.id for one in choose(turn, words, journey.commitments)] == [asked]


def _day(state: Mapping[str, Any], turn: Turn) -> date:
    return date.fromisoformat(state["day"]) if "day" in state else turn.today


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
