"""npm packages, installed with a fake npm."""

import os
import shutil
from pathlib import Path

import pytest

from publish.npm import FetchError, installed
from publish.viewhost import NPM_PACKAGE, RENDERER_FILES, install


@pytest.fixture(name="registry")
def _registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a folder whose files the fake npm installs; it logs its arguments in `asked`."""
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


@pytest.fixture(name="project")
def _project(registry: Path, tmp_path: Path) -> Path:
    """Return a folder with a lock, whose one module the fake npm installs."""
    project, modules = tmp_path / "clients", registry / "node_modules"
    for folder in (project, modules):
        folder.mkdir()
    (project / "package.json").write_text("{}")
    (project / "package-lock.json").write_text("{}")
    (modules / "index.js").write_text("1")
    return project


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_what_is_locked_is_installed_once_without_scripts(project: Path, engines: Path, tmp_path: Path) -> None:
    modules = installed(project, engines)
    assert installed(project, engines) == modules
    assert _files(modules.parent) == ["node_modules/index.js", "package-lock.json", "package.json"]
    (asked,) = (tmp_path / "asked").read_text().splitlines()
    assert asked.startswith("ci --ignore-scripts ")


def test_another_lock_is_installed_anew(project: Path, engines: Path) -> None:
    modules = installed(project, engines)
    (project / "package-lock.json").write_text('{"lockfileVersion": 3}')
    assert installed(project, engines) != modules


def test_a_failed_installation_says_why_and_leaves_nothing(registry: Path, project: Path, engines: Path) -> None:
    shutil.rmtree(registry / "node_modules")
    with pytest.raises(FetchError, match="the packages of clients: npm error 404"):
        installed(project, engines)
    assert list(engines.iterdir()) == []


def test_it_says_that_there_is_no_npm(project: Path, engines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(engines))
    with pytest.raises(FetchError, match="was not found"):
        installed(project, engines)
    assert list(engines.iterdir()) == []


def test_the_renderer_is_put_beside_the_page_over_an_older_one(registry: Path, engines: Path, tmp_path: Path) -> None:
    package = registry / "node_modules" / NPM_PACKAGE
    package.mkdir(parents=True)
    for name in (*RENDERER_FILES, "package.json"):
        (package / name).write_text(name)
    page = tmp_path / "page"
    page.mkdir()
    (page / "index.js").write_text("older")
    assert install(page, engines).read_text() == "index.js"
    assert _files(page) == sorted(RENDERER_FILES)
