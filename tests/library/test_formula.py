"""A typed formula: exact in its slope, refused in a sentence, and never run as code."""

from __future__ import annotations

import numpy as np
import pytest

from lessons_lib.descent import run
from lessons_lib.formula import LONGEST, compiled, formula, parsed
from lessons_lib.landscapes import himmelblau, ravine
from lessons_lib.mistakes import Mistake
from lessons_lib.own_landscape import landscape_from, numerical_gradient
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


def test_an_own_function_that_is_a_text_is_sent_to_the_formula():
    with pytest.raises(Mistake, match=r"formula\('x\*\*2'\)"):
        landscape_from("x**2")


def test_a_hole_between_the_points_of_the_picture_is_refused_where_the_search_meets_it():
    with pytest.raises(Mistake, match=r"not finite at \(0\.04, "):
        formula("sqrt((x-0.035)*(x-0.045))+y**2")
