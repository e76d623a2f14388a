"""What lesson 02 says in its prose, held to what the loop does."""

from __future__ import annotations

import timeit

import numpy as np
import pytest

from lessons_lib import theory
from lessons_lib.checks import lesson_02 as check
from lessons_lib.descent import run, sweep
from lessons_lib.landscapes import bowl, parabola
from lessons_lib.models import DigitsNetwork, LinearRegression, Table, batch, iris, petals
from lessons_lib.noise import noisy
from lessons_lib.panels import floor, train
from lessons_lib.rules import gradient_descent

FLOWERS = petals().scaled()


def share(size, steps, rate, hidden=32):
    model = DigitsNetwork(hidden=hidden, batch_size=size)
    path = run(gradient_descent, model, steps=steps, every=steps, learning_rate=rate)
    return float(model.accuracy(path.w[-1])), model.looked_at(steps)


def test_the_first_panel_reads_as_well_for_a_twenty_third_of_the_work():
    (exact, much), (rough, little) = share(None, 60, 0.5), share(64, 60, 0.5)
    assert much == 86_220 and much / little == pytest.approx(23, abs=0.3)
    assert abs(exact - rough) < 0.02 and rough > 0.9


def test_length_in_standard_deviations_makes_the_bowl_round():
    assert LinearRegression(FLOWERS).eigenvalues == pytest.approx([1, 1])
    assert abs(FLOWERS.x.mean()) < 1e-9 and FLOWERS.x.std() == pytest.approx(1)


def test_one_flower_a_step_comes_down_whatever_the_order():
    for seed in range(20):
        path = run(gradient_descent, LinearRegression(FLOWERS, 1, seed), steps=15, learning_rate=0.1)
        assert path.loss[-1] < path.loss[0] / 3


def test_far_away_the_flowers_agree_and_at_the_minimum_they_do_not():
    line = LinearRegression(FLOWERS)
    for w, least, most in ((np.zeros(2), 0.95, 1.0), (line.minima[0], 0.0, 0.6)):
        single = LinearRegression(FLOWERS, 1)
        slopes = np.array([single.gradient(w, t) for t in range(150)])
        full = line.gradient(line.start)  # the way from far to the minimum
        assert least <= np.mean(slopes @ full > 0) <= most
    assert np.linalg.norm(line.gradient(line.minima[0])) < 1e-12
    assert np.linalg.norm(slopes, axis=1).min() > 0


def test_at_the_minimum_the_pull_of_one_flower_is_as_short_as_the_lesson_says():
    line = LinearRegression(FLOWERS)
    for w, told in ((line.start, 1.4), (line.minima[0], 0.29)):
        each = (line.rows @ w - FLOWERS.y)[:, None] * line.rows
        off = each - each.mean(axis=0)
        assert np.sqrt(np.mean(np.sum(off**2, axis=1))) == pytest.approx(told, rel=0.05)


def test_before_it_learns_the_network_is_a_little_lucky_on_sixteen_images():
    model = DigitsNetwork(hidden=16, batch_size=16)
    assert model.loss(model.start) == pytest.approx(2.32, abs=0.005) and np.log(10) < 2.32
    assert model.loss(model.start, model.train.rows(0, 16)) == pytest.approx(2.12, abs=0.005)


def test_on_the_round_bowl_the_mean_loss_is_the_variance_of_a_weight():
    assert theory.noise_floor(0.2, 1.0) == pytest.approx(0.111, abs=5e-4)
    end = sweep(gradient_descent, noisy(bowl()), steps=200, start=np.zeros((2, 4000)), learning_rate=0.2)
    assert end.loss.mean() == pytest.approx(theory.noise_floor(0.2, 1.0), rel=0.05)


def test_a_model_counts_its_steps_from_0_and_a_rule_from_1():
    asked, told = [], []

    class Counted:
        start, loss = np.zeros(2), staticmethod(lambda w: 0.0 * w[0])

        @staticmethod
        def gradient(w, t=0):
            asked.append(t)
            return 0 * w

    def rule(w, g, t, *, learning_rate=0.1):
        told.append(t)
        return dict(w=w - learning_rate * g)

    run(rule, Counted(), steps=3)
    assert asked[-3:] == [0, 1, 2] and told[-3:] == [1, 2, 3]


def test_the_pull_of_all_leads_straight_to_the_minimum():
    line = LinearRegression(FLOWERS)
    assert line.start - line.gradient(line.start) == pytest.approx(line.minima[0])


def test_four_times_the_handful_halves_the_miss():
    line, chance = LinearRegression(FLOWERS), np.random.default_rng(1)
    each = (line.rows @ line.start - FLOWERS.y)[:, None] * line.rows
    miss = {
        size: np.sqrt(np.mean((each[chance.integers(150, size=(4000, size))].mean(1) - each.mean(0)) ** 2))
        for size in (10, 40)
    }
    assert miss[10] / miss[40] == pytest.approx(2, rel=0.05) and check.PREDICT_HANDFUL.answer == 40


def test_the_mean_over_the_batches_of_an_epoch_is_the_full_gradient():
    line, w = LinearRegression(FLOWERS, batch_size=10), np.array([0.4, -0.3])
    mean = np.mean([line.gradient(w, t) for t in range(15)], axis=0)
    assert mean == pytest.approx(LinearRegression(FLOWERS).gradient(w))


def test_an_epoch_sees_all_once_and_draws_leave_out_about_one_over_e():
    assert sorted(np.concatenate([batch(10, 4, 0, t) for t in range(3)])) == list(range(10))
    assert (1 - 1 / 1437) ** 1437 == pytest.approx(1 / np.e, rel=1e-3) and 1 / np.e == pytest.approx(
        0.37, abs=0.005
    )


def test_the_first_fifty_flowers_are_of_one_species():
    assert len(set(iris().y[:50].tolist())) == 1 and len(set(iris().y[:51].tolist())) == 2


def test_the_network_has_as_many_weights_as_the_lesson_counts():
    assert len(DigitsNetwork(hidden=16).start) == 64 * 16 + 16 + 16 * 10 + 10 == 1210


def test_the_same_looks_in_more_steps_read_more_and_the_prediction_tells_the_numbers():
    shares = [share(size, n, 0.1, 16)[0] for size, n in ((None, 2), (256, 12), (64, 46), (16, 180))]
    assert shares == sorted(shares)
    assert f"read {shares[0]:.0%}" in check.PREDICT_LOOK.because
    assert f"read {shares[-1]:.0%}" in check.PREDICT_LOOK.because


def test_step_by_step_the_batch_size_hardly_matters_on_the_way_down():
    ends = [
        run(gradient_descent, DigitsNetwork(16, size), steps=40, learning_rate=0.1).loss[-1]
        for size in (None, 256, 64, 16)
    ]
    assert np.ptp(ends) < 0.06 * np.mean(ends) and max(ends) < 1.6


def test_many_images_at_once_cost_little_more_than_one():
    def seconds(size):
        model = DigitsNetwork(batch_size=size)
        return min(timeit.repeat(lambda: model.gradient(model.start), number=10, repeat=5))

    assert seconds(64) < 16 * seconds(1)


GOAL_SETTINGS = (
    dict(batch_size=16, steps=90, learning_rate=0.5),
    dict(batch_size=None, steps=60, learning_rate=0.5),
    dict(batch_size=16, steps=900, learning_rate=0.3),
)


def test_each_goal_of_the_training_is_met_by_a_setting_and_none_at_the_start():
    start = dict(rule=gradient_descent, batch_size=None, steps=20, learning_rate=0.1)
    panel = train(goals=check.GOALS, scenes=check.SCENES, **start)
    assert panel.met() == set()
    for scene in check.SCENES.values():  # a button must not give a goal away
        panel.set(**scene)
        assert panel.met() == set()
    for goal, setting in zip(check.GOALS, GOAL_SETTINGS, strict=True):
        panel.set(**setting)
        assert goal in panel.met(), goal


def test_a_rate_that_all_images_bear_is_too_much_for_handfuls_of_four():
    scene = check.SCENES["handfuls of 4, too fast"]
    assert scene["learning_rate"] == 1 and share(None, 30, 1.0)[0] > 0.9
    assert share(4, scene["steps"], 1.0)[0] < 0.5


def test_the_goal_of_the_floor_is_met_by_a_smaller_rate_alone():
    panel = floor(
        gradient_descent,
        lambda sigma=1.0, seed=0: noisy(bowl(), sigma, seed),
        learning_rate=0.2,
        ends=dict(learning_rate=(0.005, 2)),
        goals=check.FLOOR_GOALS,
    )
    assert panel.met() == set()
    panel.set(learning_rate=0.015)
    assert panel.met() == set(check.FLOOR_GOALS)


def test_the_variance_settles_where_the_formula_says():
    for rate in (0.02, 0.1, 0.5, 1.5):
        crowd = np.zeros((1, 4000))
        end = sweep(gradient_descent, noisy(parabola()), steps=500, start=crowd, learning_rate=rate)
        assert end.w.var() == pytest.approx(theory.noise_floor(rate, 1.0), rel=0.06)
        assert theory.noise_floor(rate, 1.0) == pytest.approx(rate / (2 - rate))


def test_half_the_rate_halves_the_floor_and_more_steps_do_not():
    def level(steps, rate, sigma=1.0):
        crowd = np.zeros((2, 1000))
        return sweep(
            gradient_descent, noisy(bowl(), sigma), steps=steps, start=crowd, learning_rate=rate
        ).loss.mean()

    usual = level(300, 0.1)
    assert level(3000, 0.1) == pytest.approx(usual, rel=0.1)
    assert level(300, 0.05) == pytest.approx(usual / 2, rel=0.12)
    assert level(300, 0.1, sigma=0.5) == pytest.approx(usual / 4, rel=0.1)


class Drawn:
    """The line through the petals, one flower a step, drawn afresh each time."""

    def __init__(self):
        self.line = LinearRegression(FLOWERS)
        self.start, self.loss, self.every = self.line.minima[0], self.line.loss, 1
        self.drawn = np.random.default_rng(5).integers(150, size=9000)

    def gradient(self, w, t=0):
        row, answer = self.line.rows[self.drawn[t]], FLOWERS.y[self.drawn[t]]
        return (row @ w - answer) * row


def test_a_shuffled_walk_hovers_lower_than_one_whose_flowers_are_drawn_afresh():
    line = LinearRegression(FLOWERS, batch_size=1)
    ends = [
        run(gradient_descent, problem, steps=9000, start=line.minima[0], learning_rate=0.02).loss[2000:]
        for problem in (line, Drawn())
    ]
    shuffled, drawn = (end.mean() - line.lowest for end in ends)
    assert shuffled < 0.6 * drawn


def test_where_all_examples_can_be_fitted_there_is_no_floor():
    x = np.random.default_rng(0).normal(size=(40, 1))
    line = LinearRegression(Table("a straight line", x, 1 + 2 * x[:, 0], ("x",)), batch_size=1)
    path = run(gradient_descent, line, steps=2000, learning_rate=0.1)
    assert path.loss[-1] < 1e-20


def test_the_wrong_batches_learn_a_few_images_by_heart_and_read_poorly():
    model = DigitsNetwork(batch_size=16)
    few = model.train.rows(0, 16)

    class Same:
        start, far, every = model.start, model.far, 100

        @staticmethod
        def loss(w):
            return model.loss(w, few)

        @staticmethod
        def gradient(w, t=0):
            return model.gradient(w, 0)

    path = run(gradient_descent, Same(), steps=300, learning_rate=0.3)
    chosen = batch(1437, 16, 0, 0)
    assert (model.read(path.w[-1], model.train.x[chosen]) == model.train.y[chosen]).all()
    assert model.accuracy(path.w[-1]) < 0.75


def test_a_summed_loss_multiplies_the_gradient_by_the_batch_size():
    line, w = LinearRegression(FLOWERS), np.array([0.2, 0.1])
    errors = line.rows @ w - FLOWERS.y
    assert line.rows.T @ errors == pytest.approx(150 * line.gradient(w))
