"""A noisy landscape: the same noise for the same step, a fresh one for the next, and none in the loss."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from lessons_lib.descent import run, sweep
from lessons_lib.formula import formula
from lessons_lib.landscapes import bowl, parabola, ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.noise import noisy
from lessons_lib.rules import gradient_descent


def test_a_step_asked_again_has_the_same_noise_and_another_step_has_another():
    shaky, w = noisy(bowl()), np.array([1.0, 2.0])
    assert np.array_equal(shaky.gradient(w, 3), shaky.gradient(w, 3))
    assert not np.allclose(shaky.gradient(w, 3), shaky.gradient(w, 4))
    assert not np.allclose(noisy(bowl(), seed=1).gradient(w, 3), shaky.gradient(w, 3))


def test_the_noise_has_the_deviation_that_was_asked_for_and_no_bias():
    shaky, w = noisy(parabola(), sigma=0.3), np.full((1, 20000), 2.0)
    slope = shaky.gradient(w, 0)
    assert slope.std() == pytest.approx(0.3, rel=0.03) and slope.mean() == pytest.approx(2.0, abs=0.01)


def test_the_loss_and_all_that_theory_needs_are_those_of_the_quiet_landscape():
    quiet, shaky = ravine(7), noisy(ravine(7))
    w = np.array([0.3, -1.0])
    assert shaky.loss(w) == quiet.loss(w) and shaky.lowest == quiet.lowest
    assert np.array_equal(shaky.eigenvalues, quiet.eigenvalues) and shaky.start == quiet.start


def test_without_noise_the_walk_is_the_quiet_one():
    one, other = (
        run(gradient_descent, ground, steps=9, learning_rate=0.3) for ground in (bowl(), noisy(bowl(), 0))
    )
    assert np.array_equal(one.w, other.w)


def test_every_walk_of_a_sweep_has_noise_of_its_own():
    end = sweep(gradient_descent, noisy(parabola()), steps=3, start=np.zeros((1, 50)), learning_rate=0.1)
    assert len(np.unique(end.w)) == 50


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: noisy(3), "noisy was given 3. Give a landscape"),
        (lambda: noisy(bowl(), sigma=-1), "sigma is -1"),
        (lambda: noisy(bowl(), sigma="much"), "sigma is 'much'"),
        (lambda: noisy(bowl(), sigma=np.nan), "sigma is nan"),
        (lambda: noisy(bowl(), seed=0.5), "seed is 0.5"),
        (lambda: noisy(bowl(), seed=-1), "seed is -1"),
    ],
)
def test_what_makes_no_sense_is_answered_with_a_sentence(call, words):
    with pytest.raises(Mistake, match=words):
        call()


def test_all_of_the_quiet_landscape_is_kept_but_its_name_and_gradient():
    quiet = formula("x**2 + 3*y**2")
    shaky = noisy(quiet)
    assert shaky.coordinates == ("x", "y")
    same = {field.name for field in fields(quiet) if getattr(quiet, field.name) is getattr(shaky, field.name)}
    assert same == {field.name for field in fields(quiet)} - {"name", "gradient"}
