from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_transcript_in_the_readme_is_a_conversation_that_the_tests_play() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    told = next(block for block in readme.split("```") if "YOU " in block).strip()
    conversation = (ROOT / "tests/conversations/first-minute.txt").read_text("utf-8")
    # In the README long answers go over several lines.
    assert " ".join(told.split()) in " ".join(conversation.split())
