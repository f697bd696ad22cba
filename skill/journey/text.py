"""Text of a user: cleaned, so that it can be stored and spoken, and split into words."""

import re
import unicodedata

WORD = re.compile(r"[^\W_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\W_]+)*")
"""A word: letters and digits, with apostrophes inside."""


def printable(text: str) -> str:
    """Return the text in Unicode NFC, each run of white space and of control characters replaced by one space."""
    normal = unicodedata.normalize("NFC", text)
    # Categories C* are control, format and unassigned characters, Z* are separators.
    spaced = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in normal)
    return " ".join(spaced.split())


def split_words(text: str) -> list[str]:
    """Return a text's words, casefolded and with plain apostrophes: all that compares words splits them here."""
    return [plain_apostrophes(word) for word in WORD.findall(text.casefold())]


def plain_apostrophes(text: str) -> str:
    """Return a text with the keyboard's apostrophe in place of the typographic one."""
    return text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
