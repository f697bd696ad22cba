"""Script of one sample: a fresh process that imports a contender's handler and lets it answer turns.

The interpreter runs it with nothing but the standard library and the contender on its path. The turns come as JSON on
stdin, and the measurements go as JSON to stdout. A turn is what Lambda's runtime makes of it: the event is decoded, the
handler called, the answer encoded.
"""

import importlib
import json
import sys
import time


def main() -> None:
    """Take the sample; end with 1 where an answer lacks the expected words."""
    script_input = json.load(sys.stdin)
    sys.path[:0] = script_input["before"]
    sys.path += script_input["after"]
    _mark("import")
    begun = _now()
    handler = importlib.import_module(script_input["module"]).handler
    imported = _now()
    _mark("turn")
    answers, spans = [], []
    for turn in script_input["turns"]:
        started = _now()
        answer = json.dumps(handler(json.loads(turn["event"]), None))
        spans.append(_span(started, _now()))
        answers.append(answer)
    for turn, answer in zip(script_input["turns"], answers, strict=True):
        if turn["says"] not in answer:
            sys.exit(f"{turn['says']!r} was to be said, and the answer was {answer}")
    json.dump({"begun": begun[0], "imported": _span(begun, imported), "turns": spans, "peak": _peak()}, sys.stdout)
    sys.stdout.write("\n")


def _now() -> tuple[float, float]:
    """Return the wall's clock and this process's CPU time, in seconds."""
    return time.perf_counter(), time.process_time()


def _span(begun: tuple[float, float], ended: tuple[float, float]) -> tuple[float, float]:
    return ended[0] - begun[0], ended[1] - begun[1]


def _mark(what: str) -> None:
    """Write the phase that begins to stderr, between the import times of -X importtime."""
    if "importtime" in sys._xoptions:  # noqa: SLF001 - so it is documented
        sys.stderr.write(f"benchmarks: {what}\n")


def _peak() -> int:
    """Return the most memory that was resident, in bytes.

    Not by getrusage: its maximum counts the process that started this one as well.
    """
    with open("/proc/self/status") as status:  # noqa: PTH123 - pathlib would be one more import
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
