"""Amazon's own description of what its Skill Management API takes: Swagger 2.0, in the npm package ask-smapi-model.

It is installed on first use; python -m tools.smapi_spec does it beforehand.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from publish.npm import FetchError, installed

PROJECT = Path(__file__).parents[1] / "tests/smapi"
"""Its package-lock.json names the version."""

Spec: TypeAlias = Mapping[str, Any]


def amazons() -> Spec:
    """Return the whole description; raises FetchError."""
    path = installed(PROJECT) / "ask-smapi-model/spec.json"
    spec: Spec = json.loads(path.read_text("utf-8"))
    return spec


if __name__ == "__main__":
    try:
        amazons()
    except (FetchError, OSError) as error:
        sys.exit(f"tools.smapi_spec: {error}")
