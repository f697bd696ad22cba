"""The skill's own function, of which the snapshot is restored twice; its pauses are told instead of slept."""

import ctypes
import importlib
import os
import time
from typing import Any

_monotonic = time.monotonic
_slept: list[float] = []


def _sleep(seconds: float) -> None:
    _slept.append(seconds)


# Before the skill is imported, which keeps the clock and the sleep that it finds.
time.sleep = _sleep  # type: ignore[assignment]  # the real one takes more kinds of numbers
time.monotonic = lambda: _monotonic() + sum(_slept)

_skill = importlib.import_module("lambda.handler")


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Answer as the skill does; return which copy this is, and for how long it would have slept."""
    _slept.clear()
    _skill.handler(event, context)
    return {"copy": os.getpid(), "slept": _slept}


def _copy() -> None:
    # Not os.fork, after which Python seeds its randomness anew: a restored snapshot is not told that it is a copy.
    ctypes.PyDLL(None).fork()


importlib.import_module("snapshot_restore_py").register_before_snapshot(_copy)
