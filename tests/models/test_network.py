"""The digits network learns, shows what it misreads, and does so within the time a panel has."""

import time

import numpy as np
import pytest

from lessons_lib.descent import run
from lessons_lib.models import (
    DigitsNetwork,
    LogisticRegression,
    Table,
    backward,
    cross_entropy,
    forward,
    network,
    softmax,
)
from lessons_lib.rules import adam, gradient_descent
from lessons_lib.schedules import reduce_on_plateau


@pytest.fixture(scope="module")
def trained():
    return run(adam, DigitsNetwork(), steps=500, learning_rate=0.01)


def test_the_default_network_reads_digits_it_has_never_seen(trained):
    model = trained.problem
    assert float(model.accuracy(trained.w[-1])) > 0.95
    assert float(model.accuracy(trained.w[-1], model.train)) > 0.99
    assert float(model.accuracy(model.start)) < 0.25
    assert trained.loss[-1] < 0.05


def test_it_records_a_row_every_ten_steps(trained):
    assert trained.t.tolist() == list(range(0, 501, 10))
    assert trained.steps == 500
    assert trained.problem.accuracy(trained.w.T).shape == (51,)


@pytest.mark.parametrize("hidden", [1, 40, (24, 12)])
def test_other_sizes_learn_too(hidden):
    path = run(adam, DigitsNetwork(hidden), steps=150, learning_rate=0.02)
    assert path.loss[-1] < 0.8 * path.loss[0]


def test_plain_descent_learns_too():
    path = run(gradient_descent, DigitsNetwork(), steps=300, learning_rate=0.5)
    assert float(path.problem.accuracy(path.w[-1])) > 0.93


def test_it_knows_nothing_at_the_start():
    model = DigitsNetwork()
    assert float(model.loss(0 * model.start)) == pytest.approx(np.log(10), rel=1e-12)


def test_misread_digits_are_shown_with_what_was_read_and_the_surest_first(trained):
    model, w = trained.problem, trained.w[-1]
    wrong = model.misread(w)
    assert len(wrong["read"]) == round(360 * (1 - float(model.accuracy(w)))) > 0
    assert wrong["pictures"].shape == (len(wrong["read"]), 8, 8)
    assert np.all(wrong["read"] != wrong["right"])
    assert np.all(np.diff(wrong["sure"]) <= 0)


def test_layers_are_the_vector_and_filters_its_first_layer():
    model = DigitsNetwork((6, 5))
    w = np.arange(len(model.start), dtype=float)
    layers = model.layers(w)
    assert [part.shape for layer in layers for part in layer] == [(64, 6), (6,), (6, 5), (5,), (5, 10), (10,)]
    np.testing.assert_array_equal(np.concatenate([part.ravel() for layer in layers for part in layer]), w)
    np.testing.assert_array_equal(model.filters(w)[2].ravel(), layers[0][0][:, 2])


def test_scores_of_any_size_do_not_overflow():
    score = np.array([[1e6, 0.0], [-1e6, 0.0]])
    np.testing.assert_allclose(cross_entropy(score, np.array([1, 1])), [1e6, 0.0])
    np.testing.assert_allclose(softmax(score).sum(axis=1), 1.0)


def test_a_network_without_hidden_layers_and_two_classes_is_logistic_regression():
    model = LogisticRegression()
    w = np.array([0.2, -0.5, 0.3])
    layers = [(np.column_stack([[0.0, 0.0], w[1:]]), np.array([0.0, w[0]]))]
    score, seen = forward(layers, model.data.x)
    assert cross_entropy(score, model.data.y).mean() == pytest.approx(float(model.loss(w)), rel=1e-12)
    ((weights, biases),) = backward(layers, seen, score, model.data.y)
    np.testing.assert_allclose([biases[1], *weights[:, 1]], model.gradient(w), rtol=1e-10)


def test_a_training_of_500_steps_takes_less_than_half_a_second_of_a_processor():
    def taken():
        begin = time.process_time()
        run(adam, DigitsNetwork(), steps=500, learning_rate=0.01)
        return time.process_time() - begin

    assert min(taken() for _ in range(3)) < 0.5


def test_watching_the_losses_takes_72_more_images_a_step_and_never_all_of_them(monkeypatch):
    images, real = [], network._forward

    def counted(layers, x):
        images.append(len(x))
        return real(layers, x)

    monkeypatch.setattr(network, "_forward", counted)

    def read(rate):
        images.clear()
        run(adam, DigitsNetwork(batch_size=64), steps=50, every=50, learning_rate=rate)
        return sum(images)

    # The loss over all 1,437 images, that the two recorded rows need, is in both.
    assert read(reduce_on_plateau(0.01)) - read(0.01) == 50 * 72


def test_what_schedules_watch_is_a_part_of_the_loss_and_falls_with_it(trained):
    model = trained.problem
    watched = model.watched_loss(trained.w.T)
    assert watched.shape == trained.loss.shape
    assert np.corrcoef(np.log(watched), np.log(trained.loss))[0, 1] > 0.98
    part = Table("part", model.train.x[::20], model.train.y[::20])
    np.testing.assert_array_equal(watched, model.loss(trained.w.T, part))


def test_a_rate_that_watches_is_cut_when_what_it_watches_stops_falling():
    chosen = reduce_on_plateau(0.05, factor=0.5, patience=25)
    path = run(adam, DigitsNetwork(8), steps=300, every=1, learning_rate=chosen)
    watched = path.problem.watched_loss(path.w.T)
    np.testing.assert_array_equal(
        path.setting("learning_rate"), chosen(np.arange(path.steps), losses=watched)
    )
    assert path.setting("learning_rate")[-1] < 0.05
    assert not np.array_equal(watched, path.loss)
