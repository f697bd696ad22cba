"""Outcome request: what became of promises, as the slots and the open question say it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
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
    """What a user said became of one or more promises."""

    kept: bool
    """Which outcome was said; kept where both were."""
    words: str | None = None
    """Which promise, in the user's words."""
    day: str | None = None
    """Which day, as an AMAZON.DATE."""
    kept_count: int | None = 0
    """How many were kept; None where a number was said and not understood."""
    missed_count: int | None = 0
    offered_ids: str | None = None
    """Ids of the promises that were offered to choose from; None where the question has not been asked."""
    resolved_ids: str = ""
    """Ids of the promises that are known to be meant."""

    @classmethod
    def one(cls, *, kept: bool) -> "OutcomeRequest":
        """Return the request for one promise."""
        return cls(kept, kept_count=int(kept), missed_count=int(not kept))

    @classmethod
    def of_state(cls, state: Mapping[str, Any]) -> "OutcomeRequest":
        """Return the request that `state` made."""
        kept, missed = state["counts"]
        return cls(bool(state["kept"]), None, state["date"], kept, missed, state["of"], state["ids"])

    def state(self) -> dict[str, Any]:
        """Return the request as JSON values for the session, where the user's free words have no place."""
        counts = [self.kept_count, self.missed_count]
        day = self.day and self.day[:MAX_TEXT_CHARS]  # no longer one is a date
        return {"kept": self.kept, "counts": counts, "date": day, "of": self.offered_ids, "ids": self.resolved_ids}

    @property
    def intent(self) -> str:
        """The intent that says this outcome."""
        return KEPT if self.kept else MISSED

    @property
    def verb(self) -> str:
        """The outcome as keys of texts name it."""
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
    """Return the request with the numbers that were said, or a question where they cannot be noted as they are."""
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
    """Split a day off the words: free words leave no room for a day's slot beside them, so it arrives in them."""
    if text is None:
        return None, None
    known = phrase_list(turn.locale, "days")
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


def _numbers(turn: Turn) -> dict[bool, int | None]:
    """Return the numbers that were said, by whether they were kept; None where one was not understood.

    `count` is of the intent's own kind, unless the slots name both kinds.
    """
    own = turn.intent == KEPT
    heard = {kept: turn.heard(slot) for kept, slot in ((True, "kept"), (False, "missed"))}
    count = turn.heard("count")
    if count is not None:
        heard[own if heard[own] is None else not own] = count
    return {kept: _number(text) for kept, text in heard.items() if text is not None}


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
