"""Amazon's own engine for APL, beside the page that draws with it: python -m publish.viewhost.

It is Amazon's work under the Apache licence: it is fetched, and neither this repository nor what is made of it has it.
"""

import shutil
import sys
from pathlib import Path

from publish.npm import FOLDER, FetchError, Package, fetched

VIEWHOST = Package(
    "apl-viewhost-web",
    "1.4.0",  # newer ones fetch a part of themselves, when they are installed, from elsewhere
    "sha512-DbN4YDEqaTZBXgRfGoiEz0vedjVhwjcCoZ32EHmnDixa22C/053NoZLkoBcohQbBey8G/p3eYPIz2y5kE2RufA==",
    ("index.js", "LICENSE", "NOTICE", "THIRD-PARTY.txt"),
)
"""All of the engine is index.js; its licences have to be wherever it is."""

ENGINE = Path(__file__).parents[1] / "skill/webui/engine"


def install(into: Path = ENGINE, kept: Path = FOLDER) -> Path:
    """Put the engine into a folder, and return its script; raises FetchError."""
    shutil.copytree(fetched(VIEWHOST, kept), into, dirs_exist_ok=True)
    return into / "index.js"


if __name__ == "__main__":
    try:
        install()
    except (FetchError, OSError) as error:
        sys.exit(f"publish.viewhost: {error}")
