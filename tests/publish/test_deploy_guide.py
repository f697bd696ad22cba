"""What the owner's guide names is there: targets, files, parameters, outputs, alarms, commands and costs."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.waiter import WaiterModel

from publish import costs
from publish.package import PACKAGE_FOLDER, REGIONS, RESOURCES, STATES_FILE
from tests.aws.template import written

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "deploy.md").read_text("utf-8")
TEMPLATE = written()

ASK = "publish/ask-cli/node_modules/.bin/ask"

MADE = {f"{PACKAGE_FOLDER}/", RESOURCES, f"{STATES_FILE.parent}/", "my-answers.toml"}
"""Made by a command of the guide, so not there in a fresh clone."""

TRIED = {
    "sam": {"build", "deploy --config-file", "deploy --guided", "delete --stack-name --region"},
    ASK: {"configure", "deploy --target"},
}
"""Commands with their flags, as they were read in the help of SAM CLI 1.170 and ask-cli 2.30."""

GLOBAL = {"--query", "--output", "--region"}
"""Flags of every command of the AWS CLI."""


def _lines() -> Iterator[str]:
    for block in re.findall(r"^ *```\n(.*?)^ *```$", GUIDE, re.MULTILINE | re.DOTALL):
        yield from (line.strip() for line in block.splitlines())


def _commands(name: str) -> list[list[str]]:
    split = (shlex.split(line) for line in _lines())
    return [words for words in split if words[0] == name]


def _code() -> set[str]:
    return {*_lines(), *re.findall(r"`([^`\n]+)`", GUIDE)}


def _column(head: str) -> list[str]:
    """Return what the first column of the table with that head names."""
    _, _, table = GUIDE.partition(f"| {head} |")
    rows = table.partition("\n\n")[0]
    return re.findall(r"^ *\| (?:Parameter )?`(\w+)` \|", rows, re.MULTILINE)


def test_every_target_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {found for one in _code() for found in re.findall(r"^make ([\w-]+)", one)}
    assert {"deploy-check", "skill-package", "talk"} <= named
    assert named <= targets


def test_every_file_is_there_or_is_made() -> None:
    named = {one for one in _code() if re.fullmatch(r"\.?[\w-]+(/[\w.-]*)+|[\w-]+\.(md|json|yaml|toml)", one)}
    assert named >= MADE
    assert {one for one in named - MADE if not (ROOT / one).exists()} == set()


def test_every_model_can_be_chosen() -> None:
    models = {f"interaction_models/{path.name}" for path in (ROOT / "interaction_models").glob("*.json")}
    assert {one for one in _code() if one.startswith("interaction_models/e")} == models


def test_every_module_that_is_run_is_there() -> None:
    assert re.findall(r"python -m ([\w.]+)", GUIDE) == ["publish.costs"]
    assert (ROOT / "publish" / "costs.py").exists()


def test_the_questions_are_those_of_the_template_in_their_order() -> None:
    assert _column("question | answer") == list(TEMPLATE["Parameters"])


def test_the_outputs_are_those_of_the_template() -> None:
    assert set(_column("output | what it is")) == set(TEMPLATE["Outputs"])


def test_the_alarms_are_those_of_the_template() -> None:
    alarms = [name for name, one in TEMPLATE["Resources"].items() if one["Type"] == "AWS::CloudWatch::Alarm"]
    assert _column("alarm | what it tells | what to do") == alarms


def test_what_is_said_of_the_template_is_so() -> None:
    function, table = (TEMPLATE["Resources"][name] for name in ("SkillFunction", "Journeys"))
    assert function["Properties"]["AutoPublishAlias"] == "live"
    assert function["Properties"]["VersionDeletionPolicy"] == "Delete"
    assert function["Properties"]["LoggingConfig"]["SystemLogLevel"] == "WARN"
    assert table["DeletionPolicy"] == "Retain"
    assert table["Properties"]["DeletionProtectionEnabled"] is True
    recovery = table["Properties"]["PointInTimeRecoverySpecification"]
    assert recovery == {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7}
    assert TEMPLATE["Parameters"]["MemoryMiB"]["MinValue"] == 256


def test_the_regions_are_those_that_a_package_is_made_for() -> None:
    assert set(re.findall(r"`([a-z]{2}-[a-z]+-\d)`", GUIDE)) == set(REGIONS)


@pytest.mark.parametrize("words", _commands("aws"), ids=lambda words: " ".join(words[1:3]))
def test_a_command_of_the_aws_cli_takes_its_flags(words: list[str]) -> None:
    service, operation, *rest = words[1:] if words[1] != "configure" else ("sts", "get-caller-identity")
    loader = Loader()
    model = ServiceModel(loader.load_service_model(service, "service-2"))
    if operation == "wait":
        waiters = WaiterModel(loader.load_service_model(service, "waiters-2"))
        name = next(one for one in waiters.waiter_names if xform_name(one, "-") == rest[0])
        operation = xform_name(waiters.get_waiter(name).operation, "-")
    shape = next(model.operation_model(one) for one in model.operation_names if xform_name(one, "-") == operation)
    members = shape.input_shape.members if shape.input_shape else {}
    flags = {f"--{xform_name(one, '-')}" for one in members}
    flags |= {f"--no-{xform_name(one, '-')}" for one, kind in members.items() if kind.type_name == "boolean"}
    given = [one for one in rest if one.startswith("--")]
    assert set(given) <= flags | GLOBAL
    required = shape.input_shape.required_members if shape.input_shape else []
    assert {f"--{xform_name(one, '-')}" for one in required} <= set(given)


@pytest.mark.parametrize("name", TRIED)
def test_no_command_is_told_that_was_not_looked_up(name: str) -> None:
    told = {" ".join([words[1], *(one for one in words[2:] if one.startswith("--"))]) for words in _commands(name)}
    assert told == TRIED[name]


def test_every_command_is_one_of_the_tools_that_are_named() -> None:
    assert {line.split()[0] for line in _lines()} == {"aws", "sam", "make", "git", "cd", "npm", "umask", ASK}


def test_what_it_costs_is_what_is_reckoned() -> None:
    assert costs.table() in GUIDE
    assert costs.prices() in GUIDE
    counted = costs.COUNTED_USE
    for told in (
        f"{counted.turns} turns in {counted.sittings} sittings",
        f"{counted.read_units} read units and {counted.write_units} write units",
        f"a journey record of {counted.journey_bytes:,} bytes",
        f"a week record of {counted.week_bytes} bytes",
        f"a turn is billed {costs.TURN_SECONDS * 1000:.0f} ms, a start {costs.RESTORE_SECONDS * 1000:.0f} ms",
        f"Memory is {costs.MEMORY_GB * 1024:.0f} MiB",
    ):
        assert told in " ".join(GUIDE.split())


def test_every_link_within_leads_somewhere() -> None:
    heads = re.findall(r"^#+ (.*)$", GUIDE, re.MULTILINE)
    places = {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}
    assert set(re.findall(r"\]\(#([\w-]+)\)", GUIDE)) <= places
