"""What lesson 03 says in its prose and no cell prints."""

import numpy as np
import pytest

from lessons_lib import dialects, theory
from lessons_lib.checks import lesson_03
from lessons_lib.checks.slips.nesterov import broken_order
from lessons_lib.counterexamples import bent_bowl
from lessons_lib.descent import descend, run, sweep
from lessons_lib.formula import formula
from lessons_lib.landscapes import Landscape, parabola, ravine
from lessons_lib.rules import adam, gradient_descent, momentum, nesterov


def from_the_book(rule, **settings):
    return run(rule, ravine(), steps=30, start=(-7, 2), **settings).loss[-1]


def test_across_the_long_ravine_each_move_takes_back_most_of_the_one_before():
    moves = np.diff(run(gradient_descent, ravine(100), steps=60, learning_rate=0.95).w, axis=0)
    assert np.allclose(moves[1:, 1] / moves[:-1, 1], -0.9)
    assert np.all(moves[:, 0] > 0) and moves[:, 0].max() < 0.08


def test_pushes_that_agree_grow_and_pushes_that_turn_fade():
    for turn, factor in ((1, 1 / (1 - 0.9)), (-1, 1 / (1 + 0.9))):
        walk = descend(momentum, lambda w, t, turn=turn: np.array([float(turn) ** t]), np.zeros(1))
        velocity = [next(walk)[1]["velocity"][0] for _ in range(300)]
        assert abs(velocity[-1]) == pytest.approx(0.1 * factor)
    assert lesson_03.PREDICT_SPEED.answer == pytest.approx(0.1 / (1 - 0.9))
    assert 0.1 / 1.9 == pytest.approx(0.053, abs=5e-4)


def test_newtons_law_watched_at_moments_h_apart_is_momentum():
    mass, friction, h = 2.0, 0.5, 0.1
    place, speed, path = -4.0, 0.0, [-4.0]
    for _ in range(20):
        speed += h * (-friction * speed - 0.3 * place) / mass
        place += h * speed
        path.append(place)
    own = run(momentum, parabola(0.3), steps=20, learning_rate=h**2 / mass, beta=1 - h * friction / mass)
    assert np.allclose(own.w[:, 0], path)


def test_the_ledger_is_worked_out_as_its_solution_says():
    path = run(momentum, ravine(), steps=2, learning_rate=0.5)
    assert path.w.round(9).tolist() == [[-4, 2], [-3.8, 0], [-3.43, -1.8]]
    assert path.g[1].round(9).tolist() == [-0.38, 0]
    assert path["velocity"][1:].round(9).tolist() == [[0.2, -2], [0.37, -1.8]]


def test_with_momentum_the_long_ravine_is_a_thousand_times_lower():
    ends = [
        run(rule, ravine(100), steps=60, learning_rate=0.95, **more).loss[-1]
        for rule, more in ((gradient_descent, {}), (momentum, dict(beta=0.7)))
    ]
    assert 900 < ends[0] / ends[1] < 1200


def test_nesterovs_point_is_the_ball_and_its_look_ahead():
    walk, ball, velocity = run(nesterov, ravine(), steps=30, learning_rate=0.3), np.array([-4.0, 2.0]), 0.0
    for t in range(30):
        velocity = 0.9 * velocity - 0.3 * ravine().gradient(ball + 0.9 * velocity)
        ball = ball + velocity
        assert np.allclose(ball + 0.9 * velocity, walk.w[t + 1])


@pytest.mark.parametrize("curvature", [0.02, 0.5, 2.0])
def test_what_a_swing_keeps(curvature):
    rate, beta = 0.4, 0.9
    for rule, share in ((momentum, beta), (nesterov, beta * (1 - rate * curvature))):
        swing = np.abs(run(rule, parabola(curvature), steps=500, learning_rate=rate, beta=beta).w)
        early, late = swing[10:110].max(), swing[210:310].max()
        assert np.isclose((late / early) ** (1 / 200), np.sqrt(share), atol=0.01), rule


def test_nesterov_is_ahead_at_09_and_behind_at_08():
    for beta, ahead in ((0.9, True), (0.8, False)):
        ends = [
            run(rule, ravine(100), steps=60, learning_rate=0.4, beta=beta).loss[-1]
            for rule in (nesterov, momentum)
        ]
        assert (ends[0] < ends[1]) == ahead
    limits = theory.nesterov_stability_limit([1.0], 0.9), theory.stability_limit([1.0], 0.9)
    assert limits[0] < limits[1]


@pytest.mark.parametrize("beta", [0.0, 0.4, 0.9])
def test_the_limit_is_2_plus_2_beta_over_the_largest_curvature(beta):
    limit = (2 + 2 * beta) / 2
    ends = sweep(momentum, ravine(), steps=3000, learning_rate=np.array([0.99, 1.01]) * limit, beta=beta)
    assert ends.left.tolist() == [False, True] and ends.loss[0] < 1e-6


def test_the_best_pair_keeps_the_fraction_with_the_root_of_the_condition_number():
    for condition in (20, 100, 1000):
        curvatures, root = ravine(condition).eigenvalues, np.sqrt(condition)
        kept = theory.convergence_rate(curvatures, **theory.best_momentum(curvatures))
        assert kept == pytest.approx((root - 1) / (root + 1), abs=1e-6)


def test_the_best_beta_lies_where_the_flattest_direction_stops_swinging():
    pair = theory.best_momentum(ravine().eigenvalues)
    assert (1 - np.sqrt(pair["learning_rate"] * 0.1)) ** 2 == pytest.approx(pair["beta"])


def test_left_of_the_best_pair_it_creeps_and_right_or_below_it_is_gone():
    rate, beta = theory.best_momentum(ravine().eigenvalues).values()
    ends = sweep(
        momentum,
        ravine(),
        steps=100,
        learning_rate=rate * np.array([1, 0.3, 1.15, 1]),
        beta=beta * np.array([1, 1, 1, 0.6]),
    )
    assert ends.left.tolist() == [False, False, True, True] and ends.loss[0] < 1e-6 * ends.loss[1]


def test_where_both_directions_swing_the_speed_depends_on_beta_alone():
    for beta in (0.5, 0.8, 0.95):
        ends = (1 - np.sqrt(beta)) ** 2 / 0.1, (1 + np.sqrt(beta)) ** 2 / 2
        kept = theory.convergence_rate(ravine().eigenvalues, np.linspace(*ends, 9)[1:-1], beta)
        assert np.allclose(kept, np.sqrt(beta))


def test_the_books_settings_and_the_best_pair():
    book = [
        from_the_book(gradient_descent, learning_rate=0.95),
        from_the_book(momentum, learning_rate=0.1, beta=0.9),
        from_the_book(adam, learning_rate=0.3),
    ]
    assert book == pytest.approx([0.0133, 0.0479, 0.102], rel=0.005)
    tuned = from_the_book(momentum, **theory.best_momentum(ravine().eigenvalues))
    assert tuned == pytest.approx(1.45e-8, rel=0.01) and 3e6 < book[1] / tuned < 3.6e6
    assert from_the_book(momentum, learning_rate=1.336, beta=0.403) == pytest.approx(1.08e-8, rel=0.01)


def test_beta_09_keeps_0949_up_to_1442_and_descent_is_faster_below_38():
    for condition in (5, 38, 100, 1000, 1441):
        assert theory.convergence_rate(ravine(condition).eigenvalues, beta=0.9) == pytest.approx(
            0.9487, abs=1e-4
        )
    assert theory.convergence_rate(ravine(1600).eigenvalues, beta=0.9) > 0.955
    plain = [theory.convergence_rate(ravine(condition).eigenvalues) for condition in (37, 39)]
    assert plain[0] < np.sqrt(0.9) < plain[1]
    assert theory.best_momentum(ravine(1442).eigenvalues)["beta"] == pytest.approx(0.9, abs=1e-5)


def test_the_cycle_on_the_bent_bowl_and_the_slope_that_comes_short_there():
    path = run(momentum, bent_bowl(), steps=60, start=(3.3,), learning_rate=1 / 9, beta=4 / 9)
    assert path.w[-3:, 0].round(3).tolist() == [-1.802, 2.116, 0.647]
    beyond = np.array([2.116])
    assert bent_bowl().gradient(beyond) == pytest.approx(25 * beyond - 24)
    assert "-1.802, 2.116, 0.647" in lesson_03.PREDICT_BENT.because


def test_in_the_end_both_conventions_move_at_the_same_speed_after_a_drop():
    def drop(t):
        return 0.1 if t == 0 else 0.01

    even = formula("x")
    keras = run(dialects.keras.momentum, even, steps=100, start=(0, 0), learning_rate=drop, momentum=0.9)
    torch = run(dialects.torch.momentum, even, steps=100, start=(0, 0), lr=drop, momentum=0.9)
    assert keras.w[2, 0] == pytest.approx(-0.2) and torch.w[2, 0] == pytest.approx(-0.119)
    speeds = [np.diff(path.w[:, 0]) for path in (keras, torch)]
    assert np.allclose(*speeds, atol=0.005) is False and np.allclose(
        speeds[0][-30:], speeds[1][-30:], atol=0.002
    )


def test_torchs_dampening_is_averaging_but_for_the_first_gradient():
    even = formula("x")
    path = run(dialects.torch.momentum, even, steps=3, start=(0, 0), lr=1.0, momentum=0.9, dampening=0.9)
    assert np.allclose(path["velocity"][1:, 0], 1)  # an average from zero would begin at 0.1, 0.19, 0.271


def test_frameworks_have_no_momentum_unless_asked():
    for home in (dialects.torch, dialects.optax, dialects.keras, dialects.tf1):
        name = home.__name__.rsplit(".", 1)[1]
        assert "momentum=0.9" in dialects.call(home.momentum, momentum=0.9), name


def largest_stable(rule):
    """Measure the largest learning_rate * curvature at which a rule converges."""
    rates = np.linspace(0.5, 2, 3001)
    line = Landscape("line", lambda w: w[0] ** 2 / 2, lambda w, t=0: w, (1.0,), ((-5, 5),), ((0.0,),))
    ends = sweep(rule, line, steps=4000, learning_rate=rates, beta=0.9)
    return rates[~ends.left & (ends.loss < 1e-3)].max()


def test_nesterov_is_stable_to_1357_and_in_the_broken_order_to_086():
    assert largest_stable(nesterov) == pytest.approx(1.357, abs=2e-3)
    assert largest_stable(broken_order) == pytest.approx(0.86, abs=2e-3)
    assert run(broken_order, parabola(), steps=300, learning_rate=1.0).left is not None
    assert run(nesterov, parabola(), steps=300, learning_rate=1.0).loss[-1] < 1e-6


def test_the_numbers_of_the_last_exercise():
    ends = [run(momentum, ravine(), steps=60, learning_rate=0.95, beta=beta).loss[-1] for beta in (0.9, 0.0)]
    assert ends == pytest.approx([0.0086, 0.000018], rel=0.01)


def test_the_limit_of_gradient_descent_on_the_bent_bowl_is_2_over_25():
    assert run(gradient_descent, bent_bowl(), steps=500, learning_rate=0.079).loss[-1] < 1e-9
    assert run(gradient_descent, bent_bowl(), steps=500, learning_rate=0.081).loss[-1] > 1
