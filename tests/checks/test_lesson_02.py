"""The exercises of lesson 02: the reference solutions pass, the slips are named."""

from __future__ import annotations

import numpy as np
import pytest

from lessons_lib import rules
from lessons_lib.checks import lesson_02 as check
from lessons_lib.checks import lesson_02_slope as slope
from lessons_lib.checks.lesson_02_ledger import HINTS, RIGHT, SLIPS
from lessons_lib.descent import run
from lessons_lib.landscapes import bowl
from lessons_lib.models import DigitsNetwork
from lessons_lib.rules import gradient_descent

# One step by hand


def test_the_ledger_is_right():
    x, y = np.array([1.0, 2.0, 3.0, 2.0]), np.array([3.0, 0.0, 5.0, 3.0])
    slopes = (x - y) * x
    assert RIGHT["each"] == (slopes[0], slopes[2]) and RIGHT["g"] == slopes[[0, 2]].mean()
    assert RIGHT["w"] == 1 - 0.25 * RIGHT["g"] and RIGHT["full"] == slopes.mean()
    assert check.one_step(**RIGHT).status == "correct"
    assert check.one_step().status == "not attempted"


@pytest.mark.parametrize("line, wrong", [(line, wrong) for line in SLIPS for wrong in SLIPS[line]])
def test_every_slip_of_the_ledger_is_named(line, wrong):
    verdict = check.one_step(**{**RIGHT, line: wrong})
    assert verdict.status == "not yet" and SLIPS[line][wrong] in verdict.says


def test_every_line_of_the_ledger_has_two_hints():
    assert set(HINTS) == set(RIGHT) and all(len(two) == 2 for two in HINTS.values())


def test_lines_without_names_are_answered():
    assert "Give each line its name" in check.one_step(1, 2).says
    assert "no line called gg" in check.one_step(gg=1).says


# The gradient of a handful


def test_a_loop_over_the_examples_is_right_too():
    def mine(w, x, y):
        return sum((row @ w - answer) * row for row, answer in zip(x, y, strict=True)) / len(x)

    assert check.my_gradient(mine).status == "correct"


@pytest.mark.parametrize("says", slope.SLIPS)
def test_every_slip_of_the_gradient_is_named(says):
    verdict = check.my_gradient(slope.SLIPS[says])
    assert verdict.status == "not yet" and verdict.says == says


@pytest.mark.parametrize(
    ("mine", "words"),
    [
        (lambda w, x, y: ..., "It is your turn"),
        (lambda w, x, y: x @ w - y, "one number an example"),
        (lambda w, x, y: (x @ w - y)[:, None] * x, "one row an example"),
        (lambda w, x, y: (x @ w - y) * x.T, "one column an example"),
        (lambda w, x, y: 3.0, "one number a weight"),
        (lambda w, x, y: x.T @ (x @ w - y) / 0, "grow without end? Hint"),
        (lambda w, x, y: x * (x @ w - y), "(10,2) and (10,) do not fit"),
        (lambda w, x, y: x.T @ (x @ w - y) / len(y) + 0.1, "On a handful of 10 you have"),
        (lambda w, x, y: x @ y, "stopped with"),
        (lambda w, x: x, "cannot take the 3 values"),
        (3, "not a function"),
    ],
)
def test_any_other_gradient_gets_a_sentence(mine, words):
    assert words in str(check.my_gradient(mine))


def test_two_hints_come_one_after_the_other():
    first, second = (check.my_gradient(lambda w, x, y: w) for _ in range(2))
    assert len(first.hints) == 1 and len(second.hints) == 2


# The steps of an epoch


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (22, "The other 29 belong"),
        (1437 / 64, "no part of a step"),
        (22.45, "no part of a step"),
        (24, "nothing to look at"),
        (64, "how many images a step"),
        (1437, "single examples"),
        (1, "all the images"),
        (7, "7 steps of 64 make 448 images, and there are 1,437. Some images would not"),
        (30, "30 steps of 64 make 1,920 images, and there are 1,437. The last ones would have nothing"),
        (22.5, "22.5 is no number of steps"),
        (-23, "-23 is no number of steps"),
        ("23", "without quotes"),
    ],
)
def test_wrong_counts_are_named(given, words):
    assert words in check.steps_of_an_epoch(given).says


def test_the_count_is_that_of_the_models_own_epoch():
    assert DigitsNetwork(batch_size=64).looked_at(23) == 1437
    assert check.steps_of_an_epoch(23).status == "correct"
    assert check.steps_of_an_epoch().status == "not attempted"


# Reach an accuracy within a budget


def trained(size, steps, rate, rule=gradient_descent, **other):
    return run(rule, DigitsNetwork(batch_size=size, **other), steps=steps, learning_rate=rate)


@pytest.mark.parametrize("setting", [(16, 180, 0.3), (16, 90, 0.5), (4, 360, 0.2), (64, 46, 0.5)])
def test_several_settings_reach_the_goal(setting):
    assert check.reach(trained(*setting)).status == "correct"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (lambda: 0.9, "You gave a float"),
        (lambda: run(gradient_descent, bowl(), steps=3), "That is a walk on bowl"),
        (lambda: trained(16, 9, 0.3, hidden=64), "64 hidden units"),
        (lambda: trained(16, 9, 0.01, rule=rules.adam), "Another rule"),
        (lambda: trained(16, 9, 0.1, rule=rules.momentum), "Another rule"),
        (lambda: trained(16, 9, lambda t: 0.1), "schedule"),
        (lambda: trained(None, 3, 0.5), "It has looked at 4,311 images"),
        (lambda: trained(256, 12, 0.1), "very exact gradients"),
        (lambda: trained(16, 20, 0.3), "some budget left"),
        (lambda: trained(16, 180, 0.02), "try another learning rate"),
        (lambda: trained(4, 400, 2.0), "higher than at the start"),
        (lambda: trained(16, 20, 1e6), "flew off"),
    ],
)
def test_a_training_that_does_not_reach_it_is_told_why(path, words):
    verdict = check.reach(path())
    assert verdict.status == "not yet" and words in verdict.says


def test_a_rule_of_the_learners_own_that_does_the_same_counts():
    def gradient_descent(w, g, t, *, learning_rate=0.1):
        return dict(w=w - learning_rate * g)

    assert check.reach(trained(16, 90, 0.5, rule=gradient_descent)).status == "correct"
    assert check.reach().status == "not attempted"


# An epoch in batches


@pytest.mark.parametrize(
    "mine",
    [
        lambda order, size: [order[k : k + size] for k in range(0, len(order), size)],
        lambda order, size: np.split(order, range(size, len(order), size)),
        lambda order, size: [list(order[k : k + size]) for k in range(0, len(order), size)],
    ],
)
def test_every_way_of_cutting_an_epoch_counts(mine):
    assert check.mend_batches(mine).status == "correct"


@pytest.mark.parametrize(
    ("mine", "words"),
    [
        (lambda order, size: [order[0:size] for k in range(0, len(order), size)], "holds the same examples"),
        (lambda o, size: [o[k : k + size] for k in range(0, len(o) - size + 1, size)], "left out"),
        (
            lambda o, size: [o[k : k + size] for k in range(1, len(o), size)],
            "examples, 1 is never looked at.",
        ),
        (lambda order, size: [order[k : k + size] for k in range(len(order))], "The batches overlap: 9 ex"),
        (lambda order, size: [order[k : k + 1] for k in range(0, len(order), size)], "never looked at"),
        (lambda order, size: [order[k : k + 1] for k in range(len(order))], "has 4 steps, not 10"),
        (lambda order, size: [order], "A batch holds 10 examples"),
        (lambda o, size: [np.sort(o)[k : k + size] for k in range(0, len(o), size)], "the order is lost"),
        (lambda o, size: [np.arange(k, k + size) for k in range(1, len(o) + 1, size)], "no example 10 in"),
        (lambda o, size: np.array_split(o, -(-len(o) // size)), "Your batches hold 3, 3, 2, 2."),
        (lambda order, size: [order[k] for k in range(0, len(order), size)], "are single numbers"),
        (lambda order, size: order[:size], "are single numbers"),
        (lambda o, size: [o[k:size] for k in range(0, len(o), size)], "7 are never looked at. Hint"),
        (lambda order, size: 3, "Give a list of batches"),
        (lambda order, size: [], "Give a list of batches"),
        (lambda order, size: ["a", "b"], "Give a list of batches"),
        (lambda order, size: ..., "Not attempted"),
    ],
)
def test_every_other_epoch_is_told_what_is_wrong_with_it(mine, words):
    assert words in str(check.mend_batches(mine))


# Questions


def test_every_wrong_choice_has_a_sentence_of_its_own():
    for question in (check.hovering, check.PREDICT_LOOK, check.PREDICT_FLOOR):
        assert set(question.wrong) == set(question.choices) - {question.answer}
    assert check.why_hovering("b").status == "correct" and len(check.hovering.hints) == 2


def test_the_guess_of_the_handful_is_scored_by_its_factor():
    assert check.PREDICT_HANDFUL.grade(40).status == "correct"
    assert "2 times too small" in check.PREDICT_HANDFUL.grade(20).says
