"""Safety classifier: grades danger in a user's own words, and tells which kind of danger it is.

Clear danger is answered at once with numbers to call. What may be danger is answered with one question that is safe to
overhear. The thresholds favour recall: a question too many does less harm than a call for help that is missed.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from skill.journey.text import split_words
from skill.listening.concepts import safety_features
from skill.listening.linear_model import LinearModel
from skill.listening.phrase_lists import LISTENING_FOLDER, has_phrase, language_of, phrase_list, spoken_form


class Concern(StrEnum):
    """What the words tell of."""

    NONE = "none"
    MAYBE = "maybe"
    """It may be danger: fear, control, hopelessness, or hints at more than is said."""
    HARMED = "harmed"
    """The user, or a child, is hurt, threatened or forced."""
    SUICIDAL = "suicidal"
    """The user may end their life, or harms themselves."""
    HARMING = "harming"
    """The user hurt another person, or is afraid of doing so."""
    UNCLEAR = "unclear"
    """Danger, where it is unclear which."""


CLEAR = frozenset((Concern.HARMED, Concern.SUICIDAL, Concern.HARMING, Concern.UNCLEAR))
"""Danger that is answered at once, whatever else is going on."""

HARMLESS, VEILED = "harmless", "veiled"
LABELS = (HARMLESS, VEILED, *sorted(CLEAR))
"""The labels of the model, which are the names of the files in training/<locale>/safety."""

CLEAR_THRESHOLD = 0.25
"""Probability of the clear kinds together (0-1) from which on it is clear danger.

Held-out tables set it: no clear danger is missed, and few ordinary sentences are taken for it.
"""

MAYBE_THRESHOLD = 0.08
"""Probability of the clear kinds and of veiled danger together (0-1) from which on it may be danger.

Held-out tables set it: nearly all veiled danger is heard, and one ordinary sentence in twenty is asked.
"""

MIN_KIND_SHARE = 0.6
"""Share of the likeliest clear kind in all clear kinds; below it, the kind is unclear."""

MAX_PIECE_CHARS = 300
"""Characters of a long text that are graded at a time, so that one sentence among many is not diluted."""

_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
"""Two letters in a row: every word has them, and a number or an AMAZON.DATE has not."""

_GRADES = (Concern.NONE, Concern.MAYBE)
"""The grades below clear danger, the lower first."""


def assess(locale: str, text: str) -> Concern:
    """Return what a text tells of: that of its most dangerous piece."""
    if not _TWO_LETTERS.search(text):
        return Concern.NONE
    spoken = spoken_form(text)
    if spoken in phrase_list(locale, "safety")["harmless"]:
        return Concern.NONE
    certain = _certain(locale, spoken)
    if certain in CLEAR:
        return certain
    model = LinearModel.read(path_of(locale))
    pieces = [split_words(text[start : start + MAX_PIECE_CHARS]) for start in range(0, len(text), MAX_PIECE_CHARS)]
    vectors = (safety_features(locale, words, model.n_features) for words in pieces)
    return max(certain, *(_graded(model.probabilities_of(vector)) for vector in vectors), key=_severity)


def is_child(locale: str, text: str) -> bool:
    """Tell whether the words are a child's, such as "mommy", or an age below eighteen."""
    return has_phrase(phrase_list(locale, "safety")["child"], text)


def path_of(locale: str) -> Path:
    """Return the file of the trained model of a locale's language."""
    return LISTENING_FOLDER / language_of(locale) / "safety.model"


def _certain(locale: str, spoken: str) -> Concern:
    """Return what a whole utterance that is listed tells of, or phrases that count whatever stands around them."""
    listed = phrase_list(locale, "safety")
    whole = next((Concern(kind) for kind, phrases in listed["whole"].items() if spoken in phrases), None)
    if whole:
        return whole
    padded = f" {spoken} "
    kind_by_phrase = ((kind, phrase) for kind, phrases in listed["certain"].items() for phrase in phrases)
    return next((Concern(kind) for kind, phrase in kind_by_phrase if f" {phrase} " in padded), Concern.NONE)


def _graded(probability_by_label: Mapping[str, float]) -> Concern:
    kinds = {kind: probability_by_label[kind] for kind in CLEAR}
    clear = sum(kinds.values())
    if clear >= CLEAR_THRESHOLD:
        likeliest = max(sorted(kinds), key=lambda kind: kinds[kind])
        return likeliest if kinds[likeliest] >= MIN_KIND_SHARE * clear else Concern.UNCLEAR
    return Concern.MAYBE if clear + probability_by_label[VEILED] >= MAYBE_THRESHOLD else Concern.NONE


def _severity(concern: Concern) -> int:
    return _GRADES.index(concern) if concern in _GRADES else len(_GRADES)
