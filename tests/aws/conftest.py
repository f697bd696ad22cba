"""The bundle that `sam build` made, for tests that run it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILT = ROOT / ".aws-sam/build/SkillFunction"


@pytest.fixture(scope="session")
def artifact() -> Path:
    """Return the folder of the bundle; one that was built from other code than this fails."""
    if not BUILT.is_dir():
        pytest.fail("there is no bundle: make deploy-check builds it and tests it", pytrace=False)
    for name in ("skill", "lambda"):
        for path in (BUILT / name).rglob("*"):
            source = ROOT / path.relative_to(BUILT)
            if (
                path.is_file()
                and "__pycache__" not in path.parts
                and (not source.exists() or source.read_bytes() != path.read_bytes())
            ):
                pytest.fail("the bundle is of an older state: make deploy-check builds it anew", pytrace=False)
    return BUILT
