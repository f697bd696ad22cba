"""Apology practice: the six parts of an apology one after the other, with a word of coaching after each.

An answer is assessed and not stored: the session and the journey hold one status for each part only.
"""

from collections.abc import Sequence

from skill.handlers import commitments
from skill.handlers.feature import FREE, KEPT, MISSED, MORE, NO, RESUME, SKIP, START_OVER, YES, Answer, Feature
from skill.handlers.free_speech import AROUND, ELICIT, intent_and_words
from skill.journey import practices
from skill.journey.apology import (
    NEW_STATUSES,
    OPEN,
    PART_MISSING,
    PARTS,
    PRESENT,
    SKIPPED,
    assess,
    next_part,
    parts_with_status,
    with_status,
)
from skill.journey.commitments import MAX_OPEN_COMMITMENTS
from skill.journey.journey import Journey
from skill.listening.phrase_lists import phrase_list
from skill.reply import Ask, Message, Reply, message
from skill.screens import fill
from skill.turn import Turn

APOLOGY = "apology"
APOLOGY_INTENT = "ApologyPracticeIntent"
_MISTAKEN_INTENTS = (MISSED, KEPT, "MakeCommitmentIntent", "ForgivenessPracticeIntent")
"""Intents that Alexa may take an answer for. Here they are answers, and nothing is logged."""


def begin(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Begin, offer to resume an open practice, or practise the one part that was named."""
    part = _named_part(turn)
    if part:
        return _ask_only(turn, journey, part)
    if practices.resumable(journey, turn.instant, APOLOGY):
        return journey, Reply((), Ask("apology.resume"))
    return _start(turn, journey)


def resume(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Resume the open practice at its next part, or begin again."""
    open_practice = practices.resumable(journey, turn.instant, APOLOGY)
    if turn.intent in (NO, START_OVER) or open_practice is None:
        return _start(turn, journey)
    return _next(turn, journey, open_practice.part_statuses, (message("apology.going_on"),))


def answered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Assess the answer for the part that was asked for, and ask for the next part or offer another try."""
    part, statuses = str(turn.state["part"]), str(turn.state["marks"])
    intent, answer = intent_and_words(turn)
    if intent in AROUND:
        return AROUND[intent](turn, journey)
    if intent == START_OVER:
        return _start(turn, journey)
    if intent == APOLOGY_INTENT:
        return journey, _ask_part((), _named_part(turn) or part, statuses)
    if intent == RESUME or (turn.intent == MORE and "detail" not in turn.slots):
        intent = SKIP  # "go on"
    if intent == MORE:
        return journey, _ask_part((message(f"apology.examples.{part}"),), part, statuses)
    if intent == YES:
        return journey, _ask_part((), part, statuses)
    if intent in (SKIP, NO):
        if statuses[PARTS.index(part)] == OPEN:
            statuses = with_status(statuses, part, SKIPPED)
        return _next(turn, journey, statuses, (message("apology.skipped"),))
    return _assessed(turn, journey, part, statuses, answer or _words_of_intent(turn))


def keep(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Offer to make the repair a commitment: its words are asked for again, because they were not stored."""
    if turn.intent == NO:
        return journey, Reply((message("apology.not_kept"),))
    return journey, Reply((), commitments.WORDS)


def _start(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    journey = practices.with_progress(journey, turn.instant, APOLOGY, 0, NEW_STATUSES)
    return journey, _ask_part((message("apology.begin"),), PARTS[0], NEW_STATUSES)


def _ask_only(turn: Turn, journey: Journey, part: str) -> tuple[Journey, Reply]:
    """Ask for one part; where no practice can be resumed, the other parts count as skipped."""
    open_practice = practices.resumable(journey, turn.instant, APOLOGY)
    statuses = open_practice.part_statuses if open_practice else with_status(SKIPPED * len(PARTS), part, OPEN)
    journey = practices.with_progress(journey, turn.instant, APOLOGY, 1, statuses)
    return journey, _ask_part((), part, statuses)


def _assessed(turn: Turn, journey: Journey, part: str, statuses: str, answer: str) -> tuple[Journey, Reply]:
    """Return a word of coaching, and the next part or, where something is to be corrected, another try."""
    assessment = assess(answer, part, phrase_list(turn.locale, "apology"))
    statuses = with_status(statuses, part, PRESENT if assessment.is_present else PART_MISSING)
    nth = turn.today.toordinal() + PARTS.index(part)
    coaching: list[Message] = []
    if assessment.is_present and "vague" not in assessment.faults:
        coaching.append(message(f"apology.praise.{part}", nth=nth))
    elif "blame" not in assessment.faults:
        coaching.append(message("apology.praise.trying", nth=nth))
    if assessment.is_present and not assessment.faults:
        return _next(turn, journey, statuses, coaching)
    fault = assessment.faults[0] if assessment.faults else None
    coaching.append(message(f"apology.corrections.{fault}" if fault else f"apology.missing.{part}"))
    journey = practices.with_progress(journey, turn.instant, APOLOGY, _passed_parts(statuses), statuses)
    retry = Ask("apology.retry", state={"part": part, "marks": statuses}, elicit=ELICIT)
    return journey, Reply(tuple(coaching), retry, screen=fill.apology(statuses, part))


def _next(turn: Turn, journey: Journey, statuses: str, say: Sequence[Message]) -> tuple[Journey, Reply]:
    """Ask for the next open part after the messages; where none is open, close the practice."""
    part = next_part(statuses)
    if part is None:
        return _close(journey, statuses, say)
    journey = practices.with_progress(journey, turn.instant, APOLOGY, _passed_parts(statuses), statuses)
    return journey, _ask_part(say, part, statuses)


def _close(journey: Journey, statuses: str, say: Sequence[Message]) -> tuple[Journey, Reply]:
    """End the practice with a summary; offer to make a repair that was given a commitment."""
    present, missing = parts_with_status(statuses, PRESENT), parts_with_status(statuses, PART_MISSING)
    summary = [*say]
    if len(present) == len(PARTS):
        summary.append(message("apology.all_there"))
    elif present:
        summary.append(message("apology.there", parts=_names(present), n=len(present)))
    if missing:
        names = _names(missing)
        summary.append(message("apology.missing_parts", parts=names, part=names[0], n=len(names)))
    if not present and not missing:
        summary.append(message("apology.all_skipped"))
    journey, screen = practices.without_practice(journey), fill.apology(statuses, None)
    if "repair" in present and len(journey.commitments) < MAX_OPEN_COMMITMENTS:
        return journey, Reply(tuple(summary), Ask("apology.keep"), screen=screen)
    return journey, Reply((*summary, message("apology.close")), screen=screen)


def _ask_part(say: Sequence[Message], part: str, statuses: str) -> Reply:
    ask = Ask(f"apology.parts.{part}", state={"part": part, "marks": statuses}, elicit=ELICIT)
    return Reply(tuple(say), ask, screen=fill.apology(statuses, part))


def _named_part(turn: Turn) -> str | None:
    part = turn.chosen("part")
    return part if part in PARTS else None


def _names(parts: Sequence[str]) -> tuple[Message, ...]:
    return tuple(message(f"apology.names.{part}") for part in parts)


def _passed_parts(statuses: str) -> int:
    return sum(status != OPEN for status in statuses)


def _words_of_intent(turn: Turn) -> str:
    """Return words for an answer that Alexa took for an intent, because an intent comes without its words."""
    begin = phrase_list(turn.locale, "apology")["heard_as"].get(turn.intent, "")
    return " ".join(filter(None, (begin, turn.heard("commitment"))))


_APOLOGY_ANSWER = Answer(
    answered, frozenset((FREE, YES, NO, SKIP, START_OVER, MORE, RESUME, APOLOGY_INTENT, *_MISTAKEN_INTENTS))
)

FEATURE = Feature(
    intents={APOLOGY_INTENT: begin},
    answers={
        "apology.resume": Answer(resume, frozenset((YES, NO, START_OVER)), go_on_is_yes=True),
        "apology.retry": _APOLOGY_ANSWER,
        **{f"apology.parts.{part}": _APOLOGY_ANSWER for part in PARTS},
        "apology.keep": Answer(keep),
    },
)
