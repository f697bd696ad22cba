"""HTTP/1.1 message framing: the rules of RFC 9112 that uvicorn's parser, h11, leaves to the application.

A proxy in front and this server behind it must take the same bytes for the same requests. h11 refuses most of what
two readers could take differently; what is here refuses the rest, from what an ASGI scope has of a request.
"""

import re
from collections.abc import Sequence

Headers = Sequence[tuple[bytes, bytes]]
"""Names in lower case and values, as an ASGI scope has them. h11 allows no second Host and no second length."""

_HOST_BYTES = re.compile(rb"(\[[0-9a-f:.]+\]|[a-z0-9._~%!$&'()*+;=-]*)(:[0-9]*)?", re.IGNORECASE)


def framing_error(http_version: str, target: bytes, headers: Headers) -> str | None:
    """Return why a request is refused with 400, or None where it is sound; `target` is without its query."""
    if http_version not in ("1.0", "1.1"):
        return "its HTTP version is neither 1.0 nor 1.1"
    if not target.startswith(b"/"):
        return "its target is not a path"
    fields = dict(headers)
    if b"transfer-encoding" in fields and (http_version == "1.0" or b"content-length" in fields):
        return "it has a Transfer-Encoding beside a Content-Length, or in HTTP/1.0"  # RFC 9112 6.1
    if not _HOST_BYTES.fullmatch(fields.get(b"host", b"")):
        return "its Host is not a host"  # RFC 9112 3.2
    return None
