"""What all tests share: the flag that rewrites conversations, and how hard properties are tried."""

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None, print_blob=True)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write what the skill answers into tests/conversations")
