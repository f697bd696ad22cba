"""The one loader of what is said: a text by its key, filled and ready to be spoken.

A key is the file, then the place in it: `checkin.rating.ask` is `ask` in the table `rating` of checkin.toml,
`countries.GB.help.find` is in countries/GB.toml, and `steps.2.5.healing.do` in the fifth step of steps/2.toml.
A text is a string, a list of variants of which the day picks one, or a table of `one` and `other` that the value `n`
picks from. Files are read when first spoken from.
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

TEXTS_FOLDER = Path(__file__).parent
DEFAULT = "en-US"
SPELLING = "spelling"
"""The file of a region in which words of its language are spelt otherwise, by how the language's folder spells them."""


_LOCALE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
"""A locale of Alexa's, or its language alone."""

MAX_KEY_CHARS = 100

_KEY = re.compile(r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*")
"""A text's key. Nothing else is looked up: a key may come from a session or a record, and it names a file."""

_DEFAULT_LANGUAGE = DEFAULT.partition("-")[0]

_NOT_A_REPLY = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What a value that is no reply raises when it is read or rendered."""

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
_ESCAPES = str.maketrans(_ENTITIES)


class MissingTextError(TrustStepsError, LookupError):
    """A text that the code speaks of is not there, or cannot be filled; the key is in the message."""


class TextCatalog:
    """All texts of one locale: its own folder first (en-GB), then its language's (en), in its own spelling."""

    def __init__(self, locale: str, folder: Path = TEXTS_FOLDER) -> None:
        self.locale = locale
        self._folders = [*dict.fromkeys((folder / locale, folder / locale.partition("-")[0]))]
        self._files: dict[str, Mapping[str, Any]] = {}
        self._found: dict[str, Any] = {}

    def speak(self, reply: Reply, today: date) -> RenderedReply:
        """Put a reply into words: SSML, without the outer tag."""
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
        """Return what a screen is filled with, as JSON values with texts as they are read, not spoken."""
        title = self._shown(screen.title, today) if screen.title else ""
        lines = [self._shown(one, today) for one in (reply.messages if screen.lines is None else screen.lines)]
        values = {name: self._shown(value, today) for name, value in screen.values.items()}
        return {"title": title, "lines": lines, "label": " ".join(filter(None, (title, *lines))), **values}

    def render(self, said: Message, today: date) -> str:
        """Return one line as SSML. Values are escaped: what a person said can never become a tag."""
        text = self._pick(self.find(said.key), said, today)
        values = {name: self._fill(value, today) for name, value in said.values.items()}
        try:
            # The full stop of "8 p.m." ends the sentence too.
            return re.sub(r"(\.\w\.)\.(?!\.)", r"\1", text.format_map(values))
        except (KeyError, IndexError) as missing:
            raise MissingTextError(f"{said.key} wants {missing}") from None

    def find(self, key: str) -> Any:
        """Return what stands under a key; raises MissingTextError."""
        if key not in self._found:
            self._found[key] = self._looked_up(key)
        return self._found[key]

    def _looked_up(self, key: str) -> Any:
        name, *path = key.split(".")
        if len(key) > MAX_KEY_CHARS or not _KEY.fullmatch(key) or name == SPELLING:
            raise MissingTextError(f"no such text for {self.locale}")
        steps = re.fullmatch(r"steps\.([1-8])\.([1-7])\.(.+)", key)
        if steps:
            stage, step, part = steps.groups()
            name, path = f"steps/{stage}", ["step", str(int(step) - 1), *part.split(".")]
        elif path and not self._file(name):
            # What is no file is a folder.
            name = f"{name}/{path.pop(0)}"
        found: Any = self._file(name)
        if not found:
            raise MissingTextError(f"no text {key} for {self.locale}")
        try:
            for part in path:
                found = found[int(part)] if isinstance(found, list) else found[part]
        except (KeyError, TypeError, ValueError, IndexError):
            raise MissingTextError(f"no text {key} for {self.locale}") from None
        return found

    def has_question(self, asking: str) -> bool:
        """Tell whether a question of this name is among the texts."""
        try:
            return all(self.find(f"{asking}.{part}") for part in ("ask", "again", "help"))
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
        """Read every file now, and not when it is first spoken from."""
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
            return " ".join(_plain(re.sub(r"<[^>]*>", " ", self.render(value, today))).split())
        if isinstance(value, Mapping):
            return {name: self._shown(one, today) for name, one in value.items()}
        return value if isinstance(value, str | int | float) else [self._shown(one, today) for one in value]

    def _card(self, reply: Reply, today: date) -> Card | None:
        if reply.card is None:
            return None
        # A card shows what the line of the same name speaks, so it is filled with that line's values.
        values = next((one.values for one in reply.messages if self._fits(reply.card, one)), {})
        title, text = (
            _plain(self.render(Message(f"{reply.card}.{part}", values), today)) for part in ("title", "text")
        )
        return Card(title, text)

    def _fits(self, card: str, said: Message) -> bool:
        return bool(self.find(card)["of"] == said.key)


def catalog(locale: str) -> TextCatalog:
    """Return the words of a locale; of its language where the region has none of its own, of DEFAULT otherwise."""
    known = _locales()
    language = locale.partition("-")[0]
    return _words(locale if locale in known else language if language in known else _DEFAULT_LANGUAGE)


@cache
def _locales() -> frozenset[str]:
    """Return all locales and languages that have texts: a locale from outside is only ever one of these."""
    return frozenset(path.name for path in TEXTS_FOLDER.iterdir() if _LOCALE.fullmatch(path.name) and path.is_dir())


@cache
def _words(locale: str) -> TextCatalog:
    return TextCatalog(locale)


def _shortened(text: str) -> str:
    """Return a user's words as they are repeated: a long text only as far as somebody would listen."""
    if len(text) <= MAX_VALUE_CHARS:
        return text
    return text[: MAX_VALUE_CHARS - 1].rpartition(" ")[0] or text[: MAX_VALUE_CHARS - 1]


def _plain(text: str) -> str:
    """Return SSML as plain text for a card."""
    for character, entity in reversed(_ENTITIES.items()):  # the ampersand last: it begins all the others
        text = text.replace(entity, character)
    return text


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merge(merged[key], value) if both else value
    return merged


def _apply_spelling(value: Any, spelling: Mapping[str, str]) -> Any:
    """Return texts in another spelling; a word keeps its capital."""
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
