import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_transcript_in_the_readme_is_a_conversation_that_the_tests_play() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    told = next(block for block in readme.split("```") if "YOU " in block).strip()
    conversation = (ROOT / "tests/conversations/first-minute.txt").read_text("utf-8")
    # In the README long answers go over several lines.
    assert " ".join(told.split()) in " ".join(conversation.split())


def test_every_picture_in_the_readme_is_there_and_says_what_it_shows() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    pictures = re.findall(r"<img\s+src=\"([^\"]+)\"[^>]*\salt=\"[^\"]+\">", readme)
    assert len(pictures) == readme.count("<img") > 0
    for picture in pictures:
        assert (ROOT / picture).read_bytes().startswith(b"\x89PNG")
