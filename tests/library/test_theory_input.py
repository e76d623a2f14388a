"""Closed forms refuse what makes no sense, in a sentence, and never broadcast in silence."""

import inspect

import numpy as np
import pytest

from lessons_lib import theory
from lessons_lib.mistakes import Mistake

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
)
ODD = {"limits", "predicted", "first_step", "sum_of_rates"}  # those that go by names
FORMS = [getattr(theory, name) for name in theory.__all__ if name not in ODD]
CASES = [(form, name) for form in FORMS for name in inspect.signature(form).parameters]
NO_NUMBERS = ["0.5", None, 1j, [[1.0], [1.0, 2.0]], True, np.nan, [0.1, np.inf]]
OF_ANY_SIGN = {
    (theory.shrink_factors, "eigenvalues"),
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
    ],
)
def test_shapes_and_edges_that_make_no_sense_are_refused(wrong, words):
    assert words in refused(wrong)


@pytest.mark.parametrize(
    ("args", "settings", "words"),
    [
        (("adma", 1.0), {}, "first_step knows no rule 'adma'. Did you mean adam?"),
        ((["adam"], 1.0), {}, "knows no rule"),
        (("momentum", 1.0), dict(learning_rate=0.1), "beta of momentum is missing. Give all its hyper"),
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
        (("cosine", 0.1), dict(over=10), "last of cosine is missing. Give all its settings."),
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
