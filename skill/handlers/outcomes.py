"""Logging what became of a promise: kept or missed, today or up to a week back."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from skill.content.words import words
from skill.handlers import milestones
from skill.handlers.choosing import among, choose, means_all
from skill.handlers.commitments import OFFER
from skill.handlers.days import told, weekday
from skill.handlers.feature import NO, SKIP, Answer, Feature
from skill.handlers.speech import leaves
from skill.journey import errors, log
from skill.journey.commitments import Commitment
from skill.journey.days import BACKDATING_DAYS, last_weekday, log_day, single_day
from skill.journey.journey import Journey
from skill.turn import Ask, Reply, Turn, line

KEPT, MISSED, _UNDO = "LogKeptCommitmentIntent", "LogMissedCommitmentIntent", "UndoIntent"


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
    kept = turn.intent == KEPT
    # Somebody who was asked about a kept promise and says "I broke it" is not answering: it is a new thing to log.
    answers = turn.asking in ("outcomes.which", "outcomes.day") and turn.state.get("kept") is kept
    state = turn.state if answers else {}
    said, day = _without_day(turn, turn.heard("commitment"))
    if answers and said is not None and leaves(turn, said):
        return journey, Reply((line("outcomes.left"),))
    heard = Heard(
        kept=kept,
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
    """Count the promise without saying which, where they were asked and would rather not choose; undo leaves it all."""
    if turn.intent == _UNDO:
        return journey, Reply((line("outcomes.left"),))
    state = turn.state
    heard = Heard(bool(state["kept"]), None, state.get("date"), int(state["count"]), state["of"])
    return _log(turn, journey, heard)


def _log(turn: Turn, journey: Journey, heard: Heard) -> tuple[Journey, Reply]:
    try:
        day = turn.today if heard.day is None else log_day(single_day(heard.day), turn.local.date(), turn.today)
    except errors.JourneyError as refused:
        return journey, _day_refused(turn, journey, heard, refused)
    found, all_ = _meant(turn, journey, heard, day)
    if len(found) > 1 and not all_:
        if heard.of is None:
            return journey, _ask_which(replace(heard, day=day.isoformat()), found)
        found = ()  # it was asked once, which is enough: it counts without its name
    return _write(turn, journey, heard, found, day)


def _meant(turn: Turn, journey: Journey, heard: Heard, day: date) -> tuple[tuple[Commitment, ...], bool]:
    """Return the commitments that it can be about, and whether it is about all of them rather than one of them."""
    open_ = journey.commitments
    if heard.ids:
        return among(open_, heard.ids), True
    if heard.words is not None:
        offered = open_ if heard.of is None else among(open_, heard.of)
        return choose(turn, heard.words, offered), means_all(turn, heard.words)
    if heard.count > 1:
        return (open_ if heard.count == len(open_) else ()), True
    if heard.of is not None:
        return (), False
    waiting = tuple(one for one in open_ if one.id not in journey.day(day).outcomes)
    return waiting or open_, bool(open_ and not waiting)


def _write(
    turn: Turn, journey: Journey, heard: Heard, found: tuple[Commitment, ...], day: date
) -> tuple[Journey, Reply]:
    kept, when = heard.kept, told(day, turn.today)
    verb = "kept" if kept else "missed"
    if len(found) == 1 and journey.day(day).outcomes.get(found[0].id) == kept:
        return journey, Reply((line(f"outcomes.{verb}_already", what=found[0].text, day=when),))
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
    except errors.TooMany:
        return journey, Reply((line("outcomes.day_is_full"),))
    after, reached = milestones.notice(turn, after)
    nth = after.totals.kept if kept else after.totals.missed
    if len(found) == 1:
        # Free words may have been misheard, or taken for another promise.
        correct = (line("outcomes.or_undo"),) if heard.words is not None else ()
        return after, Reply((line(f"outcomes.{verb}", what=found[0].text, day=when, nth=nth), *reached, *correct))
    if found or other > 1:
        return after, Reply((line(f"outcomes.{verb}_several", count=len(found) or other, day=when), *reached))
    if heard.words is not None and heard.of is None:
        return after, Reply((line(f"outcomes.{verb}_words", what=heard.words, day=when), *reached), OFFER)
    ask = None if journey.commitments else OFFER
    return after, Reply((line(f"outcomes.{verb}_one", day=when, nth=nth), *reached), ask)


def _day_refused(turn: Turn, journey: Journey, heard: Heard, refused: errors.JourneyError) -> Reply:
    if isinstance(refused, errors.TooLongAgo):
        return Reply((line("outcomes.too_long_ago", days=BACKDATING_DAYS),))
    # Which promise is meant is kept by id, because free words have no place in a session.
    found, all_ = _meant(turn, journey, heard, turn.today) if heard.words or heard.count > 1 else ((), False)
    ids = "".join(one.id for one in found) if all_ or len(found) == 1 else ""
    state = {"kept": heard.kept, "count": heard.count, "ids": ids, "of": heard.of}
    if isinstance(refused, errors.NotADay):
        return Reply((), Ask("outcomes.day", state=state, elicit=(KEPT if heard.kept else MISSED, "day")))
    past = single_day(heard.day or "") - timedelta(days=7)
    if turn.today - timedelta(days=BACKDATING_DAYS) <= past <= turn.today:
        ask = Ask("outcomes.last_week", {"day": weekday(past)}, {**state, "date": past.isoformat()})
        return Reply((line("outcomes.ahead"),), ask)
    return Reply((line("outcomes.not_yet"),))


def _ask_which(heard: Heard, found: tuple[Commitment, ...]) -> Reply:
    state = {"kept": heard.kept, "count": 1, "of": "".join(one.id for one in found), "date": heard.day}
    texts = tuple(one.text for one in found)
    return Reply((), Ask("outcomes.which", {"texts": texts}, state, (KEPT if heard.kept else MISSED, "commitment")))


def _without_day(turn: Turn, text: str | None) -> tuple[str | None, str | None]:
    """Split a day off the words: free words leave no room for a day's slot beside them, so it arrives in them."""
    if text is None:
        return None, None
    known = words(turn.locale).vocabulary("days")
    days = {phrase: turn.today - timedelta(days=ago) for phrase, ago in known["ago"].items()}
    for name, number in known["weekday"].items():
        last = last_weekday(turn.today, number)
        days |= {f"{before} {name}": last for before in known["on"]}
        earlier = last if last < turn.today else last - timedelta(days=7)
        days |= {f"{before} {name}": earlier for before in known["last"]}
    said = text.split()
    for phrase, day in days.items():
        part = phrase.split()
        size = len(part)
        if [word.casefold() for word in said[-size:]] == part and len(said) > size:
            return " ".join(said[:-size]), day.isoformat()
    return text, None


FEATURE = Feature(
    intents={KEPT: log_named, MISSED: log_named},
    answers={
        "outcomes.which": Answer(which_unsaid, frozenset((NO, SKIP, _UNDO))),
        "outcomes.last_week": Answer(last_week),
    },
)
