"""How a walk went, in plain words, for every way a walk can go."""

import types

import numpy as np
import pytest

from lessons_lib import landscapes
from lessons_lib.descent import run, verdict
from lessons_lib.landscapes import bowl, parabola, plateau, ravine, saddle, two_valleys
from lessons_lib.own_landscape import landscape_from
from lessons_lib.rules import adagrad, adam, gradient_descent, momentum


def test_converged_says_after_how_many_steps():
    path = run(gradient_descent, parabola(), learning_rate=0.5)  # the loss falls to a quarter
    assert verdict(path) == "converged: a millionth of the first loss is left after 10 steps"
    assert path.loss[10] <= 1e-6 * path.loss[0] < path.loss[9]


def test_converged_counts_from_the_last_time_it_was_outside():
    path = run(momentum, bowl(), steps=400, learning_rate=0.05)
    step = int(verdict(path).split()[-2])
    assert np.all(path.loss[step:] <= 1e-6 * path.loss[0])
    assert path.loss[step - 1] > 1e-6 * path.loss[0]


def test_one_step_is_one_step():
    assert verdict(run(gradient_descent, bowl(), learning_rate=1.0)).endswith("after 1 step")
    assert verdict(run(gradient_descent, ravine(), steps=1)).endswith("after 1 step")


def test_diverged_says_at_which_step():
    path = run(gradient_descent, bowl(), learning_rate=3.0)
    assert verdict(path) == "diverged: left the map for good at step 7"


def test_climbing_says_from_where_to_where():
    path = run(gradient_descent, parabola(), steps=3, learning_rate=2.1)
    assert verdict(path) == "climbing: the loss grew from 8 to 14.2"


def test_standing_still_on_the_saddle():
    path = run(gradient_descent, saddle(), steps=400, start=(-2.0, 0.0))
    assert verdict(path).startswith("standing still, but not at the lowest point: loss ")
    assert verdict(path).endswith("lowest -0.25")


def test_standing_still_on_the_plateau():
    path = run(gradient_descent, plateau(), start=(-5.0, 3.0))
    assert verdict(path) == "standing still, but not at the lowest point: loss 1, lowest 0"


def test_standing_still_in_the_shallow_valley():
    path = run(gradient_descent, two_valleys(), steps=400, start=(-2.0, 1.0))
    assert verdict(path).startswith("standing still, but not at the lowest point")


def test_standing_still_where_no_minimum_is_known():
    path = run(gradient_descent, landscape_from(lambda x, y: 3 + x**2 + y**2), steps=400)
    assert verdict(path) == "standing still: loss 3, no slope left"


def test_standing_still_below_a_minimum_that_was_wrongly_given():
    model = types.SimpleNamespace(
        loss=lambda w: (w**2).sum(axis=0), gradient=lambda w, t: 2 * w, start=[0.0, 0.0], lowest=1.0
    )
    assert verdict(run(gradient_descent, model)) == "standing still: loss 0, no slope left"


def test_still_going():
    path = run(gradient_descent, ravine(), steps=20, learning_rate=0.1)
    assert verdict(path) == f"still going: loss {path.loss[-1]:.3g} after 20 steps"


@pytest.mark.parametrize("steps", [0, 1, 5])
def test_a_walk_that_begins_at_the_minimum_has_converged(steps):
    for problem in (bowl(), two_valleys()):
        path = run(gradient_descent, problem, steps=steps, start=problem.minima[0])
        assert verdict(path) == "converged: a millionth of the first loss is left after 0 steps"


def test_a_walk_that_leaves_the_minimum_is_climbing():
    path = run(momentum, bowl(), steps=3, start=(0, 0), velocity=1.0)
    assert verdict(path).startswith("climbing: the loss grew from 0 to")


@pytest.mark.parametrize("rule", [gradient_descent, momentum, adagrad, adam])
@pytest.mark.parametrize("steps", [0, 1, 40])
def test_it_never_raises(rule, steps):
    own = landscape_from(lambda x, y: x * y)
    model = types.SimpleNamespace(loss=lambda w: w[0] - w[0], gradient=lambda w, t: w, start=[1.0, 2.0])
    strange = types.SimpleNamespace(loss=lambda w: w[0] * np.nan, gradient=lambda w, t: w, start=[1.0])
    makers = [getattr(landscapes, name) for name in landscapes.__all__ if name != "Landscape"]
    for problem in [own, model, strange, *(make() for make in makers)]:
        for rate in (0.0, 0.01, 10.0, 1e300):
            words = verdict(run(rule, problem, steps=steps, learning_rate=rate))
            assert words.split(":")[0].split(",")[0] in (
                "converged",
                "diverged",
                "climbing",
                "standing still",
                "still going",
            )
