"""Outcomes: logging promises as kept or missed, today or up to a week back."""

from dataclasses import replace
from datetime import date, timedelta

from skill.handlers import free_speech, milestones
from skill.handlers.addressing import open_question
from skill.handlers.answer_words import after_denial, asks, begins_like, declines_to_name, drop_order
from skill.handlers.commitment_choice import among, choose, free_words, means_all
from skill.handlers.commitments import OFFER, ask_to_drop
from skill.handlers.days import NotLoggable, day_phrase, day_to_log, weekday
from skill.handlers.feature import KEPT, MISSED, NO, SKIP, YES, Answer, Feature
from skill.handlers.outcome_request import OutcomeRequest, split_trailing_day, with_counts
from skill.journey import entries, errors
from skill.journey.commitments import Commitment
from skill.journey.days import BACKDATING_DAYS
from skill.journey.journey import Journey
from skill.reply import Ask, Reply, message
from skill.serialization.reply import reply_from_json
from skill.slot_values import parse_date
from skill.turn import Turn

_UNDO = "UndoIntent"
_MISSED_COUNT = "outcomes.count_missed"
_WHICH_QUESTIONS = ("outcomes.which", "outcomes.which_again")
_QUESTIONS = (*_WHICH_QUESTIONS, "outcomes.day", "outcomes.count", "outcomes.count_kept", _MISSED_COUNT)
"""Questions that an intent of the same outcome answers."""


def log_named(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Log outcomes as the intent and its slots say."""
    kept = turn.intent == KEPT
    # "I broke it" after a question about a kept promise is no answer but a new entry.
    is_answer = turn.question in _QUESTIONS and (turn.state.get("kept") is kept or turn.question == _MISSED_COUNT)
    before = OutcomeRequest.of_state(turn.state) if is_answer else OutcomeRequest.one(kept=kept)
    said, day = split_trailing_day(turn, free_words(turn))
    is_which = is_answer and turn.question in _WHICH_QUESTIONS
    if is_which and said is not None and (other := _no_name(turn, journey, before, said)):
        return other
    request = replace(before, words=said, day=turn.heard("day") or day or before.day)
    counted = with_counts(turn, _resolved(turn, journey, request), is_answer=is_answer)
    if isinstance(counted, Reply):
        return journey, counted
    if is_which and said is None and counted.count == 1:
        return journey, _unmatched(turn, journey, request)
    named = replace(counted, words=said, offered_ids=request.offered_ids, resolved_ids=request.resolved_ids)
    return _log(turn, journey, named)


def _no_name(turn: Turn, journey: Journey, before: OutcomeRequest, said: str) -> tuple[Journey, Reply] | None:
    """Answer words that name none of the offered promises, and log nothing; None where they name some."""
    if declines_to_name(turn, said):
        return _unnamed(turn, journey, before)
    order = free_speech.steering_intent(turn, said)
    if order in ("AMAZON.HelpIntent", "AMAZON.RepeatIntent"):
        return free_speech.AROUND[order](turn, journey)
    if order == YES:
        return journey, _asked_again(turn, journey, before)
    if order:
        return journey, Reply((message("outcomes.left"),))
    offered = among(journey.commitments, before.offered_ids)
    found = choose(turn, said, offered)
    if not begins_like(said, found):
        drop, denied = drop_order(turn, said), after_denial(turn, said)
        if drop is not None:
            return journey, ask_to_drop(turn, journey, drop)
        if denied is not None and not choose(turn, denied, offered):
            return journey, Reply((message("outcomes.left"),))
        if denied is not None or asks(turn, said):
            return journey, _unmatched(turn, journey, before)
    if len(found) == 1 or means_all(turn, said):
        return None
    return journey, _unmatched(turn, journey, before)


def _unmatched(turn: Turn, journey: Journey, before: OutcomeRequest) -> Reply:
    """Ask a second time which promise it was; the third time, log nothing."""
    offered = among(journey.commitments, before.offered_ids)
    if turn.question == "outcomes.which_again" or not offered:
        return Reply((message("outcomes.left"),))
    state, texts = replace(before, words=None).state(), tuple(promise.text for promise in offered)
    return Reply((), Ask("outcomes.which_again", {"texts": texts}, state, (before.intent, "commitment")))


def _asked_again(turn: Turn, journey: Journey, before: OutcomeRequest) -> Reply:
    ask = open_question(turn)
    return Reply((), ask) if ask else _unmatched(turn, journey, before)


def last_week(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Log for the past weekday after a yes, where the date slot had the coming one."""
    if turn.intent == NO:
        return journey, Reply((message("outcomes.left"),))
    return _log(turn, journey, OutcomeRequest.of_state(turn.state))


def log_unspecified(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Log the promise without its name after a skip; ask again after a yes; log nothing after a no."""
    before = OutcomeRequest.of_state(turn.state)
    if turn.intent == SKIP:
        return _unnamed(turn, journey, before)
    if turn.intent == YES:
        return journey, _asked_again(turn, journey, before)
    return journey, Reply((message("outcomes.left"),))


def unanswered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Log nothing where the user declines to say the day or the number; ask again after a yes."""
    if turn.intent == YES and turn.last_reply is not None:
        return journey, Reply((), reply_from_json(turn.last_reply).ask)
    return journey, Reply((message("outcomes.left"),))


def one_of_the_other(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """After "none were kept", log one missed promise if the user says yes; likewise the other way round."""
    if turn.intent == NO:
        return journey, Reply((message("outcomes.left"),))
    before = OutcomeRequest.of_state(turn.state)
    return _log(turn, journey, replace(OutcomeRequest.one(kept=not before.kept), day=before.day))


def unlisted(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """After "all of them" without an open commitment, log one promise if the user says yes."""
    if turn.intent == NO:
        return journey, Reply((message("outcomes.left"),))
    return _log(turn, journey, OutcomeRequest.of_state(turn.state))


def _unnamed(turn: Turn, journey: Journey, before: OutcomeRequest) -> tuple[Journey, Reply]:
    return _log(turn, journey, replace(before, words=None, resolved_ids=""))


def _log(turn: Turn, journey: Journey, request: OutcomeRequest) -> tuple[Journey, Reply]:
    day = day_to_log(turn, request.day)
    if not isinstance(day, date):
        return journey, _ask_day(turn, _resolved(turn, journey, request), day)
    if request.says_both:
        return _write(turn, journey, request, (), day)
    found, is_all = _candidates(turn, journey, request, day)
    if request.words is not None and is_all and not journey.commitments:
        return journey, Reply((), Ask(f"outcomes.unlisted.{request.verb}", state=request.state()))
    if len(found) > 1 and not is_all:
        if request.offered_ids is None:
            return journey, _ask_which(replace(request, day=day.isoformat()), found)
        found = ()  # asked once already, so it is logged without its name
    return _write(turn, journey, request, found, day)


def _candidates(
    turn: Turn, journey: Journey, request: OutcomeRequest, day: date
) -> tuple[tuple[Commitment, ...], bool]:
    """Return the commitments that the request can mean, and whether it means all of them rather than one."""
    open_ = journey.commitments
    if request.resolved_ids:
        return among(open_, request.resolved_ids), True
    if request.words is not None:
        offered = open_ if request.offered_ids is None else among(open_, request.offered_ids)
        return choose(turn, request.words, offered), means_all(turn, request.words)
    if request.count > 1:
        return (open_ if request.count == len(open_) else ()), True
    if request.offered_ids is not None:
        return (), False
    without_outcome = tuple(promise for promise in open_ if promise.id not in journey.day(day).outcomes)
    return without_outcome or open_, bool(open_ and not without_outcome)


def _resolved(turn: Turn, journey: Journey, request: OutcomeRequest) -> OutcomeRequest:
    """Return the request with ids in place of the words, because a session never holds a user's words."""
    if request.words is None:
        return request
    found, is_all = _candidates(turn, journey, request, turn.today)
    if is_all or len(found) == 1:
        return replace(request, resolved_ids="".join(promise.id for promise in found))
    # Words that match no open commitment mean another promise, so none of the open ones is offered.
    return request if found else replace(request, offered_ids="")


def _write(
    turn: Turn, journey: Journey, request: OutcomeRequest, found: tuple[Commitment, ...], day: date
) -> tuple[Journey, Reply]:
    kept, when = request.kept, day_phrase(day, turn.today)
    verb = "kept" if kept else "missed"
    if len(found) == 1 and journey.day(day).outcomes.get(found[0].id) == kept:
        return journey, Reply((message(f"outcomes.{verb}_already", what=found[0].text, day=when),))
    others = {} if found else {"kept": request.kept_count or 0, "missed": request.missed_count or 0}
    try:
        after = entries.log_outcomes(
            journey, turn.instant, day, named={promise.id: kept for promise in found}, **others
        )
    except errors.TooLongAgoError:
        return journey, Reply((message("outcomes.too_long_ago", days=BACKDATING_DAYS),))
    except errors.TooManyError:
        return journey, Reply((message("outcomes.day_is_full"),))
    after, reached = milestones.announce(turn, after)
    if request.says_both:
        both = message("outcomes.both", kept=request.kept_count or 0, missed=request.missed_count or 0, day=when)
        return after, Reply((both, *reached))
    nth = after.totals.kept if kept else after.totals.missed
    if len(found) == 1:
        # Free text may have been misheard, or matched to the wrong promise.
        correct = (message("outcomes.or_undo"),) if request.words is not None else ()
        return after, Reply((message(f"outcomes.{verb}", what=found[0].text, day=when, nth=nth), *reached, *correct))
    if found or request.count > 1:
        count = len(found) or request.count
        return after, Reply((message(f"outcomes.{verb}_several", count=count, day=when), *reached))
    if request.words is not None and request.offered_ids is None:
        return after, Reply((message(f"outcomes.{verb}_words", what=request.words, day=when), *reached), OFFER)
    ask = None if journey.commitments else OFFER
    return after, Reply((message(f"outcomes.{verb}_one", day=when, nth=nth), *reached), ask)


def _ask_day(turn: Turn, request: OutcomeRequest, why: NotLoggable) -> Reply:
    state = request.state()
    ask = Ask("outcomes.day", state=state, elicit=(request.intent, "day"))
    if why == "unclear":
        return Reply((), ask)
    if why == "too_long_ago":
        return Reply((message("outcomes.too_long_ago", days=BACKDATING_DAYS),), ask)
    span = parse_date(request.day or "", turn.local.date())
    past = span.first - timedelta(days=7) if span and span.is_day else None
    if past and day_to_log(turn, past.isoformat()) == past:
        ask = Ask("outcomes.last_week", {"day": weekday(past)}, {**state, "date": past.isoformat()})
    return Reply((message("outcomes.ahead"),), ask)


def _ask_which(request: OutcomeRequest, found: tuple[Commitment, ...]) -> Reply:
    state = replace(request, offered_ids="".join(promise.id for promise in found)).state()
    texts = tuple(promise.text for promise in found)
    return Reply((), Ask("outcomes.which", {"texts": texts}, state, (request.intent, "commitment")))


_UNANSWERED = Answer(unanswered, frozenset((YES, NO, SKIP, _UNDO)))

FEATURE = Feature(
    intents={KEPT: log_named, MISSED: log_named},
    answers={
        **dict.fromkeys(_WHICH_QUESTIONS, Answer(log_unspecified, frozenset((YES, NO, SKIP, _UNDO)))),
        "outcomes.last_week": Answer(last_week),
        "outcomes.day": _UNANSWERED,
        "outcomes.count": _UNANSWERED,
        "outcomes.count_kept": _UNANSWERED,
        _MISSED_COUNT: _UNANSWERED,
        **{f"outcomes.none.{verb}": Answer(one_of_the_other) for verb in ("kept", "missed")},
        **{f"outcomes.unlisted.{verb}": Answer(unlisted) for verb in ("kept", "missed")},
    },
)
