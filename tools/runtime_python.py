"""AWS's Python runtime as near as PyPI has it: a Python, Amazon's runtime client and SDK, and nothing of ours.

It is made in .engines/ on first use, from requirements/runtime.txt; python -m tools.runtime_python does it
beforehand and says which Python it is.
"""

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from os import getpid
from pathlib import Path

from publish.npm import ENGINES_FOLDER
from tools.all_pythons import found, full_version

RUNTIME_LOCK = Path(__file__).parents[1] / "requirements/runtime.txt"


class NoRuntimeError(Exception):
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
    def packages(self) -> Path:
        """Return the folder of the packages that the runtime provides, after the bundle on its path."""
        return self.python.parents[1] / "lib" / f"python{self.minor}" / "site-packages"


def made(engines: Path = ENGINES_FOLDER) -> Runtime:
    """Return the runtime on the newest Python there is, made in a folder if it is not there yet; raises NoRuntime."""
    base = [*found().values()][-1]  # at the least, the one that runs this
    version = full_version(base)
    folder = engines / f"runtime-{version}-{hashlib.sha256(RUNTIME_LOCK.read_bytes()).hexdigest()[:8]}"
    if not folder.exists():
        sys.stderr.write(f"Making {folder.relative_to(engines.parent)} ...\n")
        # Made beside it and moved at the end, so that what is there is whole.
        part = engines / f"part-{getpid()}"
        try:
            _uv("venv", "--quiet", "--relocatable", "--python", str(base), str(part))
            options = ["--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--compile-bytecode"]
            _uv("pip", "install", *options, "--python", str(part / "bin/python"), "--requirement", str(RUNTIME_LOCK))
            if not folder.exists():
                part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return Runtime(folder / "bin/python", version)


def _uv(*arguments: str) -> None:
    done = _run(*arguments)
    if done.returncode:
        raise NoRuntimeError(f"uv {arguments[0]} failed: {'; '.join(done.stderr.strip().splitlines()[:3])}")


def _run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "uv", *arguments], capture_output=True, text=True, check=False)


if __name__ == "__main__":
    try:
        sys.stderr.write(f"AWS's runtime client stands on Python {made().version}.\n")
    except (NoRuntimeError, OSError) as error:
        sys.exit(f"tools.runtime_python: {error}")
