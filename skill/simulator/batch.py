"""The talk simulator behind a pipe: one utterance per line in, a transcript or one JSON object per line out."""

import json
from collections.abc import Iterable
from typing import Any, TextIO

from skill.simulator.commands import QuitError
from skill.simulator.exchange import Exchange
from skill.simulator.session import SimulatorSession
from skill.simulator.text_to_speech import SpeechSynthesizer


def converse(
    talk: SimulatorSession,
    lines: Iterable[bytes],
    out: TextIO,
    *,
    as_json: bool,
    voice: SpeechSynthesizer | None = None,
) -> None:
    """Answer every line, and speak each answer to its end where there is a voice.

    Raises BadCommandError at a line that cannot be followed; what came before it stands.
    """
    for line in lines:
        try:
            heard = talk.hear(line.decode("utf-8", "replace"))
        except QuitError:
            return
        for exchange in heard:
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
    """Return an exchange as the transcripts in tests/conversations write it, with a line end behind it."""
    if exchange.request_type == "Reminder":
        return f"RINGS  {exchange.speech}\n"
    lines = [] if exchange.utterance is None else [f"YOU    {' '.join(exchange.utterance.split())}"]
    if exchange.speech:
        lines.append(f"SKILL  {exchange.speech}")
    if exchange.card:
        lines.append(f"CARD   {exchange.card['title']}. {' '.join(exchange.card['text'].split())}")
    if exchange.shown:
        title, shown = exchange.shown
        lines.append(f"SCREEN {' '.join(_sentence(one) for one in (title, *shown) if one) or '(blank)'}")
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
