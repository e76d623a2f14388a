"""What a rule may do wrong besides its formula: each gets a sentence of its own, and nothing is raised."""

import sys

import numpy as np
import pytest

from lessons_lib import rules
from lessons_lib.checks import check_rule


def gives(answer):
    return lambda w, g, t, *, learning_rate=0.1: answer(w, g)


def no_return(w, g, t, *, learning_rate=0.1):
    w = w - learning_rate * g


def dots(w, g, t, *, learning_rate=0.1):
    return ...


def body_of_dots(w, g, t, *, learning_rate=0.1): ...


def half_filled(w, g, t, *, learning_rate=0.1):
    return dict(w=...)


def in_place(w, g, t, *, learning_rate=0.1):
    w -= learning_rate * g
    return dict(w=w)


def endless(w, g, t, *, learning_rate=0.1):
    while True:
        w = w - learning_rate * g


def exits(w, g, t, *, learning_rate=0.1):
    sys.exit(1)


def recursive(w, g, t, *, learning_rate=0.1):
    return recursive(w, g, t, learning_rate=learning_rate)


def misspelt(w, g, t, *, learning_rate=0.1):
    return dict(w=w - pace * g)  # noqa: F821


def random(w, g, t, *, learning_rate=0.1):
    return dict(w=w - learning_rate * g * np.random.default_rng().random())


KEPT = []


def keeps_outside(w, g, t, *, learning_rate=0.1):
    KEPT.append(g)
    return dict(w=w - learning_rate * sum(KEPT))


def nan_unless_first(w, g, t, *, learning_rate=0.1):
    return dict(w=w - learning_rate * g * (1 if t == 1 else np.nan))


SAID = {
    "raises": (misspelt, "NameError in the line `return dict(w=w - pace * g)"),
    "no return": (no_return, "returns nothing"),
    "in place": (in_place, "changes w in place"),
    "endless": (endless, "Does a loop never end?"),
    "exits": (exits, "asks Python to exit"),
    "recursive": (recursive, "calls itself without end"),
    "random": (random, "another answer when it is asked the same again"),
    "an array": (gives(lambda w, g: w - g), "returned ndarray. It must return the new position"),
    "no w": (gives(lambda w, g: dict(x=w)), "returned a dict with x"),
    "one number": (gives(lambda w, g: dict(w=1.0)), "turned w of shape (2,) into shape ()"),
    "a longer w": (gives(lambda w, g: dict(w=np.ones(3))), "turned w of shape (2,) into shape (3,)"),
    "text": (gives(lambda w, g: dict(w="far")), "no array of real numbers"),
    "complex": (gives(lambda w, g: dict(w=w + 1j)), "no array of real numbers"),
    "a value of text": (gives(lambda w, g: dict(w=w, rate="big")), "rate is no number"),
    "rows of different lengths": (gives(lambda w, g: dict(w=[[1], [1, 2]])), "rows of different lengths"),
    "nan": (nan_unless_first, "w is not a finite number at step 2"),
    "a number": (2.5, "The rule is 2.5"),
    "the answer": (dict(w=1), "Give a function"),
    "one argument": (lambda x: x, "must begin `def"),
    "no default": (lambda w, g, t, *, learning_rate: dict(w=w), "learning_rate has no value to begin with"),
    "lr": (lambda w, g, t, *, lr=0.1: dict(w=w - lr * g), "`lr`: is that it? Then call it `learning_rate`"),
    "LearningRate": (lambda w, g, t, *, learningrate=0.1: dict(w=w), "Then call it `learning_rate`"),
    "alpha": (lambda w, g, t, *, alpha=0.1: dict(w=w), "`alpha`: is that it?"),
    "no rate at all": (lambda w, g, t: dict(w=w), "has no `learning_rate`, right of the star."),
    "left of the star": (lambda w, g, t, learning_rate=0.1: dict(w=w), "so it stands right of a star"),
}


@pytest.mark.parametrize("case", SAID)
def test_every_mistake_gets_its_own_sentence(case):
    rule, sentence = SAID[case]
    verdict = check_rule(rule, rules.gradient_descent, seconds=0.2)
    assert verdict.status == "not yet"
    assert sentence in verdict.says
    assert " at 0x" not in str(verdict) and "lessons_lib" not in str(verdict)


def test_no_two_mistakes_share_a_sentence():
    different = [rule for case, (rule, _) in SAID.items() if case != "complex"]  # as "text": no real numbers
    said = [check_rule(rule, rules.gradient_descent, seconds=0.2).says for rule in different]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("blank", [None, ..., dots, body_of_dots, half_filled])
def test_a_blank_is_not_attempted(blank):
    assert check_rule(blank, rules.gradient_descent).status == "not attempted"


def test_memory_kept_outside_is_noticed():
    KEPT.clear()
    assert not check_rule(keeps_outside, rules.gradient_descent)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            lambda w, g, t, vel=0.0, *, learning_rate=0.1, beta=0.9: {},
            "`vel`: is that it? Then call it `velocity`",
        ),
        (
            lambda w, g, t, velocity=0.0, *, learning_rate=0.1, b=0.9: {},
            "`b`: is that it? Then call it `beta`",
        ),
        (lambda w, g, t, *, velocity=0.0, learning_rate=0.1, beta=0.9: {}, "so it stands left of the star"),
        (lambda w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9: dict(w=w), "does not return it"),
    ],
)
def test_names_of_memory_are_asked_for(rule, sentence):
    assert sentence in check_rule(rule, rules.momentum).says


def test_memory_of_a_wrong_shape_is_named():
    def mine(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
        cache = cache + np.sum(g**2)
        return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)

    assert "cache has shape (), where (2,) is expected" in check_rule(mine, rules.adagrad).says


def test_what_a_rule_prints_is_shown_once(capsys):
    def prints(w, g, t, *, learning_rate=0.1):
        print("step", t)
        return dict(w=w - learning_rate * g)

    assert check_rule(prints, rules.gradient_descent)
    assert capsys.readouterr().out == "step 1\n"
