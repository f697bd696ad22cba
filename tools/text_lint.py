"""The rules that every text keeps. A rule returns complaints, and a complaint names the file, the key and the cure.

What a language needs of its own (words it never says, how a help text ends) is its file in voices/.
"""

import re
import string
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, TypeAlias
from xml.etree import ElementTree

from skill.journey.stages import STAGES, STEPS_PER_STAGE
from skill.reply import Message, Value
from skill.texts.catalog import SPELLING, TEXTS_FOLDER, MissingTextError, TextCatalog
from tools.text_measures import grade, seconds, sentences, spoken_words

DAY = date(2026, 3, 2)

NOT_SPOKEN = ("talk",)
"""Files of what people say, which the skill never does."""

SPOKEN_AS_IS = ("errors.*",)
"""Texts that are looked up without being filled, because they are said when something has failed."""

KEYS = ("of",)
"""What is not said: of a card the key of the line that it goes with."""

NOTES = ("verified",)
"""Tables with metadata of a text, which are not spoken."""

KEY_FOLDERS = ("steps", "countries", "moments")
"""Folders of texts: the second part of a key is a file in it."""

JOINTS = ("lists.*",)
"""What stands between two things of a list, with the blanks on both sides of it."""

WITHOUT_QUESTION_MARK = ("commitments.words.ask",)
"""Its question is in the middle: the last sentence says how to begin the answer."""

BESIDE_A_QUESTION = (
    *("outcomes.kept_words", "outcomes.missed_words", "commitments.too_long"),
    *("apology.begin", "apology.corrections.*", "forgiveness.exercises.*", "around.help"),
)
"""Texts that call for an answer and are said with a question. That they always are is tested by the crawler."""

TO_EACH_OTHER = ("steps.*", "moments.*", "patience.*", "countries.*", "screens.*", "step.card*")
"""Texts whose words are for the partner, or that are read and not spoken."""

SAID_DAILY = {
    "launch.back": "greets every day",
    "launch.step.ask": "is the first question of a morning",
    "launch.check_in.ask": "is the first question of an evening",
    "launch.week.ask": "is the first question once the step is done",
    "launch.later": "answers a no to what the day offers",
    "step.tell": "frames the day's step",
    "step.tell_both": "frames the day's step",
    "step.again": "stands before every step of the second round",
    "step.done": "confirms the day's step",
    "step.done_today": "answers who asks for the step once more",
    "step.skipped": "is heard for every step that doesn't fit",
    "checkin.rated": "confirms the day's rating",
    "checkin.rated_low": "confirms the day's rating, day after day where days are hard",
    "checkin.unrated": "is heard daily by who gives no ratings",
    "checkin.kept.ask": "asks about a promise every day",
    "checkin.kept_it": "answers for each promise",
    "checkin.missed_it": "answers for each promise",
    "checkin.done.other": "closes the day's check-in",
    "checkin.tonight": "leads in the day's question",
    "outcomes.kept": "confirms a daily promise",
    "outcomes.kept_one": "confirms a daily promise",
    "outcomes.missed": "confirms a daily promise",
    "outcomes.missed_one": "confirms a daily promise",
    "streak.now.other": "answers who asks every day",
    "streak.longest.other": "answers who asks every day",
    "streak.is_longest": "answers who asks every day",
    "streak.today_open": "answers who asks every day",
    "around.not_understood": "is heard after every misrecognition",
    "around.stop": "says goodbye",
}
"""What is heard daily, and so has three variants at least. The rating's question has one: a measure is asked in the
same words each day, so that its numbers can be compared."""

CONFIRMATIONS = (
    *("step.done", "step.done_today", "step.already", "step.nothing_to_skip", "step.skipped", "step.role.*"),
    *("checkin.rated", "checkin.rated_low", "checkin.unrated", "checkin.left_*", "checkin.taken_out"),
    *("checkin.kept_it", "checkin.kept_it_low", "checkin.missed_it", "checkin.corrected", "checkin.unchanged"),
    *("checkin.done.*", "checkin.grace", "outcomes.kept*", "outcomes.missed*", "outcomes.both", "undo.*"),
    *("commitments.made", "commitments.already", "commitments.dropped", "commitments.not_dropped", "commitments.fine"),
    *("launch.later", "around.stop", "around.cancel"),
)
"""Texts that confirm something, in six seconds without the person's own words."""

NOT_TO_SAY = ("moments.*.avoid.*",)
"""Sentences that the skill advises against, so that they may say what it never would."""

LONGEST_FILLING = {
    "what": "",
    "texts": "",
    "title": "one two three four five",
    "day": "on Wednesday",
    "n": "365",
    "count": "20",
    "rating": "5",
    "kept": "12",
    "missed": "8",
}
"""The longest that a placeholder can be, of all that confirmations have; a person's own words don't count."""

TAGS = {
    *("audio", "break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "voice", "w"),
    *("amazon:domain", "amazon:effect", "amazon:emotion", "alexa:name"),
}
MAX_SPEECH_CHARS = 8_000
"""What Alexa takes in one speech, tags among them."""

VOICES_OF_A_STEP = ("rebuilding", "healing")
STEP_PARTS = ("why", "do", "say", "ask")
WORDS_OF_PART = {"name": 4, "title": 5, "why": 18, "do": 35, "say": 22, "ask": 14}
SENTENCE = r"[A-Z][^.?!]*"
FORM_OF_PART = {
    "name": (SENTENCE, "write the stage's name with a capital and without a full stop"),
    "title": (SENTENCE, "write the title with a capital and without a full stop: it is told within sentences"),
    "why": (rf"{SENTENCE}\.", "make it one sentence"),
    "do": (rf"{SENTENCE}\.( {SENTENCE}\.)*", "make it whole sentences of what to do"),
    "say": (rf"{SENTENCE}[.?!]( {SENTENCE}[.?!])*", "make it whole sentences"),
    "ask": (rf"{SENTENCE}\?", "make it one question"),
}
"""By part, what it looks like, and the cure where it doesn't."""

WORDS_OF_BOTH = 60
"""Words of both acts of one step, which are told one after the other to who wants both."""

WORDS_OF_SENTENCE = 20
"""More than that a listener can't keep in mind, and can't go back to."""

GRADE = 8
"""The school grade that suffices for every text."""

WORDS_TO_GRADE, SENTENCES_TO_GRADE = 30, 3
"""From either on a text is graded. The formula is made for whole passages: in a short text one long word decides."""

NAMES = ("countries.*.help.*",)
"""Texts that aren't graded, because they tell names and addresses: those are as long as they are."""

PRACTICE_KEYS = ("apology.*", "listening.*", "forgiveness.*", "patience.*")
SECONDS_OF_TURN = 60
"""What a turn of a practice takes at most, the silence in it included."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What one language keeps to."""

    never: Mapping[str, str]
    """By pattern, the cure of what is never said."""
    way_on: str
    """A pattern that the last sentence of every help text has."""
    calls: tuple[str, ...]
    """Patterns of what calls for an answer."""
    later: str
    """A pattern of how something is said when no session is open."""

    @classmethod
    def read(cls, path: Path) -> "Voice":
        """Read a language's file, in which each row lists whole words that have the same cure."""
        table = tomllib.loads(path.read_text("utf-8"))
        never = {rf"\b(?:{'|'.join(row['words'])})\b": row["cure"] for row in table["never"]}
        return cls(never, table["way_on"], tuple(table["calls"]), table["later"])

    def calls_for_an_answer(self, text: str) -> bool:
        """Tell whether a text calls for an answer that can be given in an open session alone."""
        said = re.sub(r"\{\w+\}", "", text)
        called = any(re.search(pattern, said, re.IGNORECASE) for pattern in self.calls)
        return called and not re.search(self.later, text, re.IGNORECASE)

    def found(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield what is never said and is said all the same, with its cure."""
        for pattern, cure in self.never.items():
            for found in re.finditer(pattern, text, re.IGNORECASE):
                yield found[0], cure


VOICES = {
    path.stem: Voice.read(path) for path in sorted((Path(__file__).parents[1] / "tests/texts/languages").glob("*.toml"))
}


@dataclass(frozen=True, slots=True)
class Text:
    """What stands under one key: its variants, or the one text there is."""

    key: str
    variants: tuple[str, ...]

    @property
    def base(self) -> str:
        """The key that code names: without `one` and `other`."""
        return self.key.removesuffix(".one").removesuffix(".other")

    def rendered(self, words: TextCatalog, values: Mapping[str, Value]) -> Iterator[str]:
        """Yield each variant as SSML."""
        n = 1 if self.key.endswith(".one") else 2
        for nth in range(len(self.variants)):
            yield words.render(Message(self.base, {**values, "n": n, "nth": nth}), DAY)


class Book:
    """All texts of one locale, as they are after its overrides."""

    def __init__(self, locale: str, folder: Path = TEXTS_FOLDER) -> None:
        self.locale, self.folder = locale, folder
        self.words = TextCatalog(locale, folder)
        language = locale.partition("-")[0]
        self.voice = VOICES[language]
        paths = {
            path.relative_to(place).with_suffix("").as_posix()
            for place in (folder / language, folder / locale)
            for path in place.rglob("*.toml")
        }
        self.files = {name: self.words._file(name) for name in sorted(paths - {SPELLING})}
        self.spelling: Mapping[str, str] = self.words._file(SPELLING)
        self.tables: dict[str, Mapping[str, Any]] = {}
        self.texts: dict[str, Text] = {}
        self.unspoken: set[str] = set()
        """Keys of what people say."""
        self.wrong: list[str] = []
        """Keys of what is neither a text nor a table of them."""
        for name, tables in self.files.items():
            if name.startswith(NOT_SPOKEN):
                self.unspoken |= {f"{name}.{key}" for key in tables}
            else:
                self._read(name.replace("/", "."), tables)

    def complaint(self, key: str, cure: str) -> str:
        """Return a complaint about a key."""
        return f"{self.locale}/{self.file_of(key)}.toml: {key}: {cure}"

    def file_of(self, key: str) -> str:
        """Return the name of the file that a key is in, without its ending."""
        parts = key.split(".")
        return "/".join(parts[:2]) if parts[0] in KEY_FOLDERS else parts[0]

    def at(self, pattern: str) -> list[Text]:
        """Return the texts whose keys fit a pattern such as undo.*"""
        return [text for key, text in self.texts.items() if fnmatchcase(key, pattern)]

    def _read(self, key: str, found: Any) -> None:
        if isinstance(found, str):
            self.texts[key] = Text(key, (found,))
        elif isinstance(found, list) and found and all(isinstance(one, str) for one in found):
            self.texts[key] = Text(key, tuple(found))
        elif isinstance(found, Mapping):
            self.tables[key] = found
            for name, one in found.items():
                if key.startswith("steps.") and name == "step" and isinstance(one, list):
                    for number, table in enumerate(one, 1):
                        self._read(f"{key}.{number}", table)
                elif name not in NOTES and (name not in KEYS or not isinstance(one, str)):
                    self._read(f"{key}.{name}", one)
        else:
            self.wrong.append(key)


Rule: TypeAlias = Callable[[Book], Iterator[str]]


def placeholders(text: str) -> frozenset[str]:
    """Return the names that a text wants to be filled with."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def filled(text: str) -> str:
    """Return a text with the longest that it can be filled with, or one word where that isn't known."""
    return re.sub(r"\{(\w+)\}", lambda found: LONGEST_FILLING.get(found[1], "Something"), text)


def long_sentences(text: str) -> list[str]:
    """Return a text's sentences that are too long for the ear, as they are when they are filled."""
    return [one for one in sentences(filled(text)) if spoken_words(one) > WORDS_OF_SENTENCE]


def is_graded(key: str, text: str) -> bool:
    """Tell whether a text is long enough to be graded, and its words could be others."""
    said = filled(text)
    long = len(sentences(said)) >= SENTENCES_TO_GRADE or spoken_words(said) >= WORDS_TO_GRADE
    return long and not any(fnmatchcase(key, pattern) for pattern in NAMES)


def texts_can_be_filled(book: Book) -> Iterator[str]:
    """A text is a string, or a list of strings; its variants want the same values, which have plain names."""
    for key in book.wrong:
        yield book.complaint(key, "make it a text, or a list of at least one text")
    for key, text in book.texts.items():
        try:
            wanted = [placeholders(one) for one in text.variants]
        except ValueError as error:
            yield book.complaint(key, f"close its braces: {error}")
            continue
        if any(not name.isidentifier() for names in wanted for name in names):
            yield book.complaint(key, "fill it with plain names such as {what}")
        if len(set(wanted)) > 1:
            yield book.complaint(key, "let every variant want the same values")
        if len(set(text.variants)) < len(text.variants):
            yield book.complaint(key, "say something else in the variant that is there twice")


def one_has_an_other(book: Book) -> Iterator[str]:
    """A text for the number one has one for other numbers, and the other way round."""
    for key, text in book.texts.items():
        if text.base == key:
            continue
        one, other = (book.texts.get(f"{text.base}.{number}") for number in ("one", "other"))
        if one is None or other is None:
            yield book.complaint(key, f"write the text under {'other' if one else 'one'} too")
        elif text is one and not placeholders(one.variants[0]) <= placeholders(other.variants[0]):
            yield book.complaint(key, "want no value that other does not")


def texts_are_typed_with_care(book: Book) -> Iterator[str]:
    """Apostrophes are straight and quotation marks curved; no blank is doubled or stands at an end."""
    for key, text in book.texts.items():
        for one in text.variants:
            if re.search("[\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{ACUTE ACCENT}`]", one):
                yield book.complaint(key, "type the apostrophe straight: '")
            if '"' in re.sub(r"<[^>]*>", "", one):
                yield book.complaint(key, "curve the quotation marks: “ and ”")
            joint = any(fnmatchcase(key, pattern) for pattern in JOINTS)
            if not one:
                yield book.complaint(key, "write something, or take the text out")
            elif "  " in one or (one != one.strip() and not joint):
                yield book.complaint(key, "take out the blank that is doubled or at an end")
            if re.search(r"[()\[\]…]|\.\.", one):
                yield book.complaint(key, "write for the ear, without brackets and dots")


def speech_is_ssml(book: Book) -> Iterator[str]:
    """What is said parses as SSML, of tags that Alexa reads, whatever a person's words are."""
    for key, text in book.texts.items():
        values = {name: 'Tom & <b>Ann</b>\'s "plan"' for one in text.variants for name in placeholders(one)}
        for ssml in text.rendered(book.words, values):
            try:
                root = ElementTree.fromstring(f"<speak xmlns:amazon='amazon' xmlns:alexa='alexa'>{ssml}</speak>")
            except ElementTree.ParseError as error:
                yield book.complaint(key, f"write & as &amp; and < as &lt;, and close every tag: {error}")
                continue
            tags = {re.sub(r"\{(\w+)\}", r"\1:", one.tag) for one in root.iter()} - {"speak"}
            if not tags <= TAGS:
                yield book.complaint(key, f"use tags that Alexa reads: {', '.join(sorted(TAGS))}")
            if tags and "of" in book.tables.get(key.rpartition(".")[0], {}):
                yield book.complaint(key, "write a card without tags: it is read, not heard")
            if len(f"<speak>{ssml}</speak>") > MAX_SPEECH_CHARS:
                yield book.complaint(key, f"stay within {MAX_SPEECH_CHARS} letters")


def cards_are_whole(book: Book) -> Iterator[str]:
    """A card has a title and a text, and goes with a line that gives it all that it wants."""
    for key, table in book.tables.items():
        if "of" not in table:
            continue
        line = book.texts.get(table["of"])
        if line is None or table.keys() != {"of", "title", "text"}:
            yield book.complaint(key, "give the card a title, a text, and under of the key of the line it goes with")
            continue
        wanted = frozenset().union(*(placeholders(table[part]) for part in ("title", "text")))
        if not wanted <= placeholders(line.variants[0]):
            yield book.complaint(key, f"want no value that {line.key} does not")


def questions_are_whole(book: Book) -> Iterator[str]:
    """A question has an ask, an again in other words, and a help that ends with what can be said."""
    for key, table in book.tables.items():
        if key.startswith("steps.") or "ask" not in table:
            continue
        if missing := {"ask", "again", "help"} - table.keys():
            yield book.complaint(key, f"write its {' and '.join(sorted(missing))}")
            continue
        ask, again, help_ = (book.texts[f"{key}.{part}"] for part in ("ask", "again", "help"))
        if set(ask.variants) & set(again.variants):
            yield book.complaint(again.key, "ask again in other words than at first")
        if ask.key not in WITHOUT_QUESTION_MARK and any(not one.endswith("?") for one in ask.variants):
            yield book.complaint(ask.key, "end it with the question")
        for text in (again, help_):
            if any(one[-1:] not in ".?!" for one in text.variants):
                yield book.complaint(text.key, "end it as a sentence")
        for one in help_.variants:
            last = re.split(r"(?<=[.?!]) ", one)[-1]
            if not re.search(book.voice.way_on, last, re.IGNORECASE):
                yield book.complaint(help_.key, "end it with what can be said now")


def calls_can_be_answered(book: Book) -> Iterator[str]:
    """What calls for an answer is part of a question, is said beside one, or says how to answer later."""
    for key, text in book.texts.items():
        if any(fnmatchcase(key, pattern) for pattern in (*BESIDE_A_QUESTION, *TO_EACH_OTHER)):
            continue
        if "ask" in book.tables.get(key.rpartition(".")[0], {}):
            continue
        for one in text.variants:
            if book.voice.calls_for_an_answer(one):
                yield book.complaint(key, f"ask it as a question, or say “tell trust steps ...”: “{one}”")


def daily_texts_vary(book: Book) -> Iterator[str]:
    """What is heard daily has three variants, so that two days running never sound the same."""
    for key, reason in SAID_DAILY.items():
        if key not in book.texts or len(book.texts[key].variants) < 3:
            yield book.complaint(key, f"write three variants, since it {reason}")


def nothing_is_said_that_hurts(book: Book) -> Iterator[str]:
    """Nothing blames, belittles, demands forgiveness, takes sides or promises an outcome."""
    for key, text in book.texts.items():
        if any(fnmatchcase(key, pattern) for pattern in NOT_TO_SAY):
            continue
        for one in text.variants:
            for found, cure in book.voice.found(one):
                yield book.complaint(key, f"take out “{found}”: {cure}")


def sentences_are_short(book: Book) -> Iterator[str]:
    """A sentence has twenty words at most: a listener can't go back to its beginning."""
    for key, text in book.texts.items():
        for one in text.variants:
            for sentence in long_sentences(one):
                yield book.complaint(
                    key, f"say “{sentence}” in {WORDS_OF_SENTENCE} words; it has {spoken_words(sentence)}"
                )


def texts_are_plain(book: Book) -> Iterator[str]:
    """A text of some length is read with eight years of school."""
    for key, text in book.texts.items():
        for one in text.variants:
            if is_graded(key, one) and (found := grade(filled(one))) > GRADE:
                yield book.complaint(key, f"use shorter words and sentences for grade {GRADE}; “{one}” has {found:.1f}")


def practices_go_in_small_turns(book: Book) -> Iterator[str]:
    """No text of a practice takes longer than a minute, its pauses among it."""
    for text in (text for pattern in PRACTICE_KEYS for text in book.at(pattern)):
        for one in text.variants:
            if (time := seconds(filled(one))) > SECONDS_OF_TURN:
                yield book.complaint(text.key, f"say it in {SECONDS_OF_TURN} seconds; “{one}” takes {time:.1f}")


def confirmations_are_short(book: Book) -> Iterator[str]:
    """A confirmation takes six seconds at most, without the person's own words."""
    for pattern in CONFIRMATIONS:
        found = [text for key in (pattern, f"{pattern}.one", f"{pattern}.other") for text in book.at(key)]
        if not found:
            yield book.complaint(pattern, "bring the text back, or take it off the list of confirmations")
        for text in found:
            longest = max(text.variants, key=lambda one: seconds(one.format_map(LONGEST_FILLING)))
            if (time := seconds(longest.format_map(LONGEST_FILLING))) > 6:
                yield book.complaint(text.key, f"say it in 6 seconds; “{longest}” takes {time:.1f}")


def errors_need_nothing(book: Book) -> Iterator[str]:
    """What is said when something has failed is one text, which nothing is filled into."""
    for text in (text for pattern in SPOKEN_AS_IS for text in book.at(pattern)):
        if len(text.variants) > 1 or placeholders(text.variants[0]):
            yield book.complaint(text.key, "write one text without values: it is said as it stands")


def the_welcome_is_two_sentences(book: Book) -> Iterator[str]:
    """The first launch says in two sentences what this is, one of them that it isn't therapy, and asks one question."""
    for one in book.texts["launch.welcome"].variants:
        if len(re.findall(r"[.?!](?= |$)", one)) != 2:
            yield book.complaint("launch.welcome", "say in exactly two sentences what this is")
    if len(re.findall(r"[.?!](?= |$)", book.texts["launch.role.ask"].variants[0])) != 1:
        yield book.complaint("launch.role.ask", "ask in one sentence")


def spelling_is_of_use(book: Book) -> Iterator[str]:
    """Whatever a region spells otherwise is somewhere in its language's texts, and nowhere in its own."""
    plain = Book(book.locale.partition("-")[0], book.folder)
    there, here = (" ".join(one for text in of.texts.values() for one in text.variants) for of in (plain, book))
    for word, other in book.spelling.items():
        pattern = rf"(?i)\b{re.escape(word)}\b"
        if not re.search(pattern, there) or re.search(pattern, here):
            yield f"{book.locale}/{SPELLING}.toml: {word}: take it out, or spell it {other} everywhere"


def stages_are_there(book: Book) -> Iterator[str]:
    """There is a file of steps for every stage that counts as written, and for no other."""
    found = {name for name in book.files if name.startswith("steps/")}
    wanted = {f"steps/{stage}" for stage in range(1, STAGES + 1)}
    for name in sorted(found ^ wanted):
        cure = "take the stage out: there are eight" if name in found else "write the stage's seven steps"
        yield book.complaint(name.replace("/", "."), cure)


def steps_are_whole(book: Book) -> Iterator[str]:
    """A stage has a name and seven steps, and each of them has all its parts in both voices, and no others."""
    for name, stage in book.files.items():
        if not name.startswith("steps/"):
            continue
        key = name.replace("/", ".")
        if stage.keys() != {"name", "step"} or not stage["name"] or len(stage["step"]) != STEPS_PER_STAGE:
            yield book.complaint(key, f"give the stage a name and {STEPS_PER_STAGE} steps")
        for number, step in enumerate(stage.get("step", ()), 1):
            if step.keys() != {"title", *VOICES_OF_A_STEP}:
                yield book.complaint(f"{key}.{number}", "give the step a title, a rebuilding and a healing voice")
            for voice in VOICES_OF_A_STEP:
                if step.get(voice, {}).keys() != set(STEP_PARTS):
                    yield book.complaint(f"{key}.{number}.{voice}", f"write its parts {', '.join(STEP_PARTS)}")


def steps_are_short(book: Book) -> Iterator[str]:
    """Every part of a step keeps to its number of words, and both acts together to theirs."""
    for key, text in book.texts.items():
        if not key.startswith("steps."):
            continue
        limit, said = WORDS_OF_PART[key.rpartition(".")[2]], text.variants[0]
        if spoken_words(said) > limit:
            yield book.complaint(key, f"say it in {limit} words; it has {spoken_words(said)}")
        if key.endswith(".rebuilding.do"):
            other = book.texts.get(key.replace(".rebuilding.", ".healing."))
            both = spoken_words(said) + (spoken_words(other.variants[0]) if other else 0)
            if both > WORDS_OF_BOTH:
                yield book.complaint(key, f"say both voices' acts in {WORDS_OF_BOTH} words; they have {both}")


def steps_are_sentences(book: Book) -> Iterator[str]:
    """A title is no sentence, a why and an ask are one, and all the rest are whole ones."""
    for key, text in book.texts.items():
        if not key.startswith("steps."):
            continue
        form, cure = FORM_OF_PART[key.rpartition(".")[2]]
        if not re.fullmatch(form, text.variants[0]):
            yield book.complaint(key, cure)


def steps_are_for_the_ear(book: Book) -> Iterator[str]:
    """A step has no digits, no marks that are seen and not heard, no long lists, and waits for no values."""
    for key, text in book.texts.items():
        if not key.startswith("steps."):
            continue
        said = text.variants[0]
        if len(text.variants) > 1:
            yield book.complaint(key, "write one text: the round through all steps is variety enough")
        if re.search(r"\d", said):
            yield book.complaint(key, "write numbers as words")
        if re.search("[“”&<>{};]", said):
            yield book.complaint(key, "leave marks to the frame that it is told in")
        if any(one.count(",") > 3 for one in re.split("[.?!]", said)):
            yield book.complaint(key, "list three things at most")


RULES: tuple[Rule, ...] = (
    texts_can_be_filled,
    one_has_an_other,
    texts_are_typed_with_care,
    speech_is_ssml,
    cards_are_whole,
    questions_are_whole,
    calls_can_be_answered,
    daily_texts_vary,
    nothing_is_said_that_hurts,
    sentences_are_short,
    texts_are_plain,
    practices_go_in_small_turns,
    confirmations_are_short,
    errors_need_nothing,
    the_welcome_is_two_sentences,
    spelling_is_of_use,
    stages_are_there,
    steps_are_whole,
    steps_are_short,
    steps_are_sentences,
    steps_are_for_the_ear,
)


def locales(folder: Path = TEXTS_FOLDER) -> list[str]:
    """Return the languages and regions that have a folder."""
    return sorted(path.name for path in folder.iterdir() if any(path.rglob("*.toml")))


def complaints(locale: str, folder: Path, rule: Rule) -> list[str]:
    """Return what one rule has to say about a locale."""
    try:
        return list(rule(Book(locale, folder)))
    except MissingTextError as error:
        return [f"{locale}: {error}: write the text"]
