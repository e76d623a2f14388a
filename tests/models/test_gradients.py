"""Every hand-written gradient is the slope of its loss, on all data and on minibatches."""

import numpy as np
import pytest

from lessons_lib.models import LinearRegression, LogisticRegression, iris
from lessons_lib.own_landscape import numerical_gradient

MODELS = [
    LinearRegression(),
    LinearRegression(iris().scaled()),
    LogisticRegression(),
]


def apart(model, w):
    """Largest difference between the gradient and the measured slope, relative to the largest slope."""
    by_hand, measured = model.gradient(w, 0), numerical_gradient(model.loss, w)
    return np.abs(by_hand - measured).max() / np.abs(measured).max()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_the_gradient_is_the_slope_of_the_loss(model, seed):
    w = model.start + 0.3 * np.random.default_rng(seed).normal(size=len(model.start))
    assert apart(model, w) < 1e-6
