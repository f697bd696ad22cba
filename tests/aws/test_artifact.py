"""The bundle that SAM built: what is in it, and that it answers alone, on every Python there is."""

import hashlib
import json
import re
import ssl
import subprocess
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from publish.bundle import MODIFIED_S, PURE_WHEELS, ROOTS, main, roots, zipped
from tests.aws.template import ROOT, variables, written
from tools.all_pythons import WANTED, absent, found
from tools.dynamodb_local import NoEngineError, fetched, running
from tools.dynamodb_table import client_at, create_table
from tools.envelopes import SKILL, envelope
from tools.runtime_python import NoRuntimeError, Runtime, made

pytestmark = pytest.mark.artifact

ZIPPED_AT_MOST = 3_000_000
"""Bytes; ask-sdk-core with its dependencies would be 2.4 million of its own."""

ANSWERS = """
import importlib, json, sys
bundle, runtime, *envelopes = sys.argv[1:]
sys.path[:0] = [bundle]
sys.path += [runtime]
handler = importlib.import_module("lambda.handler").handler
outside = sorted({name.partition(".")[0] for name, module in sys.modules.items()
                  if "site-packages" in (getattr(module, "__file__", None) or "")})
print(json.dumps({"outside": outside, "answers": [handler(json.loads(one), None) for one in envelopes]}))
"""
"""What a Python does that has itself, the bundle and Amazon's SDK (-I -S: no packages and variables of its own)."""

OF_THE_RUNTIME = ["boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six"]
"""What the function takes from AWS's own Python runtime."""


def test_the_bundle_is_small_and_pure(artifact: Path) -> None:
    assert zipped(artifact) <= ZIPPED_AT_MOST
    kinds = {path.suffix for path in artifact.rglob("*") if path.is_file()}
    assert kinds & {".so", ".pyd", ".dylib", ".exe"} == set()


def test_the_bundle_has_what_it_needs_and_nothing_else(artifact: Path) -> None:
    locked = (ROOT / "requirements/lambda.txt").read_text()
    names = {name.replace("-", "_") for name in re.findall(r"^([\w-]+)==", locked, re.M)}
    there = {path.name.removesuffix(".py") for path in artifact.iterdir()}
    assert there == names | {"skill", "lambda", ROOTS}
    assert not any(artifact.rglob("tests"))
    assert not any(artifact.rglob("*.dist-info"))
    assert not [one for one in ("server", "simulator", "webui") if (artifact / "skill" / one).exists()]
    assert {path.stat().st_mtime for path in artifact.rglob("*.py")} == {MODIFIED_S}


def test_another_build_has_the_same_bytes(artifact: Path, tmp_path: Path) -> None:
    """Else an unchanged skill would be published anew; and what is tested here would not be what this code builds."""
    main(tmp_path)
    assert _everything(tmp_path) == _everything(artifact)


def _everything(folder: Path) -> dict[str, tuple[str, int, float]]:
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mode,
            path.stat().st_mtime,
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_amazons_own_roots_of_trust_are_in_it_and_no_others(artifact: Path) -> None:
    found: list[Any] = ssl.create_default_context(cafile=str(artifact / ROOTS)).get_ca_certs()
    subjects = [dict(part[0] for part in one["subject"]) for one in found]
    assert sorted(one["commonName"] for one in subjects) == [
        *(f"Amazon Root CA {number}" for number in range(1, 5)),
        "Starfield Services Root Certificate Authority - G2",
    ]
    assert variables(artifact)["AWS_CA_BUNDLE"] == str(artifact / ROOTS)


def test_a_file_without_amazons_roots_is_not_built_from() -> None:
    with pytest.raises(SystemExit, match="certifi has 0 certificates"):
        roots('# Issuer: CN=Other\n# Label: "Other"\n')


def test_without_pip_the_build_says_so_in_one_line(tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    command = [str(tmp_path / "bare/bin/python"), "-m", "publish.bundle", str(tmp_path / "bundle")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 1
    assert re.fullmatch(r"The bundle needs pip: .*/bare/bin/python -m pip was not found\.\n", done.stderr)


def test_the_packages_are_for_the_python_of_the_template() -> None:
    runtime = written()["Resources"]["SkillFunction"]["Properties"]["Runtime"]
    assert runtime == f"python{WANTED[-1]}"
    assert f"--python-version={WANTED[-1]}" in PURE_WHEELS


@pytest.fixture(scope="module")
def runtime() -> Runtime:
    try:
        return made()
    except NoRuntimeError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="module")
def table() -> Iterator[dict[str, str]]:
    """Yield the variables of a table in DynamoDB Local."""
    try:
        with running(fetched()) as endpoint:
            name, client = f"journeys-{uuid4()}", client_at(endpoint)
            create_table(client, name)
            client.close()
            yield {"AWS_ENDPOINT_URL_DYNAMODB": endpoint, "TRUST_STEPS_TABLE": name}
    except NoEngineError as error:
        pytest.fail(str(error), pytrace=False)


def test_the_run_names_the_pythons_that_it_tries(request: pytest.FixtureRequest) -> None:
    reporter, capture = map(request.config.pluginmanager.getplugin, ("terminalreporter", "capturemanager"))
    with capture.global_and_fixture_disabled():
        missing = f"; not here: {', '.join(absent())}" if absent() else ""
        reporter.write_line(f"The bundle answers on Python {', '.join(found())}{missing}.")
    assert found()


@pytest.mark.parametrize("version", found())
def test_the_bundle_answers_with_itself_and_the_runtimes_sdk_on_the_path(
    version: str, artifact: Path, runtime: Runtime, table: dict[str, str]
) -> None:
    user = f"amzn1.ask.account.{version}"
    asked = [
        envelope("LaunchRequest", user=user, device=None),
        envelope("MakeCommitmentIntent", {"commitment": "call when I'm late"}, user=user, device=None),
        envelope("LogKeptCommitmentIntent", user=user, device=None),
        envelope("StreakIntent", user=user, device=None),
    ]
    environment = {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "pretend",
        "AWS_SECRET_ACCESS_KEY": "pretend",
        "TRUST_STEPS_SKILL_ID": SKILL,
        **variables(artifact),
        **table,
    }
    command = [str(found()[version]), "-I", "-S", "-B", "-c", ANSWERS]
    done = subprocess.run(
        [*command, str(artifact), str(runtime.packages), *map(json.dumps, asked)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.stderr == ""
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["outside"] == OF_THE_RUNTIME
    said = [one["response"]["outputSpeech"]["ssml"] for one in told["answers"]]
    assert "call when I&apos;m late" in said[1]
    assert "call when I&apos;m late" in said[2]
    assert len(set(said)) == len(asked)
