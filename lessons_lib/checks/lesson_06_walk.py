"""Let RMSProp settle by a schedule alone: read a learner's path, and say how it went."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..descent import Path, run
from ..landscapes import ravine
from ..mistakes import Mistake
from ..rules import rmsprop

STEPS, GOAL = 200, 1e-6  # after fewer steps a constant rate may look settled, and is thrown out later
HINTS = (
    "A step of RMSProp is about one learning rate long, however small the slope. So what has to shrink?",
    "The rates must fall below a thousandth by step 200, and still add up to more than the 4 that the walk "
    "has to go. Try `exponential_decay` with a first rate of a few tenths.",
)


def not_the_walk(path: Any) -> str:
    """Say what was given, if it is no path on the right ground with the right number of steps."""
    if not isinstance(path, Path):
        return (
            f"You gave a {type(path).__name__}. Give the path that `run(rmsprop, ravine(), "
            f"steps={STEPS}, learning_rate=...)` records."
        )
    if getattr(path.problem, "name", None) != ravine().name:
        return f"The walk is on {path.problem!r}. The goal is set on {ravine().name}."
    if not np.allclose(path.start, ravine().start):
        return "The walk starts elsewhere. Leave `start` out, so that it starts at (-4, 2)."
    if path.planned != STEPS:
        return f"The walk has {path.planned} steps. Here it has {STEPS}, no more and no fewer."
    return ""


def other_walk(path: Path) -> str:
    """Say so, if the path is not what RMSProp does with nothing changed but the rate."""
    usual = dict(decay=0.9, epsilon=1e-8, cache=0.0)
    changed = [name for name, x in usual.items() if np.any(path.settings.get(name, x) != x)]
    if changed:
        return f"{changed[0]} was changed. It stays at {usual[changed[0]]:g} here: change the rate alone."
    try:
        own = run(rmsprop, ravine(), steps=path.planned, learning_rate=path.settings["learning_rate"])
    except (Mistake, KeyError):
        return "Another rule was used. The goal is set for rmsprop, with a learning_rate that you give."
    same = own.w.shape == path.w.shape and np.allclose(own.w, path.w, rtol=1e-9, atol=1e-12)
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
    return f"{end} At the last step the rate is still {rates[-1]:.2g}, too long a step for the goal."
