"""Reply: its JSON form, as session attributes and idempotency records hold it."""

from collections.abc import Mapping
from typing import Any, Literal

from skill.reply import MAX_VALUE_CHARS, Ask, Message, Reply, Screen

_PERMISSIONS: tuple[Literal["ask", "card"], ...] = ("ask", "card")


def reply_to_json(reply: Reply, *, with_screen: bool = False) -> list[Any]:
    """Return a reply as a JSON value: messages, question, card key, then what is shown if `with_screen`, permission."""
    ask = reply.ask
    question = ask and [
        *(ask.question, _to_json(ask.values), _to_json(ask.state), ask.elicit and [*ask.elicit]),
        *([True] if ask.any_speaker else []),
    ]
    screen = [_screen_to_json(reply.screen)] if with_screen and reply.screen else []
    permission = [reply.permission] if reply.permission else []
    return [[_to_json(message) for message in reply.messages], question, reply.card, *screen, *permission]


def reply_from_json(value: Any) -> Reply:
    """Return the reply that `reply_to_json` made; raises ValueError for anything else."""
    try:
        if not isinstance(value, list):
            raise TypeError
        messages, ask, card, *rest = value
        screen = next((part for part in rest if not isinstance(part, str)), None)
        permission = next((name for name in _PERMISSIONS if name in rest), None)
        if ask is not None:
            ask = Ask(ask[0], _from_json(ask[1]), ask[2], _elicited_slot(ask[3]), len(ask) > 4)
        return Reply(
            tuple(map(_from_json, messages)),
            ask,
            card,
            permission,
            screen=_screen_from_json(*screen) if screen else None,
        )
    except (TypeError, KeyError, IndexError, AttributeError) as error:
        raise ValueError(f"not a reply: {type(error).__name__}") from None


def _elicited_slot(value: Any) -> tuple[str, str] | None:
    if value is None:
        return None
    intent, slot = value
    if not (isinstance(value, list) and isinstance(intent, str) and isinstance(slot, str)):
        raise TypeError
    return intent, slot


def _screen_to_json(screen: Screen) -> list[Any]:
    lines = None if screen.lines is None else [_to_json(line) for line in screen.lines]
    return [screen.name, _to_json(screen.title), _to_json(screen.values), lines, screen.keeps_document]


def _screen_from_json(name: Any, title: Any, values: Any, lines: Any, keeps_document: Any) -> Screen:
    lines = None if lines is None else _from_json(lines)
    return Screen(name, _from_json(title), _from_json(values), lines, keeps_document)


def _to_json(value: Any) -> Any:
    """Return a value as JSON; a message becomes an object whose key `=` holds the message's own key."""
    if isinstance(value, str):
        return value[:MAX_VALUE_CHARS]
    if isinstance(value, Message):
        return {"=": value.key, **_to_json(value.values)}
    if isinstance(value, Mapping):
        return {key: _to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_to_json(item) for item in value]
    return value


def _from_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        values = {key: _from_json(item) for key, item in value.items() if key != "="}
        return Message(value["="], values) if "=" in value else values
    if isinstance(value, list):
        return tuple(map(_from_json, value))
    return value
