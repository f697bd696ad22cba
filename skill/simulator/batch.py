"""Batch mode of the simulator: one line of input an utterance, and a transcript or one JSON object a line out."""

import json
from collections.abc import Iterable
from typing import Any, TextIO

from skill.simulator.commands import QuitError
from skill.simulator.exchange import REMINDER, Exchange
from skill.simulator.session import SimulatorSession
from skill.simulator.text_to_speech import SpeechSynthesizer


def converse(
    session: SimulatorSession,
    lines: Iterable[bytes],
    out: TextIO,
    *,
    as_json: bool,
    voice: SpeechSynthesizer | None = None,
) -> None:
    """Take every line and write what it caused; with `voice`, speak each reply to its end.

    Raises BadCommandError at a command that cannot be followed; the lines before it were answered.
    """
    for line in lines:
        try:
            exchanges = session.hear(line.decode("utf-8", "replace"))
        except QuitError:
            return
        for exchange in exchanges:
            out.write((json_of(exchange) if as_json else transcript_of(exchange)) + "\n")
            out.flush()
            if voice:
                voice.say(exchange)
                voice.finish()


def json_of(exchange: Exchange) -> str:
    """Return an exchange as one line of JSON."""
    return json.dumps(values_of(exchange), ensure_ascii=False)


def values_of(exchange: Exchange) -> dict[str, Any]:
    """Return an exchange as JSON values."""
    return {
        "utterance": exchange.utterance,
        "request_type": exchange.request_type,
        "intent": exchange.intent,
        "slots": dict(exchange.slots),
        "speech": exchange.speech,
        "ssml": exchange.ssml,
        "reprompt": exchange.reprompt,
        "card": exchange.card,
        "screen": exchange.screen,
        "session_open": exchange.session_open,
        "error": exchange.error,
    }


def transcript_of(exchange: Exchange) -> str:
    """Return an exchange as in the transcripts of tests/conversations, with an empty line after it."""
    if exchange.request_type == REMINDER:
        return f"RINGS  {exchange.speech}\n"
    lines = [] if exchange.utterance is None else [f"YOU    {' '.join(exchange.utterance.split())}"]
    if exchange.speech:
        lines.append(f"SKILL  {exchange.speech}")
    if exchange.card:
        lines.append(f"CARD   {exchange.card['title']}. {' '.join(exchange.card['text'].split())}")
    if exchange.shown:
        title, shown = exchange.shown
        lines.append(f"SCREEN {' '.join(_sentence(line) for line in (title, *shown) if line) or '(blank)'}")
    if exchange.reprompt:
        lines.append(f"ASKS   {exchange.reprompt}")
    if exchange.error:
        lines.append(f"ERROR  {exchange.error}")
    if not exchange.session_open:
        lines.append("(session ends)")
    return "\n".join(lines) + "\n"


def _sentence(line: str) -> str:
    line = " ".join(line.split())
    return line if line.endswith((".", "!", "?", ":", "…", "”")) else f"{line}."
