"""The exercises of lesson 07: the reference solutions pass, the slips are named, the answers hold."""

import numpy as np
import pytest

from lessons_lib.checks import lesson_07 as check
from lessons_lib.checks.lesson_07_walk import BETA2, GOAL, LEAST, RATE, STEPS
from lessons_lib.checks.slips import adam as slips
from lessons_lib.counterexamples import flipping
from lessons_lib.descent import run
from lessons_lib.landscapes import bowl, parabola, ravine
from lessons_lib.panels import uncorrected
from lessons_lib.rules import adam, adamw, rmsprop


def blank_rule(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return ...


BLANKS = [
    lambda: check.my_rule(),
    lambda: check.my_rule(blank_rule),
    lambda: check.first_step(...),
    lambda: check.mend_correction(),
    lambda: check.quiet(...),
    lambda: check.why_decay(...),
]


@pytest.mark.parametrize("blank", BLANKS)
def test_what_is_left_blank_is_not_attempted(blank):
    assert blank().status == "not attempted"


def test_my_rule_takes_the_rule_and_names_its_slips():
    assert check.my_rule(adam)
    for slip in (slips.uncorrected, slips.corrects_m_only, slips.epsilon_inside, slips.square_of_m):
        assert check.my_rule(slip).says == slip.__doc__


@pytest.mark.parametrize("number", [2, 2.0, 1.99, 0.2 / 0.01**0.5])
def test_the_first_step_is_two_rates(number):
    assert check.first_step(number)


def test_two_rates_is_what_the_uncorrected_rule_walks():
    for g in (0.3, -50.0):
        step = uncorrected(adam)(np.zeros(1), np.array([g]), 1, learning_rate=1.0, beta1=0.8, beta2=0.99)
        assert abs(step["w"][0]) == pytest.approx(2, rel=1e-5)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "the corrected step"),
        (0.5, "upside down"),
        (20, "root is forgotten"),
        (10, "RMSProp's first step"),
        (0.2, "share of g in m"),
        (0.1, "root of v"),
        (0.804, "shares of the old averages"),
        (3.162, "at beta1 0.9 and beta2 0.999"),
        (7, "7 is not the number"),
        ("2", "without quotes"),
    ],
)
def test_another_number_is_told_where_it_comes_from(number, words):
    verdict = check.first_step(number)
    assert verdict.status == "not yet" and words in verdict.says and verdict.hints


def test_the_given_rule_is_told_what_differs_and_not_the_answer():
    verdict = check.mend_correction(slips.corrects_m_only)
    assert verdict.status == "not yet" and "w does not" in verdict.says
    assert slips.corrects_m_only.__doc__ not in verdict.says
    assert check.mend_correction(adam)
    assert check.mend_correction(slips.uncorrected).says == slips.uncorrected.__doc__


def walk(epsilon, **other):
    settings = dict(steps=STEPS, learning_rate=RATE, beta2=BETA2, epsilon=epsilon) | other
    return run(adam, parabola(), **settings)


@pytest.mark.parametrize("epsilon", [0.00135, 0.002, 0.01, 0.1, 1.0])
def test_these_epsilons_keep_the_walk_quiet(epsilon):
    path = walk(epsilon)
    assert check.quiet(path) and path.loss[400:].max() <= GOAL and epsilon > LEAST


@pytest.mark.parametrize(
    ("epsilon", "words"),
    [
        (1e-8, "up to 1e+08, and its limit is 760"),
        (0.0, "up to inf"),
        (0.001, "up to 1e+03, and its limit is 760"),
        (10.0, "makes every step short"),
    ],
)
def test_an_epsilon_that_misses_the_goal_is_told_why(epsilon, words):
    verdict = check.quiet(walk(epsilon))
    assert verdict.status == "not yet" and words in verdict.says and verdict.hints


def cheat(w, g, t, *, learning_rate=0.1, beta2=0.9, epsilon=1e-8):
    return dict(w=0 * w)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (walk(0.01, steps=300), "300 steps. The goal is set for 1500"),
        (walk(0.01, learning_rate=0.01), "learning_rate stays at 0.05"),
        (walk(0.01, beta2=0.999), "beta2 stays at 0.95"),
        (walk(0.01, beta1=0.5), "beta1 stays at 0.9"),
        (walk(0.01, start=(1.0,)), "starts at 1."),
        (walk(lambda t: 0.01), "epsilon is a schedule"),
        (run(adam, bowl(), steps=STEPS, learning_rate=RATE), "The walk is on bowl"),
        (run(rmsprop, parabola(), steps=STEPS, learning_rate=RATE, decay=0.95), "Another rule"),
        (run(cheat, parabola(), steps=STEPS, learning_rate=RATE, beta2=BETA2), "Was another rule used?"),
        (0.01, "You gave a float"),
        (ravine(), "You gave a Landscape"),
    ],
)
def test_another_walk_than_the_one_asked_for_is_told_apart(path, words):
    verdict = check.quiet(path)
    assert verdict.status == "not yet" and words in verdict.says


def test_the_learners_own_adam_serves_as_well():
    def my_rule(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        return adam(w, g, t, m, v, learning_rate=learning_rate, beta1=beta1, beta2=beta2, epsilon=epsilon)

    settings = dict(steps=STEPS, learning_rate=RATE, beta2=BETA2, epsilon=0.01)
    assert check.quiet(run(my_rule, parabola(), **settings))


def explored(**other):
    return run(adam, ravine(), **(dict(steps=60, learning_rate=0.05, epsilon=1e-8) | other))


def test_each_goal_of_the_panel_can_be_met_and_none_is_met_at_first():
    met = [
        explored(learning_rate=0.5),
        explored(learning_rate=0.3, beta1=0.7),
        explored(learning_rate=1.0, epsilon=1.0),
    ]
    for goal, path in zip(check.GOALS.values(), met, strict=True):
        assert goal(path) and not goal(explored())
    assert not any(goal(explored(steps=0)) for goal in check.GOALS.values())


def test_no_scene_gives_a_goal_away():
    for name, scene in check.SCENES.items():
        assert not any(goal(explored(**scene)) for goal in check.GOALS.values()), name


def test_a_pull_inside_the_gradient_moves_the_weight_with_small_gradients_more():
    def pulled(w, g, t, m=0.0, v=0.0, *, learning_rate=0.001):
        return adam(w, g + 0.01 * w, t, m, v, learning_rate=learning_rate)

    large, small = run(pulled, flipping(), steps=500, learning_rate=0.01).w[-1]
    assert small < large
    both = run(adamw, flipping(), steps=500, learning_rate=0.01).w[-1]
    assert both[0] == pytest.approx(both[1], abs=1e-4)
    assert check.why_decay("b") and check.decay.answer.startswith("B")


QUESTIONS = [check.decay, check.PREDICT_CORRECTION, check.PREDICT_RARE]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_wrong_choice_has_its_own_sentence(question):
    assert set(question.wrong) | {question.answer} == set(question.choices)
    assert len(set(question.wrong.values())) == len(question.choices) - 1


def test_hints_come_one_at_a_time():
    assert [len(check.first_step(5).hints) for _ in range(3)] == [1, 2, 2]
    assert [len(check.why_decay("a").hints) for _ in range(2)] == [1, 2]
    assert [len(check.mend_correction(slips.corrects_m_only).hints) for _ in range(2)] == [1, 2]
