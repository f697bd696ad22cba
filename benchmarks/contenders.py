"""Contenders of the benchmark: this skill, and peers built on Amazon's SDKs as Amazon's documentation shows them.

(a) is the hello world of ask-sdk-core for Python, (b) a skill on ask-sdk for Python with its DynamoDB adapter, (c) a
handler without an SDK for skills, with a boto3 client, (d) the hello world for Node, (e) (b) for Node.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks import building
from publish.bundle import ROOTS
from publish.npm import FetchError, installed

PYTHON_SAMPLE, NODE_SAMPLE = (Path(__file__).parent / name for name in ("sample.py", "sample.js"))


@dataclass(frozen=True, slots=True)
class Contender:
    """A Lambda function that answers request envelopes."""

    name: str
    title: str
    command: tuple[str, ...]
    """The interpreter and its options."""
    module: str
    """The module that has the handler."""
    before: tuple[Path, ...]
    """Folders on the path before the standard library, as a bundle is."""
    after: tuple[Path, ...] = ()
    """Folders behind it, as the packages of Lambda's own runtime are."""
    table: str | None = None
    """The DynamoDB table; None for a stateless one."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Environment variables beside those that all contenders have."""
    sample: Path = PYTHON_SAMPLE
    """The script that runs it."""


@dataclass(frozen=True, slots=True)
class Contenders:
    """All contenders of a run. Where checkouts of the skill are compared, all but the first are `others`."""

    skill: Contender
    others: tuple[Contender, ...]
    hello: Contender
    standard: Contender
    bare: Contender
    in_memory: tuple[Contender, ...]
    """The skill and the others, each with its store in memory."""
    node: tuple[Contender, ...] = ()
    """(d) and (e); none where they can't be run here."""
    node_missing: str = ""
    """Why they can't."""

    @property
    def with_table(self) -> tuple[Contender, ...]:
        """Return those that keep something."""
        return (self.skill, *self.others, self.standard, self.bare, *self.node[1:])

    @property
    def stateless(self) -> tuple[Contender, ...]:
        """Return the hello worlds."""
        return (self.hello, *self.node[:1])


def built(python: Path, folder: Path, first: Path, *others: Path) -> Contenders:
    """Return all contenders, built in a folder; the skill from a checkout or a bundle. Raises BuildError."""
    runtime = building.packages(python, "runtime", "boto3")
    provided = (runtime, building.packages(python, "snapstart", "snapshot-restore-py"))
    skill, *rest = (_skill(python, folder, path, number, provided) for number, path in enumerate((first, *others)))
    in_memory = building.script(python, "in_memory", folder)
    core, sdk = building.packages(python, "core", "ask-sdk-core"), building.packages(python, "standard", "ask-sdk")
    command = _python(python)
    node, node_missing = _node()
    return Contenders(
        skill,
        tuple(rest),
        Contender(
            "hello",
            "(a) Python, ask-sdk-core, hello world",
            command,
            "hello",
            (building.script(python, "hello", folder), core),
        ),
        Contender(
            "standard",
            "(b) Python, ask-sdk, DynamoDB adapter",
            command,
            "standard",
            (building.script(python, "standard", folder), sdk),
            table="standard",
        ),
        Contender(
            "bare",
            "(c) Python, boto3 alone",
            command,
            "bare",
            (building.script(python, "bare", folder),),
            (runtime,),
            "bare",
        ),
        tuple(_in_memory(skill, in_memory) for skill in (skill, *rest)),
        node,
        node_missing,
    )


def trusting(contender: Contender, certificate: Path, folder: Path) -> Contender:
    """Return a contender that trusts a certificate, copied into a folder."""
    if contender.sample == NODE_SAMPLE:
        # Node's own roots are compiled into it, so this one comes on top.
        return replace(contender, variables={**contender.variables, "NODE_EXTRA_CA_CERTS": str(certificate)})
    copies = {path: building.trusting(path, certificate, folder) for path in (*contender.before, *contender.after)}
    variables = {name: _moved(value, copies) for name, value in contender.variables.items()}
    before, after = (tuple(copies[path] for path in paths) for paths in (contender.before, contender.after))
    return replace(contender, before=before, after=after, variables=variables)


def _moved(value: str, copies: Mapping[Path, Path]) -> str:
    """Return a variable that names a copy where it named what was copied."""
    for path, copy in copies.items():
        value = value.replace(str(path), str(copy))
    return value


def _python(python: Path) -> tuple[str, ...]:
    """Return how to call an interpreter without anything that is installed in it or set for it."""
    return str(python), "-I", "-S"


def _skill(python: Path, folder: Path, checkout: Path, number: int, provided: tuple[Path, ...]) -> Contender:
    name, title = (f"skill-{number}", f"Trust Steps of {checkout}") if number else ("skill", "Trust Steps")
    bundle = building.bundle(python, checkout, folder / name)
    # As template.yaml says it; another checkout's bundle may have no roots of its own.
    paths = {"PYTHONTZPATH": bundle / "tzdata" / "zoneinfo", "AWS_CA_BUNDLE": bundle / ROOTS}
    variables = {variable: str(path) for variable, path in paths.items() if path.exists()}
    return Contender(
        name, title, _python(python), "lambda.handler", (bundle,), provided, table=name, variables=variables
    )


def _in_memory(skill: Contender, script: Path) -> Contender:
    name, title = f"{skill.name}-in-memory", f"{skill.title}, store in memory"
    return replace(skill, name=name, title=title, module="in_memory", before=(script, *skill.before), table=None)


def _node() -> tuple[tuple[Contender, ...], str]:
    """Return (d) and (e), or why they can't be run here."""
    node = shutil.which("node")
    if node is None:
        return (), "no node was found"
    try:
        packages = installed(building.PEERS / "node")
    except FetchError as error:
        return (), str(error)
    variables = {
        "NODE_PATH": str(packages),
        # As Amazon's guide to the SDK for JavaScript recommends it for Lambda.
        "AWS_NODEJS_CONNECTION_REUSE_ENABLED": "1",
        "AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE": "1",
    }
    hello = Contender(
        "node-hello",
        "(d) Node, ask-sdk-core, hello world",
        (node,),
        str(building.PEERS / "node" / "hello.js"),
        (),
        variables=variables,
        sample=NODE_SAMPLE,
    )
    module = str(building.PEERS / "node" / "standard.js")
    title = "(e) Node, ask-sdk, DynamoDB adapter"
    return (hello, replace(hello, name="node-standard", title=title, module=module, table="node-standard")), ""
