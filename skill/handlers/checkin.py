"""Daily check-in: a trust rating, then the outcome of each open commitment.

Each answer is logged as soon as it is given, so that an interrupted check-in loses nothing. In the session state, `of`
holds the ids of the commitments that are still to be asked about, the asked one first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from skill.handlers import free_speech, milestones, outcomes, step
from skill.handlers.answer_words import after_denial, asks, begins_like, drop_order
from skill.handlers.commitment_choice import choose, free_words, means_all
from skill.handlers.commitments import OFFER, ask_to_drop
from skill.handlers.days import is_today
from skill.handlers.feature import KEPT, MISSED, NO, SKIP, YES, Answer, Feature
from skill.handlers.outcome_request import split_trailing_day
from skill.handlers.session_state import RATINGS
from skill.journey import entries, errors
from skill.journey.commitments import Commitment
from skill.journey.journey import Journey
from skill.reply import Ask, Message, Reply, message
from skill.screens import fill
from skill.slot_values import parse_number
from skill.turn import Turn

_LOW_RATINGS = (1, 2)
"""After these the replies have no praise."""
_KEPT_INTENTS = frozenset((YES, KEPT, "CompleteStepIntent"))
_MISSED_INTENTS = frozenset((NO, MISSED))


def check_in(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Log the rating, or ask for it. A second check-in on one day asks everything again and corrects the first."""
    heard, day = turn.heard("rating"), turn.heard("day")
    for_today = day is None or is_today(turn, day)
    if for_today is False:
        return journey, _only_today(turn, journey)
    rating = parse_number(heard or "")
    if for_today is None and rating in RATINGS:
        return journey, Reply((), Ask("checkin.today", state={"day": turn.today.isoformat(), "rating": rating}))
    state = turn.state if turn.question == "checkin.rating" else {}
    again = bool(state.get("again", journey.day(turn.today).checked_in))
    if heard is None:
        say = (message("checkin.correcting"),) if again else ()
        return journey, Reply(say, _ask_rating(turn, again))
    if rating is None or rating not in RATINGS:
        unclear = message("checkin.not_a_number" if rating is None else "checkin.out_of_range")
        said = message("checkin.just_a_number") if state.get("unclear") else unclear
        return journey, Reply((said,), _ask_rating(turn, again, unclear=True))
    return _rated(turn, journey, int(rating), state)


def confirmed_today(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Log the rating for today after a yes, where the day was unclear."""
    if turn.intent == NO:
        return journey, _only_today(turn, journey)
    return _rated(turn, journey, turn.state["rating"], {"day": turn.state["day"]})


def without_rating(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Check in without a rating after a no or a skip; ask for the number after a bare yes.

    In a second check-in a skip leaves the earlier rating as it was, and a no removes it.
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
    """Log the answer about one commitment, and ask about the next."""
    asked, remaining = str(turn.state["of"])[:1], str(turn.state["of"])[1:]
    if turn.intent in (KEPT, MISSED) and turn.slots and (other := _named_other(turn, journey, asked)):
        return other
    state, day = turn.state, date.fromisoformat(turn.state["day"])
    before = journey.day(day).outcomes.get(asked)
    if all(commitment.id != asked for commitment in journey.commitments):
        return _next(turn, journey, (), remaining, state)  # it was dropped meanwhile
    if turn.intent == SKIP:
        say = () if before is None else (message("checkin.left_outcome"),)
        return _next(turn, journey, say, remaining, state)
    kept = turn.intent in _KEPT_INTENTS
    if before is not kept:
        is_first = bool(state.get("again")) and not state.get("changed")
        try:
            journey = entries.log_answer(journey, turn.instant, day, asked, kept=kept, is_first=is_first)
        except errors.JourneyError:
            return journey, Reply((message("checkin.no_room"),))
        state = {**state, "changed": True}
    nth = len(remaining)
    if not kept:
        said = message("checkin.missed_it", nth=nth)
    else:
        said = message("checkin.kept_it_low") if state.get("low") else message("checkin.kept_it", nth=nth)
    return _next(turn, journey, (said,), remaining, state)


def _named_other(turn: Turn, journey: Journey, asked: str) -> tuple[Journey, Reply] | None:
    """Answer slots that are no outcome of the asked commitment today; None where they are one."""
    said, day = split_trailing_day(turn, free_words(turn))
    if said is not None:
        found = choose(turn, said, journey.commitments)
        if other := _not_named(turn, journey, said, found):
            return other
        if [one.id for one in found] == [asked] and day is None and set(turn.slots) == {"commitment"}:
            return None
    elif {"count", "kept", "missed"} & turn.slots.keys():
        if set(turn.slots) != {"count"} or parse_number(turn.heard("count") or "") != len(journey.commitments):
            return _asked_again(turn, journey, "checkin.one_by_one")
    elif is_today(turn, turn.heard("day") or ""):
        return None
    after, reply = outcomes.log_named(turn, journey)
    if reply.ask and reply.ask != OFFER:
        return after, replace(reply, messages=(message("checkin.left_there"), *reply.messages))
    return _without_logged(turn, journey, after, reply)


def _not_named(turn: Turn, journey: Journey, said: str, found: Sequence[Commitment]) -> tuple[Journey, Reply] | None:
    """Answer words that name neither one commitment nor all of them; None where they do."""
    order = free_speech.steering_intent(turn, said)
    if order in (YES, NO, SKIP):
        return answered(replace(turn, intent=order, slots={}), journey)
    if order and order in free_speech.AROUND:
        return free_speech.AROUND[order](turn, journey)
    if not begins_like(said, found):
        drop = drop_order(turn, said)
        if drop is not None:
            return journey, ask_to_drop(turn, journey, drop)
        if after_denial(turn, said) is not None or asks(turn, said):
            return _asked_again(turn, journey, "checkin.unclear")
    return None if len(found) == 1 or means_all(turn, said) else _asked_again(turn, journey, "checkin.unclear")


def _asked_again(turn: Turn, journey: Journey, said: str) -> tuple[Journey, Reply]:
    return _next(turn, journey, (message(said),), str(turn.state["of"]), turn.state)


def _without_logged(turn: Turn, before: Journey, journey: Journey, reply: Reply) -> tuple[Journey, Reply]:
    """Continue the check-in without the commitments that were just logged."""
    day = date.fromisoformat(turn.state["day"])
    old, new = before.day(day).outcomes, journey.day(day).outcomes
    remaining = "".join(id_ for id_ in str(turn.state["of"]) if old.get(id_) == new.get(id_))
    changed = turn.state.get("changed", False) or old != new
    return _next(turn, journey, reply.messages, remaining, {**turn.state, "changed": changed})


def _resume_kept(turn: Turn, journey: Journey, reply: Reply) -> tuple[Journey, Reply]:
    return _next(turn, journey, reply.messages, str(turn.state["of"]), turn.state)


def _resume_rating(turn: Turn, journey: Journey, reply: Reply) -> tuple[Journey, Reply]:
    return journey, replace(reply, ask=_ask_rating(turn, bool(turn.state["again"])))


def _rated(
    turn: Turn, journey: Journey, rating: int | None, state: Mapping[str, Any], said: Message | None = None
) -> tuple[Journey, Reply]:
    day = _day(state, turn)
    before, run_before = journey.day(day), journey.run()[0]
    again, changed = before.checked_in, not before.checked_in or rating != before.rating
    if changed:
        try:
            journey = entries.log_check_in(journey, turn.instant, day, rating)
        except errors.JourneyError:
            return journey, Reply((message("checkin.no_room"),))
    run, low = journey.run()[0], rating in _LOW_RATINGS
    graced = not again and run.grace != run_before.grace and run.count > max(1, run_before.count)
    commitments = [commitment.id for commitment in journey.commitments]
    remaining = "".join(id_ for id_ in commitments if again or id_ not in before.outcomes)
    new_state = {"day": day.isoformat(), "again": again, "changed": changed, "grace": graced, "low": low}
    return _next(turn, journey, (said or _confirmed(rating),), remaining, new_state)


def _confirmed(rating: int | None) -> Message:
    if rating is None:
        return message("checkin.unrated")
    return message("checkin.rated_low" if rating in _LOW_RATINGS else "checkin.rated", rating=rating)


def _next(
    turn: Turn, journey: Journey, said: Sequence[Message], remaining: str, state: Mapping[str, Any]
) -> tuple[Journey, Reply]:
    """Ask about the next of the remaining commitments (ids); without one, close the check-in."""
    texts = {commitment.id: commitment.text for commitment in journey.commitments}
    remaining = "".join(id_ for id_ in remaining if id_ in texts)  # others were dropped meanwhile
    if remaining:
        state = {**state, "of": remaining}
        return journey, Reply(tuple(said), Ask("checkin.kept", {"what": texts[remaining[0]]}, state))
    if state.get("again"):
        journey, reached = milestones.announce(turn, journey)
        done = message("checkin.corrected" if state.get("changed") else "checkin.unchanged")
        return journey, Reply((*said, done, *reached))
    return _done(turn, journey, said, state)


def _done(turn: Turn, journey: Journey, said: Sequence[Message], state: Mapping[str, Any]) -> tuple[Journey, Reply]:
    question = step.question(turn, journey)
    if state.get("low"):
        # After a hard day the streak and its milestones wait: the next check-in tells them.
        warm = message("checkin.done_low", nth=journey.totals.check_ins)
        tonight = message("checkin.tonight_low", question=question)
        return journey, Reply((*said, warm, tonight), screen=fill.NEUTRAL_SCREEN)
    journey, reached = milestones.announce(turn, journey)
    streak = journey.streak(date.fromisoformat(state["day"]))
    done = [message("checkin.done", n=streak, nth=journey.totals.check_ins)]
    if state.get("grace"):
        done.append(message("checkin.grace"))
    # The rating is not shown, because others may see the screen.
    screen = fill.streak(milestones.ring(streak), (*done, *reached))
    tonight = message("checkin.tonight", question=question)
    return journey, Reply((*said, *done, *reached, tonight), screen=screen)


def _only_today(turn: Turn, journey: Journey) -> Reply:
    """Say that a check-in is for today, and offer one where there is none yet."""
    offer = None if journey.day(turn.today).checked_in else Ask("launch.check_in")
    return Reply((message("checkin.only_today"),), offer)


def _day(state: Mapping[str, Any], turn: Turn) -> date:
    return date.fromisoformat(state["day"]) if "day" in state else turn.today


def _ask_rating(turn: Turn, again: bool, *, unclear: bool = False) -> Ask:
    day = turn.state.get("day") if turn.question == "checkin.rating" else None
    state = {"day": day or turn.today.isoformat(), "again": again, **({"unclear": True} if unclear else {})}
    return Ask("checkin.rating", state=state, elicit=("DailyCheckInIntent", "rating"))


FEATURE = Feature(
    intents={"DailyCheckInIntent": check_in},
    answers={
        "checkin.today": Answer(confirmed_today),
        "checkin.rating": Answer(without_rating, frozenset((YES, NO, SKIP)), resume=_resume_rating),
        "checkin.kept": Answer(answered, _KEPT_INTENTS | _MISSED_INTENTS | {SKIP}, resume=_resume_kept),
    },
)
