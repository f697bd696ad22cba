"""The Pythons that a machine has: python -m tools.all_pythons runs the quick suite on each but the one that runs this.

Each gets an environment of its own in .engines/, made when it is first needed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from publish import ROOT

WANTED = ("3.11", "3.12", "3.13", "3.14")
"""From the oldest that the project supports to the one that template.yaml names."""

PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
"""Where pyenv keeps interpreters that are not on the path."""


TEST_LOCK = ROOT / "requirements/test.txt"
SUITE = ("-m", "pytest", "-n", "auto", "--dist", "worksteal")


def main() -> None:
    """Run the quick suite, and say on which Pythons; ends with 1 where it fails on any."""
    mine = "{}.{}".format(*sys.version_info)
    failed = []
    for version in (one for one in found() if one != mine):
        print(f"The quick suite on Python {full_version(found()[version])}:", flush=True)
        if subprocess.run([str(_environment(version)), *SUITE], cwd=ROOT, check=False).returncode:
            failed.append(version)
    if failed:
        sys.exit(f"The quick suite fails on Python {', '.join(failed)}.")
    missing = f" Not here: {', '.join(absent())}." if absent() else ""
    print(f"The quick suite passes on Python {', '.join(found())}.{missing}")


def _environment(version: str) -> Path:
    """Return the interpreter of an environment with all that the tests need."""
    folder = ROOT / f".engines/suite-{version}-{hashlib.sha256(TEST_LOCK.read_bytes()).hexdigest()[:8]}"
    python = folder / "bin/python"
    if not (folder / "whole").exists():
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "--quiet", "--clear", "--python", str(found()[version]), str(folder)], check=True)
        # Compiled now: newer Pythons warn of Amazon's docstrings when they do it, in the midst of a test.
        install = [*uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(python)]
        subprocess.run([*install, "--require-hashes", "--requirement", str(TEST_LOCK)], check=True)
        subprocess.run([*install, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], check=True)
        (folder / "whole").touch()
    return python


@cache
def found() -> Mapping[str, Path]:
    """Return the interpreters of the wanted versions that are here, the oldest first."""
    return {version: path for version in WANTED if (path := _interpreter(version))}


def absent() -> tuple[str, ...]:
    """Return the wanted versions that are not here."""
    return tuple(version for version in WANTED if version not in found())


def full_version(python: Path) -> str:
    """Return what a Python says it is, and nothing where it does not run: pyenv leaves some on the path that don't."""
    told = [str(python), "-c", "import platform; print(platform.python_version())"]
    try:
        done = subprocess.run(told, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _interpreter(version: str) -> Path | None:
    return next((one for one in _candidates(version) if full_version(one).startswith(f"{version}.")), None)


def _candidates(version: str) -> Iterator[Path]:
    yield Path(sys.executable)
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield Path(on_path)
    ask = [sys.executable, "-m", "uv", "python", "find", "--managed-python", "--no-python-downloads", version]
    uvs = subprocess.run(ask, capture_output=True, text=True, check=False)
    if uvs.returncode == 0:
        yield Path(uvs.stdout.strip())
    yield from sorted(PYENV.glob(f"{version}.*/bin/python"), key=_numbers, reverse=True)


def _numbers(path: Path) -> list[int]:
    """Return the numbers in a path, so that 3.13.10 comes after 3.13.9."""
    return [int(one) for one in re.findall(r"\d+", str(path))]


if __name__ == "__main__":
    main()
