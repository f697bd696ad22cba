"""WSGI bridge: one HTTP request of an ASGI server, with its whole body, answered by a WSGI application (PEP 3333)."""

import sys
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment


class HttpResponse(NamedTuple):
    """A whole response."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


def call_wsgi(application: "WSGIApplication", environ: "WSGIEnvironment") -> HttpResponse:
    """Run a WSGI application to its end, and return its response; raises what the application raises."""
    status, headers = "", list[tuple[str, str]]()

    def start_response(new_status: str, new_headers: list[tuple[str, str]], *exc_info: Any) -> Any:
        nonlocal status, headers
        status, headers = new_status, new_headers

    parts = application(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return HttpResponse(int(status[:3]), encoded, body)


def wsgi_environ(scope: Mapping[str, Any], body: bytes) -> "WSGIEnvironment":
    """Return the environment of a request, from its ASGI scope and its whole body.

    The body has a length here, also where it came in chunks. Headers with an underscore in their names are left out:
    CGI's spelling could not tell them from those with a hyphen, which a proxy vouches for.
    """
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name or raw_name in (b"content-length", b"transfer-encoding"):
            continue
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        key = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    environ["CONTENT_LENGTH"] = str(len(body))
    return environ
