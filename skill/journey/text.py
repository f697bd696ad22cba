"""Text cleaning: a user's words in a form that can be stored and spoken."""

import unicodedata


def printable(text: str) -> str:
    """Return the text in Unicode NFC, each run of white space and of control characters replaced by one space."""
    normal = unicodedata.normalize("NFC", text)
    # Categories C* are control, format and unassigned characters, Z* are separators.
    spaced = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in normal)
    return " ".join(spaced.split())
