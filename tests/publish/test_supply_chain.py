"""Nothing is installed whose bytes are not known: versions are locked with hashes, and installed in no other way."""

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from publish import bundle
from tools.set_up import SETS

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))
NPM_LOCKS = sorted(
    lock for folder in ("benchmarks/peers", "publish", "tests") for lock in (ROOT / folder).glob("*/package-lock.json")
)

HASH = r"--hash=sha256:[0-9a-f]{64}"

TEXTS = [
    *(ROOT / name for name in ("Makefile", "README.md", "SECURITY.md", ".ci/run", "deploy/Containerfile")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted(ROOT.glob("requirements/*.in")),
]
"""What tells a shell or a person to install something."""

PROGRAMS = [one for name in ("benchmarks", "publish", "tests", "tools") for one in sorted((ROOT / name).rglob("*.py"))]
"""What may install something itself."""


def locked(lock: Path) -> dict[str, str]:
    """Return what a lock says of each package, by its name."""
    whole = lock.read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in whole.splitlines() if line and not line.startswith("#")]
    return {line.partition("==")[0]: line for line in lines}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_locked_with_its_hashes(lock: Path) -> None:
    wrong = [
        line
        for line in locked(lock).values()
        if not re.fullmatch(rf"[\w.-]+==[\w.+!]+( ; [^\\]+?)?(\s+{HASH})+\s*", line)
    ]
    assert wrong == []
    assert locked(lock)


def test_what_is_locked_in_two_places_is_locked_alike_where_both_are_for_a_checkout() -> None:
    web, test, dev = (
        {name: line.partition(" ")[0] for name, line in locked(REQUIREMENTS / f"{one}.txt").items()} for one in SETS
    )
    assert web.items() <= test.items() <= dev.items()
    uv = locked(REQUIREMENTS / "uv.txt")["uv"]
    assert uv.partition(" ")[0] == dev["uv"]


def test_every_lock_is_made_by_make_lock() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (made,) = re.findall(r"^lock:.*\n\t.*for name in ([\w ]+); do", makefile, re.MULTILINE)
    assert sorted(f"{name}.txt" for name in made.split()) == [lock.name for lock in LOCKS]


def test_the_build_backend_is_the_one_that_is_locked() -> None:
    project: Any = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (backend,) = project["build-system"]["requires"]
    assert backend in (REQUIREMENTS / "build.in").read_text("utf-8").splitlines()
    for name in SETS:
        assert locked(REQUIREMENTS / f"{name}.txt")["hatchling"].startswith(f"{backend} ")


def installs(text: str) -> list[str]:
    """Return what is said to pip or uv after each `install` in a shell's text."""
    lines = re.sub(r"\s*\\\n\s*", " ", text)
    return [one.strip() for one in re.findall(r"pip install (.+?)(?:`|&&|;|\||$)", lines, re.MULTILINE)]


def complaint(asked: str) -> str | None:
    """Return what is wrong with the arguments of an installation; None where its bytes are known."""
    if re.search(r"--requirement\b|(?<!\S)-r\b", asked):
        return None if "--require-hashes" in asked else f"takes files without a hash: {asked}"
    if re.search(r"(?<!\S)\.(?!\S)", asked):
        is_offline = "--no-deps" in asked and "--no-build-isolation" in asked
        return None if is_offline else f"fetches what is not locked: {asked}"
    return f"installs what is not locked: {asked}"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_says_to_install_what_is_not_locked(path: Path) -> None:
    assert [one for asked in installs(path.read_text("utf-8")) if (one := complaint(asked))] == []


ALONGSIDE = {
    "--requirement": "--require-hashes",
    "--constraint": "--require-hashes",
    "--editable": "--no-build-isolation",
}
"""What is written beside each of pip's options in a program."""


def test_no_program_installs_what_is_not_locked() -> None:
    found = set()
    for path in PROGRAMS:
        text = path.read_text("utf-8") if path != Path(__file__) else ""
        for option, needed in ALONGSIDE.items():
            for command in re.findall(rf'^.*"{option}".*$', text, re.MULTILINE):
                found.add(path.name)
                before = text[: text.index(command) + len(command)].splitlines()[-4:]
                assert needed in "".join(before), f"{path.name}: {command}"
    assert found >= {"bundle.py", "building.py", "all_pythons.py", "runtime_python.py", "check_wheel.py"}


@pytest.mark.parametrize(
    ("asked", "is_wrong"),
    [
        ("--require-hashes --requirement requirements/web.txt", False),
        ("--requirement requirements/web.txt", True),
        ("-r requirements/web.txt", True),
        ("--no-deps --no-build-isolation .", False),
        ("--no-deps .", True),
        ("--no-deps --editable .", True),
        ("'.[web]'", True),
        ("flask", True),
    ],
)
def test_a_command_that_fetches_what_is_not_locked_is_noticed(asked: str, is_wrong: bool) -> None:
    assert (complaint(asked) is not None) is is_wrong


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("sudo /opt/x/bin/pip install --no-deps .", ["--no-deps ."]),
        ("\t\t$$pip install --quiet \\\n\t\t--editable . && \\", ["--quiet --editable ."]),
        ("run `pip install '.[web]'`, then", ["'.[web]'"]),
        ("RUN python -m venv x \\\n    && x/pip install a \\\n    && x/pip install b", ["a", "b"]),
    ],
)
def test_a_command_is_found_in_a_text(text: str, asked: list[str]) -> None:
    assert [*installs(text)] == asked


def test_the_bundle_takes_nothing_without_its_hash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **_: Any) -> "subprocess.CompletedProcess[str]":
        ran.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    bundle._install(tmp_path)
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:"} <= set(ran[-1])


def test_the_image_is_built_on_one_patch_of_python_that_can_be_replaced_by_a_digest() -> None:
    text = (ROOT / "deploy/Containerfile").read_text("utf-8")
    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == ["${BASE}", "${BASE}"]
    (base,) = re.findall(r"^ARG BASE=(.*)$", text, re.MULTILINE)
    assert re.fullmatch(r"docker\.io/library/python(:3\.\d+\.\d+-slim-\w+|@sha256:[0-9a-f]{64})", base)
    assert "@sha256" in base or "--build-arg BASE=docker.io/library/python@" in text


@pytest.mark.parametrize("lock", NPM_LOCKS, ids=lambda lock: lock.parent.name)
def test_every_package_of_npm_is_locked_with_its_hash(lock: Path) -> None:
    whole = json.loads(lock.read_text("utf-8"))["packages"]
    wanted = json.loads((lock.parent / "package.json").read_text("utf-8"))["dependencies"]
    assert whole.pop("")["dependencies"] == wanted
    assert [name for name, version in wanted.items() if whole[f"node_modules/{name}"]["version"] != version] == []
    assert [name for name, one in whole.items() if not one.get("integrity", "").startswith("sha512-")] == []


def test_npm_installs_what_is_locked_and_runs_no_scripts() -> None:
    for path in TEXTS:
        for command in re.findall(r"\b(?:npm (?:i|install|ci|exec)|npx) .*$", path.read_text("utf-8"), re.MULTILINE):
            assert re.match(r"npm ci --ignore-scripts --prefix \S+$", command), command
    assert NPM_LOCKS


def test_every_package_json_has_a_lock_and_programs_run_npm_in_one_place() -> None:
    wanted = [path for folder in ("benchmarks", "publish", "tests") for path in (ROOT / folder).rglob("package.json")]
    assert (
        sorted(path.with_name("package-lock.json") for path in wanted if "node_modules" not in path.parts) == NPM_LOCKS
    )
    runs = [path for path in PROGRAMS if re.search(r"which\(.npm.\)|\[.np[mx].", path.read_text("utf-8"))]
    assert runs == [ROOT / "publish/npm.py"]
