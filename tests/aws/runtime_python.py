"""AWS's Python runtime as near as PyPI has it: a Python, Amazon's runtime client and SDK, and nothing of ours.

It is made in .engines/ on first use, from requirements/runtime.txt; python -m tests.aws.runtime_python does it
beforehand and says which Python it is.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.stores.engine import FOLDER

LOCKED = Path(__file__).parents[2] / "requirements/runtime.txt"

VERSIONS = ("3.14", "3.13", "3.12")
"""The best first. AWS takes no snapshots (SnapStart) of an older one, so the skill runs on none there."""

PYTHONS = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
"""Where pyenv keeps those that are on nobody's path."""


class NoRuntime(Exception):
    """The runtime can't be had here; the message is one line."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """An environment that has what the runtime provides."""

    python: Path
    version: str
    """Such as 3.13.0."""

    @property
    def minor(self) -> str:
        """Return the version as AWS names its runtimes: 3.13."""
        return self.version.rpartition(".")[0]

    @property
    def cache_tag(self) -> str:
        """Return what the names of this Python's bytecode files end in."""
        return f"cpython-{self.minor.replace('.', '')}"


def made(engines: Path = FOLDER) -> Runtime:
    """Return the runtime on the newest Python there is, made in a folder if it is not there yet; raises NoRuntime."""
    base, version = _newest()
    folder = engines / f"runtime-{version}-{hashlib.sha256(LOCKED.read_bytes()).hexdigest()[:8]}"
    if not folder.exists():
        sys.stderr.write(f"Making {folder.relative_to(engines.parent)} ...\n")
        # Made beside it and moved at the end, so that what is there is whole.
        part = engines / f"part-{os.getpid()}"
        try:
            _uv("venv", "--quiet", "--relocatable", "--python", str(base), str(part))
            options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--compile-bytecode"]
            _uv("pip", "install", *options, "--python", str(part / "bin/python"), "--requirement", str(LOCKED))
            if not folder.exists():
                part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return Runtime(folder / "bin/python", version)


def _newest() -> tuple[Path, str]:
    for wanted in VERSIONS:
        for python in _candidates(wanted):
            version = _version(python)
            if version.startswith(f"{wanted}."):
                return python, version
    raise NoRuntime(
        f"AWS's runtime client needs Python {VERSIONS[-1]} or newer to stand on, and none was found: "
        f"`.venv/bin/uv python install {VERSIONS[0]}` gets one"
    )


def _candidates(version: str) -> Iterator[Path]:
    yield Path(sys.executable)
    found = shutil.which(f"python{version}")
    if found:
        yield Path(found)
    uvs = _run("python", "find", "--managed-python", "--no-python-downloads", version)
    if uvs.returncode == 0:
        yield Path(uvs.stdout.strip())
    yield from sorted(PYTHONS.glob(f"{version}.*/bin/python"), reverse=True)


def _version(python: Path) -> str:
    """Return what a Python says it is, and nothing where it does not run: pyenv leaves some on the path that don't."""
    told = [str(python), "-c", "import platform; print(platform.python_version())"]
    try:
        done = subprocess.run(told, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _uv(*arguments: str) -> None:
    done = _run(*arguments)
    if done.returncode:
        raise NoRuntime(f"uv {arguments[0]} failed: {'; '.join(done.stderr.strip().splitlines()[:3])}")


def _run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "uv", *arguments], capture_output=True, text=True, check=False)


if __name__ == "__main__":
    try:
        sys.stderr.write(f"AWS's runtime client stands on Python {made().version}.\n")
    except (NoRuntime, OSError) as error:
        sys.exit(f"tests.aws.runtime_python: {error}")
