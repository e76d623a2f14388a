"""The exercises of lesson 06: the reference solutions pass, the slips are named, the facts hold."""

import numpy as np
import pytest

from lessons_lib import rules
from lessons_lib.checks import lesson_06 as check
from lessons_lib.checks.lesson_06_names import SHARED
from lessons_lib.checks.lesson_06_panel import moves_in_rates
from lessons_lib.checks.slips.rmsprop import SLIPS
from lessons_lib.descent import run, sweep
from lessons_lib.dialects import keras, optax, tf1, torch, translate
from lessons_lib.landscapes import bowl, parabola, ravine
from lessons_lib.panels import explore
from lessons_lib.rules import adagrad, rmsprop
from lessons_lib.schedules import cosine, exponential_decay, step_decay
from lessons_lib.theory import first_step

BLANKS = [
    lambda: check.my_rule(),
    lambda: check.my_rule(lambda w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8: ...),
    lambda: check.mend_notes(),
    lambda: check.half_step(...),
    lambda: check.settle(...),
    lambda: check.name_them(A=..., B=..., C=...),
    lambda: check.name_them(),
    lambda: check.why_moved(...),
]
WHOSE = {"A": keras.rmsprop, "B": tf1.rmsprop, "C": torch.rmsprop}


@pytest.mark.parametrize("blank", BLANKS)
def test_what_is_left_blank_is_not_attempted(blank):
    assert blank().status == "not attempted"


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.__name__)
def test_my_rule_takes_the_rule_and_names_every_slip(slip):
    assert check.my_rule(rmsprop)
    assert check.my_rule(slip).says == slip.__doc__


def noted(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    """As the exercise gives it."""
    cache = (1 - decay) * cache + decay * g * 2
    return dict(w=w - learning_rate * g / np.sqrt(cache) + epsilon, cache=cache)


def half_mended(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
    cache = (1 - decay) * cache + decay * g**2
    return dict(w=w - learning_rate * g / np.sqrt(cache) + epsilon, cache=cache)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (noted, "which shares do old and new get?"),
        (half_mended, "which shares do old and new get?"),
        *((slip, slip.__doc__) for slip in SLIPS),
        (lambda w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8: cache_epsilon, "epsilon"),  # noqa: F821
        (3.5, "You gave a float"),
    ],
)
def test_notes_that_are_not_mended_are_told_what_is_wrong(rule, words):
    verdict = check.mend_notes(rule)
    assert verdict.status == "not yet" and (words in verdict.says or rule == 3.5) and verdict.hints


def test_mended_notes_pass():
    assert check.mend_notes(rmsprop)


@pytest.mark.parametrize("slope", [(1e-8 / 3) ** 0.5, 5.77e-5, 5.8e-5])
def test_the_half_step_is_at_the_root_of_a_third_of_epsilon(slope):
    assert check.half_step(slope)
    walk = run(
        rmsprop, bowl(1e-30), steps=1, start=(1.0, 1.0), learning_rate=1.0
    )  # level ground: nothing moves
    assert np.allclose(walk.w[1], walk.w[0])
    settled = rmsprop(np.zeros(1), np.array([slope]), 1, cache=slope**2, learning_rate=1.0)
    assert settled["w"][0] == pytest.approx(-0.5, abs=0.01)


@pytest.mark.parametrize(
    ("slope", "words"),
    [
        (1e-4, "still 0.71"),
        (1e-8, "outside the root"),
        (5e-9, "half of epsilon"),
        (1e-8 / 3, "asks for the slope"),
        ((3e-8) ** 0.5, "other way round"),
        (1e-16, "epsilon squared"),
        (5e-5, "0.447 learning rates long"),
        (1.0, "1 learning rates long"),
        (-1e-4, "not above zero"),
        ("1e-4", "without quotes"),
    ],
)
def test_other_slopes_are_told_how_long_the_step_is(slope, words):
    verdict = check.half_step(slope)
    assert verdict.status == "not yet" and words in verdict.says and verdict.hints


def walk(rate, steps=200, problem=None, rule=rmsprop, **settings):
    return run(rule, ravine() if problem is None else problem, steps=steps, learning_rate=rate, **settings)


@pytest.mark.parametrize(
    "rate",
    [exponential_decay(0.3, decay=0.95), exponential_decay(0.5, decay=0.93), cosine(0.1, over=200)],
)
def test_a_rate_that_shrinks_lets_it_settle(rate):
    assert check.settle(walk(rate))


def test_the_learners_own_rmsprop_serves_as_well():
    def mine(w, g, t, cache=0.0, *, learning_rate=0.01, decay=0.9, epsilon=1e-8):
        cache = decay * cache + (1 - decay) * g**2
        return dict(w=w - learning_rate * g / np.sqrt(cache + epsilon), cache=cache)

    assert check.settle(walk(exponential_decay(0.3, decay=0.95), rule=mine))


def test_no_constant_rate_lets_it_settle():
    ends = sweep(rmsprop, ravine(), steps=200, learning_rate=np.geomspace(0.001, 3, 2000))
    assert np.all(ends.loss > 1e-6)
    assert all("one number" in check.settle(walk(rate)).says for rate in (0.001, 0.04, 0.08, 0.3))


def test_with_half_the_steps_a_constant_rate_could_pass_for_settled():
    assert walk(0.08, steps=100).loss[-1] < 1e-6 < walk(0.08).loss[-1]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (walk(exponential_decay(0.1, decay=0.95)), "add up to 2"),
        (walk(step_decay(0.2, factor=0.9, every=20)), "the rate is still"),
        (walk(exponential_decay(0.3, decay=0.95), steps=100), "100 steps. The goal is set for 200"),
        (walk(0.1, problem=bowl()), "The walk is on bowl"),
        (walk(0.1, start=(0.1, 0.1)), "Leave `start` out"),
        (walk(exponential_decay(0.3, decay=0.95), epsilon=0.01), "epsilon was changed. It stays at 1e-08"),
        (walk(exponential_decay(0.3, decay=0.95), decay=0.5), "decay was changed"),
        (walk(exponential_decay(0.3, decay=0.95), cache=1.0), "cache was changed"),
        (walk(exponential_decay(0.3, decay=0.95), rule=adagrad), "Was another rule used?"),
        (run(rmsprop, ravine(), steps=200), "with a learning_rate that you give"),
        (walk(cosine(0.1)), "From step 94 on the rate is next to nothing"),
        (0.3, "You gave a float"),
        (ravine(), "You gave a Landscape"),
    ],
)
def test_a_walk_that_does_not_settle_is_told_why(path, words):
    verdict = check.settle(path)
    assert verdict.status == "not yet" and words in verdict.says


def test_the_three_walks_are_those_of_the_frameworks_and_do_not_say_whose():
    three = check.three_walks()
    for letter, dialect in WHOSE.items():
        own = run(dialect, ravine(), steps=40, **translate(dialect, **SHARED))
        assert np.allclose(own.w, three[letter].w, rtol=1e-12)
        assert three[letter].rule is rmsprop and not three[letter].settings
    same = run(optax.rmsprop, ravine(), steps=40, **translate(optax.rmsprop, **SHARED))
    assert np.allclose(same.w, three["A"].w)


def test_what_is_said_of_the_first_steps_is_so():
    along = {letter: (path.w[1, 0] - path.w[0, 0]) / 0.05 for letter, path in check.three_walks().items()}
    assert {letter: round(float(x), 2) for letter, x in along.items()} == {"A": 1.17, "B": 0.4, "C": 1.77}


@pytest.mark.parametrize("one", ["Keras", "optax", " KERAS "])
def test_either_name_of_what_walks_alike_will_do(one):
    assert check.name_them(A=one, B="TensorFlow 1", C="PyTorch") and check.name_them(
        A=one, B="tf1", C="torch"
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (dict(A="PyTorch", B="TensorFlow 1", C="Keras"), "A is not PyTorch"),
        (dict(A="Keras", B="PyTorch", C="TensorFlow 1"), "nearly plain descent"),
        (dict(A="Keras", B="TensorFlow 1", C="Optax"), "C is not Optax"),
        (dict(A="Keras", B="TensorFlow 1", C=...), "Still blank: C"),
        (dict(A="Kears"), 'A is \'Kears\': give one of "PyTorch", "Keras" or'),
        (dict(A=3), "A is 3: give one of"),
        (dict(D="Keras"), "no walk D"),
    ],
)
def test_a_wrong_name_is_told_by_the_first_step(given, words):
    verdict = check.name_them(**given)
    assert verdict.status == "not yet" and words in verdict.says


def test_names_without_letters_are_answered():
    assert "Say which is whose" in check.name_them("Keras", "TensorFlow 1", "PyTorch").says


def test_the_moved_code_takes_a_first_step_a_thousand_times_as_long():
    settings = dict(learning_rate=0.001, decay=0.99, epsilon=1e-10)
    zero, one = (first_step("rmsprop", 0.01, cache=cache, **settings) for cache in (0.0, 1.0))
    assert zero == pytest.approx(0.01, rel=1e-3) and zero / one == pytest.approx(1000, rel=0.01)
    assert check.why_moved("c") and not check.why_moved("a")


def test_the_first_step_predicted_is_the_step_walked_whatever_the_slope():
    for slope in (0.4, 4.0, 50.0):
        path = run(rmsprop, parabola(), steps=1, start=(slope,), learning_rate=0.1, decay=0.99)
        assert moves_in_rates(path)[0, 0] == pytest.approx(check.PREDICT_FIRST.answer, rel=1e-3)


def test_counted_in_cents_the_walk_is_the_same():
    euros, cents = (run(rmsprop, ravine(steepest=x), steps=40, learning_rate=0.1) for x in (2.0, 200.0))
    assert np.allclose(euros.w, cents.w, atol=1e-3) and check.PREDICT_SCALE.grade("c")
    assert run(rules.gradient_descent, ravine(steepest=200.0), steps=40, learning_rate=0.1).left


def test_the_end_predicted_is_where_it_ends():
    for curvature in (1, 100):
        last = run(rmsprop, parabola(curvature), steps=500, learning_rate=1.0).w[-2:, 0]
        assert np.allclose(np.sort(last), [-0.5, 0.5], atol=1e-3)
    assert check.PREDICT_END.grade("c")


@pytest.mark.parametrize("question", [check.moved, check.PREDICT_SCALE, check.PREDICT_END])
def test_every_wrong_choice_has_its_own_sentence(question):
    assert set(question.wrong) | {question.answer} == set(question.choices)
    assert len(set(question.wrong.values())) == len(question.choices) - 1


MET = {
    "each weight's first step is at least 20": dict(decay=0.998),
    "each weight's first step is at most 1.2": dict(cache=20.0),
    "decay at most 0.9": dict(epsilon=0.015),
}


def test_each_goal_is_open_at_the_start_and_in_every_scene_and_a_setting_meets_it():
    settings = dict(learning_rate=0.1, cache=0.0, steps=200, ends=check.ENDS)
    panel = explore(rmsprop, ravine(), **settings, goals=check.GOALS, scenes=check.SCENES)
    usual = panel.state()
    assert not any(goal(panel.path) for goal in check.GOALS.values())
    for scene in check.SCENES.values():
        panel.set(**scene)
        assert not any(goal(panel.path) for goal in check.GOALS.values())
    for words, change in MET.items():
        panel.set(**usual | change)
        met = [name for name, goal in check.GOALS.items() if goal(panel.path)]
        assert len(met) == 1 and met[0].startswith(words)


def test_hints_come_one_at_a_time():
    assert [len(check.half_step(1.0).hints) for _ in range(3)] == [1, 2, 2]
    assert [len(check.mend_notes(noted).hints) for _ in range(2)] == [1, 2]
    assert [len(check.why_moved("a").hints) for _ in range(2)] == [1, 2]
    assert [len(check.settle(walk(0.1)).hints) for _ in range(2)] == [1, 2]
    assert [len(check.name_them(A="torch").hints) for _ in range(2)] == [1, 2]
