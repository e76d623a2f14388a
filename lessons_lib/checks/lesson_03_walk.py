"""Reach a goal by beta alone: read a learner's path, and say how it went."""

from __future__ import annotations

from typing import Any

from ..descent import Path, run
from ..landscapes import ravine
from ..rules import momentum
from .walks import Goal, not_the_walk, setting, walks_like

RATE, STEPS, GOAL = 0.1, 100, 1e-6
LIGHT, HEAVY = 0.8, 0.86  # betas in between reach the goal
CALL = f"run(momentum, ravine(condition=20), steps={STEPS}, learning_rate={RATE}, beta=...)"
HINTS = (
    "Watch how it ends. Does the ball still creep along the valley, or does it swing to and fro along it?",
    "A direction stops creeping and begins to swing at beta = (1 - root of (learning_rate * curvature))^2. "
    "Along the valley the curvature is 0.1.",
)


def other_walk(path: Any) -> str:
    """Say so, if what is given is not a path of momentum at the rate that is given and one fixed beta."""
    wrong = not_the_walk(path, CALL, ravine(), most=STEPS)
    if wrong:
        return wrong
    rate, beta = setting(path, "learning_rate"), setting(path, "beta")
    if beta is None or rate is None or set(path.settings) - {"learning_rate", "beta"}:
        return "Another rule was used. The goal is set for momentum, with nothing changed but beta."
    if callable(rate) or callable(beta):
        return "A setting is a schedule. Use one number: that is what the goal is about."
    if rate != RATE:
        return f"The learning rate is {rate:g}. It stays at {RATE:g} here: change beta alone."
    same = walks_like(path, momentum, ravine(), learning_rate=rate, beta=beta)
    return "" if same else "The walk is not that of momentum at this beta. Was another rule used?"


def without_momentum(steps: int) -> float:
    """Return the loss that the same walk ends with at beta 0."""
    return float(run(momentum, ravine(), steps=steps, learning_rate=RATE, beta=0.0).loss[-1])


def how_it_went(path: Path) -> str:
    """Say kindly why a walk of momentum did not reach the goal."""
    beta = float(setting(path, "beta"))
    end = f"The loss is {path.loss[-1]:.3g} after {path.steps} steps; the goal is {GOAL:g}."
    if LIGHT <= beta <= HEAVY and path.planned < STEPS:
        return f"{end} You may take up to {STEPS} steps."
    if beta > HEAVY:
        return f"{end} The ball swings to and fro along the valley: {beta:g} is too heavy."
    return f"{end} The ball creeps along the valley: {beta:g} is too light."


def _because(path: Path) -> str:
    told = f"The loss is {path.loss[-1]:.3g} after {path.steps} steps."
    return f"{told} At beta 0 it would be {without_momentum(path.steps):.3g}."


REACH = Goal("03 reach", other_walk, lambda path: path.loss[-1] <= GOAL, _because, how_it_went, HINTS)
