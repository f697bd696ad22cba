"""Outcome request: the outcomes of promises that a user reported, from the slots and the open question."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from skill.handlers.feature import KEPT, MISSED
from skill.handlers.session_state import MAX_TEXT_CHARS
from skill.journey.days import last_weekday
from skill.journey.entries import MAX_OUTCOMES_AT_ONCE
from skill.listening.phrase_lists import phrase_list
from skill.reply import Ask, Reply, message
from skill.slot_values import parse_number
from skill.turn import Turn


@dataclass(frozen=True, slots=True)
class OutcomeRequest:
    """The outcome of one or more promises, as reported."""

    kept: bool
    """The reported outcome; kept where both were reported."""
    words: str | None = None
    """Which promise, in the user's words."""
    day: str | None = None
    """Which day, as an AMAZON.DATE; None is today."""
    kept_count: int | None = 0
    """How many were kept; None where the number was not understood."""
    missed_count: int | None = 0
    """How many were missed; None where the number was not understood."""
    offered_ids: str | None = None
    """Ids of the commitments that were offered to choose from; None where that was not asked yet."""
    resolved_ids: str = ""
    """Ids of the commitments that are meant; empty where that is not known."""

    @classmethod
    def one(cls, *, kept: bool) -> "OutcomeRequest":
        """Return the request for one promise today."""
        return cls(kept, kept_count=int(kept), missed_count=int(not kept))

    @classmethod
    def of_state(cls, state: Mapping[str, Any]) -> "OutcomeRequest":
        """Return the request from a session state that `state` made and `session_state` checked."""
        kept, missed = state["counts"]
        return cls(bool(state["kept"]), None, state["date"], kept, missed, state["of"], state["ids"])

    def state(self) -> dict[str, Any]:
        """Return the request as JSON values for the session, without the user's free words."""
        counts = [self.kept_count, self.missed_count]
        day = self.day and self.day[:MAX_TEXT_CHARS]  # a longer text is no date
        return {"kept": self.kept, "counts": counts, "date": day, "of": self.offered_ids, "ids": self.resolved_ids}

    @property
    def intent(self) -> str:
        """The intent that says this outcome."""
        return KEPT if self.kept else MISSED

    @property
    def verb(self) -> str:
        """The outcome as it stands in text keys."""
        return "kept" if self.kept else "missed"

    @property
    def count(self) -> int:
        """How many promises it is about."""
        return (self.kept_count or 0) + (self.missed_count or 0)

    @property
    def says_both(self) -> bool:
        """Whether some were kept and some missed."""
        return self.kept_count != 0 and self.missed_count != 0


def with_counts(turn: Turn, request: OutcomeRequest, *, is_answer: bool) -> OutcomeRequest | Reply:
    """Return the request with the numbers of the slots, or a question where they cannot be logged as they are."""
    said = _numbers(turn)
    if not said:
        return request
    if not is_answer and set(said) == {not request.kept}:
        said[request.kept] = None  # "I kept and missed one": how many were kept was not understood
    kept_count, missed_count = said.get(True, request.kept_count), said.get(False, request.missed_count)
    request = replace(request, kept_count=kept_count, missed_count=missed_count)
    if request.says_both:
        request = replace(request, kept=True)
    unclear = [kept for kept in (True, False) if (request.kept_count if kept else request.missed_count) is None]
    if unclear:
        return Reply((), _ask_count(request, kept=unclear[0]))
    if request.count > MAX_OUTCOMES_AT_ONCE:
        return _too_many(request)
    if request.count:
        return replace(request, kept=bool(request.kept_count))
    if len(said) > 1:
        return Reply((message("outcomes.left"),))
    return Reply((), Ask(f"outcomes.none.{request.verb}", state=request.state()))


def split_trailing_day(turn: Turn, text: str | None) -> tuple[str | None, str | None]:
    """Split the text into the promise and the day at its end (ISO 8601; None where there is none).

    A sample with a free-text slot has no slot for the day, so the day arrives in the text.
    """
    if text is None:
        return None, None
    words = text.split()
    for phrase, day in _days_by_phrase(turn).items():
        phrase_words = phrase.split()
        size = len(phrase_words)
        if [word.casefold() for word in words[-size:]] == phrase_words and len(words) > size:
            return " ".join(words[:-size]), day.isoformat()
    return text, None


def _days_by_phrase(turn: Turn) -> dict[str, date]:
    """Return the days that phrases such as "yesterday" or "last monday" mean today."""
    phrases = phrase_list(turn.locale, "days")
    days = {phrase: turn.today - timedelta(days=ago) for phrase, ago in phrases["ago"].items()}
    for name, number in phrases["weekday"].items():
        latest = last_weekday(turn.today, number)
        days |= {f"{before} {name}": latest for before in phrases["on"]}
        earlier = latest if latest < turn.today else latest - timedelta(days=7)
        days |= {f"{before} {name}": earlier for before in phrases["last"]}
    return days


def _numbers(turn: Turn) -> dict[bool, int | None]:
    """Return the numbers of the slots by outcome (True is kept); None where one was not understood.

    `count` has the intent's own outcome, unless that outcome has a slot of its own.
    """
    own = turn.intent == KEPT
    values = {kept: turn.heard(slot) for kept, slot in ((True, "kept"), (False, "missed"))}
    count = turn.heard("count")
    if count is not None:
        values[own if values[own] is None else not own] = count
    return {kept: _number(value) for kept, value in values.items() if value is not None}


def _number(text: str) -> int | None:
    number = parse_number(text)
    return number if isinstance(number, int) and number >= 0 else None


def _too_many(request: OutcomeRequest) -> Reply:
    kept, missed = request.kept_count or 0, request.missed_count or 0
    request = replace(
        request,
        kept_count=None if kept > MAX_OUTCOMES_AT_ONCE or kept >= missed else kept,
        missed_count=None if missed > MAX_OUTCOMES_AT_ONCE or missed > kept else missed,
    )
    asked = request.kept_count is None
    return Reply((message("outcomes.too_many", most=MAX_OUTCOMES_AT_ONCE),), _ask_count(request, kept=asked))


def _ask_count(request: OutcomeRequest, *, kept: bool) -> Ask:
    state = request.state()
    if not request.says_both:
        return Ask("outcomes.count", state=state, elicit=(request.intent, "count"))
    # Only the intent for kept promises has slots for both numbers.
    if kept:
        return Ask("outcomes.count_kept", state=state, elicit=(KEPT, "count"))
    return Ask("outcomes.count_missed", state=state, elicit=(KEPT, "missed"))
