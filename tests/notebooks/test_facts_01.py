"""What lesson 01 says in its prose, held to what the loop does."""

from __future__ import annotations

import numpy as np
import pytest

from lessons_lib import models, theory
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


def test_every_model_of_the_lesson_has_the_gradient_that_is_measured():
    for model in (models.KMeans(k=3), TABLE, models.HiddenMarkov(states=2)):
        w, nudges = model.start, 1e-6 * np.eye(len(model.start))
        measured = (model.loss(w[:, None] + nudges) - model.loss(w[:, None] - nudges)) / 2e-6
        assert np.allclose(measured, model.gradient(w), atol=1e-6)


def test_three_centroids_end_at_the_same_places_by_slopes_and_by_lloyd():
    flowers = models.KMeans(k=3)
    path = run(gradient_descent, flowers, steps=60, learning_rate=1.0)
    assert np.allclose(path.w[-1], models.lloyd(flowers)[-1], atol=0.01)
    assert len(models.lloyd(flowers)) - 1 < int(np.argmax(path.loss <= 1.001 * path.loss[-1]))


def test_four_centroids_end_differently_from_different_starts_and_from_start_five_the_algorithms_part():
    ends = {}
    for seed in range(6):
        four = models.KMeans(k=4, seed=seed)
        path = run(gradient_descent, four, steps=100, learning_rate=2.0)
        ends[seed] = path.loss[-1], float(four.loss(models.lloyd(four)[-1]))
    slopes, lloyds = np.array(list(ends.values())).T
    assert slopes.round(3).min() == 0.065 and slopes.round(3).max() == 0.102
    assert np.allclose(slopes[:5], lloyds[:5], atol=1e-3) and slopes[5] > 1.5 * lloyds[5]


def test_start_one_of_four_centroids_is_stuck_in_a_local_minimum_and_lloyd_too():
    stuck = models.KMeans(k=4, seed=1)
    path = run(gradient_descent, stuck, steps=60, learning_rate=1.0)
    end = models.lloyd(stuck)[-1]
    assert path.loss[-1] == pytest.approx(float(stuck.loss(end)), abs=1e-4)
    nudges = np.random.default_rng(0).normal(size=(8, 500))
    nudges *= 1e-3 / np.linalg.norm(nudges, axis=0)
    assert np.all(stuck.loss(end[:, None] + nudges) > stuck.loss(end))
    small = stuck.data.x[:, 0] < 2.5
    nearest = stuck.nearest(path.w[-1])
    assert len(set(nearest[small])) == len(set(nearest[~small])) == 2 and small.sum() == 50


TABLE = models.Factorization(models.pixels(hidden=0.0), rank=5)


def test_the_factors_are_820_numbers_for_6400_and_both_algorithms_reach_the_floor():
    assert TABLE.data.x.shape == (100, 64) and TABLE.data.x.size == 6400 and len(TABLE.start) == 820
    path = run(gradient_descent, TABLE, steps=100, learning_rate=2.0)
    classic = models.alternating_least_squares(TABLE, steps=15)
    assert path.loss[-1] == pytest.approx(TABLE.lowest, rel=0.005)
    assert float(TABLE.loss(classic[-1])) == pytest.approx(TABLE.lowest, rel=0.005)


def test_zero_is_a_saddle_of_the_factorization_and_holds_a_walk_the_longer_the_closer_it_starts():
    zero = np.zeros(820)
    assert np.all(TABLE.gradient(zero) == 0.0)
    U, s, V = np.linalg.svd(TABLE.data.x, full_matrices=False)
    rows, columns = np.zeros((100, 5)), np.zeros((64, 5))
    rows[:, 0], columns[:, 0] = 0.1 * U[:, 0], 0.1 * V[0]
    down, up = (np.concatenate([rows.ravel(), side * columns.ravel()]) for side in (1, -1))
    assert TABLE.loss(down) < TABLE.loss(zero) < TABLE.loss(up)

    def leaves(scale):
        path = run(gradient_descent, TABLE, steps=100, start=scale * TABLE.start, learning_rate=2.0)
        return int(np.argmax(path.loss < 0.5 * path.loss[0]))

    assert 0 < leaves(1) < leaves(0.1) < leaves(0.01)
    rows[:, 0] = 0.0  # one side alone changes no guess
    assert TABLE.loss(np.concatenate([rows.ravel(), columns.ravel()])) == TABLE.loss(zero)


@pytest.fixture(scope="module")
def learned():
    return run(gradient_descent, models.HiddenMarkov(states=2), steps=250, learning_rate=14.0)


def test_the_two_states_are_nearly_vowels_and_consonants(learned):
    text, w = learned.problem, learned.w[-1]
    assert text.groups(w) == [" aehiou", "bcdfgjklmnpqrstvwy"]
    assert text.groups(models.baum_welch(text, steps=150)[-1]) == text.groups(w)
    assert len(" ".join(text.lines).split()) == 257
    move = text.chances(w).move
    assert move[0, 1] > 0.7 and move[1, 0] > 0.7  # they like to take turns
    states = text.decode(w)
    vowel = states[0][0]  # that of the a in alice
    pairs = [
        (a, s == vowel)
        for line, told in zip(text.lines, states, strict=True)
        for a, s in zip(line, told, strict=True)
    ]
    assert all(np.mean([said for a, said in pairs if a == letter]) > 0.7 for letter in "aeiou")
    assert all(said for a, said in pairs if a == " ")
    the = [
        told[k + 1 : k + 3]
        for line, told in zip(text.lines, states, strict=True)
        for k in range(len(line) - 2)
        if line[k : k + 3] == "the"
    ]
    other = "1" if vowel == "0" else "0"
    assert np.mean([pair == vowel + other for pair in the]) > 0.5


def test_on_the_shoulder_the_states_are_alike_the_slope_is_small_and_the_vowels_are_still_to_come(learned):
    text = learned.problem
    slope = np.linalg.norm(learned.g, axis=1)
    assert slope[20:50].max() < 0.5 * slope[60:75].max()
    assert learned.loss[20] - learned.loss[50] < 0.02 < learned.loss[50] - learned.loss[80]
    apart = [np.abs(np.diff(text.chances(learned.w[t]).letter, axis=0)).max() for t in (20, 80)]
    assert apart[0] < 0.1 and apart[1] > 0.3
    assert not set("aeiou") <= set(text.groups(learned.w[50])[0])
    classic = text.loss(models.baum_welch(text, steps=150).T)
    assert classic[1] - classic[20] < 0.002 and classic[20] - classic[80] > 0.05
