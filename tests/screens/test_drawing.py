"""The drawing itself: that it sees what is wrong, on small documents of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.screens.drawing import FAMILY, AplRenderer, Drawing, differing, kept, renderer
from tests.screens.seen import faults
from tests.screens.viewports import VIEWPORTS

pytestmark = pytest.mark.browser

SHOW, SPOT = VIEWPORTS["show5"], VIEWPORTS["spot"]
LONG = "A promise that goes on and on, and then on, until there is no room"


@pytest.fixture(scope="module", name="canvas")
def _canvas(browser: Browser) -> Iterator[AplRenderer]:
    with renderer(browser) as opened:
        yield opened


def document(*items: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "APL",
        "version": "1.4",
        "mainTemplate": {
            "parameters": ["payload"],
            "items": [{"type": "Container", "width": "100vw", "height": "100vh", "items": items}],
        },
    }


def text(words: str, **more: Any) -> dict[str, Any]:
    return {"type": "Text", "text": words, "fontSize": "40dp", **more}


def wrong(drawing: Drawing) -> list[str]:
    return [*faults(drawing.lines, SHOW.width, SHOW.height, is_round=False)]


def test_it_draws_what_the_datasource_says(canvas: AplRenderer) -> None:
    drawn = canvas.draw(document(text("${payload.screen.title}")), {"screen": {"title": "Name one feeling"}}, SHOW)
    assert [line.text for line in drawn.lines] == ["Name one feeling"]
    assert drawn.fonts == {FAMILY}
    assert drawn.complaints == []
    assert wrong(drawn) == []


def test_it_tells_what_the_engine_complains_of(canvas: AplRenderer) -> None:
    drawn = canvas.draw(document(text("Well"), {"type": "Nothing"}), {}, SHOW)
    assert any("Nothing" in complaint for complaint in drawn.complaints)


def test_the_same_screen_is_the_same_picture_and_one_letter_makes_another(canvas: AplRenderer) -> None:
    one, again = (canvas.draw(document(text("7 days")), {}, SHOW).picture for _ in range(2))
    other = canvas.draw(document(text("8 days")), {}, SHOW).picture
    assert differing(one, again, 0) == 0
    assert 0 < differing(one, other, 64) < 0.01
    assert differing(one, canvas.draw(document(), {}, SPOT).picture, 64) == 1


def test_a_picture_that_is_kept_is_all_but_the_same(canvas: AplRenderer, tmp_path: Path) -> None:
    picture = canvas.draw(document(text("7 days", color="#F0C27B")), {}, SHOW).picture
    kept(picture, tmp_path / "kept.png")
    assert differing(picture, Image.open(tmp_path / "kept.png"), 8) == 0


def test_a_television_has_more_dots_and_no_larger_letters(canvas: AplRenderer) -> None:
    tv = VIEWPORTS["tv"]
    drawn = canvas.draw(document(text("${viewport.width} ${viewport.dpi}")), {}, tv)
    assert [line.text for line in drawn.lines] == ["960 320"]
    assert drawn.picture.size == (tv.width, tv.height)
    assert 40 < drawn.lines[0].box.bottom < 60


def test_what_comes_in_slowly_is_there(canvas: AplRenderer) -> None:
    slow = {
        "type": "AnimateItem",
        "easing": "linear",
        "duration": 2000,
        "value": [{"property": "opacity", "from": 0, "to": 1}],
    }
    fading = document(text("Breathe in", opacity=0, onMount=[slow]))
    steady = canvas.draw(document(text("Breathe in")), {}, SHOW).picture
    assert differing(canvas.draw(fading, {}, SHOW).picture, steady, 0) == 0


def test_words_that_are_cut_off_are_found(canvas: AplRenderer) -> None:
    low = canvas.draw(document(text("Below", position="absolute", top="460dp")), {}, SHOW)
    assert wrong(low) == ["cut off: Below"]
    narrow = {"type": "Frame", "width": "60dp", "height": "50dp", "item": text("Unbreakable", width="400dp")}
    assert wrong(canvas.draw(document(narrow), {}, SHOW)) == ["cut off: Unbreakable"]


def test_words_that_were_left_out_are_found(canvas: AplRenderer) -> None:
    found = wrong(canvas.draw(document(text(LONG, maxLines=1, width="300dp")), {}, SHOW))
    assert len(found) == 1
    assert found[0].startswith("cut short: A promise")


def test_words_over_each_other_are_found(canvas: AplRenderer) -> None:
    near = [text("One", position="absolute", top="20dp"), text("Other", position="absolute", top="40dp")]
    assert wrong(canvas.draw(document(*near), {}, SHOW)) == ["over each other: One | Other"]


def test_what_can_be_scrolled_to_is_not_cut_off(canvas: AplRenderer) -> None:
    many = {"type": "Sequence", "height": "200dp", "data": [*range(9)], "items": [text("${data}")]}
    drawn = canvas.draw(document(many), {}, SHOW)
    assert len(drawn.lines) > 4
    assert wrong(drawn) == []


def test_a_round_screen_has_no_corners(canvas: AplRenderer) -> None:
    items = [text("Corner"), text("Middle", position="absolute", top="220dp", left="160dp")]
    lines = canvas.draw(document(*items), {}, SPOT).lines
    assert [*faults(lines, SPOT.width, SPOT.height, is_round=True)] == ["outside of the circle: Corner"]


def test_a_letter_of_another_font_is_found(canvas: AplRenderer) -> None:
    assert canvas.draw(document(text("✓")), {}, SHOW).fonts != {FAMILY}


def test_nothing_is_asked_of_a_network(browser: Browser) -> None:
    picture = {"type": "Image", "source": "https://example.com/one.png", "width": 10, "height": 10}
    with (
        pytest.raises(AssertionError, match=r"the page asked for \['https://example.com/one.png"),
        renderer(browser) as own,
    ):
        own.draw(document(picture), {}, SHOW)
