"""What all tests share: the flag that rewrites conversations, how hard properties are tried, and one browser."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

settings.register_profile("steady", deadline=None, print_blob=True)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write what the skill answers and shows into tests")


@pytest.fixture(scope="session", name="browser")
def _browser() -> Iterator["Browser"]:
    """Return the Chromium of all tests that are marked `browser`."""
    from tests.browser import chromium  # it takes a moment to import, and the quick suite has no use for it

    with chromium() as started:
        yield started
