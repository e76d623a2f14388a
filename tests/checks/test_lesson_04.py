"""The exercises of lesson 04: the reference solutions pass, the slips are named, the goals can be met."""

import pathlib
import re

import numpy as np
import pytest

from lessons_lib import schedules, theory
from lessons_lib.checks import lesson_04 as check
from lessons_lib.checks import lesson_04_schedule as asked
from lessons_lib.checks.lesson_04_ledger import HINTS, RIGHT, SLIPS
from lessons_lib.checks.lesson_04_panel import averaged
from lessons_lib.descent import run
from lessons_lib.landscapes import parabola, ravine
from lessons_lib.noise import noisy
from lessons_lib.panels import scheduled
from lessons_lib.rules import gradient_descent, momentum

GROUND = noisy(ravine(), 0.5)
NOTEBOOKS = pathlib.Path(__file__).parents[2] / "notebooks"


def mine(t, *, learning_rate=0.8, factor=0.5, every=20):
    return learning_rate * factor ** (t // every)


@pytest.mark.parametrize(
    "blank",
    [
        lambda: check.three_steps(),
        lambda: check.three_steps(rates=(..., ..., ...), w=(..., ..., ...), total=..., forever=...),
        lambda: check.my_schedule(),
        lambda: check.my_schedule(lambda t, *, learning_rate=0.8, factor=0.5, every=20: ...),
        lambda: check.half_life(...),
        lambda: check.reach(...),
        lambda: check.mend_schedule(...),
        lambda: check.why_plateau(...),
    ],
)
def test_what_is_left_blank_is_not_attempted(blank):
    assert blank().status == "not attempted"


def test_the_right_ledger_is_what_three_steps_really_do():
    halved = schedules.exponential_decay(0.5, decay=0.5)
    path = run(gradient_descent, parabola(), steps=3, start=[8.0], learning_rate=halved)
    rates = path.setting("learning_rate")
    forever = theory.sum_of_rates("exponential_decay", 0.5, decay=0.5)
    assert check.three_steps(rates=rates, w=path.w[1:, 0], total=rates.sum(), forever=forever)
    assert check.three_steps(**RIGHT)
    longer = run(gradient_descent, parabola(), steps=300, start=[8.0], learning_rate=halved)
    assert f"still {longer.w[-1, 0]:.2f}" in check.three_steps(**RIGHT).says


@pytest.mark.parametrize(("line", "wrong"), [(line, wrong) for line in SLIPS for wrong in SLIPS[line]])
def test_every_slip_in_the_ledger_is_named(line, wrong):
    verdict = check.three_steps(**{**RIGHT, line: wrong})
    assert verdict.status == "not yet" and SLIPS[line][wrong] in verdict.says
    assert verdict.hints == HINTS[line][:1]


def test_a_ledger_without_names_is_told():
    assert "Name each line" in check.three_steps((0.5, 0.25, 0.125)).says


def test_step_decay_passes_whether_or_not_it_takes_arrays():
    def one_at_a_time(t, *, learning_rate=0.8, factor=0.5, every=20):
        rate = learning_rate
        while t >= every:
            rate, t = rate * factor, t - every
        return rate

    assert "whole arrays" in check.my_schedule(mine).says and check.my_schedule(mine)
    assert "one step at a time" in check.my_schedule(one_at_a_time).says and check.my_schedule(one_at_a_time)


def test_the_right_schedule_of_the_check_is_that_of_the_library():
    t = np.arange(100)
    for settings in (asked.FIRST, asked.OTHER):
        np.testing.assert_array_equal(asked.step_decay(t, **settings), schedules.step_decay(**settings)(t))


@pytest.mark.parametrize("says", asked.SLIPS)
def test_every_slip_in_a_schedule_is_named(says):
    slip = asked.SLIPS[says]
    verdict = check.my_schedule(
        lambda t, *, learning_rate=0.8, factor=0.5, every=20: float(
            slip(np.array(t), learning_rate, factor, every)
        )
    )
    assert verdict.status == "not yet" and verdict.says == says and len(verdict.hints) == 1


def counting():
    calls = []

    def schedule(t, *, learning_rate=0.8, factor=0.5, every=20):
        calls.append(t)
        return learning_rate * factor ** (len(calls) // every)

    return schedule


def fixed(name):
    """Leave one setting as it is by itself."""

    def schedule(t, *, learning_rate=0.8, factor=0.5, every=20):
        given = dict(learning_rate=learning_rate, factor=factor, every=every)
        return mine(t, **{key: value for key, value in given.items() if key != name})

    return schedule


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (counting(), "The same step must have the same rate"),
        (fixed("learning_rate"), "`learning_rate` is always 0.8"),
        (fixed("factor"), "`factor` is always 0.5"),
        (fixed("every"), "`every` is always 20"),
        (
            lambda t, *, learning_rate=0.8, factor=0.5, every=20: 0.7 * mine(t),
            "the rate of step 0 should be 0.8",
        ),
        (lambda t: 0.1, "Mend its first line"),
        (lambda t, **settings: "0.8", "without quotes"),
        (lambda t, **settings: np.ones(3), "one number"),
        (lambda t, **settings: None if t else 0.8, "returns nothing"),
        (lambda t, **settings: 1 / t, "ZeroDivisionError"),
        (0.8, "You gave a float, not a function"),
        (schedules.step_decay(0.8), "Mend its first line"),
    ],
)
def test_other_schedules_are_told_what_is_wrong(schedule, words):
    verdict = check.my_schedule(schedule)
    assert verdict.status == "not yet" and words in verdict.says


@pytest.mark.parametrize("steps", [22.76, np.log(0.5) / np.log(0.97), 23, 22.8])
def test_the_half_life_passes_exact_or_as_a_whole_step(steps):
    assert check.half_life(steps)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (1 / 0.03, "about 1/e"),
        (33, "about 1/e"),
        (0.5 / 0.03, "straight line"),
        (0.5 / 0.97, "again and again"),
        (0.97 / 0.5, "again and again"),
        (6.58, "half-life of 0.9"),
        (0.0439, "Upside down"),
        (22, "0.512 of the rate is left"),
        (24, "0.481 of the rate is left"),
        (-3, "no number of steps"),
        ("23", "without quotes"),
    ],
)
def test_other_half_lives_are_told_what_they_are(steps, words):
    assert words in check.half_life(steps).says


def walk(rate, ground=GROUND, rule=gradient_descent, **settings):
    return run(rule, ground, **{"steps": 100, "learning_rate": rate} | settings)


@pytest.mark.parametrize(
    "schedule",
    [
        schedules.exponential_decay(0.8, decay=0.97),
        schedules.step_decay(0.7, every=20),
        schedules.cosine(0.6, over=100),
        lambda t: 0.8 if t < 25 else 0.4 if t < 50 else 0.2 if t < 75 else 0.06,
    ],
)
def test_the_goal_is_reached_by_several_schedules_whatever_the_noise(schedule):
    assert check.reach(walk(schedule)) and check.reach(walk(schedule, noisy(ravine(), 0.5, seed=3)))


def test_no_schedule_that_the_lesson_shows_reaches_the_goal():
    shown = next(NOTEBOOKS.glob("04*.ipynb")).read_text()
    calls = re.findall(
        r"schedules\.((?:step_decay|exponential_decay|inverse_time|cosine)\(\d[^()]*\))", shown
    )
    assert len(calls) >= 5
    for call in calls:
        assert not check.reach(walk(eval(f"schedules.{call}"))), call


def test_no_constant_rate_ends_below_what_the_check_says():
    def ends(rate):
        return theory.expected_loss(np.full(100, rate), ravine().eigenvalues, (-4, 2), 0.5)[-1]

    assert ends(0.1) == pytest.approx(averaged(walk(0.1)))
    assert round(min(map(ends, np.linspace(0.2, 0.25, 21))), 4) == 0.0407
    assert min(map(ends, np.geomspace(0.01, 0.99, 40))) > 0.04


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (walk(schedules.cosine(0.5, over=50)), "the rates sum to 12.8, and that is spent too soon"),
        (walk(schedules.exponential_decay(0.5, decay=0.9)), "For 56 steps the rate is next to nothing"),
        (walk(schedules.exponential_decay(0.15, decay=0.995)), "stops short: the rates sum to 11.8"),
        (walk(0.1), "The rate stays at 0.1"),
        (walk(schedules.inverse_time(0.9, half_at=60)), "the last rate is 0.34"),
        (walk(schedules.cosine(0.97)), "stays high for too long"),
        (walk(0.1, steps=101), "101 steps. The goal allows 100"),
        (walk(lambda t: 0.1, start=(1, 1)), "Leave `start` out"),
        (walk(lambda t: 0.1, ravine()), "The walk is on ravine"),
        (walk(lambda t: 0.1, noisy(ravine(), 0.1)), "sigma=0.1"),
        (walk(lambda t: 1.5), "left the map"),
        (walk(lambda t: 0.1, rule=momentum), "Another rule"),
        (walk(lambda t: 0.1, rule=momentum, beta=0.5), "Another rule"),
        (0.1, "You gave a float"),
    ],
)
def test_a_walk_that_misses_the_goal_is_told_why(path, words):
    verdict = check.reach(path)
    assert verdict.status == "not yet" and words in verdict.says


def given(learning_rate, decay):
    rate = learning_rate

    def schedule(t):
        nonlocal rate
        rate = rate * decay
        return rate

    return schedule


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (given, "asked for step 1 once more"),
        (lambda learning_rate, decay: lambda t: learning_rate * decay ** (t + 1), "one step ahead"),
        (lambda learning_rate, decay: lambda t: learning_rate, "Let it depend on t"),
        (lambda learning_rate, decay: lambda t: learning_rate - decay * t, "should be 0.8, 0.4, 0.2, 0.1"),
        (lambda learning_rate, decay: learning_rate * decay, "It must return a schedule"),
        (lambda learning_rate, decay: lambda: learning_rate, "Mend its first line"),
        (lambda learning_rate: lambda t: learning_rate, "Mend its first line"),
        (schedules.cosine(0.5), "Mend its first line"),
        (0.5, "You gave a float"),
    ],
)
def test_an_unmended_schedule_is_told_what_it_did(make, words):
    verdict = check.mend_schedule(make)
    assert verdict.status == "not yet" and words in verdict.says and len(verdict.hints) == 1


def test_a_mended_schedule_passes_whatever_its_form():
    def looping(learning_rate, decay):
        def schedule(t):
            rate = learning_rate
            for _ in range(t):
                rate = rate * decay
            return rate

        return schedule

    assert check.mend_schedule(looping)
    assert check.mend_schedule(lambda learning_rate, decay: lambda t: learning_rate * decay**t)


@pytest.mark.parametrize("question", [check.plateau, check.PREDICT_CUT])
def test_every_wrong_choice_has_its_own_sentence(question):
    assert set(question.wrong) | {question.answer} == set(question.choices)
    assert len(set(question.wrong.values())) == len(question.choices) - 1
    assert question.grade(question.answer)


def test_hints_come_one_at_a_time():
    assert [len(check.why_plateau("a").hints) for _ in range(3)] == [1, 2, 2]


def test_the_walk_of_the_second_prediction_stops_where_the_answer_says():
    fading = walk(lambda t: 0.1 * np.exp(-0.1 * t), parabola(), steps=5000, start=[4.0], every=5000)
    assert fading.w[-1, 0] == pytest.approx(check.PREDICT_STOP.answer, abs=5e-4)
    assert check.PREDICT_STOP.grade(1.5) and not check.PREDICT_STOP.grade(0.0)


def valley(noise=0.5):
    return noisy(ravine(condition=20), sigma=noise)


@pytest.fixture(scope="module")
def panel():
    made = scheduled(
        gradient_descent,
        valley,
        schedule="constant",
        learning_rate=0.5,
        steps=300,
        goals=check.GOALS,
        scenes=check.SCENES,
    )
    yield made
    made.close()


SETTINGS = [
    {"schedule": "step_decay", "step_decay: every": 60},
    {"schedule": "inverse_time", "inverse_time: half_at": 20.0},
    {"schedule": "exponential_decay", "exponential_decay: decay": 0.9, "noise": 0.0},
]


def test_every_goal_can_be_reached_with_the_sliders_and_none_is_met_at_first(panel):
    assert panel.met() == set()
    for goal, settings in zip(check.GOALS, SETTINGS, strict=True):
        panel.set(**panel.whole(settings))
        assert goal in panel.met()


def test_no_constant_rate_meets_the_first_goal(panel):
    first = next(iter(check.GOALS))
    for rate in (0.01, 0.05, 0.0974, 0.2, 0.9):
        panel.set(**panel.whole({"learning_rate": float(rate)}))
        assert first not in panel.met()


def test_goals_are_judged_by_the_average_and_not_by_luck(panel):
    lucky = walk(0.1, noisy(ravine(), 0.5, seed=5))
    assert not any(goal(lucky) for goal in check.GOALS.values())


def test_every_scene_can_be_set_and_none_gives_a_goal_away(panel):
    for scene in check.SCENES.values():
        panel.set(**panel.whole(scene))
        assert panel.met() == set()


def test_a_walk_without_a_step_is_answered():
    ground = noisy(ravine(), 0.5)
    verdict = check.reach(run(gradient_descent, ground, steps=0, learning_rate=lambda t: 0.1))
    assert verdict.status == "not yet" and "takes no step" in verdict.says
