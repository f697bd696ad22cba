"""What every text measures, one a line: `python -m tools.text_report`, with a locale if it isn't English."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from skill.texts.catalog import TEXTS_FOLDER
from tools.text_measures import grade, seconds, spoken_words
from tools.text_rules.locale_texts import LocaleTexts, filled
from tools.text_rules.wording import long_sentences

HEAD = ("key", "variant", "seconds", "words", "grade", "long sentences", "forbidden words")


@dataclass(frozen=True, slots=True)
class Row:
    """What one variant of a text measures when it is filled."""

    key: str
    variant: int
    seconds: float
    words: int
    grade: float
    long: int
    """How many of its sentences are longer than the lint lets them be."""
    forbidden: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in the table."""
        numbers = (f"{self.seconds:.1f}", str(self.words), f"{self.grade:.1f}", str(self.long))
        return (self.key, str(self.variant), *numbers, ", ".join(self.forbidden))


def rows(locale_texts: LocaleTexts) -> list[Row]:
    """Return a row for every variant of every text, by file and key."""
    return [
        Row(
            key=text.key,
            variant=number,
            seconds=seconds(filled(one)),
            words=spoken_words(filled(one)),
            grade=grade(filled(one)),
            long=len(long_sentences(one)),
            forbidden=tuple(found for found, _ in locale_texts.language.forbidden(one)),
        )
        for text in sorted(locale_texts.texts.values(), key=lambda text: (locale_texts.file_of(text.key), text.key))
        for number, one in enumerate(text.variants, 1)
    ]


def report(locale: str, folder: Path = TEXTS_FOLDER) -> Iterator[str]:
    """Yield the table of a locale's texts, line by line; the last has the totals."""
    found = rows(LocaleTexts(locale, folder))
    texts = len({row.key for row in found})
    words = sum(row.words for row in found)
    total = (
        *(f"{texts} texts", str(len(found)), f"{sum(row.seconds for row in found):.1f}", str(words)),
        f"{sum(row.grade * row.words for row in found) / max(words, 1):.1f}",
        *(str(sum(row.long for row in found)), str(sum(len(row.forbidden) for row in found))),
    )
    table = [HEAD, *(row.cells for row in found), total]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return (_line(cells, widths) for cells in table)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, *numbers, last = cells
    middle = (cell.rjust(width) for cell, width in zip(numbers, widths[1:-1], strict=True))
    return "  ".join((name.ljust(widths[0]), *middle, last)).rstrip()


if __name__ == "__main__":
    sys.stdout.writelines(f"{one}\n" for one in report(*(sys.argv[1:] or ("en",))))
