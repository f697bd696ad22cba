"""Multinomial logistic regression (scikit-learn), written as a LinearModel with weights of one byte."""

from array import array
from collections.abc import Iterable, Mapping

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from skill.listening.linear_model import LinearModel

N_FEATURES = 1 << 16

REGULARIZATION_C = 10.0
"""The inverse strength of the penalty on weights: from 3 to 30 the held-out figures are the same."""

SOLVER_TOLERANCE = 3e-5
"""The gradient at which the solver stops. With 1e-4 the safety model takes more for danger that is none; with 1e-6 the
intent model is no better and takes twice as long."""

MAX_ITERATIONS = 2000
MAX_WEIGHT = 127
"""The largest weight of a signed byte; each label has a scale of its own."""


def fit(
    examples: Iterable[tuple[str, Mapping[int, float]]],
    *,
    learned_from: str,
    n_features: int = N_FEATURES,
    tolerance: float = SOLVER_TOLERANCE,
    label_weights: Mapping[str, float] | None = None,
) -> LinearModel:
    """Return the model fit to examples: a label and a feature vector (value by index) each.

    `learned_from` is the fingerprint of the examples.
    An example counts as often as `label_weights` has it, or once. The result is the same on each run.
    """
    labels: list[str] = []
    indices, values, row_ends = array("i"), array("d"), array("q", [0])  # a dict for each row would take gigabytes
    for label, vector in examples:
        labels.append(label)
        indices.extend(vector)
        values.extend(vector.values())
        row_ends.append(len(indices))
    parts = (np.frombuffer(values), np.frombuffer(indices, np.intc), np.frombuffer(row_ends, np.int64))
    matrix = csr_matrix(parts, shape=(len(labels), n_features))
    regression = LogisticRegression(
        C=REGULARIZATION_C, tol=tolerance, max_iter=MAX_ITERATIONS, class_weight=label_weights
    )
    regression.fit(matrix, np.array(labels))
    weights, bias = regression.coef_, regression.intercept_
    if len(weights) == 1:  # with two labels scikit-learn has weights for the second only
        weights, bias = np.vstack([np.zeros_like(weights), weights]), np.array([0.0, *bias])
    scales = np.abs(weights).max(axis=1) / MAX_WEIGHT + np.finfo(float).eps
    return LinearModel(
        labels=tuple(map(str, regression.classes_)),
        n_features=n_features,
        bias=tuple(round(float(value), 4) for value in bias),
        scales=tuple(round(float(value), 6) for value in scales),
        learned_from=learned_from,
        weights=np.rint(weights / scales[:, None]).astype(np.int8).T.tobytes(),
    )
