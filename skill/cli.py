"""Commands of the command line: talk, serve, export and forget.

What only one command needs is imported in it, so that the others start sooner.
"""

import argparse
import contextlib
import json
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from skill.config import CommandError, device_timezone, is_loopback, open_store
from skill.simulator.commands import parse_time
from skill.simulator.nlu.interaction_model import InteractionModel

if TYPE_CHECKING:
    from skill.simulator.session import SimulatorSession
    from skill.simulator.text_to_speech import SpeechSynthesizer

UNSIGNED_WARNING = """\
WARNING: --allow-unsigned. Amazon's signatures are not checked: every program and every user of this machine can read,
change and delete all that is in this store. This is for one person at one machine, to try the skill. Don't put a proxy
or a tunnel in front of it."""

PLAIN_HTTP_WARNING = """\
WARNING: the page is served over plain HTTP, and not to this machine alone. Who can read along in the network gets its
key and all that is said."""


def talk(options: argparse.Namespace) -> None:
    """Talk to the skill through a pretend Echo."""
    at = parse_time(options.at) if options.at else None
    locale = InteractionModel.of(options.locale).locale
    timezone = device_timezone(options.timezone)

    def build() -> "SimulatorSession":
        from skill.simulator.session import SimulatorSession  # slow to import: the terminal shows a spinner meanwhile

        return SimulatorSession(open_store(options.store), locale=locale, timezone=timezone, at=at)

    with _speech_synthesizer(locale) if options.voice else contextlib.nullcontext() as voice:
        if sys.stdin.isatty() and sys.stdout.isatty() and not options.json:
            from rich.console import Console

            from skill.simulator.repl import Terminal

            Terminal(Console(highlight=False), voice=voice).converse(build, locale)
            return
        from skill.simulator import batch

        out = open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - stdout stays open
        batch.converse(build(), sys.stdin.buffer, out, as_json=options.json, voice=voice)


def _speech_synthesizer(locale: str) -> "SpeechSynthesizer":
    """Return a speech synthesizer; SIGTERM and SIGHUP end this program through SystemExit, so that it is stopped."""
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


def serve(options: argparse.Namespace) -> None:
    """Serve the skill over HTTP."""
    if options.allow_unsigned and not is_loopback(options.host):
        raise CommandError("unsigned requests are taken from this machine alone: --host 127.0.0.1")
    if options.allow_unsigned and options.skill_id:
        raise CommandError(
            "a skill id is for signed requests: leave out either it or --allow-unsigned (or their variables)"
        )
    try:
        from skill import serve
        from skill.webui.access_key import new_key
    except ImportError:
        raise CommandError("serving needs the web group: pip install 'trust-steps[web]'") from None

    has_page = is_loopback(options.host) if options.page is None else options.page
    key = new_key() if has_page else None
    store = open_store(options.store)
    try:
        serve.serve(
            store,
            options.host,
            options.port,
            skill_id=options.skill_id or None,
            is_verifying=not options.allow_unsigned,
            page_key=key,
            listening=lambda port: _print_addresses(options, port, key),
        )
    except (OSError, ValueError, OverflowError) as error:
        raise CommandError(f"can't listen on {options.host} port {options.port}: {error}") from None


def _print_addresses(options: argparse.Namespace, port: int, key: str | None) -> None:
    """Print the server's addresses, and warnings about its options, to standard error."""
    from skill.webui.access_key import PARAMETER

    lines = [f"Trust Steps listens on {_url(options.host, port)}alexa"]
    if key:
        host = "127.0.0.1" if options.host == "0.0.0.0" else options.host  # noqa: S104 - nothing is bound to it here
        lines.append(f"A page to talk to it is at {_url(host, port)}?{PARAMETER}={key}")
    if options.allow_unsigned:
        lines.append(UNSIGNED_WARNING)
    if key and not is_loopback(options.host):
        lines.append(PLAIN_HTTP_WARNING)
    print(*lines, sep="\n", file=sys.stderr, flush=True)


def _url(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def export(options: argparse.Namespace) -> None:
    """Print what is kept as JSON."""
    from skill import export

    store = open_store(options.store, must_exist=True)
    speakers = [one for one in export.all_speakers(store) if options.speaker in (None, one.person)]
    exported = [export.export(store, speaker) for speaker in speakers]
    if options.speaker and not exported:
        raise CommandError("nothing is kept about that speaker: export without --speaker lists everyone")
    # A terminal's encoding may lack characters; JSON can escape all but ASCII.
    is_ascii = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    print(json.dumps(exported, ensure_ascii=is_ascii, indent=2))
    unreadable = sum(len(speaker["unreadable"]) for speaker in exported)
    if unreadable:
        records = (
            "1 record that can't be read is" if unreadable == 1 else f"{unreadable} records that can't be read are"
        )
        print(f"trust-steps: {records} in the export as stored, under `unreadable`", file=sys.stderr)


def forget(options: argparse.Namespace) -> None:
    """Delete what is kept."""
    from skill.export import all_speakers

    store = open_store(options.store, must_exist=True)
    known = all_speakers(store)
    chosen = [speaker for speaker in known if options.everyone or speaker.person == options.speaker]
    if not chosen and not options.everyone:
        raise CommandError("nothing is kept about that speaker: export lists everyone")
    if not options.yes:
        raise CommandError(
            f"this deletes all about {len(chosen)} of {len(known)} speakers for ever: add --yes to do it"
        )
    for speaker in chosen:
        store.forget(speaker)
    if options.everyone and store.all_households():
        raise CommandError("the store has damaged rows, which can't be deleted one by one: delete the file itself")
    print(f"Forgot {len(chosen)} of {len(known)} speakers.")
