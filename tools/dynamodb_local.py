"""Amazon's DynamoDB Local around a command: python -m tools.dynamodb_local -- <command> [argument ...].

The engine is fetched from Maven Central into .engines/ on first use, keeps its tables in memory, and is stopped when
the command ends, however that ends. The command finds it by AWS_ENDPOINT_URL_DYNAMODB; its exit code is ours.
"""

import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError

from publish.npm import ENGINES_FOLDER

CENTRAL = "https://repo.maven.apache.org/maven2"

ENGINE_VERSION = "3.3.1"
ENGINE_SHA256 = "41a32e0a840a1fa375d7b3955e60d4b1db94c423ef9e14a43ee9b4cf9c2fb536"
SQLITE = "1.0.392"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"

MAVEN = "3.9.9"
MAVEN_SHA512 = (
    "a555254d6b53d267965a3404ecb14e53c3827c09c3b94b5678835887ab404556"
    "bfaf78dcfe03ba76fa2508649dca8531c74bca4d5846513522404d48e8c4ac8b"
)

JAVA = 17
"""The oldest Java that runs the engine."""

START_TIMEOUT_S = 60.0

POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>trust-steps</groupId><artifactId>engine</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>software.amazon.dynamodb</groupId><artifactId>DynamoDBLocal</artifactId><version>{ENGINE_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>com.almworks.sqlite4java</groupId><artifactId>libsqlite4java-linux-amd64</artifactId>
      <version>{SQLITE}</version><type>so</type>
    </dependency>
  </dependencies>
</project>
"""


class NoEngineError(Exception):
    """The engine can't be had here; the message is one line."""


def main(arguments: Sequence[str]) -> int:
    command = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    if not command:
        _say("usage: python -m tools.dynamodb_local -- <command> [argument ...]")
        return 2
    # A signal to stop becomes an exception, so that the engine is stopped as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with running(fetched()) as endpoint:
            return subprocess.run(command, env={**os.environ, **environment(endpoint)}, check=False).returncode
    except (NoEngineError, OSError) as error:
        _say(f"tools.dynamodb_local: {error}")
        return 1
    except KeyboardInterrupt:
        return 130


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def environment(endpoint: str) -> Mapping[str, str]:
    """Return the SDK's variables for the engine, which takes any credentials."""
    return {
        "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }


def fetched() -> Path:
    """Return the folder of the engine and all it depends on, fetched if it is not there yet; raises NoEngine."""
    _check_java()
    folder = ENGINES_FOLDER / f"dynamodb-local-{ENGINE_VERSION}"
    if folder.exists():
        return folder
    _say(f"Fetching DynamoDB Local {ENGINE_VERSION} into {folder.relative_to(ENGINES_FOLDER.parent)} ...")
    # Fetched beside it and moved at the end, so that what is there is whole.
    part = ENGINES_FOLDER / f"part-{os.getpid()}"
    part.mkdir(parents=True)
    try:
        (part / "pom.xml").write_text(POM)
        maven = [_maven(), "--batch-mode", "--quiet", "--strict-checksums", "--file", str(part / "pom.xml"), COPY]
        done = subprocess.run([*maven, f"-DoutputDirectory={part}"], capture_output=True, text=True, check=False)
        if done.returncode:
            said = [line for line in (done.stdout + done.stderr).splitlines() if "ERROR" in line]
            raise NoEngineError(f"Maven could not fetch the engine: {said[0] if said else done.returncode}")
        if _digest(part / f"DynamoDBLocal-{ENGINE_VERSION}.jar", "sha256") != ENGINE_SHA256:
            raise NoEngineError("the engine that was fetched is not the one that is pinned")
        if not folder.exists():
            part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Run the engine on a free port, and yield its endpoint once it answers; raises NoEngine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = ENGINES_FOLDER / f"log-{port}.txt"
    runner = "software.amazon.dynamodb.services.local.main.ServerRunner"
    options = ["-inMemory", "-disableTelemetry", "-port", str(port)]
    with log.open("wb") as out:
        engine = subprocess.Popen(
            ["java", f"-Djava.library.path={folder}", "-cp", f"{folder}/*", runner, *options],
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # an interrupt at the terminal is the command's; the engine is stopped after it
        )
    try:
        endpoint = f"http://127.0.0.1:{port}"
        _await(endpoint, engine, log)
        yield endpoint
    finally:
        engine.terminate()
        try:
            engine.wait(10)
        except subprocess.TimeoutExpired:
            engine.kill()
            engine.wait()
        log.unlink()


def _await(endpoint: str, engine: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and engine.poll() is None:
        try:
            with urllib.request.urlopen(endpoint, timeout=1):
                return
        except HTTPError as answer:
            answer.close()  # it refuses a request without a signature: it answers
            return
        except OSError:
            time.sleep(0.1)
    said = log.read_text(errors="replace").split("\n")[0]
    raise NoEngineError(f"DynamoDB Local did not start: {said or 'it said nothing'}")


def _check_java() -> None:
    try:
        said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError):
        raise NoEngineError(f"DynamoDB Local needs Java {JAVA} or newer, and none was found") from None
    version = re.search(r'version "([0-9]+)', said)
    if version is None or int(version[1]) < JAVA:
        raise NoEngineError(
            f"DynamoDB Local needs Java {JAVA} or newer, and this is {version[1] if version else 'unknown'}"
        )


def _maven() -> str:
    """Return the path of Maven, which is fetched where there is none. It finds a user's own settings by itself."""
    installed = shutil.which("mvn")
    if installed:
        return installed
    name = f"apache-maven-{MAVEN}"
    folder = ENGINES_FOLDER / name
    if not folder.exists():
        archive = ENGINES_FOLDER / f"part-{os.getpid()}.tar.gz"
        url = f"{CENTRAL}/org/apache/maven/apache-maven/{MAVEN}/{name}-bin.tar.gz"
        try:
            with urllib.request.urlopen(url, timeout=60) as answer, archive.open("wb") as out:
                shutil.copyfileobj(answer, out)
            if _digest(archive, "sha512") != MAVEN_SHA512:
                raise NoEngineError("the Maven that was fetched is not the one that is pinned")
            with tarfile.open(archive) as packed:
                # As an argument, the first releases of Python 3.11 do not know it.
                packed.extraction_filter = getattr(tarfile, "data_filter", None)
                packed.extractall(archive.with_suffix(""))
            (archive.with_suffix("") / name).rename(folder)
        except URLError as error:
            raise NoEngineError(f"Maven could not be fetched from Maven Central: {error.reason}") from None
        finally:
            archive.unlink(missing_ok=True)
            shutil.rmtree(archive.with_suffix(""), ignore_errors=True)
    return str(folder / "bin" / "mvn")


def _digest(file: Path, kind: str) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, kind).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
