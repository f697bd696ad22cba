"""What npm has to fetch: one version of a package, known by its checksum, and of its files those that are wanted.

npm fetches from the registry that it is set up with, and runs nothing of what it has fetched.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / ".engines"
"""Where what was fetched is kept."""

WITHIN = 120
"""Seconds."""

INSIDE = "package/"
"""What npm puts before the path of every file of a package."""


class Unfetched(Exception):
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
    """Return the folder with the wanted files, fetched if it is not there yet; raises Unfetched."""
    folder = into / f"{package.name.replace('/', '-')}-{package.version}"
    if folder.exists():
        return folder
    sys.stderr.write(f"Fetching {package} into {folder.relative_to(into.parent)} ...\n")
    # Fetched beside it and moved at the end, so that what is there is whole.
    part = into / f"part-{os.getpid()}"
    part.mkdir(parents=True)
    try:
        archive = _packed(package, part)
        if integrity(archive) != package.integrity:
            raise Unfetched(f"the {package.name} that was fetched is not the one that is pinned")
        _unpack(package, archive, part)
        archive.unlink()
        if not folder.exists():
            part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def integrity(archive: Path) -> str:
    """Return an archive's checksum as npm writes it."""
    return f"sha512-{base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()}"


def _packed(package: Package, folder: Path) -> Path:
    """Let npm put the package's archive into a folder, and return it."""
    npm = shutil.which("npm")
    if npm is None:
        raise Unfetched(f"{package.name} is fetched with npm, and none was found")
    command = [npm, "pack", f"{package.name}@{package.version}", "--ignore-scripts", "--no-update-notifier"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=WITHIN)
    except subprocess.TimeoutExpired:
        raise Unfetched(f"npm did not fetch {package.name} within {WITHIN} seconds") from None
    archives = [*folder.glob("*.tgz")]
    if done.returncode or not archives:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise Unfetched(f"npm could not fetch {package}: {'; '.join(said[:2]) or done.returncode}")
    return archives[0]


def _unpack(package: Package, archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as packed:
        for member in packed:
            path = member.name.removeprefix(INSIDE)
            content = packed.extractfile(member) if package.wants(path) else None
            if content:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content.read())
