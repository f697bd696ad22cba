"""Amazon's adapter can be imported here, and is left as it is where that needs no help."""

import subprocess
import sys
from pathlib import Path

SEES = """
import sys
import skill.server.flask_ask_sdk as amazon
import ask_sdk_webservice_support.verifier as theirs
import flask_ask_sdk.skill_adapter as adapter
assert amazon.SkillAdapter is adapter.SkillAdapter
assert amazon.AbstractVerifier is theirs.AbstractVerifier
print(theirs.CertificateValidator.__module__, getattr(sys.modules.get("certvalidator"), "__file__", None))
"""


def seen(*folders: Path) -> list[str]:
    """Import the adapter in a fresh process; return where its validator is from, and what stays of certvalidator."""
    path = f"import sys; sys.path[:0] = {[str(one) for one in folders]!r}\n"
    done = subprocess.run([sys.executable, "-c", path + SEES], capture_output=True, text=True, check=True)
    return done.stdout.split()


def package(folder: Path, text: str) -> Path:
    (folder / "certvalidator").mkdir()
    (folder / "certvalidator/__init__.py").write_text(text)
    (folder / "certvalidator/errors.py").write_text(
        "class ValidationError(Exception): ...\nclass PathError(ValidationError): ...\n"
    )
    return folder


def test_where_certvalidator_cannot_be_imported_nothing_stays_in_its_place(tmp_path: Path) -> None:
    broken = package(tmp_path, "raise LookupError('Error detecting the version of libcrypto')")
    where, left = seen(broken)
    assert where != "certvalidator.fixed"
    assert left == "None"


def test_where_certvalidator_can_be_imported_nothing_is_touched(tmp_path: Path) -> None:
    sound = package(
        tmp_path, "class CertificateValidator: ...\nCertificateValidator.__module__ = 'certvalidator.fixed'\n"
    )
    where, left = seen(sound)
    assert where == "certvalidator.fixed"
    assert left == str(sound / "certvalidator/__init__.py")
