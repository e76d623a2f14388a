"""What lesson 05 says in its prose and no cell prints."""

import inspect

import numpy as np
import pytest

from lessons_lib import dialects, rules, schedules, theory
from lessons_lib.descent import run
from lessons_lib.formula import formula
from lessons_lib.landscapes import ravine
from lessons_lib.models import DigitsNetwork, LogisticRegression, read_before, two_books
from lessons_lib.rules import adagrad, gradient_descent


def begin(rotation, place=-4 + 2j):
    place = place * np.exp(1j * np.radians(rotation))
    return place.real, place.imag


def read(rule, rate, seed=0):
    return run(rule, LogisticRegression(two_books(), batch_size=1, seed=seed), steps=300, learning_rate=rate)


@pytest.mark.parametrize("condition", [1, 20, 1000])
def test_adagrad_takes_the_same_path_in_a_valley_of_any_condition_number(condition):
    path, other = (run(adagrad, ravine(c), steps=60, learning_rate=0.9) for c in (20, condition))
    assert np.allclose(path.w, other.w, atol=1e-4)


def test_gradient_descent_gets_slower_with_the_condition_number():
    losses = [run(gradient_descent, ravine(c), steps=60, learning_rate=0.9).loss[-1] for c in (20, 100)]
    assert losses[1] > 100 * losses[0]


def test_the_ledger_is_worked_out_as_its_solution_says():
    path = run(adagrad, ravine(), steps=2, learning_rate=0.5)
    assert path.g.round(4)[:2].tolist() == [[-0.4, 4], [-0.35, 3]]
    assert path["cache"][1:].round(4).tolist() == [[0.16, 16], [0.2825, 25]]
    assert path["rate"][1:].round(3).tolist() == [[1.25, 0.125], [0.941, 0.1]]
    assert path.w[1:].round(2).tolist() == [[-3.5, 1.5], [-3.17, 1.2]]


def test_after_40_steps_the_caches_and_rates_stand_as_the_text_says():
    path = run(adagrad, ravine(), steps=40, learning_rate=0.5)
    small, large = path["cache"][40]
    assert round(large / small) == 39 and round(np.sqrt(large / small), 1) == 6.3


def test_on_even_ground_a_rate_is_halved_when_the_steps_are_four_times_as_many():
    path = run(adagrad, formula("x"), steps=400, start=(0, 0), learning_rate=1.0)
    assert path["rate"][[4, 100, 400], 0] == pytest.approx([1 / 2, 1 / 10, 1 / 20])


def test_the_common_word_has_a_tenth_of_the_rate_of_the_rare_one():
    rate = dict(zip(two_books().columns, read(adagrad, 0.3)["rate"][-1, 1:], strict=True))
    assert rate["the"] / rate["adler"] == pytest.approx(0.1, abs=0.01)


def test_rates_are_highest_for_words_that_felt_only_tiny_slopes():
    path = read(adagrad, 0.3)
    high = path["rate"][-1] > 100
    assert high.sum() > 20 and np.abs(path.g[:, high]).max() < 0.003


def test_holmes_and_adler_are_in_one_book_and_the_is_in_both():
    books = two_books()
    for word, held in (("the", {0, 1}), ("holmes", {1}), ("adler", {1}), ("alice", {0})):
        assert set(books.y[books.x[:, books.columns.index(word)] > 0]) == held


def test_the_rates_on_even_ground_add_up_to_about_twice_the_root_of_the_steps():
    path = run(adagrad, formula("x"), steps=400, start=(0, 0), learning_rate=1.0)
    assert -path.w[400, 0] == pytest.approx(2 * np.sqrt(400), rel=0.05)


def mistakes(rule, rates, seed):
    return min(np.sum(~read_before(read(rule, rate, seed))) for rate in rates)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_adagrad_makes_fewer_mistakes_than_one_rate_for_all_whatever_the_schedule_and_the_order(seed):
    own = mistakes(adagrad, (0.2, 0.3), seed)
    plans = [0.1, 0.2, 0.3]
    for kind in (float, lambda r: schedules.cosine(r, over=300), schedules.inverse_time):
        assert own < 0.87 * mistakes(gradient_descent, [kind(rate) for rate in plans], seed)


def test_over_a_wide_range_of_rates_the_mistakes_hardly_change():
    wrong = [np.sum(~read_before(read(adagrad, rate))) for rate in (0.2, 0.3, 0.5, 1.0)]
    assert max(wrong) - min(wrong) <= 3


def test_adagrad_solves_the_straight_valley_and_not_the_turned_one_and_descent_does_not_care():
    def losses(rule, rate, place):
        return [
            run(rule, ravine(rotation=r), steps=100, start=begin(r, place), learning_rate=rate).loss[-1]
            for r in (0, 45)
        ]

    assert losses(adagrad, 2.0, -5 + 2j) == pytest.approx([3.0e-33, 4.2e-6], rel=0.05)
    straight, turned = losses(adagrad, 2.0, -4 + 2j)
    assert turned / straight > 1e40
    straight, turned = losses(gradient_descent, 0.95, -4 + 2j)
    assert turned == pytest.approx(straight)


def test_the_paths_of_gradient_descent_are_turned_with_the_valley():
    one, other = (
        run(gradient_descent, ravine(rotation=r), steps=50, start=begin(r), learning_rate=0.95)
        for r in (0, 45)
    )
    turned = (one.w @ [1, 1j]) * np.exp(1j * np.pi / 4)
    assert np.allclose(other.w @ [1, 1j], turned)


def ends(rule, rates):
    return {r: run(rule, DigitsNetwork(), steps=1000, learning_rate=r).loss[-1] for r in rates}


def test_at_its_best_rate_too_adagrad_falls_behind_on_the_digits():
    own, one = ends(adagrad, (0.1, 0.2, 0.3)), ends(gradient_descent, (1.0, 1.5))
    assert min(own, key=own.get) == 0.2 and round(own[0.2], 3) == 0.009
    assert min(one, key=one.get) == 1.5 and round(one[1.5], 3) == 0.005


def test_the_constant_rate_catches_up_with_adagrad_after_about_200_steps():
    paths = [
        run(rule, DigitsNetwork(), steps=300, learning_rate=rate)
        for rule, rate in ((adagrad, 0.03), (gradient_descent, 0.3))
    ]
    behind = paths[1].loss > paths[0].loss
    assert behind[(paths[0].t > 0) & (paths[0].t <= 150)].all() and not behind[paths[0].t >= 250].any()


def test_the_promise_for_one_rate_is_never_smaller():
    for cache in np.random.default_rng(0).exponential(size=(100, 7)):
        assert np.sqrt(cache).sum() <= np.sqrt(7 * cache.sum())
    assert np.sqrt(np.ones(7)).sum() == pytest.approx(np.sqrt(7 * 7))


def test_the_table_of_frameworks_is_that_of_the_dialects():
    first = {
        home.__name__.split(".")[-1]: first_cache(home.adagrad)
        for home in (dialects.torch, dialects.keras, dialects.optax, dialects.tf1)
    }
    assert first == {"torch": 0.0, "keras": 0.1, "optax": 0.1, "tf1": 0.1}


def first_cache(rule):
    return inspect.signature(rule).parameters["cache"].default


def test_with_a_first_cache_of_a_tenth_an_epsilon_of_1e_7_does_not_matter():
    paths = [
        run(dialects.keras.adagrad, ravine(), steps=60, learning_rate=0.5, epsilon=epsilon)
        for epsilon in (0.0, 1e-7)
    ]
    assert np.allclose(paths[0].w, paths[1].w, atol=1e-6)


def test_from_the_same_first_cache_keras_and_pytorch_walk_alike():
    keras = run(dialects.keras.adagrad, ravine(), steps=60, learning_rate=0.5, cache=0.0)
    torch = run(dialects.torch.adagrad, ravine(), steps=60, lr=0.5)
    assert np.allclose(keras.w, torch.w, atol=1e-5)


def test_the_scale_of_a_slope_cancels_out_of_the_rule_and_not_of_the_doubled_one():
    assert theory.first_step(rules.adagrad, np.array([0.1, 10.0]), epsilon=0.0) == pytest.approx(0.1)
    g = np.array([1.0, 100.0])
    assert np.ptp(g / np.sqrt(g * 2)) > 1
