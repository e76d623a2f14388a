"""Reach a goal by AdaGrad's learning rate alone: read a learner's path, and say how it went."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..descent import Path, run
from ..landscapes import Landscape, ravine
from ..mistakes import Mistake
from ..rules import adagrad
from ..signatures import signature

STEPS, GOAL = 100, 1e-6
SMALL, LARGE = 3.5, 21.0  # rates in between reach the goal
HINTS = (
    "AdaGrad divides by what it has seen, so its learning rate is a length: the length of the first step. "
    "How far is it to the minimum?",
    "A large first slope shrinks all later rates. Try rates that would be wild in gradient descent.",
)


def valley() -> Landscape:
    """Return the turned valley on which the goal is set."""
    return ravine(condition=20, rotation=45)


def not_the_walk(path: Any) -> str:
    """Say what was given, if it is no path on the right ground with the right number of steps."""
    if not isinstance(path, Path):
        return (
            f"You gave a {type(path).__name__}. Give the path that `run(adagrad, ravine(condition=20, "
            f"rotation=45), steps={STEPS}, learning_rate=...)` records."
        )
    if getattr(path.problem, "name", None) != valley().name:
        return f"The walk is on {path.problem!r}. The goal is set on {valley().name}."
    if not np.allclose(path.start, valley().start):
        return "The walk starts elsewhere. Leave `start` out, so that it starts at (-4, 2)."
    if path.planned > STEPS:
        return f"The walk may take {path.planned} steps. The goal allows {STEPS}."
    return ""


def other_walk(path: Path) -> str:
    """Say so, if the path is not what AdaGrad does at one fixed rate, from cache 0."""
    rate = _rate(path)
    if rate is None or set(path.settings) - {"learning_rate"}:
        return "Another rule was used. The goal is set for adagrad, with nothing changed but learning_rate."
    if callable(rate):
        return "The learning rate is a schedule. Use one number: AdaGrad makes a schedule of its own."
    try:
        own = run(adagrad, valley(), steps=path.planned, learning_rate=rate)
    except Mistake:
        return "Another rule was used. The goal is set for adagrad."
    same = own.w.shape == path.w.shape and np.allclose(own.w, path.w, rtol=1e-9, atol=1e-12)
    return "" if same else "The walk is not that of adagrad at this rate. Was another rule used?"


def _rate(path: Path) -> Any:
    """The learning rate of a walk, as set or as the rule has it by default."""
    known = signature(path.rule).hyperparameters
    return path.settings.get("learning_rate", known.get("learning_rate"))


def how_it_went(path: Path) -> str:
    """Say kindly why a walk of AdaGrad did not reach the goal."""
    rate = float(_rate(path))
    end = f"The loss is {path.loss[-1]:.3g} after {path.steps} steps; the goal is {GOAL:g}."
    if SMALL <= rate <= LARGE and path.planned < STEPS:
        return f"{end} You may take up to {STEPS} steps."
    if rate > LARGE:
        return f"{end} The first step overshot, and its slope still fills the cache: {rate:g} is too large."
    return f"{end} The rates died before the walk arrived: {rate:g} is too small."
