"""Amazon's adapter for Flask, imported on machines where it can't be.

Its module of verifiers imports certvalidator, which imports oscrypto, whose newest release (1.3.0) can't read the
version of OpenSSL 3.0.10 or later (wbond/oscrypto issues 75 and 78); certvalidator fails with newer asn1crypto as well.
Both are only used by Amazon's own RequestVerifier, in whose place `verify` stands. So where certvalidator can't be
imported, names that do nothing take its place while the adapter is imported, and no longer. Where it can, nothing is
touched. This is the one place that knows.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


def _is_sound() -> bool:
    try:
        import certvalidator  # noqa: F401 - whether it can be imported is the question
    except Exception:  # noqa: BLE001 - oscrypto raises errors of its own while it is imported
        return False
    return True


@contextmanager
def _stand_ins() -> Iterator[None]:
    """Let the names that Amazon's module of verifiers takes from certvalidator be there for a while."""
    names = {"certvalidator": ("CertificateValidator",), "certvalidator.errors": ("ValidationError", "PathError")}
    before = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    for name, attributes in names.items():
        module = ModuleType(name)
        for attribute in attributes:
            setattr(module, attribute, type(attribute, (Exception,), {}))
        sys.modules[name] = module
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update(before)


if _is_sound():
    from ask_sdk_webservice_support.verifier import AbstractVerifier, VerificationException
    from flask_ask_sdk.skill_adapter import SkillAdapter
else:
    with _stand_ins():
        from ask_sdk_webservice_support.verifier import AbstractVerifier, VerificationException
        from flask_ask_sdk.skill_adapter import SkillAdapter

__all__ = ["AbstractVerifier", "SkillAdapter", "VerificationException"]
