"""Closed forms against what the loop really does."""

import numpy as np
import pytest

from lessons_lib.descent import run
from lessons_lib.landscapes import parabola, ravine
from lessons_lib.rules import gradient_descent
from lessons_lib.theory import (
    best_rate,
    closed_form,
    convergence_rate,
    limits,
    shrink_factors,
    stability_limit,
)

noise = np.random.default_rng(1847)
SETTINGS = [
    (float(10 ** noise.uniform(0.2, 2)), float(noise.uniform(-90, 90)), float(10 ** noise.uniform(-1, 1)))
    for _ in range(24)
]
settings = pytest.mark.parametrize(("condition", "rotation", "steepest"), SETTINGS)


def size(path):
    """Distance from the minimum, step by step."""
    return np.linalg.norm(path.w, axis=1)


@settings
def test_just_below_the_limit_it_converges_and_just_above_it_diverges(condition, rotation, steepest):
    problem = ravine(condition, rotation, steepest)
    limit = float(stability_limit(problem.eigenvalues))
    assert limit == pytest.approx(2 / steepest)
    below = run(gradient_descent, problem, steps=2500, learning_rate=0.99 * limit)
    above = run(gradient_descent, problem, steps=700, learning_rate=1.01 * limit)
    assert below.left is None
    assert size(below)[-1] < 1e-10
    assert above.left is not None


@settings
def test_the_best_rate_beats_its_neighbours(condition, rotation, steepest):
    problem = ravine(condition, rotation, steepest)
    best = float(best_rate(problem.eigenvalues))
    steps = min(int(300 / -np.log(convergence_rate(problem.eigenvalues))), 1500)
    left_over = []
    for share in (0.97, 1.0, 1.03):
        distances = size(run(gradient_descent, problem, steps=steps, learning_rate=share * best))
        left_over.append(distances[-1] / distances[-2])
    assert left_over[1] < left_over[0]
    assert left_over[1] < left_over[2]


@settings
def test_in_the_long_run_the_error_shrinks_by_the_convergence_rate(condition, rotation, steepest):
    problem = ravine(condition, rotation, steepest)
    for share in (0.3, 0.7):
        rate = share * float(stability_limit(problem.eigenvalues))
        predicted = float(convergence_rate(problem.eigenvalues, rate))
        steps = int(np.clip(300 / -np.log(max(predicted, 1e-9)), 2, 1500))
        distances = size(run(gradient_descent, problem, steps=steps, learning_rate=rate))
        assert distances[-1] / distances[-2] == pytest.approx(predicted, rel=1e-6)


@settings
def test_the_closed_form_is_the_walk(condition, rotation, steepest):
    problem = ravine(condition, rotation, steepest)
    rate = 0.9 * float(stability_limit(problem.eigenvalues))
    path = run(gradient_descent, problem, steps=100, learning_rate=rate)
    predicted = closed_form(problem.eigenvalues, problem.directions, problem.start, rate, 100)
    np.testing.assert_allclose(path.w, predicted, rtol=0, atol=1e-10)
    np.testing.assert_allclose(path.w, predicted, rtol=1e-10, atol=1e-14)


@settings
def test_the_rate_at_best_depends_on_the_condition_number_alone(condition, rotation, steepest):
    eigenvalues = ravine(condition, rotation, steepest).eigenvalues
    assert convergence_rate(eigenvalues) == pytest.approx((condition - 1) / (condition + 1))
    flat, steep = shrink_factors(eigenvalues, best_rate(eigenvalues))
    assert flat == pytest.approx(-steep)


@pytest.mark.parametrize("rate", [0.1, 0.5, 1.2])
def test_a_parabola_shrinks_by_its_factor_at_every_step(rate):
    problem = parabola(1.5)
    path = run(gradient_descent, problem, steps=10, learning_rate=rate)
    np.testing.assert_allclose(path.w[1:] / path.w[:-1], shrink_factors(problem.eigenvalues, rate)[0])
    np.testing.assert_allclose(
        closed_form(problem.eigenvalues, problem.directions, problem.start, rate, 10), path.w, rtol=1e-12
    )


def test_many_rates_at_once_give_what_single_rates_give():
    eigenvalues, rates = ravine().eigenvalues, np.array([0.1, 0.7])  # as many rates as directions
    np.testing.assert_allclose(
        shrink_factors(eigenvalues, rates), np.stack([shrink_factors(eigenvalues, r) for r in rates], axis=1)
    )
    np.testing.assert_allclose(
        convergence_rate(eigenvalues, rates), [convergence_rate(eigenvalues, r) for r in rates]
    )


def test_a_grid_of_landscapes_gives_a_grid_of_predictions():
    conditions, rates = np.array([2.0, 50.0, 9.0]), np.array([[0.2], [0.9]])
    eigenvalues = ravine(conditions).eigenvalues
    assert stability_limit(eigenvalues).shape == best_rate(eigenvalues).shape == (3,)
    table = convergence_rate(eigenvalues, rates)
    assert table.shape == (2, 3)
    for i, k in np.ndindex(2, 3):
        alone = convergence_rate(ravine(float(conditions[k])).eigenvalues, float(rates[i, 0]))
        assert table[i, k] == pytest.approx(float(alone))


def test_limits_speak_of_what_theory_knows_and_of_nothing_else():
    eigenvalues = ravine().eigenvalues
    known = limits("gradient_descent", eigenvalues)
    assert known == {"learning_rate": {"best": pytest.approx(2 / 2.1), "limit": pytest.approx(1.0)}}
    assert limits("gradient_descent", None) == {}
    assert limits("adam", eigenvalues) == {}
