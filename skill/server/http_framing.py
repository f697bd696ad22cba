"""Framing of HTTP/1.1 messages: where a request begins and ends, refused where two readers could disagree.

A proxy in front and this server behind it must take the same bytes for the same requests. waitress is lenient in some
places where RFC 9112 is not; what is here refuses those requests with 400, and the connection is closed.
"""

import re

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest

MAX_LENGTH_DIGITS = 18
"""Digits of a Content-Length; Python does not even read a number of thousands of them."""

_HOST = re.compile(rb"(\[[0-9a-f:.]+\]|[a-z0-9._~%!$&'()*+;=-]*)(:[0-9]*)?", re.IGNORECASE)


class StrictParser(HTTPRequestParser):
    """waitress's parser of one request, with the rules of RFC 9112 that it leaves out."""

    proxy_netloc: str
    """Host and port in the request's own target, where it is a whole URL."""

    def received(self, data: bytes) -> int:
        """Take bytes, and return how many of them belong to this request."""
        consumed = int(super().received(data))
        if self.empty:  # otherwise blank lines would keep a connection open for ever
            self.empty, self.error = False, BadRequest("blank lines")
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Read the request line and the fields; raises ParsingError, which is answered with 400."""
        lines = header_plus.split(b"\r\n")[1:]
        if any(line.startswith((b" ", b"\t")) for line in lines):
            raise ParsingError("a folded field (RFC 9112 5.2)")
        fields: dict[bytes, list[bytes]] = {}
        for line in lines:
            name, _, value = line.partition(b":")
            fields.setdefault(name.lower(), []).append(value.strip(b" \t"))
        _check_length(fields.get(b"content-length", []))
        super().parse_header(header_plus)
        if self.version not in ("1.0", "1.1"):
            raise ParsingError("a version other than HTTP/1.0 and HTTP/1.1")
        _check_codings(fields, self.version)
        _check_host(fields.get(b"host", []), self.version, self.proxy_netloc.encode("latin-1"))


def _check_length(lengths: list[bytes]) -> None:
    """Refuse more than one Content-Length, and one that is no plain number (RFC 9112 6.3)."""
    if len(lengths) > 1 or any(len(one) > MAX_LENGTH_DIGITS or not one.isdigit() for one in lengths):
        raise ParsingError("more than one Content-Length, or one that is no number")


def _check_codings(fields: dict[bytes, list[bytes]], version: str) -> None:
    """Refuse any Transfer-Encoding but a single chunked, and one beside a Content-Length (RFC 9112 6.1)."""
    codings = fields.get(b"transfer-encoding")
    if codings is None:
        return
    if version == "1.0" or b"content-length" in fields or [one.lower() for one in codings] != [b"chunked"]:
        raise ParsingError("a Transfer-Encoding that is not chunked alone, or a Content-Length beside it")


def _check_host(hosts: list[bytes], version: str, target: bytes) -> None:
    """Refuse a missing, repeated or malformed Host, and one that contradicts the target (RFC 9112 3.2)."""
    if len(hosts) > 1 or (version == "1.1" and not hosts) or not all(_HOST.fullmatch(one) for one in hosts):
        raise ParsingError("no Host, more than one, or one that is no host")
    if target and [target.lower()] != [one.lower() for one in hosts]:
        raise ParsingError("a Host other than that of the request's target")
