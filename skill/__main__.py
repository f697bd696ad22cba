"""Entry point of the command line: parse the arguments and run one command."""

import argparse
import os
import sys
from collections.abc import Sequence

from skill import __version__
from skill.cli import export, forget, serve, talk
from skill.config import IN_MEMORY, CommandError, OneLineParser, boolean, port, variable
from skill.serialization.errors import UnreadableRecordError
from skill.simulator.commands import BadCommandError
from skill.simulator.nlu.interaction_model import UnknownLocaleError
from skill.stores.store import UnavailableError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
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
        default=variable("STORE"),
        help=f"the file to keep everything in; {IN_MEMORY} forgets (or TRUST_STEPS_STORE)",
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
        default=variable("HOST", "127.0.0.1"),
        help="the address to listen at (127.0.0.1, or TRUST_STEPS_HOST)",
    )
    command.add_argument(
        "--port", type=port, default=variable("PORT", "8080"), help="the port (8080, or TRUST_STEPS_PORT)"
    )
    command.add_argument(
        "--skill-id",
        metavar="ID",
        default=variable("SKILL_ID"),
        help="the only skill whose requests are answered (or TRUST_STEPS_SKILL_ID)",
    )
    command.add_argument(
        "--allow-unsigned",
        nargs="?",
        const=True,
        type=boolean,
        metavar="YES",
        default=variable("ALLOW_UNSIGNED", "no"),
        help="take unsigned requests, from this machine alone and never through a proxy "
        "(or TRUST_STEPS_ALLOW_UNSIGNED=1)",
    )
    command.add_argument(
        "--page",
        nargs="?",
        const=True,
        type=boolean,
        metavar="YES",
        default=variable("PAGE"),
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
