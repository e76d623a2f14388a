"""The exercises of lesson 02: stochastic gradient descent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import lesson_02_batches as cutting
from . import lesson_02_ledger as ledger
from . import lesson_02_reach as training
from . import lesson_02_slope as slope
from .attempts import is_blank
from .lesson_02_panel import FLOOR_GOALS, GOALS, SCENES
from .predictions import NumberQuestion
from .questions import Question, check_ledger, check_number
from .verdicts import Verdict, correct, not_attempted, not_yet

__all__ = [
    "FLOOR_GOALS",
    "GOALS",
    "PREDICT_FLOOR",
    "PREDICT_HANDFUL",
    "PREDICT_LOOK",
    "SCENES",
    "hovering",
    "mend_batches",
    "my_gradient",
    "one_step",
    "reach",
    "steps_of_an_epoch",
    "why_hovering",
]


def one_step(
    *given: Any, each: Any = ..., g: Any = ..., w: Any = ..., full: Any = ..., **other: Any
) -> Verdict:
    """Do one step from two examples by hand.

    The model guesses w * x, the loss of an example is (w * x - y)**2 / 2, and w = 1. Of the examples
    A (1, 3), B (2, 0), C (3, 5), D (2, 3) the handful holds A and C; the learning rate is 0.25.

    Examples
    --------
    >>> one_step(each=(-2, -6), g=-4, w=2, full=-1.5)
    Correct. Two examples of four said -4, all four say -1.5: the same direction, and not the same length.
    """
    if given:
        return not_yet("02 one step", "Give each line its name: `each=..., g=..., w=..., full=...`.")
    return check_ledger(
        "02 one step",
        {"each": each, "g": g, "w": w, "full": full} | other,
        ledger.RIGHT,
        slips=ledger.SLIPS,
        hints=ledger.HINTS,
        because=(
            "Two examples of four said -4, all four say -1.5: the same direction, and not the same length."
        ),
    )


def my_gradient(function: Callable | None = None) -> Verdict:
    """Write the gradient of a handful for a line through points: a function of w, x and y.

    Examples
    --------
    >>> my_gradient(lambda w, x, y: x.T @ (x @ w - y) / len(y)).status
    'correct'
    """
    tried = slope.tried(function)
    if tried.status == "not attempted":
        return not_attempted(tried.says)
    if tried.status != "answered":
        return not_yet("02 my gradient", tried.says, slope.HINTS)
    return correct("02 my gradient", "It is the mean slope on handfuls of 10, of 4 and of 1.")


def steps_of_an_epoch(x: Any = None, *after: Any) -> Verdict:
    """Count the steps of one epoch over 1,437 images in batches of 64.

    Examples
    --------
    >>> steps_of_an_epoch(23).status
    'correct'
    """
    return check_number(
        "02 steps of an epoch",
        (x, *after) if after else x,
        23.0,
        slips={
            22.0: "22 steps look at 1,408 images. The other 29 belong to the epoch, too.",
            22.453125: "There is no part of a step: what is left over makes a smaller batch of its own.",
            22.45: "There is no part of a step: what is left over makes a smaller batch of its own.",
            24.0: "The last of 24 steps would have nothing to look at.",
            64.0: "That is how many images a step looks at.",
            1437.0: "That is the number of steps with single examples, a batch size of 1.",
            1.0: "That is the number of steps if every step looks at all the images.",
            1373.0: "You subtract. How often do 64 images fit into 1,437?",
        },
        hints=(
            "How often do 64 images fit into 1,437, and are there any left over?",
            "22 * 64 = 1,408. What happens to the other 29?",
        ),
        because="22 batches of 64, and one of the 29 that are left over.",
        otherwise=_about_steps,
    )


def _about_steps(steps: float) -> str:
    """Say what another number of steps would do with the images."""
    if steps <= 0 or steps != round(steps):
        return f"{steps:g} is no number of steps: they are counted, 1, 2, 3, ...."
    few = steps < 23
    rest = "Some images would not be looked at." if few else "The last ones would have nothing to look at."
    return f"{steps:g} steps of 64 make {64 * steps:,.0f} images, and there are 1,437. {rest}"


def reach(path: Any = None) -> Verdict:
    """Read 90% of the images held out for no more than 2,874 looks, two epochs.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.models import DigitsNetwork
    >>> from lessons_lib.rules import gradient_descent
    >>> reach(run(gradient_descent, DigitsNetwork(batch_size=16), steps=180, learning_rate=0.3)).status
    'correct'
    """
    if is_blank(path):
        return not_attempted("Record a training with `run(...)`, and give it here.")
    wrong = training.not_the_training(path)
    if not wrong and training.reached(path):
        share, seen = float(path.problem.accuracy(path.w[-1])), path.problem.looked_at(path.steps)
        return correct("02 reach", f"It reads {share:.0%} of the images held out, for {seen:,} looks.")
    return not_yet("02 reach", wrong or training.how_it_went(path), () if wrong else training.HINTS)


def mend_batches(function: Callable | None = None) -> Verdict:
    """Mend a function that should cut an epoch into batches, and always returns the first one.

    Examples
    --------
    >>> mend_batches(lambda order, size: [order[k : k + size] for k in range(0, len(order), size)])
    Correct. Every example is looked at once an epoch, and the last batch takes what is left.
    """
    tried = cutting.tried(function)
    if tried.status == "not attempted":
        return not_attempted(tried.says)
    if tried.status != "answered":
        return not_yet("02 mend", tried.says, cutting.HINTS)
    return correct(
        "02 mend", "Every example is looked at once an epoch, and the last batch takes what is left."
    )


TWO_BIG = "The two steps: their gradients are exact."
EQUAL = "About the same: both have looked at the same images."
MANY_SMALL = "The 180 steps, by far."
PREDICT_LOOK = Question(
    name="02 predict the look",
    text=(
        "A network looks at each of 1,437 images twice, at learning rate 0.1. Either it takes two steps from "
        "all of them, or 180 steps from 16 each. Which way does it read more digits afterwards?"
    ),
    choices=(TWO_BIG, EQUAL, MANY_SMALL),
    answer=MANY_SMALL,
    because=(
        "The two steps read 19% of the images held out, the 180 steps read 85%. Each handful is a rough "
        "guide, but the network has moved before it looks at the next one."
    ),
    wrong={
        TWO_BIG: "They are exact, and they are two: exactness does not make a step longer.",
        EQUAL: "They have looked at the same images, but from different weights.",
    },
    once=True,
)

PREDICT_HANDFUL = NumberQuestion(
    name="02 predict the handful",
    text=(
        "The gradient of ten flowers, drawn by chance, misses the gradient of all by some typical distance. "
        "How many flowers must a handful hold to halve that distance?"
    ),
    answer=40,
    because=(
        "The distance shrinks with the root of the size: four times as many examples, half the distance."
    ),
    unit="flowers",
)

LESS, ROOT, SAME = (
    "About a tenth of it.",
    "About a third of it: one over the root of ten.",
    "About the same.",
)
PREDICT_FLOOR = Question(
    name="02 predict the floor",
    text=(
        "On a round bowl with noise in its gradient, the learning rate stays at 0.1. After 300 steps the "
        "loss hovers about some level. You take ten times as many steps. Where does it hover now?"
    ),
    choices=(LESS, ROOT, SAME),
    answer=SAME,
    because="Every step takes away a share of the error and adds new noise. Where the two balance, it stays.",
    wrong={
        LESS: "Without noise it would have fallen much further still.",
        ROOT: "A mean of many positions would come closer like that. The position itself does not.",
    },
    once=True,
)

FEW = "300 steps were too few: the walk was still on its way down."
BALANCE = "At a constant rate every new step brings in as much noise as it takes error away."
WRONG_WAY = "A handful points the wrong way on the average, so the walk ends beside the minimum."
SOFT = "It has hit the lowest loss that there is."
hovering = Question(
    name="02 hovering",
    text=("A training at a constant rate hovers, and ten times the steps do not lower it. Why not?"),
    choices=(FEW, BALANCE, WRONG_WAY, SOFT),
    answer=BALANCE,
    because="The balance depends on the rate and on the noise, not on the steps. Lower one of the two.",
    wrong={
        FEW: "Then ten times as many steps would have brought it lower.",
        WRONG_WAY: (
            "On the average a handful points as all examples do: that is why the cloud lies about the "
            "minimum."
        ),
        SOFT: "At a smaller rate, or with larger handfuls, the same training comes lower.",
    },
    hints=(
        "What does a step do to the error, and what does it add?",
        "Halve the learning rate in the panel of the floor. Which of the four answers survives?",
    ),
)


def why_hovering(choice: Any = None) -> Verdict:
    """Choose why more steps do not cure the noise: ``print(check.hovering)`` shows the choices.

    Examples
    --------
    >>> why_hovering("b").status
    'correct'
    """
    return hovering.grade(choice)
