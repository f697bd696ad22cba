"""Where the time goes: python -m benchmarks.profile [--deep N] [--warm N] [...].

Of a cold start, the interpreter's own record of imports (-X importtime) is summed by package, for the skill and for
peer (b). Of warm turns with the store in memory, `--warm` shows the functions that take longest (cProfile), for the
skill and for peer (a). Both make everything slower: look here for what is large, and at `python -m benchmarks` for how
long it takes.
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
from benchmarks.contenders import Contestant, built
from benchmarks.measuring import STEP, WELCOME, logging_turns
from benchmarks.sampling import ContenderFailedError, run
from benchmarks.tables import Tables
from benchmarks.turns import launch
from publish import ROOT
from tools import dynamodb_local

MARK = "benchmarks: "
"""What sample.py puts before the name of the phase that begins."""

LINE = re.compile(r"import time:\s*(\d+) \|\s*\d+ \|\s*(\S+)")
WARM = 2000
"""Turns that are profiled warm; the import before them is little beside them."""

SMALL = 0.5
"""Milliseconds under which a package is not worth a line."""


def main(arguments: Sequence[str]) -> int:
    """Profile, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile", description=(__doc__ or "").split(":")[0])
    parser.add_argument("--skill", type=Path, default=ROOT, help="a checkout, or a bundle")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--deep", type=int, default=0, metavar="N", help="show the N slowest modules, too")
    parser.add_argument("--warm", type=int, default=0, metavar="N", help="show the N slowest functions of warm turns")
    asked = parser.parse_args(arguments)
    try:
        with building.place() as folder, dynamodb_local.running(dynamodb_local.fetched()) as endpoint:
            contest = built(building.interpreter(), folder, asked.skill.resolve())
            tables = Tables(endpoint)
            for one in (contest.skill, contest.standard):
                tables.create(one)
                tables.seed(one)
                _say(one, [_profiled(one, endpoint) for _ in range(asked.rounds)], asked.deep)
            if asked.warm:
                for one in (contest.in_memory[0], contest.hello):
                    _say_warm(one, endpoint, asked.warm)
    except (building.BuildError, dynamodb_local.NoEngineError, ContenderFailedError) as error:
        sys.stderr.write(f"benchmarks.profile: {error}\n")
        return 1
    return 0


@dataclass
class Phase:
    """The import of a contestant, or its first turn."""

    took: float
    """Milliseconds in all."""
    modules: dict[str, float] = field(default_factory=dict)
    """Milliseconds that each module imported in it took by itself, making its clients and all."""


def _profiled(contestant: Contestant, endpoint: str) -> dict[str, Phase]:
    done = run(contestant, endpoint, [launch(STEP)], options=("-X", "importtime"))
    spans = json.loads(done.stdout)
    phases = {"import": Phase(spans["imported"][0] * 1000), "turn": Phase(spans["turns"][0][0] * 1000)}
    modules: dict[str, float] = {}
    for line in done.stderr.splitlines():
        if line.startswith(MARK):
            modules = phases[line.removeprefix(MARK)].modules
        elif module := LINE.match(line):
            modules[module[2]] = int(module[1]) / 1000
    return phases


def _say(contestant: Contestant, runs: list[dict[str, Phase]], deep: int) -> None:
    out = sys.stdout
    for name in runs[0]:
        phases = [one[name] for one in runs]
        took = statistics.median(phase.took for phase in phases)
        modules = {one: statistics.median(phase.modules[one] for phase in phases) for one in phases[0].modules}
        groups: dict[str, float] = defaultdict(float)
        for module, milliseconds in modules.items():
            groups[_group(module)] += milliseconds
        groups["all else"] = took - sum(modules.values())
        out.write(f"\n{contestant.title}, {name}: {took:.1f} ms, with {len(modules)} modules imported\n")
        for group, milliseconds in sorted(groups.items(), key=lambda one: -one[1]):
            if milliseconds >= SMALL:
                out.write(f"  {milliseconds:7.1f} ms  {group}\n")
        for module, milliseconds in sorted(modules.items(), key=lambda one: -one[1])[:deep]:
            out.write(f"    {milliseconds:7.2f} ms  {module}\n")


def _say_warm(contestant: Contestant, endpoint: str, number: int) -> None:
    turns = [launch(WELCOME)] * WARM if contestant.name == "hello" else logging_turns(WARM)
    done = run(contestant, endpoint, turns, options=("-m", "cProfile", "-s", "tottime"))
    # The sample's own line comes first, then what cProfile counted.
    table = done.stdout.partition("\n")[2].strip().splitlines()
    head = next(index for index, line in enumerate(table) if "tottime" in line) + 1
    lines = "\n".join(table[: head + number])
    sys.stdout.write(f"\n{contestant.title}, {len(turns):,} warm turns and the import before them:\n{lines}\n")


def _group(module: str) -> str:
    top, _, rest = module.partition(".")
    if top in sys.stdlib_module_names:
        return "the standard library"
    return f"skill.{rest.partition('.')[0]}" if top == "skill" else top


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
