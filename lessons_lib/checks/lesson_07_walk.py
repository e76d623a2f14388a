"""Keep Adam below its limit by epsilon alone: read a learner's path, and say how it went."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..descent import Path, run
from ..landscapes import parabola
from ..mistakes import Mistake
from ..rules import adam
from ..signatures import signature
from ..theory import adam_stability_limit

RATE, BETA2, STEPS, GOAL = 0.05, 0.95, 1500, 1e-12
LEAST = 1 / float(adam_stability_limit(RATE))  # the curvature felt is 1 / (root of v + epsilon)
HINTS = (
    "In a bowl of curvature 1 Adam feels 1 / (root of v + epsilon). How large can that become as v goes "
    "to zero?",
    "At most 1 / epsilon. It must stay below 38 / learning_rate, and that is 760 here.",
)


def not_the_walk(path: Any) -> str:
    """Say what was given, if it is no path on the right ground with the right number of steps."""
    if not isinstance(path, Path):
        return (
            f"You gave a {type(path).__name__}. Give the path that `run(adam, parabola(), steps={STEPS}, "
            f"learning_rate={RATE}, beta2={BETA2}, epsilon=...)` records."
        )
    if getattr(path.problem, "name", None) != parabola().name:
        return f"The walk is on {path.problem!r}. The goal is set on {parabola().name}."
    if not np.allclose(path.start, parabola().start):
        return "The walk starts elsewhere. Leave `start` out, so that it starts at -4."
    if path.planned != STEPS:
        return f"The walk takes {path.planned} steps. The goal is set for {STEPS}."
    return ""


def other_walk(path: Path) -> str:
    """Say so, if the path is not what Adam does with one fixed epsilon and the rest as given."""
    known = {"learning_rate": RATE, "beta1": 0.9, "beta2": BETA2}
    if set(path.settings) - {*known, "epsilon"} or "epsilon" not in signature(path.rule).hyperparameters:
        return "Another rule was used. The goal is set for adam, with nothing changed but epsilon."
    for name, wanted in known.items():
        given = path.settings.get(name, signature(adam).hyperparameters[name])
        if callable(given) or given != wanted:
            return f"{name} stays at {wanted:g} here: change epsilon alone."
    epsilon = epsilon_of(path)
    if callable(epsilon):
        return "epsilon is a schedule. Use one number: that is what the goal is about."
    try:
        own = run(adam, parabola(), steps=STEPS, learning_rate=RATE, beta2=BETA2, epsilon=epsilon)
    except Mistake:
        return "Another rule was used. The goal is set for adam."
    same = own.w.shape == path.w.shape and np.allclose(own.w, path.w, rtol=1e-6, atol=1e-9)
    return "" if same else "The walk is not that of adam with this epsilon. Was another rule used?"


def epsilon_of(path: Path) -> Any:
    """The epsilon of a walk, as set or as the rule has it by default."""
    return path.settings.get("epsilon", signature(adam).hyperparameters["epsilon"])


def how_it_went(path: Path) -> str:
    """Say kindly why a walk did not stay quiet."""
    epsilon = float(epsilon_of(path))
    high = path.loss[400:].max()
    if epsilon < LEAST:
        felt = 1 / epsilon if epsilon else np.inf
        return (
            f"After step 400 the loss comes back up to {high:.2g}. With epsilon {epsilon:g} Adam can feel "
            f"a curvature "
            f"of up to {felt:.3g}, and its limit is {1 / LEAST:.0f}."
        )
    return (
        f"After step 400 the loss is still up to {high:.2g}. The limit is kept, but {epsilon:g} is so "
        f"large that the "
        "division makes every step short."
    )
