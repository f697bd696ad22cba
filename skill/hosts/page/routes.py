"""The browser speaker: a page with a pretend Echo, for whoever has none. It speaks to the skill as any Echo does."""

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, Response, abort, jsonify, request, send_from_directory

from skill.app import Unavailable
from skill.hosts.hearing.grammar import UnknownLocale, locales
from skill.hosts.lines import values_of
from skill.hosts.page.echoes import Busy, Device, Echoes, Unplugged
from skill.hosts.steering import BadCommand, Quit
from skill.stores.port import Store

FILES = Path(__file__).parent / "files"
ENGINE = Path(__file__).parent / "engine"
"""Where Amazon's engine, which draws the screens, is put when it is installed."""

LARGEST = 16 * 1024
"""Bytes of what a page may send at once."""

_HOST = re.compile(r"(\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(:[0-9]+)?")

_NOWHERE = "default-src 'none'; base-uri 'none'; form-action 'none'"

POLICY = (
    f"{_NOWHERE}; frame-ancestors 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; frame-src 'self'"
)
"""What the page may do: nothing but what comes from here."""

DRAWING = (
    f"{_NOWHERE}; frame-ancestors 'self'; sandbox allow-scripts; script-src 'self' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src data:; connect-src data:"
)
"""What the frame may do in which the engine draws. The engine makes code as it runs, so the frame is a stranger to the
page, and can send nothing anywhere."""


def add(web: Flask, store: Store, host: str) -> None:
    """Add the page to the web door, which listens at `host`."""
    page = Blueprint("page", __name__, static_folder=FILES, static_url_path="/page")
    _guard(page, host)
    _show(page)
    _answer(page, Echoes(store))
    _refuse(page)
    web.register_blueprint(page)


def _guard(page: Blueprint, host: str) -> None:
    """Let nobody in who came by another name than ours, nor another web site that uses the same browser."""

    @page.before_request
    def only_ours() -> None:
        request.max_content_length = LARGEST
        here = request.headers.get("Host", "")
        if not is_ours(here, host):
            abort(403, "the page is not to be had under this name")
        if request.method == "POST":
            origin = request.headers.get("Origin")
            if origin is not None and origin.partition("://")[2] != here:
                abort(403, "another web site asked for this")

    @page.after_request
    def confined(answer: Response) -> Response:
        drawing = request.endpoint == "page.drawing"
        answer.headers["Content-Security-Policy"] = DRAWING if drawing else POLICY
        return answer


def _show(page: Blueprint) -> None:
    @page.get("/")
    def index() -> Response:
        return send_from_directory(FILES, "index.html")

    @page.get("/page/drawing")
    def drawing() -> Response:
        return send_from_directory(FILES, "drawing.html")

    @page.get("/page/engine.js")
    def engine() -> Response:
        return send_from_directory(ENGINE, "index.js")


def _answer(page: Blueprint, echoes: Echoes) -> None:
    @page.post("/page/echoes")
    def plug_in() -> Response:
        asked = _asked()
        locale, timezone = _text(asked, "locale"), _text(asked, "timezone")
        try:
            ZoneInfo(timezone)
        except (KeyError, ValueError, OSError):
            abort(400, "unknown time zone")
        key, device = echoes.plug_in(locale, timezone)
        has_engine = (ENGINE / "index.js").is_file()
        return jsonify(**_state(device), echo=key, locales=locales(), has_engine=has_engine)

    @page.post("/page/lines")
    def hear() -> Response:
        asked = _asked()
        line = _text(asked, "line")
        device = echoes.find(_text(asked, "echo"))
        heard = [values_of(one) for one in device.hear(line)]
        return jsonify(**_state(device), heard=heard)

    @page.post("/page/forget")
    def forget() -> Response:
        _asked()
        echoes.forget()
        return jsonify(forgotten=True)


REFUSALS: Mapping[type[Exception], tuple[int, str | None]] = {
    BadCommand: (400, None),
    UnknownLocale: (400, "unknown locale"),
    Quit: (400, "to leave, close the page"),
    Unplugged: (404, "there is no such device: plug in another"),
    Busy: (409, "the device has not answered its last line yet"),
    Unavailable: (503, "the store can't be reached, and nothing was forgotten"),
}
"""With what a line is refused, and why; None is as the error says it."""


def _refuse(page: Blueprint) -> None:
    for kind, (code, reason) in REFUSALS.items():

        @page.errorhandler(kind)
        def refused(error: Exception, code: int = code, reason: str | None = reason) -> tuple[Response, int]:
            return jsonify(error=reason or " ".join(f"{error}".split())), code


def _state(device: Device) -> dict[str, Any]:
    """Return what the page shows of a device, whoever changed it."""
    return {
        "now": device.echo.now.isoformat(timespec="seconds"),
        "session_open": device.echo.session_open,
        "asks": device.asks,
        "speaker": device.echo.speaker,
        "has_screen": device.echo.has_screen,
        "suggestions": device.suggestions,
    }


def _asked() -> Mapping[str, Any]:
    try:
        found = request.get_json()
    except RecursionError:
        found = None
    if not isinstance(found, dict):
        abort(400, "the body is not a JSON object")
    return found


def _text(asked: Mapping[str, Any], name: str) -> str:
    found = asked.get(name)
    if not isinstance(found, str):
        abort(400, f"{name} is missing, or is no text")
    return found


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
