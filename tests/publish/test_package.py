"""What ask-cli uploads: the manifest with the function's address, and every model, as files of their own."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from publish.models import MODELS
from publish.package import (
    MANIFEST,
    PACKAGE_FOLDER,
    PLACEHOLDER,
    REGIONS,
    RESOURCES,
    STATES_FILE,
    endpoint,
    main,
    with_endpoint,
)
from tests.smapi.schemas import MANIFEST as MANIFEST_SCHEMA
from tests.smapi.schemas import MODEL as MODEL_SCHEMA
from tests.smapi.schemas import complaints, validator
from tools.smapi_spec import amazons

ROOT = Path(__file__).parents[2]
ARN = "arn:aws:lambda:us-east-1:123456789012:function:trust-steps-SkillFunction-AbC123:live"
SKILL = "amzn1.ask.skill.12345678-1234-1234-1234-123456789abc"


def _files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _made(into: Path, arn: str = ARN, *more: str) -> Path:
    assert main([arn, "--into", str(into), *more]) == 0
    return into / PACKAGE_FOLDER


def test_requests_and_events_go_to_the_function(tmp_path: Path) -> None:
    manifest = _json(_made(tmp_path) / "skill.json")["manifest"]
    assert manifest["apis"]["custom"]["endpoint"] == {"uri": ARN}
    assert manifest["events"]["endpoint"] == {"uri": ARN}
    assert manifest["events"]["subscriptions"] == [{"eventName": "SKILL_DISABLED"}]


def test_every_locales_model_is_copied_as_it_is(tmp_path: Path) -> None:
    models = _made(tmp_path) / "interactionModels" / "custom"
    assert _files(models) == _files(MODELS)
    locales = _json(tmp_path / PACKAGE_FOLDER / "skill.json")["manifest"]["publishingInformation"]["locales"]
    assert sorted(path.stem for path in models.iterdir()) == sorted(locales)


def test_nothing_in_it_is_a_link(tmp_path: Path) -> None:
    assert [one for one in _made(tmp_path).rglob("*") if one.is_symlink()] == []


def test_the_same_comes_out_again(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        _made(folder, ARN, "--skill", SKILL)
    once = _files(first)
    _made(first, ARN, "--skill", SKILL)
    assert _files(first) == once == _files(second)


def test_another_function_replaces_the_first_and_what_is_no_longer_there_goes(tmp_path: Path) -> None:
    old = _made(tmp_path) / "interactionModels" / "custom" / "tlh-QO.json"
    old.write_text("{}", "utf-8")
    other = ARN.replace("AbC123", "xYz789")
    manifest = (_made(tmp_path, other) / "skill.json").read_text("utf-8")
    assert manifest.count(other) == 2
    assert ARN not in manifest
    assert not old.exists()


def test_what_is_a_placeholder_still_is_left_out_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = (_made(tmp_path) / "skill.json").read_text("utf-8")
    assert PLACEHOLDER not in manifest
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    for name in ("smallIconUri", "largeIconUri", "privacyPolicyUrl", "termsOfUseUrl"):
        assert name in told
        assert name not in manifest


def test_what_the_owner_filled_in_stays() -> None:
    document = _json(MANIFEST)
    icon = {"smallIconUri": "https://example.org/108.png"}
    document["manifest"]["publishingInformation"]["locales"]["en-US"] |= icon
    listing = with_endpoint(document, ARN)["manifest"]["publishingInformation"]["locales"]["en-US"]
    original = _json(MANIFEST)["manifest"]["publishingInformation"]["locales"]["en-US"]
    assert listing == {name: value for name, value in original.items() if PLACEHOLDER not in value} | icon


def test_nothing_but_addresses_differs_from_the_manifest() -> None:
    document = _json(MANIFEST)
    made = with_endpoint(document, ARN)
    assert document == _json(MANIFEST), "what was given is not changed"
    for one in (document, made):
        for part in (one["manifest"]["apis"]["custom"], one["manifest"]["events"]):
            del part["endpoint"]
        one["manifest"]["privacyAndCompliance"].pop("locales", None)
        for listing in one["manifest"]["publishingInformation"]["locales"].values():
            listing.pop("smallIconUri", None)
            listing.pop("largeIconUri", None)
    assert made == document


def test_ask_cli_finds_the_package_and_the_skill(tmp_path: Path) -> None:
    _made(tmp_path, ARN, "--skill", SKILL)
    resources, states = _json(tmp_path / RESOURCES), _json(tmp_path / STATES_FILE)
    assert resources["profiles"] == {"default": {"skillMetadata": {"src": f"./{PACKAGE_FOLDER}"}}}
    assert states["profiles"] == {"default": {"skillId": SKILL}}
    assert resources["askcliResourcesVersion"] == states["askcliStatesVersion"]


def test_what_ask_cli_remembers_of_its_skill_is_not_touched(tmp_path: Path) -> None:
    remembered = {"askcliStatesVersion": "2020-03-31", "profiles": {"default": {"skillId": SKILL, "more": [1]}}}
    (tmp_path / STATES_FILE).parent.mkdir()
    (tmp_path / STATES_FILE).write_text(json.dumps(remembered), "utf-8")
    _made(tmp_path)
    assert _json(tmp_path / STATES_FILE) == remembered
    other = SKILL.replace("abc", "def")
    _made(tmp_path, ARN, "--skill", other)
    assert _json(tmp_path / STATES_FILE)["profiles"]["default"] == {"skillId": other, "more": [1]}


@pytest.mark.parametrize("qualifier", ["live", "Live-2", "_", "1", "1042", "1a"])
@pytest.mark.parametrize("region", REGIONS)
def test_an_alias_or_a_version_in_a_region_of_alexas_will_do(region: str, qualifier: str) -> None:
    arn = f"arn:aws:lambda:{region}:123456789012:function:skill:{qualifier}"
    assert endpoint(arn) == arn


_NO_ARN = "ENDPOINT is the stack's EndpointArn"


@pytest.mark.parametrize(
    ("arn", "complaint"),
    [
        ("", _NO_ARN),
        ("trust-steps", _NO_ARN),
        ("https://example.org/alexa", _NO_ARN),
        (f" {ARN}", _NO_ARN),
        (f"{ARN}\n", _NO_ARN),
        (ARN.replace("123456789012", "12345"), _NO_ARN),
        (ARN.replace("123456789012", "١٢٣٤٥٦٧٨٩٠١٢"), _NO_ARN),
        (ARN.replace(":lambda:", ":dynamodb:"), _NO_ARN),
        (ARN.replace(":function:", ":layer:"), _NO_ARN),
        (ARN.replace("trust-steps", "trust steps"), _NO_ARN),
        ("arn:aws:lambda:us-east-1:000000000000:function:REPLACE-ME:live", _NO_ARN),
        (ARN.replace("us-east-1", "eu-central-1"), "and not in eu-central-1"),
        (ARN.removesuffix(":live"), "add the alias, :live"),
        (ARN.replace(":live", ":"), "neither an alias nor a version"),
        (ARN.replace(":live", ":$LATEST"), "neither an alias nor a version"),
        (ARN.replace(":live", ":live:1"), "neither an alias nor a version"),
    ],
)
def test_what_is_no_alias_is_refused_in_one_line_and_nothing_is_written(
    arn: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([arn, "--into", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert complaint in told
    assert len(told.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("skill", ["trust steps", "amzn1.ask.skill.1", f"{SKILL}\n", SKILL.upper()])
def test_what_is_no_skills_id_is_refused_alike(skill: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([ARN, "--skill", skill, "--into", str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_its_place_is_not_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").touch()
    (tmp_path / PACKAGE_FOLDER).symlink_to(kept)
    assert main([ARN, "--into", str(tmp_path)]) == 2
    assert "is a link" in capsys.readouterr().err
    assert list(kept.iterdir()) == [kept / "file"]


def test_what_is_made_is_never_committed() -> None:
    made = [f"{PACKAGE_FOLDER}/skill.json", RESOURCES, str(STATES_FILE)]
    ignored = subprocess.run(["git", "check-ignore", *made], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ignored.stdout.split() == made


@pytest.mark.smapi
def test_amazon_takes_all_that_is_made(tmp_path: Path) -> None:
    package = _made(tmp_path)
    assert complaints(validator(amazons(), MANIFEST_SCHEMA), _json(package / "skill.json")) == []
    model = validator(amazons(), MODEL_SCHEMA)
    models = sorted((package / "interactionModels" / "custom").iterdir())
    assert {one.stem: complaints(model, _json(one)) for one in models} == {
        one.stem: [] for one in MODELS.glob("*.json")
    }
