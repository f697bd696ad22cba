"""Skill package for ask-cli, from skill.json and the interaction models: `make skill-package ENDPOINT=… [SKILL=…]`."""

import argparse
import copy
import json
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from publish import ROOT
from publish.models import MODELS

MANIFEST = ROOT / "publish" / "skill.json"

PACKAGE_FOLDER = "skill-package"
RESOURCES = "ask-resources.json"
STATES_FILE = Path(".ask", "ask-states.json")
"""ask-cli's state file, with the id of the deployed skill."""

ASK_VERSION = "2020-03-31"
"""Format version of ask-cli's files."""

PLACEHOLDER = "REPLACE-ME"

REGIONS = ("us-east-1", "eu-west-1", "us-west-2", "ap-northeast-1")
"""AWS regions in which Alexa calls functions.

https://developer.amazon.com/docs/custom-skills/host-a-custom-skill-as-an-aws-lambda-function.html
"""

_FUNCTION = re.compile(
    r"arn:aws:lambda:(?P<region>[a-z0-9-]+):\d{12}:function:(?P<name>[\w-]{1,64})(?P<rest>:.*)?", re.A
)
_QUALIFIER = re.compile(r":(\d+|(?=\d*[A-Za-z_-])[\w-]{1,128})", re.A)
_SKILL = re.compile(r"amzn1\.ask\.skill\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class UnusableValueError(ValueError):
    """An argument is unusable; the message says in one line what is needed."""


def endpoint(arn: str) -> str:
    """Return the ARN if it names an alias or version of a function; raises UnusableValueError."""
    found = _FUNCTION.fullmatch(arn)
    if not found or PLACEHOLDER in arn:
        raise UnusableValueError(
            "ENDPOINT is the stack's EndpointArn: arn:aws:lambda:REGION:ACCOUNT:function:NAME:live"
        )
    if found["region"] not in REGIONS:
        raise UnusableValueError(f"Alexa calls functions in {', '.join(REGIONS)}, and not in {found['region']}")
    if not found["rest"]:
        raise UnusableValueError(
            "ENDPOINT ends with the function's name, which Alexa may not call: add the alias, :live"
        )
    if not _QUALIFIER.fullmatch(found["rest"]):
        raise UnusableValueError(f"ENDPOINT ends with {found['rest']}, which is neither an alias nor a version")
    return arn


def skill(name: str) -> str:
    """Return the id if it is a skill's; raises UnusableValueError."""
    if not _SKILL.fullmatch(name):
        raise UnusableValueError("SKILL is the skill's id from the developer console: amzn1.ask.skill.…")
    return name


def with_endpoint(manifest: Any, arn: str) -> Any:
    """Return the manifest with the function's ARN as endpoint of requests and events.

    URLs that are still placeholders are left out: Amazon may reject a manifest whose icons it can't fetch, and a skill
    in development needs none.
    """
    made = copy.deepcopy(manifest)
    for part in (made["manifest"]["apis"]["custom"], made["manifest"]["events"]):
        part["endpoint"] = {"uri": arn}
    return _without_placeholders(made)


def placeholders(part: Any, path: str = "") -> list[str]:
    """Return the paths of the placeholders, such as `publishingInformation.locales.en-US.smallIconUri`."""
    if isinstance(part, dict):
        return [found for key, value in part.items() for found in placeholders(value, f"{path}.{key}".lstrip("."))]
    return [path] if _is_placeholder(part) else []


def write(into: Path, arn: str, skill_id: str | None = None) -> list[str]:
    """Write the package and ask-cli's files into a folder; return the names of the fields left out of the manifest.

    An earlier package is removed. In ask-cli's state file only the skill's id is changed.
    Raises UnusableValueError.
    """
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    made = with_endpoint(manifest, endpoint(arn))
    states = _states(into / STATES_FILE, skill(skill_id)) if skill_id else None
    package = into / PACKAGE_FOLDER
    if package.is_symlink():
        raise UnusableValueError(f"{PACKAGE_FOLDER} is a link: remove it")
    shutil.rmtree(package, ignore_errors=True)
    models = package / "interactionModels" / "custom"
    models.mkdir(parents=True)
    _write(package / "skill.json", made)
    for model in sorted(MODELS.glob("*.json")):
        # Copied: ask-cli would upload a link as a link.
        (models / model.name).write_bytes(model.read_bytes())
    profile = {"skillMetadata": {"src": f"./{PACKAGE_FOLDER}"}}
    _write(into / RESOURCES, {"askcliResourcesVersion": ASK_VERSION, "profiles": {"default": profile}})
    if states:
        (into / STATES_FILE).parent.mkdir(exist_ok=True)
        _write(into / STATES_FILE, states)
    left = set(placeholders(manifest["manifest"])) - {"apis.custom.endpoint.uri", "events.endpoint.uri"}
    return sorted({path.rpartition(".")[2] for path in left})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 2, with one line on stderr, for an unusable ARN or id."""
    parser = argparse.ArgumentParser(prog="python -m publish.package", description=__doc__)
    parser.add_argument("endpoint", metavar="ENDPOINT", help="ARN of the function's alias")
    parser.add_argument("--skill", metavar="ID", default="", help="id of the skill, for ask-cli to deploy to")
    parser.add_argument("--into", metavar="FOLDER", type=Path, default=ROOT)
    options = parser.parse_args(arguments)
    try:
        left = write(options.into, options.endpoint, options.skill or None)
    except UnusableValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if left:
        sys.stderr.write(f"Left out, being placeholders in {MANIFEST.name} still: {', '.join(left)}\n")
    return 0


def _without_placeholders(part: Any) -> Any:
    """Return a part of the manifest without placeholders and without objects that had nothing else."""
    if isinstance(part, list):
        return list(map(_without_placeholders, part))
    if not isinstance(part, dict):
        return part
    kept = {key: _without_placeholders(value) for key, value in part.items() if not _is_placeholder(value)}
    return {key: value for key, value in kept.items() if value != {} or part[key] == {}}


def _is_placeholder(part: Any) -> bool:
    return isinstance(part, str) and PLACEHOLDER in part


def _states(path: Path, skill_id: str) -> Any:
    states: Any = json.loads(path.read_text("utf-8")) if path.exists() else {"askcliStatesVersion": ASK_VERSION}
    states.setdefault("profiles", {}).setdefault("default", {})["skillId"] = skill_id
    return states


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
