"""Errors that Amazon's checker of APL documents, the npm package apl-suggester, finds. It runs in Node.

It misses types of components and commands that do not exist (it takes them for a custom component), colours that are
none, and all that an expression in ${…} might come to: those the renderer complains of when it draws.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from publish.npm import FetchError, installed

CHECK_TIMEOUT_S = 60


def complaints(documents: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Return for each document, in a line for each, where an error is and which; raises FetchError."""
    node = shutil.which("node")
    if node is None:
        raise FetchError("apl-suggester runs in Node, and it was not found")
    done = subprocess.run(
        [node, str(Path(__file__).with_suffix(".js"))],
        input=json.dumps(documents),
        env={**os.environ, "NODE_PATH": str(installed(Path(__file__).parent))},
        capture_output=True,
        text=True,
        check=True,
        timeout=CHECK_TIMEOUT_S,
    )
    results = json.loads(done.stdout)
    return [[f"{error['path']}: {error['errorMessage']}" for error in errors] for errors in results]
