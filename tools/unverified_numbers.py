"""Unverified phone numbers and addresses, one a line: `python -m tools.unverified_numbers`."""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from skill.texts.catalog import TEXTS_FOLDER


def unverified(folder: Path = TEXTS_FOLDER) -> Iterator[str]:
    """Yield the file, the part of it, and the number or address, for everything without the day of it."""
    for path in sorted(folder.glob("*/countries/*.toml")):
        for part, texts in tomllib.loads(path.read_text("utf-8")).items():
            for what, day in texts["verified"].items():
                if not day:
                    yield f"{path.relative_to(folder).as_posix()}: {part}: {what} is not verified yet"


if __name__ == "__main__":
    sys.stdout.writelines(f"{one}\n" for one in unverified())
