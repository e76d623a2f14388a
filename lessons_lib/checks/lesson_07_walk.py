"""Keep Adam below its limit by epsilon alone: read a learner's path, and say how it went."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..descent import Path
from ..landscapes import parabola
from ..rules import adam
from ..signatures import signature
from ..theory import adam_stability_limit
from .walks import Goal, not_the_walk, setting, walks_like

RATE, BETA2, STEPS, GOAL = 0.05, 0.95, 1500, 1e-12
LEAST = 1 / float(adam_stability_limit(RATE))  # the curvature felt is 1 / (root of v + epsilon)
CALL = f"run(adam, parabola(), steps={STEPS}, learning_rate={RATE}, beta2={BETA2}, epsilon=...)"
HINTS = (
    "In a bowl of curvature 1 Adam feels 1 / (root of v + epsilon). How large can that become as v goes "
    "to zero?",
    "At most 1 / epsilon. It must stay below 38 / learning_rate, and that is 760 here.",
)


def other_walk(path: Any) -> str:
    """Say so, if what is given is not a path of Adam with one fixed epsilon and the rest as given."""
    wrong = not_the_walk(path, CALL, parabola(), exactly=STEPS)
    if wrong:
        return wrong
    known = {"learning_rate": RATE, "beta1": 0.9, "beta2": BETA2}
    if set(path.settings) - {*known, "epsilon"} or "epsilon" not in signature(path.rule).hyperparameters:
        return "Another rule was used. The goal is set for adam, with nothing changed but epsilon."
    for name, wanted in known.items():
        given = path.settings.get(name, signature(adam).hyperparameters[name])
        if callable(given) or given != wanted:
            return f"{name} stays at {wanted:g} here: change epsilon alone."
    epsilon = setting(path, "epsilon")
    if callable(epsilon):
        return "epsilon is a schedule. Use one number: that is what the goal is about."
    same = walks_like(path, adam, parabola(), near=1e-6, learning_rate=RATE, beta2=BETA2, epsilon=epsilon)
    return "" if same else "The walk is not that of adam with this epsilon. Was another rule used?"


def how_it_went(path: Path) -> str:
    """Say kindly why a walk did not stay quiet."""
    epsilon = float(setting(path, "epsilon"))
    high = path.loss[400:].max()
    if epsilon < LEAST:
        felt = 1 / epsilon if epsilon else np.inf
        return (
            f"After step 400 the loss comes back up to {high:.2g}. With epsilon {epsilon:g} Adam can feel "
            f"a curvature of up to {felt:.3g}, and its limit is {1 / LEAST:.0f}."
        )
    return (
        f"After step 400 the loss is still up to {high:.2g}. The limit is kept, but {epsilon:g} is so "
        "large that the division makes every step short."
    )


def _because(path: Path) -> str:
    said = f"From step 400 on the loss stays below {GOAL:g}."
    return f"{said} Epsilon keeps the curvature below {1 / LEAST:.0f}."


QUIET = Goal("07 quiet", other_walk, lambda path: path.loss[400:].max() <= GOAL, _because, how_it_went, HINTS)
