"""Fetching Amazon's description, with a pretend npm."""

import os
import tarfile
from pathlib import Path

import pytest

from tests.smapi.spec import PACKAGE, VERSION, NoSpec, amazons, integrity

_ARCHIVE = f"{PACKAGE}-{VERSION}.tgz"


@pytest.fixture(name="registry")
def _registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a folder whose files the pretend npm packs."""
    registry, npm = tmp_path / "registry", tmp_path / "bin" / "npm"
    registry.mkdir()
    npm.parent.mkdir()
    npm.write_text(f'#!/bin/sh\ncp "{registry}"/* . 2>/dev/null || {{ echo "npm error 404" >&2; exit 1; }}\n')
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{npm.parent}{os.pathsep}{os.environ['PATH']}")
    return registry


@pytest.fixture(name="engines")
def _engines(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "engines"


def _published(registry: Path) -> Path:
    spec = registry.parent / "spec.json"
    spec.write_text('{"swagger": "2.0"}')
    with tarfile.open(registry / _ARCHIVE, "w:gz") as packing:
        packing.add(spec, "package/spec.json")
    return registry / _ARCHIVE


def test_what_npm_packs_is_kept_and_fetched_once(
    registry: Path, engines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = _published(registry)
    monkeypatch.setattr("tests.smapi.spec.INTEGRITY", integrity(archive))
    assert amazons(engines) == {"swagger": "2.0"}
    archive.unlink()
    assert amazons(engines) == {"swagger": "2.0"}
    assert [path.name for path in engines.iterdir()] == [f"{PACKAGE}-{VERSION}"]


def test_another_archive_than_the_pinned_one_is_refused(registry: Path, engines: Path) -> None:
    _published(registry)
    with pytest.raises(NoSpec, match="not the one that is pinned"):
        amazons(engines)
    assert list(engines.iterdir()) == []


def test_it_says_why_npm_could_not_fetch(registry: Path, engines: Path) -> None:
    assert list(registry.iterdir()) == []
    with pytest.raises(NoSpec, match="npm error 404"):
        amazons(engines)


def test_it_says_that_there_is_no_npm(engines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(engines))
    with pytest.raises(NoSpec, match="none was found"):
        amazons(engines)
