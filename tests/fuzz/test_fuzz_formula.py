"""Whatever is typed as a formula or as a number is read as arithmetic or refused, and soon."""

from __future__ import annotations

import contextlib
import math

import numpy as np
import pytest
from fuzzing import fuzz, nothing_runs, seconds_of
from hypothesis import example, given
from hypothesis import strategies as st

from lessons_lib.descent import run
from lessons_lib.formula import DEEPEST, FUNCTIONS, LONGEST, OPERATORS, compiled, derivative, formula, parsed
from lessons_lib.mistakes import Mistake
from lessons_lib.own_landscape import STEP, _extrapolated, numerical_gradient
from lessons_lib.panels.typed import worked_out
from lessons_lib.rules import gradient_descent

SECONDS = 1.0  # of the processor: about a hundred times what the slowest takes

FORMULAS = st.recursive(
    st.sampled_from(["x", "y", "pi", "e", "0", "1", "2.5", "9", "1e300"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**", "^"]), inner).map(" ".join),
        st.tuples(st.sampled_from(["sin", "exp", "log", "sqrt", "abs", "tanh", "tan", "-", ""]), inner).map(
            lambda pair: f"{pair[0]}({pair[1]})"
        ),
    ),
    max_leaves=8,
)
PIECES = [
    *"xy19.e+-*/^() ,_[]{}'\"\\:=#;@~|&<>%!?$\0\n",
    "sin",
    "log",
    "lambda",
    "__",
    "**",
    "//",
    "1e9",
    "E",
]
PIECES += ["import os", "__import__('os')", ".__class__", "eval(", "exec(", "for x in y", "if", "else", ":="]
PIECES += [
    "f'{x}'",
    "0x",
    "1j",
    "_1",
    "...",
    "not",
    "await ",
    "yield ",
    "print",
    "x.real",
    "²",
    "𝐱",
    "\u202e",
]
SOUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
LONG = st.tuples(st.sampled_from(PIECES), st.integers(1, 500), SOUP).map(lambda t: t[0] * t[1] + t[2])


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """Write a formula with one slip in it."""
    text = draw(FORMULAS)
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.sampled_from(PIECES)) + text[at + draw(st.integers(0, 2)) :]


TEXTS = st.one_of(FORMULAS, spoiled(), SOUP, LONG, st.text(max_size=2 * LONGEST))


def test_the_watch_hears_what_would_be_run():
    for act in (lambda: eval("1 + 1"), lambda: open(__file__).close(), lambda: __import__("this_is_none")):
        with pytest.raises(AssertionError, match="exec|open|import"), nothing_runs():
            with contextlib.suppress(ImportError):
                act()


def check_tree(tree, depth=0):
    """Hold a tree to arithmetic: finite numbers, x, y, and the signs and functions of the lists."""
    assert depth <= DEEPEST + 1
    if isinstance(tree, tuple):
        sign, *parts = tree
        assert (sign in OPERATORS and len(parts) == 2) or (sign in FUNCTIONS and len(parts) == 1)
        for part in parts:
            check_tree(part, depth + 1)
    else:
        assert tree in ("x", "y") or (type(tree) is float and math.isfinite(tree))


@fuzz(300)
@given(TEXTS)
@example("x**y**x**y**x**y**x")
@example("exp(exp(exp(exp(x))))")
@example("9**9**9**9**9")
@example("x" + "**x" * 40)
@example("sin(" * 39 + "x" + ")" * 39)
def test_any_text_becomes_arithmetic_in_floats_or_a_sentence_and_none_is_run(text):
    def work():
        with nothing_runs():
            tree = parsed(text)
        check_tree(tree)
        w = np.array([[-5.0, 0.0, 1e200], [3.0, 0.0, -1e200]])
        with np.errstate(all="ignore"), nothing_runs():
            for part in (tree, derivative(tree, "x"), derivative(tree, "y")):
                assert np.asarray(compiled(part)(*w)).dtype == np.float64

    def tried():
        try:
            work()
        except Mistake as mistake:
            assert str(mistake).endswith((".", "`")) and len(str(mistake)) < 700

    assert seconds_of(tried) < SECONDS


@fuzz(40)
@given(st.one_of(FORMULAS, spoiled()))
@example("x" + "*x**y" * 39)
@example("tan(" * 39 + "x" + ")" * 39)
def test_a_surface_is_finite_where_it_is_drawn_and_can_be_walked_on_or_is_refused(text):
    made = []

    def tried():
        try:
            made.append(formula(text))
        except Mistake:
            pass

    assert seconds_of(tried) < 3 * SECONDS
    for surface in made:
        points = np.stack(np.meshgrid(np.linspace(-5, 5, 121), np.linspace(-3, 3, 121)))
        assert np.isfinite(surface.loss(points)).all()
        assert surface.gradient(points).shape == points.shape
        assert run(gradient_descent, surface, steps=5).loss.dtype == np.float64


def largest(tree):
    """Return the largest number that stands in a tree."""
    parts = tree[1:] if isinstance(tree, tuple) else [tree]
    return max(largest(x) if isinstance(x, tuple) else abs(x) if isinstance(x, float) else 0 for x in parts)


@fuzz(60)
@given(FORMULAS)
@example("sin(x + 1e300)")
@example("x ** x ** tan(x)")
def test_the_rules_for_derivatives_agree_with_a_measurement(text):
    try:
        tree = parsed(text)
    except Mistake:
        return
    if largest(tree) > 1e6:  # beside such a number, x is lost to rounding: there is no slope to be measured
        return
    surface = compiled(tree)
    w = np.random.default_rng(0).uniform(0.4, 1.6, (2, 20))
    with np.errstate(all="ignore"):
        slope = np.array([compiled(derivative(tree, by))(*w) + 0 * w[0] for by in "xy"])
        measured = numerical_gradient(lambda w: surface(*w) + 0 * w[0], w)
        finer = _extrapolated(lambda w: surface(*w) + 0 * w[0], w, 0.37 * STEP)
        height = np.abs(surface(*w) + 0 * w[0])
        scale = 1 + height + np.abs(measured)
        sure = (np.abs(measured - finer) < 1e-8 * scale) & np.isfinite(slope) & np.isfinite(scale)
        off = np.abs(slope - measured)
    assert (off[sure] <= 1e-5 * scale[sure]).all()


NUMBERS = st.lists(st.sampled_from([*"0123456789.,+-*/^()eE ", "sqrt", "−", "×", "**", "1e", "__", "x"]))


@fuzz(200)
@given(st.one_of(NUMBERS.map("".join), SOUP, st.text(max_size=100)))
@example("9**9**9**9")
@example("9" * 80)
@example("(" * 80)
@example("1." + " " * 77 + "x")
def test_a_number_that_is_typed_is_worked_out_or_refused_and_none_is_run(text):
    def tried():
        try:
            with nothing_runs():
                value = worked_out(text)
            assert type(value) is float and math.isfinite(value)
        except Mistake as mistake:
            assert len(str(mistake)) < 200

    assert seconds_of(tried) < SECONDS
