"""Logging what became of a promise: kept or missed, today or up to a week back."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from skill.content.words import words
from skill.handlers.choosing import among, choose
from skill.handlers.commitments import OFFER
from skill.handlers.days import told, weekday
from skill.handlers.feature import NO, Answer, Feature
from skill.journey import errors, log
from skill.journey.commitments import Commitment
from skill.journey.days import BACKDATING_DAYS, log_day
from skill.journey.journey import Journey
from skill.turn import Ask, Reply, Turn, line

KEPT, MISSED = "LogKeptCommitmentIntent", "LogMissedCommitmentIntent"


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody said became of a promise."""

    kept: bool
    words: str | None
    """Which promise, in their words."""
    day: str | None
    """Which day, as an ISO 8601 date; Alexa may give a week or a month."""
    count: int
    """How many promises."""
    of: str | None = None
    """Ids that were offered to choose from; None where the question has not been asked yet."""
    ids: str = ""
    """Ids that are known to be meant."""


def log_named(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Log promises kept or missed, as the intent says."""
    count = turn.heard("count")
    if count is not None and (not count.isdecimal() or not 1 <= int(count[:4]) <= log.AT_ONCE):
        return journey, Reply((line("outcomes.too_many", most=log.AT_ONCE),))
    state = turn.state if turn.asking in ("outcomes.which", "outcomes.day") else {}
    said, day = _without_day(turn, turn.heard("commitment"))
    heard = Heard(
        kept=bool(state.get("kept", turn.intent == KEPT)),
        words=said,
        day=turn.heard("day") or day or state.get("date"),
        count=int(count) if count else int(state.get("count", 1)),
        of=state.get("of"),
        ids=state.get("ids", ""),
    )
    return _log(turn, journey, heard)


def last_week(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Log for the weekday just past, where a coming one was heard and they said that they meant the last."""
    if turn.intent == NO:
        return journey, Reply((line("outcomes.not_yet"),))
    state = turn.state
    heard = Heard(bool(state["kept"]), None, state["date"], int(state["count"]), state.get("of"), state["ids"])
    return _log(turn, journey, heard)


def which_unsaid(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Count the promise without saying which, where they were asked and would rather not choose."""
    state = turn.state
    heard = Heard(bool(state["kept"]), None, state.get("date"), int(state["count"]), state["of"])
    return _log(turn, journey, heard)


def _log(turn: Turn, journey: Journey, heard: Heard) -> tuple[Journey, Reply]:
    found = _targets(turn, journey, heard)
    ids = "".join(one.id for one in found)
    try:
        day = _day(turn, heard.day)
    except ValueError as refused:
        return journey, _day_refused(turn, heard, ids, refused)
    if not found and heard.of is None and heard.words is None and heard.count == 1:
        found = _open_on(journey, day)
        if len(found) > 1:
            return journey, _ask_which(heard, found)
    return _write(turn, journey, heard, found, day)


def _targets(turn: Turn, journey: Journey, heard: Heard) -> tuple[Commitment, ...]:
    """Return the commitments that their words, their number or an earlier answer say."""
    open_ = journey.commitments
    if heard.ids:
        return among(open_, heard.ids)
    if heard.words is not None:
        return choose(turn, heard.words, open_ if heard.of is None else among(open_, heard.of))
    return open_ if heard.count > 1 and heard.count == len(open_) else ()


def _open_on(journey: Journey, day: date) -> tuple[Commitment, ...]:
    """Return the commitments that an unnamed promise of that day could be: those without an outcome, else all."""
    waiting = tuple(one for one in journey.commitments if one.id not in journey.day(day).outcomes)
    return waiting or journey.commitments


def _write(
    turn: Turn, journey: Journey, heard: Heard, found: tuple[Commitment, ...], day: date
) -> tuple[Journey, Reply]:
    kept, when = heard.kept, told(day, turn.today)
    if len(found) > 1 and heard.words is not None and heard.of is None and heard.count == 1 and not heard.ids:
        return journey, _ask_which(replace(heard, day=day.isoformat()), found)
    verb = "kept" if kept else "missed"
    before = journey.day(day).outcomes
    other = 0 if found else heard.count
    try:
        after = log.outcomes(
            journey,
            turn.instant,
            day,
            named={one.id: kept for one in found},
            kept=other if kept else 0,
            missed=0 if kept else other,
        )
    except errors.TooLongAgo:
        return journey, Reply((line("outcomes.too_long_ago", days=BACKDATING_DAYS),))
    nth = after.totals.kept if kept else after.totals.missed
    if len(found) == 1:
        one = found[0]
        if before.get(one.id) == kept:
            return journey, Reply((line(f"outcomes.{verb}_already", what=one.text, day=when),))
        return after, Reply((line(f"outcomes.{verb}", what=one.text, day=when, nth=nth),))
    if found or other > 1:
        return after, Reply((line(f"outcomes.{verb}_several", count=len(found) or other, day=when),))
    if heard.words is not None and heard.of is None:
        return after, Reply((line(f"outcomes.{verb}_words", what=heard.words, day=when),), OFFER)
    ask = None if journey.commitments else OFFER
    return after, Reply((line(f"outcomes.{verb}_one", day=when, nth=nth),), ask)


def _day(turn: Turn, text: str | None) -> date:
    """Return the day to log; raises ValueError where the text is no single day, and what `log_day` raises."""
    return turn.today if text is None else log_day(date.fromisoformat(text), turn.local.date(), turn.today)


def _day_refused(turn: Turn, heard: Heard, ids: str, refused: ValueError) -> Reply:
    state = {"kept": heard.kept, "count": heard.count, "ids": ids, "of": heard.of}
    if isinstance(refused, errors.TooLongAgo):
        return Reply((line("outcomes.too_long_ago", days=BACKDATING_DAYS),))
    if isinstance(refused, errors.NotYet):
        past = date.fromisoformat(heard.day or "") - timedelta(days=7)
        if turn.today - timedelta(days=BACKDATING_DAYS) <= past <= turn.today:
            ask = Ask("outcomes.last_week", {"day": weekday(past)}, {**state, "date": past.isoformat()})
            return Reply((line("outcomes.ahead"),), ask)
        return Reply((line("outcomes.not_yet"),))
    return Reply((), Ask("outcomes.day", state=state, elicit=(KEPT if heard.kept else MISSED, "day")))


def _ask_which(heard: Heard, found: tuple[Commitment, ...]) -> Reply:
    state = {"kept": heard.kept, "count": 1, "of": "".join(one.id for one in found), "date": heard.day}
    texts = tuple(one.text for one in found)
    return Reply(
        (), Ask("outcomes.which", {"texts": texts}, state, (KEPT if heard.kept else MISSED, "commitment"))
    )


def _without_day(turn: Turn, text: str | None) -> tuple[str | None, str | None]:
    """Split a day off the words: free words leave no room for a day's slot beside them, so it arrives in them."""
    if text is None:
        return None, None
    said = text.split()
    for phrase, ago in words(turn.locale).vocabulary("days")["ago"].items():
        part = phrase.split()
        size = len(part)
        if [word.casefold() for word in said[-size:]] == part and len(said) > size:
            return " ".join(said[:-size]), (turn.today - timedelta(days=ago)).isoformat()
    return text, None


FEATURE = Feature(
    intents={KEPT: log_named, MISSED: log_named},
    answers={
        "outcomes.which": Answer(which_unsaid, frozenset((NO, "SkipStepIntent"))),
        "outcomes.last_week": Answer(last_week),
    },
)
