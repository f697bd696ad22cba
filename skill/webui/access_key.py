"""Access key of the page: in the address that is printed at the start, and then in a cookie of the browser.

Without it everyone who can connect to the server could read and delete what was said: other people in the network, and
every other user of this machine.
"""

import hmac
import secrets
from pathlib import Path

from flask import Response, abort, request

FILES = Path(__file__).parent / "static"

KEY_BYTES = 32

PARAMETER = "key"
"""Query parameter of the address."""

NO_KEY = "this needs the page's key: open the address that “trust-steps serve” printed when it was started"


def new_key() -> str:
    """Return a random key."""
    return secrets.token_urlsafe(KEY_BYTES)


def matches(key: str, offered: str | None) -> bool:
    """Compare a key with the one of a client, in constant time."""
    return offered is not None and hmac.compare_digest(key.encode(), offered.encode("utf-8", "replace"))


def refuse_without(key: str) -> Response | None:
    """Return None for a request that has the key, or else the response to it.

    The first request, which has the key in its address, is redirected to the address without it, so that the browser's
    history does not keep it.
    """
    is_index = request.path == "/"
    offered = request.args.get(PARAMETER) if is_index else None
    if offered is not None and matches(key, offered):
        response = Response(status=303, headers={"Location": "/"})
        response.set_cookie(_cookie(), key, httponly=True, samesite="Strict")
        return response
    if offered is None and matches(key, request.cookies.get(_cookie())):
        return None
    if not is_index:
        abort(403, NO_KEY)
    return Response((FILES / "locked.html").read_text("utf-8"), 403, content_type="text/html; charset=utf-8")


def _cookie() -> str:
    """Return the cookie's name. It has the port, because browsers share cookies among all ports of a host."""
    return f"trust-steps-{request.environ['SERVER_PORT']}"
