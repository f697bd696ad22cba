"""Every screen on every device: Amazon's own engine draws it, all of it can be read, and it looks as it did.

What is said until a screen is shown stands in samples.toml. To add one, say it there and run
`pytest -m browser tests/screens/test_pictures.py --rewrite`, which draws the pictures; then look at them.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.screens.drawing import FAMILY, AplRenderer, Drawing, differing, kept, renderer
from tests.screens.samples import PICTURES, SAMPLES, said, shown
from tests.screens.seen import faults
from tests.screens.viewports import VIEWPORTS

pytestmark = pytest.mark.browser

FAR = 96
"""How far apart two colours may be, of 255, before a pixel differs: another way of drawing varies the edges by less."""

SHARE = 0.000025
"""How much of a picture may differ: 25 pixels of the largest. Chromium's other way of drawing, with a graphics card,
made 0.000002 differ at most; one other figure in the smallest letters makes 0.00008."""

STEPS = 56


@pytest.fixture(scope="module", name="canvas")
def _canvas(browser: Browser) -> Iterator[AplRenderer]:
    with renderer(browser) as opened:
        yield opened


@pytest.fixture(scope="module", name="drawn")
def _drawn(canvas: AplRenderer) -> Callable[[str, str], Drawing]:
    """Return what draws a sample on a device, once."""
    return cache(lambda sample, device: draw(canvas, shown(sample), device))


def draw(canvas: AplRenderer, directive: Mapping[str, Any], device: str) -> Drawing:
    return canvas.draw(directive["document"], directive["datasources"], VIEWPORTS[device])


def wrong(drawing: Drawing, device: str) -> list[str]:
    viewport = VIEWPORTS[device]
    return [*faults(drawing.lines, viewport.width, viewport.height, is_round=viewport.is_round)]


@pytest.mark.parametrize("device", VIEWPORTS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_it_can_all_be_read(drawn: Callable[[str, str], Drawing], sample: str, device: str) -> None:
    drawing = drawn(sample, device)
    assert drawing.complaints == []
    assert drawing.fonts <= {FAMILY}, "a letter that the font of the tests has not looks otherwise on every machine"
    assert wrong(drawing, device) == []


@pytest.mark.parametrize("device", VIEWPORTS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_it_looks_as_it_did(
    drawn: Callable[[str, str], Drawing],
    sample: str,
    device: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    drawing, golden = drawn(sample, device), PICTURES / f"{sample}-{device}.png"
    share = differing(Image.open(golden), drawing.picture, FAR) if golden.exists() else 1
    if share > SHARE and request.config.getoption("--rewrite"):
        kept(drawing.picture, golden)
    else:
        now = tmp_path / golden.name
        drawing.picture.save(now)
        assert share <= SHARE, f"it looks otherwise now: {now}"


@pytest.mark.parametrize("device", VIEWPORTS)
def test_one_other_figure_makes_another_picture(
    drawn: Callable[[str, str], Drawing], canvas: AplRenderer, device: str
) -> None:
    directive = shown("step")
    other = json.loads(json.dumps(directive).replace("step 1 of 7", "step 7 of 7"))
    assert other != directive
    assert differing(drawn("step", device).picture, draw(canvas, other, device).picture, FAR) > 2 * SHARE


def test_every_step_can_be_read_on_the_smallest_screen(canvas: AplRenderer) -> None:
    steps = said("open trust steps\nboth\n" + "skip this step\n" * (STEPS - 1))
    assert len({one["datasources"]["screen"]["title"] for one in steps}) == STEPS
    assert [fault for one in steps for fault in wrong(draw(canvas, one, "spot"), "spot")] == []
