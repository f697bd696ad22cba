"""APL documents: a screen's document by name, with the parts that all documents share."""

import json
from functools import cache
from pathlib import Path
from typing import Any

DOCUMENTS_FOLDER = Path(__file__).parent / "documents"

COMMON = "common"
"""The file of colours, sizes, styles and small layouts that all documents share."""

DATA = "screen"
"""Name of the datasource in documents, as in `${payload.screen.title}`."""


@cache
def document(name: str) -> dict[str, Any]:
    """Return a document of the Alexa Presentation Language (APL), version 1.4; raises KeyError without one."""
    if name not in names():
        raise KeyError(name)
    return {**_read(COMMON), **_read(name)}


@cache
def names() -> frozenset[str]:
    """Return the names of all documents."""
    return frozenset(path.stem for path in DOCUMENTS_FOLDER.glob("*.json")) - {COMMON}


def _read(name: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((DOCUMENTS_FOLDER / f"{name}.json").read_text("utf-8"))
    return parsed
