"""Rules of the text lint (tools/text_lint.py). A rule yields complaints; each names the file, the key and the cure."""
