"""Every hand-written gradient is the slope of its loss, by differences and by automatic differentiation."""

import functools
import json
import pathlib

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

STORED = json.loads((pathlib.Path(__file__).parents[1] / "oracle" / "models.json").read_text())
MODELS = [
    LinearRegression(),
    LinearRegression(iris().scaled()),
    LogisticRegression(),
    LogisticRegression(digits().rows(0, 40).where(1, 7)),
    DigitsNetwork(hidden=3),
    DigitsNetwork(hidden=(3, 2)),
    KMeans(),
    KMeans(digits().rows(0, 200), k=4),
    Factorization(pixels(images=12), rank=2),
    Factorization(pixels(images=12, hidden=0.0), rank=3),
    HiddenMarkov(states=2),
    HiddenMarkov(states=3),
    HiddenMarkov(["a"], states=1),
]


def measured(loss, w, step=1e-4):
    """Slope by differences of fourth order, a step small enough to stay between the creases of k-means."""
    slope = np.empty_like(w)
    for k in range(len(w)):
        ahead, behind = (
            [w + sign * size * step * (np.arange(len(w)) == k) for size in (1, 2)] for sign in (1, -1)
        )
        one, two = (loss(a) - loss(b) for a, b in zip(ahead, behind, strict=True))
        slope[k] = (8 * one - two) / (12 * step)
    return slope


def apart(by_hand, slope):
    return np.abs(by_hand - slope).max() / np.abs(slope).max()


def loss_of_step(model, t, w):
    """The loss over the examples of step `t` alone, from the examples themselves."""
    chosen = np.array(model_batch(model, t))
    if isinstance(model, DigitsNetwork):
        part = model.train
        return float(model.loss(w, type(part)("part", part.x[chosen], part.y[chosen])))
    part = type(model.data)("part", model.data.x[chosen], model.data.y[chosen])
    return float(type(model)(part, **({"k": model.k} if isinstance(model, KMeans) else {})).loss(w))


def model_batch(model, t):
    from lessons_lib.models import batch

    examples = len(model.train if isinstance(model, DigitsNetwork) else model.data)
    return np.arange(examples)[batch(examples, model.batch_size, model.seed, t)]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_the_gradient_is_the_slope_of_the_loss(model, seed):
    w = model.start + 0.1 * np.random.default_rng(seed).normal(size=len(model.start))
    loss = functools.partial(loss_of_step, model, 0) if isinstance(model, DigitsNetwork) else model.loss
    assert apart(model.gradient(w, 0), measured(loss, w)) < 1e-6


@pytest.mark.parametrize(
    "model",
    [
        LinearRegression(batch_size=20),
        LogisticRegression(batch_size=7, seed=3),
        KMeans(batch_size=11),
        DigitsNetwork(hidden=2, batch_size=250),
    ],
    ids=repr,
)
@pytest.mark.parametrize("t", [0, 3, 40])
def test_the_gradient_of_a_step_is_the_slope_over_its_examples(model, t):
    w = model.start + 0.1 * np.random.default_rng(t).normal(size=len(model.start))
    assert apart(model.gradient(w, t), measured(functools.partial(loss_of_step, model, t), w)) < 1e-6


RECORDED = {
    "linear": (LinearRegression(), 0, 1.0, 0.0),
    "logistic": (LogisticRegression(), 0, 1.0, 0.0),
    "network": (DigitsNetwork(4, batch_size=150), 12, 1.0, 0.0),
    "network of two": (DigitsNetwork((4, 3), batch_size=150), 12, 1.0, 0.0),
    "kmeans": (KMeans(), 0, 10.0, 3.0),
    "factorization": (Factorization(pixels(images=8), rank=2), 0, 1.0, 0.0),
    "hidden markov": (HiddenMarkov(), 0, 1.0, 0.0),
}


@pytest.mark.parametrize("name", RECORDED)
def test_the_gradient_is_that_of_automatic_differentiation(name):
    model, t, size, shift = RECORDED[name]
    w = shift + size * 0.3 * np.sin(1.0 + 1.7 * np.arange(len(model.start)))
    recorded = STORED["slopes"][name]
    assert apart(model.gradient(w, t), np.array(recorded["gradient"])) < 1e-12
    if not isinstance(model, DigitsNetwork):  # its loss is over all images, the recorded one over a batch
        assert float(model.loss(w)) == pytest.approx(recorded["loss"], rel=1e-12)
    else:
        assert loss_of_step(model, t, w) == pytest.approx(recorded["loss"], rel=1e-12)


def test_every_model_is_checked_against_automatic_differentiation():
    assert set(STORED["slopes"]) == set(RECORDED)


@pytest.mark.parametrize("name", ["network", "hidden markov", "factorization", "kmeans", "logistic"])
def test_a_slip_in_a_gradient_is_noticed(name):
    model, t, size, shift = RECORDED[name]
    w = shift + size * 0.3 * np.sin(1.0 + 1.7 * np.arange(len(model.start)))
    recorded = np.array(STORED["slopes"][name]["gradient"])
    wrong = model.gradient(w, t)
    wrong[-1] = 0.0
    assert apart(wrong, recorded) > 1e-6
    assert apart(model.gradient(w, t) * 1.00001, recorded) > 1e-6
