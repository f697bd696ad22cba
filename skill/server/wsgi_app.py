"""WSGI application: POST /alexa takes an envelope, through Amazon's adapter; /healthz and /readyz are health checks."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException, UnsupportedMediaType

from skill.app import App, BadEnvelopeError, UnavailableError
from skill.server import origin_guard
from skill.server.flask_ask_sdk import AbstractVerifier, SkillAdapter, VerificationException
from skill.server.health import Health
from skill.server.json_skill import JsonSkill
from skill.server.request_verifier import ChainUnfetchedError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MAX_BODY_BYTES = 256 * 1024
"""Bytes of the largest body that is read; Alexa's own requests are far smaller."""

HEADERS = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)
"""Headers of every response, unless it sets them itself: no cache, and no use by pages of other origins."""

HEALTH = ("/healthz", "/readyz")

METHODS = ("GET", "HEAD", "POST")
PATHS = ("/", "/alexa", *HEALTH, "/page/echoes", "/page/forget", "/page/lines")
"""Methods and paths that the access log names. Any other is text that a client chose."""

access = logging.getLogger(f"{__name__}.access")


class _Web(Flask):
    """A Flask application that puts HEADERS on every response, and a line about it into the access log."""

    def wsgi_app(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        begun = time.perf_counter()

        def start(status: str, headers: list[tuple[str, str]], *failed: Any) -> Callable[[bytes], object]:
            method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
            fields = {
                "method": method if method in METHODS else "OTHER",
                "path": path if path in PATHS else "elsewhere",
                "status": int(status[:3]),
                "ms": round((time.perf_counter() - begun) * 1000),
            }
            access.info("%(method)s %(path)s %(status)s %(ms)s ms", fields, extra=fields)
            own = {name.lower() for name, _ in headers}
            missing = [(name, value) for name, value in HEADERS if name.lower() not in own]
            return start_response(status, [*headers, *missing], *failed)

        return super().wsgi_app(environ, start)


def create_web(
    app: App,
    is_reachable: Callable[[], bool],
    verifiers: Sequence[AbstractVerifier] = (),
    is_stopping: Callable[[], bool] = lambda: False,
    host: str = "127.0.0.1",
) -> Flask:
    """Return the WSGI application around the skill; a request that one of the verifiers refuses gets 400.

    Without verifiers only requests of this machine itself are answered, on every path. `host` is the address that the
    server listens at.
    """
    web = _Web("trust-steps")
    web.config |= {
        "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
        "ASK_SDK_VERIFY_SIGNATURE": False,
        "ASK_SDK_VERIFY_TIMESTAMP": False,
    }
    web.logger.addFilter(_log_refusal_in_one_line)
    _guard(web, None if verifiers else host)
    health = Health(is_reachable)
    adapter = SkillAdapter(JsonSkill(app.answer), "trust-steps", [*verifiers], web)

    @web.post("/alexa")
    def alexa() -> Response:
        if not request.is_json:
            raise UnsupportedMediaType("the content type is not application/json")
        response: Response = adapter.dispatch_request()
        return response

    _add_error_handlers(web)

    @web.get("/healthz")
    def healthz() -> tuple[Response, int]:
        is_reachable = health.is_good()
        return jsonify(store="reachable" if is_reachable else "unreachable"), 200 if is_reachable else 503

    @web.get("/readyz")
    def readyz() -> tuple[Response, int]:
        is_ready = not is_stopping() and health.is_good()
        return jsonify(ready=is_ready), 200 if is_ready else 503

    return web


def _guard(web: Flask, unsigned_host: str | None) -> None:
    """Refuse requests for where they come from, on every path, also on those that have no route."""

    @web.before_request
    def check_origin() -> None:
        origin_guard.refuse_other_sites()
        if unsigned_host is not None:
            origin_guard.refuse_forwarded()
            origin_guard.refuse_other_names(unsigned_host)


def _add_error_handlers(web: Flask) -> None:
    """Answer refused requests with one line of JSON that has the reason."""

    @web.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[Response, int]:
        # The adapter raises the same BadRequest for every failed verification; the reason is in its cause.
        cause = error.__context__ if isinstance(error, BadRequest) else None
        if isinstance(cause, VerificationException):
            return jsonify(error=f"{cause}"), 503 if isinstance(cause, ChainUnfetchedError) else 400
        return jsonify(error=error.description or error.name), error.code or 500

    @web.errorhandler(BadEnvelopeError)
    @web.errorhandler(UnicodeDecodeError)
    def bad_envelope(error: ValueError) -> tuple[Response, int]:
        reason = error if isinstance(error, BadEnvelopeError) else "the body is not UTF-8"
        return jsonify(error=f"not a request of Alexa's: {reason}"), 400

    @web.errorhandler(UnavailableError)
    def unavailable(error: UnavailableError) -> tuple[Response, int]:
        return jsonify(error="the store can't be reached: send this event again"), 503


def _log_refusal_in_one_line(record: logging.LogRecord) -> bool:
    """Log filter: a refused request is a warning with its reason, without the traceback of Amazon's adapter."""
    error: Any = record.exc_info[1] if record.exc_info else None
    if isinstance(error, VerificationException):
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args, record.exc_info = "refused: %s", (str(error),), None
    return True
