"""The exercises of lesson 04: learning-rate schedules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import theory
from . import lesson_04_ledger as ledger
from . import lesson_04_schedule as rates
from . import lesson_04_walk as walk
from .attempts import Attempt
from .lesson_04_panel import GOALS, SCENES
from .lesson_04_questions import PREDICT_CUT, PREDICT_STOP, plateau
from .questions import check_ledger, check_number
from .verdicts import Verdict, correct, not_attempted, not_yet
from .walks import check_walk

__all__ = [
    "GOALS",
    "PREDICT_CUT",
    "PREDICT_STOP",
    "SCENES",
    "half_life",
    "mend_schedule",
    "my_schedule",
    "plateau",
    "reach",
    "three_steps",
    "why_plateau",
]


def three_steps(
    *given: Any, rates: Any = ..., w: Any = ..., total: Any = ..., forever: Any = ..., **other: Any
) -> Verdict:
    """Do three steps of gradient descent with a falling rate by hand.

    The loss is ``w**2 / 2``, the walk begins at w = 8, and the rate of step t is ``0.5 * 0.5**t``. Fill in
    the three rates, the weight after each of the three steps, the sum of the three rates, and what the rates
    would sum to if the walk never ended.

    Examples
    --------
    >>> three_steps(rates=(0.5, 0.25, 0.125), w=(4, 3, 2.625), total=0.875, forever=1)
    Correct. After three steps 2.625 of 8 is left; after three hundred it is still 2.31.
    """
    if given:
        return not_yet("04 three steps", "Name each line: `rates=..., w=..., total=..., forever=...`.")
    lines = {"rates": rates, "w": w, "total": total, "forever": forever} | other
    return check_ledger(
        "04 three steps",
        lines,
        ledger.RIGHT,
        slips=ledger.SLIPS,
        hints=ledger.HINTS,
        because="After three steps 2.625 of 8 is left; after three hundred it is still 2.31.",
    )


def my_schedule(schedule: Callable | None = None) -> Verdict:
    """Write step decay: hold the rate for `every` steps, then multiply it by `factor`, and again.

    Examples
    --------
    >>> def mine(t, *, learning_rate=0.8, factor=0.5, every=20):
    ...     return learning_rate * factor ** (t // every)
    >>> my_schedule(mine)
    Correct. Every step has its rate, in whatever order you ask. It takes whole arrays of steps as well.
    """
    tried = rates.judge(schedule)
    if tried.status == "not attempted":
        return not_attempted(tried.says)
    if tried.status != "answered":
        return not_yet(
            "04 my schedule",
            tried.says,
            (
                "How many drops have there been by step t? Work it out for t = 0, 19, 20 and 40.",
                "`t // every` counts the drops, and each of them multiplies by `factor`.",
            ),
        )
    arrays = " It takes whole arrays of steps as well." if tried.value else " It takes one step at a time."
    return correct("04 my schedule", f"Every step has its rate, in whatever order you ask.{arrays}")


def half_life(steps: Any = None, *after: Any) -> Verdict:
    """Find after how many steps half is left of a rate that keeps 0.97 of itself at every step.

    The number itself or the first whole step after it will do.

    Examples
    --------
    >>> half_life(22.76).status, half_life(23).status
    ('correct', 'correct')
    """
    return check_number(
        "04 half-life",
        (steps, *after) if after else steps,
        float(theory.half_life(0.97)),
        tolerance=0.011,
        slips={
            1
            / 0.03: "That is 1 / (1 - decay), after which about 1/e, 0.37, is left. Half is reached sooner.",
            0.5
            / 0.03: "That is how long a straight line would take. Each step takes 3% of what is left, less.",
            0.5 / 0.97: "That is 0.5 / decay: the decay is taken again and again, so a power is needed.",
            0.97 / 0.5: "That is decay / 0.5: the decay is taken again and again, so a power is needed.",
            6.579: "That is the half-life of 0.9.",
            0.04394: "Upside down: that is ln(decay) / ln(0.5).",
            1 / 0.97: "That is 1 / decay: the decay is taken again and again, so a power is needed.",
        },
        hints=(
            "You look for the power n with 0.97**n = 0.5.",
            "Take the logarithm of both sides: n * ln(0.97) = ln(0.5).",
        ),
        because="ln(0.5) / ln(0.97) = 22.76: at step 23 less than half is left for the first time.",
        otherwise=lambda n: (
            f"After {n:g} steps {0.97**n:.3g} of the rate is left, not half."
            if 0 <= n < 1e4
            else f"{n:g} is no number of steps that could be. Look for one between 1 and 100."
        ),
    )


def reach(path: Any = None) -> Verdict:
    """Bring the loss on a noisy ravine below 0.02 within 100 steps, averaged over all noise, by a schedule.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.noise import noisy
    >>> from lessons_lib.rules import gradient_descent
    >>> fading = lambda t: 0.8 * 0.97**t
    >>> reach(run(gradient_descent, noisy(ravine(), 0.5), steps=100, learning_rate=fading))
    Correct. Averaged over all noise the loss ends at 0.0191. The best constant rate ends at 0.0407.
    """
    return check_walk(walk.REACH, path)


def mend_schedule(make: Callable | None = None) -> Verdict:
    """Mend a function that makes a decaying schedule with a hidden state.

    Mended, ``make(learning_rate, decay)`` returns the schedule ``learning_rate * decay**t``.

    Examples
    --------
    >>> mend_schedule(lambda learning_rate, decay: lambda t: learning_rate * decay**t)
    Correct. The rate depends on the step alone, whoever asks, and how often.
    """
    wrong = rates.mended(make)
    if isinstance(wrong, Attempt):
        if wrong.status == "not attempted":
            return not_attempted(wrong.says)
        wrong = wrong.says
    if not wrong:
        return correct("04 mend", "The rate depends on the step alone, whoever asks, and how often.")
    return not_yet(
        "04 mend",
        wrong,
        (
            "What does the schedule remember between two questions, and what does it do with t?",
            "Let it remember nothing: work the rate out from t, with a power of decay.",
        ),
    )


def why_plateau(choice: Any = None) -> Verdict:
    """Choose what to do on a plateau: ``print(check.plateau)`` shows the choices.

    Examples
    --------
    >>> why_plateau("c").status
    'correct'
    """
    return plateau.grade(choice)
