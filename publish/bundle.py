"""Lambda bundle: `python3 -m publish.bundle FOLDER` builds it with any Python from 3.11 on that has pip.

It is pure Python and reproducible: two builds of one commit have the same bytes on every machine. It has no bytecode,
which would be tied to the runtime's Python and half as big again, and saves nothing: every start restores a snapshot.
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

PURE_WHEELS = ("--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none", "--python-version=3.14")
"""Options of pip: only wheels without compiled files, for the Python of template.yaml."""

UNUSED_MODULES = ("server", "simulator", "webui", "export.py", "config.py", "cli.py", "__main__.py", "__pycache__")
"""Modules of skill/ that the function does not use."""

UNUSED_FILES = ("*.dist-info", "bin", "*/tests")
"""Files of the packages that are never read."""

ROOTS = "amazon-roots.pem"
"""Root certificates of AWS's endpoints (https://www.amazontrust.com/repository) for the DynamoDB client. To read
certifi's takes 25 ms of a whole processor in each start without a snapshot."""

AMAZON_LABEL = re.compile('# Label: "(Amazon Root CA [1-4]|Starfield Services Root Certificate Authority - G2)"')

MODIFIED_S = 315_532_800
"""Modification time of all files, as seconds since 1970: 1980-01-01, the earliest that a zip can store."""


def main(folder: Path) -> None:
    """Build the bundle and print its size."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        sys.exit(f"{folder} is not empty: the bundle is built into a folder of its own.")
    _install(folder)
    (folder / ROOTS).write_text(roots((folder / "certifi/cacert.pem").read_text("utf-8")), "utf-8")
    for pattern in UNUSED_FILES:
        for path in folder.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name in ("skill", "lambda"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(*UNUSED_MODULES))
    for path in _files(folder):
        path.chmod(0o644)
        os.utime(path, (MODIFIED_S, MODIFIED_S))
    print(f"The bundle has {_size(folder) / 1e6:.1f} MB, zipped {zipped(folder) / 1e6:.1f} MB.")  # noqa: T201 - a command


def roots(certificates: str) -> str:
    """Return Amazon's root certificates out of certifi's file."""
    amazons = [f"# Issuer:{part}" for part in certificates.split("# Issuer:") if AMAZON_LABEL.search(part)]
    if len(amazons) != 5:
        sys.exit(f"The bundle was not built: certifi has {len(amazons)} certificates of Amazon's, and not five.")
    return "".join(amazons)


def _install(folder: Path) -> None:
    options = ("--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--no-deps", "--no-compile")
    locked = ("--require-hashes", "--requirement", str(ROOT / "requirements/lambda.txt"), "--target", str(folder))
    done = subprocess.run([*_pip(), "install", *options, *PURE_WHEELS, *locked], check=False)
    if done.returncode:
        sys.exit("The bundle was not built: pip could not fetch what it is made of.")


def _pip() -> list[str]:
    """Return the command of this Python's pip."""
    pip = [sys.executable, "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        sys.exit(f"The bundle needs pip: {sys.executable} -m pip was not found.")
    return pip


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in _files(folder))


def zipped(folder: Path) -> int:
    """Return the zipped size of a folder in bytes."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
            for path in _files(folder):
                bundle.write(path, path.relative_to(folder))
        return file.tell()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python3 -m publish.bundle FOLDER")
    main(Path(sys.argv[1]))
