"""The exercises of lesson 00: how to read a landscape, and how a lesson works."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..descent import Path
from ..landscapes import two_valleys
from .attempts import attempt, is_blank, read_numbers
from .predictions import PointQuestion
from .questions import Question, check_ledger
from .verdicts import Verdict, correct, not_attempted, not_yet

__all__ = [
    "GOALS",
    "PREDICT_LOWEST",
    "PREDICT_STEEPEST",
    "downhill",
    "gradient",
    "slope",
    "which_way",
]

GOALS: dict[str, Callable[[Path], bool]] = {
    "loss below 0.01 within 10 steps": lambda path: path.loss[-1] < 0.01 and path.planned <= 10,
}

LOWEST = two_valleys().minima[0]

PREDICT_LOWEST = PointQuestion(
    name="00 predict the lowest",
    text=(
        "A landscape has two hollows, one left and one right of the middle, both at w1 = 0. "
        "Darker is lower. Where is the lowest point of all?"
    ),
    answer=(round(LOWEST[0], 2), round(LOWEST[1], 2)),
    because=(
        "Rings inside rings close in on two hollows. The right one has more rings, and is darker: "
        "there the loss is -0.51, in the left one 0.48."
    ),
    close=0.5,
)

PREDICT_STEEPEST = Question(
    name="00 predict the steepest",
    text=(
        "In a long valley the loss is w0**2 / 20 + w1**2. A = (4, 0), B = (2.4, 0.716) and C = (0, 0.894) "
        "have the same loss, 0.8. Where is the ground steepest?"
    ),
    choices=(
        "At A, furthest from the lowest point.",
        "At B, on the bend.",
        "At C, on the wall of the valley.",
        "It is equally steep at all three: they lie on one line.",
    ),
    answer="At C, on the wall of the valley.",
    because=(
        "Between the same two lines the loss changes by the same amount, and at C the next line is nearest. "
        "The arrows say so too: the longer, the steeper."
    ),
    wrong={
        "At A, furthest from the lowest point.": (
            "At A the lines lie furthest apart: you walk far, and rise little."
        ),
        "At B, on the bend.": "B lies in between: steeper than A, gentler than C.",
        "It is equally steep at all three: they lie on one line.": (
            "One line means one height. How fast you rise when you leave it is another matter."
        ),
    },
    once=True,
)

RIGHT = {"g": (2.0, 1.0)}
SLIPS = {
    "g": {
        (2.0, 2.0): "The first number is right. In the second, the 4 is forgotten.",
        (2.0, 4.0): "The first number is right. The second is w1 squared: the slope of w1**2 / 4 is w1 / 2.",
        (2.0, 0.5): "The first number is right. In the second, the factor 2 from differentiating is missing.",
        (1.0, 1.0): "The second number is right. The first is the height that w0 adds, not its slope.",
        (1.0, 2.0): "These are the weights themselves. The gradient holds the two slopes there.",
        (1.0, 0.5): "The factor 2 is missing in both: the square of w0 has the slope 2 * w0.",
        (-2.0, -1.0): "Both signs are turned: that is the way down. The gradient points uphill.",
        (4.0, 2.0): "Both numbers are twice what they should be: is the factor 2 in twice?",
        (0.002, 0.001): "That is the rise alone. Divide it by the run, 0.001.",
    }
}
HINTS = {
    "g": (
        "Change one weight at a time, by a little, and hold the other still.",
        "The first number is the rise over run that is printed above, rounded. For the second, raise w1 "
        "from 2 to 2.001, and divide the rise by 0.001.",
    )
}


def gradient(*given: Any, g: Any = ..., **other: Any) -> Verdict:
    """Find the gradient of ``w0**2 + w1**2 / 4`` at (1, 2), by measuring or by differentiating.

    Within a hundredth: a measured slope is a little off.

    Examples
    --------
    >>> gradient(g=(2, 1))
    Correct. The loss rises by 2 for every unit of w0, and by 1 for every unit of w1, near this place.
    """
    if given:
        return not_yet("00 gradient", "Give the pair its name: `g=(..., ...)`.")
    return check_ledger(
        "00 gradient",
        {"g": g} | other,
        RIGHT,
        slips=SLIPS,
        hints=HINTS,
        tolerance=0.01,
        because=("The loss rises by 2 for every unit of w0, and by 1 for every unit of w1, near this place."),
    )


which_way = Question(
    name="00 downhill",
    text="At some place the gradient is (0.5, -2). You take one small step. Which one lowers the loss most?",
    choices=(
        "Along the gradient: w0 a little up, w1 four times as much down.",
        "Against the gradient: w0 a little down, w1 four times as much up.",
        "Along w0 alone, for its slope is the only positive one.",
        "Along the line of equal loss on which you stand.",
    ),
    answer="Against the gradient: w0 a little down, w1 four times as much up.",
    because="The gradient points uphill the steepest way, so straight against it the loss falls fastest.",
    wrong={
        "Along the gradient: w0 a little up, w1 four times as much down.": (
            "That is the way up: where w0 grows the loss rises, and where w1 shrinks it rises, too."
        ),
        "Along w0 alone, for its slope is the only positive one.": (
            "A sign says which way is up, not how steep it is. The slope along w1 is four times larger."
        ),
        "Along the line of equal loss on which you stand.": (
            "On that line the loss stays as it is: that is what the line means."
        ),
    },
    hints=(
        "Take the two numbers one by one: should w0 grow or shrink? And w1?",
        "A positive slope means that growing raises the loss, a negative one that growing lowers it.",
    ),
)


def downhill(choice: Any = None) -> Verdict:
    """Choose the step that lowers the loss most: ``print(check.which_way)`` shows the choices.

    Examples
    --------
    >>> downhill("b").status
    'correct'
    """
    return which_way.grade(choice)


CURVES: dict[str, tuple[Callable, float]] = {  # a curve, a place on it
    "x**2 at 3": (lambda x: x**2, 3.0),
    "x**2 at -1": (lambda x: x**2, -1.0),
    "5 - 2 * x at 0": (lambda x: 5 - 2 * x, 0.0),
    "x**3 at 2": (lambda x: x**3, 2.0),
}
RUN = 0.001
MEASURES: tuple[tuple[Callable, str], ...] = (  # a wrong way to measure, and its sentence
    (lambda f, x: f(x + RUN) - f(x), "That is the rise alone. Divide it by the run."),
    (
        lambda f, x: (f(x) - f(x + RUN)) / RUN,
        "The sign is turned: the rise is the height after, minus the height before.",
    ),
    (
        lambda f, x: f(x + RUN) - f(x) / RUN,
        "Python divides before it subtracts: put brackets around the difference.",
    ),
    (
        lambda f, x: f(x + RUN) / RUN,
        "The height before is not subtracted: the rise is `f(x + run) - f(x)`.",
    ),
    (lambda f, x: (f(RUN) - f(0.0)) / RUN, "You measure at 0: the slope is wanted at x."),
    (lambda f, x: (f(x + RUN) - f(x)) * RUN, "The rise is multiplied by the run: it should be divided."),
    (
        lambda f, x: (f(x + RUN) - f(x - RUN)) / RUN,
        "From x - run to x + run the run is twice as long: divide by `2 * run`.",
    ),
    (lambda f, x: f(x), "That is the height at x, not the slope there."),
    (lambda f, x: (f(RUN) - f(x)) / RUN, "The second place is `x + run`, not `run`."),
    (lambda f, x: f(f(x + RUN) - f(x)) / RUN, "f is applied once more to the rise: leave that out."),
)
SLOPE_HINTS = (
    "Two places: `x` and `x + run`. How much higher is the second one?",
    "`rise = f(x + run) - f(x)`, and the slope is the rise over the run.",
)


def slope(measure: Callable | None = None) -> Verdict:
    """Write ``slope(f, x)``: measure the slope of any curve at any place, by rise over run.

    A central difference passes as well; within a hundredth.

    Examples
    --------
    >>> slope(lambda f, x, run=0.001: (f(x + run) - f(x)) / run)
    Correct. It measures slopes up, down and straight: 4 of 4 are right.
    """
    measured = {}
    for words, (f, x) in CURVES.items():
        tried = attempt(measure, f, x, quiet=bool(measured))
        if tried.status == "not attempted" or is_blank(tried.value) and tried.status == "answered":
            return not_attempted(tried.says or "Put your own lines where the `...` stand.")
        if tried.status != "answered":
            return not_yet("00 slope", tried.says, SLOPE_HINTS)
        number, wrong = read_numbers(tried.value, f"The slope of {words}", ())
        if number is None:
            return not_yet("00 slope", wrong, SLOPE_HINTS)
        measured[words] = float(number)
    wrong = _mismeasured(measured)
    if wrong:
        return not_yet("00 slope", wrong, SLOPE_HINTS)
    return correct("00 slope", "It measures slopes up, down and straight: 4 of 4 are right.")


def _mismeasured(measured: dict[str, float]) -> str:
    """Name the slip that gives these numbers, or the first one that is wrong; nothing, if all are right."""
    if _agree(measured, lambda f, x: (f(x + 1e-6) - f(x - 1e-6)) / 2e-6, within=0.01):
        return ""
    for wrong, sentence in MEASURES:
        if _agree(measured, wrong, within=1e-6):
            return sentence
    run = measured["x**2 at 3"] - 6.0  # what a straight rise over run on x**2 adds to the slope
    if run > RUN and _agree(measured, lambda f, x: (f(x + run) - f(x)) / run, within=1e-6):
        return f"Your two places are {run:.3g} apart: too far for a curve. Take `run`, which is {RUN:g}."
    for words, (f, x) in CURVES.items():
        true = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
        if not np.isclose(measured[words], true, rtol=0.01, atol=0.01):
            return f"You measure {measured[words]:.4g} for the slope of {words}, where it is {true:.4g}."
    return ""


def _agree(measured: dict[str, float], way: Callable, within: float) -> bool:
    """Say whether a way of measuring gives these numbers."""
    expected = [way(f, x) for f, x in CURVES.values()]
    return bool(np.allclose(list(measured.values()), expected, rtol=within, atol=1e-12))
