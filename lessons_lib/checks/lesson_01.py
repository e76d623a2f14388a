"""The exercises of lesson 01: gradient descent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import rules
from ..descent import Path, run
from ..landscapes import ravine
from ..mistakes import Mistake
from ..signatures import signature
from ..theory import best_rate, shrink_factors, stability_limit
from .attempts import Attempt, is_blank
from .questions import Question, check_ledger, check_number
from .rule_check import check_rule
from .turning import describe, measure
from .verdicts import Verdict, correct, not_attempted, not_yet

__all__ = [
    "PREDICT_RAVINE",
    "PREDICT_STEP",
    "largest_rate",
    "mend_rotation",
    "my_rule",
    "one_step",
    "reach",
    "why_zigzag",
    "zigzag",
]

LEDGER = {"g": (-0.4, 4.0), "move": (-0.2, 2.0), "w": (-3.8, 0.0), "loss": 0.722}
LEDGER_SLIPS = {
    "g": {
        (-0.2, 2.0): "The factor 2 from differentiating is missing: the square of x rises by 2x, not by x.",
        (
            -0.2,
            4.0,
        ): "The second number is right. In the first, the factor 2 from differentiating is missing.",
        (
            -0.4,
            2.0,
        ): "The first number is right. In the second, the factor 2 from differentiating is missing.",
        (-8.0, 4.0): "The second number is right. The first is the slope of x^2: divide it by 20.",
        (0.4, 4.0): "The sign of the first number is lost: at x = -4 the loss falls as x grows.",
        (0.4, -4.0): "Both signs are turned: the gradient points uphill, and the minus comes later.",
        (0.8, 4.0): "These are the two parts of the loss itself. The gradient holds their slopes.",
        (-0.8, 4.0): "The second number is right. In the first, divide by 20 once more carefully.",
        (4.0, -0.4): "The two numbers are swapped: the slope along x comes first.",
    },
    "move": {
        (-0.4, 4.0): "That is the gradient: the learning rate is forgotten.",
        (0.2, -2.0): "The sign is turned: the minus belongs to the next line, not to this one.",
        (-0.8, 8.0): "The gradient is divided by the learning rate: it should be multiplied.",
        (-0.1, 1.0): "The factor is half of what it should be: is the learning rate in twice?",
        (0.1, 4.5): "The learning rate is added to the gradient: it should be multiplied.",
        (-3.8, 0.0): "These are the new weights already: the move is what is subtracted.",
    },
    "w": {
        (-4.2, 4.0): "The move is added: it should be subtracted, for the gradient points uphill.",
        (-3.6, -2.0): "The whole gradient is subtracted: the learning rate is forgotten.",
        (3.8, 0.0): "The sign of the first number is lost.",
        (-4.2, 0.0): "The second number is right. In the first, subtracting -0.2 means adding 0.2.",
        (-0.2, 2.0): "That is the move: subtract it from where you stand.",
        (0.2, -2.0): "That is the move with its sign turned: add it to where you stand.",
    },
    "loss": {
        4.8: "That is the loss at the old point: put in the new weights.",
        14.44: "That is x squared: the 20 is forgotten.",
        -0.722: "The sign: a square is never negative.",
        1.444: "It is twice too large: the loss divides by 20, the slope divides by 10.",
        -0.19: "x is not squared.",
        0.19: "x is not squared.",
        -0.38: "That is the slope along x at the new point. The loss is x^2/20 + y^2.",
        0.38: "That is the slope along x at the new point. The loss is x^2/20 + y^2.",
        16.882: "That is the loss after adding the move.",
        4.648: "That is the loss after a step without the learning rate.",
    },
}
LEDGER_HINTS = {
    "g": (
        "Differentiate one coordinate at a time, and hold the other still.",
        "x^2/20 has the slope 2x/20, and y^2 has the slope 2y. Put in x = -4 and y = 2.",
    ),
    "move": ("The move is learning_rate * g.", "Multiply each number of g by 0.5."),
    "w": (
        "The new weights are the old ones minus the move.",
        "Subtract number by number, from -4 and from 2.",
    ),
    "loss": ("Put the new weights into x^2/20 + y^2.", "The second part is zero there: only x^2/20 is left."),
}


def one_step(
    *given: Any, g: Any = ..., move: Any = ..., w: Any = ..., loss: Any = ..., **other: Any
) -> Verdict:
    """Do one step of gradient descent by hand.

    The landscape is ``ravine()``, that is ``x**2 / 20 + y**2``. You stand at w = (-4, 2), and the learning
    rate is 0.5. Fill in the gradient there, the move ``learning_rate * g``, the new weights, and the
    loss at the new weights.

    Examples
    --------
    >>> one_step(g=(-0.4, 4.0), move=(-0.2, 2.0), w=(-3.8, 0.0), loss=0.722)
    Correct. One step took the loss from 4.8 to 0.722.
    """
    if given:
        return not_yet("01 one step", "Give each line its name: `g=..., move=..., w=..., loss=...`.")
    lines = {"g": g, "move": move, "w": w, "loss": loss} | other
    return check_ledger(
        "01 one step",
        lines,
        LEDGER,
        slips=LEDGER_SLIPS,
        hints=LEDGER_HINTS,
        because="One step took the loss from 4.8 to 0.722.",
    )


def my_rule(rule: Callable | None = None) -> Verdict:
    """Write gradient descent from memory.

    Examples
    --------
    >>> def mine(w, g, t, *, learning_rate=0.1):
    ...     return dict(w=w - learning_rate * g)
    >>> my_rule(mine).status
    'correct'
    """
    return check_rule(rule, rules.gradient_descent, name="01 my rule")


def largest_rate(x: Any = None) -> Verdict:
    """Find the learning rate from which on gradient descent no longer converges on 3 x^2 + y^2 / 2.

    Any answer within one per cent will do.

    Examples
    --------
    >>> largest_rate(1 / 3).status
    'correct'
    """
    return check_number(
        "01 largest rate",
        x,
        float(stability_limit([1.0, 6.0])),
        tolerance=0.01,
        slips={
            2 / 3: "That is 2 divided by the coefficient 3. The curvature is the second derivative.",
            1
            / 6: "There the steep direction jumps straight to its minimum. It stays stable for a while beyond.",
            2 / 7: "That is the best rate, where both directions shrink equally fast. The limit lies higher.",
            2.0: "That is the limit of the flat direction alone. The steep one explodes long before.",
            1.0: "There the flat direction jumps straight to its minimum, while the steep one explodes.",
            4.0: "That is 2 divided by the coefficient 1/2. The curvature is the second derivative.",
            6.0: "That is the curvature of the steep direction. The limit follows from it.",
        },
        hints=(
            "Which of the two directions explodes first? What is its curvature, the second derivative?",
            "Stable means that learning_rate * curvature stays below 2 in every direction.",
        ),
        because="The steeper direction has curvature 6, and 2/6 is the limit. The flat one has no say in it.",
        otherwise=_about_rate,
    )


def _about_rate(rate: float) -> str:
    """Say what a wrong limit would do to the steep direction."""
    if rate <= 0:
        return f"{rate:g} is no step downhill. Look for a positive number."
    kept = float(shrink_factors([6.0], rate)[0])
    if abs(kept) < 1:
        return f"{rate:g} is stable: a step leaves {abs(kept):.3g} of the steep error. Larger rates are, too."
    return f"{rate:g} is too large: every step multiplies the error in the steep direction by {kept:.3g}."


STEPS, GOAL = 80, 1e-6
REACH = "01 reach"
REACH_HINTS = (
    "Which direction is left over at the end, along the valley or across it? The one along wants larger "
    "steps, the one across wants smaller ones.",
    "Work out 2 / (smallest + largest curvature) from the curvatures 0.1 and 2, and go a little below.",
)


def reach(path: Any = None) -> Verdict:
    """Bring the loss of ``ravine(condition=20)`` to 0.000001 or below within 80 steps, by the rate alone.

    Learning rates from 0.82 to 0.95 do it.

    Examples
    --------
    >>> path = run(rules.gradient_descent, ravine(condition=20), steps=80, learning_rate=0.94)
    >>> reach(path)
    Correct. The loss is 1.16e-07 after 80 steps. The best rate of the long run, 0.952, is not far.
    """
    if is_blank(path):
        return not_attempted("Record a path with `run(...)`, and give it here.")
    wrong = _not_the_walk(path) or _other_walk(path)
    if not wrong and path.left is None and path.loss[-1] <= GOAL:
        best = best_rate(ravine().eigenvalues)
        return correct(
            REACH,
            f"The loss is {path.loss[-1]:.3g} after {path.steps} steps. "
            f"The best rate of the long run, {best:.3f}, is not far.",
        )
    return not_yet(REACH, wrong or _how_it_went(path), () if wrong else REACH_HINTS)


def _not_the_walk(path: Any) -> str:
    """Say what was given, if it is no path on the right ground with the right number of steps."""
    if not isinstance(path, Path):
        return (
            f"You gave a {type(path).__name__}. Give the path that "
            f"`run(gradient_descent, ravine(condition=20), steps={STEPS}, learning_rate=...)` records."
        )
    if getattr(path.problem, "name", None) != ravine().name:
        return f"The walk is on {path.problem!r}. The goal is set on {ravine().name}."
    if not np.allclose(path.start, ravine().start):
        return f"The walk starts at {_point(path.start)}. Leave `start` out, so that it starts at (-4, 2)."
    if path.planned > STEPS:
        return f"The walk may take {path.planned} steps. The goal allows {STEPS}."
    return ""


def _other_walk(path: Path) -> str:
    """Say so, if the path is not what gradient descent at one fixed rate does."""
    rate = _rate(path)
    if callable(rate):
        return "The learning rate is a schedule. Use one number: that is what the goal is about."
    if rate is None or set(path.settings) - {"learning_rate"}:
        return "Another rule was used. The goal is set for gradient_descent."
    try:
        own = run(rules.gradient_descent, ravine(), steps=path.planned, learning_rate=rate)
    except Mistake:
        return "Another rule was used. The goal is set for gradient_descent."
    same = own.w.shape == path.w.shape and np.allclose(own.w, path.w, rtol=1e-9, atol=1e-12)
    return "" if same else "The walk is not that of gradient_descent at this rate. Was another rule used?"


def _rate(path: Path) -> Any:
    """The learning rate of a walk, as set or as the rule has it by default."""
    own = signature(path.rule).hyperparameters
    return path.settings.get("learning_rate", own.get("learning_rate"))


def _how_it_went(path: Path) -> str:
    """Say kindly why a walk of gradient descent did not reach the goal."""
    rate, limit = float(_rate(path)), float(stability_limit(ravine().eigenvalues))
    if path.left is not None:
        return (
            f"The walk left the map at step {path.left}: {rate:g} is past the limit of {limit:g}. Go lower."
        )
    if path.loss[-1] >= path.loss[0] and path.steps and rate > 0:
        return f"The loss grew from {path.loss[0]:.3g} to {path.loss[-1]:.3g}: {rate:g} is past the limit."
    along, across = path.w[-1] ** 2 * [0.05, 1.0]
    end = f"The loss is {path.loss[-1]:.3g} after {path.steps} steps; the goal is {GOAL:g}."
    if rate >= limit or (across > along and rate > 0.5):
        return f"{end} The walk still zig-zags across the valley: {rate:g} is too large."
    if path.planned < STEPS and rate > 0.82:
        return f"{end} You may take up to {STEPS} steps."
    return f"{end} The walk still crawls along the valley: {rate:g} is too small."


def _point(w: np.ndarray) -> str:
    return f"({', '.join(f'{each:g}' for each in w)})"


def mend_rotation(f: Callable | None = None) -> Verdict:
    """Mend a valley that should be x^2/20 + y^2, turned by 45 degrees, and came out too steep.

    Given is ``(x + y)**2 / 20 + (x - y)**2``.

    Examples
    --------
    >>> def turned(x, y):
    ...     return ((x + y) / np.sqrt(2)) ** 2 / 20 + ((x - y) / np.sqrt(2)) ** 2
    >>> mend_rotation(turned)
    Correct. The curvatures are 0.1 and 2, and the valley is turned by 45 degrees.
    """
    hints = (
        "Turning must not stretch. How long is the step from (0, 0) to (1, 1)?",
        "Both x + y and x - y are too long, by the same factor: the length of that diagonal.",
    )
    measured = measure(f)
    if isinstance(measured, Attempt) and measured.status == "not attempted":
        return not_attempted(measured.says)
    wrong = measured.says if isinstance(measured, Attempt) else describe(*measured)
    if wrong:
        return not_yet("01 mend", wrong, hints)
    return correct("01 mend", "The curvatures are 0.1 and 2, and the valley is turned by 45 degrees.")


zigzag = Question(
    name="01 zigzag",
    text="On x^2/20 + y^2 the walk at learning rate 0.95 zig-zags. What does the zig-zag tell you?",
    choices=(
        "The learning rate is too big: half of it would arrive sooner.",
        "The learning rate may be right: it crosses the valley while it crawls along it.",
        "The gradient is wrong: a right one would point along the valley, to the minimum.",
    ),
    answer="The learning rate may be right: it crosses the valley while it crawls along it.",
    because=(
        "At 0.95 a step keeps -0.9 of the error across and 0.905 of the error along the valley: both shrink "
        "equally fast, and no other rate does much better in the long run."
    ),
    wrong={
        "The learning rate is too big: half of it would arrive sooner.": (
            "At half the rate the zig-zag is gone, but the walk along the valley takes twice as long."
        ),
        "The gradient is wrong: a right one would point along the valley, to the minimum.": (
            "The gradient is right: it points straight up the steepest slope, and in a long valley that is "
            "the wall, not the minimum."
        ),
    },
    hints=(
        "Run it at 0.95 and at 0.475 for 60 steps, and compare the two losses.",
        "What does one step keep of the error across the valley, and what along it?",
    ),
)


def why_zigzag(choice: Any = None) -> Verdict:
    """Choose what a zig-zag tells you: ``print(check.zigzag)`` shows the choices.

    Examples
    --------
    >>> why_zigzag("b").status
    'correct'
    """
    return zigzag.grade(choice)


PREDICT_STEP = Question(
    name="01 predict the step",
    text=(
        "A bowl over one weight has curvature 1, and the walk begins 4 away from the minimum. "
        "What does it do at learning rate 2.1?"
    ),
    choices=(
        "It crawls down one side.",
        "It jumps straight to the minimum.",
        "It jumps from side to side and comes closer.",
        "It jumps from side to side and moves away.",
    ),
    answer="It jumps from side to side and moves away.",
    because="Every step multiplies the error by 1 - 2.1 = -1.1: it changes sides, and grows by a tenth.",
    wrong={
        "It crawls down one side.": "Crawling is for small rates, well below 1.",
        "It jumps straight to the minimum.": "That happens at learning rate 1.",
        "It jumps from side to side and comes closer.": "That happens between 1 and 2.",
    },
    once=True,
)

PREDICT_RAVINE = Question(
    name="01 predict the ravine",
    text=(
        "On a ravine of condition number 20 the walk uses its best learning rate. You change one thing and "
        "choose the best rate anew. Which change makes the walk take about ten times as many steps?"
    ),
    choices=(
        "Turning the ravine by 45 degrees.",
        "Starting ten times as far away.",
        "A condition number of 200 instead of 20.",
        "Doubling both curvatures.",
    ),
    answer="A condition number of 200 instead of 20.",
    because=(
        "At the best rate a step keeps (condition - 1)/(condition + 1) of the error, so the number of steps "
        "grows in proportion to the condition number."
    ),
    wrong={
        "Turning the ravine by 45 degrees.": "Turning leaves both curvatures as they are, and so the steps.",
        "Starting ten times as far away.": (
            "Every step shrinks the error by the same factor, so ten times the error costs a fixed number of "
            "steps on top, 23 here."
        ),
        "Doubling both curvatures.": "Half the learning rate makes up for it: the walk is the same.",
    },
    once=True,
)
