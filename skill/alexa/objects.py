"""JSON values to objects of Amazon's classes and back, as the SDK's own serializer makes them, only sooner.

The SDK's looks every class and attribute up anew for every value, which is most of what a turn computes, and importing
it imports the clients of all of Amazon's services. Here a class is looked up once, when a value of it first arrives.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any, cast

from ask_sdk_core.exceptions import SerializationException

Reader = Callable[[Any], Any]
"""Makes an object of one type from a JSON value that is not null."""

_BAD = (ValueError, TypeError, KeyError, AttributeError, ImportError)
"""What a value that is something else makes of the functions below."""

_PLAIN = {str, int, float, bool}


def read(value: Any, kind: Any) -> Any:
    """Return an object of a class of Amazon's; raises SerializationException, which quotes nothing of the value.

    Keys that the class does not know are left out.
    """
    try:
        return _reader(kind)(value)
    except _BAD as error:
        raise SerializationException(f"not a {kind.__name__}: {type(error).__name__}") from None


def written(value: Any) -> Any:
    """Return an object of Amazon's as a JSON value; attributes that are None are left out."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, dict):
        return {key: written(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [written(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    made, model = dict[str, Any](), cast("Any", type(value))
    for key, (name, _) in _attributes(model).items():
        one = getattr(value, name)
        if one is not None:
            made[key] = written(one)
    return made


@cache
def _reader(kind: Any) -> Reader:
    """Return the reader of a type: a class, or a name such as the SDK's classes give for an attribute."""
    if kind in (str, int, float, bool):
        return _cast(kind)
    if kind in (object, "object"):
        return _as_it_is
    if kind == "datetime":
        return datetime.fromisoformat
    if isinstance(kind, str):
        if kind.startswith("list["):
            of = kind[len("list[") : -1]
            return lambda values: [_of(one, of) for one in values]
        if kind.startswith("dict("):
            of = kind[len("dict(") : -1].partition(", ")[2]
            return lambda values: {key: _of(one, of) for key, one in values.items()}
        return _reader({"str": str, "int": int, "float": float, "bool": bool}.get(kind) or _named(kind))
    if issubclass(kind, Enum):
        return lambda value: kind(value)
    if hasattr(kind, "get_real_child_model"):
        return lambda value: _model(_named(kind.get_real_child_model(value)), value)
    return lambda value: _model(kind, value)


def _of(value: Any, kind: Any) -> Any:
    return None if value is None else _reader(kind)(value)


def _model(model: Any, value: Any) -> Any:
    made, attributes = model(), _attributes(model)
    for key, one in value.items():
        if one is not None and key in attributes:
            name, kind = attributes[key]
            setattr(made, name, _reader(kind)(one))
    return made


@cache
def _attributes(model: Any) -> Mapping[str, tuple[str, Any]]:
    """Return a class's attributes and their types, by their keys in JSON."""
    keys = model.attribute_map
    return {keys.get(name, name): (name, kind) for name, kind in model.deserialized_types.items()}


@cache
def _named(name: str) -> Any:
    module, _, kind = name.rpartition(".")
    return getattr(import_module(module), kind)


def _cast(kind: type) -> Reader:
    # As the SDK does it: a number is read where text is expected.
    return lambda value: value if type(value) is kind else kind(value)


def _as_it_is(value: Any) -> Any:
    return value
