"""The exercises of lesson 03: the reference solutions pass, the slips are named, the answers hold."""

import numpy as np
import pytest

from lessons_lib.checks import lesson_03 as check
from lessons_lib.checks.lesson_03_pair import HINTS, RIGHT, SLIPS
from lessons_lib.checks.lesson_03_walk import GOAL, HEAVY, LIGHT, RATE, STEPS
from lessons_lib.descent import run, sweep
from lessons_lib.landscapes import bowl, ravine
from lessons_lib.rules import gradient_descent, momentum, nesterov
from lessons_lib.theory import convergence_rate

BLANKS = [
    lambda: check.my_rule(),
    lambda: check.my_rule(lambda w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9: ...),
    lambda: check.best_pair(),
    lambda: check.best_pair(learning_rate=..., beta=...),
    lambda: check.reach(...),
    lambda: check.mend_nesterov(),
    lambda: check.why_heavy(...),
]


@pytest.mark.parametrize("blank", BLANKS)
def test_what_is_left_blank_is_not_attempted(blank):
    assert blank().status == "not attempted"


def test_my_rule_takes_the_rule_and_refuses_its_neighbours():
    assert check.my_rule(momentum)
    assert "Nesterov" in check.my_rule(nesterov).says

    def uphill(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
        velocity = beta * velocity + learning_rate * g
        return dict(w=w + velocity, velocity=velocity)

    assert "pushes the wrong way" in check.my_rule(uphill).says


def test_the_right_pair_is_better_than_any_other_in_its_neighbourhood():
    curvatures = ravine(100).eigenvalues
    assert check.best_pair(**RIGHT)
    best = float(convergence_rate(curvatures, **RIGHT))
    assert best == pytest.approx(9 / 11, abs=1e-6)
    rates, betas = np.linspace(0.2, 3.5, 120), np.linspace(0, 0.95, 120)[:, None]
    assert np.all(convergence_rate(curvatures, rates, betas) >= best)


def test_an_answer_within_a_hundredth_passes_and_one_further_off_does_not():
    assert check.best_pair(learning_rate=1.66, beta=0.673)
    assert not check.best_pair(learning_rate=1.68, beta=0.669)
    assert not check.best_pair(learning_rate=1.653, beta=0.68)


@pytest.mark.parametrize(("line", "wrong"), [(line, wrong) for line in SLIPS for wrong in SLIPS[line]])
def test_every_slip_in_the_pair_is_named(line, wrong):
    verdict = check.best_pair(**{**RIGHT, line: wrong})
    assert verdict.status == "not yet" and SLIPS[line][wrong] in verdict.says
    assert verdict.hints == HINTS[line][:1]


def test_a_pair_without_names_is_told():
    assert "learning_rate=..., beta=..." in check.best_pair(1.653, 0.669).says


def walk(beta, steps=STEPS, problem=None, rate=RATE, **settings):
    problem = ravine(condition=20) if problem is None else problem
    return run(momentum, problem, steps=steps, learning_rate=rate, beta=beta, **settings)


def test_these_betas_reach_the_goal_and_no_others():
    betas = np.linspace(0, 0.99, 100)
    reach = sweep(momentum, ravine(), steps=STEPS, learning_rate=RATE, beta=betas).loss <= GOAL
    np.testing.assert_array_equal(reach, (betas > LIGHT - 0.005) & (betas < HEAVY + 0.005))


@pytest.mark.parametrize("beta", [0.8, 0.81, 0.83, 0.86])
def test_a_beta_that_reaches_the_goal_passes(beta):
    assert check.reach(walk(beta))


@pytest.mark.parametrize(
    ("beta", "words"),
    [
        (0.0, "creeps along the valley: 0 is too light"),
        (0.5, "too light"),
        (0.78, "too light"),
        (0.88, "swings to and fro along the valley: 0.88 is too heavy"),
        (0.99, "too heavy"),
    ],
)
def test_a_beta_that_misses_the_goal_is_told_why(beta, words):
    verdict = check.reach(walk(beta))
    assert verdict.status == "not yet" and words in verdict.says and len(verdict.hints) == 1


def cheat(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.82):
    return dict(w=0 * w, velocity=velocity)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (walk(0.82, steps=101), "101 steps. The goal allows 100"),
        (walk(0.82, problem=bowl()), "The walk is on bowl"),
        (walk(0.82, problem=ravine(10)), "The walk is on ravine(condition=10)"),
        (walk(0.82, start=(0.1, 0.1)), "starts at (0.1, 0.1)"),
        (walk(0.5, rate=0.9), "It stays at 0.1"),
        (walk(lambda t: 0.82), "a schedule"),
        (walk(0.82, velocity=0.5), "nothing changed but beta"),
        (run(gradient_descent, ravine(), steps=80), "Another rule"),
        (run(nesterov, ravine(), steps=80, beta=0.8), "Was another rule used?"),
        (run(cheat, ravine(), steps=80), "Was another rule used?"),
        (0.82, "You gave a float. Give the path"),
        (ravine(), "You gave a Landscape"),
    ],
)
def test_another_walk_than_the_one_asked_for_is_told_apart(path, words):
    verdict = check.reach(path)
    assert verdict.status == "not yet" and words in verdict.says


def test_a_short_walk_at_a_good_beta_is_told_that_it_may_go_on():
    assert "up to 100 steps" in check.reach(walk(0.82, steps=40)).says


def given(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    velocity = beta * velocity - learning_rate * g
    w = w + beta**2 * velocity - (1 + beta) * learning_rate * g
    return dict(w=w, velocity=velocity)


def swapped(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    w = w + beta**2 * velocity - (1 + beta) * learning_rate * g
    velocity = beta * velocity - learning_rate * g
    return dict(w=w, velocity=velocity)


def test_the_order_can_be_mended_by_swapping_or_by_writing_the_other_form():
    assert check.mend_nesterov(swapped) and check.mend_nesterov(nesterov)


def test_the_broken_step_as_given_is_not_told_its_answer():
    verdict = check.mend_nesterov(given)
    assert verdict.status == "not yet" and "order" not in verdict.says and len(verdict.hints) == 1
    assert float(given(1.0, 1.0, 1)["w"]) == pytest.approx(0.729)
    assert float(nesterov(1.0, 1.0, 1)["w"]) == pytest.approx(0.81)


def test_plain_momentum_is_no_mended_nesterov():
    assert "plain momentum" in check.mend_nesterov(momentum).says


def test_the_heavy_ball_is_slower_for_the_reason_that_is_called_right():
    assert check.why_heavy("c") and check.why_heavy(check.heavy.answer)
    kept = [float(convergence_rate(ravine().eigenvalues, 0.95, beta)) for beta in (0.0, 0.9)]
    assert kept == pytest.approx([0.905, np.sqrt(0.9)], abs=1e-6)
    assert len({check.why_heavy(letter).says for letter in "abd"}) == 3


@pytest.mark.parametrize("question", [check.heavy, check.PREDICT_TEXTBOOK, check.PREDICT_BENT])
def test_every_wrong_choice_has_its_own_sentence(question):
    assert set(question.wrong) | {question.answer} == set(question.choices)
    assert len(set(question.wrong.values())) == len(question.choices) - 1


GOAL_SETTINGS = [(20, 0.95, 0.5), (20, 1.5, 0.7), (100, 1.5, 0.7)]


@pytest.mark.parametrize(("goal", "settings"), [*zip(check.GOALS, GOAL_SETTINGS, strict=True)])
def test_each_goal_is_open_at_first_and_can_be_reached_with_the_sliders(goal, settings):
    condition, rate, beta = settings
    reached = run(momentum, ravine(condition), steps=60, learning_rate=rate, beta=beta)
    assert check.GOALS[goal](reached)
    for start in (ravine(20), ravine(100)):
        assert not check.GOALS[goal](run(momentum, start, steps=60, learning_rate=0.95, beta=0.0))


def test_no_goal_can_be_reached_without_momentum():
    rates = np.linspace(0.01, 1.6, 120)
    for condition, least in ((20, 1e-9), (100, 1e-5)):
        assert sweep(momentum, ravine(condition), steps=60, learning_rate=rates, beta=0.0).loss.min() > least


def test_the_scenes_do_what_they_are_called():
    ends = {name: run(momentum, ravine(), steps=60, **scene).loss[-1] for name, scene in check.SCENES.items()}
    assert ends["no momentum"] < ends["a textbook's"] < ends["too heavy"] < 4.8 < ends["too fast"]


def test_no_scene_gives_a_goal_away():
    for scene in check.SCENES.values():
        path = run(momentum, ravine(), steps=60, **scene)
        assert not any(met(path) for met in check.GOALS.values())
