"""What lesson 01 says in its prose, held to what the loop does."""

from __future__ import annotations

import numpy as np
import pytest

from lessons_lib import theory
from lessons_lib.checks import lesson_01
from lessons_lib.descent import run, sweep
from lessons_lib.landscapes import parabola, plateau, ravine, saddle, two_valleys
from lessons_lib.own_landscape import landscape_from
from lessons_lib.rules import gradient_descent


def test_crawling_and_zig_zagging_shrink_the_distance_equally_fast():
    slow, swinging = (run(gradient_descent, parabola(), steps=10, learning_rate=rate) for rate in (0.1, 1.9))
    assert np.allclose(slow.loss, swinging.loss)


@pytest.mark.parametrize(("rate", "factor"), [(0.1, 0.9), (0.9, 0.1), (1.9, -0.9), (2.1, -1.1)])
def test_the_table_of_factors_is_right(rate, factor):
    path = run(gradient_descent, parabola(), steps=1, learning_rate=rate)
    assert path.w[1, 0] == pytest.approx(factor * path.w[0, 0])


def test_the_default_valley_is_twenty_times_more_curved_across_and_is_the_textbook_surface():
    w = np.random.default_rng(0).normal(size=(2, 50))
    assert np.allclose(ravine(condition=20).loss(w), w[0] ** 2 / 20 + w[1] ** 2)
    assert ravine().eigenvalues[1] / ravine().eigenvalues[0] == pytest.approx(20)


def test_each_direction_keeps_its_own_factor_as_if_the_other_were_not_there():
    path = run(gradient_descent, ravine(rotation=33), steps=20, start=(-3, 2), learning_rate=0.7)
    error = path.w @ np.asarray(ravine(rotation=33).directions).T
    assert np.allclose(error[1:] / error[:-1], theory.shrink_factors(ravine().eigenvalues, 0.7))


def test_the_limit_does_not_move_with_the_condition_number():
    assert {float(theory.stability_limit(ravine(k).eigenvalues)) for k in (1, 20, 100, 1000)} == {1.0}


def test_at_the_best_rate_the_slower_direction_keeps_the_famous_fraction():
    for k in (2, 20, 500):
        assert theory.convergence_rate(ravine(k).eigenvalues) == pytest.approx((k - 1) / (k + 1))


def test_over_sixty_steps_another_rate_than_the_best_can_end_lower():
    best = theory.best_rate(ravine(100).eigenvalues)
    ends = [
        run(gradient_descent, ravine(100), steps=60, learning_rate=rate).loss[-1] for rate in (best, 0.95)
    ]
    assert ends[1] < 0.02 < ends[0]


def test_the_famous_zig_zag_is_almost_the_best_rate():
    assert theory.best_rate(ravine().eigenvalues) == pytest.approx(0.952, abs=5e-4)


def test_three_small_gradients_for_three_reasons():
    for ground in (saddle(), plateau(), two_valleys()):
        assert np.linalg.norm(run(gradient_descent, ground, steps=12, learning_rate=0.3).g[-1]) < 0.1


def test_on_the_ridge_of_the_saddle_it_stays_and_beside_it_it_leaves():
    on, beside = (
        run(gradient_descent, saddle(), steps=100, start=(2, y), learning_rate=0.3).w[-1] for y in (0, 0.001)
    )
    assert np.allclose(on, 0, atol=1e-9) and np.allclose(beside, (0, 1), atol=1e-6)


def test_with_many_weights_a_random_step_goes_sideways():
    steps = np.random.default_rng(1).normal(size=(4000, 1000))
    assert np.mean(np.abs(steps[:, 0]) / np.linalg.norm(steps, axis=1)) < 0.03


def test_at_a_small_rate_it_never_climbs_and_ends_in_the_valley_it_began_in():
    ground = two_valleys()
    starts = np.stack(np.meshgrid(*[np.linspace(*side, 31) for side in ground.window]))
    before = ground.loss(starts)
    ridge = -0.254102  # the middle root of w0**3 - 4 * w0 - 1
    for steps in (1, 5, 50, 200):
        end = sweep(gradient_descent, ground, steps=steps, start=starts, learning_rate=0.1)
        assert np.all(end.loss <= before + 1e-12)
        assert np.all((end.w[0] > ridge) == (starts[0] > ridge))
        before = end.loss


def test_the_turned_valley_without_its_root_has_doubled_curvatures_and_a_safe_rate_explodes():
    wrong = landscape_from(lambda x, y: (x + y) ** 2 / 20 + (x - y) ** 2)
    assert run(gradient_descent, wrong, steps=200, learning_rate=0.6).left is not None
    assert run(gradient_descent, ravine(rotation=45), steps=200, learning_rate=0.6).left is None
    slope = wrong.gradient(np.array([[1.0, 1.0], [1.0, -1.0]]).T)
    assert np.allclose(slope, np.array([[0.2, 0.2], [4.0, -4.0]]).T, atol=1e-6)


def test_ten_times_the_condition_number_takes_about_ten_times_as_many_steps_and_nothing_else_offered_does():
    def steps_needed(ground, start=None, rate=None):
        rate = theory.best_rate(ground.eigenvalues) if rate is None else rate
        path = run(gradient_descent, ground, steps=3000, start=start, learning_rate=rate)
        return int(np.argmax(path.loss < 1e-6))

    usual = steps_needed(ravine(20))
    assert 8 < steps_needed(ravine(200)) / usual < 12
    assert steps_needed(ravine(20), start=(-40, 20)) / usual < 1.5
    assert steps_needed(ravine(20, rotation=45)) / usual < 1.5
    assert steps_needed(ravine(20, steepest=4.0)) / usual < 1.5


def test_the_scenes_do_what_they_are_called():
    ends = {
        name: run(gradient_descent, ravine(), steps=60, **scene) for name, scene in lesson_01.SCENES.items()
    }
    assert ends["too small"].loss[-1] > 0.1
    assert np.all(np.diff(np.sign(ends["zig-zag"].w[:, 1])) != 0)
    assert ends["too big"].loss[-1] > ends["too big"].loss[0]
