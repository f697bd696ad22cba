"""The skill and its peers, side by side in one run: python -m benchmarks [--quick] [--only PART ...] [...].

It needs Linux, whose /proc tells of memory, and Java for DynamoDB Local. It ends with 0 also where a goal is not
reached, which the table says, and with 1 where a contestant is broken.
"""

import argparse
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import building
from benchmarks.contenders import built, trusting
from benchmarks.counting import counting
from benchmarks.measuring import Life, Part, Rounds, costs, operations
from benchmarks.results import Results
from benchmarks.sampling import ContenderFailedError
from benchmarks.seed_data import evenings
from benchmarks.table import text
from benchmarks.tables import Tables
from benchmarks.turns import PROMISE
from publish import ROOT
from tools import dynamodb_local
from tools.fake_settings_service import PretendSettings, pretend_settings
from tools.simulated_year import LONGEST_TEXTS, TEN_YEARS

DEFAULT_ROUNDS, QUICK = 15, 3
TURNS = 200
"""Of a warm sample."""


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark, and write its table."""
    asked = _parser().parse_args(arguments)
    rounds = asked.rounds or (QUICK if asked.quick else DEFAULT_ROUNDS)
    try:
        written = text(_run(asked, rounds))
    except (building.BuildError, dynamodb_local.NoEngineError, ContenderFailedError) as error:
        sys.stderr.write(f"benchmarks: {error}\n")
        return 1
    if asked.out:
        asked.out.write_text(written)
    sys.stdout.write(written)
    return 0


def _run(asked: argparse.Namespace, rounds: int) -> Results:
    python = building.interpreter()
    lives = _lives(asked.days) if Part.YEARS in asked.only else []
    with (
        building.place() as folder,
        dynamodb_local.running(dynamodb_local.fetched()) as endpoint,
        pretend_settings("America/New_York", folder) as settings,
        counting(endpoint) as counter,
        counting(endpoint, _context(settings)) as door,
    ):
        contest = built(python, folder, *(path.resolve() for path in asked.skill or [ROOT]))
        safe = [trusting(one, settings.certificate, folder) for one in contest.with_table if Part.TLS in asked.only]
        tables = Tables(endpoint)
        for one in contest.with_table:
            tables.create(one)
        counted = operations(contest, tables, counter) if Part.OPERATIONS in asked.only else {}
        cost = costs(contest, tables, counter, lives)
        all_rounds = Rounds(contest, tables, endpoint, settings, asked.turns, safe, door.endpoint, lives)
        measured = all_rounds.play(rounds, asked.only)
    return Results(contest, building.version_of(python), rounds, measured, counted, lives, cost)


def _context(settings: PretendSettings) -> ssl.SSLContext:
    """Return what serves with the certificate of the pretend settings: whoever trusts it trusts both."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings.certificate, settings.certificate.with_name("key.pem"))
    return context


def _lives(days: int) -> list[Life]:
    """Live two lives: one whose record is as full as it can be, and one with a single short promise."""
    return [
        Life("five promises of the longest", "promises", evenings(LONGEST_TEXTS, days)),
        Life("one short promise", PROMISE, evenings([PROMISE], days)),
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split(":")[0])
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} rounds instead of {DEFAULT_ROUNDS}")
    parser.add_argument("--rounds", type=int, help="how often everybody is measured")
    parser.add_argument("--turns", type=int, default=TURNS, help=f"turns of a warm sample ({TURNS})")
    parser.add_argument(
        "--days", type=int, default=TEN_YEARS, help=f"the last day of the years that are lived ({TEN_YEARS})"
    )
    parser.add_argument("--only", type=Part, nargs="+", default=list(Part), metavar="PART", help=", ".join(Part))
    parser.add_argument(
        "--skill", type=Path, action="append", help="a checkout, or a bundle; more of them are compared"
    )
    parser.add_argument("--out", type=Path, help="the file to write the table to as well")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
