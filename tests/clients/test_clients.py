"""Clients of other authors talk to the skill, and what they complain of fails the test.

Each is a file of conversations for Mocha, beside this one and named after the client. `make smapi` runs these; npm
installs the clients from package-lock.json, which is made anew in this folder with
`npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved`.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from publish.npm import installed

pytestmark = pytest.mark.smapi

_HERE = Path(__file__).parent
_LIMIT_S = 180
_TEST_LIMIT_MS = 30_000


def _run(script: str, report: Path) -> dict[str, Any]:
    """Run a client's conversations, and return Mocha's report, which it writes to a file."""
    node = shutil.which("node")
    assert node, "the clients run in Node, and none was found"
    modules = installed(_HERE)
    mocha = [node, str(modules / "mocha/bin/mocha.js"), "--timeout", str(_TEST_LIMIT_MS), "--require", "./skill.js"]
    done = subprocess.run(
        [*mocha, "--reporter", "json", "--reporter-option", f"output={report}", script],
        cwd=_HERE,
        env={**os.environ, "NODE_PATH": str(modules), "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT_S,
    )
    sys.stderr.write(done.stderr)  # what the bridge complained of is shown with a failure
    assert report.exists(), done.stdout
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return found


@pytest.mark.parametrize("client", ["virtual-alexa", "ask-sdk-test"])
def test_a_client_finds_nothing_wrong(client: str, tmp_path: Path) -> None:
    report = _run(f"{client}.js", tmp_path / "report.json")
    failed = [f"{one['fullTitle']}: {one['err']['message']}" for one in report["failures"]]
    assert not failed, "\n\n".join(failed)
    assert report["stats"]["passes"] == report["stats"]["tests"] > 0
