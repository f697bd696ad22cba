"""Building of contenders: each is a folder of packages, as a Lambda bundle is, with bytecode compiled beforehand."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from publish import ROOT
from publish.bundle import ROOTS
from tools.runtime_python import NoRuntimeError, made

BUILD_FOLDER = ROOT / "build" / "benchmarks"
LOCK = ROOT / "requirements" / "benchmarks.txt"
PEERS = Path(__file__).parent / "peers"

TARGET = "build-SkillFunction"

AMAZON_ROOT = '# Label: "Amazon Root CA 1"'
"""The line before the certificate on which those of AWS's endpoints hang, in every file of root certificates."""


class BuildError(Exception):
    """A contender can't be built here; the message is one line."""


@contextmanager
def place() -> Iterator[Path]:
    """Yield a temporary folder for what a run builds."""
    BUILD_FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD_FOLDER) as name:
        yield Path(name)


def interpreter() -> Path:
    """Return the newest Python that both AWS and this machine have; raises BuildError."""
    try:
        return made().python
    except NoRuntimeError as error:
        raise BuildError(str(error)) from None


def version_of(python: Path) -> str:
    """Return the version of an interpreter, such as 3.14.1."""
    command = [str(python), "-I", "-c", "import platform; print(platform.python_version())"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def versions() -> dict[str, str]:
    """Return the locked versions by the names of packages."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", LOCK.read_text(), re.MULTILINE))


def node_versions() -> str:
    """Return the versions that the peers for Node depend on, such as ask-sdk 2.14.0."""
    dependencies = json.loads((PEERS / "node" / "package.json").read_text("utf-8"))["dependencies"]
    return ", ".join(f"{name} {version}" for name, version in dependencies.items())


def packages(python: Path, name: str, wanted: str) -> Path:
    """Return a folder with a package and its dependencies at the locked versions; raises BuildError.

    It is built once for each Python and lock.
    """
    folder = BUILD_FOLDER / name
    made_from = sha256("\n".join((version_of(python), wanted, LOCK.read_text())).encode()).hexdigest()
    mark = folder / ".made-from"
    if not mark.exists() or mark.read_text() != made_from:
        # Made beside it and moved at the end, so that what is there is whole.
        with place() as parent:
            part = parent / name
            uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--require-hashes", "--python", str(python)]
            locked = f"{wanted}=={versions()[wanted]}"
            _run(f"install {wanted}", *uv, "--target", str(part), "--constraint", str(LOCK), locked)
            _compile(python, part)
            (part / mark.name).write_text(made_from)
            shutil.rmtree(folder, ignore_errors=True)
            part.rename(folder)
    return folder


def script(python: Path, name: str, parent: Path) -> Path:
    """Return a folder, built in `parent`, with one of the peers' scripts in it; raises BuildError."""
    folder = parent / name
    folder.mkdir()
    shutil.copy(PEERS / f"{name}.py", folder)
    _compile(python, folder)
    return folder


def bundle(python: Path, path: Path, folder: Path) -> Path:
    """Return the skill's bundle: a copy where the path is one, built where it is a checkout; raises BuildError."""
    if (path / "Makefile").is_file():
        folder.mkdir()
        _run(f"build {path}", "make", "--directory", str(path), TARGET, f"ARTIFACTS_DIR={folder}")
    elif (path / "lambda" / "handler.py").is_file():
        shutil.copytree(path, folder)
    else:
        raise BuildError(f"{path} is neither a checkout of this project nor its bundle")
    _compile(python, folder)
    return folder


def trusting(folder: Path, certificate: Path, parent: Path) -> Path:
    """Return a copy of a folder in which a certificate is trusted.

    It takes the place of one of Amazon's, so as many certificates are read as before.
    """
    copy = Path(tempfile.mkdtemp(dir=parent))
    shutil.copytree(folder, copy, copy_function=os.link, dirs_exist_ok=True)
    for roots in (*copy.glob("*/cacert.pem"), *copy.glob(ROOTS)):
        before, label, rest = roots.read_text("utf-8").partition(AMAZON_ROOT)
        comment, begin, rest = rest.partition("-----BEGIN CERTIFICATE-----")
        if not begin:
            raise BuildError(f"{folder.name}/{roots.relative_to(copy)} does not know Amazon")
        after = rest.partition("-----END CERTIFICATE-----\n")[2]
        roots.unlink()  # it is linked to what was copied
        roots.write_text(before + label + comment + certificate.read_text("utf-8") + after, "utf-8")
    return copy


def _compile(python: Path, folder: Path) -> None:
    # Unchecked, so that an import does not look whether the source has changed.
    options = ["-q", "-f", "--invalidation-mode", "unchecked-hash"]
    _run(f"compile {folder}", str(python), "-I", "-W", "ignore", "-m", "compileall", *options, str(folder))


def _run(what: str, *command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        output = (done.stderr or done.stdout).strip().splitlines()
        raise BuildError(f"could not {what}: {'; '.join(output[-2:]) or done.returncode}")
