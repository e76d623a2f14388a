"""Noise, first steps, memory and budgets: closed forms against what the loop really does."""

import functools
import itertools

import numpy as np
import pytest

from lessons_lib import rules, schedules
from lessons_lib.descent import descend, run
from lessons_lib.landscapes import parabola
from lessons_lib.rules import adam, gradient_descent, momentum, rmsprop
from lessons_lib.signatures import signature
from lessons_lib.theory import (
    adam_stability_limit,
    correction_multiplier,
    error_left,
    expected_loss,
    first_step,
    half_life,
    loss_floor,
    memory_length,
    noise_floor,
    stability_limit,
    sum_of_rates,
)

COUNT = 24
seeds = pytest.mark.parametrize("seed", range(COUNT))


def draw(seed):
    return np.random.default_rng(1951 + seed)


def walk(rule, gradient, start, steps, **settings):
    """Positions of the loop, start first."""
    start = np.atleast_1d(np.asarray(start, dtype=float))
    steps = itertools.islice(descend(rule, gradient, start, **settings), steps)
    return np.array([start, *(step["w"] for _, step in steps)])


# noise


@seeds
def test_the_noise_floor_is_what_single_shocks_add_up_to(seed):
    """Noise is a shock at every step; the walk is linear, so the squares of one shock's traces add up."""
    dice = draw(seed)
    curvature, beta, sigma = 10 ** dice.uniform(-1, 1), dice.uniform(0, 0.95), dice.uniform(0.1, 3)
    rate = dice.uniform(0.05, 0.95) * float(stability_limit([curvature], beta))

    def shock(w, t):
        return curvature * w + (sigma if t == 0 else 0.0)

    trace = walk(momentum, shock, 0.0, 2500, learning_rate=rate, beta=beta)
    assert np.sum(trace**2) == pytest.approx(float(noise_floor(rate, curvature, beta, sigma)), rel=1e-9)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_a_crowd_of_noisy_walks_settles_at_the_noise_floor(beta):
    noise, crowd = np.random.default_rng(7), 20_000

    def gradient(w, t):
        return 2.0 * w + 0.5 * noise.standard_normal(w.shape)

    ends = walk(momentum, gradient, np.zeros(crowd), 300, learning_rate=0.1, beta=beta)[-1]
    assert np.var(ends) == pytest.approx(float(noise_floor(0.1, 2.0, beta, 0.5)), rel=0.05)


def test_more_noise_steps_do_not_help_and_less_rate_does():
    assert noise_floor(0.1, 1.0) > noise_floor(0.05, 1.0) > 0
    assert noise_floor(0.0, 1.0) == 0
    assert noise_floor(2.0, 1.0) == noise_floor(np.array(5.0), 1.0) == np.inf
    assert noise_floor(1e-6, 1.0, 0.9) == pytest.approx(1e-6 / (2 * (1 - 0.9)), rel=1e-5)


def test_the_floor_of_the_loss_adds_up_half_of_curvature_times_variance():
    curvatures, rates = np.array([0.1, 2.0]), np.array([0.05, 0.5])
    by_hand = sum(0.5 * each * noise_floor(rates, each, 0.5, 0.3) for each in curvatures)
    assert loss_floor(rates, curvatures, 0.5, 0.3) == pytest.approx(by_hand)
    small = loss_floor(np.array([1e-4, 2e-4]), curvatures, sigma=0.5)
    assert small == pytest.approx(np.array([1e-4, 2e-4]) * 0.25 / 4 * 2, rel=1e-3)  # a quarter a direction
    assert loss_floor(1.0, curvatures) == np.inf


@seeds
def test_without_noise_the_expected_loss_is_that_of_the_walk(seed):
    dice = draw(seed)
    curvatures, errors, rates = 10 ** dice.uniform(-1, 1, 3), dice.normal(size=3), dice.uniform(0, 0.3, 20)
    path = walk(gradient_descent, lambda w, t: curvatures * w, errors, 20, learning_rate=lambda t: rates[t])
    assert expected_loss(rates, curvatures, errors, 0.0) == pytest.approx(0.5 * path**2 @ curvatures)


def test_the_expected_loss_is_the_mean_of_a_crowd_and_goes_to_the_floor():
    noise, crowd, rates = np.random.default_rng(3), 20_000, 0.4 * 0.97 ** np.arange(60)

    def gradient(w, t):
        return 2.0 * w + 0.5 * noise.standard_normal(w.shape)

    path = walk(gradient_descent, gradient, np.full(crowd, 3.0), 60, learning_rate=lambda t: rates[t])
    assert expected_loss(rates, [2.0], [3.0], 0.5) == pytest.approx((path**2).mean(axis=1), rel=0.05)
    settled = expected_loss(np.full(2000, 0.05), [0.1, 2.0], [-4.0, 2.0], 0.5)[-1]
    assert settled == pytest.approx(float(loss_floor(0.05, [0.1, 2.0], sigma=0.5)), rel=1e-6)


# first steps


@pytest.mark.parametrize("name", rules.__all__)
@seeds
def test_the_first_step_of_every_rule_is_as_long_as_said(name, seed):
    dice, rule = draw(seed), getattr(rules, name)
    g = 10 ** dice.uniform(-6, 3, size=3) * dice.choice([-1, 1], size=3)
    settings = {key: float(dice.uniform(0.1, 0.95)) for key in signature(rule).hyperparameters}
    if "epsilon" in settings:
        settings["epsilon"] = float(10 ** dice.uniform(-10, 0))
    memory = dict(cache=float(dice.uniform(0, 2))) if "cache" in signature(rule).memory else {}
    (start, end) = walk(rule, lambda w, t: g, np.zeros(3), 1, **settings, **memory)
    np.testing.assert_allclose(np.abs(end - start), first_step(name, g, **settings, **memory), rtol=1e-9)
    np.testing.assert_array_equal(np.sign(start - end), np.sign(g))


def test_the_first_steps_that_the_lessons_print():
    sizes = [first_step("rmsprop", 7.0, learning_rate=1.0, decay=d, epsilon=0.0) for d in (0.9, 0.99, 0.999)]
    np.testing.assert_allclose(sizes, [3.16, 10.0, 31.6], rtol=2e-3)
    plain = dict(learning_rate=0.1, decay=0.9, epsilon=1e-10)
    assert first_step("rmsprop", 0.01, cache=1.0, **plain) == pytest.approx(
        0.1 * 0.01 / np.sqrt(0.9), rel=1e-4
    )
    settings = dict(learning_rate=0.1, beta1=0.9, beta2=0.999, epsilon=0.0)
    assert first_step("adam", 1e-9, **settings) == first_step("adam", 1e9, **settings) == 0.1


def test_where_there_is_no_slope_nothing_moves():
    assert first_step("adagrad", 0.0, learning_rate=0.1, epsilon=0.0) == 0.0
    both = first_step("adam", [0.0, 1.0], learning_rate=0.1, beta1=0.9, beta2=0.999, epsilon=0.0)
    np.testing.assert_array_equal(both, [0.0, 0.1])


# averages


@seeds
def test_after_a_half_life_half_is_left(seed):
    decay = 1 - 10 ** draw(seed).uniform(-3, -0.1)
    steps = float(half_life(decay))
    assert schedules.exponential_decay(0.8, decay=decay)(steps) == pytest.approx(0.4)
    whole = int(np.ceil(steps))
    velocity = walk(momentum, lambda w, t: 0.0 * w, 0.0, whole + 1, beta=decay, velocity=1.0)
    moves = np.diff(velocity, axis=0)[:, 0] / decay  # the k-th move is decay ** (k - 1) of the first
    assert moves[whole] <= 0.5 * (1 + 1e-9) and (whole == 1 or moves[whole - 1] > 0.5 * (1 - 1e-9))


@seeds
def test_under_a_constant_slope_the_velocity_ends_at_a_memory_of_single_steps(seed):
    dice = draw(seed)
    beta, rate, slope = 1 - 10 ** dice.uniform(-2, -0.1), dice.uniform(0.01, 1), dice.uniform(-3, 3)
    path = walk(momentum, lambda w, t: np.full_like(w, slope), 0.0, 4000, learning_rate=rate, beta=beta)
    assert path[-1, 0] - path[-2, 0] == pytest.approx(-rate * slope * float(memory_length(beta)), rel=1e-6)


@seeds
def test_what_is_older_than_the_memory_weighs_a_third(seed):
    decay = 1 - 10 ** draw(seed).uniform(-2.5, -1.5)
    old = int(round(float(memory_length(decay))))
    gradients = np.concatenate([np.ones(5_000), np.zeros(old)])
    steps = descend(rmsprop, lambda w, t: np.full_like(w, gradients[t]), np.zeros(1), decay=decay)
    cache = next(itertools.islice(steps, len(gradients) - 1, None))[1]["cache"]
    assert cache[0] == pytest.approx(np.exp(-1), rel=0.05)


def adam_uncorrected(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return dict(w=w - learning_rate * m / np.sqrt(v), m=m, v=v)


@seeds
def test_the_correction_multiplies_every_step_of_adam_by_its_multiplier(seed):
    dice = draw(seed)
    betas = dict(beta1=float(dice.uniform(0, 0.99)), beta2=float(1 - 10 ** dice.uniform(-4, -0.3)))
    slopes = dice.normal(size=(200, 3))
    corrected = walk(adam, lambda w, t: slopes[t], np.zeros(3), 200, **betas, epsilon=0.0)
    plain = walk(adam_uncorrected, lambda w, t: slopes[t], np.zeros(3), 200, **betas)
    factors = correction_multiplier(np.arange(1, 201), **betas)[:, None]
    np.testing.assert_allclose(np.diff(corrected, axis=0), factors * np.diff(plain, axis=0), atol=1e-12)


def test_the_multiplier_that_the_lesson_on_adam_prints():
    multiplier = correction_multiplier(np.arange(1, 3000))
    assert multiplier[0] == pytest.approx(0.316, abs=5e-4)
    assert (np.argmin(multiplier) + 1, round(float(multiplier.min()), 3)) == (12, 0.152)
    assert np.argmax(multiplier > 0.95) + 1 == 2327
    uncorrected = walk(adam_uncorrected, lambda w, t: np.ones(1), 0.0, 400, learning_rate=1.0)
    moves = -np.diff(uncorrected[:, 0])
    assert moves[0] == pytest.approx(3.16, abs=5e-3)
    assert moves.max() == pytest.approx(6.57, abs=5e-3)


# Adam's edge


@seeds
def test_adam_converges_just_below_its_preconditioned_limit_and_grows_just_above(seed):
    """A huge epsilon holds the preconditioner still: then curvature / epsilon is what the limit speaks of."""
    dice = draw(seed)
    beta1, curvature, rate = dice.uniform(0, 0.95), 10 ** dice.uniform(-1, 1), 10 ** dice.uniform(-3, 0)
    limit = float(adam_stability_limit(rate, beta1))

    def walked(share):
        epsilon = curvature / (share * limit)
        start = 1e-9 * epsilon / curvature  # so small that the gradient counts for nothing beside epsilon
        settings = dict(learning_rate=rate, beta1=beta1, epsilon=epsilon)
        path = walk(adam, lambda w, t: curvature * w, start, 1500, **settings)
        return np.abs(path) / start

    assert np.max(walked(0.98)[-20:]) < 1e-2
    assert np.max(walked(1.02)) > 1e2  # until the gradient counts again: then the preconditioner gives way


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.1])
def test_on_a_parabola_adam_has_all_but_arrived_and_spikes_once_it_crosses_the_limit(rate):
    path = run(adam, parabola(), steps=3000, start=(1.0,), learning_rate=rate, beta2=0.99)
    steepness = path["rate"][1:, 0] / rate  # one over the root of v; the curvature is 1
    across = int(np.argmax(steepness > float(adam_stability_limit(rate))))
    sizes = np.abs(path.w[:, 0])
    assert across > 500
    assert sizes[across - 50 : across].max() < 1e-15
    assert sizes[across : across + 300].max() > 1e-3


# budgets


def form_and_settings(dice):
    rate = float(dice.uniform(0.01, 1))
    over, last = int(dice.integers(1, 200)), float(dice.choice([0.0, dice.uniform(0, 1)]))
    return rate, {
        "constant": {},
        "step_decay": dict(factor=float(dice.uniform(0.1, 0.95)), every=int(dice.integers(1, 30))),
        "exponential_decay": dict(decay=float(dice.uniform(0.1, 0.99))),
        "polynomial": dict(over=over, power=1.0, last=last),
        "cosine": dict(over=over, last=last),
    }


@seeds
def test_the_sum_of_rates_is_the_way_walked_down_a_slope_of_one(seed):
    dice = draw(seed)
    rate, forms = form_and_settings(dice)
    steps = int(dice.integers(0, 300))
    for form, settings in forms.items():
        schedule = getattr(schedules, form)(rate, **settings)
        way = walk(gradient_descent, lambda w, t: np.ones_like(w), 0.0, steps, learning_rate=schedule)
        assert -way[-1, 0] == pytest.approx(
            sum_of_rates(form, rate, steps=steps, **settings), rel=1e-9, abs=1e-15
        )


@seeds
def test_all_the_rates_together_are_the_limit_of_long_sums(seed):
    rate, forms = form_and_settings(draw(seed))
    for form, settings in forms.items():
        for_ever = sum_of_rates(form, rate, **settings)
        many = getattr(schedules, form)(rate, **settings)(np.arange(20_000)).sum()
        endless = form == "constant" or settings.get("last", 0.0) > 0
        assert for_ever == np.inf if endless else for_ever == pytest.approx(many)
    assert sum_of_rates("inverse_time", rate, half_at=20.0) == np.inf
    assert sum_of_rates("inverse_time", 0.0, half_at=20.0) == 0


@seeds
def test_what_is_left_of_the_error_lies_between_the_bounds_of_the_budget(seed):
    dice = draw(seed)
    curvature = float(dice.uniform(0.1, 3))
    rate, decay = float(dice.uniform(0.01, 1 / curvature)), float(dice.uniform(0.5, 0.99))
    schedule = schedules.exponential_decay(rate, decay=decay)
    path = run(gradient_descent, parabola(curvature), steps=2000, start=(1.0,), learning_rate=schedule)
    left = error_left(curvature, schedule(np.arange(2000)))
    np.testing.assert_allclose(path.w[:, 0], left, rtol=1e-10)
    reach = curvature * sum_of_rates("exponential_decay", rate, decay=decay)
    assert 1 - reach - 1e-12 <= left[-1] <= np.exp(-reach) * (1 + 1e-12)


def test_the_schedule_that_stops_short():
    """0.1 * exp(-0.1 t) on a quiet bowl: the rates sum to 1.05, so a third of the way is never walked."""
    decay = float(np.exp(-0.1))
    assert sum_of_rates("exponential_decay", 0.1, decay=decay) == pytest.approx(1.0508, abs=1e-4)
    schedule = functools.partial(schedules.exponential_decay, decay=decay)(0.1)
    path = run(gradient_descent, parabola(), steps=5000, start=(1.0,), learning_rate=schedule)
    assert 0.3 < path.w[-1, 0] < 0.36
