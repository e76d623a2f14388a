"""What models look at, and the pictures of it."""

from __future__ import annotations

import numpy as np
import pytest

from lessons_lib.descent import run
from lessons_lib.landscapes import bowl
from lessons_lib.mistakes import Mistake
from lessons_lib.models import DigitsNetwork, LinearRegression, LogisticRegression, batch, petals
from lessons_lib.plots import budgets, numerals, pulls
from lessons_lib.plots.handfuls import _handfuls, _slope_of_each
from lessons_lib.rules import gradient_descent


@pytest.mark.parametrize("size", [1, 7, 64, 1437, 5000, None])
def test_what_is_counted_is_what_the_batches_hold(size):
    model, everyone = DigitsNetwork(hidden=4, batch_size=size), np.arange(1437)
    for steps in (0, 1, 22, 23, 24, 46):
        held = sum(len(everyone[batch(1437, size, 0, t)]) for t in range(steps))
        assert model.looked_at(steps) == held


def test_a_regression_counts_too_and_a_wrong_count_is_answered():
    assert LinearRegression(batch_size=40).looked_at(4) == 150
    with pytest.raises(Mistake, match="t is -1"):
        LogisticRegression().looked_at(-1)


def test_the_mean_of_the_single_slopes_is_the_gradient():
    model, w = LinearRegression(petals().scaled()), np.array([0.3, -0.2])
    np.testing.assert_allclose(_slope_of_each(model, w).mean(axis=0), model.gradient(w))


def test_handfuls_scatter_about_the_mean_with_the_root_of_their_size():
    slopes = np.random.default_rng(0).normal(size=(150, 2))
    wide, narrow = (_handfuls(slopes, size, seed=1).std(axis=0).mean() for size in (4, 100))
    assert wide / narrow == pytest.approx(5, rel=0.15)


def test_the_pictures_say_in_words_what_they_show():
    line = LinearRegression(petals().scaled())
    assert "all examples together pull to (1.2, 0.73)" in pulls(line, (0, 0)).alt
    paths = [run(gradient_descent, LinearRegression(batch_size=k), steps=4) for k in (None, 10)]
    assert "Batch size all: " in budgets(paths).alt and "40 looked at" in budgets(paths).alt
    steps, looks = budgets(paths).figure.axes
    assert steps.lines[1].get_xdata().tolist() == [1, 2, 3, 4]
    assert looks.lines[1].get_xdata().tolist() == [10, 20, 30, 40]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: pulls(DigitsNetwork(hidden=4), (0, 0)), "model of two weights"),
        (lambda: budgets([]), "Give one to 5 paths"),
        (lambda: budgets([run(gradient_descent, bowl(), steps=2)]), "Give one to 5 paths"),
        (lambda: numerals(np.zeros((2, 64)), [1]), "a word for each"),
        (lambda: numerals(np.zeros((2, 63)), [1, 2]), "images of 8 x 8"),
    ],
)
def test_what_cannot_be_drawn_is_answered_with_a_sentence(call, words):
    with pytest.raises(Mistake, match=words):
        call()


@pytest.mark.parametrize("sizes", [10, (), (0,), (2.5,), "10", (True, -1)])
def test_sizes_that_are_none_are_answered_with_a_sentence(sizes):
    with pytest.raises(Mistake, match="sizes is"):
        pulls(LinearRegression(), (0.0, 0.0), sizes)
