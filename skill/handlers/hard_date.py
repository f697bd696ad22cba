"""Hard dates: a date is saved without a reason, and brought up once, within the week before it, to its voice.

The one question then is for a plan for the day, whose words are not kept.
"""

from datetime import date

from skill.handlers.aside import neutral_reply
from skill.handlers.feature import FREE, NO, SKIP, YES, Answer, Feature
from skill.handlers.free_speech import AROUND, ELICIT, intent_and_words
from skill.journey import hard_dates
from skill.journey.errors import AlreadyThereError, TooManyError
from skill.journey.journey import HardDate, Journey
from skill.reply import Ask, Message, Reply, message
from skill.slot_values import parse_date
from skill.turn import Turn

SAVE, LIST, DROP = "SaveHardDateIntent", "ListHardDatesIntent", "DropHardDateIntent"

_WHICH_DAY = Ask("hard_date.which_day", elicit=(SAVE, "day"))


def begin(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Save the date that was said, or ask for one."""
    if turn.intent != SAVE or turn.heard("day") is None:
        return journey, neutral_reply((), _WHICH_DAY)
    day = _day(turn)
    if day is None:
        return journey, neutral_reply((message("hard_date.not_one_day"),), _WHICH_DAY)
    told = _name(day.month, day.day)
    try:
        journey = hard_dates.add(journey, turn.instant, day)
    except AlreadyThereError:
        return journey, neutral_reply((message("hard_date.already", date=told),))
    except TooManyError:
        return journey, neutral_reply((message("hard_date.too_many"),))
    return journey, neutral_reply((message("hard_date.saved", date=told),))


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take the date; save none after a no, and ask again after a bare yes."""
    if turn.intent in (NO, SKIP):
        return journey, neutral_reply((message("offers.fine"),))
    return begin(turn, journey)


def listed(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say which dates are kept."""
    if not journey.hard_dates:
        return journey, neutral_reply((message("hard_date.none"),))
    return journey, neutral_reply((message("hard_date.listed", dates=_names(journey)),))


def drop(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Delete the date that was named, or the only one; ask which where several may be meant."""
    if not journey.hard_dates:
        return journey, neutral_reply((message("hard_date.none"),))
    day = _day(turn)
    found = [one for one in journey.hard_dates if day and (one.month, one.day) == (day.month, day.day)]
    if not found and turn.heard("day") is None and len(journey.hard_dates) == 1:
        found = [*journey.hard_dates]
    if not found:
        said = (message("hard_date.not_kept"),) if turn.heard("day") else ()
        return journey, neutral_reply(said, Ask("hard_date.which", {"dates": _names(journey)}, elicit=(DROP, "day")))
    dropped = message("hard_date.dropped", date=_name(found[0].month, found[0].day))
    return hard_dates.without(journey, hard_dates.key(found[0])), neutral_reply((dropped,))


def which(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Delete the date that is said now; none after a no."""
    if turn.intent in (NO, SKIP):
        return journey, neutral_reply((message("hard_date.all_stay"),))
    return drop(turn, journey)


def brought_up(turn: Turn, journey: Journey) -> tuple[Journey, Reply] | None:
    """Return the reply that brings up a date of the next seven days, once; None where there is none."""
    found = hard_dates.coming(journey, turn.today)
    if found is None:
        return None
    is_today = hard_dates.next_day(found, turn.today) == turn.today
    said = message("hard_date.today") if is_today else message("hard_date.coming", date=_name(found.month, found.day))
    journey = hard_dates.brought_up(journey, found, turn.today)
    return journey, neutral_reply((said,), Ask("hard_date.plan", elicit=ELICIT))


def planned(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say that a plan is enough; the day needs none after a no."""
    intent, _ = intent_and_words(turn)
    if intent in AROUND:
        return AROUND[intent](turn, journey)
    if intent == YES:
        return journey, neutral_reply((), Ask("hard_date.plan", elicit=ELICIT))
    if intent != FREE:
        return journey, neutral_reply((message("hard_date.no_plan"),))
    voice = journey.role or "both"
    return journey, neutral_reply((message(f"hard_date.planned.{voice}"),))


def _day(turn: Turn) -> date | None:
    """Return the date that was said, of any year; None where it is not one day."""
    span = parse_date(turn.heard("day") or "", turn.local.date(), "future")
    return span.first if span and span.is_day else None


def _names(journey: Journey) -> tuple[Message, ...]:
    return tuple(_of(one) for one in journey.hard_dates)


def _of(one: HardDate) -> Message:
    return _name(one.month, one.day)


def _name(month: int, day: int) -> Message:
    return message("hard_date.date", month=message(f"hard_date.months.{month}"), day=day)


FEATURE = Feature(
    intents={SAVE: begin, LIST: listed, DROP: drop},
    answers={
        "hard_date.which_day": Answer(answered, frozenset((YES, NO, SKIP, SAVE))),
        "hard_date.which": Answer(which, frozenset((YES, NO, SKIP, DROP)), needs_same_voice=True),
        "hard_date.plan": Answer(planned, frozenset((FREE, YES, NO, SKIP))),
    },
)
