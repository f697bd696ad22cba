"""npm packages: `npm ci --ignore-scripts` installs what a folder's package-lock.json names, under `.engines`.

npm checks every package against the hash in the lock, fetches from the registry that it is configured with, and runs
no script of a package.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ENGINES_FOLDER = Path(__file__).parents[1] / ".engines"
"""Where packages are installed."""

NPM_TIMEOUT_S = 300


class FetchError(Exception):
    """Packages can't be installed on this machine; the message is one line."""


def installed(project: Path, into: Path = ENGINES_FOLDER) -> Path:
    """Return the node_modules of a folder with a package-lock.json, installed first if the lock is new.

    A failed installation leaves nothing behind; raises FetchError.
    """
    lock = project / "package-lock.json"
    folder = into / f"{project.name}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:8]}"
    if not folder.exists():
        _install(project, folder)
    return folder / "node_modules"


def _install(project: Path, folder: Path) -> None:
    """Install in a folder of its own, which is renamed when it is complete: another process may do the same."""
    sys.stderr.write(
        f"Installing the npm packages of {project.name} into {folder.relative_to(folder.parents[1])} ...\n"
    )
    part = folder.parent / f"part-{os.getpid()}"
    part.mkdir(parents=True)
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(project / name, part)
        _npm_ci(part, project.name)
        if not folder.exists():
            part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _npm_ci(folder: Path, name: str) -> None:
    """Run `npm ci` in a folder; raises FetchError."""
    npm = shutil.which("npm")
    if npm is None:
        raise FetchError(f"npm installs the packages of {name}, and it was not found")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=NPM_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise FetchError(f"npm did not install the packages of {name} within {NPM_TIMEOUT_S} seconds") from None
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.strip()]
        raise FetchError(f"npm could not install the packages of {name}: {'; '.join(errors[:2]) or done.returncode}")
