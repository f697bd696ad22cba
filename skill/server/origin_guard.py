"""Guards: which requests are refused with 403 for where they come from, by the headers of browsers and proxies.

Another web site can have the browser of this machine send requests here (CSRF), and can even have its own name lead
here (DNS rebinding). A proxy lets everybody in who reaches it. Nothing here keeps out other programs on this machine.
"""

import ipaddress
import re

from flask import abort, request

FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip", "cdn-loop")
"""Headers that proxies add, besides all whose names begin as FORWARDED_PREFIX does."""

FORWARDED_PREFIX = "x-forwarded"

_HOST = re.compile(r"(\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(:[0-9]+)?")


def refuse_other_sites() -> None:
    """Refuse what another web site has a browser ask for, as the browser itself says."""
    if request.headers.get("Sec-Fetch-Site", "").strip().lower() in ("cross-site", "same-site"):
        abort(403, "another web site asked for this: put the address into the browser's address bar yourself")


def refuse_other_names(host: str) -> None:
    """Refuse what came by a name that is not this machine's, or from a page of another origin.

    `host` is what the server listens at.
    """
    called = request.headers.get("Host", "")
    if not is_ours(called, host):
        abort(403, "the Host is not this machine: use the address that was printed at the start")
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != called:
        abort(403, "another web site asked for this")


def refuse_forwarded() -> None:
    """Refuse what a proxy passed on: it may come from anybody, anywhere."""
    for name, _ in request.headers:
        if name.lower().startswith(FORWARDED_PREFIX) or name.lower() in FORWARDED:
            abort(403, "a proxy passed this on, and without signatures only this machine itself is answered")


def is_ours(name: str, host: str) -> bool:
    """Tell whether a request's Host is this machine itself, or what the server listens at.

    Another web site can have its own name lead here, but it can't be called by our address. Where the server listens
    at all of the machine's addresses, it is called by any of them.
    """
    found = _HOST.fullmatch(name.lower())
    if not found:
        return False
    called = found["address"] or found["name"]
    if called in ("localhost", host.lower()):
        return True
    try:
        address = ipaddress.ip_address(called)
    except ValueError:
        return False
    return address.is_loopback or host in ("0.0.0.0", "::")  # noqa: S104 - it is compared, not listened at
