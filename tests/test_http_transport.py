"""HTTP transport, as far as the tests of its two clients (DynamoDB, Alexa's services) do not show it."""

import os
import socket
import ssl
from contextlib import closing, suppress
from functools import partialmethod
from http.client import HTTPConnection

import pytest

from skill.deadline import Deadline
from skill.http_transport import NotSentError, Transport, _Connection, _is_readable


def test_a_request_is_sent_as_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = list[bytes]()
    monkeypatch.setattr(HTTPConnection, "send", partialmethod(lambda _, piece: pieces.append(piece)))
    connection = _Connection("127.0.0.1")
    connection._is_open = True
    connection.request("POST", "/", b"{}")
    with suppress(AttributeError):  # there is no socket to read from
        connection.getresponse()
    assert [piece.endswith(b"\r\n\r\n{}") for piece in pieces] == [True]


def test_an_idle_connection_is_checked_also_where_many_files_are_open() -> None:
    resource = pytest.importorskip("resource")  # Unix has it
    fcntl = pytest.importorskip("fcntl")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1200), hard))
    except (OSError, ValueError):
        pytest.skip("this machine does not let a process open so many files")
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        high = socket.socket(fileno=fcntl.fcntl(ours, fcntl.F_DUPFD, 1100))
        with closing(high):
            assert not _is_readable(high)
            theirs.send(b"x")
            assert _is_readable(high)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("url", ["https://127.0.0.1:1/", "http://127.0.0.1:1/", "https://127.0.0.1:99999/"])
def test_what_can_not_be_connected_to_was_not_sent(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    transport = Transport(tls, connect_timeout_s=1, read_timeout_s=1, keeps_open=True)
    with pytest.raises(NotSentError):
        transport.send("GET", url, {}, None, Deadline(5), 100)
