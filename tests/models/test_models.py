"""What every model promises the loop: shapes, grids, names, minibatches, and clear refusals."""

import itertools
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused

from lessons_lib import models
from lessons_lib.descent import run, sweep
from lessons_lib.mistakes import Mistake
from lessons_lib.models import (
    DigitsNetwork,
    Factorization,
    HiddenMarkov,
    KMeans,
    LinearRegression,
    LogisticRegression,
    Table,
    batch,
    digits,
    iris,
    petals,
    pixels,
)
from lessons_lib.rules import adam, gradient_descent, momentum

MODELS = [
    LinearRegression(),
    LinearRegression(iris("sepal_length", "petal_width").scaled(), batch_size=32, seed=4),
    LogisticRegression(batch_size=10),
    LogisticRegression(digits().rows(0, 100).where(3, 8)),
    DigitsNetwork(hidden=4),
    DigitsNetwork(hidden=(5, 3), batch_size=None, seed=2),
    KMeans(),
    KMeans(digits().rows(0, 60), k=5, batch_size=16),
    Factorization(pixels(images=10, hidden=0.2, seed=5), rank=2),
    HiddenMarkov(states=3, seed=1),
    HiddenMarkov(text=["to be", "or not"]),
]
every_model = pytest.mark.parametrize("model", MODELS, ids=repr)


@every_model
def test_a_model_has_what_the_loop_needs(model):
    assert model.start.ndim == 1
    assert model.gradient(model.start, 0).shape == model.start.shape
    assert np.shape(model.loss(model.start)) == ()
    assert np.all(np.abs(model.start) < model.far)
    path = run(adam, model, steps=3, every=1, learning_rate=0.01)
    assert path.w.shape == (4, len(model.start))
    assert path.left is None


@every_model
def test_the_loss_of_many_positions_is_the_loss_of_each(model):
    w = model.start[:, None, None] + 0.1 * np.random.default_rng(0).normal(size=(len(model.start), 2, 3))
    losses, slopes = model.loss(w), model.gradient(w, 5)
    assert losses.shape == (2, 3)
    assert slopes.shape == w.shape
    for i, k in np.ndindex(2, 3):
        assert losses[i, k] == pytest.approx(float(model.loss(w[:, i, k])), rel=1e-12)
        np.testing.assert_allclose(slopes[:, i, k], model.gradient(w[:, i, k], 5), rtol=1e-10, atol=1e-13)


@every_model
def test_its_name_is_the_call_that_makes_it_again(model):
    assert model.name == repr(model)
    assert " at 0x" not in repr(model)
    again = eval(repr(model), {name: getattr(models, name) for name in models.__all__})
    assert repr(again) == repr(model)
    np.testing.assert_array_equal(again.start, model.start)
    np.testing.assert_array_equal(again.gradient(model.start, 7), model.gradient(model.start, 7))


@every_model
def test_asking_again_gives_the_same_and_changes_nothing(model):
    w = model.start + 0.0
    first = model.gradient(w, 3)
    model.gradient(w, 11)
    np.testing.assert_array_equal(model.gradient(w, 3), first)
    np.testing.assert_array_equal(w, model.start)


@every_model
def test_a_position_of_another_length_is_refused(model):
    for call in (model.loss, lambda w: model.gradient(w, 0)):
        with pytest.raises(Mistake, match=f"has {len(model.start)} weights"):
            call(np.zeros(len(model.start) + 1))


@every_model
def test_a_diverging_training_is_a_result(model):
    path = run(gradient_descent, model, steps=40, learning_rate=1e9)
    assert path.left is not None or "standing still" in repr(path) or "climbing" in repr(path)


# Minibatches


@settings(derandomize=True, max_examples=50, deadline=None)
@given(st.integers(1, 300), st.integers(1, 350), st.integers(0, 9), st.integers(0, 5))
def test_an_epoch_goes_once_through_all_examples(examples, size, seed, epoch):
    per = -(-examples // size)
    chosen = [np.arange(examples)[batch(examples, size, seed, epoch * per + k)] for k in range(per)]
    assert sorted(np.concatenate(chosen).tolist()) == list(range(examples))
    assert all(len(each) == min(size, examples) for each in chosen[:-1])


def test_epochs_and_seeds_have_orders_of_their_own():
    orders = [
        tuple(models.epoch_order(50, seed, epoch)) for seed, epoch in itertools.product(range(5), range(5))
    ]
    assert len(set(orders)) == 25


def test_without_a_size_every_step_learns_from_all():
    assert batch(7, None, 0, 3) == slice(None)
    assert batch(7, 7, 0, 3) == slice(None)


@pytest.mark.parametrize(
    "model", [LogisticRegression(batch_size=10), DigitsNetwork(4), KMeans(batch_size=9)], ids=repr
)
def test_every_cell_of_a_grid_sees_the_same_minibatches_as_a_single_walk(model):
    rates = np.array([0.001, 0.02])
    together = sweep(momentum, model, steps=6, learning_rate=rates)
    for k, rate in enumerate(rates):
        alone = run(momentum, model, steps=6, learning_rate=float(rate))
        np.testing.assert_allclose(together.w[:, k], alone.w[-1], rtol=1e-9, atol=1e-12)


# Refusals


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: LinearRegression(np.ones((3, 2))), "the data are ndarray. Give a table, such as iris()"),
        (lambda: LinearRegression(Table("mine", np.ones(3), np.ones(3))), r"x has shape (3,)"),
        (lambda: LinearRegression(Table("mine", np.ones((3, 1)), np.ones(2))), "a row of x and a y for each"),
        (lambda: LinearRegression(Table("mine", np.array([[np.nan]]), np.ones(1))), "no finite number"),
        (lambda: LinearRegression(Table("mine", np.array([["a"]]), np.ones(1))), "no finite number"),
        (lambda: LinearRegression(batch_size=0), "batch_size is 0. Give a whole number, at least 1"),
        (lambda: LinearRegression(batch_size=2.5), "batch_size is 2.5"),
        (lambda: LinearRegression(seed=-1), "seed is -1"),
        (lambda: LogisticRegression(iris()), "must hold the classes 0 and 1 alone"),
        (lambda: DigitsNetwork(hidden=0), "hidden is 0"),
        (lambda: DigitsNetwork(hidden=(4, 4, 4)), "Give one or two layers"),
        (lambda: DigitsNetwork(hidden=True), "hidden is True"),
        (lambda: KMeans(k=151), "k is 151. Give a whole number, at least 1 and at most 150"),
        (lambda: KMeans(k="3"), "k is '3'"),
        (lambda: Factorization(rank=65), "rank is 65"),
        (
            lambda: Factorization(Table("m", np.array([[1.0, np.nan], [2.0, np.nan]]), np.ones((2, 2)))),
            "columns hidden altogether: 1",
        ),
        (lambda: Factorization(Table("m", np.array([[np.inf]]), np.ones((1, 1)))), "Hide them: write nan"),
        (lambda: models.best_low_rank(Factorization()), "try hidden=0.0"),
        (lambda: HiddenMarkov(["Ab"]), "'Ab' is no line of small letters"),
        (lambda: HiddenMarkov("abc"), "must be a list of lines"),
        (lambda: HiddenMarkov([]), "must be a list of lines"),
        (lambda: HiddenMarkov(states=0), "states is 0"),
        (lambda: iris("petal_lenght"), "Did you mean petal_length?"),
        (lambda: pixels(images=0), "images is 0"),
        (lambda: pixels(hidden=1.0), "hidden is 1.0"),
        (lambda: pixels(seed=-1), "seed is -1"),
        (lambda: models.lines(width=3), "width is 3"),
        (lambda: digits().where(3, 10), "has no class 10"),
        (lambda: Table("mine", np.ones((3, 1)), np.ones(3)).scaled(), "the same everywhere"),
        (lambda: models.lloyd(KMeans(), start=[1.0]), "Give 6 finite numbers"),
        (lambda: models.baum_welch(HiddenMarkov(), steps=-1), "steps is -1"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(make, words):
    assert re.search(re.escape(words), refused(make))


def test_data_cannot_be_changed_by_accident():
    for table in (digits(), petals(), pixels()):
        for array in (table.x, table.y):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1
