"""The losses that make a rule fail are smooth where they should be, and the rule fails as its paper says."""

import numpy as np
import pytest

from lessons_lib.counterexamples import bent_bowl, fenced, flipping, nine_and_one, rare_slope, wall
from lessons_lib.descent import run, sweep
from lessons_lib.mistakes import Mistake
from lessons_lib.rules import adam, gradient_descent, momentum
from lessons_lib.theory import best_momentum

PAIR = dict(learning_rate=1 / 9, beta=4 / 9)


def test_the_bent_bowl_has_no_step_and_its_gradient_is_its_slope():
    w, h = np.linspace(-4, 4, 801)[None] + 0.003, 1e-6
    surface = bent_bowl()
    measured = (surface.loss(w + h) - surface.loss(w - h)) / (2 * h)
    np.testing.assert_allclose(surface.gradient(w)[0], measured, rtol=0, atol=1e-6)
    for corner in (1.0, 2.0):
        below, above = (np.array([corner + side * 1e-12]) for side in (-1, 1))
        assert np.isclose(surface.loss(below), surface.loss(above), rtol=0, atol=1e-9)
        assert np.allclose(surface.gradient(below), surface.gradient(above), rtol=0, atol=1e-9)


def test_the_bent_bowl_bends_by_25_and_by_1_and_has_its_only_minimum_at_zero():
    w = np.linspace(-4, 4, 801)[None]
    slope = bent_bowl().gradient(w)[0]
    assert np.all(np.diff(slope) > 0) and slope[400] == 0
    bends = np.diff(slope) / np.diff(w[0])
    assert np.allclose(bends[(w[0, :-1] > 1.001) & (w[0, :-1] < 1.98)], 1)
    assert np.allclose(bends[(w[0, :-1] < 0.98) | (w[0, :-1] > 2.001)], 25)


def test_the_pair_is_the_best_for_a_quadratic_of_these_curvatures():
    assert {name: float(x) for name, x in best_momentum([1.0, 25.0]).items()} == pytest.approx(PAIR)


def test_from_3_3_the_heavy_ball_cycles_for_ever_and_from_3_it_arrives():
    walk = run(momentum, bent_bowl(), steps=3000, start=(3.3,), **PAIR).w[:, 0]
    np.testing.assert_allclose(walk[-6:], 2 * [-1.802449, 2.115918, 0.646531], atol=2e-6)
    assert abs(run(momentum, bent_bowl(), steps=100, start=(3.0,), **PAIR).w[-1, 0]) < 1e-9


def test_gradient_descent_arrives_from_everywhere_below_its_limit():
    ends = sweep(
        gradient_descent, bent_bowl(), steps=2000, start=np.linspace(-4, 4, 81)[None], learning_rate=0.079
    )
    assert np.all(np.abs(ends.w) < 1e-6)


def test_the_rare_slope_is_large_once_in_101_steps_and_ten_101sts_on_average():
    slopes = np.array([rare_slope().gradient(np.zeros(1), t)[0] for t in range(202)])
    assert np.flatnonzero(slopes == 1010).tolist() == [0, 101] and np.sum(slopes == -10) == 200
    assert slopes.mean() == pytest.approx(10 / 101)
    assert rare_slope().loss(np.array([1.0])) == pytest.approx(10 / 101)
    assert rare_slope().gradient(np.zeros((1, 3)), 0).shape == (1, 3)


def test_the_flipping_ground_has_no_slope_on_average():
    slopes = np.array([flipping(4.0, 0.5).gradient(np.ones(2), t) for t in range(10)])
    assert np.allclose(slopes.mean(axis=0), 0) and np.allclose(np.abs(slopes), [4.0, 0.5])
    assert flipping().gradient(np.ones((2, 5)), 1)[1].tolist() == [-0.1] * 5
    assert flipping(4.0).name == "flipping(steep=4, gentle=0.1)"
    with pytest.raises(Mistake, match="two numbers above zero"):
        flipping(0.0)


def test_a_fenced_rule_takes_the_same_steps_inside_and_stands_at_the_fence_outside():
    rate = dict(learning_rate=0.25)
    free, held = (run(rule, rare_slope(), steps=300, **rate).w[:, 0] for rule in (adam, fenced(adam)))
    inside = np.maximum.accumulate(np.abs(free)) <= 1
    assert np.array_equal(free[inside], held[inside]) and not inside.all()
    assert np.abs(held).max() == 1 and fenced(adam).__name__ == "fenced(adam)"
    assert run(fenced(adam, -0.5, 0.5), rare_slope(), steps=300, **rate).w.max() == 0.5


def test_a_fence_that_holds_nothing_is_refused():
    with pytest.raises(Mistake, match="lower end first"):
        fenced(adam, 1.0, -1.0)
    with pytest.raises(Mistake, match="Give a rule"):
        fenced("adam")


def test_the_slope_of_the_wall_is_measured_and_its_minimum_lies_near_four():
    w, h = np.linspace(-5, 5, 401)[None], 1e-6
    measured = (wall().loss(w + h) - wall().loss(w - h)) / (2 * h)
    np.testing.assert_allclose(wall().gradient(w)[0], measured, rtol=1e-6, atol=1e-7)
    assert abs(wall().gradient(np.array([4.0]))[0]) < 1e-9


def test_ten_minibatches_cancel_wherever_the_weight_stands():
    for w in (np.zeros(1), np.full(1, 7.0)):
        slopes = [nine_and_one().gradient(w, t)[0] for t in range(10)]
        assert slopes.count(0.1) == 9 and np.isclose(sum(slopes), 0)
        assert nine_and_one().gradient(w, 19)[0] == -0.9
