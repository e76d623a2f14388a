"""Every hand-written gradient is the slope of its loss, on all data and on minibatches."""

import numpy as np
import pytest

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
from lessons_lib.own_landscape import numerical_gradient

MODELS = [
    LinearRegression(),
    LinearRegression(iris().scaled()),
    LogisticRegression(),
    DigitsNetwork(hidden=3, batch_size=None),
    DigitsNetwork(hidden=(3, 2), batch_size=None),
    KMeans(),
    KMeans(digits().rows(0, 200), k=4),
    Factorization(pixels(images=12), rank=2),
    Factorization(pixels(images=12, hidden=0.0), rank=3),
    HiddenMarkov(states=2),
    HiddenMarkov(states=3),
    HiddenMarkov(["a"], states=1),
]


def apart(model, w):
    """Largest difference between the gradient and the measured slope, relative to the largest slope."""
    by_hand, measured = model.gradient(w, 0), numerical_gradient(model.loss, w)
    return np.abs(by_hand - measured).max() / np.abs(measured).max()


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_the_gradient_is_the_slope_of_the_loss(model, seed):
    w = model.start + 0.1 * np.random.default_rng(seed).normal(size=len(model.start))
    print(repr(model), apart(model, w))
    assert apart(model, w) < 1e-6
