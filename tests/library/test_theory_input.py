"""Closed forms refuse what makes no sense, in a sentence, and never broadcast in silence."""

import functools
import inspect
import types

import numpy as np
import pytest

from lessons_lib import rules, schedules, theory
from lessons_lib.dialects import torch
from lessons_lib.landscapes import ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.theory import budget, first_steps

GOOD = dict(
    eigenvalues=[0.1, 2.0],
    curvature=2.0,
    learning_rate=0.1,
    beta=0.5,
    beta1=0.9,
    beta2=0.99,
    sigma=1.0,
    decay=0.9,
    t=3,
    rates=[0.1, 0.2],
    directions=np.eye(2),
    start=[1.0, 2.0],
    steps=3,
    errors=[1.0, -2.0],
)
ODD = {"limits", "predicted", "first_step", "sum_of_rates"}  # those that go by names
FORMS = [getattr(theory, name) for name in theory.__all__ if name not in ODD]
CASES = [(form, name) for form in FORMS for name in inspect.signature(form).parameters]
NO_NUMBERS = ["0.5", None, 1j, [[1.0], [1.0, 2.0]], True, np.nan, [0.1, np.inf]]
OF_ANY_SIGN = {
    (theory.shrink_factors, "eigenvalues"),
    (theory.expected_loss, "errors"),
    *((theory.closed_form, name) for name in ("eigenvalues", "directions", "start")),
}
SHARES = {"beta", "beta1", "beta2", "decay"}


def call(form, **changed):
    given = {name: GOOD[name] for name in inspect.signature(form).parameters}
    return form(**given | changed)


def refused(function, *args, **kwargs):
    with pytest.raises(Mistake) as caught:
        function(*args, **kwargs)
    assert "\n" not in str(caught.value) and str(caught.value).endswith(".")
    return str(caught.value)


def elsewhere():
    """Functions that are called as those of the series, and are others."""

    def adam(w, g, t, *, learning_rate=0.001):
        return dict(w=w - learning_rate * g)

    def cosine(learning_rate, *, over=100, last=0.0):
        return lambda t: learning_rate

    return types.SimpleNamespace(adam=adam, cosine=cosine)


own = elsewhere()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_answers_what_is_good(form):
    answer = call(form)
    for value in answer.values() if isinstance(answer, dict) else [answer]:
        assert np.all(np.isfinite(value))


@pytest.mark.parametrize(("form", "name"), CASES)
def test_what_is_no_number_is_refused(form, name):
    for wrong in NO_NUMBERS:
        if not (form is theory.convergence_rate and name == "learning_rate" and wrong is None):
            assert refused(call, form, **{name: wrong}).startswith(form.__name__ + ": ")


@pytest.mark.parametrize(("form", "name"), [case for case in CASES if case not in OF_ANY_SIGN])
def test_what_is_out_of_range_is_refused_with_its_range(form, name):
    scalar = np.ndim(GOOD[name]) == 0
    for wrong in [-0.5, *([1.0, 1.5] if name in SHARES else [])]:
        told = refused(call, form, **{name: wrong if scalar else [wrong, wrong]})
        assert told.startswith(form.__name__ + ": ")
        assert "must be" in told or "give" in told


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            lambda: theory.noise_floor([0.1, 0.2], [1.0, 2.0, 3.0]),
            "the shapes do not go together: learning_rate (2,)",
        ),
        (lambda: theory.correction_multiplier([1, 2], [0.1, 0.2, 0.3]), "do not go together"),
        (lambda: theory.convergence_rate([1.0, 2.0], [0.1, 0.2], [0.1, 0.2, 0.3]), "do not go together"),
        (lambda: theory.stability_limit(np.ones((2, 3)), [0.1, 0.2]), "do not go with a grid of (3,)"),
        (lambda: theory.shrink_factors(2.0, 0.1), "Give one a direction, such as [0.1, 2.0]."),
        (lambda: theory.best_rate([]), "Give one a direction"),
        (lambda: theory.best_rate([0.0, 1.0]), "eigenvalues is 0. It must be more than zero."),
        (lambda: theory.closed_form([1.0, 2.0], np.eye(3), [1.0, 2.0], 0.1, 3), "They must be (n,), (n, n)"),
        (lambda: theory.closed_form([1.0, 2.0], np.eye(2), [1.0], 0.1, 3), "They must be (n,), (n, n)"),
        (lambda: theory.closed_form([1.0], [[1.0]], [1.0], 0.1, 2.5), "whole number of steps"),
        (lambda: theory.closed_form([1.0], [[1.0]], [1.0], [0.1, 0.2], 2), "one learning rate"),
        (lambda: theory.half_life(0.0), "Nothing is left after a step"),
        (lambda: theory.correction_multiplier(0), "t is 0. It must be the number of a step, 1 at the first."),
        (lambda: theory.adam_stability_limit(0.0), "learning_rate is 0. It must be more than zero."),
        (lambda: theory.error_left([1.0, 2.0], [0.1, 0.2]), "Give one curvature and one rate a step."),
        (lambda: theory.error_left(1.0, 0.1), "Give one curvature and one rate a step."),
        (lambda: theory.expected_loss(0.1, [1.0], [1.0]), "Give one rate a step, one eigenvalue"),
        (lambda: theory.expected_loss([0.1], [1.0], [1.0, 2.0]), "Give one rate a step, one eigenvalue"),
        (lambda: theory.expected_loss([0.1], [1.0], [1.0], [0.1]), "Give one rate a step, one eigenvalue"),
        (lambda: theory.loss_floor(0.1, 2.0), "Give one a direction"),
    ],
)
def test_shapes_and_edges_that_make_no_sense_are_refused(wrong, words):
    assert words in refused(wrong)


@pytest.mark.parametrize(
    ("args", "settings", "words"),
    [
        (("adma", 1.0), {}, "first_step knows no rule 'adma'. Did you mean adam?"),
        ((["adam"], 1.0), {}, "knows no rule"),
        (
            ("adam", 1.0),
            dict(lr=0.1),
            "adam has no setting 'lr'. Did you mean learning_rate? It knows: learn",
        ),
        (("rmsprop", 1.0), dict(alpha=0.9), "rmsprop has no setting 'alpha'. It knows: learning_rate, decay"),
        (
            (torch.adam, 1.0),
            {},
            "first_step knows no rule torch.adam: it knows those of lessons_lib.rules al",
        ),
        (
            (own.adam, 1.0),
            {},
            "knows no rule adam: it knows those of lessons_lib.rules alone. Give one of th",
        ),
        ((functools.partial(rules.adam, beta1=0.0), 1.0), {}, "knows no rule adam: it knows those"),
        ((functools.wraps(rules.adam)(lambda w, g, t: dict(w=w)), 1.0), {}, "knows no rule adam: it knows"),
        ((rules.adam_family.Step, 1.0), {}, "knows no rule"),
        ((None, 1.0), {}, "first_step knows no rule None. It knows: gradient_descent"),
        (
            ("momentum", 1.0),
            dict(learning_rate=0.1, bta=0.1),
            "momentum has no setting 'bta'. Did you mean beta?",
        ),
        (("momentum", 1.0), dict(learning_rate=0.1, beta=1.0), "beta is 1. It must be a share"),
        (("momentum", "steep"), dict(learning_rate=0.1, beta=0.5), "gradient is 'steep'. Give a number"),
        (("momentum", [1.0, 2.0]), dict(learning_rate=[0.1] * 3, beta=0.5), "do not go together"),
    ],
)
def test_a_first_step_that_cannot_be_told_is_refused(args, settings, words):
    assert words in refused(theory.first_step, *args, **settings)


@pytest.mark.parametrize(
    ("args", "settings", "words"),
    [
        (("cosin", 0.1), {}, "sum_of_rates knows no schedule 'cosin'. Did you mean cosine?"),
        ((schedules.cosine(0.2, over=9), 0.1), {}, "sum_of_rates(cosine, 0.2, over=9, last=0.0)."),
        ((schedules.multi_step, 0.1), {}, "knows no schedule multi_step. It knows: constant"),
        ((own.cosine, 0.1), {}, "knows no schedule cosine: it knows those of lessons_lib.schedules alone."),
        ((rules.adam, 0.1), {}, "knows no schedule adam: it knows those of lessons_lib.schedules alone."),
        (("constant", 10**400), {}, "learning_rate is 1000"),
        (("exponential_decay", 0.1), dict(steps=10**400), "steps is 1000"),
        (("cosine", 0.1), dict(over=10, lst=0.0), "cosine has no setting 'lst'. Did you mean last?"),
        (("cosine", 0.1), dict(over=0, last=0.0), "over is 0. It counts steps"),
        (("cosine", 0.1), dict(over=10, last=1.5), "last is 1.5. Give a share of 1 or less."),
        (("constant", -0.1), {}, "learning_rate is -0.1. It must be positive."),
        (("constant", "fast"), {}, "learning_rate is 'fast'. Give a finite number."),
        (("constant", [0.1, 0.2]), {}, "Give a finite number."),
        (("constant", 0.1), dict(steps=2.5), "steps is 2.5. It counts steps"),
        (("exponential_decay", 0.1), dict(decay=np.inf), "decay is inf. Give a finite number."),
        (("inverse_time", 0.1), dict(half_at=20, steps=5), "no closed form. Add up the rates"),
        (("polynomial", 0.1), dict(over=10, power=2.0, last=0.0), "known for a straight line"),
    ],
)
def test_a_sum_that_cannot_be_told_is_refused(args, settings, words):
    assert words in refused(theory.sum_of_rates, *args, **settings)


@pytest.mark.parametrize("name", first_steps.SIZES)
def test_what_is_left_out_of_a_first_step_is_as_the_rule_has_it(name):
    rule, tuned = getattr(rules, name), inspect.signature(first_steps.SIZES[name]).parameters
    theirs = inspect.signature(rule).parameters
    assert {key: p.default for key, p in tuned.items() if key != "g"} == {
        key: p.default for key, p in theirs.items() if p.kind is p.KEYWORD_ONLY or key == "cache"
    }
    moved = np.abs(rule(np.zeros(1), np.full(1, 3.0), 1)["w"])[0]
    assert theory.first_step(rule, 3.0) == theory.first_step(name, 3.0) == pytest.approx(moved, rel=1e-12)


@pytest.mark.parametrize("name", budget.SUMS)
def test_what_is_left_out_of_a_sum_is_as_the_schedule_has_it(name):
    maker, tuned = getattr(schedules, name), inspect.signature(budget.SUMS[name]).parameters
    theirs = inspect.signature(maker).parameters
    assert {key: p.default for key, p in tuned.items() if key != "n"} == {
        key: p.default for key, p in theirs.items() if key != "learning_rate"
    }
    if name != "inverse_time":  # no closed form for some of its steps
        total = maker(0.1)(np.arange(150)).sum()
        assert theory.sum_of_rates(maker, 0.1, steps=150) == pytest.approx(total, rel=1e-12)


def test_the_speed_at_the_best_rate_is_refused_in_its_own_name():
    told = refused(theory.convergence_rate, [1.0, 2.0], beta=1)
    assert told == "convergence_rate: beta is 1. It must be a share: from 0 up to, but not including, 1."
    assert refused(theory.convergence_rate, ravine()).startswith("convergence_rate: eigenvalues is ravine(")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("momntum", [1.0, 2.0]), " knows no rule 'momntum'. Did you mean momentum?"),
        ((None, [1.0, 2.0]), " knows no rule None."),
        ((torch.momentum, [1.0, 2.0]), " knows no rule torch.momentum: it knows those of lessons_lib.rules"),
        (("gradient_descent", ravine()), ": curvatures is ravine(condition=20). Give a number, or an array"),
        (("adam", "abc"), ": curvatures is 'abc'. Give a number"),
        (("", "abc"), ": curvatures is 'abc'. Give a number"),
        (("momentum", [1.0, np.nan]), ": curvatures is nan. Give a finite number."),
        (("momentum", 2.0), ": the eigenvalues are 2.0. Give one a direction, such as [0.1, 2.0]."),
        (("momentum", []), ": the eigenvalues are []. Give one a direction"),
        (("momentum", [[1.0, 2.0]]), "Give one a direction"),
        (("momentum", [1.0], {"beta": 1.0}), ": beta is 1. It must be a share"),
        (("momentum", [1.0], {"beta": "much"}), ": beta is 'much'. Give a number"),
        (("momentum", [1.0], {"beta": [0.1, 0.2]}), ": beta has shape (2,). Give one number."),
        (("momentum", [1.0], 0.9), ": the settings are 0.9. Give a dict, such as dict(beta=0.9)."),
    ],
)
@pytest.mark.parametrize("form", [theory.limits, theory.predicted])
def test_marks_that_cannot_be_told_are_refused(form, args, words):
    told = refused(form, *args, *[{}][: 3 - len(args)])
    assert told.startswith(form.__name__) and words in told


def test_marks_are_told_of_the_rule_itself_and_are_none_where_nothing_is_known():
    settings = dict(learning_rate=0.1, beta=0.5, velocity=0.0)
    for rule in (rules.gradient_descent, rules.momentum, rules.nesterov):
        for form in (theory.limits, theory.predicted):
            known = form(rule, [0.1, 2.0], settings)
            assert known and known == form(rule.__name__, np.array([0.1, 2.0]), settings)
    for rule, eigenvalues in (
        ("", [0.1, 2.0]),
        ("", None),
        ("momentum", None),
        ("adam", [1.0]),
        ("lion", [1]),
    ):
        assert theory.limits(rule, eigenvalues, settings) == {}
        assert theory.predicted(rule, eigenvalues, settings) is None
