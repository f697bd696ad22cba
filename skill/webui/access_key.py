"""The page's key: the address that is printed at the start carries it, and then a cookie of the browser does.

Whoever can connect to the server could otherwise hear and delete what was said: other people in the network, and on
this machine every other user.
"""

import hmac
import secrets
from pathlib import Path

from flask import Response, abort, request

FILES = Path(__file__).parent / "static"

KEY_BYTES = 32

PARAMETER = "key"
"""In the query of the address."""

MISSING = "this needs the page's key: open the address that “trust-steps serve” printed when it was started"


def new_key() -> str:
    """Return a key that cannot be guessed."""
    return secrets.token_urlsafe(KEY_BYTES)


def matches(key: str, offered: str | None) -> bool:
    """Compare a key with what a client offers, in a time that tells nothing of it."""
    return offered is not None and hmac.compare_digest(key.encode(), offered.encode("utf-8", "replace"))


def refuse_without(key: str) -> Response | None:
    """Return None for a request that has the key, or else what it is answered.

    The first request, which has the key in its address, is sent on without it, so that no history keeps it.
    """
    is_index = request.path == "/"
    offered = request.args.get(PARAMETER) if is_index else None
    if offered is not None and matches(key, offered):
        answer = Response(status=303, headers={"Location": "/"})
        answer.set_cookie(_cookie(), key, httponly=True, samesite="Strict")
        return answer
    if offered is None and matches(key, request.cookies.get(_cookie())):
        return None
    if not is_index:
        abort(403, MISSING)
    return Response((FILES / "locked.html").read_text("utf-8"), 403, content_type="text/html; charset=utf-8")


def _cookie() -> str:
    """Return the cookie's name. Browsers do not tell ports apart, and each may have a server with a key of its own."""
    return f"trust-steps-{request.environ['SERVER_PORT']}"
