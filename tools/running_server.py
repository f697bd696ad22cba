"""The HTTP server, running: in a thread of this process, or in a process of its own."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from skill.server.http_server import Server


@contextmanager
def running(web: Flask, port: int = 0) -> Iterator[tuple[Server, threading.Thread]]:
    """Serve an application in a thread, and yield the server and the thread; it has to end when it is stopped."""
    server = Server(web, "127.0.0.1", port)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server, thread
    finally:
        server.stop()
        thread.join(20)
    assert not thread.is_alive()


@contextmanager
def serving(*arguments: str, **variables: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run `trust-steps serve` in a process, and yield the process and its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "skill", "serve", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **variables},
    )
    assert process.stderr
    line = ""
    while "listens on" not in line:
        line = process.stderr.readline()
        assert line, "it ended"
    try:
        yield process, int(line.rpartition(":")[2].partition("/")[0])
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
