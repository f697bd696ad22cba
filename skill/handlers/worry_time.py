"""Worry time: a thought is parked for a time of its own, not near bed, and told back at the first launch after it.

Its words are kept only where the speaker asks for it and Alexa knows their voice; they are told to that voice alone,
and are gone once they are told.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from skill.handlers import reminder_wording as wording
from skill.handlers.aside import neutral_reply
from skill.handlers.feature import FREE, NO, SKIP, YES, Answer, Feature
from skill.handlers.free_speech import AROUND, ELICIT, intent_and_words
from skill.journey import worry_time
from skill.journey.errors import EmptyError, TooLongError
from skill.journey.journey import Journey
from skill.journey.speaker import EVERYONE
from skill.reply import Ask, Message, Reply, message
from skill.screens import fill
from skill.slot_values import PartOfDay, parse_time
from skill.turn import Turn

WORRY_TIME_INTENT = "WorryTimeIntent"

EARLY_EVENING = time(18)
"""What is offered where a time is too near bed."""

_DAY_BEGINS, _BEDTIME = time(7), time(21)
"""A worry time is not before the one, and not at the other or after it."""

_NIGHT_ENDS_HOUR = 5
"""Until this hour a late evening goes on."""

_WORRY_PARTS: dict[PartOfDay, time] = {"MO": time(9), "AF": time(15), "EV": EARLY_EVENING, "NI": _BEDTIME}

_NOON_HOUR = 12
_TWELVE_HOURS = timedelta(hours=12)

_WHEN = Ask("worry_time.when", elicit=(WORRY_TIME_INTENT, "time"))


def begin(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take the time that was said; else ask for one, or late in the evening offer the next day's early evening."""
    said = turn.heard("time") if turn.intent == WORRY_TIME_INTENT else None
    if said is not None:
        return _taken(turn, journey, said)
    if turn.local.time() >= _BEDTIME or turn.local.hour < _NIGHT_ENDS_HOUR:
        return journey, _offer_evening(turn, "worry_time.late")
    return journey, neutral_reply((), _WHEN)


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Take the time; leave it after a no, and ask again after a bare yes."""
    if turn.intent in (NO, SKIP):
        return journey, neutral_reply((message("offers.fine"),))
    return begin(turn, journey)


def evening(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Park it until the early evening after a yes, or until another time that is said."""
    if turn.intent == YES:
        return _parked(turn, journey, _next_evening(turn))
    return answered(turn, journey)


def keep(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Ask for the words after a yes; anything else keeps none."""
    if turn.intent == YES and journey.worry_time:
        return journey, neutral_reply((), Ask("worry_time.words", elicit=ELICIT))
    return journey, _closed(turn, journey)


def words(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Keep the words, as long as they are few; none after a no."""
    intent, said = intent_and_words(turn)
    if intent in AROUND:
        return AROUND[intent](turn, journey)
    if intent in (NO, SKIP) or journey.worry_time is None:
        return journey, _closed(turn, journey)
    again = Ask("worry_time.words", elicit=ELICIT)
    try:
        journey = worry_time.with_words(journey, said)
    except EmptyError:
        return journey, neutral_reply((), again)
    except TooLongError:
        return journey, neutral_reply((message("worry_time.too_long"),), again)
    return journey, _closed(turn, journey, message("worry_time.kept"))


def told_back(turn: Turn, journey: Journey) -> Ask | None:
    """Return the question whether to take out what was parked, once its time has come; None where nothing is due."""
    worry = worry_time.due(journey, turn.instant)
    return Ask("worry_time.take_out", {"clock": _clock(turn, worry.at)}) if worry else None


def taken_out(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say the words that were kept, or leave them unsaid after a no; either way they are gone."""
    worry, after = journey.worry_time, worry_time.forgotten(journey)
    if turn.intent != YES or worry is None:
        return after, neutral_reply((message("worry_time.put_away"),))
    said = (message("worry_time.your_words", words=worry.words),) if worry.words else ()
    return after, Reply((*said, message("worry_time.now")), screen=fill.NEUTRAL_SCREEN, is_private=True)


def _taken(turn: Turn, journey: Journey, said: str) -> tuple[Journey, Reply]:
    clock = parse_time(said)
    if clock is None:
        return journey, neutral_reply((message("worry_time.unclear"),), _WHEN)
    at = _moment(_WORRY_PARTS[clock] if isinstance(clock, str) else clock, turn.local.replace(tzinfo=None))
    if at is None:
        return journey, _offer_evening(turn, "worry_time.near_bed")
    return _parked(turn, journey, at)


def _moment(clock: time, now: datetime) -> datetime | None:
    """Return the next moment of a clock time that is by day (both local, naive); None where it is near bed.

    Alexa sends 05:00 for "five" as well as for "five a.m.", so up to noon both halves of the day are looked at.
    """
    today = datetime.combine(now.date(), clock)
    halves = [today, today + _TWELVE_HOURS] if 1 <= clock.hour < _NOON_HOUR else [today]
    moments = [*halves, *(one + timedelta(days=1) for one in halves)]
    return next((one for one in moments if one > now and _DAY_BEGINS <= one.time() < _BEDTIME), None)


def _next_evening(turn: Turn) -> datetime:
    now = turn.local.replace(tzinfo=None)
    today = datetime.combine(now.date(), EARLY_EVENING)
    return today if today > now else today + timedelta(days=1)


def _offer_evening(turn: Turn, why: str) -> Reply:
    at = _next_evening(turn)
    when = wording.once(at.date(), at.time(), turn.local)
    return neutral_reply((message(why),), Ask("worry_time.evening", {"when": when}, elicit=(WORRY_TIME_INTENT, "time")))


def _parked(turn: Turn, journey: Journey, at: datetime) -> tuple[Journey, Reply]:
    said = [message("worry_time.parked", when=wording.once(at.date(), at.time(), turn.local))]
    if journey.worry_time:
        said.append(message("worry_time.replaced"))
    journey = worry_time.park(journey, at.replace(tzinfo=ZoneInfo(turn.zone)))
    if turn.speaker.person == EVERYONE:
        return journey, _closed(turn, journey, *said)
    return journey, neutral_reply(tuple(said), Ask("worry_time.keep"))


def _closed(turn: Turn, journey: Journey, *said: Message) -> Reply:
    worry = journey.worry_time
    until = (message("worry_time.until", clock=_clock(turn, worry.at)),) if worry else (message("offers.fine"),)
    return neutral_reply((*said, *until))


def _clock(turn: Turn, at: datetime) -> Message:
    return wording.clock_message(at.astimezone(ZoneInfo(turn.zone)).time())


_TIMES = frozenset((YES, NO, SKIP, WORRY_TIME_INTENT))

FEATURE = Feature(
    intents={WORRY_TIME_INTENT: begin},
    answers={
        "worry_time.when": Answer(answered, _TIMES, needs="fresh_zone"),
        "worry_time.evening": Answer(evening, _TIMES, needs="fresh_zone"),
        "worry_time.keep": Answer(keep, frozenset((YES, NO, SKIP))),
        "worry_time.words": Answer(words, frozenset((FREE, YES, NO, SKIP))),
        "worry_time.take_out": Answer(taken_out, needs_same_voice=True),
    },
    needs="fresh_zone",
)
