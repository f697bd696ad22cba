"""Draws a screen as an Echo does: with Amazon's own engine, in Chromium.

Nothing is waited for that only time would tell: the page's clock stands still but where it is moved, and the font is
there before anything is drawn with it.
"""

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from playwright.sync_api import Browser, CDPSession, Page

from publish.npm import installed
from publish.viewhost import install
from tests.browser import refusing
from tests.screens.seen import Box, Line
from tests.screens.viewports import Viewport

FONT = "@fontsource-variable/open-sans/files/open-sans-latin-wght-normal.woff2"
"""Stands in for Amazon's own font, which may not be passed on. It is wider: what fits in it fits on an Echo."""

FAMILY = "Open Sans"
"""The font's own name."""

BEGUN = 1_772_000_000
"""When the page's clock begins (seconds since 1970)."""

SETTLED = 3000
"""Milliseconds after which a screen is looked at: what comes in slowly is there by then."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was drawn."""

    picture: Image.Image
    lines: Sequence[Line]
    complaints: Sequence[str]
    """What the engine found wrong with the document."""
    fonts: frozenset[str]
    """The names of those that letters were taken from."""


class AplRenderer:
    """One page of a browser, in which screens are drawn one after the other."""

    def __init__(self, page: Page, devtools: CDPSession) -> None:
        """Take a page that has the engine."""
        self._page, self._devtools = page, devtools

    def draw(self, document: Mapping[str, Any], datasources: Mapping[str, Any], viewport: Viewport) -> Drawing:
        """Draw a document filled with its datasources."""
        told = viewport.as_told
        scale = {"deviceScaleFactor": 1 / viewport.dots, "mobile": False}
        self._devtools.send(
            "Emulation.setDeviceMetricsOverride", {"width": told["width"], "height": told["height"], **scale}
        )
        asked = {"apl": document, "datasources": datasources, "viewport": told}
        self._page.evaluate("asked => draw(asked)", asked)
        # Frames are drawn as the clock goes on: a few at the beginning, and a few when all is settled.
        self._page.clock.run_for(50)
        self._page.clock.fast_forward(SETTLED)
        self._page.clock.run_for(50)
        complaints = self._page.evaluate("complaints")
        shot = self._devtools.send("Page.captureScreenshot", {"format": "png"})["data"]
        picture = Image.open(io.BytesIO(base64.b64decode(shot))).convert("RGB")
        return Drawing(picture, self._lines(viewport.dots), complaints, self._fonts())

    def _lines(self, dots: int) -> list[Line]:
        def box(sides: Mapping[str, float]) -> Box:
            return Box(*(sides[side] / dots for side in ("left", "top", "right", "bottom")))

        found = self._page.evaluate("lines()")
        return [Line(one["text"], one["of"], box(one["box"]), box(one["seen"]), one["scrolls"]) for one in found]

    def _fonts(self) -> frozenset[str]:
        root = self._devtools.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        nodes = self._devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": "body *"})["nodeIds"]
        used = [self._devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] for node in nodes]
        return frozenset(font["familyName"] for fonts in used for font in fonts)


def differing(one: Image.Image, other: Image.Image, far: int) -> float:
    """Return the share of pixels of which any colour (0-255) is further apart than this."""
    if one.size != other.size:
        return 1
    red, green, blue = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).split()
    counts = ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()
    return sum(counts[far + 1 :]) / sum(counts)


def kept(picture: Image.Image, path: Path) -> None:
    """Keep a picture as a small PNG: of 256 colours, which are less than 8 (of 255) from the real ones."""
    picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


@contextmanager
def renderer(browser: Browser) -> Iterator[AplRenderer]:
    """Yield a page with the engine in it; raises AssertionError at the end if the page asked anything of a network."""
    script = install().read_text("utf-8")
    font = (installed(Path(__file__).parent) / FONT).read_bytes()
    with browser.new_context(device_scale_factor=1) as context:
        refused = refusing(context, "data:")
        page = context.new_page()
        page.clock.install(time=BEGUN)
        page.set_content("<!doctype html><style>body { margin: 0; overflow: hidden }</style>")
        # The engine says that it is ready once, so it is asked in the same breath.
        page.add_script_tag(content=f"{script}\nwindow.ready = AplRenderer.initEngine();")
        page.evaluate("ready")
        page.add_script_tag(content=Path(__file__).with_suffix(".js").read_text("utf-8"))
        page.evaluate("font => standIn(font)", base64.b64encode(font).decode())
        page.clock.pause_at(BEGUN + 3600)
        devtools = context.new_cdp_session(page)
        devtools.send("DOM.enable")
        devtools.send("CSS.enable")
        yield AplRenderer(page, devtools)
        assert refused == [], f"the page asked for {refused}"
