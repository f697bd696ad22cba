"""Amazon's APL renderer, copied beside the page that draws with it: python -m publish.viewhost.

It is Amazon's work under the Apache licence: npm installs it, and neither this repository nor a build includes it.
"""

import shutil
import sys
from pathlib import Path

from publish.npm import FOLDER, FetchError, installed

PACKAGE = "apl-viewhost-web"
FILES = ("index.js", "LICENSE", "NOTICE", "THIRD-PARTY.txt")
"""The whole renderer is index.js; its licences go with it."""

RENDERER = Path(__file__).parents[1] / "skill/webui/engine"


def install(into: Path = RENDERER, kept: Path = FOLDER) -> Path:
    """Copy the renderer into a folder, and return its script; raises FetchError."""
    package = installed(Path(__file__).parent / "apl-viewhost", kept) / PACKAGE
    into.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(package / name, into)
    return into / "index.js"


if __name__ == "__main__":
    try:
        install()
    except (FetchError, OSError) as error:
        sys.exit(f"publish.viewhost: {error}")
