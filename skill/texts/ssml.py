"""Speech Synthesis Markup Language (SSML) as plain text."""

import html
import re

_TAG = re.compile(r"<[^>]*>")


def ssml_to_text(ssml: str) -> str:
    """Return the words of SSML in one line, without tags and entities."""
    text = " ".join(html.unescape(_TAG.sub(" ", ssml)).split())
    return text.replace(" .", ".").replace(" ,", ",")  # where a tag stood before the punctuation
