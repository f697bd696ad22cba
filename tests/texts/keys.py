"""Which texts the code speaks of, read from its source: every key it names, and what it fills it with."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import TypeAlias

import skill
from tools.text_rules.locale_texts import LocaleTexts, placeholders

SOURCE = Path(skill.__file__).parent

STEERING = frozenset(("n", "nth"))
"""Values that pick a text, and need not be told in it."""

MODEL_FILE_ENDING = ".model"
"""How the names of trained models end, which are no keys."""

READ_WHOLE = ("_file",)
"""Methods that read a file by its name, and whatever stands in it."""

Source: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """A key that the code names."""

    place: str
    """Where: the file and the line."""
    key: str
    """The key; {} stands for each part of it that is known when the code runs."""
    known: tuple[str, ...] = ()
    """All keys that it can become, where the source tells."""
    values: frozenset[str] | None = None
    """Names of the values that are passed; None where the source doesn't tell."""
    asks: bool = False

    def complaint(self, cure: str) -> str:
        """Return a complaint about this key."""
        return f"{self.place}: {self.key}: {cure}"


def read(folder: Path = SOURCE) -> dict[str, str]:
    """Return the source of every module."""
    return {path.relative_to(folder.parent).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.py")}


@cache
def skill_code(files: frozenset[str]) -> "Code":
    """Return what the skill's source says of texts, whose files have these names."""
    return Code(read(), files)


def file_names(locale_texts: LocaleTexts) -> frozenset[str]:
    """Return the names of a locale_texts's files: every key begins with one."""
    return frozenset(name.partition("/")[0] for name in locale_texts.files)


class Code:
    """What a program's source says of texts."""

    def __init__(self, source: Source, files: frozenset[str]) -> None:
        """Read the source; every key begins with the name of a file."""
        self.constants: set[str] = set()
        """Every string in the program: what completes a key is one of them."""
        self.whole: set[str] = set()
        """Files that are read by their name."""
        self.named: list[Named] = []
        self._key = re.compile(rf"(?:{'|'.join(sorted(files))})(?:\.[\w{{}}]+)+")
        for path, text in source.items():
            module = ast.parse(text, path)
            self._scopes(path, module, module)

    def _scopes(self, path: str, module: ast.Module, scope: ast.AST) -> None:
        for node in _within(scope):
            if isinstance(node, ast.FunctionDef):
                self._scopes(path, module, node)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                self.constants.add(node.value)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READ_WHOLE:
                self.whole |= {key for one in node.args if (key := _key(one))}
        called = {
            id(one): call
            for call in _within(scope)
            if isinstance(call, ast.Call) and call.args
            for one in _either(call.args[0])
        }
        for node in _within(scope):
            key = _key(node)
            if key is None or not self._key.fullmatch(key):
                continue
            call = called.get(id(node))
            name = call.func.id if call and isinstance(call.func, ast.Name) else None
            self.named.append(
                Named(
                    place=f"{path}:{node.lineno}",
                    key=key,
                    known=_known(node, scope, module),
                    values=_values(call) if call and name in ("message", "Ask") else None,
                    asks=name == "Ask",
                )
            )

    def keys(self, named: Named, locale_texts: LocaleTexts) -> set[str]:
        """Return the keys of the locale_texts that one named key can be."""
        if named.known:
            return {
                key
                for key in named.known
                if key in locale_texts.texts.keys() | locale_texts.tables.keys() | locale_texts.unspoken
            }
        # A step's number and part are not strings in the program, nor is a country's code. That all of them are there
        # is a rule of its own.
        part = r"(.+)" if named.key.startswith("steps.") else r"(\w+)"
        pattern = re.compile(part.join(re.escape(one) for one in named.key.split("{}")))
        return {
            key
            for key in locale_texts.texts.keys()
            | (() if named.key.startswith("steps.") else locale_texts.tables.keys())
            if (found := pattern.fullmatch(key))
            and (
                named.key.startswith(("steps.", "countries."))
                or all(one in self.constants or one.isdigit() for one in found.groups())
            )
        }


def what_is_named_is_there(code: Code, locale_texts: LocaleTexts) -> Iterator[str]:
    """Every key that the code names is a text, or a question where it asks."""
    for named in code.named:
        missing = sorted(set(named.known) - code.keys(named, locale_texts))
        if missing or not code.keys(named, locale_texts):
            yield named.complaint(
                f"write {' and '.join(missing) or 'a text that fits'} for {locale_texts.name}, or name another"
            )
        for key in code.keys(named, locale_texts):
            if named.asks and "ask" not in locale_texts.tables.get(key, {}):
                yield named.complaint(f"write the question's ask, again and help for {locale_texts.name}")
            if named.values is not None and not named.asks and not _is_text(locale_texts, key):
                yield named.complaint(f"{key} is no text in {locale_texts.name}: name one text in it")


def what_is_there_is_named(code: Code, locale_texts: LocaleTexts) -> Iterator[str]:
    """Every text is named by some code: alone, in a question, or on a card."""
    reached = {key for named in code.named for key in code.keys(named, locale_texts)}
    for text in locale_texts.texts.values():
        table = text.base.rpartition(".")[0]
        inside = table in reached and ("ask" in locale_texts.tables[table] or "of" in locale_texts.tables[table])
        if text.base not in reached and not inside and text.key.partition(".")[0] not in code.whole:
            yield locale_texts.complaint(
                text.key, "take the text out, since no code speaks of it, or let some code say it"
            )
    for unspoken in sorted(locale_texts.unspoken - reached):
        name, _, key = unspoken.partition(".")
        if name not in code.whole or key not in code.constants:
            yield locale_texts.complaint(unspoken, "take it out, since no code listens for it, or let some code do so")


def texts_want_what_they_are_given(code: Code, locale_texts: LocaleTexts) -> Iterator[str]:
    """A text wants no value that the code doesn't pass, and tells every value that it does."""
    for named in code.named:
        keys = code.keys(named, locale_texts)
        if named.values is None or named.key.startswith("steps."):
            continue
        if named.asks:
            keys = {f"{key}.{part}" for key in keys for part in ("ask", "again", "help")}
        wanted = {name: place for key in keys for name, place in _wanted(locale_texts, key)}
        for name in sorted(wanted.keys() - named.values):
            yield named.complaint(f"pass {name}, or take it out of {wanted[name]}")
        for name in sorted(named.values - wanted.keys() - STEERING):
            yield named.complaint(f"say {{{name}}} in the text, or pass it no longer")
        if any(key in locale_texts.tables for key in keys) and not named.asks and "n" not in named.values:
            yield named.complaint("pass n, which picks between one and other")


Rule: TypeAlias = Callable[[Code, LocaleTexts], Iterator[str]]
RULES: tuple[Rule, ...] = (what_is_named_is_there, what_is_there_is_named, texts_want_what_they_are_given)


def _within(scope: ast.AST) -> Iterator[ast.expr | ast.FunctionDef]:
    """Yield what stands in a scope: a string with parts to fill as one, and a function in it without its inside."""
    for node in ast.iter_child_nodes(scope):
        if isinstance(scope, ast.JoinedStr) and isinstance(node, ast.Constant):
            continue
        if isinstance(node, ast.expr | ast.FunctionDef):
            yield node
        if not isinstance(node, ast.FunctionDef):
            yield from _within(node)


def _either(node: ast.expr) -> list[ast.expr]:
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


def _key(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return None if node.value.endswith(MODEL_FILE_ENDING) else node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return None


def _known(node: ast.AST, scope: ast.AST, module: ast.Module) -> tuple[str, ...]:
    """Return all that a key can become; nothing where a part of it comes from elsewhere."""
    if not isinstance(node, ast.JoinedStr):
        return (key,) if (key := _key(node)) else ()
    parts = [
        {str(one.value)} if isinstance(one, ast.Constant) else _strings(one.value, scope, module)
        for one in node.values
        if isinstance(one, ast.Constant | ast.FormattedValue)
    ]
    return tuple("".join(one) for one in product(*parts)) if all(parts) else ()


def _strings(node: ast.expr, scope: ast.AST, module: ast.Module, within: tuple[ast.expr, ...] = ()) -> set[str]:
    """Return every string that an expression can be, or none where the source doesn't tell."""
    if node in within:
        return set()  # it is what it is, as a function that calls itself
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    several: list[ast.expr] = []
    if isinstance(node, ast.IfExp):
        several = _either(node)
    elif isinstance(node, ast.Name):
        assigned = [one for one in ast.walk(scope) if isinstance(one, ast.Assign) and len(one.targets) == 1]
        several = [
            one.value for one in assigned if isinstance(one.targets[0], ast.Name) and one.targets[0].id == node.id
        ]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        name = node.func.id
        bodies = [one for one in module.body if isinstance(one, ast.FunctionDef) and one.name == name]
        several = [one.value for body in bodies for one in ast.walk(body) if isinstance(one, ast.Return) and one.value]
    found = [_strings(one, scope, module, (*within, node)) for one in several]
    return set().union(*found) if found and all(found) else set()


def _values(call: ast.Call) -> frozenset[str] | None:
    """Return the names that a call of `message` or `Ask` passes; None where the source doesn't tell."""
    if isinstance(call.func, ast.Name) and call.func.id == "message":
        names = [one.arg for one in call.keywords]
        return None if None in names else frozenset(name for name in names if name)
    passed = [*call.args[1:2], *(one.value for one in call.keywords if one.arg == "values")]
    if not passed:
        return frozenset()
    if not isinstance(passed[0], ast.Dict):
        return None
    keys = [_key(one) if one else None for one in passed[0].keys]
    return None if None in keys else frozenset(key for key in keys if key)


def _is_text(locale_texts: LocaleTexts, key: str) -> bool:
    return key in locale_texts.texts or f"{key}.other" in locale_texts.texts


def _wanted(locale_texts: LocaleTexts, key: str) -> Iterator[tuple[str, str]]:
    for one in (key, f"{key}.one", f"{key}.other"):
        if one in locale_texts.texts:
            for variant in locale_texts.texts[one].variants:
                yield from ((name, one) for name in placeholders(variant))
