"""Making, hearing and dropping commitments."""

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
    """Open a commitment and read it back, so that a mishearing is noticed."""
    said = free_words(turn)
    if said is None:
        return journey, Reply((message("commitments.empty"),) if turn.heard("commitment") else (), WORDS)
    if turn.question == WORDS.question and (other := _no_words(turn, said)):
        return journey, other
    heard = _without_lead(turn, said)
    if is_hesitation(turn, heard):
        return journey, Reply((message("commitments.empty"),), WORDS)
    try:
        journey = entries.add_commitment(journey, turn.instant, turn.today, heard)
    except errors.AlreadyThereError:
        return journey, Reply((message("commitments.already", what=heard),))
    except errors.TooManyError:
        return journey, Reply(
            (message("commitments.full", n=len(journey.commitments)),), _ask_which(journey, makes_room=True)
        )
    except (errors.TooLongError, errors.EmptyError) as refused:
        return journey, Reply((message(_REFUSED[type(refused)]),), WORDS)
    return journey, Reply((message("commitments.made", what=journey.commitments[-1].text),))


def _no_words(turn: Turn, said: str) -> Reply | None:
    """Return the reply to what arrives as the words of a promise that were asked for, and is none."""
    order = free_speech.steered(turn, said)
    if order in _LEAVING or leaves_question(turn, said):
        return Reply((message("commitments.fine"),))
    return Reply((), WORDS) if order == YES else None


def no_words(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Make no promise for a user who was asked for its words and would rather not; ask again after a bare yes."""
    return journey, Reply((), WORDS) if turn.intent == YES else Reply((message("commitments.fine"),))


def offered(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Make the commitment that was offered, or let it be."""
    if turn.intent == NO:
        return journey, Reply((message("commitments.fine"),))
    return journey, Reply((), WORDS)


def listed(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell the open commitments."""
    if not journey.commitments:
        return journey, Reply((message("commitments.none"),), OFFER)
    return journey, Reply((message("commitments.list", n=len(journey.commitments), texts=_texts(journey)),))


def drop(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Close the commitment that is meant; ask once which, where several could be."""
    open_ = journey.commitments
    if not open_:
        return journey, Reply((message("commitments.none"),))
    heard = free_words(turn)
    asked = _asks_which(turn)
    if asked and heard and _names_none(turn, heard, open_):
        return journey, Reply((message("commitments.not_dropped"),))
    found = choose(turn, heard, among(open_, turn.state.get("of")) if asked else open_) if heard else ()
    if not heard and len(open_) == 1:
        found = open_
    if len(found) == 1:
        return _dropped(turn, journey, found[0])
    if asked and heard:
        return journey, Reply((message("commitments.not_dropped"),))
    makes_room = bool(asked and turn.state.get("makes_room"))
    say = (message("commitments.not_found"),) if heard and not found else ()
    return journey, Reply(say, _ask_which(journey, makes_room=makes_room))


def _names_none(turn: Turn, heard: str, promises: Sequence[Commitment]) -> bool:
    """Tell whether words that were to name the promise to drop are a denial or a question, whatever else is in them."""
    other = after_denial(turn, heard) is not None or asks(turn, heard)
    return other and not begins_like(heard, choose(turn, heard, promises))


def ask_to_drop(turn: Turn, journey: Journey, heard: str) -> Reply:
    """Return whether to drop the promise that an order names, where the order came as the answer to something else."""
    found = choose(turn, heard, journey.commitments) if heard else ()
    if len(found) == 1:
        return Reply((), Ask("commitments.sure", {"what": found[0].text}, {"of": found[0].id}))
    return Reply((message("commitments.not_found"),) if heard and not found else (), _ask_which(journey))


def not_dropped(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Leave everything as it is for somebody who was asked which one to drop and says no; ask again after a bare yes.

    A yes means a promise only where one was named in the question.
    """
    left = among(journey.commitments, turn.state.get("of"))
    if turn.intent == NO or not left:
        return journey, Reply((message("commitments.not_dropped"),))
    if turn.question == "commitments.sure":
        return _dropped(turn, journey, left[0])
    return journey, Reply((), _ask_which(journey, makes_room=bool(turn.state.get("makes_room"))))


def _dropped(turn: Turn, journey: Journey, one: Commitment) -> tuple[Journey, Reply]:
    makes_room = _asks_which(turn) and turn.state.get("makes_room")
    dropped = message("commitments.dropped", what=one.text)
    return entries.drop_commitment(journey, turn.instant, one.id), Reply((dropped,), WORDS if makes_room else None)


def _without_lead(turn: Turn, said: str) -> str:
    """Return the promise alone: it is the same one whether "to call", "that I'll call" or "call" was heard of it."""
    leads = [one.split() for one in phrase_list(turn.locale, "promising")["lead"]]
    spoken = said.split()
    folded = [word.casefold() for word in spoken]
    size = max((len(lead) for lead in leads if folded[: len(lead)] == lead), default=0)
    return " ".join(spoken[size:]) or said


def _asks_which(turn: Turn) -> bool:
    return turn.question in ("commitments.which", "commitments.named", "commitments.sure")


def _ask_which(journey: Journey, *, makes_room: bool = False) -> Ask:
    """Ask which promise to drop; after one that makes room, the new promise is asked for, whose words are not kept.

    The only one is not offered for a yes: words that name none meant something else.
    """
    state: dict[str, Any] = {"of": "".join(one.id for one in journey.commitments)}
    if makes_room:
        state["makes_room"] = True
    name = "commitments.which" if len(journey.commitments) > 1 else "commitments.named"
    return Ask(name, {"texts": _texts(journey)}, state, ("DropCommitmentIntent", "commitment"))


def _texts(journey: Journey) -> tuple[str, ...]:
    return tuple(one.text for one in journey.commitments)


_WHICH = Answer(not_dropped, needs_same_voice=True)

FEATURE = Feature(
    intents={
        "MakeCommitmentIntent": make,
        "ListCommitmentsIntent": listed,
        "DropCommitmentIntent": drop,
    },
    answers={
        "commitments.offer": Answer(offered),
        "commitments.words": Answer(no_words, frozenset((YES, NO, SKIP))),
        "commitments.which": _WHICH,
        "commitments.named": _WHICH,
        "commitments.sure": _WHICH,
    },
)
