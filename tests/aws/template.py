"""template.yaml as it is written, and as CloudFormation gets it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "template.yaml"
SAM = ROOT / ".engines/sam/bin/python"

SKILL_ID = "amzn1.ask.skill.12345678-1234-1234-1234-123456789abc"

_EXPAND = """
import json, sys
from samcli.yamlhelper import yaml_parse
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.translator.transform import transform

class Nothing:
    def load(self):
        return {}

for text in json.load(sys.stdin):
    template = yaml_parse(text)
    template["Resources"]["SkillFunction"]["Properties"]["CodeUri"] = "s3://a-bucket/a-bundle"
    try:
        print(json.dumps(transform(template, {"SkillId": sys.argv[1]}, Nothing())))
    except InvalidDocumentException:
        print("null")
"""


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as what they stand for."""


def _tagged(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".") if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _tagged)


def written(text: str | None = None) -> dict[str, Any]:
    """Return the template as a JSON value."""
    found: dict[str, Any] = yaml.load(text or TEMPLATE.read_text(), _Loader)
    return found


def variables(code: Path) -> dict[str, str]:
    """Return the function's variables that are plain text, for code that stands in a folder instead of /var/task."""
    found = written()["Resources"]["SkillFunction"]["Properties"]["Environment"]["Variables"]
    return {name: value.replace("/var/task", str(code)) for name, value in found.items() if isinstance(value, str)}


def expanded(*texts: str) -> list[dict[str, Any] | None]:
    """Return templates after SAM's own transformation; None for one that it refuses."""
    if not SAM.exists():
        raise FileNotFoundError("SAM is not set up: make deploy-check does it")
    done = subprocess.run(
        [str(SAM), "-c", _EXPAND, SKILL_ID],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        env={"AWS_DEFAULT_REGION": "us-east-1", "PATH": "/usr/bin:/bin"},
    )
    return [json.loads(line) for line in done.stdout.splitlines()]
