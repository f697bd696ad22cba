"""The client on the wire: what it sends again, and what it gives up."""

import json
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from skill.stores.aws import TRIES, Client, Refused, Unanswered
from skill.stores.place import Place
from skill.stores.sigv4 import Credentials

ITEM = {"Item": {"pk": {"S": "home"}}}
SECRET = "the words of a promise"

Answer = Callable[[socket.socket], None]
"""What a server does with the connection on which a whole request arrived."""


def answer(status: int, body: object, *headers: str, close: bool = False) -> Answer:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(text)}", *headers, *(["Connection: close"] * close)]

    def send(connection: socket.socket) -> None:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + text)

    return send


def refusal(code: str, status: int = 400) -> Answer:
    return answer(status, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": SECRET})


def hang_up(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def half(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"Item"')
    hang_up(connection)


def silence(connection: socket.socket) -> None:
    pass


YES = answer(200, ITEM)
WRONG_SUM = answer(200, ITEM, "x-amz-crc32: 7")
RIGHT_SUM = answer(200, ITEM, f"x-amz-crc32: {zlib.crc32(json.dumps(ITEM).encode())}")


class Server:
    """Takes connections and answers one request after another by its script."""

    def __init__(self, script: list[Answer], tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self.script, self.requests, self.connections = script, list[bytes](), 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listening.getsockname()[1]}"

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        if self.tls:
            try:
                connection = self.tls.wrap_socket(connection, server_side=True)
            except OSError:
                return
        with connection:
            while request := self._request(connection):
                self.requests.append(request)
                does = self.script.pop(0)
                does(connection)
                if does in (hang_up, half):
                    return

    def _request(self, connection: socket.socket) -> bytes:
        got = b""
        while not got.endswith(b"}"):
            part = connection.recv(4096)
            if not part:
                return b""
            got += part
        return got


@contextmanager
def serving(*script: Answer, tls: ssl.SSLContext | None = None) -> Iterator[tuple[Server, Client, list[float]]]:
    """Yield a server with its script, a client to it that is soon out of patience, and the pauses it made (seconds)."""
    server, pauses = Server([*script], tls), list[float]()
    threading.Thread(target=server.serve, daemon=True).start()
    at = Place(f"{'https' if tls else 'http'}://{server.address}", "eu-west-1", lambda: Credentials("key", "secret"))
    client = Client(at, try_seconds=0.2, sleep=pauses.append)
    try:
        yield server, client, pauses
    finally:
        client.close()
        server.listening.shutdown(socket.SHUT_RDWR)
        server.listening.close()


def ask(client: Client) -> object:
    return client.call("GetItem", {"body": SECRET})


def test_a_connection_is_used_again() -> None:
    with serving(YES, RIGHT_SUM, YES) as (server, client, pauses):
        assert [ask(client) for _ in range(3)] == [ITEM] * 3
        assert (server.connections, pauses) == (1, [])


def test_a_connection_that_was_closed_meanwhile_is_not_used_again() -> None:
    def answer_and_leave(connection: socket.socket) -> None:
        YES(connection)
        hang_up(connection)

    with serving(answer_and_leave, YES) as (server, client, pauses):
        ask(client)
        idle = client._idle[0].sock
        assert idle
        idle.settimeout(2)
        assert idle.recv(1, socket.MSG_PEEK) == b""  # the other side's word has arrived
        assert ask(client) == ITEM
        assert (server.connections, pauses) == (2, [])


def test_a_server_that_wants_no_more_on_a_connection_gets_a_new_one() -> None:
    with serving(answer(200, ITEM, close=True), YES) as (server, client, _):
        assert [ask(client), ask(client)] == [ITEM, ITEM]
        assert server.connections == 2


PASSING = {
    "throttled": refusal("ProvisionedThroughputExceededException"),
    "throttled by the account": refusal("RequestLimitExceeded"),
    "broken": refusal("InternalServerError", 500),
    "gone for a moment": answer(503, b"<html>Service Unavailable</html>"),
    "not JSON": answer(200, b"what?}"),
    "not an object": answer(200, [1]),
    "not what was sent": WRONG_SUM,
    "cut in half": half,
    "hung up on": hang_up,
    "kept waiting": silence,
}


@pytest.mark.parametrize("trouble", PASSING.values(), ids=PASSING)
def test_what_may_pass_is_tried_again_and_signed_anew(trouble: Answer) -> None:
    with serving(trouble, trouble, YES) as (server, client, pauses):
        assert ask(client) == ITEM
        assert len(server.requests) == TRIES
        assert all(SECRET.encode() in request and b"AWS4-HMAC-SHA256" in request for request in server.requests)
        assert len(pauses) == TRIES - 1
        assert all(0 <= pause <= 0.1 for pause in pauses)


@pytest.mark.parametrize("trouble", PASSING.values(), ids=PASSING)
def test_what_does_not_pass_is_given_up_without_a_word_of_what_was_sent(trouble: Answer) -> None:
    with serving(*[trouble] * TRIES) as (server, client, _):
        with pytest.raises((Refused, Unanswered)) as given_up:
            ask(client)
        assert len(server.requests) == TRIES
        assert SECRET not in str(given_up.value)
        assert given_up.value.__cause__ is None


def test_a_refusal_that_will_not_pass_is_told_at_once_with_its_answer() -> None:
    with serving(refusal("ConditionalCheckFailedException")) as (server, client, _):
        with pytest.raises(Refused) as refused:
            ask(client)
        assert refused.value.code == "ConditionalCheckFailedException"
        assert refused.value.answer["message"] == SECRET
        assert len(server.requests) == 1


def test_no_try_begins_after_the_time_is_over() -> None:
    now = [0.0]

    def late(connection: socket.socket) -> None:
        now[0] += 0.9
        hang_up(connection)

    with serving(*[late] * TRIES) as (server, client, _):
        client._clock, client._seconds = lambda: now[0], 1.5
        with pytest.raises(Unanswered):
            ask(client)
        assert len(server.requests) == 2


def test_many_threads_share_a_client() -> None:
    with serving(*[YES] * 200) as (_, client, _):
        got = list[object]()

        def ask_often() -> None:
            got.extend(ask(client) for _ in range(25))

        threads = [threading.Thread(target=ask_often) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert got == [ITEM] * 200


def test_a_certificate_that_nobody_vouches_for_is_not_talked_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(self_signed(tmp_path))
    with serving(YES, tls=tls) as (server, client, _):
        with pytest.raises(Unanswered, match="SSLCertVerificationError"):
            ask(client)
        assert server.requests == []
        monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "both.pem"))
        with closing(Client(client._place)) as trusting:
            assert ask(trusting) == ITEM


def self_signed(folder: Path) -> Path:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a table")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "both.pem").write_bytes(private + certificate.public_bytes(pem))
    return folder / "both.pem"
