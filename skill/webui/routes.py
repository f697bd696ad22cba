"""The browser speaker: a page with a pretend Echo, for whoever has none. It speaks to the skill as any Echo does."""

import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, Response, abort, jsonify, request, send_from_directory

from skill.app import UnavailableError
from skill.server import origin_guard
from skill.server.wsgi_app import HEADERS
from skill.simulator.batch import values_of
from skill.simulator.commands import BadCommandError, QuitError
from skill.simulator.nlu.interaction_model import UnknownLocaleError, locales
from skill.stores.store import Store
from skill.webui.access_key import FILES, refuse_without
from skill.webui.device_pool import Device, DeviceBusyError, DevicePool, UnknownDeviceError

ENGINE = Path(__file__).parent / "engine"
"""Where Amazon's engine, which draws the screens, is put when it is installed."""

MAX_PAGE_BODY_BYTES = 16 * 1024
"""Bytes of what a page may send at once."""

_NOWHERE = "default-src 'none'; base-uri 'none'; form-action 'none'"

POLICY = (
    f"{_NOWHERE}; frame-ancestors 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; frame-src 'self'"
)
"""What the page may do: nothing but what comes from here."""

DRAWING = (
    f"{_NOWHERE}; frame-ancestors 'self'; sandbox allow-scripts; script-src 'unsafe-eval' 'nonce-%s'; "
    "style-src 'unsafe-inline'; img-src data:; connect-src data:"
)
"""What the frame may do in which the engine draws; %s is where the nonce goes. The engine makes code as it runs, so the
frame is of no origin: it can neither see the page, nor send anything anywhere, nor load anything from here."""

PERMISSIONS = dict(HEADERS)["Permissions-Policy"].replace("microphone=()", "microphone=(self)")
"""What the page may ask the browser for: the microphone, to speak to it."""

_PART = re.compile(
    r'<(?:link rel="stylesheet" href|script(?P<more>[^>]*) src)="/page/(?P<name>[a-z.]+)">(?:</script>)?'
)
"""A tag of drawing.html that stands for a file."""


def add(web: Flask, store: Store, host: str, key: str) -> None:
    """Add the page to the web application, which listens at `host`; only those who have the key are answered."""
    page = Blueprint("page", __name__, static_folder=FILES, static_url_path="/page")
    _guard(page, host, key)
    _show(page)
    _answer(page, DevicePool(store))
    _refuse(page)
    web.register_blueprint(page)


def _guard(page: Blueprint, host: str, key: str) -> None:
    """Refuse who came by another name than ours, another web site in the same browser, and who has not the key."""

    @page.before_request
    def check() -> Response | None:
        request.max_content_length = MAX_PAGE_BODY_BYTES
        origin_guard.refuse_other_names(host)
        return refuse_without(key)

    @page.after_request
    def confine(answer: Response) -> Response:
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        if request.endpoint == "page.index":
            answer.headers["Permissions-Policy"] = PERMISSIONS
        return answer


def _show(page: Blueprint) -> None:
    @page.get("/")
    def index() -> Response:
        return send_from_directory(FILES, "index.html")

    @page.get("/page/drawing")
    def drawing() -> Response:
        nonce = secrets.token_urlsafe(16)
        answer = Response(_whole("drawing.html", nonce), content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = DRAWING % nonce
        return answer


def _whole(name: str, nonce: str) -> str:
    """Return a page of HTML with its styles and scripts inside it, because a frame of no origin may load none."""

    def inside(found: re.Match[str]) -> str:
        file = found["name"]
        path = ENGINE / "index.js" if file == "engine.js" else FILES / file
        text = path.read_text("utf-8") if path.is_file() else ""
        if file.endswith(".css"):
            return f"<style>{text}</style>"
        # What ends a script in HTML can be written otherwise within one.
        text = text.replace("</script", "<\\/script").replace("<!--", "<\\!--")
        return f'<script{found["more"]} nonce="{nonce}">{text}</script>'

    return _PART.sub(inside, (FILES / name).read_text("utf-8"))


def _answer(page: Blueprint, echoes: DevicePool) -> None:
    @page.post("/page/echoes")
    def plug_in() -> Response:
        asked = _asked()
        locale, timezone = _text(asked, "locale"), _text(asked, "timezone")
        try:
            ZoneInfo(timezone)
        except (KeyError, ValueError, OSError):
            abort(400, "unknown time zone")
        key, device = echoes.create(locale, timezone)
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
    BadCommandError: (400, None),
    UnknownLocaleError: (400, "unknown locale"),
    QuitError: (400, "to leave, close the page"),
    UnknownDeviceError: (404, "there is no such device: plug in another"),
    DeviceBusyError: (409, "the device has not answered its last line yet"),
    UnavailableError: (503, "the store can't be reached, and nothing was forgotten"),
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
