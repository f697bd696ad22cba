"""What all tests share: the flag that rewrites conversations, how hard properties are tried, and one browser."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import botocore.session
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_MODULE_MARK = re.compile(r"^pytestmark = pytest\.mark\.(\w+)", re.MULTILINE)

settings.register_profile("steady", deadline=None, print_blob=True)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write what the skill answers and shows into tests")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out a module whose one mark is deselected: it may import what is only installed for that mark."""
    if collection_path.suffix != ".py":
        return None
    mark = _MODULE_MARK.search(collection_path.read_text("utf-8"))
    return True if mark and f"not {mark[1]}" in config.option.markexpr else None


@pytest.fixture(scope="session", autouse=True)
def _one_loader_of_botocore() -> Iterator[None]:
    """Let all sessions of boto3 share what describes AWS's services: each reads megabytes of JSON otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", cache(botocore.session.create_loader))
        yield


@pytest.fixture(scope="session", name="browser")
def _browser() -> Iterator["Browser"]:
    """Return the Chromium of all tests that are marked `browser`."""
    from tests.browser import chromium  # it takes a moment to import, and the quick suite has no use for it

    with chromium() as started:
        yield started
