"""Amazon's own description of what its Skill Management API takes: Swagger 2.0, in the npm package ask-smapi-model.

It is fetched on first use; python -m tools.smapi_spec does it beforehand.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any, TypeAlias

from publish.npm import FetchError, Package, fetched

PACKAGE = Package(
    "ask-smapi-model",
    "1.24.0",
    "sha512-TEy9XpUePT/IXgW1tsiEk6g1Yrf29eHBi0qzW9MeF2sJ1o8KRPj71fXSuKQE8kM59PmgddnyE32dBNkxbm1BPw==",
    ("spec.json",),
)

Spec: TypeAlias = Mapping[str, Any]


def amazons() -> Spec:
    """Return the whole description; raises FetchError."""
    spec: Spec = json.loads((fetched(PACKAGE) / "spec.json").read_text("utf-8"))
    return spec


if __name__ == "__main__":
    try:
        amazons()
    except (FetchError, OSError) as error:
        sys.exit(f"tools.smapi_spec: {error}")
