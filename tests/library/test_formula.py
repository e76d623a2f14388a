"""A typed formula: exact in its slope, refused in a sentence, and never run as code."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lessons_lib.descent import run
from lessons_lib.formula import LONGEST, compiled, derivative, formula, parsed
from lessons_lib.landscapes import himmelblau, ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.own_landscape import STEP, _extrapolated, landscape_from, numerical_gradient
from lessons_lib.rules import gradient_descent

SMOOTH = [
    "x**2/20 + y**2",
    "sin(x)*cos(y) - tanh(x*y)",
    "exp(x/2 + y) / (1 + y^2)",
    "log(1 + x**2 + y**2)",
    "tan(x/4) + sqrt(20 - x - y)",
    "2**x + (3 + x/5)**y",
    "(x**2 + y**2 + 1)**-0.5",
    "-x**2 - -y",
    "pi*x + e*y - 7e-1",
    "3",
]


@pytest.mark.parametrize("text", SMOOTH)
def test_the_slope_agrees_with_the_measured_one(text):
    surface = formula(text)
    w = np.random.default_rng(0).uniform([[-5.0], [-3.0]], [[5.0], [3.0]], (2, 200))
    measured = numerical_gradient(surface.loss, w)
    np.testing.assert_allclose(surface.gradient(w), measured, atol=1e-7 * (1 + np.abs(measured).max()))


def test_it_reads_as_mathematics_does():
    for text, value in (
        ("-3**2", -9),
        ("2*3^2", 18),
        ("2^3^2", 512),
        ("2**-1", 0.5),
        ("8/4/2", 1),
        ("1 - 2 - 3", -4),
        ("x - y*2", -3),
        ("abs(x - 4)", 3),
        ("007", 7),
        (".5 + 1. + 1e1", 11.5),
        ("+x", 1),
    ):
        assert compiled(parsed(text))(np.float64(1), np.float64(2)) == value, text


def test_the_name_makes_it_again():
    surface = formula(" x^2/20 + y**2 ", start=(1, 0.5), window=((-2, 2), (-1, 1)))
    assert repr(surface) == "formula('x^2/20 + y**2', start=(1, 0.5), window=((-2, 2), (-1, 1)))"
    again = eval(repr(surface), {"formula": formula})
    assert repr(again) == repr(surface) and again.window == surface.window and again.start == surface.start


def test_a_walk_on_it_is_the_walk_on_the_landscape_it_copies():
    typed = run(gradient_descent, formula("x**2/20 + y**2"), learning_rate=0.9)
    np.testing.assert_allclose(typed.w, run(gradient_descent, ravine(), learning_rate=0.9).w, rtol=1e-12)


def test_the_lowest_point_is_found_unless_it_lies_on_the_edge():
    assert formula("(x - 1)**2 + (y + 0.5)**2").minima == ((1.0, -0.5),)
    found = formula("(x**2 + y - 11)**2 + (x + y**2 - 7)**2")
    assert found.minima[0] in himmelblau().minima
    assert formula("x + y").minima == formula("3").minima == ()
    assert formula("sin(x) + y**2").minima[0] == pytest.approx((-np.pi / 2, 0), abs=1e-6)


def test_at_the_tip_of_a_cone_the_slope_is_measured_across_it():
    cone = formula("sqrt(x**2 + y**2)")
    np.testing.assert_allclose(cone.gradient(np.zeros(2)), 0, atol=1e-9)
    w = np.array([[0.0, 3.0], [0.0, 4.0]])  # a tip beside a slope
    np.testing.assert_allclose(cone.gradient(w), [[0, 0.6], [0, 0.8]], atol=1e-9)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("  \n", "is empty"),
        (5, "Give a text"),
        ("2x", "Between `2` and `x` a sign is missing"),
        ("(x)(y)", r"Between `\(x\)` and `\(` a sign is missing"),
        ("x (y)", r"Between `x` and `\(` a sign is missing"),
        ("xy", r"Write x\*y"),
        ("sim(x)", "Did you mean sin"),
        ("z + 1", "`z` at the beginning is not known"),
        ("sin x", "needs brackets"),
        ("x + sin", "needs brackets"),
        ("sin()", "brackets after `sin` are empty"),
        ("(x + y", r"stays open. Close it with `\)`"),
        ("x + y)", "closes nothing"),
        ("x + ", r"missing after `x\+`"),
        ("(x + )", r"missing after `\(x\+`"),
        ("x * / y", r"`/` after `x\*` has nothing on its left"),
        ("x // y", "has nothing on its left"),
        ("()", "brackets at the beginning are empty"),
        ("x = 3", "'=' after `x`"),
        ("x, y", "',' after `x`"),
        ("²", "'²' at the beginning"),
        ("1e999*x", "too large"),
        ("9**9**9**9", "no finite number"),
        ("1/0", "no finite number"),
        ("log(0)*x", "no finite number"),
        ("x" + "+x" * LONGEST, "at most 200"),
        ("-" * 150 + "x", "levels deep"),
        ("(" * 60 + "x", "stays open"),
        ("log(x)", "not finite at"),
        ("1/x**2", "not finite at"),
        ("1/x", "jumps at"),
        ("tan(x)", "jumps at"),
        ("sin(1000*x)", "wiggle faster"),
    ],
)
def test_what_is_no_formula_is_refused_and_shown_where(text, words):
    with pytest.raises(Mistake, match=words):
        formula(text)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "x.__class__",
        "x.__class__.__mro__[1].__subclasses__()",
        "(lambda: 0)()",
        "f'{x}'",
        "(x := 2)",
        "[x for x in y]",
        "x if y else 1",
        "not x",
        "x @ y",
        "x % y",
        "x << 9",
        "~x",
        "x < y",
        "x and y",
        "await x",
        "print(x)",
        "sin(x, y)",
        "sin(x=1)",
        "sin(*x)",
        "x[0]",
        "{x}",
        "'x'",
        "...",
        "1j",
        "1_000",
        "0x10",
        "x\0",
        "x\\\n+y",
        "x # y",
        "x; y",
        "x\ny",
        "𝐱",  # a letter that Python itself takes for x
        "х",  # a Cyrillic letter
        "ｓｉｎ(x)",
        "x\u202e+y",
        "٣",
        "sign(x)",
        "(" * 10_000,
        "-" * 10_000,
        "9" * 10_000,
    ],
)
def test_what_python_could_run_is_no_formula(text):
    with pytest.raises(Mistake):
        parsed(text)


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
PIECES = [*"xy19.e+-*/^() ,_[]{}'\"\\:=#;\0\n", "sin", "log", "lambda", "__", "**"]
SIGNS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.one_of(FORMULAS, SIGNS, st.text(max_size=300)))
@example("x**y**x**y**x**y**x")
@example("exp(exp(exp(exp(x))))")
def test_any_text_becomes_a_function_in_floats_or_a_sentence(text):
    try:
        tree = parsed(text)
    except Mistake as mistake:
        assert str(mistake).endswith((".", "`"))
        return
    w = np.array([[-5.0, 0.0, 1e200], [3.0, 0.0, -1e200]])
    with np.errstate(all="ignore"):
        for part in (tree, derivative(tree, "x"), derivative(tree, "y")):
            assert np.asarray(compiled(part)(*w)).dtype == np.float64


@settings(max_examples=40, deadline=None, derandomize=True)
@given(FORMULAS)
def test_any_surface_that_is_accepted_is_finite_where_it_is_drawn_and_can_be_walked_on(text):
    try:
        surface = formula(text)
    except Mistake:
        return
    points = np.stack(np.meshgrid(np.linspace(-5, 5, 121), np.linspace(-3, 3, 121)))
    assert np.isfinite(surface.loss(points)).all()
    assert surface.gradient(points).shape == points.shape
    assert run(gradient_descent, surface, steps=5).loss.dtype == np.float64


@settings(max_examples=60, deadline=None, derandomize=True)
@given(FORMULAS)
@example("sin(x + 1e300)")
def test_the_rules_for_derivatives_agree_with_a_measurement(text):
    try:
        tree = parsed(text)
    except Mistake:
        return
    surface = compiled(tree)
    if _largest(tree) > 1e6:  # beside such a number, x is lost to rounding: there is no slope to be measured
        return
    w = np.random.default_rng(0).uniform(0.4, 1.6, (2, 20))
    with np.errstate(all="ignore"):
        slope = np.array([compiled(derivative(tree, by))(*w) + 0 * w[0] for by in "xy"])
        measured = numerical_gradient(lambda w: surface(*w) + 0 * w[0], w)
        finer = _extrapolated(lambda w: surface(*w) + 0 * w[0], w, 0.37 * STEP)
        height = np.abs(surface(*w) + 0 * w[0])
        apart = np.abs(measured - finer) / (1 + height + np.abs(measured))
    sure = (apart < 1e-8) & np.isfinite(slope)
    np.testing.assert_allclose(
        slope[sure], measured[sure], rtol=1e-5, atol=1e-5 * (1 + np.nanmax(height, initial=0))
    )


def _largest(tree):
    """Return the largest number that stands in a tree."""
    parts = tree[1:] if isinstance(tree, tuple) else [tree]
    return max(_largest(x) if isinstance(x, tuple) else abs(x) if isinstance(x, float) else 0 for x in parts)


def test_an_own_function_that_is_a_text_is_sent_to_the_formula():
    with pytest.raises(Mistake, match=r"formula\('x\*\*2'\)"):
        landscape_from("x**2")


def test_a_hole_between_the_points_of_the_picture_is_refused_where_the_search_meets_it():
    with pytest.raises(Mistake, match=r"not finite at \(0\.04, "):
        formula("sqrt((x-0.035)*(x-0.045))+y**2")
