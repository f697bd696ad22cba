"""Installs the built wheel far away from the source and talks to it: `python -m tools.check_wheel dist`.

Says what does not work in one line and ends with 1.
"""

import json
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

SAID = "open trust steps\nhealing\ntell trust steps i promise to call when I'm late\ni kept my promise\n"
EXPECTED_INTENTS = [None, "TodaysStepIntent", "MakeCommitmentIntent", "LogKeptCommitmentIntent"]


def main(dist: Path) -> None:
    """Build a fresh environment, install the newest wheel in `dist` and hold a conversation from an empty folder."""
    wheel = max(dist.glob("*.whl"), key=lambda path: path.stat().st_mtime).resolve()
    names = zipfile.ZipFile(wheel).namelist()
    if "skill/webui/static/index.html" not in names:
        sys.exit(f"{wheel.name} lacks the page")
    if any("/engine/" in name for name in names):
        sys.exit(f"{wheel.name} includes Amazon's APL renderer, which users install themselves")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder / "env", with_pip=True)
        python, trust_steps = folder / "env/bin/python", folder / "env/bin/trust-steps"
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        locked = Path(__file__).parent.parent / "requirements/web.txt"
        subprocess.run([*pip, "--require-hashes", "--requirement", str(locked)], check=True)
        subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
        subprocess.run([str(python), "-m", "pip", "check"], check=True)
        elsewhere = folder / "elsewhere"
        elsewhere.mkdir()
        command = [str(trust_steps), "talk", "--json", "--store", "kept.sqlite3", "--at", "2026-03-02T20:00"]
        done = subprocess.run(command, input=SAID, capture_output=True, text=True, cwd=elsewhere, check=False)
        if done.returncode or done.stderr:
            sys.exit(f"the installed wheel does not talk: exit {done.returncode}, {done.stderr.strip()[-300:]}")
        heard = [json.loads(line) for line in done.stdout.splitlines()]
        if [one["intent"] for one in heard] != EXPECTED_INTENTS or not all(one["speech"] for one in heard):
            sys.exit(f"the installed wheel understands otherwise: {[one['intent'] for one in heard]}")
    print(f"{wheel.name} talks.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
