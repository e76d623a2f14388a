"""Reach a goal by beta alone: read a learner's path, and say how it went."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..descent import Path, run
from ..landscapes import ravine
from ..mistakes import Mistake
from ..rules import momentum
from ..signatures import signature

RATE, STEPS, GOAL = 0.1, 100, 1e-6
LIGHT, HEAVY = 0.8, 0.86  # betas in between reach the goal
HINTS = (
    "Watch how it ends. Does the ball still creep along the valley, or does it swing to and fro along it?",
    "A direction stops creeping and begins to swing at beta = (1 - root of (learning_rate * curvature))^2. "
    "Along the valley the curvature is 0.1.",
)


def not_the_walk(path: Any) -> str:
    """Say what was given, if it is no path on the right ground with the right number of steps."""
    if not isinstance(path, Path):
        return (
            f"You gave a {type(path).__name__}. Give the path that `run(momentum, ravine(condition=20), "
            f"steps={STEPS}, learning_rate={RATE}, beta=...)` records."
        )
    if getattr(path.problem, "name", None) != ravine().name:
        return f"The walk is on {path.problem!r}. The goal is set on {ravine().name}."
    if not np.allclose(path.start, ravine().start):
        return "The walk starts elsewhere. Leave `start` out, so that it starts at (-4, 2)."
    if path.planned > STEPS:
        return f"The walk may take {path.planned} steps. The goal allows {STEPS}."
    return ""


def other_walk(path: Path) -> str:
    """Say so, if the path is not what momentum does at the rate that is given and one fixed beta."""
    rate, beta = _setting(path, "learning_rate"), _setting(path, "beta")
    if beta is None or rate is None or set(path.settings) - {"learning_rate", "beta"}:
        return "Another rule was used. The goal is set for momentum, with nothing changed but beta."
    if callable(rate) or callable(beta):
        return "A setting is a schedule. Use one number: that is what the goal is about."
    if rate != RATE:
        return f"The learning rate is {rate:g}. It stays at {RATE:g} here: change beta alone."
    try:
        own = run(momentum, ravine(), steps=path.planned, learning_rate=rate, beta=beta)
    except Mistake:
        return "Another rule was used. The goal is set for momentum."
    same = own.w.shape == path.w.shape and np.allclose(own.w, path.w, rtol=1e-9, atol=1e-12)
    return "" if same else "The walk is not that of momentum at this beta. Was another rule used?"


def _setting(path: Path, name: str) -> Any:
    """A setting of a walk, as set or as the rule has it by default."""
    return path.settings.get(name, signature(path.rule).hyperparameters.get(name))


def without_momentum(steps: int) -> float:
    """Return the loss that the same walk ends with at beta 0."""
    return float(run(momentum, ravine(), steps=steps, learning_rate=RATE, beta=0.0).loss[-1])


def how_it_went(path: Path) -> str:
    """Say kindly why a walk of momentum did not reach the goal."""
    beta = float(_setting(path, "beta"))
    end = f"The loss is {path.loss[-1]:.3g} after {path.steps} steps; the goal is {GOAL:g}."
    if LIGHT <= beta <= HEAVY and path.planned < STEPS:
        return f"{end} You may take up to {STEPS} steps."
    if beta > HEAVY:
        return f"{end} The ball swings to and fro along the valley: {beta:g} is too heavy."
    return f"{end} The ball creeps along the valley: {beta:g} is too light."
