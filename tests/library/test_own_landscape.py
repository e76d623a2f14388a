"""A learner's own surface: a slope to trust, and a sentence for every kind of bad surface."""

import functools
import math
import re

import numpy as np
import pytest

from lessons_lib.descent import run, sweep
from lessons_lib.landscapes import rosenbrock
from lessons_lib.mistakes import Mistake
from lessons_lib.own_landscape import landscape_from, numerical_gradient
from lessons_lib.rules import adam, gradient_descent

SMOOTH = [
    (lambda x, y: x**2 / 20 + y**2, lambda x, y: (x / 10, 2 * y)),
    (lambda x, y: np.sin(x) * np.cos(y), lambda x, y: (np.cos(x) * np.cos(y), -np.sin(x) * np.sin(y))),
    (lambda x, y: np.exp(x / 2 + y), lambda x, y: (np.exp(x / 2 + y) / 2, np.exp(x / 2 + y))),
    (lambda x, y: x**4 - x**2 * y**3, lambda x, y: (4 * x**3 - 2 * x * y**3, -3 * x**2 * y**2)),
    (
        lambda x, y: np.log(1 + x**2 + y**2),
        lambda x, y: (2 * x / (1 + x**2 + y**2), 2 * y / (1 + x**2 + y**2)),
    ),
    (lambda x, y: 1e9 * (x + y**2), lambda x, y: (1e9 + 0 * x, 2e9 * y)),
    (lambda x, y: 1e-9 * x * y, lambda x, y: (1e-9 * y, 1e-9 * x)),
    (lambda x, y: 3.0, lambda x, y: (0 * x, 0 * y)),
]


@pytest.mark.parametrize(("f", "slope"), SMOOTH)
def test_the_measured_slope_is_right_to_seven_digits(f, slope):
    w = np.random.default_rng(0).uniform([[-5.0], [-3.0]], [[5.0], [3.0]], (2, 200))
    exact = np.stack(slope(*w))
    measured = landscape_from(f).gradient(w, 0)
    np.testing.assert_allclose(measured, exact, rtol=0, atol=1e-7 * np.abs(exact).max())


def test_the_slope_keeps_its_digits_far_from_the_origin():
    w = np.array([1e3, -1e3])
    exact = rosenbrock().gradient(w)
    np.testing.assert_allclose(numerical_gradient(rosenbrock().loss, w), exact, rtol=1e-7)


@pytest.mark.parametrize("shape", [(1,), (3,), (2, 4), (2, 3, 4)])
def test_the_slope_has_the_shape_of_the_position(shape):
    w = np.random.default_rng(1).normal(size=shape)
    copy = w.copy()
    np.testing.assert_allclose(numerical_gradient(lambda p: np.sum(p**2, axis=0), w), 2 * w, atol=1e-9)
    np.testing.assert_array_equal(w, copy)


def test_a_surface_that_overwrites_what_it_is_given_still_gets_its_slope():
    def doubled(x, y):
        x *= 2
        return x**2 + y**2

    surface = landscape_from(doubled)
    w = np.array([[1.0, 2.0], [3.0, 1.0]])
    np.testing.assert_allclose(surface.gradient(w, 0), [8 * w[0], 2 * w[1]], rtol=1e-8)
    np.testing.assert_array_equal(w, [[1.0, 2.0], [3.0, 1.0]])
    np.testing.assert_allclose(
        numerical_gradient(lambda p: np.add.reduce(np.multiply(p, p, out=p)), np.ones(2)), 2.0, rtol=1e-8
    )


def test_rules_walk_on_it_alone_and_on_a_grid():
    surface = landscape_from(lambda x, y: x**2 / 20 + y**2, minimum=(0, 0))
    path = run(gradient_descent, surface, steps=300, learning_rate=0.9)
    assert path.loss[-1] < 1e-12
    together = sweep(adam, surface, steps=20, learning_rate=np.array([0.1, 0.5]))
    alone = run(adam, surface, steps=20, learning_rate=0.5)
    np.testing.assert_allclose(together.w[:, 1], alone.w[-1], rtol=1e-12)
    assert surface.minima == ((0.0, 0.0),)
    assert surface.lowest == 0.0


def refused(f, **options):
    with pytest.raises(Mistake) as caught:
        landscape_from(f, **options)
    assert " at 0x" not in str(caught.value)
    return str(caught.value)


def with_an_if(x, y):
    return x**2 if x > 0 else y**2


def adds_nothing_up(x, y):
    return np.stack([x, y])


noise = np.random.default_rng(0)
BAD = {
    "math": (lambda x, y: math.sin(x) + y, "np.sin rather than math.sin"),
    "if": (with_an_if, "rather than `if x > 0`"),
    "its line": (with_an_if, r"in the line `return x\*\*2 if x > 0 else y\*\*2`"),
    "nan": (lambda x, y: np.sqrt(x) + y, r"not finite at \(-\d\.\d\d, -?\d\.\d\d\)"),
    "infinite": (lambda x, y: np.exp(200 * x**2) + y, "not finite at"),
    "jump": (lambda x, y: np.where(x > 0.3, x + 1, x) + y, r"jumps at \(0\.30, "),
    "jump across": (lambda x, y: x**2 + np.sign(y - 1), r"jumps at \(-?\d\.\d\d, 1\.00\)"),
    "floor": (lambda x, y: np.floor(x) + y, "jumps at"),
    "rounded": (lambda x, y: np.round(x**2 + y**2, 2), "(jumps at|two step sizes disagree)"),
    "random": (lambda x, y: x**2 + noise.normal(size=np.shape(x)), "another height when asked again"),
    "wild": (lambda x, y: np.sin(3e4 * x) + y, "two step sizes disagree"),
    "wild and small": (lambda x, y: 1e-12 * np.sin(3e4 * x), "two step sizes disagree"),
    "shape": (adds_nothing_up, r"shape \(2, 23, 23\) for points of shape \(23, 23\)"),
    "one argument": (lambda w: w**2, "takes 1 positional argument"),
    "nothing": (lambda x, y: None, "Your surface returns nothing"),
    "number": (3.0, r"Your surface is 3\.0\. Give a function of two numbers"),
    "text": ("x**2", "Give a function of two numbers"),
}


@pytest.mark.parametrize("kind", BAD)
def test_every_kind_of_bad_surface_gets_its_own_sentence(kind):
    f, sentence = BAD[kind]
    assert re.search(sentence, refused(f))


def test_a_crease_is_no_fault():
    surface = landscape_from(lambda x, y: np.abs(x) + np.maximum(y, 0) ** 2)
    np.testing.assert_allclose(surface.gradient(np.array([2.0, 1.0])), [1.0, 2.0], rtol=1e-8)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"start": 3}, "start is 3. Give numbers in this form"),
        ({"start": ("a", 1)}, "start is"),
        ({"start": (1, np.nan)}, "start is"),
        ({"start": (9, 0)}, r"start is \(9.0, 0.0\), outside the window. Try start=\(0.0, 0.0\)"),
        ({"window": (0, 1)}, "window is"),
        ({"window": ((1, 0), (0, 1))}, "the lower first"),
        ({"window": ((0, 1), (0, 1))}, r"outside the window. Try start=\(0.5, 0.5\)"),
        ({"minimum": (1, 2, 3)}, "minimum is"),
        ({"minimum": (3, 2)}, r"minimum is \(3.0, 2.0\), but your surface is lower at"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, sentence):
    with pytest.raises(Mistake, match=sentence):
        landscape_from(lambda x, y: x**2 + y**2, **options)


class Callable_:
    def __call__(self, x, y):
        return x**2 + y**2


def named(x, y):
    return x + y


@pytest.mark.parametrize(
    ("f", "name"),
    [
        (named, "named"),
        (lambda x, y: x + y, "your f(x, y)"),
        (functools.partial(named), "named"),
        (Callable_(), None),
        (np.hypot, "hypot"),
    ],
)
def test_the_name_never_contains_an_address(f, name):
    surface = landscape_from(f)
    assert " at 0x" not in repr(surface)
    assert name is None or surface.name == name
