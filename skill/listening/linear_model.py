"""What was learned from examples: which label a sentence most likely has. Plain Python, so that every host can listen.

A sentence is its runs of one to three words, and the runs of three to five letters within them; each is hashed to one
of a few thousand places (feature hashing: Weinberger et al. 2009). A label's score is the sum of its weights at these
places, and a softmax makes shares of the scores: multinomial logistic regression. training/learn.py finds the weights.
"""

import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, sqrt
from pathlib import Path

LONGEST_RUN = 3
LETTERS = (3, 4, 5)
FEATURE_NORM = 2.0
"""The length of a sentence's words as a vector, and of its letters; half of it is that of its signs."""


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Labels, and the weights of every place for each of them."""

    labels: tuple[str, ...]
    n_features: int
    bias: tuple[float, ...]
    scales: tuple[float, ...]
    """By label: what one step of its weights is worth."""
    learned_from: str
    """A fingerprint of the examples."""
    weights: bytes
    """By place, then by label: a signed byte each."""

    @classmethod
    @cache
    def read(cls, path: Path) -> "LinearModel":
        """Return what `to_bytes` wrote to a file."""
        head, _, packed = path.read_bytes().partition(b"\n")
        kept = json.loads(head)
        return cls(
            tuple(kept["labels"]),
            kept["places"],
            tuple(kept["bias"]),
            tuple(kept["scales"]),
            kept["learned_from"],
            zlib.decompress(packed),
        )

    def to_bytes(self) -> bytes:
        """Return it as the bytes of a file: a line of JSON, then the weights, packed."""
        head = json.dumps(
            {
                "labels": self.labels,
                "places": self.n_features,
                "bias": self.bias,
                "scales": self.scales,
                "learned_from": self.learned_from,
            }
        )
        return head.encode() + b"\n" + zlib.compress(self.weights, 9)

    def probabilities(self, words: Sequence[str], signs: Collection[str] = ()) -> dict[str, float]:
        """Return how likely each label is, the likeliest first; the shares add up to 1.

        `signs` are whatever else is known of the sentence, by name; they were known of the examples too.
        """
        size = len(self.labels)
        weights, sums = memoryview(self.weights).cast("b"), [0.0] * size
        for place, loud in hashed_features(words, self.n_features, signs).items():
            for label, weight in enumerate(weights[place * size : place * size + size]):
                sums[label] += loud * weight
        scores = [start + heard * scale for start, heard, scale in zip(self.bias, sums, self.scales, strict=True)]
        highest = max(scores)
        powers = [exp(score - highest) for score in scores]
        total = sum(powers)
        likeliest = sorted(zip(powers, self.labels, strict=True), key=lambda one: -one[0])
        return {label: power / total for power, label in likeliest}


def hashed_features(words: Sequence[str], places: int, signs: Collection[str] = ()) -> dict[int, float]:
    """Return the places of a sentence and how loud each one is."""
    said = ["^", *words, "$"]
    runs = {" ".join(said[at : at + n]) for n in range(1, LONGEST_RUN + 1) for at in range(len(said) - n + 1)}
    edged = [f"<{word}>" for word in words]
    letters = {f"#{one[at : at + n]}" for one in edged for n in LETTERS for at in range(len(one) - n + 1)}
    pairs = {f"={one}={other}" for one in signs for other in signs if one <= other}
    found: dict[int, float] = {}
    for parts, loudness in ((runs, FEATURE_NORM), (letters, FEATURE_NORM), (pairs, FEATURE_NORM / 2)):
        loud = loudness / sqrt(len(parts) or 1)
        for part in parts:
            place = zlib.crc32(part.encode("utf-8", "surrogatepass")) % places
            found[place] = found.get(place, 0.0) + loud
    return found
