"""Errors of stored records that can't be decoded. A record's text stays out of them: it is private."""

from skill.errors import TrustStepsError


class UnreadableRecordError(TrustStepsError):
    """A stored record that this version can't decode."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(f"not a {kind}: {reason}")
        self.kind = kind
        """journey or week."""
        self.reason = reason
        """The name of the error that decoding raised, or what is wrong with the record."""


class NewerRecordError(UnreadableRecordError):
    """A stored record whose format version is later than this version's."""

    def __init__(self, kind: str, version: int, supported: int) -> None:
        super().__init__(kind, f"format version {version} is later than {supported}")
        self.version, self.supported = version, supported
