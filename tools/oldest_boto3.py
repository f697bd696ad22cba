"""The DynamoDB store's tests with the oldest boto3 that pyproject.toml allows: python -m tools.oldest_boto3.

boto3 and botocore of that version are fetched into .engines/ on first use, and stand before the installed ones.
"""

import os
import re
import subprocess
import sys
import tomllib

from publish import ROOT

TESTS = ("tests/stores/test_dynamodb.py", "tests/stores/test_dynamodb_client.py", "tests/stores/test_fault_proxy.py")

RUN = """
import sys, boto3, botocore, pytest
assert (boto3.__version__, botocore.__version__) == (sys.argv[1],) * 2
sys.exit(pytest.main(sys.argv[2:]))
"""


def oldest() -> str:
    """Return the oldest version of boto3 that is allowed."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    (version,) = re.findall(r"^boto3>=([\d.]+)$", "\n".join(extras["aws"]), re.MULTILINE)
    return str(version)


def main() -> int:
    version = oldest()
    folder = ROOT / f".engines/boto3-{version}"
    if not folder.exists():
        install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(folder)]
        if subprocess.run([*install, f"boto3=={version}", f"botocore=={version}"], check=False).returncode:
            sys.stderr.write(f"tools.oldest_boto3: boto3 {version} could not be fetched\n")
            return 1
    sys.stderr.write(f"The DynamoDB store with boto3 {version}:\n")
    # botocore of then calls what newer Pythons will not have any more.
    options = ["-n", "auto", "-W", "ignore::DeprecationWarning"]
    path = os.pathsep.join([str(folder), str(ROOT)])
    command = [sys.executable, "-c", RUN, version, *options, *TESTS]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
