import pytest

from skill.texts.ssml import ssml_to_text


@pytest.mark.parametrize(
    ("ssml", "text"),
    [
        ("<speak>Well done.</speak>", "Well done."),
        ("<speak>One <break time='1s'/> two.</speak>", "One two."),
        ("<speak>One<break time='1s'/>two<break/>, three.</speak>", "One two, three."),
        ("<speak>You &amp; me, &lt;3</speak>", "You & me, <3"),
        ("<speak><s>Yes</s>.</speak>", "Yes."),
        ("", ""),
    ],
)
def test_text_of_ssml_has_neither_tags_nor_entities(ssml: str, text: str) -> None:
    assert ssml_to_text(ssml) == text
