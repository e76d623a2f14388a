"""Reach an accuracy within a budget of images: read a learner's training, and say how it went."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..descent import Path, run
from ..mistakes import Mistake, kind_of
from ..models import DigitsNetwork
from ..rules import gradient_descent
from ..signatures import signature

BUDGET, GOAL, HIDDEN = 2874, 0.9, 32
HINTS = (
    "2,874 looks are two steps over all the images, or 180 steps of 16. Which brings you further?",
    "Try batch_size=16 with 180 steps, or fewer, and learning rates from 0.1 to 0.5.",
)


def not_the_training(path: Any) -> str:
    """Say what was given, if it is no training of the right network by the right rule."""
    if not isinstance(path, Path):
        return (
            f"You gave {kind_of(path)}. Give the path that "
            "`run(gradient_descent, DigitsNetwork(batch_size=...), steps=..., learning_rate=...)` records."
        )
    if not isinstance(path.problem, DigitsNetwork):
        return f"That is a walk on {path.problem!r}. The goal is set for DigitsNetwork(batch_size=...)."
    if path.problem.hidden != HIDDEN:
        units = f"The network has {path.problem.hidden} hidden units."
        return f"{units} Leave `hidden` out: the goal is set for {HIDDEN}."
    if not np.allclose(path.start, path.problem.start):
        return "The training does not begin at the network's own start. Leave `start` out."
    return _other_rule(path)


def _other_rule(path: Path) -> str:
    rate = path.settings.get("learning_rate", signature(path.rule).hyperparameters.get("learning_rate"))
    if callable(rate):
        return "The learning rate is a schedule, which is for lesson 4. Use one number."
    if rate is None or set(path.settings) - {"learning_rate"}:
        return "Another rule was used. The goal is set for gradient_descent."
    try:
        steps = min(3, path.steps)
        own = run(gradient_descent, path.problem, steps=steps, every=1, learning_rate=rate)
        theirs = run(path.rule, path.problem, steps=steps, every=1, learning_rate=rate)
    except Mistake:
        return "Another rule was used. The goal is set for gradient_descent."
    same = own.w.shape == theirs.w.shape and np.allclose(own.w, theirs.w, rtol=1e-9, atol=1e-12)
    return "" if same else "Another rule was used. The goal is set for gradient_descent."


def reached(path: Path) -> bool:
    """Say whether a training reads enough, for no more than its budget."""
    within = path.problem.looked_at(path.steps) <= BUDGET
    return within and path.left is None and bool(path.problem.accuracy(path.w[-1]) >= GOAL)


def how_it_went(path: Path) -> str:
    """Say kindly why a training did not reach the goal."""
    size, seen = path.problem.batch_size, path.problem.looked_at(path.steps)
    if path.left is not None:
        return f"The weights flew off at step {path.left}: take a smaller learning rate."
    if seen > BUDGET:
        over = f"It has looked at {seen:,} images, the budget is {BUDGET:,}."
        return f"{over} Take fewer steps, or smaller batches."
    share = float(path.problem.accuracy(path.w[-1]))
    told = f"It reads {share:.1%} of the images held out after {path.steps} steps on {seen:,} looks."
    if path.loss[-1] > path.loss[0]:
        return (
            f"{told} The loss is higher than at the start: the learning rate is too large for such a batch."
        )
    if seen < 0.6 * BUDGET:
        return f"{told} There is some budget left."
    if size is None or size > 64:
        return f"{told} Most of the budget went into very exact gradients, and few steps were left."
    return f"{told} The batch size will do; try another learning rate."
