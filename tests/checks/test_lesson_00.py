"""The exercises of lesson 00: the reference solutions pass, the slips are named, the facts hold."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lessons_lib.checks import lesson_00 as check
from lessons_lib.descent import run
from lessons_lib.landscapes import bowl, ravine, two_valleys
from lessons_lib.rules import gradient_descent

BLANKS = [
    lambda: check.gradient(),
    lambda: check.gradient(g=(..., ...)),
    lambda: check.downhill(...),
    lambda: check.slope(...),
    lambda: check.slope(lambda f, x, run=0.001: ...),
    lambda: check.PREDICT_LOWEST.grade(...),
    lambda: check.PREDICT_STEEPEST.grade(...),
]


@pytest.mark.parametrize("blank", BLANKS)
def test_what_is_left_blank_is_not_attempted(blank):
    assert blank().status == "not attempted"


def test_a_half_filled_pair_is_told_to_be_half_filled():
    assert "Still blank: part of g" in check.gradient(g=(2, ...)).says


@pytest.mark.parametrize("g", [(2, 1), [2.001, 1.00025], np.array([2.0, 1.0]), (1.99, 0.995)])
def test_the_gradient_passes_differentiated_or_measured(g):
    assert check.gradient(g=g)


@pytest.mark.parametrize("wrong", check.SLIPS["g"])
def test_every_slip_in_the_gradient_is_named(wrong):
    verdict = check.gradient(g=wrong)
    assert verdict.status == "not yet" and check.SLIPS["g"][wrong] in verdict.says
    assert verdict.hints == check.HINTS["g"][:1]


def test_a_gradient_without_its_name_or_of_another_shape_is_told():
    assert "g=(..., ...)" in check.gradient((2, 1)).says
    assert "2 numbers" in check.gradient(g=2).says
    assert "no line called slope" in check.gradient(slope=(2, 1)).says


def right(f, x, run=0.001):
    return (f(x + run) - f(x)) / run


@pytest.mark.parametrize(
    "measure",
    [
        right,
        lambda f, x, run=1e-6: (f(x + run) - f(x)) / run,
        lambda f, x, run=0.001: (f(x) - f(x - run)) / run,
        lambda f, x, run=0.001: (f(x + run) - f(x - run)) / (2 * run),
    ],
)
def test_every_right_way_to_measure_a_slope_passes(measure):
    assert check.slope(measure)


@pytest.mark.parametrize(("way", "sentence"), check.MEASURES)
def test_every_wrong_way_to_measure_a_slope_is_named(way, sentence):
    verdict = check.slope(lambda f, x, run=0.001: way(f, x))
    assert verdict.status == "not yet" and verdict.says == sentence


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (lambda f, x, run=1.0: right(f, x, run), "Your two places are 1 apart: too far"),
        (lambda f, x: 2 * x + 1 + (x == 2), "You measure 7 for the slope of x**2 at 3, where it is 6"),
        (lambda f, x, run=0.001: 2 * x, "for the slope of 5 - 2 * x at 0, where it is -2"),
        (lambda f, x, run=0.0: (f(x + run) - f(x)) / run, "ZeroDivisionError"),
        (lambda f, x: (f(x + run) - f(x)) / 0.001, "NameError"),
        (lambda f: f, "cannot take the 2 values"),
        (lambda f, x: "steep", "without quotes"),
        (lambda f, x: float("nan"), "nan"),
        (lambda f, x: None if x else 1.0, "returns nothing"),
        (3.0, "You gave a float, not a function"),
    ],
)
def test_another_function_is_told_what_it_does(measure, words):
    verdict = check.slope(measure)
    assert verdict.status == "not yet" and words in verdict.says and len(verdict.hints) == 1


def test_down_is_against_the_gradient_and_every_wrong_way_has_its_own_sentence():
    assert check.downhill("b") and check.downhill(check.which_way.answer)
    assert len({check.downhill(choice).says for choice in "acd"}) == 3


def test_of_the_ways_offered_the_one_against_the_gradient_lowers_the_loss_most():
    g = np.array([0.5, -2.0])
    ways = {"a": g, "b": -g, "c": np.array([-1.0, 0.0]), "d": np.array([2.0, 0.5])}
    falls = {name: g @ way / np.linalg.norm(way) for name, way in ways.items()}
    assert min(falls, key=falls.get) == "b" and falls["d"] == 0 < falls["a"]


def test_three_places_of_one_loss_have_three_slopes_and_c_is_steepest():
    ground = ravine()
    places = {"A": (4, 0), "B": (2.4, 0.716), "C": (0, 0.894)}
    assert all(f"{name} = {place}" in check.PREDICT_STEEPEST.text for name, place in places.items())
    assert [round(float(ground.loss(np.array(place))), 2) for place in places.values()] == [0.8] * 3
    slopes = {name: np.linalg.norm(ground.gradient(np.array(place))) for name, place in places.items()}
    assert slopes["A"] < slopes["B"] < slopes["C"]
    assert check.PREDICT_STEEPEST.grade("c") and check.PREDICT_STEEPEST.answer.startswith("At C")


@pytest.mark.parametrize("question", [check.which_way, check.PREDICT_STEEPEST])
def test_every_wrong_choice_has_its_own_sentence(question):
    assert set(question.wrong) | {question.answer} == set(question.choices)
    assert len(set(question.wrong.values())) == len(question.choices) - 1


def test_the_lowest_point_is_the_deeper_of_two_minima():
    ground = two_valleys()
    losses = [float(ground.loss(np.array(place))) for place in ground.minima]
    assert [round(loss, 2) for loss in losses] == [-0.51, 0.48]
    assert math.dist(check.PREDICT_LOWEST.answer, ground.minima[0]) < 0.01
    assert check.PREDICT_LOWEST.grade((2.0, 0.3))
    assert check.PREDICT_LOWEST.grade(ground.minima[1]).status != "correct"


@pytest.mark.parametrize(
    ("rate", "met"), [(0.05, False), (0.25, False), (0.35, True), (1.0, True), (1.8, False)]
)
def test_the_goal_is_open_at_first_and_met_by_a_larger_rate_but_not_by_any(rate, met):
    path = run(gradient_descent, bowl(), steps=10, learning_rate=rate)
    assert [goal(path) for goal in check.GOALS.values()] == [met]


def test_more_steps_do_not_meet_the_goal():
    path = run(gradient_descent, bowl(), steps=200, learning_rate=0.05)
    assert path.loss[-1] < 0.01 and not any(goal(path) for goal in check.GOALS.values())


def test_hints_come_one_at_a_time():
    assert [len(check.slope(lambda f, x: 0.0).hints) for _ in range(3)] == [1, 2, 2]
    assert [len(check.gradient(g=(9, 9)).hints) for _ in range(3)] == [1, 2, 2]
