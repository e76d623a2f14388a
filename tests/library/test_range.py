"""The range test finds the rate at which the loss turns up, in one walk."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest

from lessons_lib import plots, races
from lessons_lib.descent import run
from lessons_lib.landscapes import bowl, ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.models import DigitsNetwork
from lessons_lib.races import grounds
from lessons_lib.rules import adagrad, adam, gradient_descent


def test_the_rate_grows_by_a_fixed_ratio_within_one_walk():
    test = races.range_test(bowl(), low=0.01, high=1.0, steps=9)
    assert np.allclose(test.rates, np.geomspace(0.01, 1.0, 9))
    here = grounds.ground(bowl(), 0)
    path = run(
        gradient_descent, bowl(), start=here.start, steps=9, learning_rate=lambda t: float(test.rates[t])
    )
    assert np.allclose(test.losses, path.loss[1:])


def test_on_a_bowl_the_loss_turns_up_at_the_edge_that_theory_knows():
    test = races.range_test(bowl(curvature=4.0), low=1e-3, high=100, steps=200)
    assert test.turned and test.left and test.turn == pytest.approx(2 / 4.0, rel=0.1)


def test_where_a_walk_needs_steps_to_fly_off_the_loss_turns_up_beyond_the_edge():
    assert races.range_test(ravine()).turn == pytest.approx(3.5, rel=0.05)


@pytest.mark.parametrize("rule", [gradient_descent, adam])
def test_on_the_network_a_third_of_the_turn_is_near_the_best_rate_of_a_race(rule):
    test = races.range_test(DigitsNetwork(), rule)
    race = races.hold([rule], DigitsNetwork(), seeds=[0])
    assert 1 / 4 <= test.guess / race.best(rule.__name__).rate <= 4
    assert test.fastest < test.turn


def test_a_loss_that_has_not_turned_up_is_said_not_to_have():
    test = races.range_test(ravine(), adagrad, high=1.0)
    assert not test.turned and "has not turned up yet" in repr(test)
    assert "still falls at 1" in {
        text.get_text() for text in plots.ranged(test).figure.axes[0].get_legend().texts
    }


def test_it_says_what_it_found_and_the_picture_says_the_same():
    test = races.range_test(ravine())
    assert f"turned up at {test.turn:.2g}" in repr(test) and "left the map" in repr(test)
    assert plots.ranged(test).alt == repr(test)


def test_a_picture_without_marks_leaves_the_turn_to_be_found_also_in_its_words():
    test = races.range_test(ravine())
    picture = plots.ranged(test, marked=False)
    assert picture.figure.axes[0].get_legend() is None
    assert "turned up" not in picture.alt and "third" not in picture.alt
    said = [float(loss) for loss in re.findall(r"([\d.e+-]+) at rate", picture.alt)]
    assert min(said) < said[0] / 2 and max(said) > said[0]


def test_the_loss_falls_fastest_where_a_fixed_ratio_of_rates_buys_most():
    smooth = np.array([9.0, 8.0, 5.0, 1.0, 0.5, 7.0, 0.6])
    rates = np.arange(1.0, 8.0)
    test = races.RangeTest("a hill", "mine", gradient_descent, rates, smooth, smooth, left=False)
    assert (test.fastest, test.turn, test.guess) == (3.0, 5.0, 5 / 3)  # the later fall is after the turn


def test_the_settings_of_the_rule_are_used():
    one, other = (races.range_test(ravine(), adam, beta1=beta).losses[-1] for beta in (0.0, 0.9))
    assert one != other


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (dict(low=1.0, high=0.1), "low is 1.0 and high is 0.1"),
        (dict(low=0), "low is 0 "),
        (dict(steps=2), "steps is 2"),
        (dict(seed=-1), "seed is -1"),
        (dict(learning_rate=0.1), "Leave learning_rate out"),
        (dict(beta=0.1), "no setting 'beta'"),
        (dict(problem=dataclasses.replace(bowl(), minima=())), "no lowest point"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_in_a_sentence(asked, told):
    with pytest.raises(Mistake, match=told):
        races.range_test(**dict(problem=bowl()) | asked)


def test_only_a_range_test_is_drawn():
    with pytest.raises(Mistake, match="draws a range test"):
        plots.ranged(3)
