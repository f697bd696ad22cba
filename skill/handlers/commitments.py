"""Making, hearing and dropping commitments."""

from typing import Any

from skill.handlers.commitment_choice import among, choose, free_words
from skill.handlers.feature import NO, Answer, Feature
from skill.journey import entries, errors
from skill.journey.commitments import Commitment
from skill.journey.journey import Journey
from skill.listening.phrase_lists import phrase_list
from skill.turn import Ask, Message, Reply, Turn, message

WORDS = Ask("commitments.words", elicit=("MakeCommitmentIntent", "commitment"))
OFFER = Ask("commitments.offer")

_REFUSED: dict[type[errors.JourneyError], str] = {
    errors.TooLongError: "commitments.too_long",
    errors.EmptyError: "commitments.empty",
}


def make(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Open a commitment and read it back, so that a mishearing is noticed."""
    said = free_words(turn)
    if said is None:
        return journey, Reply((message("commitments.empty"),) if turn.heard("commitment") else (), WORDS)
    heard = _without_lead(turn, said)
    try:
        journey = entries.promise(journey, turn.instant, turn.today, heard)
    except errors.AlreadyThereError:
        return journey, Reply((message("commitments.already", what=heard),))
    except errors.TooManyError:
        return journey, Reply(
            (message("commitments.full", n=len(journey.commitments)),), _ask_which(journey, makes_room=True)
        )
    except (errors.TooLongError, errors.EmptyError) as refused:
        return journey, Reply((message(_REFUSED[type(refused)]),), WORDS)
    return journey, Reply((message("commitments.made", what=journey.commitments[-1].text),))


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
    found = choose(turn, heard, among(open_, turn.state.get("of")) if asked else open_) if heard else ()
    if not heard and len(open_) == 1:
        found = open_
    if len(found) == 1:
        return _dropped(turn, journey, found[0])
    if asked and heard:
        return journey, Reply((message("commitments.not_dropped"),))
    say: tuple[Message, ...] = (message("commitments.not_found"),) if heard and not found else ()
    return journey, Reply(say, _ask_which(journey, makes_room=bool(asked and turn.state.get("makes_room"))))


def not_dropped(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Leave everything as it is for somebody who was asked which one to drop and says no; ask again after a bare yes.

    Where there was only one to choose from, a yes means that one.
    """
    if turn.intent == NO:
        return journey, Reply((message("commitments.not_dropped"),))
    left = among(journey.commitments, turn.state.get("of"))
    if len(left) == 1:
        return _dropped(turn, journey, left[0])
    return journey, Reply((), _ask_which(journey, makes_room=bool(turn.state.get("makes_room"))))


def _dropped(turn: Turn, journey: Journey, one: Commitment) -> tuple[Journey, Reply]:
    makes_room = _asks_which(turn) and turn.state.get("makes_room")
    dropped = message("commitments.dropped", what=one.text)
    return entries.drop(journey, turn.instant, one.id), Reply((dropped,), WORDS if makes_room else None)


def _without_lead(turn: Turn, said: str) -> str:
    """Return the promise alone: it is the same one whether "to call", "that I'll call" or "call" was heard of it."""
    leads = [one.split() for one in phrase_list(turn.locale, "promising")["lead"]]
    spoken = said.split()
    folded = [word.casefold() for word in spoken]
    size = max((len(lead) for lead in leads if folded[: len(lead)] == lead), default=0)
    return " ".join(spoken[size:]) or said


def _asks_which(turn: Turn) -> bool:
    return turn.question in ("commitments.which", "commitments.only")


def _ask_which(journey: Journey, *, makes_room: bool = False) -> Ask:
    """Ask which promise to drop; after one that makes room, the new promise is asked for, whose words are not kept."""
    state: dict[str, Any] = {"of": "".join(one.id for one in journey.commitments)}
    if makes_room:
        state["makes_room"] = True
    name = "commitments.which" if len(journey.commitments) > 1 else "commitments.only"
    return Ask(name, {"texts": _texts(journey)}, state, ("DropCommitmentIntent", "commitment"))


def _texts(journey: Journey) -> tuple[str, ...]:
    return tuple(one.text for one in journey.commitments)


FEATURE = Feature(
    intents={
        "MakeCommitmentIntent": make,
        "ListCommitmentsIntent": listed,
        "DropCommitmentIntent": drop,
    },
    answers={
        "commitments.offer": Answer(offered),
        "commitments.which": Answer(not_dropped, needs_same_voice=True),
        "commitments.only": Answer(not_dropped, needs_same_voice=True),
    },
)
