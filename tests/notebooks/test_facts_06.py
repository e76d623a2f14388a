"""What lesson 06 says in its prose, held to what the loop does."""

from __future__ import annotations

import numpy as np
import pytest

from lessons_lib import dialects, theory
from lessons_lib.counterexamples import nine_and_one, wall
from lessons_lib.descent import run, sweep
from lessons_lib.formula import formula
from lessons_lib.landscapes import parabola, ravine
from lessons_lib.rules import adagrad, gradient_descent, rmsprop
from lessons_lib.schedules import exponential_decay


def test_adagrad_is_slow_on_the_slope_for_the_wall_behind_it():
    path = run(adagrad, wall(), steps=100, learning_rate=0.2)
    assert 25 < path.g[0, 0] / path.g[-1, 0] < 30  # nearly thirty times gentler
    assert np.all(np.diff(path["rate"][1:, 0]) < 0)
    assert (path.w[-1, 0] - path.w[0, 0]) / (4 - path.w[0, 0]) < 1 / 5


def test_in_the_first_panel_a_long_memory_creeps_and_a_short_one_runs():
    ends = [
        run(rmsprop, wall(), steps=100, learning_rate=0.2, decay=decay, cache=10).w[-1, 0]
        for decay in (0.999, 0.9, 0.5)
    ]
    assert ends[0] < -1 < 3 < ends[1] < 4.2 and 3.8 < ends[2] < 4.2


@pytest.mark.parametrize("decay", [0.9, 0.99, 0.999, 0.9999])
def test_after_one_memory_about_a_third_is_left_and_after_five_less_than_a_hundredth(decay):
    length = theory.memory_length(decay)
    assert length == pytest.approx(1 / (1 - decay)) and 0.34 < decay**length < 0.37
    assert decay ** (5 * length) < 0.01


def test_with_decay_zero_a_step_is_the_learning_rate_times_the_sign():
    path = run(rmsprop, ravine(), steps=20, learning_rate=0.1, decay=0.0)
    assert np.allclose(np.diff(path.w, axis=0), -0.1 * np.sign(path.g), atol=1e-6)


def test_on_an_even_slope_a_step_comes_to_one_learning_rate():
    for slope in (0.01, 1.0, 300.0):
        path = run(rmsprop, formula(f"{slope} * x"), steps=200, learning_rate=0.001)
        assert np.diff(path.w[:, 0])[-1] == pytest.approx(-0.001, rel=1e-3)


def test_signs_alone_take_eight_steps_too_many_and_a_memory_lets_them_cancel():
    drift = {}
    for decay in (0.0, 0.9, 0.99):
        path = run(rmsprop, nine_and_one(), steps=1000, learning_rate=0.01, decay=decay)
        drift[decay] = abs(path.w[1000, 0] - path.w[900, 0]) / 10 / 0.01
    assert drift[0.0] == pytest.approx(8, abs=0.01)
    assert drift[0.9] < 1 and drift[0.99] < drift[0.9] / 9


def test_the_ledger_is_what_one_step_does_and_both_move_by_two_rates():
    path = run(rmsprop, ravine(), steps=1, learning_rate=0.1, decay=0.75, epsilon=0.0)
    assert np.allclose(path.g[0], (-0.4, 4)) and np.allclose(path["cache"][1], (0.04, 4))
    assert np.allclose(path["rate"][1], (0.5, 0.05)) and np.allclose(path.w[1], (-3.8, 1.8))


@pytest.mark.parametrize(("decay", "rates"), [(0.9, 3.16), (0.99, 10), (0.999, 31.6), (0.75, 2)])
def test_from_zero_the_first_step_is_so_many_rates_whatever_the_slope(decay, rates):
    assert 1 / np.sqrt(1 - decay) == pytest.approx(rates, rel=1e-3)
    for slope in (0.3, 4.0, 1000.0):
        path = run(rmsprop, formula(f"{slope} * x"), steps=1, learning_rate=1e-3, decay=decay, epsilon=0.0)
        assert (path.w[0, 0] - path.w[1, 0]) / 1e-3 == pytest.approx(rates, rel=1e-3)


@pytest.mark.parametrize("decay", [0.9, 0.99, 0.999])
def test_no_step_is_longer_than_the_first_can_be(decay):
    path = run(rmsprop, ravine(), steps=2000, learning_rate=0.1, decay=decay)
    assert np.abs(np.diff(path.w, axis=0)).max() <= 0.1 / np.sqrt(1 - decay) + 1e-9


def test_from_one_it_begins_nearly_as_plain_descent_and_the_more_so_the_longer_the_memory():
    plain = run(gradient_descent, ravine(), steps=1, learning_rate=0.05).w[1]
    off = [
        np.abs(run(dialects.tf1.rmsprop, ravine(), steps=1, learning_rate=0.05, decay=d).w[1] - plain).max()
        for d in (0.9, 0.99, 0.999, 0.9999)
    ]
    assert np.all(np.diff(off) < 0) and off[-1] < 1e-3


def test_a_first_cache_fades_by_decay_and_the_two_starts_agree():
    paths = [
        run(rmsprop, formula("1.0 * x"), steps=1500, learning_rate=0.001, decay=0.99, cache=c) for c in (0, 1)
    ]
    difference = paths[1]["cache"][:, 0] - paths[0]["cache"][:, 0]
    assert np.allclose(difference, 0.99 ** np.arange(1501))
    assert paths[0]["rate"][500, 0] == pytest.approx(paths[1]["rate"][500, 0], rel=0.005)


def test_where_slopes_are_tiny_a_cache_from_one_is_felt_for_longer():
    zero, one = (
        run(rmsprop, formula("0.01 * x"), steps=1500, learning_rate=0.001, decay=0.99, cache=c)["rate"][:, 0]
        for c in (0, 1)
    )
    assert zero[500] / one[500] > 8 and zero[1500] / one[1500] < 1.01


def test_from_one_euros_and_cents_are_not_the_same():
    euros, cents = (
        run(rmsprop, ravine(steepest=x), steps=5, learning_rate=0.1, cache=1.0).w for x in (2.0, 200.0)
    )
    assert np.abs(euros - cents).max() > 0.1


@pytest.mark.parametrize("start", [(-4.0,), (3.3,), (0.7,), (-0.02,)])
@pytest.mark.parametrize("rate", [0.03, 0.1, 0.3])
@pytest.mark.parametrize("curvature", [0.1, 1.0, 10.0, 100.0])
def test_on_a_bowl_it_ends_half_a_rate_to_either_side_whatever_the_curvature(start, rate, curvature):
    last = run(rmsprop, parabola(curvature), steps=1500, start=start, learning_rate=rate).w[-2:, 0]
    assert np.allclose(np.sort(last), [-rate / 2, rate / 2], rtol=0.005)


def test_the_two_cycle_is_a_cycle_when_the_cache_is_its_squared_slope():
    rate, curvature = 0.1, 7.0
    w = np.array([rate / 2])
    step = rmsprop(w, curvature * w, 1, cache=(curvature * w) ** 2, learning_rate=rate, epsilon=0.0)
    assert np.allclose(step["w"], -w) and np.allclose(step["cache"], (curvature * w) ** 2)


def test_a_longer_memory_puts_the_end_off_and_does_not_change_it():
    late = np.abs(run(rmsprop, parabola(), steps=3000, learning_rate=0.1, decay=0.99).w[:, 0])
    assert late[100] < 1e-8 and late[1000] < 1e-9
    assert late[3000] == pytest.approx(0.05, rel=0.01)


@pytest.mark.parametrize(
    ("share", "rests"), [(0.5, False), (0.9, False), (1.0, True), (1.1, True), (2.0, True)]
)
def test_an_epsilon_of_the_squared_slope_of_the_cycle_brings_it_to_rest(share, rests):
    for rate, curvature in ((0.1, 1.0), (0.03, 20.0)):
        epsilon = share * (rate * curvature / 2) ** 2
        path = run(rmsprop, parabola(curvature), steps=4000, learning_rate=rate, epsilon=epsilon)
        left = abs(path.w[-1, 0]) / (rate / 2)
        assert left == pytest.approx(np.sqrt(max(1 - share, 0)), abs=0.03)


def test_the_second_line_of_the_table_is_short_by_epsilon():
    path = run(rmsprop, parabola(0.1), steps=1500, learning_rate=0.01)
    assert abs(path.w[-1, 0]) / 0.01 == pytest.approx(np.sqrt(0.25 - 1e-8 / (0.1 * 0.01) ** 2), rel=1e-3)
    without = run(rmsprop, parabola(0.1), steps=1500, learning_rate=0.01, epsilon=0.0)
    assert abs(without.w[-1, 0]) / 0.01 == pytest.approx(0.5, rel=1e-3)


def test_a_tiny_epsilon_is_not_felt_by_slopes_near_one_and_is_by_tiny_ones():
    def end(curvature, epsilon):
        return run(rmsprop, parabola(curvature), steps=100, learning_rate=0.05, epsilon=epsilon).w[-1, 0]

    assert len({round(float(end(1.0, epsilon)), 3) for epsilon in (1e-10, 1e-9, 1e-8, 1e-6)}) == 1
    tiny = [end(1e-4, epsilon) for epsilon in (1e-10, 1e-9, 1e-8, 1e-6)]
    assert np.all(np.diff(tiny) < 0) and tiny[3] < -2 < -0.3 < tiny[2] < -0.2


def test_far_below_the_cut_off_the_rule_is_plain_descent_at_another_rate():
    small = run(rmsprop, parabola(1e-6), steps=50, learning_rate=0.05, epsilon=1e-2)
    plain = run(gradient_descent, parabola(1e-6), steps=50, learning_rate=0.05 / 0.1)
    assert np.allclose(small.w, plain.w, rtol=1e-9)


@pytest.mark.parametrize("epsilon", [1e-10, 1e-8, 1e-4])
def test_inside_and_outside_cut_off_alike_when_the_inside_one_is_the_square(epsilon):
    root = np.sqrt(epsilon)
    for g, near in ((root / 1000, 0.001), (1000 * root, 0.001), (root, 0.5)):
        inside, outside = g / np.sqrt(g**2 + epsilon), g / (g + root)
        assert inside == pytest.approx(outside, rel=near)
    g = root / 1000
    assert g / (g + epsilon) > 10 * g / np.sqrt(g**2 + epsilon)  # the same number outside cuts far lower


def test_with_equal_numbers_three_frameworks_walk_together_and_a_large_epsilon_parts_pytorch():
    def walks(epsilon):
        homes = (dialects.torch, dialects.keras, dialects.optax, dialects.tf1)
        same = dict(learning_rate=0.05, decay=0.9, epsilon=epsilon)
        return [run(home.rmsprop, ravine(), **dialects.translate(home.rmsprop, **same)) for home in homes]

    torch, keras, optax, tf1 = walks(1e-8)
    assert dialects.parting(torch, keras).step is None and dialects.parting(keras, optax).step is None
    assert dialects.parting(keras, tf1).step == 1 and tf1.loss[-1] > keras.loss[-1]
    torch, keras, optax, tf1 = walks(0.1)
    assert dialects.parting(keras, optax).step is None and dialects.parting(torch, keras).step == 1


def test_the_rates_of_the_exercise_add_up_to_two_and_those_of_the_solution_to_six():
    for rate, total in ((0.1, 2), (0.3, 6)):
        assert exponential_decay(rate, decay=0.95)(np.arange(200)).sum() == pytest.approx(total, rel=1e-3)


def test_with_swapped_shares_and_epsilon_on_the_weights_it_still_walks_downhill():
    def swapped(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
        cache = (1 - decay) * cache + decay * g**2
        return dict(w=w - learning_rate * g / np.sqrt(cache) + epsilon, cache=cache)

    ends = sweep(swapped, ravine(), steps=300, learning_rate=np.array([0.01, 0.03, 0.1]))
    assert np.all(ends.loss < 1.0)
