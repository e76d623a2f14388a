"""The error hunt of lesson 08: five rules that claim to be Adam, what each does, and the name of its slip."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..rules import adam
from .matching import Matching
from .slips import adam as slips

PATIENTS = {
    "A": slips.uncorrected,
    "B": slips.remembers_corrected,
    "C": slips.epsilon_on_weights,
    "D": slips.corrects_m_only,
    "E": slips.doubled,
}
SLOPES, SHOWN = (1.0, -1.0, 0.0), (1, 2, 10, 100)
FORM = "{:8}{:>7}" + "{:>10}" * len(SHOWN)

line_up = Matching(
    name="08 line-up",
    thing="rule",
    answers={
        "A": ("no correction",),
        "B": ("overwritten",),
        "C": ("brackets",),
        "D": ("half a correction",),
        "E": ("doubled",),
    },
    known=("no correction", "overwritten", "brackets", "half a correction", "doubled"),
    marks={
        "A": "Its first step is 3.16 rates: 0.1 over the root of 0.001. What makes that a 1 in Adam?",
        "B": "Its first step is right, and then it comes to a stop. What does it take into the second step?",
        "C": "It is Adam to every digit shown, until there is no slope. What divides by zero there?",
        "D": "Its first step is 31.6 rates: 1 over the root of 0.001. So which average is right, m or v?",
        "E": "Uphill slopes give a number, downhill slopes none. Which v has no root?",
    },
    ask='Give the name of a slip in quotes to each rule: A="brackets", say.',
    stranger="give one of the five names, in quotes.",
    because=(
        "Each has its mark in the first steps on a constant slope: a few lines of numbers, and no network "
        "had to be trained to find it."
    ),
    hints=(
        (
            "Work out the first step by hand, on a slope of 1: m is 0.1 and v is 0.001. Which rule "
            "corrects what?"
        ),
        (
            "Only the root of a negative number fails on falling slopes alone. Only 0/0 fails on no slope "
            "at all."
        ),
    ),
)


def symptoms() -> str:
    """Tell how far each of the five moves in a step, on three constant slopes, in learning rates.

    Examples
    --------
    >>> print(symptoms().splitlines()[1])
    Adam        1.0      1.00      1.00      1.00      1.00
    """
    head = FORM.format("", "slope", *(f"step {t}" for t in SHOWN))
    rules = {"Adam": adam, **PATIENTS}
    told = [_row(name, rule, slope) for name, rule in rules.items() for slope in SLOPES]
    return "\n".join([head, *told])


def _row(name: str, rule: Callable, slope: float) -> str:
    steps = [f"{size:.2f}" for size in _steps(rule, slope)]
    return FORM.format(name if slope == SLOPES[0] else "", f"{slope:.1f}", *steps)


def _steps(rule: Callable, slope: float) -> list[float]:
    """Walk on a constant slope with learning rate 1, and note how far some of the steps go."""
    w, m, v, found = np.zeros(1), 0.0, 0.0, []
    with np.errstate(all="ignore"):
        for t in range(1, max(SHOWN) + 1):
            step = rule(w, np.full(1, slope), t, m, v, learning_rate=1.0)
            found.append(float(np.abs(step["w"] - w)[0]))
            w, m, v = step["w"], step["m"], step["v"]
    return [found[t - 1] for t in SHOWN]
