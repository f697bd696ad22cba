"""Amazon's own description of what its Skill Management API takes: Swagger 2.0, in the npm package ask-smapi-model.

npm fetches it into .engines/ on first use, from the registry that it is set up with; python -m tests.smapi.spec does it
beforehand.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from tests.stores.engine import FOLDER

PACKAGE = "ask-smapi-model"
VERSION = "1.24.0"
INTEGRITY = "sha512-TEy9XpUePT/IXgW1tsiEk6g1Yrf29eHBi0qzW9MeF2sJ1o8KRPj71fXSuKQE8kM59PmgddnyE32dBNkxbm1BPw=="
"""As `npm view ask-smapi-model@1.24.0 dist.integrity` prints it."""

FETCHED_WITHIN = 120
"""Seconds."""

Spec: TypeAlias = Mapping[str, Any]


class NoSpec(Exception):
    """Amazon's description can't be had here; the message is one line."""


def amazons(engines: Path = FOLDER) -> Spec:
    """Return the whole description, fetched into a folder if it is not there yet; raises NoSpec."""
    spec: Spec = json.loads(_fetched(engines).read_text("utf-8"))
    return spec


def _fetched(engines: Path) -> Path:
    folder = engines / f"{PACKAGE}-{VERSION}"
    if folder.exists():
        return folder / "spec.json"
    sys.stderr.write(f"Fetching {PACKAGE} {VERSION} into {folder.relative_to(engines.parent)} ...\n")
    # Fetched beside it and moved at the end, so that what is there is whole.
    part = engines / f"part-{os.getpid()}"
    part.mkdir(parents=True)
    try:
        archive = _packed(part)
        if integrity(archive) != INTEGRITY:
            raise NoSpec(f"the {PACKAGE} that was fetched is not the one that is pinned")
        with tarfile.open(archive) as packed:
            found = packed.extractfile("package/spec.json")
            assert found, "the archive is pinned, and this file is in it"
            (part / "spec.json").write_bytes(found.read())
        archive.unlink()
        if not folder.exists():
            part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder / "spec.json"


def integrity(archive: Path) -> str:
    """Return an archive's checksum as npm writes it."""
    return f"sha512-{base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()}"


def _packed(folder: Path) -> Path:
    """Let npm put the package's archive into a folder, and return it."""
    npm = shutil.which("npm")
    if npm is None:
        raise NoSpec(f"{PACKAGE} is fetched with npm, and none was found")
    command = [npm, "pack", f"{PACKAGE}@{VERSION}", "--ignore-scripts", "--no-update-notifier"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=FETCHED_WITHIN)
    except subprocess.TimeoutExpired:
        raise NoSpec(f"npm did not fetch {PACKAGE} within {FETCHED_WITHIN} seconds") from None
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise NoSpec(f"npm could not fetch {PACKAGE} {VERSION}: {'; '.join(said[:2]) or done.returncode}")
    return folder / f"{PACKAGE}-{VERSION}.tgz"


if __name__ == "__main__":
    try:
        amazons()
    except (NoSpec, OSError) as error:
        sys.exit(f"tests.smapi.spec: {error}")
