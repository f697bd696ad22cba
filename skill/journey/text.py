"""Text of a user: cleaned to be kept and spoken, and split into words."""

import re
import unicodedata

WORD = re.compile(r"[^\W_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\W_]+)*")
"""A word: letters and digits, with apostrophes inside."""


def printable(text: str) -> str:
    """Return a text in NFC, with a single blank in place of blanks and of characters that cannot be spoken."""
    visible = "".join(
        " " if unicodedata.category(character)[0] in "CZ" else character
        for character in unicodedata.normalize("NFC", text)
    )
    return " ".join(visible.split())


def split_words(text: str) -> list[str]:
    """Return a text's words, casefolded and with plain apostrophes: all that compares words splits them here."""
    return [plain_apostrophes(word) for word in WORD.findall(text.casefold())]


def plain_apostrophes(text: str) -> str:
    """Return a text with the keyboard's apostrophe in place of the typographic one."""
    return text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
