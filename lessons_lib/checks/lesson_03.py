"""The exercises of lesson 03: momentum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import rules
from . import lesson_03_pair as pair
from . import lesson_03_walk as walk
from .lesson_03_panel import GOALS, SCENES
from .lesson_03_questions import PREDICT_BENT, PREDICT_SPEED, PREDICT_TEXTBOOK, heavy
from .questions import check_ledger
from .rule_check import check_rule, mend_rule
from .slips.nesterov import broken_order
from .verdicts import Verdict, not_yet
from .walks import check_walk

__all__ = [
    "GOALS",
    "PREDICT_BENT",
    "PREDICT_SPEED",
    "PREDICT_TEXTBOOK",
    "SCENES",
    "best_pair",
    "heavy",
    "mend_nesterov",
    "my_rule",
    "reach",
    "why_heavy",
]


def my_rule(rule: Callable | None = None) -> Verdict:
    """Write momentum from memory.

    Examples
    --------
    >>> def mine(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    ...     velocity = beta * velocity - learning_rate * g
    ...     return dict(w=w + velocity, velocity=velocity)
    >>> my_rule(mine).status
    'correct'
    """
    return check_rule(rule, rules.momentum, name="03 my rule")


def best_pair(*given: Any, learning_rate: Any = ..., beta: Any = ..., **other: Any) -> Verdict:
    """Work out the learning rate and the beta that suit a ravine of condition number 100 best.

    Its curvatures are 0.02 and 2. Answers within one per cent will do.

    Examples
    --------
    >>> best_pair(learning_rate=1.653, beta=0.669)
    Correct. A step keeps 0.818 of the error, where gradient descent at its best keeps 0.980.
    """
    if given:
        return not_yet("03 best pair", "Give each number its name: `learning_rate=..., beta=...`.")
    return check_ledger(
        "03 best pair",
        {"learning_rate": learning_rate, "beta": beta} | other,
        pair.RIGHT,
        slips=pair.SLIPS,
        hints=pair.HINTS,
        tolerance=0.01,
        because="A step keeps 0.818 of the error, where gradient descent at its best keeps 0.980.",
    )


def reach(path: Any = None) -> Verdict:
    """Bring the loss of ``ravine(condition=20)`` to 0.000001 or below in 100 steps at rate 0.1, by beta.

    Betas from 0.80 to 0.86 do it.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import ravine
    >>> reach(run(rules.momentum, ravine(condition=20), steps=100, learning_rate=0.1, beta=0.83))
    Correct. The loss is 3.71e-08 after 100 steps. At beta 0 it would be 0.107.
    """
    return check_walk(walk.REACH, path)


MEND_HINTS = (
    "Take one step by hand, from rest at w = 1, with learning_rate 0.1 and g = 1. Nesterov goes to 0.81. "
    "Where does this one go, and which number is in it twice?",
    "Put beta * old - learning_rate * g for the velocity into w + beta * velocity - learning_rate * g. You "
    "get the line for w. So which velocity does that line want, the old one or the new one?",
)


def mend_nesterov(rule: Callable | None = None) -> Verdict:
    """Mend a step of Nesterov's that is given the new velocity where it expects the old one.

    Examples
    --------
    >>> def mended(w, g, t, velocity=0.0, *, learning_rate=0.1, beta=0.9):
    ...     w = w + beta**2 * velocity - (1 + beta) * learning_rate * g
    ...     return dict(w=w, velocity=beta * velocity - learning_rate * g)
    >>> mend_nesterov(mended).status
    'correct'
    """
    return mend_rule(
        rule,
        rules.nesterov,
        name="03 mend",
        hints=MEND_HINTS,
        given=broken_order,
        says="The velocity agrees with Nesterov's, but w does not, from the first step on.",
    )


def why_heavy(choice: Any = None) -> Verdict:
    """Choose why a heavy ball is slower here: ``print(check.heavy)`` shows the choices.

    Examples
    --------
    >>> why_heavy("c").status
    'correct'
    """
    return heavy.grade(choice)
