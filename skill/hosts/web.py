"""The web door: POST /alexa takes a request envelope, and GET /healthz says whether the store can be reached."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from skill.app import App, BadEnvelope, Unavailable

LARGEST = 256 * 1024
"""Bytes of the largest body that is read; Alexa's own requests are far smaller."""


def create_web(app: App, is_reachable: Callable[[], bool]) -> Flask:
    """Return the WSGI application around the skill."""
    web = Flask("trust-steps")
    web.config["MAX_CONTENT_LENGTH"] = LARGEST

    @web.post("/alexa")
    def alexa() -> Response | tuple[Response, int]:
        try:
            return jsonify(app.answer(request.get_json(force=True)))
        except (BadEnvelope, RecursionError) as error:
            reason = error if isinstance(error, BadEnvelope) else "it is nested too deeply"
            return jsonify(error=f"not a request of Alexa's: {reason}"), 400
        except Unavailable:
            return jsonify(error="the store can't be reached: send this event again"), 503

    @web.get("/healthz")
    def healthz() -> tuple[Response, int]:
        reachable = is_reachable()
        return jsonify(store="reachable" if reachable else "unreachable"), 200 if reachable else 503

    @web.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[Any, int]:
        return jsonify(error=error.description or error.name), error.code or 500

    return web
