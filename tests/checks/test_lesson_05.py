"""The exercises of lesson 05: the reference solutions pass, the slips are named, the goals can be met."""

import numpy as np
import pytest

from lessons_lib.checks import lesson_05 as check
from lessons_lib.checks.lesson_05_walk import GOAL, LARGE, SMALL, STEPS, valley
from lessons_lib.checks.slips.adagrad import doubled
from lessons_lib.descent import run
from lessons_lib.formula import formula
from lessons_lib.landscapes import ravine
from lessons_lib.models import LogisticRegression, Table, two_books
from lessons_lib.panels import explore
from lessons_lib.rules import adagrad, gradient_descent, rmsprop

QUESTIONS = [check.PREDICT_FIRST, check.PREDICT_TURN, check.mixed]


@pytest.mark.parametrize(
    "blank",
    [
        lambda: check.my_rule(),
        lambda: check.my_rule(lambda w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8: ...),
        lambda: check.rare_word(...),
        lambda: check.reach(...),
        lambda: check.mend_cache(),
        lambda: check.why_mixed(...),
    ],
)
def test_what_is_left_blank_is_not_attempted(blank):
    assert blank().status == "not attempted"


def test_my_rule_takes_the_rule_and_names_a_slip():
    assert check.my_rule(adagrad)
    assert check.my_rule(doubled).says == doubled.__doc__


@pytest.mark.parametrize("times", [5, 5.0, 100**0.5 / 4**0.5])
def test_the_rare_word_has_five_times_the_rate(times):
    assert check.rare_word(times)


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (25, "cache is larger"),
        (0.2, "Upside down"),
        (0.04, "without the root"),
        (10, "root of 100 alone"),
        (2, "root of 4"),
        (96, "difference"),
        (1, "same for both"),
        (12.5, "drops out"),
        (7, "7 is not it"),
        ("5", "without quotes"),
    ],
)
def test_other_answers_to_the_rare_word_are_told_apart(times, words):
    verdict = check.rare_word(times)
    assert verdict.status == "not yet" and words in verdict.says


def test_the_rare_word_has_that_rate_when_adagrad_walks():
    slopes = np.zeros((100, 2))
    slopes[:, 0], slopes[::25, 1] = 0.5, -0.5
    cache = 0.0
    for t, g in enumerate(slopes, start=1):
        step = adagrad(np.zeros(2), g, t, cache, epsilon=0.0)
        cache = step["cache"]
    assert step["rate"][1] / step["rate"][0] == pytest.approx(5)


def walk(rate, steps=STEPS, problem=None, rule=adagrad, **settings):
    return run(rule, problem or valley(), steps=steps, learning_rate=rate, **settings)


@pytest.mark.parametrize("rate", [SMALL, 4.0, 5.0, 10.0, LARGE])
def test_the_goal_is_reached_between_these_rates(rate):
    assert walk(rate).loss[-1] <= GOAL and check.reach(walk(rate))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (walk(0.5), "0.5 is too small"),
        (walk(3.3), "3.3 is too small"),
        (walk(22.0), "22 is too large"),
        (walk(5.0, steps=60), "up to 100 steps"),
        (walk(5.0, steps=101), "101 steps. The goal allows 100"),
        (walk(5.0, problem=ravine()), "The walk is on ravine(condition=20)"),
        (walk(5.0, start=(0.1, 0.1)), "starts at (0.1, 0.1)"),
        (walk(lambda t: 5.0), "a schedule"),
        (walk(5.0, epsilon=1e-4), "nothing changed but learning_rate"),
        (walk(0.9, rule=gradient_descent), "Was another rule used"),
        (walk(0.5, rule=rmsprop), "Was another rule used"),
        (run(lambda w, g, t: dict(w=0 * w), valley(), steps=9), "Another rule"),
        (5.0, "You gave a float"),
    ],
)
def test_a_walk_that_misses_the_goal_is_told_why(path, words):
    verdict = check.reach(path)
    assert verdict.status == "not yet" and words in verdict.says


def noted(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    cache = cache + g * 2
    return dict(w=w - learning_rate * g / np.sqrt(cache + epsilon), cache=cache)


def test_the_note_with_a_slip_is_refused_without_giving_the_answer_away_and_passes_when_mended():
    verdict = check.mend_cache(noted)
    assert verdict.status == "not yet" and "squared" not in verdict.says and len(verdict.hints) == 1
    assert check.mend_cache(adagrad)


def test_the_note_loses_a_weight_whose_slope_is_negative_and_walks_on_where_it_is_positive():
    with np.errstate(invalid="ignore"):
        down, up = (noted(np.zeros(1), np.array([g]), 1)["w"] for g in (-3.0, 3.0))
    assert np.isnan(down) and np.isfinite(up)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_wrong_choice_has_its_own_sentence(question):
    assert set(question.wrong) | {question.answer} == set(question.choices)
    assert len(set(question.wrong.values())) == len(question.choices) - 1


def test_from_cache_zero_both_weights_move_by_the_learning_rate_whatever_their_slopes():
    path = run(adagrad, ravine(), steps=1, learning_rate=0.5)
    assert path.g[0].tolist() == [-0.4, 4.0]
    assert np.allclose(path.w[1] - path.w[0], [0.5, -0.5])
    assert check.PREDICT_FIRST.grade("b")


def test_step_100_on_an_even_slope_is_a_tenth():
    path = run(adagrad, formula("x"), steps=100, start=(4, 0), learning_rate=1.0)
    assert path.w[99, 0] - path.w[100, 0] == pytest.approx(check.PREDICT_RATE.answer)


def test_turned_by_45_degrees_the_two_rates_are_nearly_the_same():
    straight, turned = (walk(2.0, problem=ravine(rotation=angle)) for angle in (0, 45))
    own, other = (path["rate"][100] for path in (straight, turned))
    assert own.max() / own.min() > 3 and other.max() / other.min() < 1.1


def test_mixing_two_columns_takes_the_rare_words_rate_and_leaves_gradient_descent_as_it_was():
    books = two_books()
    pair = [books.columns.index(word) for word in ("the", "holmes")]
    x = books.x.copy()
    x[:, pair] = x[:, pair] @ np.array([[1, 1], [1, -1]]) / np.sqrt(2)
    both = [LogisticRegression(data, batch_size=1) for data in (books, Table("mixed", x, books.y))]
    own, other = (run(adagrad, model, steps=300, learning_rate=0.3)["rate"][-1, 1:][pair] for model in both)
    assert own[1] / own[0] > 6 and np.ptp(other) / other.mean() < 0.1 and other.max() < 0.3 * own[1]
    losses = [run(gradient_descent, model, steps=300, learning_rate=0.1).loss for model in both]
    assert np.allclose(*losses)
    assert check.why_mixed("b")


def turnable(rotation=0.0):
    return ravine(rotation=rotation)


def panel():
    settings = dict(learning_rate=0.5, cache=0.0, ends=dict(learning_rate=(0.05, 10)))
    return explore(adagrad, turnable, **settings, goals=check.GOALS, scenes=check.SCENES)


@pytest.mark.parametrize(
    ("goal", "settings"),
    [
        (0, dict(learning_rate=2.0)),
        (1, dict(learning_rate=2.0, rotation=45)),
        (2, dict(cache=2.0)),
        (2, dict(epsilon=1.0, cache=1.0)),
    ],
)
def test_each_goal_can_be_met_with_the_sliders_and_none_is_met_at_first_or_in_a_scene(goal, settings):
    shown = panel()
    assert not shown.met()
    for scene in check.SCENES.values():
        shown.set(**scene)
        assert not shown.met()
    shown = panel()
    shown.set(**settings)
    assert list(check.GOALS)[goal] in shown.met()
