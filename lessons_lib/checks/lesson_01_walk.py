"""Reach a goal by the learning rate alone: read a learner's path, and say how it went."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..descent import Path, run
from ..landscapes import ravine
from ..mistakes import Mistake
from ..rules import gradient_descent
from ..signatures import signature
from ..theory import stability_limit

STEPS, GOAL = 80, 1e-6
HINTS = (
    "Which direction is left over at the end, along the valley or across it? The one along wants larger "
    "steps, the one across wants smaller ones.",
    "Work out 2 / (smallest + largest curvature) from the curvatures 0.1 and 2, and go a little below.",
)


def not_the_walk(path: Any) -> str:
    """Say what was given, if it is no path on the right ground with the right number of steps."""
    if not isinstance(path, Path):
        return (
            f"You gave a {type(path).__name__}. Give the path that "
            f"`run(gradient_descent, ravine(condition=20), steps={STEPS}, learning_rate=...)` records."
        )
    if getattr(path.problem, "name", None) != ravine().name:
        return f"The walk is on {path.problem!r}. The goal is set on {ravine().name}."
    if not np.allclose(path.start, ravine().start):
        return f"The walk starts at {_point(path.start)}. Leave `start` out, so that it starts at (-4, 2)."
    if path.planned > STEPS:
        return f"The walk may take {path.planned} steps. The goal allows {STEPS}."
    return ""


def other_walk(path: Path) -> str:
    """Say so, if the path is not what gradient descent at one fixed rate does."""
    rate = _rate(path)
    if callable(rate):
        return "The learning rate is a schedule. Use one number: that is what the goal is about."
    if rate is None or set(path.settings) - {"learning_rate"}:
        return "Another rule was used. The goal is set for gradient_descent."
    try:
        own = run(gradient_descent, ravine(), steps=path.planned, learning_rate=rate)
    except Mistake:
        return "Another rule was used. The goal is set for gradient_descent."
    same = own.w.shape == path.w.shape and np.allclose(own.w, path.w, rtol=1e-9, atol=1e-12)
    return "" if same else "The walk is not that of gradient_descent at this rate. Was another rule used?"


def _rate(path: Path) -> Any:
    """The learning rate of a walk, as set or as the rule has it by default."""
    own = signature(path.rule).hyperparameters
    return path.settings.get("learning_rate", own.get("learning_rate"))


def how_it_went(path: Path) -> str:
    """Say kindly why a walk of gradient descent did not reach the goal."""
    rate, limit = float(_rate(path)), float(stability_limit(ravine().eigenvalues))
    if path.left is not None:
        return (
            f"The walk left the map at step {path.left}: {rate:g} is past the limit of {limit:g}. Go lower."
        )
    if path.loss[-1] >= path.loss[0] and path.steps and rate > 0:
        return f"The loss grew from {path.loss[0]:.3g} to {path.loss[-1]:.3g}: {rate:g} is past the limit."
    if rate == limit:
        return f"{rate:g} is the limit itself: the walk jumps across the valley for ever. Go a little lower."
    along, across = path.w[-1] ** 2 * [0.05, 1.0]
    end = f"The loss is {path.loss[-1]:.3g} after {path.steps} steps; the goal is {GOAL:g}."
    if across > along and rate > 0.5:
        return f"{end} The walk still zig-zags across the valley: {rate:g} is too large."
    if path.planned < STEPS and rate > 0.82:
        return f"{end} You may take up to {STEPS} steps."
    return f"{end} The walk still crawls along the valley: {rate:g} is too small."


def _point(w: np.ndarray) -> str:
    return f"({', '.join(f'{each:g}' for each in w)})"
