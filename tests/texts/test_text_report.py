"""The report has a line for every text, in the order of files and keys, and ends with the totals."""

import shutil
from pathlib import Path

import pytest

from skill.texts.catalog import TEXTS_FOLDER
from tools.text_report import HEAD, report, rows
from tools.text_rules.locale_texts import LocaleTexts, locales


@pytest.mark.parametrize("locale", locales())
def test_every_text_has_a_line(locale: str) -> None:
    locale_texts = LocaleTexts(locale)
    lines = list(report(locale))
    variants = [(text.key, number) for text in locale_texts.texts.values() for number, _ in enumerate(text.variants, 1)]
    told = [(line.split()[0], int(line.split()[1])) for line in lines[1:-1]]
    assert sorted(told) == sorted(variants)
    assert told == sorted(told, key=lambda one: (locale_texts.file_of(one[0]), one[0], one[1]))
    assert lines[0].split() == " ".join(HEAD).split()
    assert lines[-1].split()[:3] == [str(len(locale_texts.texts)), "texts", str(len(variants))]


def test_a_line_tells_what_its_text_measures(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TEXTS_FOLDER, tmp_path / "content"))
    fault = f'drop = ["It is back.", "It\'s just amazing{" and good" * 9} {{day}}.<break time=\\"2s\\"/>"]'
    (folder / "en" / "undo.toml").write_text(fault, "utf-8")
    short, long = (row for row in rows(LocaleTexts("en", folder)) if row.key == "undo.drop")
    assert short.cells == ("undo.drop", "1", "1.2", "3", f"{short.grade:.1f}", "0", "")
    assert long.cells == ("undo.drop", "2", "11.2", "23", f"{long.grade:.1f}", "1", "just, amazing")
    assert long.grade > short.grade
