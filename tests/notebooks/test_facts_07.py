"""What lesson 07 says in its prose and no cell prints."""

import numpy as np
import pytest

from lessons_lib import dialects, theory
from lessons_lib.checks import lesson_07
from lessons_lib.counterexamples import fenced, flipping, rare_slope
from lessons_lib.descent import run
from lessons_lib.formula import formula
from lessons_lib.landscapes import parabola, ravine
from lessons_lib.panels import uncorrected
from lessons_lib.rules import adam, adamw, amsgrad, gradient_descent, momentum, rmsprop

EVEN = formula("x")


def moves(path):
    return np.abs(np.diff(path.w[:, 0])) / path.setting("learning_rate")


def test_adam_does_not_explode_where_gradient_descent_does():
    for rate in (1.05, 1.5, 2.0):
        assert run(gradient_descent, ravine(), steps=100, learning_rate=rate).left is not None or rate < 1.2
        assert run(adam, ravine(), steps=60, learning_rate=rate).loss.max() < 6


def test_a_cache_of_zero_makes_the_first_step_of_rmsprop_31_6_rates():
    path = run(rmsprop, ravine(), steps=40, learning_rate=0.2, decay=0.999)
    assert np.abs(path.w[1] - path.w[0]) / 0.2 == pytest.approx([31.6, 31.6], abs=0.05)
    assert path.loss[1] > 3 * path.loss[0] and path.loss[-1] < 1e-6  # the walls send it back


def test_the_average_of_ones_misses_beta_to_the_power_t():
    m = 0.0
    for t in range(1, 11):
        m = 0.9 * m + 0.1
        assert 1 - m == pytest.approx(0.9**t)
    assert lesson_07.PREDICT_AVERAGE.answer == round(m, 3) and round(0.9**10, 3) == 0.349


def test_the_quotient_is_one_where_gradients_agree_and_near_zero_where_they_contradict():
    agree = run(adam, EVEN, steps=2000)
    assert moves(agree) == pytest.approx(1, abs=1e-6)
    quarrel = run(adam, flipping(), steps=400)
    assert moves(quarrel)[100:].max() < 0.06


def test_the_correction_is_a_warm_up():
    t = np.arange(1, 20000)
    factor = theory.correction_multiplier(t)
    assert factor[0] == pytest.approx(0.316, abs=5e-4)
    assert t[factor.argmin()] == 12 and factor.min() == pytest.approx(0.152, abs=5e-4)
    assert t[(t > 12) & (factor > 0.95)][0] == 2327
    assert np.all(factor < 1)  # it never makes a step longer
    assert lesson_07.PREDICT_CORRECTION.answer == "It makes them shorter."


def test_without_correction_a_constant_gradient_makes_steps_of_3_16_and_6_57_rates():
    bare = moves(run(uncorrected(adam), EVEN, steps=4000))
    assert bare[0] == pytest.approx(3.16, abs=5e-3)
    assert bare.argmax() == 11 and bare.max() == pytest.approx(6.57, abs=5e-3)


@pytest.mark.parametrize("gradient", [1e-4, 0.4, 50.0, -3e6])
def test_the_first_step_is_one_learning_rate_whatever_the_gradient(gradient):
    step = adam(np.zeros(1), np.array([gradient]), 1, learning_rate=0.5)
    assert abs(step["w"][0]) == pytest.approx(0.5, rel=1e-3)


def test_the_ledger_is_worked_out_as_its_solution_says():
    path = run(adam, ravine(), steps=1, learning_rate=0.5)
    assert path.g[0].tolist() == [-0.4, 4]
    assert path["m"][1] == pytest.approx([-0.04, 0.4]) and path["v"][1] == pytest.approx([0.00016, 0.016])
    assert path["rate"][1] == pytest.approx([1.25, 0.125]) and path.w[1] == pytest.approx([-3.5, 1.5])


def test_a_step_is_never_longer_than_7_3_rates_with_the_usual_betas():
    # m_hat / root of v_hat is largest, by Cauchy-Schwarz, for gradients proportional to weight1 / weight2.
    for t in (1, 2, 5, 12, 50, 300, 5000, 50000):
        age = np.arange(t)
        one, two = 0.1 * 0.9**age / (1 - 0.9**t), 0.001 * 0.999**age / (1 - 0.999**t)
        assert np.sqrt(np.sum(one**2 / two)) < 7.3
    worst = (0.9 / 0.999) ** np.arange(3000)[::-1]  # and these gradients come near it, after a silence
    m = v = 0.0
    for t, g in enumerate([*np.zeros(20000), *worst[-400:]], 1):
        step = adam(0.0, g, t, m, v, learning_rate=1.0)
        m, v = step["m"], step["v"]
    assert 7.2 < -step["w"] < 7.3


def test_momentum_over_quotients_sums_to_ten_rates():
    keras = dialects.keras
    if "momentum" in keras.rmsprop.__kwdefaults__:
        assert moves(run(keras.rmsprop, EVEN, steps=3000, momentum=0.9))[-1] == pytest.approx(10, abs=0.01)
    velocity = 0.0
    for _ in range(300):
        velocity = 0.9 * velocity + 1.0
    assert velocity == pytest.approx(10)


def test_the_scale_of_the_loss_does_not_matter_to_adam():
    one, other = (run(adam, ravine(steepest=s), learning_rate=0.3).w for s in (0.02, 200.0))
    assert np.allclose(one, other, atol=1e-4)


def test_a_large_epsilon_makes_momentum():
    ball = run(momentum, ravine(), learning_rate=0.05, beta=0.9)
    path = run(uncorrected(adam), ravine(), learning_rate=500.0, epsilon=1000.0)
    assert np.abs(path.w - ball.w).max() < 1e-3


def test_on_a_quiet_ravine_a_smaller_beta1_arrives_sooner():
    ends = [run(adam, ravine(), learning_rate=0.3, beta1=beta).loss[-1] for beta in (0.5, 0.7, 0.9)]
    assert ends[0] < ends[1] < 1e-6 < ends[2]


def felt(path):
    return path["rate"][1:, 0] / path.setting("learning_rate")


def test_adam_spikes_when_it_feels_more_than_its_limit_and_then_hovers_there():
    path = run(adam, parabola(), steps=1500, learning_rate=0.05, beta2=0.95)
    limit = theory.adam_stability_limit(0.05)
    assert limit == pytest.approx(760)
    first = int(np.argmax(felt(path) > limit)) + 1
    assert first == 353 and path.loss[first + 12] > 1e6 * path.loss[first - 20 : first].max()
    assert np.all(np.abs(felt(path)[700:] / limit - 1) < 0.25)  # at the edge


def test_with_a_longer_memory_the_same_spike_comes_later():
    path = run(adam, parabola(), steps=1700, learning_rate=0.05, beta2=0.99)
    first = int(np.argmax(felt(path) > theory.adam_stability_limit(0.05))) + 1
    assert first == 1504 and path.loss[first : first + 120].max() > 1e-5 > 1e50 * path.loss[:first].min()


def test_at_the_usual_beta2_the_same_spike_comes_at_step_12566():
    path = run(adam, parabola(), steps=13500, learning_rate=0.05)
    first = int(np.argmax(felt(path) > theory.adam_stability_limit(0.05)))
    assert first == pytest.approx(12566, abs=1)
    assert path.loss[first - 1000 : first].max() < 1e-100 and path.loss[first:].max() > 1e-4


@pytest.mark.parametrize("epsilon", [0.00125, 0.0014])
def test_the_limit_counts_epsilon_too(epsilon):
    path = run(adam, parabola(), steps=1500, learning_rate=0.05, beta2=0.95, epsilon=epsilon)
    assert (felt(path).max() > 760) == (epsilon < 0.05 / 38)


def test_adam_walks_to_the_wrong_end_and_amsgrad_to_the_right_one():
    def falling(t):
        return 1 / np.sqrt(t + 1)

    settings = dict(steps=3000, start=(1.0,), learning_rate=falling, beta2=0.99)
    lost, kept = (run(fenced(rule), rare_slope(), **settings).w[:, 0] for rule in (adam, amsgrad))
    assert lost[-101:].mean() > 0.9 and kept[-101:].mean() < -0.8
    assert kept[-101:].mean() < kept[1000:1101].mean()  # and it goes on
    assert rare_slope().loss(np.array([-1.0])) < rare_slope().loss(np.array([1.0]))


def test_a_smaller_rate_only_slows_the_wrong_walk_down():
    settings = dict(steps=4000, every=101, beta2=0.99)
    slow, fast = (run(fenced(adam), rare_slope(), learning_rate=rate, **settings) for rate in (0.005, 0.01))
    assert np.all(fast.w[2:20, 0] > slow.w[2:20, 0])
    assert np.all(np.diff(slow.w[1:40, 0]) > 0) and fast.w[-1, 0] > 0.6


def test_amsgrad_reaches_the_right_end_at_a_constant_rate():
    path = run(fenced(amsgrad), rare_slope(), steps=6500, every=101, learning_rate=0.3, beta2=0.99)
    assert path.w[-1, 0] < -0.9


def test_a_pull_inside_the_gradient_is_divided_and_one_beside_the_step_is_not():
    def pulled(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, weight_decay=0.01):
        return adam(w, g + weight_decay * w, t, m, v, learning_rate=learning_rate)

    settings = dict(steps=2000, learning_rate=0.01, weight_decay=0.01)
    inside, beside = (run(rule, flipping(), **settings).w[-1] for rule in (pulled, adamw))
    assert inside == pytest.approx([0.97, 0.13], abs=0.02)
    assert beside == pytest.approx([0.8, 0.8], abs=0.02) and beside[0] == pytest.approx(beside[1], abs=1e-4)


def test_epsilon_hat_is_31_6_times_an_epsilon_at_the_first_step():
    w, g = np.ones(1), np.full(1, 1e-6)
    hat = dialects.keras.adam(w, g, 1, epsilon=1e-7)["w"]
    ours = adam(w, g, 1, epsilon=1e-7 / np.sqrt(1 - 0.999))["w"]
    assert hat == pytest.approx(ours, rel=1e-12)
    assert 1 / np.sqrt(1 - 0.999) == pytest.approx(31.6, abs=0.05)


def test_the_framework_table_holds_the_defaults_of_the_dialects():
    names = {"torch": "eps", "optax": "eps", "keras": "epsilon", "tf1": "epsilon"}
    wanted = {"torch": 1e-8, "optax": 1e-8, "keras": 1e-7, "tf1": 1e-8}
    for framework, name in names.items():
        assert getattr(dialects, framework).adam.__kwdefaults__[name] == wanted[framework]
