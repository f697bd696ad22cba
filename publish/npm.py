"""Packages of npm: one by itself, known by its checksum, or all that a package-lock.json names.

npm fetches from the registry that it is set up with, and runs nothing of what it has fetched.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / ".engines"
"""Where what was fetched is kept."""

WITHIN = 120
"""Seconds."""

INSIDE = "package/"
"""What npm puts before the path of every file of a package."""


class FetchError(Exception):
    """A package can't be had here; the message is one line."""


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a package."""

    name: str
    version: str
    integrity: str
    """As `npm view NAME@VERSION dist.integrity` prints it."""
    members: tuple[str, ...] = ()
    """Paths of the files that are wanted, or of folders; all files where none is named."""

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def wants(self, path: str) -> bool:
        """Return whether a file of the package is wanted."""
        return not self.members or any(path == member or path.startswith(f"{member}/") for member in self.members)


def fetched(package: Package, into: Path = FOLDER) -> Path:
    """Return the folder with the wanted files, fetched if it is not there yet; raises FetchError."""
    folder = into / f"{package.name.replace('/', '-')}-{package.version}"
    if not folder.exists():
        with _filled(folder, str(package)) as part:
            archive = _packed(package, part)
            if integrity(archive) != package.integrity:
                raise FetchError(f"the {package.name} that was fetched is not the one that is pinned")
            _unpack(package, archive, part)
            archive.unlink()
    return folder


def installed(project: Path, into: Path = FOLDER) -> Path:
    """Return the node_modules of a folder with a package-lock.json, installed if they are not there yet.

    Only the locked versions are installed, each checked against its hash; raises FetchError.
    """
    lock = project / "package-lock.json"
    folder = into / f"{project.name}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:8]}"
    if not folder.exists():
        with _filled(folder, f"what {project.name} needs") as part:
            for path in (lock, project / "package.json"):
                shutil.copy(path, part)
            _npm("ci", "--no-audit", "--no-fund", folder=part, wanted=f"what {project.name} needs")
    return folder / "node_modules"


@contextmanager
def _filled(folder: Path, wanted: str) -> Iterator[Path]:
    """Yield a folder to fill, which takes its place only when it is whole."""
    into = folder.parent
    sys.stderr.write(f"Fetching {wanted} into {folder.relative_to(into.parent)} ...\n")
    part = into / f"part-{os.getpid()}"
    part.mkdir(parents=True)
    try:
        yield part
        if not folder.exists():
            part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def integrity(archive: Path) -> str:
    """Return an archive's checksum as npm writes it."""
    return f"sha512-{base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()}"


def _packed(package: Package, folder: Path) -> Path:
    """Let npm put the package's archive into a folder, and return it."""
    _npm("pack", f"{package.name}@{package.version}", folder=folder, wanted=str(package))
    archives = [*folder.glob("*.tgz")]
    if not archives:
        raise FetchError(f"npm could not fetch {package}: it left no archive")
    return archives[0]


def _npm(*arguments: str, folder: Path, wanted: str) -> None:
    """Run npm in a folder, without the scripts of packages; raises FetchError."""
    npm = shutil.which("npm")
    if npm is None:
        raise FetchError(f"npm fetches {wanted}, and none was found")
    command = [npm, *arguments, "--ignore-scripts", "--no-update-notifier"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=WITHIN)
    except subprocess.TimeoutExpired:
        raise FetchError(f"npm did not fetch {wanted} within {WITHIN} seconds") from None
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise FetchError(f"npm could not fetch {wanted}: {'; '.join(said[:2]) or done.returncode}")


def _unpack(package: Package, archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as packed:
        for member in packed:
            path = member.name.removeprefix(INSIDE)
            content = packed.extractfile(member) if package.wants(path) else None
            if content:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content.read())
