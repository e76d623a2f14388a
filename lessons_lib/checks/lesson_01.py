"""The exercises of lesson 01: gradient descent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import rules
from ..theory import shrink_factors, stability_limit
from . import lesson_01_ledger as ledger
from . import lesson_01_walk as walk
from .attempts import Attempt
from .lesson_01_panel import GOALS, SCENES
from .questions import Question, check_ledger, check_number
from .rule_check import check_rule
from .turning import describe, measure
from .verdicts import Verdict, correct, not_attempted, not_yet
from .walks import check_walk

__all__ = [
    "GOALS",
    "PREDICT_RAVINE",
    "PREDICT_STEP",
    "SCENES",
    "largest_rate",
    "mend_rotation",
    "my_rule",
    "one_step",
    "reach",
    "to_the_middle",
    "why_zigzag",
    "zigzag",
]


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
        ledger.RIGHT,
        slips=ledger.SLIPS,
        hints=ledger.HINTS,
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


def largest_rate(x: Any = None, *after: Any) -> Verdict:
    """Find the learning rate from which on gradient descent no longer converges on 3 x^2 + y^2 / 2.

    Any answer within one per cent will do.

    Examples
    --------
    >>> largest_rate(1 / 3).status
    'correct'
    """
    return check_number(
        "01 largest rate",
        (x, *after) if after else x,
        float(stability_limit([1.0, 6.0])),
        tolerance=0.01,
        slips={
            2 / 3: "That is 2 divided by the coefficient 3. The curvature is the second derivative.",
            1 / 6: "There the steep direction jumps straight to its minimum. Larger rates are stable, too.",
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


def to_the_middle(x: Any = None, *after: Any) -> Verdict:
    r"""Find the rate at which one step of gradient descent is one round of Lloyd's algorithm.

    A centroid is the nearest one of 50 among 150 flowers. Its slope is that of
    :class:`lessons_lib.models.KMeans`, and the step must end in the middle of its flowers:

    .. math:: c - r \, \frac{50}{150} (c - mean) = mean

    Examples
    --------
    >>> to_the_middle(3).status
    'correct'
    """
    return check_number(
        "01 to the middle",
        (x, *after) if after else x,
        3.0,
        slips={
            1.0: "At rate 1 it goes a third of the way: the slope carries the share of the flowers, 50/150.",
            1 / 3: "That is the share of the flowers. A step goes rate * share of the way: 1/9.",
            2.0: "That goes two thirds of the way. What must the rate be, so that rate * 50/150 is 1?",
            1.5: "That would fit a loss without the half in front. With it, the slope is half as steep.",
            6.0: "There it jumps past the middle, and stands as far away on the other side.",
            50.0: "That is the number of its flowers. The slope has all 150 in the denominator.",
            150.0: "That is the number of all flowers. The slope has the 50 of the centroid above it.",
            0.02: "That divides by its 50 flowers. What is left of the 150 in the slope?",
        },
        hints=(
            "Write one step: c - rate * (50/150) * (c - middle). What must stand before (c - middle)?",
            "The step ends in the middle if rate * 50/150 is exactly 1.",
        ),
        because=(
            "3 * 50/150 = 1: the whole way. A centroid with 30 flowers would need 5. Lloyd gives every "
            "centroid the rate that it needs, gradient descent has one for all."
        ),
        otherwise=_about_middle,
    )


def _about_middle(rate: float) -> str:
    """Say where another rate takes the centroid."""
    way = rate * 50 / 150
    if rate <= 0:
        return f"{rate:g} leads away from the middle, or nowhere. Look for a positive number."
    if way < 1:
        return f"At rate {rate:g} the step goes {way:.3g} of the way to the middle."
    beyond = "closer than before" if way < 2 else "and further away than before"
    return f"At rate {rate:g} the step goes {way:.3g} times the way: past the middle, {beyond}."


def reach(path: Any = None) -> Verdict:
    """Bring the loss of ``ravine(condition=20)`` to 0.000001 or below within 80 steps, by the rate alone.

    Learning rates from 0.82 to 0.95 do it.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import ravine
    >>> path = run(rules.gradient_descent, ravine(condition=20), steps=80, learning_rate=0.94)
    >>> reach(path)
    Correct. The loss is 1.16e-07 after 80 steps. The best rate of the long run, 0.952, is not far.
    """
    return check_walk(walk.REACH, path)


def mend_rotation(f: Callable | None = None) -> Verdict:
    """Mend a valley that should be x^2/20 + y^2, turned by 45 degrees, and came out too steep.

    Given is ``(x + y)**2 / 20 + (x - y)**2``.

    Examples
    --------
    >>> def turned(x, y):
    ...     return ((x + y) / 2**0.5) ** 2 / 20 + ((x - y) / 2**0.5) ** 2
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
        "The loss over one weight is w**2 / 2, so the slope at w is w. The walk begins 4 away from the "
        "minimum. What does it do at learning rate 2.1?"
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
