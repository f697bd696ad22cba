"""Import of Amazon's adapter for Flask (flask-ask-sdk), also where one of its dependencies can't be imported.

Its module of verifiers imports certvalidator, which imports oscrypto, whose newest release (1.3.0) can't read the
version of OpenSSL 3.0.10 or later (wbond/oscrypto issues 75 and 78); certvalidator fails with newer asn1crypto as well.
Both are only used by Amazon's own RequestVerifier, which `request_verifier` replaces. So where certvalidator can't be
imported, stub modules stand in sys.modules while the adapter is imported, and are removed afterwards.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


def _has_certvalidator() -> bool:
    try:
        import certvalidator  # noqa: F401 - whether it can be imported is the question
    except Exception:  # noqa: BLE001 - oscrypto raises errors of its own while it is imported
        return False
    return True


@contextmanager
def _stubs() -> Iterator[None]:
    """Put stub modules into sys.modules for the names that Amazon's verifiers import from certvalidator."""
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


if _has_certvalidator():
    from ask_sdk_webservice_support.verifier import AbstractVerifier, VerificationException
    from flask_ask_sdk.skill_adapter import SkillAdapter
else:
    with _stubs():
        from ask_sdk_webservice_support.verifier import AbstractVerifier, VerificationException
        from flask_ask_sdk.skill_adapter import SkillAdapter

__all__ = ["AbstractVerifier", "SkillAdapter", "VerificationException"]
