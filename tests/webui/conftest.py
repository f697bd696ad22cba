"""A page to visit."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from skill.stores.memory import MemoryStore

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.webui.browser_page import Visitor


@pytest.fixture(name="port")
def _port() -> Iterator[int]:
    from tests.webui.browser_page import served

    with served(MemoryStore()) as port:
        yield port


@pytest.fixture(name="visitor")
def _visitor(browser: "Browser", port: int) -> Iterator["Visitor"]:
    from tests.webui.browser_page import visiting

    with visiting(browser, port) as visitor:
        yield visitor
