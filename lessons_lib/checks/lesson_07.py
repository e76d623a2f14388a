"""The exercises of lesson 07: Adam."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import rules
from . import lesson_07_walk as walk
from .lesson_07_panel import GOALS, SCENES
from .lesson_07_questions import PREDICT_AVERAGE, PREDICT_CORRECTION, PREDICT_RARE, decay
from .questions import check_number
from .rule_check import check_rule, mend_rule
from .slips.adam import corrects_m_only
from .verdicts import Verdict
from .walks import check_walk

__all__ = [
    "GOALS",
    "PREDICT_AVERAGE",
    "PREDICT_CORRECTION",
    "PREDICT_RARE",
    "SCENES",
    "decay",
    "first_step",
    "mend_correction",
    "my_rule",
    "quiet",
    "why_decay",
]


def my_rule(rule: Callable | None = None) -> Verdict:
    """Write Adam from memory.

    Examples
    --------
    >>> my_rule(rules.adam).status
    'correct'
    """
    return check_rule(rule, rules.adam, name="07 my rule")


def first_step(x: Any = None, *after: Any) -> Verdict:
    r"""Work out the first step without correction, in learning rates, at beta1 0.8 and beta2 0.99.

    .. math:: (1 - beta1) / \sqrt{1 - beta2}

    Examples
    --------
    >>> first_step(2)
    Correct. m is 0.2 g and the root of v is 0.1 |g|: two learning rates, whatever the gradient.
    """
    return check_number(
        "07 first step",
        (x, *after) if after else x,
        2.0,
        tolerance=0.01,
        slips={
            1.0: "That is the corrected step. Here nothing is corrected.",
            0.5: "It is upside down: m stands above the line, the root of v below it.",
            20.0: "The root is forgotten: v is 0.01 g^2, and the step is divided by its root.",
            10.0: (
                "That is 1 divided by the root of 1 - beta2: RMSProp's first step. m is not g, but a "
                "share of it."
            ),
            0.2: "That is the share of g in m. Now divide by the root of v.",
            0.1: "That is the root of v, for a gradient of 1. m divided by it is the step.",
            0.8 / 0.99**0.5: "Those are the shares of the old averages, and they are zero. Use 1 - beta.",
            0.1 / 0.001**0.5: "That is the step at beta1 0.9 and beta2 0.999. Here they are 0.8 and 0.99.",
        },
        hints=(
            "Both averages start at 0. What is m after one gradient g, and what is v?",
            "m = 0.2 g and v = 0.01 g^2. Divide m by the root of v.",
        ),
        because="m is 0.2 g and the root of v is 0.1 |g|: two learning rates, whatever the gradient.",
    )


MEND_HINTS = (
    "Take the first step by hand, with g = 1 and learning_rate 1. Adam moves by 1. How far does this one "
    "move?",
    "m is multiplied by 10 at the first step. What is v multiplied by?",
)


def mend_correction(rule: Callable | None = None) -> Verdict:
    """Mend an Adam that corrects one of its two averages only.

    Examples
    --------
    >>> mend_correction(rules.adam).status
    'correct'
    """
    return mend_rule(
        rule,
        rules.adam,
        name="07 mend",
        hints=MEND_HINTS,
        given=corrects_m_only,
        says="m and v agree with Adam's, but w does not, from the first step on.",
    )


def quiet(path: Any = None) -> Verdict:
    """Keep the loss of Adam in a bowl below 1e-12 from step 400 on, by epsilon alone.

    Epsilons from 0.00135 to 1 do it.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import parabola
    >>> quiet(run(rules.adam, parabola(), steps=1500, learning_rate=0.05, beta2=0.95, epsilon=0.01))
    Correct. From step 400 on the loss stays below 1e-12. Epsilon keeps the curvature below 760.
    """
    return check_walk(walk.QUIET, path)


def why_decay(choice: Any = None) -> Verdict:
    """Choose which weight a pull inside the gradient moves more: ``print(check.decay)`` shows the choices.

    Examples
    --------
    >>> why_decay("b").status
    'correct'
    """
    return decay.grade(choice)
