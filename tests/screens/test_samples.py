"""Samples of screens: one for every document, and a picture of each on every device."""

from skill.screens import documents
from tests.screens.samples import PICTURES, SAMPLES, shown
from tests.screens.viewports import VIEWPORTS


def test_every_document_has_a_sample() -> None:
    known = [documents.document(name) for name in documents.names()]
    assert [
        name for name in documents.names() if all(shown(one)["document"] != documents.document(name) for one in SAMPLES)
    ] == []
    assert [one for one in SAMPLES if shown(one)["document"] not in known] == []


def test_there_is_no_picture_of_anything_else() -> None:
    wanted = {f"{sample}-{device}.png" for sample in SAMPLES for device in VIEWPORTS}
    assert {path.name for path in PICTURES.iterdir()} == wanted
