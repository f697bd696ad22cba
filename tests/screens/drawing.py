"""Draws a screen as an Echo does: with Amazon's own engine, in Chromium.

Nothing is waited for that only time would tell: the page's clock stands still but where it is moved, and the font is
there before anything is drawn with it.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from publish.npm import Package, fetched
from publish.viewhost import put
from tests.browser import refusing
from tests.screens.seen import Box, Line

FONT = Package(
    "@fontsource-variable/open-sans",
    "5.3.0",
    "sha512-VOfhZfLIOBVa6K/dTEu7scqQXYdGa4jBX8quFpQ0S6574B+W2EOBJf9PkqyVtMEI7WWIWNEbpvPc3vY1mN2mmQ==",
    ("files/open-sans-latin-wght-normal.woff2", "LICENSE"),
)
"""Stands in for Amazon's own font, which nobody may pass on. It is wider: what fits in it fits on an Echo."""

FAMILY = "Open Sans"
"""The font's own name."""

BEGUN = 1_772_000_000
"""When the page's clock begins (seconds since 1970)."""

SETTLED = 3000
"""Milliseconds after which a screen is looked at: what comes in slowly is there by then."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """A device's screen, in pixels as a document counts them."""

    width: int
    height: int
    dpi: int = 160
    isRound: bool = False  # noqa: N815 - the engine's own name
    mode: str = "HUB"


VIEWPORTS: Mapping[str, Viewport] = {
    "show8": Viewport(1280, 800),
    "show8-upright": Viewport(800, 1280),
    "show5": Viewport(960, 480),
    "spot": Viewport(480, 480, isRound=True),
    "tv": Viewport(1920, 1080, dpi=320, mode="TV"),
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was drawn."""

    picture: bytes
    """A PNG."""
    lines: Sequence[Line]
    complaints: Sequence[str]
    """What the engine found wrong with the document."""
    fonts: frozenset[str]
    """The names of those that letters were taken from."""


class Easel:
    """One page of a browser, in which screens are drawn one after the other."""

    def __init__(self, page: Page, devtools: CDPSession) -> None:
        """Take a page that has the engine."""
        self._page, self._devtools = page, devtools

    def draw(self, document: Mapping[str, Any], datasources: Mapping[str, Any], viewport: Viewport) -> Drawing:
        """Draw a document filled with its datasources."""
        self._page.set_viewport_size({"width": viewport.width, "height": viewport.height})
        asked = {"apl": document, "datasources": datasources, "viewport": asdict(viewport)}
        self._page.evaluate("asked => draw(asked)", asked)
        # Frames are drawn as the clock goes on: a few at the beginning, and a few when all is settled.
        self._page.clock.run_for(50)
        self._page.clock.fast_forward(SETTLED)
        self._page.clock.run_for(50)
        complaints = self._page.evaluate("complaints")
        return Drawing(self._page.screenshot(), self._lines(), complaints, self._fonts())

    def differing(self, one: bytes, other: bytes, tolerance: int) -> float:
        """Return how much of two PNGs differs: the share of pixels with a colour (0-255) further apart than this."""
        pictures = [base64.b64encode(png).decode() for png in (one, other)]
        share: float = self._page.evaluate("([one, other, far]) => differing(one, other, far)", [*pictures, tolerance])
        return share

    def _lines(self) -> list[Line]:
        found = self._page.evaluate("lines()")
        return [Line(one["text"], one["of"], Box(**one["box"]), Box(**one["seen"]), one["scrolls"]) for one in found]

    def _fonts(self) -> frozenset[str]:
        root = self._devtools.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        nodes = self._devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": "body *"})["nodeIds"]
        used = [self._devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] for node in nodes]
        return frozenset(font["familyName"] for fonts in used for font in fonts)


@contextmanager
def easel(browser: Browser) -> Iterator[Easel]:
    """Yield a page with the engine in it; raises AssertionError at the end if the page asked anything of a network."""
    script = put().read_text("utf-8")
    font = (fetched(FONT) / FONT.members[0]).read_bytes()
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
        yield Easel(page, devtools)
        assert refused == [], f"the page asked for {refused}"
