"""Browser page with a simulated Echo: its routes. The Echo sends the skill the same requests as a real one."""

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
"""Folder of Amazon's APL viewhost, which draws the screens; empty where it is not installed."""

MAX_PAGE_BODY_BYTES = 16 * 1024
"""Bytes of the body of a request of the page."""

_DENY_ALL = "default-src 'none'; base-uri 'none'; form-action 'none'"

POLICY = (
    f"{_DENY_ALL}; frame-ancestors 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; frame-src 'self'"
)
"""Content-Security-Policy of the page: it loads from and connects to this server only."""

FRAME_POLICY = (
    f"{_DENY_ALL}; frame-ancestors 'self'; sandbox allow-scripts; script-src 'unsafe-eval' 'nonce-%s'; "
    "style-src 'unsafe-inline'; img-src data:; connect-src data:"
)
"""Content-Security-Policy of the frame in which the viewhost draws; %s is the nonce. The viewhost needs eval, so the
frame has an opaque origin: it can neither read the page, nor send anything, nor load anything from here."""

PERMISSIONS = dict(HEADERS)["Permissions-Policy"].replace("microphone=()", "microphone=(self)")
"""Permissions-Policy of the page: it may use the microphone."""

_FILE_TAG = re.compile(
    r'<(?:link rel="stylesheet" href|script(?P<more>[^>]*) src)="/page/(?P<name>[a-z_.]+)">(?:</script>)?'
)
"""A tag of apl_frame.html that loads a file."""


def add(web: Flask, store: Store, host: str, key: str) -> None:
    """Add the page to the web application, which listens at `host`; requests without the key are refused."""
    page = Blueprint("page", __name__, static_folder=FILES, static_url_path="/page")
    _add_checks(page, host, key)
    _add_files(page)
    _add_api(page, DevicePool(store))
    _add_error_handlers(page)
    web.register_blueprint(page)


def _add_checks(page: Blueprint, host: str, key: str) -> None:
    """Refuse requests by another name, from another web site, and without the key; set the policies."""

    @page.before_request
    def check() -> Response | None:
        request.max_content_length = MAX_PAGE_BODY_BYTES
        origin_guard.refuse_other_names(host)
        return refuse_without(key)

    @page.after_request
    def set_policies(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if request.endpoint == "page.index":
            response.headers["Permissions-Policy"] = PERMISSIONS
        return response


def _add_files(page: Blueprint) -> None:
    @page.get("/")
    def index() -> Response:
        return send_from_directory(FILES, "index.html")

    @page.get("/page/drawing")
    def drawing() -> Response:
        nonce = secrets.token_urlsafe(16)
        response = Response(_inline("apl_frame.html", nonce), content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = FRAME_POLICY % nonce
        return response


def _inline(name: str, nonce: str) -> str:
    """Return a page of HTML with its styles and scripts inlined, because a frame of an opaque origin may load none."""

    def inlined(tag: re.Match[str]) -> str:
        file = tag["name"]
        path = ENGINE / "index.js" if file == "engine.js" else FILES / file
        text = path.read_text("utf-8") if path.is_file() else ""
        if file.endswith(".css"):
            return f"<style>{text}</style>"
        # HTML would take these for the end of the script, and for a comment.
        text = text.replace("</script", "<\\/script").replace("<!--", "<\\!--")
        return f'<script{tag["more"]} nonce="{nonce}">{text}</script>'

    return _FILE_TAG.sub(inlined, (FILES / name).read_text("utf-8"))


def _add_api(page: Blueprint, devices: DevicePool) -> None:
    @page.post("/page/echoes")
    def create_device() -> Response:
        fields = _fields()
        locale, timezone = _text(fields, "locale"), _text(fields, "timezone")
        try:
            ZoneInfo(timezone)
        except (KeyError, ValueError, OSError):
            abort(400, "unknown time zone")
        key, device = devices.create(locale, timezone)
        has_engine = (ENGINE / "index.js").is_file()
        return jsonify(**_state(device), echo=key, locales=locales(), has_engine=has_engine)

    @page.post("/page/lines")
    def hear() -> Response:
        fields = _fields()
        line = _text(fields, "line")
        device = devices.find(_text(fields, "echo"))
        exchanges = [values_of(exchange) for exchange in device.hear(line)]
        return jsonify(**_state(device), heard=exchanges)

    @page.post("/page/forget")
    def forget() -> Response:
        _fields()
        devices.forget()
        return jsonify(forgotten=True)


REFUSALS: Mapping[type[Exception], tuple[int, str | None]] = {
    BadCommandError: (400, None),
    UnknownLocaleError: (400, "unknown locale"),
    QuitError: (400, "to leave, close the page"),
    UnknownDeviceError: (404, "there is no such device: plug in another"),
    DeviceBusyError: (409, "the device has not answered its last line yet"),
    UnavailableError: (503, "the store can't be reached, and nothing was forgotten"),
}
"""Status and reason of a refusal, by its error; without a reason it is the error's own message."""


def _add_error_handlers(page: Blueprint) -> None:
    for error_class, (code, reason) in REFUSALS.items():

        @page.errorhandler(error_class)
        def refused(error: Exception, code: int = code, reason: str | None = reason) -> tuple[Response, int]:
            return jsonify(error=reason or " ".join(f"{error}".split())), code


def _state(device: Device) -> dict[str, Any]:
    """Return the state of a device that the page shows."""
    return {
        "now": device.echo.now.isoformat(timespec="seconds"),
        "session_open": device.echo.session_open,
        "asks": device.asks,
        "speaker": device.echo.speaker,
        "has_screen": device.echo.has_screen,
        "suggestions": device.suggestions,
    }


def _fields() -> Mapping[str, Any]:
    """Return the JSON object of a request; aborts with 400 where the body is none."""
    try:
        fields = request.get_json()
    except RecursionError:
        fields = None
    if not isinstance(fields, dict):
        abort(400, "the body is not a JSON object")
    return fields


def _text(fields: Mapping[str, Any], name: str) -> str:
    """Return a field that has to be a string; aborts with 400 where it is not."""
    value = fields.get(name)
    if not isinstance(value, str):
        abort(400, f"{name} is missing, or is no text")
    return value
