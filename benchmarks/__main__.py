"""Benchmark of the skill beside its peers, in one run: python -m benchmarks [--quick] [--only PART ...] [...].

It needs Linux, for its /proc, and Java for DynamoDB Local; without node and npm, the peers for Node are left out. The
exit code is 0 also where a goal is not reached, which the table says, and 1 where a contender fails.
"""

import argparse
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import building
from benchmarks.contenders import built, trusting
from benchmarks.counting import counting
from benchmarks.measuring import History, Part, Rounds, costs, operations
from benchmarks.results import Results
from benchmarks.sampling import ContenderFailedError
from benchmarks.seed_data import first_and_last_day
from benchmarks.table import text
from benchmarks.tables import Tables
from benchmarks.turns import PROMISE
from publish import ROOT
from tools import dynamodb_local
from tools.fake_settings_service import FakeSettingsService, fake_settings_service
from tools.simulated_year import LONGEST_TEXTS, TEN_YEARS

DEFAULT_ROUNDS, QUICK_ROUNDS = 15, 3
TURNS = 200
"""Of a warm sample."""


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark, and write its table."""
    options = _parser().parse_args(arguments)
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else DEFAULT_ROUNDS)
    try:
        table = text(_run(options, rounds))
    except (building.BuildError, dynamodb_local.NoEngineError, ContenderFailedError) as error:
        sys.stderr.write(f"benchmarks: {error}\n")
        return 1
    if options.out:
        options.out.write_text(table)
    sys.stdout.write(table)
    return 0


def _run(options: argparse.Namespace, rounds: int) -> Results:
    python = building.interpreter()
    histories = _histories(options.days) if Part.YEARS in options.only else []
    with (
        building.place() as folder,
        dynamodb_local.running(dynamodb_local.fetched()) as endpoint,
        fake_settings_service("America/New_York", folder) as settings,
        counting(endpoint) as counter,
        counting(endpoint, _context(settings)) as tls_proxy,
    ):
        contenders = built(python, folder, *(path.resolve() for path in options.skill or [ROOT]))
        over_tls = [trusting(contender, settings.certificate, folder) for contender in contenders.with_table]
        tables = Tables(endpoint)
        for contender in contenders.with_table:
            tables.create(contender)
        counted = operations(contenders, tables, counter) if Part.OPERATIONS in options.only else {}
        cost = costs(contenders, tables, counter, histories)
        all_rounds = Rounds(
            contenders, tables, endpoint, settings, options.turns, over_tls, tls_proxy.endpoint, histories
        )
        measured = all_rounds.run(rounds, options.only)
    return Results(contenders, building.version_of(python), rounds, measured, counted, histories, cost)


def _context(settings: FakeSettingsService) -> ssl.SSLContext:
    """Return the TLS context of a server with the fake settings service's certificate, so that one is for both."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings.certificate, settings.certificate.with_name("key.pem"))
    return context


def _histories(days: int) -> list[History]:
    """Simulate years of use with the largest record that there can be, and with a small one."""
    return [
        History("five promises of the longest", "promises", first_and_last_day(LONGEST_TEXTS, days)),
        History("one short promise", PROMISE, first_and_last_day([PROMISE], days)),
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split(":")[0])
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROUNDS} rounds instead of {DEFAULT_ROUNDS}")
    parser.add_argument("--rounds", type=int, help="rounds; each takes every sample once")
    parser.add_argument("--turns", type=int, default=TURNS, help=f"turns of a warm sample ({TURNS})")
    parser.add_argument("--days", type=int, default=TEN_YEARS, help=f"the last day of the years of use ({TEN_YEARS})")
    parser.add_argument("--only", type=Part, nargs="+", default=list(Part), metavar="PART", help=", ".join(Part))
    parser.add_argument(
        "--skill", type=Path, action="append", help="a checkout, or a bundle; more of them are compared"
    )
    parser.add_argument("--out", type=Path, help="a file to write the table to as well")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
