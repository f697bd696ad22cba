"""The command line: talk | serve | export | forget."""

import argparse
import contextlib
import ipaddress
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import ZoneInfo

from skill import __version__
from skill.errors import TrustStepsError
from skill.serialization.errors import UnreadableRecordError
from skill.simulator.commands import BadCommandError, parse_time
from skill.simulator.nlu.interaction_model import InteractionModel, UnknownLocaleError
from skill.stores.memory import MemoryStore
from skill.stores.sqlite import SQLiteStore
from skill.stores.store import Store, UnavailableError

if TYPE_CHECKING:
    from skill.simulator.session import SimulatorSession
    from skill.simulator.text_to_speech import SpeechSynthesizer

FORGETFUL = ":memory:"

TRUE_WORDS, FALSE_WORDS = ("1", "true", "yes"), ("", "0", "false", "no")
"""How a variable says whether something is wanted."""


class CommandError(TrustStepsError):
    """What was asked for on the command line cannot be done; the message is one line."""


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong in one line, without repeating the whole usage."""

    def error(self, message: str) -> NoReturn:
        """End with exit code 2."""
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    asked = _parser().parse_args(arguments)
    try:
        asked.run(asked)
    except (CommandError, BadCommandError, UnknownLocaleError, UnavailableError, UnreadableRecordError) as error:
        print(f"trust-steps: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of stdout is gone; Python would fail again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return 0


def talk(asked: argparse.Namespace) -> None:
    """Talk to the skill through a pretend Echo."""
    at = parse_time(asked.at) if asked.at else None
    locale = InteractionModel.of(asked.locale).locale
    timezone = _timezone(asked.timezone)

    def build() -> "SimulatorSession":
        from skill.simulator.session import (
            SimulatorSession,  # the skill takes a moment to import, and a person likes to see a sign
        )

        return SimulatorSession(_store(asked.store), locale=locale, timezone=timezone, at=at)

    with _voice(locale) if asked.voice else contextlib.nullcontext() as voice:
        if sys.stdin.isatty() and sys.stdout.isatty() and not asked.json:
            from rich.console import Console

            from skill.simulator.repl import Terminal

            Terminal(Console(highlight=False), voice=voice).converse(build, locale)
            return
        from skill.simulator import batch

        out = open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - not ours to close
        batch.converse(build(), sys.stdin.buffer, out, as_json=asked.json, voice=voice)


UNSIGNED = """\
WARNING: --allow-unsigned. Amazon's signatures are not checked: every program and every user of this machine can read,
change and delete all that is in this store. This is for one person at one machine, to try the skill. Don't put a proxy
or a tunnel in front of it."""

PLAIN_HTTP = """\
WARNING: the page is served over plain HTTP, and not to this machine alone. Who can read along in the network gets its
key and all that is said."""


def serve(asked: argparse.Namespace) -> None:
    """Serve the skill over HTTP."""
    if asked.allow_unsigned and not _is_loopback(asked.host):
        raise CommandError("unsigned requests are taken from this machine alone: --host 127.0.0.1")
    if asked.allow_unsigned and asked.skill_id:
        raise CommandError(
            "a skill id is for signed requests: leave out either it or --allow-unsigned (or their variables)"
        )
    try:
        from skill import serve
        from skill.webui.access_key import PARAMETER, new_key
    except ImportError:
        raise CommandError("serving needs the web group: pip install 'trust-steps[web]'") from None

    has_page = _is_loopback(asked.host) if asked.page is None else asked.page
    key = new_key() if has_page else None

    def listening(port: int) -> None:
        print(f"Trust Steps listens on {_url(asked.host, port)}alexa", file=sys.stderr, flush=True)
        if key:
            here = _url("127.0.0.1" if asked.host == "0.0.0.0" else asked.host, port)  # noqa: S104 - it is compared
            print(f"A page to talk to it is at {here}?{PARAMETER}={key}", file=sys.stderr, flush=True)
        for warning, applies in ((UNSIGNED, asked.allow_unsigned), (PLAIN_HTTP, key and not _is_loopback(asked.host))):
            if applies:
                print(warning, file=sys.stderr, flush=True)

    store = _store(asked.store)
    try:
        serve.serve(
            store,
            asked.host,
            asked.port,
            skill_id=asked.skill_id or None,
            is_verifying=not asked.allow_unsigned,
            page_key=key,
            listening=listening,
        )
    except (OSError, ValueError, OverflowError) as error:
        raise CommandError(f"can't listen on {asked.host} port {asked.port}: {error}") from None


def _url(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def export(asked: argparse.Namespace) -> None:
    """Print what is kept as JSON."""
    from skill import export

    store = _store(asked.store, must_exist=True)
    found = [export.export(store, one) for one in export.all_speakers(store) if asked.speaker in (None, one.person)]
    if asked.speaker and not found:
        raise CommandError("nothing is kept about that speaker: export without --speaker lists everyone")
    # Not every terminal can show every character, and JSON has a way to write each in ASCII.
    is_ascii = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    print(json.dumps(found, ensure_ascii=is_ascii, indent=2))
    unreadable = sum(len(one["unreadable"]) for one in found)
    if unreadable:
        told = "1 record that can't be read is" if unreadable == 1 else f"{unreadable} records that can't be read are"
        print(f"trust-steps: {told} in the export as stored, under `unreadable`", file=sys.stderr)


def forget(asked: argparse.Namespace) -> None:
    """Delete what is kept."""
    from skill import export

    store = _store(asked.store, must_exist=True)
    known = export.all_speakers(store)
    meant = [one for one in known if asked.everyone or one.person == asked.speaker]
    if not meant and not asked.everyone:
        raise CommandError("nothing is kept about that speaker: export lists everyone")
    if not asked.yes:
        raise CommandError(f"this deletes all about {len(meant)} of {len(known)} speakers for ever: add --yes to do it")
    for one in meant:
        store.forget(one)
    if asked.everyone and store.all_households():
        raise CommandError("the store has damaged rows, which can't be deleted one by one: delete the file itself")
    print(f"Forgot {len(meant)} of {len(known)} speakers.")


def _voice(locale: str) -> "SpeechSynthesizer":
    """Return what speaks, which also a signal that ends this program silences."""
    from skill.simulator.text_to_speech import NoSpeechProgramError, SpeechSynthesizer

    def leave(number: int, _: object) -> NoReturn:
        sys.exit(128 + number)

    try:
        voice = SpeechSynthesizer(locale, lambda why: print(f"trust-steps: {why}", file=sys.stderr))
    except NoSpeechProgramError as error:
        raise CommandError(error) from None
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    return voice


def _store(path: str | None, *, must_exist: bool = False) -> Store:
    if path == FORGETFUL:
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


def _timezone(name: str | None) -> str:
    if name is None:
        return _own_timezone()
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise CommandError(f"unknown time zone {name[:40]!r}: it is written like America/New_York") from None


def _own_timezone() -> str:
    """Return this machine's own zone, UTC where it has none."""
    from tzlocal import get_localzone_name

    with contextlib.suppress(KeyError, ValueError, OSError):
        return ZoneInfo(get_localzone_name() or "UTC").key
    return "UTC"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _variable(name: str, otherwise: str | None = None) -> str | None:
    """Return what a flag is where it isn't given: what a variable says, if it says anything."""
    return os.environ.get(f"TRUST_STEPS_{name}") or otherwise


def _is_wanted(text: str) -> bool:
    if text.lower() not in (*TRUE_WORDS, *FALSE_WORDS):
        raise argparse.ArgumentTypeError(f"not a yes or a no, as 1 or 0 is: {text[:20]!r}")
    return text.lower() in TRUE_WORDS


def _port(text: str) -> int:
    if not text.isdecimal() or int(text[:6]) > 65535:
        raise argparse.ArgumentTypeError(f"not a port, which is a number up to 65535: {text[:20]!r}")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser("trust-steps", description="One small step a day to restore trust, as an Alexa skill.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(
        required=True, metavar="talk | serve | export | forget", parser_class=OneLineParser
    )
    store = OneLineParser(add_help=False)
    store.add_argument(
        "--store",
        metavar="PATH",
        default=_variable("STORE"),
        help=f"the file to keep everything in; {FORGETFUL} forgets (or TRUST_STEPS_STORE)",
    )

    command = commands.add_parser("talk", parents=[store], help=talk.__doc__, description=talk.__doc__)
    command.add_argument("--locale", default="en-US", help="the locale of the device (%(default)s)")
    command.add_argument("--timezone", metavar="AREA/CITY", help="where the device stands (where this machine is)")
    command.add_argument("--at", metavar="ISO8601", help="the local time to stand still at, such as 2026-03-09T21:00")
    command.add_argument("--json", action="store_true", help="print one JSON object for each utterance")
    command.add_argument("--voice", action="store_true", help="speak the answers too, with espeak-ng")
    command.set_defaults(run=talk)

    command = commands.add_parser("serve", parents=[store], help=serve.__doc__, description=serve.__doc__)
    command.add_argument(
        "--host",
        default=_variable("HOST", "127.0.0.1"),
        help="the address to listen at (127.0.0.1, or TRUST_STEPS_HOST)",
    )
    command.add_argument(
        "--port", type=_port, default=_variable("PORT", "8080"), help="the port (8080, or TRUST_STEPS_PORT)"
    )
    command.add_argument(
        "--skill-id",
        metavar="ID",
        default=_variable("SKILL_ID"),
        help="the only skill whose requests are answered (or TRUST_STEPS_SKILL_ID)",
    )
    command.add_argument(
        "--allow-unsigned",
        nargs="?",
        const=True,
        type=_is_wanted,
        metavar="YES",
        default=_variable("ALLOW_UNSIGNED", "no"),
        help="take unsigned requests, from this machine alone and never through a proxy "
        "(or TRUST_STEPS_ALLOW_UNSIGNED=1)",
    )
    command.add_argument(
        "--page",
        nargs="?",
        const=True,
        type=_is_wanted,
        metavar="YES",
        default=_variable("PAGE"),
        help="show a page with a pretend Echo at the address that is printed, whose key it needs; where it listens to "
        "this machine alone, that is done anyway (or TRUST_STEPS_PAGE=1)",
    )
    command.set_defaults(run=serve)

    command = commands.add_parser("export", parents=[store], help=export.__doc__, description=export.__doc__)
    command.add_argument("--speaker", metavar="KEY", help="only the speaker with this key")
    command.set_defaults(run=export)

    command = commands.add_parser("forget", parents=[store], help=forget.__doc__, description=forget.__doc__)
    whom = command.add_mutually_exclusive_group(required=True)
    whom.add_argument("--speaker", metavar="KEY", help="the speaker with this key, as export shows it")
    whom.add_argument("--everyone", action="store_true", help="all speakers")
    command.add_argument("--yes", action="store_true", help="do it")
    command.set_defaults(run=forget)
    return parser


if __name__ == "__main__":
    sys.exit(main())
