"""Rendering: from a reply's references to texts and screens to SSML, a card and a document."""

from dataclasses import replace

from skill.handlers import addressing
from skill.reply import Ask, RenderedReply, Reply
from skill.screens import documents
from skill.texts.catalog import catalog
from skill.turn import Turn


def render(turn: Turn, reply: Reply) -> RenderedReply:
    """Return a reply in the turn's locale, with a document where the device has a screen.

    Raises MissingTextError and KeyError for a text and a document that are not there.
    """
    if turn.interrupted and addressing.waits_for_asked(turn, reply):
        return _render_waiting(turn, turn.interrupted, reply)
    texts = catalog(turn.locale)
    rendered = replace(texts.speak(reply, turn.today), asked=turn.speaker.person, household_named=turn.household_named)
    if not turn.has_screen or reply.screen is None:
        return rendered
    data = {documents.DATA: texts.show(reply, reply.screen, turn.today)}
    screen = {"document": documents.document(reply.screen.name), "datasources": data}
    return replace(rendered, screen=screen, keeps_document=reply.screen.keeps_document)


def apology(locale: str, error_key: str) -> RenderedReply:
    """Return the text in errors.toml that says what failed; it ends the session."""
    return RenderedReply(speech=catalog(locale).lookup(f"errors.{error_key}"))


def _render_waiting(turn: Turn, interrupted: Turn, reply: Reply) -> RenderedReply:
    """Return a reply to another voice that leaves the open question, unrepeated, to the voice that was asked."""
    rendered = catalog(turn.locale).speak(replace(reply, ask=Ask("around.waiting")), turn.today)
    ask = addressing.open_question(interrupted)
    return replace(
        rendered,
        question=interrupted.question,
        state=interrupted.state,
        elicit=ask.elicit if ask else None,
        any_speaker=interrupted.any_speaker,
        last_reply=interrupted.last_reply,
        asked=interrupted.asked,
        household_named=turn.household_named,
    )
