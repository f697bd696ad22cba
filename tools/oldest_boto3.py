"""Tests of the AWS and HTTP clients with the oldest boto3 and urllib3 that are allowed: python -m tools.oldest_boto3.

pyproject.toml names them. They are fetched into .engines/ on first use, and stand before the installed ones.
"""

import os
import re
import subprocess
import sys
import tomllib

from publish import ROOT

TESTS = (
    "tests/stores/test_dynamodb.py",
    "tests/stores/test_dynamodb_client.py",
    "tests/stores/test_fault_proxy.py",
    "tests/alexa/test_api_client.py",
    "tests/test_http_transport.py",
)

RUN = """
import sys, boto3, botocore, urllib3, pytest
assert [boto3.__version__, botocore.__version__, urllib3.__version__] == sys.argv[1].split()
sys.exit(pytest.main(sys.argv[2:]))
"""


def oldest() -> tuple[str, str]:
    """Return the oldest versions of boto3 and of urllib3 that are allowed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = "\n".join([*project["dependencies"], *project["optional-dependencies"]["aws"]])
    boto3, urllib3 = (re.findall(rf"^{name}>=([\d.]+)$", lines, re.MULTILINE) for name in ("boto3", "urllib3"))
    return str(*boto3), str(*urllib3)


def main() -> int:
    boto3, urllib3 = oldest()
    folder = ROOT / f".engines/boto3-{boto3}-urllib3-{urllib3}"
    if not folder.exists():
        install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(folder)]
        packages = [f"boto3=={boto3}", f"botocore=={boto3}", f"urllib3=={urllib3}"]
        if subprocess.run([*install, *packages], check=False).returncode:
            sys.stderr.write(f"tools.oldest_boto3: {' '.join(packages)} could not be fetched\n")
            return 1
    sys.stderr.write(f"AWS and HTTP clients with boto3 {boto3} and urllib3 {urllib3}:\n")
    # botocore of then calls what newer Pythons will not have any more.
    options = ["-n", "auto", "-W", "ignore::DeprecationWarning"]
    path = os.pathsep.join([str(folder), str(ROOT)])
    command = [sys.executable, "-c", RUN, f"{boto3} {boto3} {urllib3}", *options, *TESTS]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
