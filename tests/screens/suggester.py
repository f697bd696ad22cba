"""What Amazon's own checker of documents, the npm package apl-suggester, finds in one. It runs in Node.

It misses types of components and commands that do not exist (it takes them for somebody's own), colours that are
none, and all that an expression in ${…} might come to: those the engine complains of when it draws.
"""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from publish.npm import FetchError, Package, fetched

SUGGESTER = Package(
    "apl-suggester",
    "2024.2.0",
    "sha512-RdoiM7hcfZtTQTGGp8Em32ihTp6nmyCO3y5UuOKNBP5veTq4XhNg7EvnQnep77jR+5uuLJdvsjlK4ph8Umc0Qw==",
)

STANDS_ON = (
    Package(
        "ajv",
        "7.2.4",
        "sha512-nBeQgg/ZZA3u3SYxyaDvpvDtgZ/EZPF547ARgZBrG9Bhu1vKDwAIjtIf+sDtJUKa2zOcEbmRLBRSyMraS/Oy1A==",
    ),
    Package(
        "fast-deep-equal",
        "3.1.3",
        "sha512-f3qQ9oQy9j2AhBe/H9VC91wLmKBCCU/gDOnKNAYG5hswO7BLKj09Hc5HYNz9cGI++xlpDCIgDaitVs03ATR84Q==",
    ),
    Package(
        "immutable",
        "4.1.0",
        "sha512-oNkuqVTA8jqG1Q6c+UglTOD1xhC1BtjKI7XkCXRkZHrN5m18/XsnUp8Q89GkQO/z+0WjonSvl0FLhDYftp46nQ==",
    ),
    Package(
        "json-schema-traverse",
        "1.0.0",
        "sha512-NM8/P9n3XjXhIZn1lLhkFaACTOURQXjWhV4BA/RnOv8xvgqtqpAX9IO4mRQxSx1Rlo4tqzeqb0sOlruaOy3dug==",
    ),
    Package(
        "require-from-string",
        "2.0.2",
        "sha512-Xf0nWe6RseziFMu+Ap9biiUbmplq6S9/p+7w7YXP/JBHhrUDDUhwa+vANyubuqfZWTveU//DYVGsDG7RKL/vEw==",
    ),
    Package(
        "uri-js",
        "4.4.1",
        "sha512-7rKUyy33Q1yc98pQ1DAmLtwX109F7TIfWlW1Ydo8Wl1ii1SeHieeh0HHfPeL2fMXK6z0s8ecKs9frCuLJvndBg==",
    ),
)
"""All that it needs of other packages to check a document that imports nothing."""

WITHIN = 60
"""Seconds."""


def complaints(documents: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Return for each document, in a line for each, where something is wrong and what; raises Unfetched."""
    node = shutil.which("node")
    if node is None:
        raise FetchError(f"{SUGGESTER.name} runs in Node, and none was found")
    folders = {package.name: str(fetched(package)) for package in (SUGGESTER, *STANDS_ON)}
    done = subprocess.run(
        [node, str(Path(__file__).with_suffix(".js")), json.dumps(folders)],
        input=json.dumps(documents),
        capture_output=True,
        text=True,
        check=True,
        timeout=WITHIN,
    )
    return [[f"{one['path']}: {one['errorMessage']}" for one in found] for found in json.loads(done.stdout)]
