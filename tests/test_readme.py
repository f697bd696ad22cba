import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_transcripts_in_the_readme_are_conversations_that_the_tests_play() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    transcripts = [block.split() for block in readme.split("```") if "YOU " in block]
    conversations = [path.read_text("utf-8").split() for path in ROOT.glob("tests/conversations/*.txt")]
    # In the README long answers go over several lines.
    assert len(transcripts) > 1
    for transcript in transcripts:
        assert any(" ".join(transcript) in " ".join(conversation) for conversation in conversations)


def test_every_picture_in_the_readme_is_there_and_says_what_it_shows() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    pictures = re.findall(r"<img\s+src=\"([^\"]+)\"[^>]*\salt=\"[^\"]+\">", readme)
    assert len(pictures) == readme.count("<img") > 0
    for picture in pictures:
        assert (ROOT / picture).read_bytes().startswith(b"\x89PNG")
