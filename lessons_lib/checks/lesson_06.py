"""The exercises of lesson 06: RMSProp."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import rules
from . import lesson_06_walk as walk
from .lesson_06_names import name_them, three_walks
from .lesson_06_panel import ENDS, GOALS, SCENES
from .lesson_06_questions import PREDICT_END, PREDICT_FIRST, PREDICT_SCALE, moved
from .questions import check_number
from .rule_check import check_rule
from .verdicts import Verdict, correct
from .walks import check_walk

__all__ = [
    "ENDS",
    "GOALS",
    "PREDICT_END",
    "PREDICT_FIRST",
    "PREDICT_SCALE",
    "SCENES",
    "half_step",
    "mend_notes",
    "moved",
    "my_rule",
    "name_them",
    "settle",
    "three_walks",
    "why_moved",
]

NOTES_HINTS = (
    "Go line by line. What is RMSProp an average of, and which share does the old cache keep?",
    "The first line is `cache = decay * cache + (1 - decay) * g**2`. In the second, epsilon belongs under "
    "the root, together with the cache.",
)


def my_rule(rule: Callable | None = None) -> Verdict:
    """Write RMSProp from memory.

    Examples
    --------
    >>> my_rule(rules.rmsprop).status
    'correct'
    """
    return check_rule(rule, rules.rmsprop, name="06 my rule")


def mend_notes(rule: Callable | None = None) -> Verdict:
    """Mend RMSProp as somebody took it down: squared wrongly, shares swapped, epsilon out of its brackets.

    Examples
    --------
    >>> mend_notes(rules.rmsprop)
    Correct. The notes are RMSProp now: squared slopes, decay for the old cache, epsilon under the root.
    """
    verdict = check_rule(rule, rules.rmsprop, name="06 mend", hints=NOTES_HINTS)
    if not verdict:
        return verdict
    return correct(
        "06 mend",
        "The notes are RMSProp now: squared slopes, decay for the old cache, epsilon under the root.",
    )


def half_step(x: Any = None, *after: Any) -> Verdict:
    """Find the slope at which epsilon = 1e-8, inside the root, halves the step of RMSProp.

    The slope has been the same for long, so the cache is its square. Two per cent off will do.

    Examples
    --------
    >>> half_step((1e-8 / 3) ** 0.5).status
    'correct'
    """
    return check_number(
        "06 half step",
        (x, *after) if after else x,
        (1e-8 / 3) ** 0.5,
        tolerance=0.02,
        slips={
            1e-4: "There epsilon equals the cache, and the step is 1 over the root of 2, still 0.71.",
            1e-8: "That would be right with epsilon outside the root. Inside, it joins a squared slope.",
            5e-9: "That is half of epsilon. But epsilon joins the squared slope, and then the root is taken.",
            1e-8 / 3: "That is the cache, the squared slope. The question asks for the slope.",
            (1e-8 * 3) ** 0.5: "There the cache is three times epsilon. It is the other way round.",
            1e-16: "That is epsilon squared. What number has the square epsilon / 3?",
        },
        hints=(
            "The step is g / root of (g^2 + epsilon) rates long. Set it to 1/2, and square both sides.",
            "Then 4 g^2 = g^2 + epsilon. Solve it for g.",
        ),
        because=(
            "The root of 1e-8 / 3, about 0.000058. Slopes of that size are not rare late in a training, so "
            "inside the root even 1e-8 can matter. Outside it would take a slope of 1e-8."
        ),
        otherwise=_about_slope,
    )


def _about_slope(g: float) -> str:
    """Say how long the step is at another slope."""
    if g <= 0:
        return f"{g:g} is not above zero. Look for a positive slope."
    step = g / (g**2 + 1e-8) ** 0.5
    return f"At the slope {g:g} the step is {step:.3g} learning rates long; it should be 0.5."


def settle(path: Any = None) -> Verdict:
    """Bring RMSProp's loss on ``ravine()`` to 0.000001 or below after 200 steps, by the rate alone.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.schedules import exponential_decay
    >>> path = run(rules.rmsprop, ravine(), steps=200, learning_rate=exponential_decay(0.3, decay=0.95))
    >>> settle(path)
    Correct. The loss is 2.7e-20 after 200 steps: the swings shrink with the rates.
    """
    return check_walk(walk.SETTLE, path)


def why_moved(choice: Any = None) -> Verdict:
    """Choose why the moved code ruined the weights: ``print(check.moved)`` shows the choices.

    Examples
    --------
    >>> why_moved("c").status
    'correct'
    """
    return moved.grade(choice)
