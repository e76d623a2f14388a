"""The exercises of lesson 05: AdaGrad."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import rules
from . import lesson_05_walk as walk
from .lesson_05_panel import GOALS, SCENES
from .lesson_05_questions import PREDICT_FIRST, PREDICT_RATE, PREDICT_TURN, mixed
from .questions import check_number
from .rule_check import check_rule, mend_rule
from .slips.adagrad import doubled
from .verdicts import Verdict
from .walks import check_walk

__all__ = [
    "GOALS",
    "PREDICT_FIRST",
    "PREDICT_RATE",
    "PREDICT_TURN",
    "SCENES",
    "mend_cache",
    "mixed",
    "my_rule",
    "rare_word",
    "reach",
    "why_mixed",
]


def my_rule(rule: Callable | None = None) -> Verdict:
    """Write AdaGrad from memory.

    Examples
    --------
    >>> import numpy as np
    >>> def mine(w, g, t, cache=0.0, *, learning_rate=0.1, epsilon=1e-8):
    ...     cache = cache + g**2
    ...     return dict(w=w - learning_rate / np.sqrt(cache + epsilon) * g, cache=cache)
    >>> my_rule(mine).status
    'correct'
    """
    return check_rule(rule, rules.adagrad, name="05 my rule")


def rare_word(times: Any = None, *after: Any) -> Verdict:
    r"""Find how many times the rate of a common word a rare one has.

    The rare word was in 4 of 100 sentences, the common one in all of them, and every slope was 1/2 or -1/2:

    .. math:: \sqrt{100 / 4} = 5

    Examples
    --------
    >>> rare_word(5).status
    'correct'
    """
    return check_number(
        "05 rare word",
        (times, *after) if after else times,
        5.0,
        tolerance=0.001,
        slips={
            25.0: "That is how many times the cache is larger. A rate divides by its root.",
            0.2: "Upside down: the rare word has the larger rate.",
            1 / 25: "Upside down, and without the root: the rare word has the larger rate.",
            10.0: "That is the root of 100 alone. The rare word has a cache as well.",
            2.0: "That is the root of 4. Compare the two roots.",
            96.0: "That is the difference of the counts. Compare the caches, and take roots.",
            1.0: "The learning rate is the same for both. What it is divided by is not.",
            12.5: "The half enters both caches, as a quarter, and drops out.",
            2.5: "The half enters both caches, as a quarter, and drops out.",
        },
        hints=(
            "A sentence without the word has the slope 0 and adds nothing. What is in each cache after 100?",
            "The caches are 4 times 1/4 and 100 times 1/4. A rate is the learning rate divided by the root.",
        ),
        because="The caches are 1 and 25, their roots 1 and 5. The rare word has five times the rate.",
        otherwise=lambda x: (
            f"{x:g} is not it. Write down both caches first: how often was 1/4 added to each of them?"
        ),
    )


def reach(path: Any = None) -> Verdict:
    """Bring the loss of the valley turned by 45 degrees to 0.000001 or below in 100 steps, by the rate alone.

    Learning rates from about 3.5 to 21 do it.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import ravine
    >>> reach(run(rules.adagrad, ravine(condition=20, rotation=45), steps=100, learning_rate=5.0))
    Correct. The loss is 9.56e-08 after 100 steps.
    """
    return check_walk(walk.REACH, path)


MEND_HINTS = (
    "Take one step by hand, from cache 0, with the slope -3. What is in the cache then? A cache is a sum of "
    "squares: what can it never be?",
    "Two characters are wrong, in the first line. How is a square written in Python?",
)


def mend_cache(rule: Callable | None = None) -> Verdict:
    """Mend an AdaGrad whose cache adds up ``g * 2``.

    Examples
    --------
    >>> mend_cache(rules.adagrad).status
    'correct'
    """
    return mend_rule(
        rule,
        rules.adagrad,
        name="05 mend",
        hints=MEND_HINTS,
        given=doubled,
        says="The cache is not AdaGrad's from the first step on, and where the slope is negative w is lost.",
    )


def why_mixed(choice: Any = None) -> Verdict:
    """Choose what mixing columns does to a rare word's rate: ``print(check.mixed)`` shows the choices.

    Examples
    --------
    >>> why_mixed("b").status
    'correct'
    """
    return mixed.grade(choice)
