"""What is heard is measured as it is heard: words, sentences, silence, and how hard they are to follow."""

import pytest

from tools import text_measures


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("It isn't a half-hour.", 4),
        ("A 4.2 <break time='1s'/>today", 5),
        ("728", 3),
        ("1000", 2),
        ("0", 1),
        ("Today&apos;s &amp; yours", 2),
        ('Call <say-as interpret-as="telephone">9-8-8</say-as>.', 4),
        ('Open <sub alias="safe dot org">safe.org</sub>.', 4),
    ],
)
def test_words_are_counted_as_they_are_heard(text: str, count: int) -> None:
    assert text_measures.spoken_words(text) == count


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("Thank you", ["Thank you"]),
        ("Is it so? Yes. Good!", ["Is it so?", "Yes.", "Good!"]),
        ("Say: “I see.” Then wait.", ["Say: “I see.”", "Then wait."]),
        ("At 7 p.m. on Friday.", ["At 7 p.m. on Friday."]),
        ("It's at 7 p.m. Is that right?", ["It's at 7 p.m.", "Is that right?"]),
        ("Close one hand.<break time='8s'/> Open it.", ["Close one hand.", "Open it."]),
        ("Relate: relate.org.uk\nBACP: bacp.co.uk", ["Relate: relate.org.uk", "BACP: bacp.co.uk"]),
    ],
)
def test_a_text_is_taken_apart_into_its_sentences(text: str, sentences: list[str]) -> None:
    assert [" ".join(one.split()) for one in text_measures.sentences(text)] == sentences


@pytest.mark.parametrize(
    ("text", "pauses"),
    [
        ("One. Two, three.", 0),
        ('In<break time="4s"/> and out<break time="5s"/>', 9),
        ("In<break time='250ms'/>", 0.25),
        ('In<break time="1.5s" />', 1.5),
        ('In<break strength="x-strong"/> and<break strength="strong"/> out<break strength="medium"/>', 1.2),
        ("In<break/>", 0),
    ],
)
def test_the_silence_that_is_written_is_counted(text: str, pauses: float) -> None:
    assert text_measures.pauses(text) == pytest.approx(pauses)


def test_a_text_takes_as_long_as_its_words_and_its_silence() -> None:
    assert text_measures.seconds('Breathe in<break time="4s"/> and breathe out.') == pytest.approx(5 / 2.5 + 4)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("I", 1),
        ("the", 1),
        ("like", 1),
        ("little", 2),
        ("asked", 1),
        ("called", 1),
        ("wanted", 2),
        ("settled", 2),
        ("times", 1),
        ("changes", 2),
        ("safely", 2),
        ("every", 2),
        ("somebody", 3),
        ("someone", 2),
        ("being", 2),
        ("quiet", 2),
        ("isn't", 2),
        ("don't", 1),
        ("you're", 1),
        ("there's", 1),
        ("Responsibility", 6),
    ],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert text_measures.syllables(word) == count


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    text = "You set the pace. Healing goes in waves, and a hard day isn't the way back."
    words, sentences, syllables = 16, 2, 18
    assert text_measures.spoken_words(text) == words
    assert text_measures.grade(text) == pytest.approx(0.39 * words / sentences + 11.8 * syllables / words - 15.59)


def test_longer_words_and_sentences_have_a_higher_grade() -> None:
    plain = text_measures.grade("Say what you did. Say it once. Then wait.")
    assert plain < text_measures.grade("Say what you did, and say it once, and then wait.")
    assert plain < text_measures.grade("Acknowledge responsibility. Apologise. Afterwards, wait.")


@pytest.mark.parametrize("text", ["", "<break time='1s'/>"])
def test_silence_has_no_grade(text: str) -> None:
    assert text_measures.grade(text) == 0
