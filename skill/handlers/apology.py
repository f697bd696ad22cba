"""The apology practice: six parts one after the other, with a word of coaching after each.

What is said is judged and forgotten. The session and the journey hold one mark for each part, and nothing else.
"""

from collections.abc import Sequence

from skill.handlers import commitments
from skill.handlers.feature import FREE, KEPT, MISSED, MORE, NO, RESUME, SKIP, START_OVER, YES, Answer, Feature
from skill.handlers.free_speech import AROUND, ELICIT, meant
from skill.journey import practices
from skill.journey.apology import MISSING, NEW, OPEN, PARTS, SKIPPED, THERE, following, judge, marked, with_mark
from skill.journey.commitments import OPEN_AT_MOST
from skill.journey.journey import Journey
from skill.listening.phrase_lists import phrase_list
from skill.reply import Ask, Message, Reply, message
from skill.screens import fill
from skill.turn import Turn

NAME = "apology"
INTENT = "ApologyPracticeIntent"
_HEARD_AS = (
    MISSED,
    KEPT,
    "MakeCommitmentIntent",
    "ForgivenessPracticeIntent",
)
"""Requests that an answer can be mistaken for: here they are the answer, and nothing is logged."""


def begin(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Begin, offer to go on where it was left, or practise the one part that was named."""
    part = _named(turn)
    if part:
        return _ask_only(turn, journey, part)
    left = practices.interrupted(journey, turn.instant, NAME)
    if left:
        return journey, Reply((), Ask("apology.resume"))
    return _start(turn, journey)


def resume(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Go on with the part that comes next, or begin anew."""
    left = practices.interrupted(journey, turn.instant, NAME)
    if turn.intent in (NO, START_OVER) or left is None:
        return _start(turn, journey)
    return _next(turn, journey, left.marks, (message("apology.going_on"),))


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Judge what was said for the part that was asked for, and go on or offer another try."""
    part, marks = str(turn.state["part"]), str(turn.state["marks"])
    intent, said = meant(turn)
    if intent in AROUND:
        return AROUND[intent](turn, journey)
    if intent == START_OVER:
        return _start(turn, journey)
    if intent == INTENT:
        return journey, _asking((), _named(turn) or part, marks)
    if intent == RESUME or (turn.intent == MORE and "detail" not in turn.slots):
        intent = SKIP  # "go on"
    if intent == MORE:
        return journey, _asking((message(f"apology.examples.{part}"),), part, marks)
    if intent == YES:
        return journey, _asking((), part, marks)
    if intent in (SKIP, NO):
        before = marks[PARTS.index(part)]
        return _next(
            turn, journey, marked(marks, part, SKIPPED if before == OPEN else before), (message("apology.skipped"),)
        )
    return _judged(turn, journey, part, marks, said or _instead(turn))


def keep(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Make the offer of repair a commitment: it is said anew, because its words were not kept."""
    if turn.intent == NO:
        return journey, Reply((message("apology.not_kept"),))
    return journey, Reply((), commitments.WORDS)


def _start(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    journey = practices.begun(journey, turn.instant, NAME, 0, NEW)
    return journey, _asking((message("apology.begin"),), PARTS[0], NEW)


def _ask_only(turn: Turn, journey: Journey, part: str) -> tuple[Journey, Reply]:
    left = practices.interrupted(journey, turn.instant, NAME)
    marks = left.marks if left else marked(SKIPPED * len(PARTS), part, OPEN)
    return practices.begun(journey, turn.instant, NAME, 1, marks), _asking((), part, marks)


def _judged(turn: Turn, journey: Journey, part: str, marks: str, said: str) -> tuple[Journey, Reply]:
    heard = judge(said, part, phrase_list(turn.locale, "apology"))
    marks = marked(marks, part, THERE if heard.there else MISSING)
    nth = turn.today.toordinal() + PARTS.index(part)
    coaching: list[Message] = []
    if heard.there and "vague" not in heard.faults:
        coaching.append(message(f"apology.praise.{part}", nth=nth))
    elif "blame" not in heard.faults:
        coaching.append(message("apology.praise.trying", nth=nth))
    if heard.there and not heard.faults:
        return _next(turn, journey, marks, coaching)
    coaching.append(message(f"apology.mend.{heard.faults[0]}") if heard.faults else message(f"apology.missing.{part}"))
    journey = practices.begun(journey, turn.instant, NAME, _place(marks), marks)
    retry = Ask("apology.retry", state={"part": part, "marks": marks}, elicit=ELICIT)
    return journey, Reply(tuple(coaching), retry, screen=fill.apology(marks, part))


def _next(turn: Turn, journey: Journey, marks: str, said: Sequence[Message]) -> tuple[Journey, Reply]:
    part = following(marks)
    if part:
        return practices.begun(journey, turn.instant, NAME, _place(marks), marks), _asking(said, part, marks)
    there, missing = with_mark(marks, THERE), with_mark(marks, MISSING)
    say = [*said]
    if len(there) == len(PARTS):
        say.append(message("apology.all_there"))
    elif there:
        say.append(message("apology.there", parts=_names(there), n=len(there)))
    if missing:
        say.append(message("apology.missing_parts", parts=_names(missing), part=_names(missing)[0], n=len(missing)))
    if not there and not missing:
        say.append(message("apology.all_skipped"))
    journey, screen = practices.ended(journey), fill.apology(marks, None)
    if "repair" in there and len(journey.commitments) < OPEN_AT_MOST:
        return journey, Reply(tuple(say), Ask("apology.keep"), screen=screen)
    return journey, Reply((*say, message("apology.close")), screen=screen)


def _asking(say: Sequence[Message], part: str, marks: str) -> Reply:
    ask = Ask(f"apology.parts.{part}", state={"part": part, "marks": marks}, elicit=ELICIT)
    return Reply(tuple(say), ask, screen=fill.apology(marks, part))


def _named(turn: Turn) -> str | None:
    part = turn.chosen("part")
    return part if part in PARTS else None


def _names(parts: Sequence[str]) -> tuple[Message, ...]:
    return tuple(message(f"apology.names.{part}") for part in parts)


def _place(marks: str) -> int:
    return sum(mark != OPEN for mark in marks)


def _instead(turn: Turn) -> str:
    """Return words that an answer amounts to where Alexa heard a request in it, which comes without its words."""
    begin = phrase_list(turn.locale, "apology")["heard_as"].get(turn.intent, "")
    return " ".join(filter(None, (begin, turn.heard("commitment"))))


_ANSWERS = Answer(answered, frozenset((FREE, YES, NO, SKIP, START_OVER, MORE, RESUME, INTENT, *_HEARD_AS)))

FEATURE = Feature(
    intents={INTENT: begin},
    answers={
        "apology.resume": Answer(resume, frozenset((YES, NO, START_OVER)), go_on_is_yes=True),
        "apology.retry": _ANSWERS,
        **{f"apology.parts.{part}": _ANSWERS for part in PARTS},
        "apology.keep": Answer(keep),
    },
)
