"""Gradient descent beside the classic algorithms, from the same start: as good a loss, or honestly not."""

import itertools
import json
import pathlib

import numpy as np
import pytest

from lessons_lib.descent import run
from lessons_lib.mistakes import Mistake
from lessons_lib.models import (
    Factorization,
    HiddenMarkov,
    KMeans,
    LinearRegression,
    LogisticRegression,
    Table,
    alternating_least_squares,
    baum_welch,
    best_low_rank,
    digits,
    lloyd,
    petals,
    pixels,
    two_species,
    viterbi,
)
from lessons_lib.models.hidden_markov import LETTERS, Chances
from lessons_lib.rules import adam, gradient_descent, momentum
from lessons_lib.theory import best_rate, convergence_rate, stability_limit

CLASSICS = json.loads((pathlib.Path(__file__).parents[1] / "oracle" / "models.json").read_text())["classics"]


# Regression


def test_least_squares_finds_the_line_that_others_find():
    np.testing.assert_allclose(LinearRegression().minima[0], CLASSICS["linear best"], rtol=1e-10)


def test_gradient_descent_draws_the_line_of_least_squares_as_fast_as_theory_says():
    model = LinearRegression()
    rate = best_rate(model.eigenvalues)
    path = run(gradient_descent, model, steps=2500, learning_rate=rate)
    np.testing.assert_allclose(path.w[-1], model.minima[0], rtol=1e-9)
    gaps = np.abs((path.w[[100, 101]] - model.minima[0]) @ model.directions[0])
    assert gaps[1] / gaps[0] == pytest.approx(convergence_rate(model.eigenvalues, rate), rel=1e-9)
    limit = stability_limit(model.eigenvalues)
    assert run(gradient_descent, model, steps=3000, learning_rate=1.01 * limit).left is not None
    assert run(gradient_descent, model, steps=3000, learning_rate=0.99 * limit).left is None


def test_scaling_turns_the_ravine_into_a_round_bowl():
    raw, scaled = LinearRegression(petals()), LinearRegression(petals().scaled())
    assert raw.eigenvalues[1] / raw.eigenvalues[0] > 100
    np.testing.assert_allclose(scaled.eigenvalues, [1.0, 1.0])


def test_logistic_regression_ends_where_that_of_others_does():
    model = LogisticRegression(two_species().scaled())
    path = run(gradient_descent, model, steps=1500, learning_rate=10.0)
    np.testing.assert_allclose(path.w[-1], CLASSICS["logistic best"], rtol=1e-6)
    assert float(model.accuracy(path.w[-1])) == 0.94


def test_unscaled_flowers_keep_gradient_descent_from_getting_there():
    model = LogisticRegression()
    scaled = LogisticRegression(two_species().scaled())
    best = float(scaled.loss(np.array(CLASSICS["logistic best"])))
    assert run(gradient_descent, model, steps=2000, learning_rate=0.1).loss[-1] > 2 * best


def doubled():
    """Petals whose second column says nothing that the first does not."""
    x = petals().x
    return Table("doubled", np.column_stack([x, 2 * x + 1]), petals().y)


def test_where_a_column_says_nothing_new_one_curvature_is_zero_and_theory_refuses():
    model = LinearRegression(doubled())
    flat, *rest = model.eigenvalues
    assert flat == 0.0 and min(rest) > 0.01
    assert float(model.loss(model.minima[0])) == pytest.approx(LinearRegression().lowest)
    with pytest.raises(Mistake, match="eigenvalues is 0. It must be more than zero."):
        best_rate(model.eigenvalues)


@pytest.mark.parametrize("size", [1e-6, 1.0, 1e6])
def test_no_curvature_of_a_line_is_below_zero(size):
    for seed in range(20):
        x = size * np.random.default_rng(seed).normal(size=(12, 3))
        model = LinearRegression(Table("mine", np.column_stack([x, x @ [1.0, 2.0, 3.0]]), np.zeros(12)))
        assert model.eigenvalues[0] == 0.0


# k-means


def test_lloyd_finds_the_centroids_that_others_find():
    np.testing.assert_allclose(lloyd(KMeans())[-1], CLASSICS["kmeans best"], rtol=1e-10)


@pytest.mark.parametrize("seed", range(4))
def test_gradient_descent_on_flowers_ends_at_the_centroids_of_lloyd(seed):
    model = KMeans(seed=seed)
    path = run(gradient_descent, model, steps=300, learning_rate=1.0)
    np.testing.assert_allclose(path.w[-1], lloyd(model)[-1], atol=1e-9)


def test_lloyd_is_gradient_descent_with_a_rate_of_its_own_for_every_centroid():
    model = KMeans(seed=1)
    rounds = lloyd(model)
    for before, after in itertools.pairwise(rounds):
        counts = np.bincount(model.nearest(before), minlength=model.k)
        rates = np.repeat(len(model.data) / counts, 2)
        np.testing.assert_allclose(before - rates * model.gradient(before), after, rtol=1e-12)


def test_on_digits_gradient_descent_ends_in_a_worse_valley_than_lloyd():
    model = KMeans(digits().rows(0, 400), k=10)
    classic = float(model.loss(lloyd(model)[-1]))
    path = run(gradient_descent, model, steps=300, every=50, learning_rate=1.0)
    assert np.abs(path.g[-1]).max() < 1e-3
    assert 1.0 < path.loss[-1] / classic < 1.06


def far_from_zero(shift):
    x = np.array([[0.0], [1.0], [4.0], [5.0]]) + shift
    return KMeans(Table("mine", x, np.zeros(4)), k=2), np.array([0.5, 4.25]) + shift


@pytest.mark.parametrize("shift", [0.0, 1e8, -1e8, 2.0**40])
def test_middles_are_found_as_well_among_points_far_from_zero(shift):
    model, w = far_from_zero(shift)
    distances = [0.5, 0.5, 0.25, 0.75]
    assert float(model.loss(w)) == sum(d**2 for d in distances) / (2 * 4)
    assert model.nearest(w).tolist() == [0, 0, 1, 1]
    assert model.gradient(w).tolist() == [0.0, -0.125]
    assert (lloyd(model, w)[-1] - shift).tolist() == [0.5, 4.5]


def test_a_centroid_without_points_stays_where_it_is():
    model = KMeans()
    w = model.start.copy()
    w[:2] = 90.0
    assert model.gradient(w)[:2].tolist() == [0.0, 0.0]
    assert lloyd(model, w)[-1][:2].tolist() == [90.0, 90.0]


# Matrix factorization


@pytest.mark.parametrize("rank", [2, 5])
def test_gradient_descent_finds_the_best_low_rank_table(rank):
    model = Factorization(pixels(hidden=0.0), rank=rank)
    assert float(model.loss(best_low_rank(model))) == pytest.approx(model.lowest, rel=1e-12)
    path = run(gradient_descent, model, steps=1000, every=100, learning_rate=3.0)
    assert path.loss[-1] == pytest.approx(model.lowest, rel=1e-6)
    assert float(model.loss(alternating_least_squares(model, steps=200)[-1])) == pytest.approx(model.lowest)


def test_gradient_descent_guesses_hidden_pixels_as_well_as_alternating_least_squares():
    model = Factorization()
    classic = alternating_least_squares(model, steps=60)
    path = run(gradient_descent, model, steps=1000, every=100, learning_rate=3.0)
    assert path.loss[-1] == pytest.approx(float(model.loss(classic[-1])), rel=1e-3)
    assert float(model.hidden_error(path.w[-1])) == pytest.approx(
        float(model.hidden_error(classic[-1])), abs=1e-3
    )
    assert np.all(np.diff(model.loss(classic.T)) <= 1e-12)
    means = np.sqrt(np.mean((np.nanmean(model.data.x, axis=0) - model.data.y)[~model.shown] ** 2))
    assert float(model.hidden_error(path.w[-1])) < 0.9 * means  # better than the mean of every pixel


def test_at_the_saddle_of_a_factorization_nothing_moves():
    model = Factorization(pixels(images=5), rank=1)
    path = run(gradient_descent, model, start=np.zeros(len(model.start)), steps=5)
    assert np.all(path.w == 0.0)


# Hidden Markov model


def brute(chances, code):
    """Add up over all ways through the states: probability of a line, and the likeliest way."""
    ways = {}
    for states in itertools.product(range(len(chances.first)), repeat=len(code)):
        p = chances.first[states[0]] * chances.letter[states[0], code[0]]
        for (a, b), s in zip(itertools.pairwise(states), code[1:], strict=True):
            p *= chances.move[a, b] * chances.letter[b, s]
        ways[states] = p
    return sum(ways.values()), max(ways, key=ways.get)


@pytest.mark.parametrize("states", [1, 2, 3])
def test_the_forward_recursion_adds_up_over_all_ways_through_the_states(states):
    text = ["abcab", "ca", "b", "the end"]
    model = HiddenMarkov(text, states=states)
    w = 5 * model.start
    chances = model.chances(w)
    codes = [[LETTERS.index(c) for c in line] for line in text]
    found = [brute(chances, code) for code in codes]
    assert float(model.loss(w)) == pytest.approx(-np.log([p for p, _ in found]).sum() / model.size, rel=1e-12)
    assert [tuple(viterbi(chances, code)) for code in codes] == [way for _, way in found]
    assert model.decode(w) == ["".join(map(str, way)) for _, way in found]


def test_viterbi_takes_no_way_that_cannot_be_however_likely_the_letters_would_make_it():
    stays = Chances(np.array([1.0, 0.0]), np.eye(2), np.array([[0.99, 0.01], [0.01, 0.99]]))
    assert viterbi(stays, [1] * 400) == [0] * 400


def test_a_long_line_does_not_underflow():
    assert np.isfinite(HiddenMarkov(["ab" * 3000]).loss(HiddenMarkov().start))


def test_baum_welch_gets_where_that_of_others_does():
    model = HiddenMarkov()
    rounds = baum_welch(model, steps=20)
    losses = model.loss(rounds.T)
    assert losses[-1] == pytest.approx(CLASSICS["hidden markov best"], rel=1e-9)
    assert np.all(np.diff(losses) <= 1e-12)
    assert "".join(model.decode(rounds[-1])) == CLASSICS["hidden markov states"]


def test_baum_welch_stands_still_where_the_gradient_is_zero():
    model = HiddenMarkov(["abab", "ba"], states=2)
    last = baum_welch(model, steps=3000)[-1]
    assert np.abs(model.gradient(last)).max() < 1e-6


def test_gradient_descent_finds_the_vowels_too_but_is_slower_than_baum_welch():
    model = HiddenMarkov()
    classic = baum_welch(model, steps=200)
    path = run(gradient_descent, model, steps=600, every=100, learning_rate=10.0)
    assert set("aeiou ") <= set(model.groups(classic[-1])[0])
    assert set("aeiou ") <= set(model.groups(path.w[-1])[0])
    assert 0 < path.loss[-1] - float(model.loss(classic[-1])) < 0.01


def test_the_valley_depends_on_the_rule_and_the_start():
    model = HiddenMarkov()
    path = run(adam, model, steps=300, every=50, learning_rate=0.1)
    assert path.loss[-1] > float(model.loss(baum_welch(model, steps=200)[-1])) + 0.03
    stuck = HiddenMarkov(seed=4)
    assert float(stuck.loss(baum_welch(stuck, steps=200)[-1])) > 2.77


def test_momentum_helps_the_factorization_on():
    model = Factorization()
    plain, heavy = (
        run(rule, model, steps=200, every=50, learning_rate=1.0).loss[-1]
        for rule in (gradient_descent, momentum)
    )
    assert heavy < plain
