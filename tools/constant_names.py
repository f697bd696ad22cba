"""Names of module-level constants: python -m tools.constant_names prints what is wrong with them, and ends with 1.

A name stands for one thing, so one module defines it and others import it. A quantity's name ends in its unit.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping

from publish import ROOT

FOLDERS_CHECKED = ("skill", "training", "publish", "tools", "benchmarks")

OWN_OF_EACH = ("FEATURE",)
"""Registration tables, which every module of a kind has under the same name."""

_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")

_QUANTITY = re.compile(
    r"(?:^|_)(?:AGE|DELAY|DURATION|GRACE|INTERVAL|LARGEST|LENGTH|LIMIT|LONGEST|PAUSE|PERIOD|SHORTEST|SIZE|SMALLEST|TIMEOUT|TTL|WAIT|"
    r"WITHIN)$|^_?SECONDS$"
)
"""Names that say how much and not of what; `SECONDS` alone says of what and not how long what lasts."""

Constants = Mapping[str, Mapping[str, ast.expr | None]]
"""The value of each constant by its name and the path of its module."""


def constants(sources: Mapping[str, str]) -> Constants:
    """Return the module-level constants of sources, which are given by their paths."""
    found: dict[str, dict[str, ast.expr | None]] = defaultdict(dict)
    for path, source in sources.items():
        for statement in ast.parse(source, path).body:
            for name, value in _assigned(statement):
                if _CONSTANT.fullmatch(name):
                    found[name][path] = value
    return found


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield the names that a statement assigns, each with its value, which is None where it can't be told apart."""
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id, statement.value
    elif isinstance(statement, ast.Assign):
        for target in statement.targets:
            if isinstance(target, ast.Name):
                yield target.id, statement.value
            elif isinstance(target, ast.Tuple):
                several = isinstance(statement.value, ast.Tuple) and len(statement.value.elts) == len(target.elts)
                values = statement.value.elts if several and isinstance(statement.value, ast.Tuple) else []
                for number, element in enumerate(target.elts):
                    if isinstance(element, ast.Name):
                        yield element.id, values[number] if values else None


def complaints(sources: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the names of constants in sources, one line each."""
    wrong = []
    for name, values in sorted(constants(sources).items()):
        if len(values) > 1 and name not in OWN_OF_EACH:
            wrong.append(f"{name}: {', '.join(sorted(values))} define it: import it from one, or give it another name")
        if _QUANTITY.search(name):
            unitless = sorted(path for path, value in values.items() if _is_number(value))
            wrong += [f"{path}: {name}: end it in its unit, such as _S, _BYTES or _WORDS" for path in unitless]
    return wrong


def _is_number(value: ast.expr | None) -> bool:
    """Return whether a value is a number or is calculated from some; a timedelta, for one, has its unit itself."""
    if isinstance(value, ast.Constant):
        return isinstance(value.value, int | float)
    if isinstance(value, ast.UnaryOp):
        return _is_number(value.operand)
    return isinstance(value, ast.BinOp) and _is_number(value.left) and _is_number(value.right)


def main() -> int:
    """Check the project's own modules, and return the exit status."""
    paths = [path for folder in FOLDERS_CHECKED for path in sorted((ROOT / folder).rglob("*.py"))]
    wrong = complaints({path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths})
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
