"""Let RMSProp settle by a schedule alone: read a learner's path, and say how it went."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..descent import Path
from ..landscapes import ravine
from ..rules import rmsprop
from .walks import Goal, not_the_walk, walks_like

SMALL = 1e-3  # a rate at which the swings about the minimum are below the goal
STEPS, GOAL = 200, 1e-6  # after fewer steps a constant rate may look settled, and is thrown out later
CALL = f"run(rmsprop, ravine(), steps={STEPS}, learning_rate=...)"
HINTS = (
    "A step of RMSProp is about one learning rate long, however small the slope. So what has to shrink?",
    "The rates must fall below a thousandth by step 200, and still add up to more than the 4 that the walk "
    "has to go. Try `exponential_decay` with a first rate of a few tenths.",
)


def other_walk(path: Any) -> str:
    """Say so, if what is given is not a path of RMSProp with nothing changed but the rate."""
    wrong = not_the_walk(path, CALL, ravine(), exactly=STEPS)
    if wrong:
        return wrong
    usual = dict(decay=0.9, epsilon=1e-8, cache=0.0)
    changed = [name for name, x in usual.items() if np.any(path.settings.get(name, x) != x)]
    if changed:
        return f"{changed[0]} was changed. It stays at {usual[changed[0]]:g} here: change the rate alone."
    if "learning_rate" not in path.settings:
        return "Another rule was used. The goal is set for rmsprop, with a learning_rate that you give."
    same = walks_like(path, rmsprop, ravine(), learning_rate=path.settings["learning_rate"])
    return "" if same else "The walk is not that of rmsprop at these rates. Was another rule used?"


def how_it_went(path: Path) -> str:
    """Say kindly why a walk did not reach the goal."""
    end = f"The loss is {path.loss[-1]:.2g} after {path.steps} steps; the goal is {GOAL:g}."
    if not callable(path.settings["learning_rate"]):
        return f"{end} The rate is one number, so in the end it swings about the minimum, or it is too slow."
    rates = path.setting("learning_rate")
    if rates.sum() < 4:
        return (
            f"{end} The rates add up to {rates.sum():.2g}, and there are about 4 to go: they fall too soon."
        )
    if rates[-1] < SMALL:
        still = int(np.argmax(rates < SMALL))
        return f"{end} From step {still} on the rate is next to nothing, and it has not arrived: fall later."
    return f"{end} At the last step the rate is still {rates[-1]:.2g}, too long a step for the goal."


def _because(path: Path) -> str:
    return f"The loss is {path.loss[-1]:.2g} after {path.steps} steps: the swings shrink with the rates."


SETTLE = Goal("06 settle", other_walk, lambda path: path.loss[-1] <= GOAL, _because, how_it_went, HINTS)
