"""The one loader of documents: a screen by its name, with what all screens have in common."""

import json
from functools import cache
from pathlib import Path
from typing import Any

DOCUMENTS_FOLDER = Path(__file__).parent / "documents"

COMMON = "common"
"""The file of colours, sizes, styles and small layouts that every document begins with."""

DATA = "screen"
"""What a document calls its data: `${payload.screen.title}`."""


@cache
def document(name: str) -> dict[str, Any]:
    """Return a whole document of Amazon's Presentation Language, version 1.4; raises KeyError where there is none."""
    if name not in names():
        raise KeyError(name)
    return {**_read(COMMON), **_read(name)}


@cache
def names() -> frozenset[str]:
    """Return the names of all documents."""
    return frozenset(path.stem for path in DOCUMENTS_FOLDER.glob("*.json")) - {COMMON}


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCUMENTS_FOLDER / f"{name}.json").read_text("utf-8"))
    return found
