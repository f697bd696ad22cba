"""The command line, run as a function or as a process."""

import os
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import pytest

from skill.__main__ import main


def run(*arguments: str, said: str | bytes = "", home: Path | None = None) -> "subprocess.CompletedProcess[bytes]":
    """Run the command line in this process, which saves starting Python and loading the models for every case."""
    stdin = said if isinstance(said, bytes) else said.encode()
    with (
        TemporaryFile("w+", encoding="utf-8") as out,
        TemporaryFile("w+", encoding="utf-8") as err,
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
        patch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin)))
        if home:
            patch.setenv("HOME", str(home))
            patch.setenv("XDG_DATA_HOME", str(home / "data"))
        try:
            code = main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
        return subprocess.CompletedProcess(arguments, code, _content(out), _content(err))


def _content(file: IO[str]) -> bytes:
    file.flush()
    return os.pread(file.fileno(), 1 << 24, 0)


def run_process(*arguments: str, said: str = "", **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """Run the command line in a process of its own: where its start, its end or its terminal matters."""
    return subprocess.run(
        [sys.executable, "-m", "skill", *arguments],
        input=said.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "ignore", **environment},
        timeout=60,
    )
