"""Reach a goal by AdaGrad's learning rate alone: read a learner's path, and say how it went."""

from __future__ import annotations

from typing import Any

from ..descent import Path
from ..landscapes import Landscape, ravine
from ..rules import adagrad
from .walks import Goal, not_the_walk, setting, walks_like

STEPS, GOAL = 100, 1e-6
SMALL, LARGE = 3.5, 21.0  # rates in between reach the goal
CALL = f"run(adagrad, ravine(condition=20, rotation=45), steps={STEPS}, learning_rate=...)"
HINTS = (
    "AdaGrad divides by what it has seen, so its learning rate is a length: the length of the first step. "
    "How far is it to the minimum?",
    "A large first slope shrinks all later rates. Try rates that would be wild in gradient descent.",
)


def valley() -> Landscape:
    """Return the turned valley on which the goal is set."""
    return ravine(condition=20, rotation=45)


def other_walk(path: Any) -> str:
    """Say so, if what is given is not a path of AdaGrad at one fixed rate, from cache 0."""
    wrong = not_the_walk(path, CALL, valley(), most=STEPS)
    if wrong:
        return wrong
    rate = setting(path, "learning_rate")
    if rate is None or set(path.settings) - {"learning_rate"}:
        return "Another rule was used. The goal is set for adagrad, with nothing changed but learning_rate."
    if callable(rate):
        return "The learning rate is a schedule. Use one number: AdaGrad makes a schedule of its own."
    same = walks_like(path, adagrad, valley(), learning_rate=rate)
    return "" if same else "The walk is not that of adagrad at this rate. Was another rule used?"


def how_it_went(path: Path) -> str:
    """Say kindly why a walk of AdaGrad did not reach the goal."""
    rate = float(setting(path, "learning_rate"))
    end = f"The loss is {path.loss[-1]:.3g} after {path.steps} steps; the goal is {GOAL:g}."
    if SMALL <= rate <= LARGE and path.planned < STEPS:
        return f"{end} You may take up to {STEPS} steps."
    if rate > LARGE:
        return f"{end} The first step overshot, and its slope still fills the cache: {rate:g} is too large."
    return f"{end} The rates died before the walk arrived: {rate:g} is too small."


def _because(path: Path) -> str:
    return f"The loss is {path.loss[-1]:.3g} after {path.steps} steps."


REACH = Goal("05 reach", other_walk, lambda path: path.loss[-1] <= GOAL, _because, how_it_went, HINTS)
