"""Shared by the tests of wrong input to models: who is asked, and what is no position and no count."""

import numpy as np

from lessons_lib.models import (
    DigitsNetwork,
    Factorization,
    HiddenMarkov,
    KMeans,
    LinearRegression,
    LogisticRegression,
    digits,
    iris,
    pixels,
)

LINE, TWO, NETWORK, MIDDLES = LinearRegression(), LogisticRegression(), DigitsNetwork(hidden=3), KMeans()
FACTORS, LETTERS = Factorization(pixels(images=9), rank=2), HiddenMarkov(["ab", "a"])
IMAGES = KMeans(digits().rows(0, 60), k=4)
OVER_GRIDS = [
    *(
        (model, name)
        for model in (LINE, TWO, NETWORK, MIDDLES, FACTORS, LETTERS)
        for name in ("loss", "gradient")
    ),
    (TWO, "accuracy"),
    (NETWORK, "accuracy"),
    (MIDDLES, "nearest"),
    (FACTORS, "hidden_error"),
]
AT_ONE = [
    (TWO, "misread"),
    (NETWORK, "layers"),
    (NETWORK, "filters"),
    (NETWORK, "misread"),
    (MIDDLES, "centroids"),
    (IMAGES, "pictures"),
    (FACTORS, "factors"),
    (FACTORS, "guess"),
    (FACTORS, "pictures"),
    (LETTERS, "chances"),
    (LETTERS, "decode"),
    (LETTERS, "groups"),
]
OF_EXAMPLES = [(LINE, "predict"), (TWO, "chance"), (NETWORK, "read"), (NETWORK, "score")]


def named(value):
    return value if isinstance(value, str) else type(value).__name__


def assert_same(one, two):
    if isinstance(one, dict):
        assert_same(list(one.values()), list(two.values()))
    elif isinstance(one, (list, tuple)) and not isinstance(one[0], str):
        for a, b in zip(one, two, strict=True):
            assert_same(a, b)
    else:
        np.testing.assert_array_equal(one, two)


NO_POSITIONS = {
    "none": lambda n: None,
    "text": lambda n: "text",
    "words": lambda n: ["a"] * n,
    "scalar": lambda n: 3.0,
    "truth": lambda n: True,
    "no array yet": lambda n: np.array(3.0),
    "empty": lambda n: [],
    "too short": lambda n: np.zeros(n - 1),
    "too long": lambda n: [0.0] * (n + 1),
    "lying": lambda n: np.zeros((1, n)),
    "no cells": lambda n: np.zeros((n, 0)),
    "complex": lambda n: np.zeros(n) + 1j,
    "objects": lambda n: np.zeros(n).astype(object),
    "nones": lambda n: [None] * n,
    "ragged": lambda n: [[0.0], [0.0, 1.0]],
    "table": lambda n: iris(),
    "class": lambda n: KMeans,
}


NO_COUNTS = [
    None,
    "text",
    [],
    [3],
    2.5,
    3.0,
    -1,
    True,
    np.nan,
    np.inf,
    1j,
    np.array([1, 2]),
    np.array(3),
    -0.0,
]
