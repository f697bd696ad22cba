"""Amazon's APL renderer, copied beside the page that draws with it: python -m publish.viewhost.

It is Amazon's work under the Apache licence: npm installs it, and neither this repository nor a build includes it.
"""

import shutil
import sys
from pathlib import Path

from publish.npm import ENGINES_FOLDER, FetchError, installed

NPM_PACKAGE = "apl-viewhost-web"
RENDERER_FILES = ("index.js", "LICENSE", "NOTICE", "THIRD-PARTY.txt")
"""The whole renderer is index.js; its licences go with it."""

RENDERER = Path(__file__).parents[1] / "skill/webui/engine"


def install(into: Path = RENDERER, kept: Path = ENGINES_FOLDER) -> Path:
    """Copy the renderer into a folder, and return its script; raises FetchError."""
    package = installed(Path(__file__).parent / "apl-viewhost", kept) / NPM_PACKAGE
    into.mkdir(parents=True, exist_ok=True)
    for name in RENDERER_FILES:
        shutil.copy(package / name, into)
    return into / "index.js"


if __name__ == "__main__":
    try:
        install()
    except (FetchError, OSError) as error:
        sys.exit(f"publish.viewhost: {error}")
