"""What lesson 04 says in its prose, held to what the loop does."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from reading import NOTEBOOKS, code_cells

from lessons_lib import schedules, theory
from lessons_lib.descent import run, sweep
from lessons_lib.landscapes import beale, parabola, plateau, ravine
from lessons_lib.models import DigitsNetwork
from lessons_lib.noise import noisy
from lessons_lib.rules import gradient_descent, momentum
from lessons_lib.schedules import decay as falling

LESSON = next(path for path in NOTEBOOKS if path.name.startswith("04"))
GROUND = noisy(ravine(condition=20), sigma=0.5)
STEPS = np.arange(300)


def averaged(rates, sigma=0.5):
    return theory.expected_loss(rates, ravine().eigenvalues, (-4, 2), sigma)[-1]


def test_the_schedule_that_is_taught_is_that_of_the_library():
    cell = next(cell for cell in code_cells(LESSON) if "def exponential_decay" in cell.source)
    taught = cell.source.strip().splitlines()[-1].removeprefix("    return ")
    assert taught == "lambda t: learning_rate * decay**t"
    assert taught in inspect.getsource(falling.exponential_decay)
    default = inspect.signature(schedules.exponential_decay).parameters["decay"].default
    assert f"decay={default}" in cell.source


def test_momentum_raises_the_floor_about_tenfold_at_the_same_rate():
    floors = [theory.loss_floor(0.05, ravine().eigenvalues, beta, sigma=0.5) for beta in (0.0, 0.9)]
    assert 9.5 < floors[1] / floors[0] < 10.5
    for beta, floor in zip((0.0, 0.9), floors, strict=True):
        crowd = sweep(momentum, GROUND, steps=300, start=np.zeros((2, 500)), learning_rate=0.05, beta=beta)
        assert crowd.loss.mean() == pytest.approx(floor, rel=0.1)


def test_raising_a_rate_by_hand_is_right_on_quiet_ground():
    slow, raised = (
        run(gradient_descent, ravine(), steps=150, learning_rate=r)
        for r in (0.05, lambda t: 0.05 if t < 50 else 0.5)
    )
    assert raised.loss[-1] < slow.loss[-1] / 1000


def test_schedules_are_pure_and_answer_for_many_steps_at_once():
    pencil = 0.5 * 0.5 ** np.arange(1000)
    assert theory.error_left(1.0, pencil)[-1] < np.exp(-1) == pytest.approx(np.exp(-pencil.sum()))
    halving = schedules.exponential_decay(0.5, decay=0.5)
    assert [float(halving(t)) for t in (2, 0, 2, 5)] == [0.125, 0.5, 0.125, 0.015625]
    np.testing.assert_array_equal(halving(np.arange(6)), [halving(t) for t in range(6)])


def test_after_a_cut_the_loss_sinks_to_the_new_floor_over_some_tens_of_steps():
    rates = np.where(STEPS < 150, 0.5, 0.05)
    loss = theory.expected_loss(rates, [1.0], [-4.0], 0.5)
    floors = theory.loss_floor(np.array([0.5, 0.05]), [1.0], sigma=0.5)
    assert floors.round(4).tolist() == [0.0417, 0.0032] and floors[1] < floors[0] / 10
    assert loss[150] == pytest.approx(floors[0]) and loss[300] == pytest.approx(floors[1], rel=1e-3)
    assert loss[152] > 0.8 * floors[0] and loss[180] < floors[0] / 5
    delay = 1 / (2 * 0.05 * 1.0)  # after it, 1/e of the excess is left
    left = (loss[150 + int(delay)] - floors[1]) / (floors[0] - floors[1])
    assert delay == 10 and left == pytest.approx(np.exp(-1), abs=0.02)


def test_the_walk_with_one_cut_shows_what_is_said_of_the_average():
    ground, rate = noisy(parabola(), 0.5, seed=20), lambda t: np.where(t < 150, 0.5, 0.05)
    loss = run(gradient_descent, ground, steps=300, learning_rate=rate).loss
    before, at_once, after = loss[20:150].mean(), loss[150:160].mean(), loss[190:].mean()
    assert before == pytest.approx(0.042, rel=0.15) and after == pytest.approx(0.0032, rel=0.25)
    assert at_once > before / 2


def test_the_averages_over_all_noise_are_those_of_a_crowd():
    for schedule in (schedules.step_decay(0.5, every=60), schedules.cosine(0.5, over=300)):
        starts = np.multiply.outer((-4.0, 2.0), np.ones(2000))
        crowd = sweep(gradient_descent, GROUND, steps=300, start=starts, learning_rate=schedule)
        assert crowd.loss.mean() == pytest.approx(averaged(schedule(STEPS)), rel=0.1)


def test_the_schedules_shown_end_at_about_half_of_the_best_constant_rate():
    best = min(averaged(np.full(300, rate)) for rate in np.linspace(0.08, 0.12, 21))
    assert 0.015 < best and averaged(np.full(300, 0.1)) < 1.01 * best
    for made in (
        schedules.step_decay(0.5, every=60),
        schedules.exponential_decay(0.5, decay=0.985),
        schedules.inverse_time(0.5, half_at=20),
        schedules.cosine(0.5, over=300),
    ):
        assert 0.4 < averaged(made(STEPS)) / best < 0.6


def test_the_half_life_of_nine_tenths_and_what_is_left_after_ten_steps():
    assert theory.half_life(0.9) == pytest.approx(6.58, abs=0.005)
    assert 0.9**10 == pytest.approx(1 / 3, abs=0.02)


def test_a_warm_up_passes_the_steep_part_where_the_same_rate_is_thrown_out():
    steep, warm = dict(start=(1, 1.8)), schedules.linear_warmup(0.04, over=20)
    thrown = run(gradient_descent, beale(), learning_rate=0.04, steps=200, **steep)
    assert thrown.left == 2 and not np.all(np.abs(thrown.w[1]) < beale().window[1][1])
    rates = (0.015, 0.017, 0.019)
    stays = [run(gradient_descent, beale(), steps=200, learning_rate=r, **steep).loss[-1] for r in rates]
    assert run(gradient_descent, beale(), steps=200, learning_rate=0.02, **steep).left is not None
    assert run(gradient_descent, beale(), steps=200, learning_rate=warm, **steep).loss[-1] < min(stays) / 10


def test_the_rate_after_the_warm_up_is_below_the_limit_at_the_star():
    def limit(*w):
        moved = np.array(w)[:, None] + 1e-5 * np.hstack([np.eye(2), -np.eye(2)])
        slopes = np.array([beale().gradient(point) for point in moved.T])
        return 2 / np.linalg.eigvalsh((slopes[:2] - slopes[2:]) / 2e-5).max()

    assert (limit(1, 1.8), limit(3, 0.5)) == pytest.approx((0.0035, 0.041), rel=0.02)
    warm = schedules.linear_warmup(0.04, over=20)
    settled = run(gradient_descent, beale(), steps=3000, start=(1, 1.8), learning_rate=warm)
    assert settled.loss[-1] < 1e-20


def trained(rate, seed):
    model = DigitsNetwork(hidden=16, batch_size=8, seed=seed)
    return run(gradient_descent, model, steps=300, every=300, learning_rate=rate).loss[-1]


def mean(rate):
    return np.mean([trained(rate, seed) for seed in range(4)])


def test_on_the_digits_a_cosine_wins_at_a_large_rate_and_loses_at_a_small_one():
    stays = {rate: mean(rate) for rate in (0.3, 0.5, 1.0)}
    waves = {rate: mean(schedules.cosine(rate, over=300)) for rate in (0.3, 0.5, 1.0)}
    assert waves[1.0] < 0.75 * stays[1.0] and waves[0.3] > 1.2 * stays[0.3]
    assert 0.75 < min(waves.values()) / min(stays.values()) < 0.97
    assert stays[1.0] > 1.3 * stays[0.5] and waves[1.0] < waves[0.5]  # it can use twice the rate


def test_a_finite_budget_stops_the_walk_short():
    fading = run(
        gradient_descent, parabola(), steps=5000, start=[4.0], learning_rate=lambda t: 0.1 * np.exp(-0.1 * t)
    )
    assert fading.w[-1, 0] == pytest.approx(1.359, abs=1e-3)
    assert np.abs(np.diff(fading.w[-2000:, 0])).max() == 0  # it has not moved for long
    spent = theory.sum_of_rates("exponential_decay", 0.1, decay=np.exp(-0.1))
    assert spent == pytest.approx(1.051, abs=5e-4) and np.exp(-spent) == pytest.approx(0.35, abs=5e-4)
    assert fading.w[-1, 0] / 4 < np.exp(-spent)


def test_the_steepest_slope_of_the_plateau_bounds_how_far_a_budget_can_go():
    places = np.stack([np.linspace(0, 6, 2001), np.zeros(2001)])
    steepest = np.abs(plateau().gradient(places)[0]).max()
    assert steepest == pytest.approx(np.exp(-0.5), abs=1e-4) and round(steepest, 3) == 0.607
    spent = theory.sum_of_rates("exponential_decay", 0.25, decay=0.95)
    assert spent * steepest < np.hypot(*plateau().start)
    path = run(gradient_descent, plateau(), steps=2000, learning_rate=schedules.exponential_decay(0.25))
    assert np.linalg.norm(path.w[-1] - path.start) < spent * steepest


def test_below_the_line_of_budget_ten_the_map_is_light_and_between_the_two_ends_it_is_dark():
    def ends(first, half):
        return averaged(first * 0.5 ** (STEPS / half))

    def on_line(first, budget):  # the half-life at which the rates sum to a budget
        return np.log(0.5) / np.log(1 - first / budget)

    for first in (0.1, 0.3, 0.9):
        assert ends(first, on_line(first, 10)) > 0.08
        assert ends(first, on_line(first, 30)) < 0.03
    assert ends(0.95, 2000) > 0.3 > 20 * ends(0.5, 50)


def test_the_table_of_sums_is_right():
    assert theory.sum_of_rates("constant", 0.1) == theory.sum_of_rates("inverse_time", 0.1) == np.inf
    assert theory.sum_of_rates("exponential_decay", 0.1, decay=0.9) == pytest.approx(1)
    rates = schedules.inverse_time(0.1, half_at=1)(np.arange(10**6))
    assert np.sum(rates**2) < 0.01 * np.pi**2 / 6


def test_inverse_time_fits_the_condition_and_may_be_as_slow_as_you_like():
    rates = schedules.inverse_time(0.05, half_at=1)(np.arange(10**6))
    assert theory.error_left(0.1, rates)[-1] == pytest.approx(0.93, abs=0.005)


def watching(patience, steps=100):
    schedule = schedules.reduce_on_plateau(0.3, patience=patience, relative=0.01)
    return run(gradient_descent, plateau(), steps=steps, learning_rate=schedule)


def test_an_impatient_schedule_freezes_on_the_plateau_that_a_patient_one_leaves():
    constant = run(gradient_descent, plateau(), steps=100, learning_rate=0.3)
    frozen, patient = watching(10), watching(40)
    assert constant.loss[-1] < 1e-8 and patient.loss[-1] < 1e-8 and frozen.loss[-1] > 0.99
    assert watching(10, steps=5000).loss[-1] > 0.99
    assert np.argmax(frozen.setting("learning_rate") < 0.3) == 10


def test_a_cut_can_only_be_slower_where_the_ground_is_flat():
    ends = [
        run(gradient_descent, plateau(), steps=50, learning_rate=rate).loss[-1] for rate in (0.03, 0.3, 1.0)
    ]
    assert ends[0] > ends[1] > ends[2]


def test_an_absolute_threshold_cuts_while_the_loss_still_falls_by_six_percent_a_step():
    relative = schedules.reduce_on_plateau(0.3, patience=11, relative=1e-4)
    absolute = schedules.reduce_on_plateau(0.3, patience=10, relative=0.0, absolute=1e-4)
    one, other = (run(gradient_descent, ravine(), steps=300, learning_rate=r) for r in (relative, absolute))
    assert np.all(one.setting("learning_rate") == 0.3)
    assert np.argmax(other.setting("learning_rate") < 0.3) == 147
    assert 1 - other.loss[147] / other.loss[146] == pytest.approx(0.06, abs=0.003)


# What the table of the frameworks says, by our schedules; those are held to recordings in tests/oracle.


def test_patience_ten_is_eleven_bad_losses_in_pytorch():
    flat = np.ones(40)
    cuts = [
        np.argmax(schedules.reduce_on_plateau(1.0, patience=p)(np.arange(40), losses=flat) < 1)
        for p in (10, 11)
    ]
    assert cuts == [10, 11]


def test_what_stands_at_a_third_and_where_a_boundary_acts():
    assert float(schedules.linear_warmup(0.9, over=5, first=1 / 3)(0)) == pytest.approx(0.3)
    assert schedules.multi_step(1.0, at=(3,), factor=0.5)(np.arange(5)).tolist() == [1, 1, 1, 0.5, 0.5]
