"""The virtual environment of a checkout: python -m tools.set_up test installs what requirements/test.txt locks.

uv installs, since it takes seconds where pip takes a minute; where uv can't be had, or can't reach an index that pip is
configured with, pip does. It runs before anything is installed, so it imports the standard library only.
"""

import hashlib
import re
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from publish import ROOT

VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"

SETS = ("web", "test", "dev")
"""The locked sets of packages, each a part of the next."""


class SetUpError(Exception):
    """The set-up can't go on; the message is one line."""


def main(wanted: str) -> int:
    """Set up what is wanted unless it is there; returns the exit status."""
    if _marker(wanted).exists() and _works():
        return 0
    start = time.monotonic()
    lock = _lock(wanted)
    packages = len(re.findall(r"^\S+==", lock.read_text("utf-8"), re.MULTILINE))
    _say(f"Setting up {VENV.name}: up to {packages} packages of {lock.relative_to(ROOT)}")
    try:
        if not _is_environment():
            _say("1/3 virtual environment")
            venv.create(VENV, clear=True, with_pip=False)
        _install(lock)
    except SetUpError as error:
        _say(f"The set-up failed: {error}")
        return 1
    for name in SETS[: SETS.index(wanted) + 1]:
        for old in VENV.glob(f".{name}-*"):
            old.unlink()
        _marker(name).touch()
    _say(f"Set up in {time.monotonic() - start:.0f} seconds")
    return 0


def _install(lock: Path) -> None:
    """Install the packages of a lock, then this checkout as editable; raises SetUpError."""
    _say("2/3 packages")
    hashed = ("--require-hashes", "--requirement", str(lock))
    checkout = ("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    pip = _pip()
    uv = _uv(pip)
    if uv and _succeeds([*uv, "--compile-bytecode", *hashed]):
        install = uv
    else:
        _say("    uv could not install them; with pip it takes longer")
        install = pip
        _run([*pip, *hashed])
    _say("3/3 this checkout")
    _run([*install, *checkout])


def _pip() -> Sequence[str]:
    """Return the command that installs with pip, which may be outside the environment; raises SetUpError."""
    install = ("install", "--quiet", "--disable-pip-version-check")
    own = [str(PYTHON), "-m", "pip"]
    if _succeeds([*own, "--version"]):
        return [*own, *install]
    if find_spec("pip") is None:
        raise SetUpError(f"Trust Steps needs pip, and {sys.executable} has none.")
    return [sys.executable, "-m", "pip", "--python", str(PYTHON), *install]


def _uv(pip: Sequence[str]) -> Sequence[str]:
    """Return the command that installs with uv, itself installed by pip; empty where that fails."""
    bootstrap = [*pip, "--require-hashes", "--only-binary=:all:", "--requirement", str(ROOT / "requirements/uv.txt")]
    return (
        [str(PYTHON), "-m", "uv", "pip", "install", "--quiet", "--python", str(PYTHON)] if _succeeds(bootstrap) else []
    )


def _run(command: Sequence[str]) -> None:
    """Run a command, whose errors are shown; raises SetUpError."""
    if subprocess.run(command, check=False).returncode:
        raise SetUpError(" ".join(command))


def _succeeds(command: Sequence[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _is_environment() -> bool:
    """Return whether .venv has a Python that runs and is new enough."""
    try:
        return _succeeds([str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"])
    except OSError:
        return False


def _works() -> bool:
    """Return whether the environment runs and imports this checkout's package."""
    return _is_environment() and _succeeds([str(PYTHON), "-c", "import skill"])


def _lock(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def _marker(name: str) -> Path:
    """Return the file that says that a set is installed; its name changes with the lock, so a new lock sets up anew."""
    made_from = (_lock(name), ROOT / "pyproject.toml", Path(__file__))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in made_from)).hexdigest()[:12]
    return VENV / f".{name}-{digest}"


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
