"""Builds what Lambda runs: python3 -m publish.bundle FOLDER. Any Python from 3.11 on that has pip will do.

The bundle is pure Python, so it is the same wherever it is built; two builds of one commit have the same bytes. It has
no bytecode: that would have to be of the runtime's own Python, would make it half as big again, and what it saves is
saved already, since every start is a snapshot that is restored.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from publish import ROOT

ONLY_PURE = ("--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none", "--python-version=3.14")
"""What pip is to take: wheels without a compiled file, for the Python of template.yaml."""

OF_OTHER_HOSTS = ("server", "simulator", "webui", "export.py", "config.py", "cli.py", "__main__.py", "__pycache__")
"""What the function has no use for in skill/."""

UNREAD = ("*.dist-info", "bin", "*/tests", "dateutil/zoneinfo/*.tar.gz")
"""What nothing reads in the packages; time zones come from tzdata."""

ROOTS = "amazon-roots.pem"
"""The certificates on which those of AWS's endpoints hang (https://www.amazontrust.com/repository), for botocore. It
reads its whole file for each new connection, and all the world's roots take it 25 ms of a whole processor."""

AMAZONS = re.compile('# Label: "(Amazon Root CA [1-4]|Starfield Services Root Certificate Authority - G2)"')

LONG_AGO = 315_532_800
"""1980-01-01, the first day that a zip can tell (seconds since 1970)."""


def main(folder: Path) -> None:
    """Build the bundle and say how big it is."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        sys.exit(f"{folder} is not empty: the bundle is built into a folder of its own.")
    _install(folder)
    (folder / ROOTS).write_text(roots((folder / "certifi/cacert.pem").read_text("utf-8")), "utf-8")
    for pattern in UNREAD:
        for path in folder.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name in ("skill", "lambda"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(*OF_OTHER_HOSTS))
    for path in _files(folder):
        path.chmod(0o644)
        os.utime(path, (LONG_AGO, LONG_AGO))
    print(f"The bundle has {_size(folder) / 1e6:.1f} MB, zipped {zipped(folder) / 1e6:.1f} MB.")  # noqa: T201 - a command


def roots(certificates: str) -> str:
    """Return Amazon's own of a file of certificates."""
    found = [f"# Issuer:{one}" for one in certificates.split("# Issuer:") if AMAZONS.search(one)]
    if len(found) != 5:
        sys.exit(f"The bundle was not built: certifi has {len(found)} certificates of Amazon's, and not five.")
    return "".join(found)


def _install(folder: Path) -> None:
    options = ("--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--no-deps", "--no-compile")
    locked = ("--require-hashes", "--requirement", str(ROOT / "requirements/lambda.txt"), "--target", str(folder))
    done = subprocess.run([*_pip(), "install", *options, *ONLY_PURE, *locked], check=False)
    if done.returncode:
        sys.exit("The bundle was not built: pip could not fetch what it is made of.")


def _pip() -> list[str]:
    """Return how to call this Python's own pip."""
    pip = [sys.executable, "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        sys.exit(f"The bundle needs pip: {sys.executable} -m pip was not found.")
    return pip


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in _files(folder))


def zipped(folder: Path) -> int:
    """Return how many bytes Lambda gets of a folder."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
            for path in _files(folder):
                bundle.write(path, path.relative_to(folder))
        return file.tell()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python3 -m publish.bundle FOLDER")
    main(Path(sys.argv[1]))
