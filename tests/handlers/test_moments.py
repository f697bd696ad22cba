from datetime import UTC, datetime, timedelta
from itertools import pairwise, product

import pytest

from skill.handlers import routed
from skill.handlers.moment_table import MOMENTS
from skill.handlers.offers import OFFERS
from skill.journey.journey import ROLES, Journey, Role
from skill.journey.speaker import Speaker
from skill.reply import Ask, Reply
from skill.screens import fill
from skill.serialization.reply import reply_to_json
from skill.texts.catalog import catalog
from skill.turn import Turn
from tools.text_measures import seconds

EVENING = datetime(2026, 3, 2, 20, 17, tzinfo=UTC)
MAX_REPLY_S = 25


def said(intent: str, at: datetime = EVENING, **more: object) -> Turn:
    return Turn("request", intent, Speaker("household"), "en-US", at, **more)  # type: ignore[arg-type] # any field


def answer(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    turn, handler, _ = routed(turn)
    return handler(turn, journey)


@pytest.mark.parametrize(("intent", "role"), list(product(MOMENTS, (None, *ROLES))))
def test_a_moment_is_answered_with_what_was_heard_one_thing_to_do_and_at_most_one_offer(
    intent: str, role: Role | None
) -> None:
    before = Journey(role=role, welcomed=True)
    after, reply = answer(said(intent), before)
    assert after == before, "a moment writes nothing"
    assert [one.key.split(".")[2] for one in reply.messages] == ["heard", "do"]
    assert reply.screen == fill.NEUTRAL_SCREEN
    assert reply.card is None
    assert reply.ask is None or reply.ask.question.startswith("offers.")


@pytest.mark.parametrize(("intent", "role"), list(product(MOMENTS, (None, *ROLES))))
def test_each_way_of_saying_a_moment_is_25_seconds_at_most(intent: str, role: Role | None) -> None:
    for number in range(9):
        turn = said(intent, EVENING + timedelta(minutes=number))
        rendered = catalog("en-US").speak(answer(turn, Journey(role=role))[1], turn.today)
        assert seconds(rendered.speech or "") <= MAX_REPLY_S


@pytest.mark.parametrize("intent", MOMENTS)
def test_a_moment_said_again_a_minute_or_an_hour_later_is_answered_in_other_words(intent: str) -> None:
    for step in (timedelta(minutes=1), timedelta(hours=1)):
        replies = [answer(said(intent, EVENING + n * step), Journey())[1] for n in range(3)]
        spoken = [catalog("en-US").speak(reply, EVENING.date()).speech for reply in replies]
        assert len(set(spoken)) == len(spoken)


@pytest.mark.parametrize("intent", [intent for intent in MOMENTS if intent != "GoodDayIntent"])
def test_a_moment_said_twice_in_a_session_is_answered_in_other_words(intent: str) -> None:
    turn, texts = said(intent), []
    for _ in range(4):
        reply = answer(turn, Journey())[1]
        texts.append([catalog("en-US").render(one, turn.today) for one in reply.messages])
        assert reply.ask
        turn = said(intent, question=reply.ask.question, state=reply.ask.state, last_reply=reply_to_json(reply))
    assert all(set(one).isdisjoint(other) for one, other in pairwise(texts))


@pytest.mark.parametrize("intent", MOMENTS)
def test_a_question_that_was_open_is_asked_again_after_a_moment(intent: str) -> None:
    open_ask = Ask("checkin.rating", state={"day": "2026-03-02", "again": False})
    turn = said(intent, question=open_ask.question, state=open_ask.state, last_reply=reply_to_json(Reply((), open_ask)))
    _, reply = answer(turn, Journey())
    assert reply.ask == open_ask


def test_a_no_to_an_offer_ends_kindly_and_changes_nothing() -> None:
    turn = said("AMAZON.NoIntent", question="offers.breathing", state={"moment": "angry", "nth": 3})
    journey, reply = answer(turn, Journey())
    assert (journey, reply.messages[0].key, reply.ask) == (Journey(), "offers.fine", None)


def test_every_offer_of_a_moment_leads_somewhere() -> None:
    offered = {one.offer(voice) for one in MOMENTS.values() for voice in ROLES} - {None}
    assert offered <= OFFERS.keys()
