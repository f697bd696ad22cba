"""Every feature, and which handler a turn belongs to."""

from dataclasses import replace

from skill.handlers import (
    apology,
    builtin,
    checkin,
    commitments,
    forget,
    forgiveness,
    launch,
    listening,
    more_detail,
    not_yet_available,
    outcomes,
    outside_help,
    patience,
    privacy,
    progress,
    reminder_list,
    reminders,
    safety,
    screen,
    step,
    streak,
    unasked_answers,
    undo,
)
from skill.handlers.addressing import addressed, lacks_voice
from skill.handlers.feature import ASIDES, FREE, MORE, NO, RESUME, SKIP, YES, Feature, Handler, Requires, Resume
from skill.journey.journey import Journey
from skill.listening.crisis import is_crisis
from skill.listening.phrase_lists import spoken_form
from skill.reply import Reply
from skill.turn import Turn

FEATURES: tuple[Feature, ...] = (
    launch.FEATURE,
    step.FEATURE,
    checkin.FEATURE,
    commitments.FEATURE,
    outcomes.FEATURE,
    streak.FEATURE,
    progress.FEATURE,
    more_detail.FEATURE,
    apology.FEATURE,
    listening.FEATURE,
    forgiveness.FEATURE,
    patience.FEATURE,
    outside_help.FEATURE,
    reminders.FEATURE,
    reminder_list.FEATURE,
    privacy.FEATURE,
    screen.FEATURE,
    forget.FEATURE,
    undo.FEATURE,
    safety.FEATURE,
    not_yet_available.FEATURE,
    unasked_answers.FEATURE,
    builtin.FEATURE,
)

_OPEN_REQUESTS = frozenset(("around.what",))
"""Questions for a request of any kind, where "skip" is one and not an answer."""

INTENTS = {intent: feature for feature in FEATURES for intent in feature.intents}
ANSWERS = {asking: answer for feature in FEATURES for asking, answer in feature.answers.items()}


def routed(turn: Turn) -> tuple[Turn, Handler, Requires]:
    """Return the turn for the one whom it concerns, its handler, and what that handler needs to know.

    Safety comes before everything, also within the words of a promise. An answer goes to the feature that asked. An
    intent that no feature knows is not understood, like a fallback.
    """
    voice = turn.speaker.person
    turn = addressed(_with_plain_answer(turn), ANSWERS)
    return turn, *_handler_of(turn, voice)


def _with_plain_answer(turn: Turn) -> Turn:
    """Return the turn with the yes or the no that its intent means at the open question.

    "Skip" leaves what a question is about, unless the question tells a skip and a no apart. "I don't know", which Alexa
    hears as a skip with `unsure`, is an answer and never the request to skip a step.
    """
    answer = ANSWERS.get(turn.question or "")
    is_request = turn.question is None or turn.question in _OPEN_REQUESTS
    if turn.intent == SKIP and is_request and "unsure" in turn.slots:
        return replace(turn, intent="AMAZON.FallbackIntent")
    if answer is None or turn.intent in answer.intents:
        return turn
    if turn.intent == SKIP and not is_request:
        return replace(turn, intent=NO)
    if turn.intent in (MORE, RESUME) and answer.go_on_is_yes:
        return replace(turn, intent=YES)
    return turn


def _has_no_words(turn: Turn) -> bool:
    """Tell whether free speech was heard without a word in it, such as "?": that answers nothing."""
    return turn.intent == FREE and not spoken_form(turn.heard("speech") or "")


def _handler_of(turn: Turn, voice: str) -> tuple[Handler, Requires]:
    if any(slot.id is None and is_crisis(turn.locale, slot.value) for slot in turn.slots.values()):
        return safety.safety, safety.FEATURE.needs
    if lacks_voice(turn, voice, ANSWERS):
        return builtin.unrecognised, "nothing"
    answer = ANSWERS.get(turn.question or "")
    if _has_no_words(turn) and not (answer and "AMAZON.FallbackIntent" in answer.intents):
        return builtin.fallback, builtin.FEATURE.needs
    if answer and turn.intent in answer.intents:
        return answer.handler, answer.needs
    feature = INTENTS.get(turn.intent)
    if feature is None:
        return builtin.fallback, builtin.FEATURE.needs
    handler = feature.intents[turn.intent]
    if answer and answer.resume and turn.intent in ASIDES:
        handler = _resuming(handler, answer.resume)
    return handler, feature.needs


def _resuming(handler: Handler, resume: Resume) -> Handler:
    """Return a handler that goes on with the open question after its own reply, where that asks for nothing else."""

    def handle(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
        after, reply = handler(turn, journey)
        asks = reply.ask is not None and reply.ask != commitments.OFFER
        if asks or reply.action or reply.permission or reply.card:
            return after, reply
        return resume(turn, after, reply)

    return handle
