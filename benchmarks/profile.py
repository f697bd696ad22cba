"""Where the time goes: python -m benchmarks.profile [--deep N] [--warm N] [...].

Of a cold start, the interpreter's import times (-X importtime) are summed by package, for the skill and for peer (b).
Of warm turns with the store in memory, `--warm` shows the functions that take longest (cProfile), for the skill and for
peer (a). Both make everything slower: they show what is large, and `python -m benchmarks` shows how long it takes.
"""

import argparse
import json
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import building
from benchmarks.contenders import Contender, built
from benchmarks.measuring import STEP, WELCOME, logging_turns
from benchmarks.sampling import ContenderFailedError, run
from benchmarks.tables import Tables
from benchmarks.turns import launch
from publish import ROOT
from tools import dynamodb_local

MARK = "benchmarks: "
"""What sample.py writes before the name of a phase."""

LINE = re.compile(r"import time:\s*(\d+) \|\s*\d+ \|\s*(\S+)")
WARM = 2000
"""Turns that are profiled warm, so many that the import before them matters little."""

MIN_SHOWN_MS = 0.5
"""A package that takes less gets no line."""


def main(arguments: Sequence[str]) -> int:
    """Profile, and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile", description=(__doc__ or "").split(":")[0])
    parser.add_argument("--skill", type=Path, default=ROOT, help="a checkout, or a bundle")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--deep", type=int, default=0, metavar="N", help="show the N slowest modules, too")
    parser.add_argument("--warm", type=int, default=0, metavar="N", help="show the N slowest functions of warm turns")
    options = parser.parse_args(arguments)
    try:
        with building.place() as folder, dynamodb_local.running(dynamodb_local.fetched()) as endpoint:
            contenders = built(building.interpreter(), folder, options.skill.resolve())
            tables = Tables(endpoint)
            for contender in (contenders.skill, contenders.standard):
                tables.create(contender)
                tables.seed(contender)
                runs = [_profiled(contender, endpoint) for _ in range(options.rounds)]
                _print(contender, runs, options.deep)
            if options.warm:
                for contender in (contenders.in_memory[0], contenders.hello):
                    _print_warm(contender, endpoint, options.warm)
    except (building.BuildError, dynamodb_local.NoEngineError, ContenderFailedError) as error:
        sys.stderr.write(f"benchmarks.profile: {error}\n")
        return 1
    return 0


@dataclass
class Phase:
    """A contender's import, or its first turn."""

    took: float
    """Milliseconds in all."""
    modules: dict[str, float] = field(default_factory=dict)
    """Milliseconds that each module took by itself to import, its clients included."""


def _profiled(contender: Contender, endpoint: str) -> dict[str, Phase]:
    done = run(contender, endpoint, [launch(STEP)], options=("-X", "importtime"))
    spans = json.loads(done.stdout)
    phases = {"import": Phase(spans["imported"][0] * 1000), "turn": Phase(spans["turns"][0][0] * 1000)}
    modules: dict[str, float] = {}
    for line in done.stderr.splitlines():
        if line.startswith(MARK):
            modules = phases[line.removeprefix(MARK)].modules
        elif module := LINE.match(line):
            modules[module[2]] = int(module[1]) / 1000
    return phases


def _print(contender: Contender, runs: list[dict[str, Phase]], deep: int) -> None:
    out = sys.stdout
    for phase_name in runs[0]:
        phases = [profiled[phase_name] for profiled in runs]
        took = statistics.median(phase.took for phase in phases)
        modules = {name: statistics.median(phase.modules[name] for phase in phases) for name in phases[0].modules}
        groups: dict[str, float] = defaultdict(float)
        for module, milliseconds in modules.items():
            groups[_group(module)] += milliseconds
        groups["all else"] = took - sum(modules.values())
        out.write(f"\n{contender.title}, {phase_name}: {took:.1f} ms, with {len(modules)} modules imported\n")
        for group, milliseconds in sorted(groups.items(), key=lambda item: -item[1]):
            if milliseconds >= MIN_SHOWN_MS:
                out.write(f"  {milliseconds:7.1f} ms  {group}\n")
        for module, milliseconds in sorted(modules.items(), key=lambda item: -item[1])[:deep]:
            out.write(f"    {milliseconds:7.2f} ms  {module}\n")


def _print_warm(contender: Contender, endpoint: str, number: int) -> None:
    turns = [launch(WELCOME)] * WARM if contender.name == "hello" else logging_turns(WARM)
    done = run(contender, endpoint, turns, options=("-m", "cProfile", "-s", "tottime"))
    # The sample's own line comes first, then what cProfile counted.
    table = done.stdout.partition("\n")[2].strip().splitlines()
    head = next(index for index, line in enumerate(table) if "tottime" in line) + 1
    lines = "\n".join(table[: head + number])
    sys.stdout.write(f"\n{contender.title}, {len(turns):,} warm turns and the import before them:\n{lines}\n")


def _group(module: str) -> str:
    top, _, rest = module.partition(".")
    if top in sys.stdlib_module_names:
        return "the standard library"
    return f"skill.{rest.partition('.')[0]}" if top == "skill" else top


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
