"""A device's settings as Amazon serves them, behind a proxy, with a certificate that only those trust who are told to.

The skill asks no host but Amazon's, so the proxy answers in its place.
"""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tools.runtime_api import served

API_HOST, LOOPBACK = "api.amazonalexa.com", "127.0.0.1"


@dataclass
class FakeSettingsService:
    """The service, and what it was asked."""

    zone: str
    """What it says of every device."""
    certificate: Path
    proxy: str = ""
    """Host and port."""
    endpoint: str = f"https://{API_HOST}"
    """As a request envelope names it."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Path and authorization of each request."""

    @property
    def variables(self) -> Mapping[str, str]:
        """Return what makes the HTTP library of Amazon's SDK use the proxy and trust the certificate."""
        return {"HTTPS_PROXY": f"http://{self.proxy}", "REQUESTS_CA_BUNDLE": str(self.certificate)}


@contextmanager
def fake_settings_service(zone: str, folder: Path) -> Iterator[FakeSettingsService]:
    """Serve the settings until the block ends; the certificate goes into a folder."""
    settings = FakeSettingsService(zone, folder / "certificate.pem")
    key = folder / "key.pem"
    _certify(settings.certificate, key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings.certificate, key)
    with served(partial(_Proxy, settings, context)) as settings.proxy:
        yield settings


class _Proxy(BaseHTTPRequestHandler):
    def __init__(self, settings: FakeSettingsService, context: ssl.SSLContext, *connection: Any) -> None:
        self._settings, self._context = settings, context
        super().__init__(*connection)

    def do_CONNECT(self) -> None:
        if self.path != f"{API_HOST}:443":
            self.send_error(403)
            return
        self.send_response(200)
        self.end_headers()
        self.request = self._context.wrap_socket(self.connection, server_side=True)
        self.setup()
        self.close_connection = False

    def do_GET(self) -> None:
        self._settings.asked.append((self.path, self.headers["Authorization"]))
        content = f'"{self._settings.zone}"'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
        pass


def _certify(certificate: Path, key: Path) -> None:
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, API_HOST)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(API_HOST), x509.IPAddress(IPv4Address(LOOPBACK))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(secret.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(secret.public_key()), critical=False)
        .sign(secret, hashes.SHA256())
    )
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
