"""Reach a goal by the learning rate alone: read a learner's path, and say how it went."""

from __future__ import annotations

from typing import Any

from ..descent import Path
from ..landscapes import ravine
from ..rules import gradient_descent
from ..theory import best_rate, stability_limit
from .walks import Goal, not_the_walk, setting, walks_like

STEPS, GOAL = 80, 1e-6
CALL = f"run(gradient_descent, ravine(condition=20), steps={STEPS}, learning_rate=...)"
HINTS = (
    "Which direction is left over at the end, along the valley or across it? The one along wants larger "
    "steps, the one across wants smaller ones.",
    "Work out 2 / (smallest + largest curvature) from the curvatures 0.1 and 2, and go a little below.",
)


def other_walk(path: Any) -> str:
    """Say so, if what is given is not a path of gradient descent at one fixed rate on the right ground."""
    wrong = not_the_walk(path, CALL, ravine(), most=STEPS)
    if wrong:
        return wrong
    rate = setting(path, "learning_rate")
    if callable(rate):
        return "The learning rate is a schedule. Use one number: that is what the goal is about."
    if rate is None or set(path.settings) - {"learning_rate"}:
        return "Another rule was used. The goal is set for gradient_descent."
    same = walks_like(path, gradient_descent, ravine(), learning_rate=rate)
    return "" if same else "The walk is not that of gradient_descent at this rate. Was another rule used?"


def how_it_went(path: Path) -> str:
    """Say kindly why a walk of gradient descent did not reach the goal."""
    rate, limit = float(setting(path, "learning_rate")), float(stability_limit(ravine().eigenvalues))
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


def _because(path: Path) -> str:
    best = best_rate(ravine().eigenvalues)
    told = f"The loss is {path.loss[-1]:.3g} after {path.steps} steps."
    return f"{told} The best rate of the long run, {best:.3f}, is not far."


REACH = Goal("01 reach", other_walk, lambda path: path.loss[-1] <= GOAL, _because, how_it_went, HINTS)
