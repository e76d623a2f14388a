"""The heavy ball and Nesterov's momentum on quadratics: closed forms against what the loop really does."""

import numpy as np
import pytest

from lessons_lib.descent import run
from lessons_lib.landscapes import parabola, ravine
from lessons_lib.rules import momentum, nesterov
from lessons_lib.theory import (
    best_momentum,
    best_nesterov,
    best_rate,
    convergence_rate,
    limits,
    nesterov_convergence_rate,
    nesterov_stability_limit,
    predicted,
    stability_limit,
)

dice = np.random.default_rng(1964)
SETTINGS = [
    (float(10 ** dice.uniform(0.2, 2)), float(10 ** dice.uniform(-1, 1)), float(dice.uniform(0.05, 0.95)))
    for _ in range(24)
]
settings = pytest.mark.parametrize(("condition", "steepest", "beta"), SETTINGS)
both = pytest.mark.parametrize("rule", [momentum, nesterov])
LIMIT = {momentum: stability_limit, nesterov: nesterov_stability_limit}
RATE = {momentum: convergence_rate, nesterov: nesterov_convergence_rate}
PAIR = {momentum: best_momentum, nesterov: best_nesterov}


def measured(rule, eigenvalues, learning_rate, beta):
    """The long-run factor of the walk itself, from four places in a row along each direction.

    What a walk with momentum does next depends on two places: w[t+1] = a w[t] + b w[t-1]. Solve for a, b.
    """
    factors = []
    for curvature in eigenvalues:
        w = run(rule, parabola(float(curvature)), steps=4, learning_rate=learning_rate, beta=beta).w[1:, 0]
        a, b = np.linalg.solve([[w[1], w[0]], [w[2], w[1]]], w[2:])
        factors.append(np.max(np.abs(np.roots([1.0, -a, -b]))))
    return max(factors)


@both
@settings
def test_just_below_the_limit_it_converges_and_just_above_it_diverges(rule, condition, steepest, beta):
    problem = ravine(condition, steepest=steepest)
    limit = float(LIMIT[rule](problem.eigenvalues, beta))
    below = run(rule, problem, steps=2500, learning_rate=0.99 * limit, beta=beta)
    above = run(rule, problem, steps=2500, learning_rate=1.01 * limit, beta=beta)
    assert below.left is None
    assert np.linalg.norm(below.w[-1]) < 1e-10
    assert above.left is not None


@both
@settings
def test_in_the_long_run_the_error_shrinks_by_the_convergence_rate(rule, condition, steepest, beta):
    eigenvalues = ravine(condition, steepest=steepest).eigenvalues
    for share in (0.1, 0.45, 0.8):
        rate = share * float(LIMIT[rule](eigenvalues, beta))
        expected = float(RATE[rule](eigenvalues, rate, beta))
        assert measured(rule, eigenvalues, rate, beta) == pytest.approx(expected, rel=1e-5)


@settings
def test_a_long_walk_ends_where_the_convergence_rate_says(condition, steepest, beta):
    problem, steps = ravine(condition, steepest=steepest), 1500
    rate = 0.6 * float(stability_limit(problem.eigenvalues, beta))
    kept = float(convergence_rate(problem.eigenvalues, rate, beta))
    path = run(momentum, problem, steps=min(steps, int(-300 / np.log(kept))), learning_rate=rate, beta=beta)
    ends = np.linalg.norm(path.w[-20:], axis=1).max()
    assert np.log(ends / np.linalg.norm(path.start)) / (path.steps - 10) == pytest.approx(
        np.log(kept), rel=0.15
    )


@settings
def test_the_best_rate_for_a_momentum_is_beaten_by_no_other(condition, steepest, beta):
    eigenvalues = ravine(condition, steepest=steepest).eigenvalues
    best = float(best_rate(eigenvalues, beta))
    least = measured(momentum, eigenvalues, best, beta)
    assert least == pytest.approx(float(convergence_rate(eigenvalues, beta=beta)), rel=1e-5)
    others = [measured(momentum, eigenvalues, share * best, beta) for share in (0.5, 0.9, 0.97, 1.03, 1.1)]
    assert least <= min(others) + 1e-7


@both
@settings
def test_the_best_pair_is_beaten_by_no_neighbour(rule, condition, steepest, beta):
    eigenvalues = ravine(condition, steepest=steepest).eigenvalues
    pair = {name: float(value) for name, value in PAIR[rule](eigenvalues).items()}
    least = measured(rule, eigenvalues, **pair)
    root, inner = np.sqrt(condition), np.sqrt(3 * condition + 1)
    known = {momentum: (root - 1) / (root + 1), nesterov: 1 - 2 / inner}[rule]
    assert least == pytest.approx(known, rel=1e-4)
    assert float(RATE[rule](eigenvalues, **pair)) == pytest.approx(known, rel=1e-6)
    for more in (0.95, 1.05):
        for other in (1.0, 0.95, 1.05):
            near = dict(learning_rate=other * pair["learning_rate"], beta=min(more * pair["beta"], 0.999))
            assert measured(rule, eigenvalues, **near) > known


@settings
def test_while_it_swings_momentum_alone_sets_the_speed(condition, steepest, beta):
    low, high = (1 - np.sqrt(beta)) ** 2 / steepest, (1 + np.sqrt(beta)) ** 2 / steepest
    for rate in np.linspace(low, high, 7)[1:-1]:
        assert convergence_rate([steepest], rate, beta) == pytest.approx(np.sqrt(beta))
        assert measured(momentum, [steepest], rate, beta) == pytest.approx(np.sqrt(beta), rel=1e-6)


def test_without_momentum_both_are_gradient_descent():
    eigenvalues, rates = ravine().eigenvalues, np.array([0.1, 0.7, 0.99])
    plain = np.max(np.abs(1 - rates * eigenvalues[:, None]), axis=0)
    np.testing.assert_allclose(convergence_rate(eigenvalues, rates), plain)
    np.testing.assert_allclose(nesterov_convergence_rate(eigenvalues, rates, 0.0), plain)
    assert nesterov_stability_limit(eigenvalues, 0.0) == stability_limit(eigenvalues) == 1.0


def test_the_numbers_that_the_lesson_on_momentum_prints():
    assert nesterov_stability_limit([1.0], 0.9) == pytest.approx(1.357, abs=5e-4)
    pair = best_momentum([0.1, 2.0])
    assert (round(float(pair["learning_rate"]), 3), round(float(pair["beta"]), 3)) == (1.336, 0.403)
    path = run(momentum, ravine(), steps=30, learning_rate=1.336, beta=0.403)
    assert path.loss[-1] < 1e-7


def test_a_grid_of_settings_gives_what_single_settings_give():
    conditions, rates, betas = np.array([2.0, 50.0, 9.0]), np.array([[0.2], [0.9]]), np.array([0.1, 0.5, 0.9])
    eigenvalues = ravine(conditions).eigenvalues
    for speed in (convergence_rate, nesterov_convergence_rate):
        table = speed(eigenvalues, rates, betas)
        assert table.shape == (2, 3)
        for i, k in np.ndindex(2, 3):
            alone = speed(ravine(float(conditions[k])).eigenvalues, float(rates[i, 0]), float(betas[k]))
            assert table[i, k] == pytest.approx(float(alone))


def test_limits_and_predictions_follow_the_settings():
    eigenvalues = ravine().eigenvalues
    marks = limits("momentum", eigenvalues, {"beta": 0.5})
    assert marks["learning_rate"] == {"best": pytest.approx(3 / 2.1), "limit": pytest.approx(1.5)}
    assert marks["beta"] == {"best pair": pytest.approx(0.403, abs=5e-4)}
    assert set(limits("nesterov", eigenvalues, {"beta": 0.5})["learning_rate"]) == {"best pair", "limit"}
    assert predicted("momentum", eigenvalues, {"learning_rate": 1.5, "beta": 0.5}) == pytest.approx(1.0)
    assert predicted("nesterov", eigenvalues, {"learning_rate": 0.75, "beta": 0.5}) == pytest.approx(1.0)


def test_where_theory_is_silent_it_says_nothing():
    eigenvalues = ravine().eigenvalues
    for silent in (
        limits("momentum", None, {"beta": 0.5}),
        limits("adam", eigenvalues, {"beta": 0.5}),
        limits("momentum", np.array([-1.0, 2.0]), {"beta": 0.5}),
    ):
        assert silent == {}
    assert "learning_rate" not in limits("momentum", eigenvalues)
    assert "learning_rate" not in limits("momentum", eigenvalues, {"beta": lambda t: 0.5})
    assert predicted("adam", eigenvalues, {"learning_rate": 0.1}) is None
    assert predicted("momentum", eigenvalues, {"learning_rate": 0.1}) is None
    assert predicted("gradient_descent", eigenvalues, {"beta": 0.5}) is None
    assert predicted("momentum", eigenvalues, {"learning_rate": lambda t: 0.1, "beta": 0.5}) is None
