"""The pictures of Adam show what their numbers say, and refuse other walks."""

import numpy as np
import pytest

from lessons_lib.descent import run
from lessons_lib.landscapes import parabola, ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.plots import drift, edge, warm_up
from lessons_lib.rules import adam, amsgrad, gradient_descent
from lessons_lib.theory import correction_multiplier

SPIKING = run(adam, parabola(), steps=500, learning_rate=0.05, beta2=0.95)


def test_the_warm_up_is_the_multiplier_of_theory_and_its_words_hold_its_numbers():
    picture = warm_up()
    (factor, *_), (bare, *_) = (axes.lines for axes in picture.figure.axes)
    t, y = factor.get_data()
    assert np.allclose(y, correction_multiplier(t)) and np.allclose(bare.get_ydata(), 1 / y)
    for words in ("0.316 at step 1", "0.152 at step 12", "the first is 3.16", "6.57, at step 12"):
        assert words in picture.alt


@pytest.mark.parametrize("betas", [(0.9, 0.99), (0.0, 0.999), (0.5, 0.9999)])
def test_the_warm_up_of_other_betas_is_drawn_too(betas):
    assert len(warm_up(*betas, view="lecture").png()) > 1000


def test_the_edge_shows_loss_felt_curvature_and_limit():
    above, below = edge(SPIKING).figure.axes
    assert np.allclose(above.lines[0].get_ydata(), SPIKING.loss)
    assert np.allclose(below.lines[0].get_ydata(), SPIKING["rate"][1:, 0] / 0.05)
    assert np.allclose(below.lines[1].get_ydata(), 38 / 0.05)
    assert "first at step 353" in edge(SPIKING).alt


def test_a_calm_walk_is_told_to_be_calm():
    calm = edge(run(adam, parabola(curvature=2.0), steps=50, learning_rate=0.05))
    assert "never feels more than the limit of 760" in calm.alt


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (run(gradient_descent, parabola(), steps=3), "Give a walk of adam"),
        (run(adam, ravine(), steps=3), "in one dimension"),
        ("path", "Give a walk of adam"),
        (run(adam, parabola(), steps=3, learning_rate=lambda t: 0.1 / (t + 1)), "one rate"),
    ],
)
def test_a_walk_without_an_edge_is_refused(path, words):
    with pytest.raises(Mistake, match=words):
        edge(path)


def test_drift_draws_each_walk_and_says_where_it_ends():
    paths = [run(rule, parabola(), steps=4, learning_rate=0.5) for rule in (adam, amsgrad)]
    picture = drift(paths, ["adam", "amsgrad"])
    for line, path in zip(picture.figure.axes[0].lines, paths, strict=False):
        assert np.array_equal(line.get_ydata(), path.w[:, 0])
    assert "adam: from -4 to" in picture.alt and "amsgrad: from -4 to" in picture.alt


@pytest.mark.parametrize("titles", [[], ["adam", "more"]])
def test_drift_wants_one_title_a_walk_and_walks_over_one_weight(titles):
    with pytest.raises(Mistake, match="one title a walk"):
        drift([SPIKING], titles)
    with pytest.raises(Mistake, match="over one weight"):
        drift([run(adam, ravine(), steps=2)], ["adam"])
