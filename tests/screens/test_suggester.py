"""The documents as Amazon's own checker sees them."""

import pytest

from skill.screens import documents
from tests.screens.suggester import complaints
from tests.screens.test_drawing import document, text

pytestmark = pytest.mark.smapi


def test_it_finds_what_is_wrong_with_a_document() -> None:
    wrong = document(text("One", colour="red"), text("Other", textAlign="middle"))
    right, found = complaints([document(text("One")), wrong])
    assert right == []
    assert [one.partition(" : ")[0] for one in found] == [
        "/mainTemplate/items/0/items/0: should NOT have additional properties",
        "/mainTemplate/items/0/items/1/textAlign: should be equal to one of the allowed values",
    ]


def test_amazons_checker_finds_nothing_wrong_with_any_document() -> None:
    names = sorted(documents.names())
    assert dict(zip(names, complaints([documents.document(name) for name in names]), strict=True)) == {
        name: [] for name in names
    }
