"""What lesson 08 says in its prose and no cell prints."""

import numpy as np
import pytest

from lessons_lib.checks import lesson_08
from lessons_lib.checks.slips import adam as slips
from lessons_lib.descent import ranked, run
from lessons_lib.landscapes import bowl, parabola, ravine, rosenbrock
from lessons_lib.models import DigitsNetwork
from lessons_lib.noise import noisy
from lessons_lib.races import hold, range_test
from lessons_lib.rules import adagrad, adam, gradient_descent, lion, momentum, rmsprop
from lessons_lib.schedules import cosine

FIVE = [gradient_descent, momentum, adagrad, rmsprop, adam]
FOUR = [gradient_descent, momentum, rmsprop, adam]


def race(rules, problem, **how):
    return hold(rules, problem, keep=False, **how)


@pytest.fixture(scope="module")
def digits():
    return race(FIVE, DigitsNetwork(), steps=200)


def test_at_each_of_the_two_rates_another_rule_wins():
    low, high = (
        [run(rule, ravine(), learning_rate=rate).loss[-1] for rule in (momentum, adam)]
        for rate in (0.03, 1.0)
    )
    assert low[1] / low[0] == pytest.approx(40, abs=1) and high[0] / high[1] == pytest.approx(9, abs=0.5)


def test_by_the_rate_alone_each_of_the_four_wins_somewhere():
    winners = {
        ranked({rule.__name__: run(rule, ravine(), learning_rate=rate) for rule in FOUR})[0]
        for rate in np.geomspace(0.01, 2, 30)
    }
    assert winners == {rule.__name__ for rule in FOUR}


def test_eleven_rates_each_about_three_times_the_one_before_make_33_walks_a_rule(digits):
    assert digits.rates[0] == 1e-4 and digits.rates[-1] == 10
    assert np.all(np.abs(digits.rates[1:] / digits.rates[:-1] - 10**0.5) < 0.02)
    assert digits.losses[0].size == 33


def test_momentum_and_adam_are_level_and_the_other_three_behind(digits):
    assert digits.level() == ("adam",) and set(digits.ranking()[:2]) == {"momentum", "adam"}
    best = {name: digits.best(name) for name in digits.names}
    assert all(best[name].loss == pytest.approx(0.02, abs=0.005) for name in ("momentum", "adam"))
    between = abs(best["momentum"].loss - best["adam"].loss)
    assert all(best[name].high - best[name].low > between for name in ("momentum", "adam"))
    reached = max(best["momentum"].high, best["adam"].high)
    for name in ("rmsprop", "adagrad", "gradient_descent"):
        assert 3 < best[name].loss / best["momentum"].loss < 4.5 and best[name].low > reached
    assert lesson_08.PREDICT_RACE.answer.startswith("It depends on the seed")


def test_with_few_tries_adam_is_ahead_and_momentum_passes_it_at_the_tenth(digits):
    for tries in range(1, 12):
        told = digits.expected_best(tries)
        first = min(told, key=told.get)
        assert first == ("adam" if tries < 10 else "momentum"), tries
    assert lesson_08.PREDICT_TRIES.answer.startswith("Adam")


def test_gradient_descent_needs_a_large_rate_and_few_are_right(digits):
    good = digits.rates[digits.medians[digits.row("gradient_descent")] < 0.2]
    assert list(good) == pytest.approx([0.316, 1.0], abs=0.01)


def test_on_the_bowl_all_but_rmsprop_reach_the_bottom():
    result = race(FIVE, bowl())
    solved = {name for name in result.names if result.best(name).high <= result.floor}
    assert solved == {rule.__name__ for rule in FIVE} - {"rmsprop"}


def test_in_the_curved_valley_the_start_decides():
    result = race(FIVE, rosenbrock())
    assert set(result.ranking()[:2]) == {"momentum", "adam"}
    best = result.best("momentum")
    row = result.losses[result.row("momentum"), list(result.rates).index(best.rate)]
    assert np.isinf(row).sum() == 1  # from one of the three starts
    assert result.best("adam").high > 100 * result.best("adam").low
    assert result.width("adagrad") == 10 and result.best("adagrad").loss > 0.6 * result.start


def test_with_noise_five_rules_are_level():
    result = race(FIVE, noisy(ravine()))
    assert len(result.level()) == 4


def test_a_third_of_the_turn_is_near_the_best_rate_but_too_careful_for_gradient_descent(digits):
    guess = {
        rule.__name__: range_test(DigitsNetwork(), rule).guess for rule in (momentum, adam, gradient_descent)
    }
    assert guess["adam"] == pytest.approx(0.04, rel=0.05) and guess["momentum"] == pytest.approx(
        0.33, rel=0.05
    )
    for name in ("momentum", "adam"):
        assert 0.75 < guess[name] / digits.best(name).rate < 1.5
    assert guess["gradient_descent"] < digits.best("gradient_descent").rate / 3
    low, high = lesson_08.BAND
    assert low < guess["momentum"] < high and not lesson_08.read_rate(
        range_test(DigitsNetwork(), momentum).turn
    )


def test_the_band_of_the_exercise_is_within_three_times_the_lowest_loss():
    low, high = lesson_08.BAND
    rates = [low / 1.5, low, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, high, 1.2 * high]
    medians = race([momentum], DigitsNetwork(), rates=rates, steps=200, seeds=range(5)).medians[0]
    inside = medians / medians.min() <= 3
    assert list(inside) == [False, *[True] * 8, False]


def test_momentum_at_its_best_is_lower_with_each_of_the_three_seeds(digits):
    rows = [digits.losses[digits.row(name)].min(axis=0) for name in ("momentum", "adam")]
    assert np.all(rows[0] < rows[1])


def test_five_fresh_seeds_take_the_hint_back_and_end_higher(digits):
    fresh = race([momentum, adam], DigitsNetwork(), rates=digits.rates[[5, 7]], steps=200, seeds=range(3, 8))
    assert [digits.best(name).rate for name in ("adam", "momentum")] == list(fresh.rates)
    assert np.sum(fresh.losses[0, 1] < fresh.losses[1, 0]) in (2, 3) and fresh.level()
    assert all(fresh.best(name).loss > digits.best(name).loss for name in fresh.names)


@pytest.mark.parametrize("steps", [100, 400])
def test_in_half_or_twice_the_steps_adam_wins(digits, steps):
    result = race([momentum, adam], DigitsNetwork(), rates=digits.rates[4:9], steps=steps)
    assert result.ranking()[0] == "adam" and not result.level()


def test_with_nine_rates_momentum_falls_back_for_its_good_rate_is_not_among_them(digits):
    coarse = race([momentum, adam], DigitsNetwork(), rates=9, steps=200)
    assert coarse.best("momentum").loss > 2 * digits.best("momentum").loss and not coarse.level()
    assert coarse.best("adam").loss == pytest.approx(digits.best("adam").loss, rel=0.01)
    assert np.min(np.abs(np.log(coarse.rates / 0.316))) > np.log(1.7)
    assert coarse.rates[0] == digits.rates[0] and coarse.rates[-1] == digits.rates[-1]


def test_on_new_images_the_five_ranges_run_into_each_other(digits):
    ends = []
    for name in digits.names:
        right = digits.accuracies[digits.row(name), list(digits.rates).index(digits.best(name).rate)]
        ends.append((right.min(), right.max()))
    assert max(low for low, _ in ends) <= min(high for _, high in ends) + 1e-9
    losses = [digits.best(name).loss for name in digits.names]
    assert max(losses) / min(losses) == pytest.approx(4, abs=0.5) and len(DigitsNetwork().test) == 360


def test_a_cosine_helps_adam_and_from_a_larger_rate(digits):
    falling = (adam, dict(learning_rate=lambda rate: cosine(rate, over=200)))
    result = race({"adam": adam, "cosine": falling}, DigitsNetwork(), rates=digits.rates[4:8], steps=200)
    assert result.ranking()[0] == "cosine" and not result.level()
    assert result.best("cosine").rate > result.best("adam").rate
    assert result.rates[0] < result.best("adam").rate and result.best("cosine").rate < result.rates[-1]


def test_lion_wins_on_the_digits_and_does_not_come_to_rest_in_the_ravine(digits):
    result = race([adam, lion], DigitsNetwork(), rates=digits.rates[3:7], steps=200)
    assert result.ranking()[0] == "lion" and not result.level()
    assert result.rates[0] < result.best("lion").rate < result.rates[-1]  # not at an end of the list
    steps = np.abs(np.diff(run(lion, ravine(), steps=400, learning_rate=0.1).w, axis=0))
    assert steps[100:] == pytest.approx(0.1)


def test_on_a_slope_of_four_gradient_descent_moves_by_1_2_and_adam_by_0_3():
    moves = [
        -rule(np.zeros(1), np.full(1, 4.0), 1, learning_rate=0.3)["w"][0] for rule in (gradient_descent, adam)
    ]
    assert moves == pytest.approx([1.2, 0.3])


def test_momentum_moves_ten_times_the_push_in_the_long_run():
    path = run(momentum, parabola(1e-9), steps=300, start=(1.0,), learning_rate=0.3)
    push = 0.3 * 1e-9
    assert -np.diff(path.w[:, 0])[-1] / push == pytest.approx(10, rel=1e-6)


def test_the_first_step_with_half_a_correction_and_with_none():
    first = {
        slip: -slip(np.zeros(1), np.ones(1), 1, learning_rate=1.0)["w"][0]
        for slip in (slips.uncorrected, slips.corrects_m_only)
    }
    assert first[slips.uncorrected] == pytest.approx(3.16, abs=0.005)
    assert first[slips.corrects_m_only] == pytest.approx(31.62, abs=0.01)


def test_epsilon_on_the_weights_moves_where_the_walk_ends_and_not_with_the_usual_epsilon():
    ends = {
        epsilon: run(slips.epsilon_on_weights, parabola(), steps=400, learning_rate=0.05, epsilon=epsilon).w[
            -1, 0
        ]
        for epsilon in (1e-8, 0.02)
    }
    assert abs(ends[1e-8]) < 1e-3 and ends[0.02] > 0.3


@pytest.mark.parametrize("slip", [slips.epsilon_on_weights, slips.epsilon_hat_power])
def test_two_of_the_slips_walk_like_adam_with_the_usual_epsilon(slip):
    one, two = (run(rule, ravine(), learning_rate=0.3).w for rule in (adam, slip))
    assert np.abs(one - two).max() < 1e-5


def test_saved_corrections_bring_the_walk_to_a_stop():
    path = run(slips.remembers_corrected, ravine(), learning_rate=0.3)
    assert path.loss[-1] > 100 * run(adam, ravine(), learning_rate=0.3).loss[-1]


def test_the_rule_of_the_solution_may_enter():
    def my_optimizer(w, g, t, m=0.0, largest=0.0, *, learning_rate=0.1, beta=0.9):
        m = beta * m + (1 - beta) * g
        largest = np.maximum(largest, np.abs(g))
        return dict(w=w - learning_rate * m / (largest + 1e-8), m=m, largest=largest)

    assert lesson_08.enter(my_optimizer)
