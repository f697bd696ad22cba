"""Who is measured: this project, and three peers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks import building
from publish.bundle import ROOTS


@dataclass(frozen=True, slots=True)
class Contestant:
    """Somebody who answers turns."""

    name: str
    title: str
    python: Path
    module: str
    """The module that has the handler."""
    before: tuple[Path, ...]
    """Folders on the path before the standard library, as a bundle is."""
    after: tuple[Path, ...] = ()
    """Folders behind it, as the packages of Lambda's own runtime are."""
    table: str | None = None
    """The DynamoDB table; None for one that keeps nothing there."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Of its environment, beside what everybody's has."""


@dataclass(frozen=True, slots=True)
class Contest:
    """All of them. Where two checkouts are compared, all but the first are `others`."""

    skill: Contestant
    others: tuple[Contestant, ...]
    hello: Contestant
    standard: Contestant
    bare: Contestant
    in_memory: tuple[Contestant, ...]
    """The skill and the others, each with its store in memory."""

    @property
    def with_table(self) -> tuple[Contestant, ...]:
        """Return those that keep something."""
        return (self.skill, *self.others, self.standard, self.bare)


def built(python: Path, folder: Path, first: Path, *others: Path) -> Contest:
    """Return all contestants, made in a folder, with the skill from a checkout or a bundle, and others of it.

    Raises NotBuilt.
    """
    runtime = building.packages(python, "runtime", "boto3")
    provided = (runtime, building.packages(python, "snapstart", "snapshot-restore-py"))
    skill, *rest = (_skill(python, folder, path, number, provided) for number, path in enumerate((first, *others)))
    alone = building.script(python, "in_memory", folder)
    return Contest(
        skill,
        tuple(rest),
        hello=Contestant(
            "hello",
            "(a) ask-sdk-core, hello world",
            python,
            "hello",
            (building.script(python, "hello", folder), building.packages(python, "core", "ask-sdk-core")),
        ),
        standard=Contestant(
            "standard",
            "(b) ask-sdk, DynamoDB adapter",
            python,
            "standard",
            (building.script(python, "standard", folder), building.packages(python, "standard", "ask-sdk")),
            table="standard",
        ),
        bare=Contestant(
            "bare", "(c) bare boto3", python, "bare", (building.script(python, "bare", folder),), (runtime,), "bare"
        ),
        in_memory=tuple(_in_memory(one, alone) for one in (skill, *rest)),
    )


def trusting(one: Contestant, certificate: Path, folder: Path) -> Contestant:
    """Return a contestant that trusts a certificate, copied into a folder."""
    copies = {path: building.trusting(path, certificate, folder) for path in (*one.before, *one.after)}
    variables = {name: _moved(value, copies) for name, value in one.variables.items()}
    before, after = (tuple(copies[path] for path in paths) for paths in (one.before, one.after))
    return replace(one, before=before, after=after, variables=variables)


def _moved(value: str, copies: Mapping[Path, Path]) -> str:
    """Return a variable that names a copy where it named what was copied."""
    for path, copy in copies.items():
        value = value.replace(str(path), str(copy))
    return value


def _skill(python: Path, folder: Path, checkout: Path, number: int, provided: tuple[Path, ...]) -> Contestant:
    name, title = (f"skill-{number}", f"Trust Steps of {checkout}") if number else ("skill", "Trust Steps")
    bundle = building.bundle(python, checkout, folder / name)
    # As template.yaml says it; another checkout's bundle may have no roots of its own.
    paths = {"PYTHONTZPATH": bundle / "tzdata" / "zoneinfo", "AWS_CA_BUNDLE": bundle / ROOTS}
    variables = {variable: str(path) for variable, path in paths.items() if path.exists()}
    return Contestant(name, title, python, "lambda.handler", (bundle,), provided, table=name, variables=variables)


def _in_memory(of: Contestant, script: Path) -> Contestant:
    name, title = f"{of.name}-in-memory", f"{of.title}, store in memory"
    return replace(of, name=name, title=title, module="in_memory", before=(script, *of.before), table=None)
