"""Origin checks: requests that are refused with 403 for where they come from, by headers of browsers and proxies.

Another web site can have the browser of this machine send requests here (CSRF), and can point its own name here (DNS
rebinding). A proxy passes on the requests of all who reach it. Nothing here keeps out other programs on this machine.
"""

import ipaddress
import re

from flask import abort, request

FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip", "cdn-loop")
"""Headers that proxies add, besides those that begin with FORWARDED_PREFIX."""

FORWARDED_PREFIX = "x-forwarded"

_HOST_PATTERN = re.compile(r"(\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(:[0-9]+)?")


def refuse_other_sites() -> None:
    """Refuse requests that another web site caused, by the browser's own Sec-Fetch-Site."""
    if request.headers.get("Sec-Fetch-Site", "").strip().lower() in ("cross-site", "same-site"):
        abort(403, "another web site asked for this: put the address into the browser's address bar yourself")


def refuse_other_names(host: str) -> None:
    """Refuse requests with a Host that is not this machine's, or an Origin other than that Host.

    `host` is the address that the server listens at.
    """
    requested = request.headers.get("Host", "")
    if not is_own_name(requested, host):
        abort(403, "the Host is not this machine: use the address that was printed at the start")
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != requested:
        abort(403, "another web site asked for this")


def refuse_forwarded() -> None:
    """Refuse requests that a proxy passed on: they may come from anywhere."""
    for name, _ in request.headers:
        if name.lower().startswith(FORWARDED_PREFIX) or name.lower() in FORWARDED:
            abort(403, "a proxy passed this on, and without signatures only this machine itself is answered")


def is_own_name(name: str, host: str) -> bool:
    """Tell whether a request's Host names this machine itself, or the address that the server listens at.

    Another web site can point its own name here, but can't be reached by our address. Where the server listens at all
    addresses of the machine, any address is taken.
    """
    match = _HOST_PATTERN.fullmatch(name.lower())
    if not match:
        return False
    requested = match["address"] or match["name"]
    if requested in ("localhost", host.lower()):
        return True
    try:
        address = ipaddress.ip_address(requested)
    except ValueError:
        return False
    return address.is_loopback or host in ("0.0.0.0", "::")  # noqa: S104 - it is compared, not listened at
