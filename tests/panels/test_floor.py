"""The floor panel: what is predicted stands beside what is measured, and only where theory knows it."""

from __future__ import annotations

import numpy as np
import pytest

from lessons_lib.descent import run
from lessons_lib.landscapes import bowl, parabola, ravine, rosenbrock
from lessons_lib.mistakes import Mistake
from lessons_lib.noise import noisy
from lessons_lib.panels import floor
from lessons_lib.plots import cloud
from lessons_lib.plots.floor import measured_floor, predicted_floor, predicted_variances
from lessons_lib.rules import adam, gradient_descent, momentum, nesterov


@pytest.mark.parametrize(
    ("rule", "settings"), [(gradient_descent, {}), (momentum, {"beta": 0.5}), (momentum, {"beta": 0.9})]
)
def test_the_predicted_floor_is_where_a_long_walk_settles(rule, settings):
    ground = noisy(ravine(4, rotation=30), sigma=0.4)
    path = run(rule, ground, steps=12000, learning_rate=0.3, **settings)
    assert measured_floor(path) == pytest.approx(predicted_floor(path), rel=0.12)


def test_the_ring_holds_86_percent_of_the_cloud_and_lies_along_the_valley():
    ground = noisy(ravine(6, rotation=30))
    path = run(gradient_descent, ground, steps=20000, learning_rate=0.3)
    along = path.w[1000:] @ np.asarray(ground.directions).T
    inside = np.sum(along**2 / predicted_variances(path), axis=1) <= 4
    assert inside.mean() == pytest.approx(1 - np.exp(-2), abs=0.015)
    ring = cloud(path).parts[1].artists[0].get_xydata() @ np.asarray(ground.directions).T
    np.testing.assert_allclose(np.sum(ring**2 / predicted_variances(path), axis=1), 4)


def test_the_words_set_the_measured_beside_the_predicted():
    panel = floor(gradient_descent, noisy(bowl(), sigma=0.5), learning_rate=0.1)
    assert "mean loss of the second half: 0.0138 measured, 0.0132 predicted" in panel.text()
    panel.set(learning_rate=0.05)
    assert f"{predicted_floor(panel.path):.3g} predicted" in panel.text()


def test_the_slider_is_marked_with_the_limit_alone():
    panel = floor(gradient_descent, noisy(bowl()))
    assert [word for word, _ in panel.controls["learning_rate"].limits] == ["limit"]


def test_beyond_the_limit_no_floor_is_predicted():
    panel = floor(gradient_descent, noisy(bowl()), learning_rate=2.5, ends=dict(learning_rate=(0.01, 3)))
    assert "inf predicted" in panel.text()


def test_a_rule_written_in_a_cell_has_the_floor_of_its_steps():
    def mine(w, g, t, *, learning_rate=0.1):
        return dict(w=w - learning_rate * g)

    assert "0.0526 predicted" in floor(mine, noisy(bowl()), learning_rate=0.1).text()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: floor(gradient_descent, bowl()), "has no known floor"),
        (lambda: floor(gradient_descent, noisy(rosenbrock())), "has no known floor"),
        (lambda: floor(gradient_descent, noisy(parabola())), "has no known floor"),
        (lambda: floor(adam, noisy(bowl())), "The floor of adam is not known"),
        (lambda: cloud(run(gradient_descent, bowl(), steps=3)), "noisy bowl"),
        (lambda: cloud(run(gradient_descent, noisy(parabola()), steps=3)), "noisy bowl"),
        (lambda: cloud(run(adam, noisy(bowl()), steps=3)), "floor of adam is not known"),
        (lambda: cloud(run(nesterov, noisy(bowl()), steps=3)), "floor of nesterov is not known"),
    ],
)
def test_where_no_floor_is_known_a_sentence_says_so(call, words):
    with pytest.raises(Mistake, match=words):
        call()
