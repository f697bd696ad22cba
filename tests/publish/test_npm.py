"""Fetching packages, with a pretend npm."""

import os
import shutil
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from publish.npm import FetchError, Package, fetched, installed, integrity
from publish.viewhost import VIEWHOST, install

_PACKAGE = Package("thing", "1.2.0", "", ("spec.json", "licences"))


@pytest.fixture(name="registry")
def _registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a folder whose files the pretend npm packs."""
    registry, npm = tmp_path / "registry", tmp_path / "bin" / "npm"
    registry.mkdir()
    npm.parent.mkdir()
    npm.write_text(
        f'#!/bin/sh\necho "$@" >>"{tmp_path}/asked"\n'
        f'cp -r "{registry}"/* . 2>/dev/null || {{ echo "npm error 404" >&2; exit 1; }}\n'
    )
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{npm.parent}{os.pathsep}{os.environ['PATH']}")
    return registry


@pytest.fixture(name="engines")
def _engines(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "engines"


def _published(registry: Path, package: Package, *paths: str) -> Package:
    """Publish files that hold their own paths, and return the package as it is pinned."""
    file, archive = registry.parent / "file", registry / f"{package.name}-{package.version}.tgz"
    with tarfile.open(archive, "w:gz") as packing:
        for path in paths:
            file.write_text(path)
            packing.add(file, f"package/{path}")
    return replace(package, integrity=integrity(archive))


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_wanted_files_are_kept_and_fetched_once(registry: Path, engines: Path) -> None:
    package = _published(registry, _PACKAGE, "spec.json", "licences/one", "licences.txt", "lib/spec.json", "index.js")
    folder = fetched(package, engines)
    assert _files(folder) == ["licences/one", "spec.json"]
    assert (folder / "licences/one").read_text() == "licences/one"
    next(registry.iterdir()).unlink()
    assert fetched(package, engines) == folder
    assert [path.name for path in engines.iterdir()] == ["thing-1.2.0"]


def test_all_files_are_kept_where_none_is_named(registry: Path, engines: Path) -> None:
    package = _published(registry, replace(_PACKAGE, members=()), "lib/spec.json", "index.js")
    assert _files(fetched(package, engines)) == ["index.js", "lib/spec.json"]


def test_another_archive_than_the_pinned_one_is_refused(registry: Path, engines: Path) -> None:
    _published(registry, _PACKAGE, "spec.json")
    with pytest.raises(FetchError, match="not the one that is pinned"):
        fetched(_PACKAGE, engines)
    assert list(engines.iterdir()) == []


def test_it_says_why_npm_could_not_fetch(registry: Path, engines: Path) -> None:
    assert list(registry.iterdir()) == []
    with pytest.raises(FetchError, match="npm error 404"):
        fetched(_PACKAGE, engines)


def test_it_says_that_there_is_no_npm(engines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(engines))
    with pytest.raises(FetchError, match="none was found"):
        fetched(_PACKAGE, engines)


@pytest.fixture(name="project")
def _project(registry: Path, tmp_path: Path) -> Path:
    """Return a folder with a lock, whose one module the pretend npm installs."""
    project, modules = tmp_path / "clients", registry / "node_modules"
    for folder in (project, modules):
        folder.mkdir()
    (project / "package.json").write_text("{}")
    (project / "package-lock.json").write_text("{}")
    (modules / "index.js").write_text("1")
    return project


def test_what_is_locked_is_installed_once_without_scripts(project: Path, engines: Path, tmp_path: Path) -> None:
    modules = installed(project, engines)
    assert installed(project, engines) == modules
    assert _files(modules.parent) == ["node_modules/index.js", "package-lock.json", "package.json"]
    (asked,) = (tmp_path / "asked").read_text().splitlines()
    assert asked.startswith("ci ")
    assert "--ignore-scripts" in asked


def test_another_lock_is_installed_anew(project: Path, engines: Path) -> None:
    modules = installed(project, engines)
    (project / "package-lock.json").write_text('{"lockfileVersion": 3}')
    assert installed(project, engines) != modules


def test_what_npm_could_not_install_is_not_kept(registry: Path, project: Path, engines: Path) -> None:
    shutil.rmtree(registry / "node_modules")
    with pytest.raises(FetchError, match="what clients needs: npm error 404"):
        installed(project, engines)
    assert list(engines.iterdir()) == []


def test_the_engine_is_put_beside_the_page_over_an_older_one(
    registry: Path, engines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publish.viewhost.VIEWHOST", _published(registry, VIEWHOST, "package.json", *VIEWHOST.members))
    page = tmp_path / "page"
    page.mkdir()
    (page / "index.js").write_text("older")
    assert install(page, engines).read_text() == "index.js"
    assert _files(page) == sorted(VIEWHOST.members)
