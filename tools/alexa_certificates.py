"""A certificate authority for tests, what it signs, and the server where its chains are."""

import base64
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from skill.server.signing_certificates import CERTIFICATE_HOST

SIGNER_HOST = "echo-api.amazon.com"
USUAL_NAME = "echo-api-cert-12"
"""What Amazon's own chain is named; the test's good one is named so too."""

BASE = f"https://{CERTIFICATE_HOST}/echo.api/"

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Certified:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def sign(self, body: bytes, hash_: type[SHA1 | SHA256] = SHA256) -> str:
        assert isinstance(self.key, rsa.RSAPrivateKey)
        return base64.b64encode(self.key.sign(body, PKCS1v15(), hash_())).decode()

    def write(self, path: Path) -> Path:
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(key + self.pem)
        return path


def certified(
    name: str,
    issuer: Certified | None = None,
    *,
    names: tuple[str, ...] = (),
    is_ca: bool = False,
    days: tuple[float, float] = (-1, 30),
    usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
    key: Key | None = None,
) -> Certified:
    """Return a certificate that an issuer vouches for, or that is its own; `days` are those around now."""
    key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer.key if issuer else key
    signing = signer.public_key()
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing), critical=False)
    )
    if is_ca:
        uses = dict.fromkeys(
            ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "encipher_only", "decipher_only"), False,
        )  # fmt: skip
        builder = builder.add_extension(x509.KeyUsage(**uses, key_cert_sign=True, crl_sign=True), critical=True)
    else:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False
        )
    return Certified(builder.sign(signer, SHA256()), key)


@dataclass(frozen=True)
class Authority:
    """A root, an intermediate, and Alexa's own leaf."""

    root: Certified
    middle: Certified
    leaf: Certified

    @property
    def chain(self) -> bytes:
        return self.leaf.pem + self.middle.pem


@cache
def authority() -> Authority:
    root = certified("Test Root", is_ca=True)
    middle = certified("Test Middle", root, is_ca=True)
    return Authority(root, middle, certified("Alexa", middle, names=(SIGNER_HOST,)))


def chains() -> Mapping[str, tuple[bytes, Certified]]:
    """Return chains by name, and whose key is at their end: one that is right, and others."""
    mine = authority()
    root, middle, leaf = mine.root, mine.middle, mine.leaf
    stranger = certified("Strange Root", is_ca=True)

    def alexas(issuer: Certified | None = middle, **rest: Any) -> Certified:
        return certified("Alexa", issuer, **{"names": (SIGNER_HOST,), **rest})

    others = {
        "wrong name": alexas(names=("api.amazon.com",)),
        "name of a subdomain": alexas(names=(f"x.{SIGNER_HOST}",)),
        "no name": alexas(names=()),
        "expired": alexas(days=(-30, -1)),
        "not yet valid": alexas(days=(1, 30)),
        "wrong use": alexas(usage=ExtendedKeyUsageOID.CLIENT_AUTH),
    }
    foreign, alone, of_leaf = alexas(stranger), alexas(None), alexas(leaf)
    found = {name: (one.pem + middle.pem, one) for name, one in others.items()}
    curve = alexas(key=ec.generate_private_key(ec.SECP256R1()))
    return {
        "good": (mine.chain, leaf),
        "good with its root": (mine.chain + root.pem, leaf),
        **found,
        "untrusted root": (foreign.pem + stranger.pem, foreign),
        "missing intermediate": (leaf.pem, leaf),
        "self-signed": (alone.pem, alone),
        "leaf as an authority": (of_leaf.pem + mine.chain, of_leaf),
        "not of RSA": (curve.pem + middle.pem, leaf),
        "the wrong way round": (middle.pem + leaf.pem, leaf),
        "too many": (mine.chain + 7 * middle.pem, leaf),
        "no certificate": (b"<html>hello</html>", leaf),
        "a broken certificate": (mine.chain.replace(b"M", b"N", 3), leaf),
        "nothing": (b"", leaf),
        "too long": (b"x" * 100_000, leaf),
    }


class _Answers(BaseHTTPRequestHandler):
    """Answers as the chain's name says."""

    found: Mapping[str, bytes]
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        name = self.path.removeprefix("/echo.api/").removesuffix(".pem").replace(USUAL_NAME, "good")
        body = self.found.get(name, b"")
        status = {"gone": 404, "forbidden": 403, "broken": 500, "elsewhere": 302}.get(name, 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/echo.api/good.pem")
        if name != "endless":
            self.send_header("Content-Length", str(len(body) or (100 if name in ("silent", "drip") else 0)))
        self.end_headers()
        if name == "silent":
            time.sleep(5)
        for _ in range(50 if name == "drip" else 0):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.1)
        for _ in range(1000 if name == "endless" else 0):
            self.wfile.write(b"x" * 1024)
        self.wfile.write(body)

    def log_message(self, *what: object) -> None:
        """Say nothing."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that has had enough hangs up."""


@contextmanager
def chain_server(
    folder: Path, found: Mapping[str, bytes], host: str = CERTIFICATE_HOST
) -> Iterator[tuple[int, list[str]]]:
    """Serve chains over HTTPS as a host; yield the port, and the paths that are asked for."""
    asked: list[str] = []
    handler = type(
        "Answers", (_Answers,), {"found": {n.replace(" ", "-"): b for n, b in found.items()}, "asked": asked}
    )
    server = _Quiet(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certified(host, authority().root, names=(host,)).write(folder / f"{host}.pem"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server.server_port, asked
    server.shutdown()
    server.server_close()


def trusting(folder: Path) -> ssl.SSLContext:
    """Return what trusts the test's authority alone."""
    return ssl.create_default_context(cafile=str(authority().root.write(folder / "root.pem")))


class AllSigned:
    """A verifier that takes everything for signed, so that the application is one that is open to other machines."""

    def verify(self, headers: object, serialized_request_env: object, deserialized_request_env: object) -> None: ...


Sign = Callable[[bytes], dict[str, str]]


def signed(body: bytes, name: str = USUAL_NAME, by: Certified | None = None) -> dict[str, str]:
    """Return the headers that Alexa sends with a body, signed with the key of a chain."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "SignatureCertChainUrl": f"{BASE}{name.replace(' ', '-')}.pem",
        "Signature-256": (by or authority().leaf).sign(body),
    }
