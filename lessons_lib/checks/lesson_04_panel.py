"""What the panel of lesson 04 asks for, and the scenes that a lecturer clicks through."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..descent import Path
from ..theory import expected_loss

STEPS = 300
SCENES = {
    "large": dict(schedule="constant", learning_rate=0.5),
    "small": dict(schedule="constant", learning_rate=0.05),
    "large, then smaller": {"schedule": "step_decay", "learning_rate": 0.5, "step_decay: every": 100},
    "too soon": {"schedule": "exponential_decay", "exponential_decay: decay": 0.9},
}


def averaged(path: Path, sigma: float | None = None) -> float:
    """Return the loss at the end of a walk's schedule, averaged over all noise; luck has no say in it.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.rules import gradient_descent
    >>> round(averaged(run(gradient_descent, ravine(), steps=300, learning_rate=0.5), sigma=0.5), 4)
    0.0946
    """
    ground = path.problem
    errors = np.asarray(ground.directions) @ (path.start - np.array(ground.minima[0]))
    noise = getattr(ground, "sigma", 0.0) if sigma is None else sigma
    return float(expected_loss(path.setting("learning_rate"), ground.eigenvalues, errors, noise)[-1])


def budget(path: Path) -> float:
    """Return the sum of a walk's rates."""
    return float(np.sum(path.setting("learning_rate")))


def _noisy(path: Path) -> bool:
    return getattr(path.problem, "sigma", 0.0) >= 0.495 and path.planned <= STEPS


GOALS: dict[str, Callable[[Path], bool]] = {
    "noise 0.5, at most 300 steps: averaged over all noise, the loss ends below 0.01": lambda path: (
        _noisy(path) and averaged(path) < 0.01
    ),
    "the same with rates that sum to less than 30": lambda path: (
        _noisy(path) and averaged(path) < 0.01 and budget(path) < 30
    ),
    "noise 0, first rate 0.5 or more, 300 steps: it stops short, and the loss ends above 0.1": lambda path: (
        getattr(path.problem, "sigma", 0.0) == 0
        and path.planned >= STEPS
        and path.setting("learning_rate")[0] >= 0.495
        and path.left is None
        and 0.1 < path.loss[-1] < path.loss[0]
    ),
}
