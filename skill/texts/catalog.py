"""Text catalog: a locale's texts by key, filled with values and rendered as SSML.

A key is the file, then the path in it: `checkin.rating.ask` is `ask` in the table `rating` of checkin.toml,
`countries.GB.help.find` is in countries/GB.toml, and `steps.2.5.healing.do` in the fifth step of steps/2.toml.
A text is a string, a list of variants of which the day picks one, or a table of `one` and `other` from which the value
`n` picks. Files are read at first use.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from skill.errors import TrustStepsError
from skill.reply import MAX_VALUE_CHARS, Card, Message, RenderedReply, Reply, Screen, ScreenValue, Value
from skill.serialization.reply import reply_from_json, reply_to_json
from skill.slot_values import clean_text
from skill.texts.ssml import ssml_to_text

TEXTS_FOLDER = Path(__file__).parent
DEFAULT = "en-US"
SPELLING = "spelling"
"""The file of a region's spelling: its spelling of a word by that of its language's folder."""

_LOCALE_NAME = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
"""An Alexa locale (en-GB), or a language (en)."""

MAX_KEY_CHARS = 100

_KEY = re.compile(r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*")
"""A valid key. A key may come from a session or a record and names a file, so nothing else is looked up."""

_DEFAULT_LANGUAGE = DEFAULT.partition("-")[0]

_NOT_A_REPLY = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What reading or rendering raises for a value that is no reply."""

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
_ESCAPES = str.maketrans(_ENTITIES)


class MissingTextError(TrustStepsError, LookupError):
    """There is no text with this key, or it cannot be filled; the message has the key."""


class TextCatalog:
    """The texts of one locale: from its own folder (en-GB), then its language's (en), in the region's spelling."""

    def __init__(self, locale: str, folder: Path = TEXTS_FOLDER) -> None:
        self.locale = locale
        self._folders = [*dict.fromkeys((folder / locale, folder / locale.partition("-")[0]))]
        self._files: dict[str, Mapping[str, Any]] = {}
        self._cache: dict[str, Any] = {}

    def speak(self, reply: Reply, today: date) -> RenderedReply:
        """Return a reply as SSML (without the outer tag), a card and session data; raises MissingTextError."""
        ask = reply.ask
        asked = (ask.prompt,) if ask and reply.permission != "ask" else ()
        said = [self.render(one, today) for one in (*reply.messages, *asked)]
        return RenderedReply(
            speech=" ".join(said) or None,
            reprompt=self.render(ask.reprompt, today) if ask and reply.permission != "ask" else None,
            card=self._card(reply, today),
            permission=reply.permission,
            question=ask.question if ask else None,
            state=ask.state if ask else {},
            elicit=ask.elicit if ask else None,
            any_speaker=bool(ask and ask.any_speaker),
            last_reply=reply_to_json(reply) if ask else None,
        )

    def show(self, reply: Reply, screen: Screen, today: date) -> dict[str, Any]:
        """Return the data of a screen's document: JSON values, with texts as plain text; raises MissingTextError."""
        title = self._shown(screen.title, today) if screen.title else ""
        lines = [self._shown(one, today) for one in (reply.messages if screen.lines is None else screen.lines)]
        values = {name: self._shown(value, today) for name, value in screen.values.items()}
        return {"title": title, "lines": lines, "label": " ".join(filter(None, (title, *lines))), **values}

    def render(self, said: Message, today: date) -> str:
        """Return a message as SSML; raises MissingTextError. Values are escaped: a user's words never become a tag."""
        text = self._pick(self.lookup(said.key), said, today)
        values = {name: self._fill(value, today) for name, value in said.values.items()}
        try:
            # The full stop of "8 p.m." ends the sentence too.
            return re.sub(r"(\.\w\.)\.(?!\.)", r"\1", text.format_map(values))
        except (KeyError, IndexError) as missing:
            raise MissingTextError(f"{said.key} wants {missing}") from None

    def lookup(self, key: str) -> Any:
        """Return the text, list or table at a key; raises MissingTextError."""
        if key not in self._cache:
            self._cache[key] = self._look_up(key)
        return self._cache[key]

    def _look_up(self, key: str) -> Any:
        name, *path = key.split(".")
        if len(key) > MAX_KEY_CHARS or not _KEY.fullmatch(key) or name == SPELLING:
            raise MissingTextError(f"no such text for {self.locale}")
        steps = re.fullmatch(r"steps\.([1-8])\.([1-7])\.(.+)", key)
        if steps:
            stage, step, part = steps.groups()
            name, path = f"steps/{stage}", ["step", str(int(step) - 1), *part.split(".")]
        elif path and not self._file(name):
            # Without such a file, it is a folder.
            name = f"{name}/{path.pop(0)}"
        value: Any = self._file(name)
        if not value:
            raise MissingTextError(f"no text {key} for {self.locale}")
        try:
            for part in path:
                value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, TypeError, ValueError, IndexError):
            raise MissingTextError(f"no text {key} for {self.locale}") from None
        return value

    def has_question(self, question: str) -> bool:
        """Tell whether there are texts for a question of this name."""
        try:
            return all(self.lookup(f"{question}.{part}") for part in ("ask", "again", "help"))
        except MissingTextError:
            return False

    def can_speak(self, packed: Any) -> bool:
        """Tell whether a value is a reply, as `Reply.to_json` makes one, whose texts there are and can be filled."""
        try:
            self.speak(reply_from_json(packed), date.min)
        except (MissingTextError, *_NOT_A_REPLY):
            return False
        return True

    def read_all(self) -> None:
        """Read every file now instead of at first use."""
        for folder in self._folders:
            for path in folder.rglob("*.toml"):
                self._file(path.relative_to(folder).with_suffix("").as_posix())

    def _file(self, name: str) -> Mapping[str, Any]:
        if name not in self._files:
            merged: dict[str, Any] = {}
            for folder in reversed(self._folders):
                path = folder / f"{name}.toml"
                if path.is_file():
                    merged = _merge(merged, tomllib.loads(path.read_text("utf-8")))
            self._files[name] = merged if name == SPELLING else _apply_spelling(merged, self._file(SPELLING))
        return self._files[name]

    def _pick(self, text: Any, said: Message, today: date) -> str:
        if isinstance(text, str):
            return text
        if isinstance(text, Mapping):
            n = said.values.get("n")
            text = text.get("one" if n == 1 else "other")
        if isinstance(text, list) and text:
            nth = said.values.get("nth", today.toordinal())
            text = text[nth % len(text)] if isinstance(nth, int) else None
        if not isinstance(text, str):
            raise MissingTextError(f"{said.key} is not a text")
        return text

    def _fill(self, value: Value, today: date) -> str:
        if isinstance(value, str):
            return _shortened(clean_text(value)).translate(_ESCAPES)
        if isinstance(value, int | float):
            return str(value)
        if isinstance(value, Message):
            return self.render(value, today)
        parts = [self._fill(one, today) for one in value]
        if len(parts) < 2:
            return "".join(parts)
        join = self._file("lists")
        pair = join["pair"] if len(parts) == 2 else join["last"]
        return str(join["between"]).join(parts[:-1]) + str(pair) + parts[-1]

    def _shown(self, value: ScreenValue, today: date) -> Any:
        if isinstance(value, Message):
            return ssml_to_text(self.render(value, today))
        if isinstance(value, Mapping):
            return {name: self._shown(one, today) for name, one in value.items()}
        return value if isinstance(value, str | int | float) else [self._shown(one, today) for one in value]

    def _card(self, reply: Reply, today: date) -> Card | None:
        if reply.card is None:
            return None
        # A card shows the text of one of the messages, named by its `of`, so it is filled with the values of that one.
        values = next((one.values for one in reply.messages if self._fits(reply.card, one)), {})
        title, text = (
            _plain(self.render(Message(f"{reply.card}.{part}", values), today)) for part in ("title", "text")
        )
        return Card(title, text)

    def _fits(self, card: str, said: Message) -> bool:
        return bool(self.lookup(card)["of"] == said.key)


def catalog(locale: str) -> TextCatalog:
    """Return the catalog of a locale; of its language where the region has no texts, of DEFAULT otherwise."""
    known = _locales()
    language = locale.partition("-")[0]
    return _catalog(locale if locale in known else language if language in known else _DEFAULT_LANGUAGE)


@cache
def _locales() -> frozenset[str]:
    """Return all locales and languages with texts, so that a locale from a request never names another folder."""
    return frozenset(
        path.name for path in TEXTS_FOLDER.iterdir() if _LOCALE_NAME.fullmatch(path.name) and path.is_dir()
    )


@cache
def _catalog(locale: str) -> TextCatalog:
    return TextCatalog(locale)


def _shortened(text: str) -> str:
    """Return at most MAX_VALUE_CHARS of a user's text, cut between words where possible."""
    if len(text) <= MAX_VALUE_CHARS:
        return text
    return text[: MAX_VALUE_CHARS - 1].rpartition(" ")[0] or text[: MAX_VALUE_CHARS - 1]


def _plain(text: str) -> str:
    """Return text with SSML entities as plain text."""
    for character, entity in reversed(
        _ENTITIES.items()
    ):  # the ampersand last, because the other entities begin with one
        text = text.replace(entity, character)
    return text


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merge(merged[key], value) if both else value
    return merged


def _apply_spelling(value: Any, spelling: Mapping[str, str]) -> Any:
    """Return texts in the region's spelling; a capitalised word stays so."""
    if not spelling:
        return value
    if isinstance(value, Mapping):
        return {key: _apply_spelling(one, spelling) for key, one in value.items()}
    if isinstance(value, list):
        return [_apply_spelling(one, spelling) for one in value]
    if not isinstance(value, str):
        return value

    def spell(found: re.Match[str]) -> str:
        word = spelling[found[0].lower()]
        return word.capitalize() if found[0][0].isupper() else word

    return re.sub(
        rf"\b(?:{'|'.join(map(re.escape, sorted(spelling, key=len, reverse=True)))})\b",
        spell,
        value,
        flags=re.IGNORECASE,
    )
