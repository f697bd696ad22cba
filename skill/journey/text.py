"""Text of a user, as it can be kept and spoken."""

import unicodedata


def printable(text: str) -> str:
    """Return a text in NFC, with a single blank in place of blanks and of characters that cannot be spoken."""
    visible = "".join(
        " " if unicodedata.category(one)[0] in "CZ" else one for one in unicodedata.normalize("NFC", text)
    )
    return " ".join(visible.split())
