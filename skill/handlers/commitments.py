"""Commitments: making, listing and dropping them."""

from collections.abc import Sequence
from typing import Any

from skill.handlers import free_speech
from skill.handlers.answer_words import after_denial, asks, begins_like, is_hesitation, leaves_question
from skill.handlers.commitment_choice import among, choose, free_words
from skill.handlers.feature import NO, SKIP, YES, Answer, Feature
from skill.journey import entries, errors
from skill.journey.commitments import Commitment
from skill.journey.journey import Journey
from skill.listening.phrase_lists import phrase_list
from skill.reply import Ask, Reply, message
from skill.turn import Turn

WORDS = Ask("commitments.words", elicit=("MakeCommitmentIntent", "commitment"))
OFFER = Ask("commitments.offer")
_LEAVING = frozenset((NO, SKIP, "AMAZON.StopIntent", "UndoIntent"))

_REFUSED: dict[type[errors.JourneyError], str] = {
    errors.TooLongError: "commitments.too_long",
    errors.EmptyError: "commitments.empty",
}


def make(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Open a commitment and read it back, so that the user notices a mishearing."""
    said = free_words(turn)
    if said is None:
        return journey, Reply((message("commitments.empty"),) if turn.heard("commitment") else (), WORDS)
    if turn.question == WORDS.question and (other := _no_words(turn, said)):
        return journey, other
    text = _without_lead(turn, said)
    if is_hesitation(turn, text):
        return journey, Reply((message("commitments.empty"),), WORDS)
    try:
        journey = entries.add_commitment(journey, turn.instant, turn.today, text)
    except errors.AlreadyThereError:
        return journey, Reply((message("commitments.already", what=text),))
    except errors.TooManyError:
        return journey, Reply(
            (message("commitments.full", n=len(journey.commitments)),), _ask_which(journey, makes_room=True)
        )
    except (errors.TooLongError, errors.EmptyError) as refused:
        return journey, Reply((message(_REFUSED[type(refused)]),), WORDS)
    return journey, Reply((message("commitments.made", what=journey.commitments[-1].text),))


def _no_words(turn: Turn, said: str) -> Reply | None:
    """Return the reply to words that are no commitment though one was asked for; None where they are one."""
    order = free_speech.steering_intent(turn, said)
    if order in _LEAVING or leaves_question(turn, said):
        return Reply((message("commitments.fine"),))
    return Reply((), WORDS) if order == YES else None


def no_words(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Make no commitment where the user declines to say one; ask again after a bare yes."""
    return journey, Reply((), WORDS) if turn.intent == YES else Reply((message("commitments.fine"),))


def accept_offer(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Ask for the words of a new commitment after a yes."""
    if turn.intent == NO:
        return journey, Reply((message("commitments.fine"),))
    return journey, Reply((), WORDS)


def list_open(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """List the open commitments."""
    if not journey.commitments:
        return journey, Reply((message("commitments.none"),), OFFER)
    return journey, Reply((message("commitments.list", n=len(journey.commitments), texts=_texts(journey)),))


def drop(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Drop the commitment that is named; ask once which, where it is not clear."""
    open_ = journey.commitments
    if not open_:
        return journey, Reply((message("commitments.none"),))
    text = free_words(turn)
    asked = _asks_which(turn)
    if asked and text and _names_none(turn, text, open_):
        return journey, Reply((message("commitments.not_dropped"),))
    matches = choose(turn, text, among(open_, turn.state.get("of")) if asked else open_) if text else ()
    if not text and len(open_) == 1:
        matches = open_
    if len(matches) == 1:
        return _dropped(turn, journey, matches[0])
    if asked and text:
        return journey, Reply((message("commitments.not_dropped"),))
    makes_room = bool(asked and turn.state.get("makes_room"))
    say = (message("commitments.not_found"),) if text and not matches else ()
    return journey, Reply(say, _ask_which(journey, makes_room=makes_room))


def _names_none(turn: Turn, text: str, promises: Sequence[Commitment]) -> bool:
    """Tell whether words that should name the commitment to drop are a denial or a question."""
    other = after_denial(turn, text) is not None or asks(turn, text)
    return other and not begins_like(text, choose(turn, text, promises))


def ask_to_drop(turn: Turn, journey: Journey, text: str) -> Reply:
    """Ask for confirmation of an order to drop a commitment that came as the answer to another question."""
    matches = choose(turn, text, journey.commitments) if text else ()
    if len(matches) == 1:
        return Reply((), Ask("commitments.sure", {"what": matches[0].text}, {"of": matches[0].id}))
    return Reply((message("commitments.not_found"),) if text and not matches else (), _ask_which(journey))


def not_dropped(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Drop nothing after a no to the question which one; ask again after a bare yes.

    A yes means a commitment only where the question named one.
    """
    offered = among(journey.commitments, turn.state.get("of"))
    if turn.intent == NO or not offered:
        return journey, Reply((message("commitments.not_dropped"),))
    if turn.question == "commitments.sure":
        return _dropped(turn, journey, offered[0])
    return journey, Reply((), _ask_which(journey, makes_room=bool(turn.state.get("makes_room"))))


def _dropped(turn: Turn, journey: Journey, commitment: Commitment) -> tuple[Journey, Reply]:
    makes_room = _asks_which(turn) and turn.state.get("makes_room")
    reply = Reply((message("commitments.dropped", what=commitment.text),), WORDS if makes_room else None)
    return entries.drop_commitment(journey, turn.instant, commitment.id), reply


def _without_lead(turn: Turn, said: str) -> str:
    """Return the words without a lead such as "to" or "that I'll", so that one promise always has the same text."""
    leads = [phrase.split() for phrase in phrase_list(turn.locale, "promising")["lead"]]
    spoken = said.split()
    folded = [word.casefold() for word in spoken]
    size = max((len(lead) for lead in leads if folded[: len(lead)] == lead), default=0)
    return " ".join(spoken[size:]) or said


def _asks_which(turn: Turn) -> bool:
    return turn.question in ("commitments.which", "commitments.named", "commitments.sure")


def _ask_which(journey: Journey, *, makes_room: bool = False) -> Ask:
    """Ask which commitment to drop. With `makes_room`, a new one is asked for afterwards: its words were not stored.

    A single commitment is not offered for a yes, because the words that did not name it meant something else.
    """
    state: dict[str, Any] = {"of": "".join(commitment.id for commitment in journey.commitments)}
    if makes_room:
        state["makes_room"] = True
    name = "commitments.which" if len(journey.commitments) > 1 else "commitments.named"
    return Ask(name, {"texts": _texts(journey)}, state, ("DropCommitmentIntent", "commitment"))


def _texts(journey: Journey) -> tuple[str, ...]:
    return tuple(commitment.text for commitment in journey.commitments)


_WHICH_ANSWER = Answer(not_dropped, needs_same_voice=True)

FEATURE = Feature(
    intents={
        "MakeCommitmentIntent": make,
        "ListCommitmentsIntent": list_open,
        "DropCommitmentIntent": drop,
    },
    answers={
        "commitments.offer": Answer(accept_offer),
        "commitments.words": Answer(no_words, frozenset((YES, NO, SKIP))),
        "commitments.which": _WHICH_ANSWER,
        "commitments.named": _WHICH_ANSWER,
        "commitments.sure": _WHICH_ANSWER,
    },
)
