"""Linear text classifier in plain Python, so that Lambda needs no compiled dependency.

Multinomial logistic regression over hashed features (feature hashing: Weinberger et al. 2009): a sentence's n-grams of
one to three words and of three to five letters within words, each hashed to an index below `n_features`. A label's
score is the weighted sum of the features, and a softmax turns scores into probabilities. training/ fits the weights.
"""

import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, sqrt
from pathlib import Path

MAX_WORD_NGRAM = 3
LETTER_NGRAMS = (3, 4, 5)
FEATURE_NORM = 2.0
"""The Euclidean norm of a sentence's word n-grams, and of its letter n-grams; that of its extra features is half."""


@dataclass(frozen=True, slots=True)
class LinearModel:
    """The labels, and each feature's weight for each of them."""

    labels: tuple[str, ...]
    n_features: int
    bias: tuple[float, ...]
    """By label."""
    scales: tuple[float, ...]
    """By label: what a weight of 1 counts."""
    learned_from: str
    """The fingerprint of the training examples."""
    weights: bytes
    """By feature, then by label: a signed byte each."""

    @classmethod
    @cache
    def read(cls, path: Path) -> "LinearModel":
        """Return the model in a file that `to_bytes` made."""
        header_line, _, packed = path.read_bytes().partition(b"\n")
        header = json.loads(header_line)
        return cls(
            tuple(header["labels"]),
            header["n_features"],
            tuple(header["bias"]),
            tuple(header["scales"]),
            header["learned_from"],
            zlib.decompress(packed),
        )

    def to_bytes(self) -> bytes:
        """Return the model as the bytes of a file: a line of JSON, then the compressed weights."""
        header = json.dumps(
            {
                "labels": self.labels,
                "n_features": self.n_features,
                "bias": self.bias,
                "scales": self.scales,
                "learned_from": self.learned_from,
            }
        )
        return header.encode() + b"\n" + zlib.compress(self.weights, 9)

    def probabilities(self, words: Sequence[str], extra_features: Collection[str] = ()) -> dict[str, float]:
        """Return the probability of each label, the likeliest first.

        `extra_features` are names of whatever else is known of the sentence; the training examples had them too.
        """
        return self.probabilities_of(hashed_features(words, self.n_features, extra_features))

    def probabilities_of(self, vector: Mapping[int, float]) -> dict[str, float]:
        """Return the probability of each label for a feature vector (value by index), the likeliest first."""
        size = len(self.labels)
        weights, sums = memoryview(self.weights).cast("b"), [0.0] * size
        for index, value in vector.items():
            for label, weight in enumerate(weights[index * size : index * size + size]):
                sums[label] += value * weight
        scores = [bias + total * scale for bias, total, scale in zip(self.bias, sums, self.scales, strict=True)]
        highest = max(scores)
        powers = [exp(score - highest) for score in scores]
        total = sum(powers)
        likeliest = sorted(zip(powers, self.labels, strict=True), key=lambda pair: -pair[0])
        return {label: power / total for power, label in likeliest}


def hashed_features(words: Sequence[str], n_features: int, extra_features: Collection[str] = ()) -> dict[int, float]:
    """Return a sentence's feature vector: the value of each index that it has."""
    bounded = ["^", *words, "$"]
    word_ngrams = {
        " ".join(bounded[start : start + n])
        for n in range(1, MAX_WORD_NGRAM + 1)
        for start in range(len(bounded) - n + 1)
    }
    letter_ngrams = {
        f"#{word[start : start + n]}"
        for word in (f"<{word}>" for word in words)
        for n in LETTER_NGRAMS
        for start in range(len(word) - n + 1)
    }
    pairs = {f"={first}={second}" for first in extra_features for second in extra_features if first <= second}
    vector: dict[int, float] = {}
    for names, norm in ((word_ngrams, FEATURE_NORM), (letter_ngrams, FEATURE_NORM), (pairs, FEATURE_NORM / 2)):
        value = norm / sqrt(len(names) or 1)
        for name in names:
            index = zlib.crc32(name.encode("utf-8", "surrogatepass")) % n_features
            vector[index] = vector.get(index, 0.0) + value
    return vector
