"""Requests that two readers could take differently are refused with 400 and their connection is closed (RFC 9112)."""

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest
from flask import Flask, request
from hypothesis import given
from hypothesis import strategies as st

from skill.server.http_framing import framing_error
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
    web.add_url_rule("/headers", "headers", view_func=lambda: "\n".join(f"{name}" for name, _ in request.headers))
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
    "two lengths": message(HOST, "Content-Length: 5", "Content-Length: 6", body=b"hello!"),
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
    "the host in the target": message(HOST, line="POST http://localhost/ HTTP/1.1"),
    "an asterisk for a target": message(HOST, line="OPTIONS * HTTP/1.1"),
    "an authority for a target": message(HOST, line="CONNECT localhost:443 HTTP/1.1"),
    "blank lines": b"\r\n\r\n",
    "a line end before the request": b"\r\n" + message(HOST),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_ambiguous_request_is_refused_and_its_connection_closed(port: int, case: str) -> None:
    received = answers(port, REFUSED[case] + NEXT)
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.split(b" ")[1] == b"400", received
    assert b"connection: close" in head.lower()
    assert body.strip()  # a reason
    assert b"HTTP/1.1" not in body  # what followed was not answered


ACCEPTED: dict[str, tuple[bytes, bytes]] = {
    "a length": (message(HOST, "Content-Length: 5", body=b"hello"), b"hello"),
    "chunks": (message(HOST, CHUNKED, body=HELLO), b"hello"),
    "chunks in capitals": (message(HOST, "TRANSFER-ENCODING:  Chunked", body=HELLO), b"hello"),
    "no body": (message(HOST), b"nothing"),
    "an empty host": (message("Host:"), b"nothing"),
    "an address and a port": (message("Host: [::1]:8080"), b"nothing"),
    # RFC 9112 5.2 and RFC 9110 8.6 leave a server the choice between refusing these and reading them as here.
    "a folded coding": (message(HOST, "Transfer-Encoding:", " chunked", body=HELLO), b"hello"),
    "a folded field": (message(HOST, "X: y", "\tz"), b"nothing"),
    "two equal lengths": (message(HOST, "Content-Length: 5", "Content-Length: 5", body=b"hello"), b"hello"),
    "a list of equal lengths": (message(HOST, "Content-Length: 5, 5", body=b"hello"), b"hello"),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_an_unambiguous_request_is_answered_and_the_connection_goes_on(port: int, case: str) -> None:
    data, expected = ACCEPTED[case]
    last = NEXT.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    received = answers(port, data + last)
    assert received.count(b"HTTP/1.1 200 OK") == 2
    assert expected in received
    assert received.endswith(b"the next")


def test_a_refusal_of_the_application_is_json(port: int) -> None:
    received = answers(port, message(HOST, CHUNKED, "Content-Length: 5", body=HELLO))
    assert json.loads(received.partition(b"\r\n\r\n")[2])["error"]


def test_a_header_with_an_underscore_is_not_taken_for_one_with_a_hyphen(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/headers", headers={"X_Real_IP": "203.0.113.9", "X-Other": "y"})
    names = connection.getresponse().read().decode().lower().split()
    connection.close()
    assert "x-other" in names
    assert "x-real-ip" not in names


@given(st.booleans(), st.booleans(), st.sampled_from(["1.0", "1.1", "1.2", "2.0", "0.9"]), st.booleans())
def test_a_body_is_delimited_in_one_way_only(has_coding: bool, has_length: bool, version: str, has_other: bool) -> None:
    fields = [(b"host", b"localhost")]
    fields += [(b"transfer-encoding", b"chunked")] * has_coding + [(b"content-length", b"5")] * has_length
    fields += [(b"x", b"y")] * has_other
    is_sound = version in ("1.0", "1.1") and not (has_coding and (has_length or version == "1.0"))
    assert (framing_error(version, b"/", fields) is None) is is_sound


@given(st.binary(max_size=300), st.integers(0, 2))
def test_after_arbitrary_bytes_the_next_client_is_answered(port: int, data: bytes, ends: int) -> None:
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection, suppress(ConnectionError):
        connection.sendall(data + b"\r\n\r\n" * ends)
        connection.shutdown(socket.SHUT_WR)
        while part := connection.recv(65536):
            received += part
    assert not received or received.split(b" ")[1].startswith((b"2", b"4"))
    assert answers(port, NEXT.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")).endswith(b"the next")
