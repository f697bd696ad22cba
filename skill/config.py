"""Settings of the command line: flags, the environment variables that stand in for them, the store, the time zone."""

import argparse
import contextlib
import ipaddress
import os
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from skill.errors import TrustStepsError
from skill.stores.memory import MemoryStore
from skill.stores.sqlite import SQLiteStore
from skill.stores.store import Store

IN_MEMORY = ":memory:"
"""The path of a store that keeps nothing after the program has ended."""

TRUE_WORDS, FALSE_WORDS = ("1", "true", "yes"), ("", "0", "false", "no")
"""Values of a boolean flag or environment variable, in lower case."""


class CommandError(TrustStepsError):
    """A command can't be run with these options; the message is one line."""


class OneLineParser(argparse.ArgumentParser):
    """An ArgumentParser whose errors are one line, without the whole usage."""

    def error(self, message: str) -> NoReturn:
        """Print the message and exit with code 2."""
        self.exit(2, f"{self.prog}: {message}\n")


def variable(name: str, default: str | None = None) -> str | None:
    """Return the environment variable TRUST_STEPS_`name`, or the default where it is unset or empty."""
    return os.environ.get(f"TRUST_STEPS_{name}") or default


def boolean(text: str) -> bool:
    """Return the value of a boolean flag; raises ArgumentTypeError."""
    if text.lower() not in (*TRUE_WORDS, *FALSE_WORDS):
        raise argparse.ArgumentTypeError(f"not a yes or a no, as 1 or 0 is: {text[:20]!r}")
    return text.lower() in TRUE_WORDS


def port(text: str) -> int:
    """Return a TCP port; raises ArgumentTypeError."""
    if not text.isdecimal() or int(text[:6]) > 65535:
        raise argparse.ArgumentTypeError(f"not a port, which is a number up to 65535: {text[:20]!r}")
    return int(text)


def open_store(path: str | None, *, must_exist: bool = False) -> Store:
    """Return the store at a path, by default the user's own; raises CommandError and UnavailableError."""
    if path == IN_MEMORY:
        return MemoryStore()
    if path is None:
        from platformdirs import user_data_path

        file = user_data_path("trust-steps", appauthor=False) / "journeys.sqlite3"
    else:
        file = Path(path)
    try:
        if must_exist and not file.exists():
            raise CommandError(f"there is no store at {file}")
        if path is None:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise CommandError(f"can't use the store at {file}: {getattr(error, 'strerror', None) or error}") from None
    return SQLiteStore(file)


def device_timezone(name: str | None) -> str:
    """Return a time zone's name, by default this machine's, or UTC where it has none; raises CommandError."""
    if name is None:
        return _machine_timezone()
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise CommandError(f"unknown time zone {name[:40]!r}: it is written like America/New_York") from None


def _machine_timezone() -> str:
    from tzlocal import get_localzone_name

    with contextlib.suppress(KeyError, ValueError, OSError):
        return ZoneInfo(get_localzone_name() or "UTC").key
    return "UTC"


def is_loopback(host: str) -> bool:
    """Tell whether an address accepts connections from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
