"""Routing: all features, and the handler of a turn."""

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
    moments,
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
    support,
    unasked_answers,
    undo,
)
from skill.handlers.addressing import lacks_voice, with_speaker
from skill.handlers.feature import (
    FREE,
    MORE,
    NO,
    RESUMABLE_AFTER,
    RESUME,
    SKIP,
    YES,
    Feature,
    Handler,
    Requires,
    Resume,
)
from skill.journey.journey import Journey
from skill.listening.phrase_lists import spoken_form
from skill.listening.safety import CLEAR, Concern
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
    moments.FEATURE,
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
"""Questions that invite any request, so that "skip" is the request to skip a step and not an answer."""

INTENTS = {intent: feature for feature in FEATURES for intent in feature.intents}
ANSWERS = {question: answer for feature in FEATURES for question, answer in feature.answers.items()}


def routed(turn: Turn) -> tuple[Turn, Handler, Requires]:
    """Return the turn with the speaker whose journey it concerns, its handler, and what must be loaded for that.

    Words that tell of danger, in any slot, go to the safety handler before anything else, and words that may mean
    danger to the offer of support. An answer goes to the feature that asked. An intent that no feature has gets the
    fallback.
    """
    voice = turn.speaker.person
    turn = with_speaker(_with_plain_answer(turn), ANSWERS)
    return turn, *_handler_of(turn, voice)


def _with_plain_answer(turn: Turn) -> Turn:
    """Return the turn with the yes or no that its intent means as an answer to the open question.

    "Skip" is a no, unless the question distinguishes the two. "I don't know", which arrives as a skip with the slot
    `unsure`, is an answer and never the request to skip a step.
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
    """Tell whether the free speech has no word in it, such as "?", which answers nothing."""
    return turn.intent == FREE and not spoken_form(turn.heard("speech") or "")


def _handler_of(turn: Turn, voice: str) -> tuple[Handler, Requires]:
    concern = safety.concern_of(turn)
    if concern in CLEAR:
        return safety.safety, safety.FEATURE.needs
    if concern == Concern.MAYBE:
        return support.offer_support, "nothing"
    if turn.intent == safety.SAFETY_INTENT:  # Alexa took other words for a concern
        return builtin.fallback, builtin.FEATURE.needs
    if lacks_voice(turn, voice, ANSWERS):
        return builtin.voice_not_recognised, "nothing"
    answer = ANSWERS.get(turn.question or "")
    if _has_no_words(turn) and not (answer and "AMAZON.FallbackIntent" in answer.intents):
        return builtin.fallback, builtin.FEATURE.needs
    if answer and turn.intent in answer.intents:
        return answer.handler, answer.needs
    feature = INTENTS.get(turn.intent)
    if feature is None:
        return builtin.fallback, builtin.FEATURE.needs
    handler = feature.intents[turn.intent]
    if answer and answer.resume and turn.intent in RESUMABLE_AFTER:
        handler = _resuming(handler, answer.resume)
    return handler, feature.needs


def _resuming(handler: Handler, resume: Resume) -> Handler:
    """Return the handler followed by the open question again, unless its reply asks or does something itself."""

    def handle(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
        after, reply = handler(turn, journey)
        asks = reply.ask is not None and reply.ask != commitments.OFFER
        if asks or reply.action or reply.permission or reply.card:
            return after, reply
        return resume(turn, after, reply)

    return handle
