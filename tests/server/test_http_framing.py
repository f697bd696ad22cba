"""HTTP that two readers could take differently is refused with 400, and its connection is closed (RFC 9112)."""

import json
import socket
from collections.abc import Iterator

import pytest
from flask import Flask, request
from hypothesis import given
from hypothesis import strategies as st
from waitress.adjustments import Adjustments

from skill.server.http_framing import StrictParser
from tools.running_server import running

HOST = "Host: localhost"
CHUNKED = "Transfer-Encoding: chunked"
HELLO = b"5\r\nhello\r\n0\r\n\r\n"
NEXT = b"GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n"
"""A request behind the first: whether it is answered tells whether the connection went on."""


@pytest.fixture(name="port", scope="module")
def _port() -> Iterator[int]:
    web = Flask("test")
    web.add_url_rule(
        "/", "first", view_func=lambda: request.get_data(as_text=True) or "nothing", methods=["GET", "POST"]
    )
    web.add_url_rule("/next", "next", view_func=lambda: "the next")
    with running(web) as (server, _):
        yield server.port


def answers(port: int, data: bytes) -> bytes:
    """Send bytes, and return all that comes until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(data)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def message(*fields: str, line: str = "POST / HTTP/1.1", body: bytes = b"") -> bytes:
    return "\r\n".join([line, *fields, "", ""]).encode("latin-1") + body


REFUSED: dict[str, bytes] = {
    "a length beside chunks": message(HOST, "Content-Length: 15", CHUNKED, body=HELLO),
    "chunks beside a length": message(HOST, CHUNKED, "Content-Length: 5", body=HELLO),
    "a length of nothing beside chunks": message(HOST, "Content-Length: 0", CHUNKED, body=HELLO),
    "chunked twice": message(HOST, "Transfer-Encoding: chunked, chunked", body=HELLO),
    "chunked in two fields": message(HOST, CHUNKED, CHUNKED, body=HELLO),
    "gzip and chunked": message(HOST, "Transfer-Encoding: gzip, chunked", body=HELLO),
    "gzip and chunked in two fields": message(HOST, "Transfer-Encoding: gzip", CHUNKED, body=HELLO),
    "chunked and identity": message(HOST, "Transfer-Encoding: chunked, identity", body=HELLO),
    "identity": message(HOST, "Transfer-Encoding: identity", body=HELLO),
    "identity and a length": message(HOST, "Transfer-Encoding: identity", "Content-Length: 5", body=b"hello"),
    "an unknown coding": message(HOST, "Transfer-Encoding: xchunked", body=HELLO),
    "a coding with a parameter": message(HOST, "Transfer-Encoding: chunked;q=1", body=HELLO),
    "an empty coding": message(HOST, "Transfer-Encoding:", "Content-Length: 5", body=b"hello"),
    "a comma for a coding": message(HOST, "Transfer-Encoding: ,", "Content-Length: 5", body=b"hello"),
    "chunks in HTTP/1.0": message(HOST, CHUNKED, line="POST / HTTP/1.0", body=HELLO),
    "a coding with a vertical tab": message(HOST, "Transfer-Encoding:\x0bchunked", body=HELLO),
    "a space before the colon": message(HOST, "Transfer-Encoding : chunked", "Content-Length: 5", body=b"hello"),
    "a folded coding": message(HOST, "Transfer-Encoding:", " chunked", body=HELLO),
    "a folded field": message(HOST, "X: y", "\tz"),
    "two lengths": message(HOST, "Content-Length: 5", "Content-Length: 6", body=b"hello!"),
    "two equal lengths": message(HOST, "Content-Length: 5", "Content-Length: 5", body=b"hello"),
    "a list of lengths": message(HOST, "Content-Length: 5, 5", body=b"hello"),
    "a length with a sign": message(HOST, "Content-Length: +5", body=b"hello"),
    "a length of hexadecimal digits": message(HOST, "Content-Length: 0x5", body=b"hello"),
    "a length of thousands of digits": message(HOST, f"Content-Length: {'9' * 5000}", body=b"hello"),
    "no length": message(HOST, "Content-Length:", body=b"hello"),
    "no host": message("X: y"),
    "two hosts": message(HOST, HOST),
    "two hosts in HTTP/1.0": message(HOST, "Host: evil.example", line="GET / HTTP/1.0"),
    "a list of hosts": message("Host: localhost, evil.example"),
    "a host with a user": message("Host: evil@localhost"),
    "a host with a path": message("Host: localhost/evil"),
    "a host with a space": message("Host: local host"),
    "another host in the target": message(HOST, line="GET http://evil.example/ HTTP/1.1"),
    "HTTP/2.0": message(HOST, line="GET / HTTP/2.0"),
    "HTTP/1.2": message(HOST, CHUNKED, line="POST / HTTP/1.2", body=HELLO),
    "no version": message(HOST, line="GET /"),
    "blank lines": b"\r\n\r\n",
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_ambiguous_is_refused_and_the_connection_closed(port: int, what: str) -> None:
    found = answers(port, REFUSED[what] + NEXT)
    head, _, body = found.partition(b"\r\n\r\n")
    assert head.split(b" ")[1] == b"400", found
    assert b"connection: close" in head.lower()
    assert json.loads(body)["error"]  # and nothing behind it: what followed was not answered


TAKEN: dict[str, tuple[bytes, bytes]] = {
    "a length": (message(HOST, "Content-Length: 5", body=b"hello"), b"hello"),
    "chunks": (message(HOST, CHUNKED, body=HELLO), b"hello"),
    "chunks in capitals": (message(HOST, "TRANSFER-ENCODING:  Chunked", body=HELLO), b"hello"),
    "no body": (message(HOST), b"nothing"),
    "an empty host": (message("Host:"), b"nothing"),
    "an address and a port": (message("Host: [::1]:8080"), b"nothing"),
    "the host in the target too": (message(HOST, line="POST http://localhost/ HTTP/1.1"), b"nothing"),
    "a line end left over": (b"\r\n" + message(HOST), b"nothing"),
}


@pytest.mark.parametrize("what", TAKEN)
def test_what_is_clear_is_answered_and_the_connection_goes_on(port: int, what: str) -> None:
    data, said = TAKEN[what]
    last = NEXT.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    found = answers(port, data + last)
    assert found.count(b"HTTP/1.1 200 OK") == 2
    assert said in found
    assert found.endswith(b"the next")


def parsed(data: bytes) -> StrictParser:
    parser = StrictParser(Adjustments())
    parser.received(data)
    return parser


codings = st.lists(st.sampled_from(["chunked", "Chunked", "gzip", "identity", "deflate", "", "x"]), min_size=1)


@given(codings, st.booleans(), st.sampled_from(["1.0", "1.1"]), st.integers(0, 2), st.booleans())
def test_a_body_is_told_from_what_follows_in_one_way_alone(
    found: list[str], is_one_field: bool, version: str, lengths: int, has_codings: bool
) -> None:
    fields = [f"Transfer-Encoding: {one}" for one in ([", ".join(found)] if is_one_field else found)]
    sent = [HOST, *(fields if has_codings else ()), *(["Content-Length: 15"] * lengths)]
    parser = parsed(message(*sent, line=f"POST / HTTP/{version}", body=HELLO))
    is_chunked = has_codings and [one.lower() for one in found] == ["chunked"] and version == "1.1" and not lengths
    assert (parser.error is None) is (is_chunked or (not has_codings and lengths < 2))
    assert parser.chunked is is_chunked or parser.error is not None


@given(st.binary(max_size=200), st.lists(st.integers(1, 40), max_size=10))
def test_whatever_comes_is_taken_or_refused(data: bytes, cuts: list[int]) -> None:
    parser = StrictParser(Adjustments())
    for cut in [*cuts, 200]:
        if parser.completed or not data:
            break
        parser.received(data[:cut])
        data = data[cut:]
    assert not parser.empty
