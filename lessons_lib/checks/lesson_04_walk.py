"""Reach a goal by a schedule: read a learner's path, and say how it went."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..descent import Path
from ..landscapes import ravine
from ..mistakes import kind_of
from ..rules import gradient_descent
from .lesson_04_panel import averaged, budget
from .walks import Goal, not_as_long, walks_like

STEPS, GOAL, SIGMA = 100, 0.02, 0.5  # a third of the time of the schedules that the lesson shows
GROUND = f"noisy({ravine().name}, sigma={SIGMA:g}"
CALL = f"run(gradient_descent, noisy(ravine(), 0.5), steps={STEPS}, learning_rate=...)"
HINTS = (
    "Two things are left at the end: what the walk has not yet travelled, and what noise stirs up. Large "
    "rates mend the first, small ones at the end the second.",
    "With so few steps the rate may begin higher than in the pictures, at 0.6 to 0.9. Let it fall to about a "
    "twentieth of that by step 100.",
)


def other_walk(path: Any) -> str:
    """Say so, if what is given is not a path of gradient descent on the right ground."""
    if not isinstance(path, Path):
        return f"You gave {kind_of(path)}. Give the path that `{CALL}` records."
    if not str(getattr(path.problem, "name", "")).startswith(GROUND):
        return f"The walk is on {path.problem!r}. The goal is set on noisy(ravine(), 0.5)."
    if not path.steps:
        return f"The walk takes no step. The goal allows {STEPS}."
    wrong = not_as_long(path, ravine(), most=STEPS)
    if wrong:
        return wrong
    if path.left is not None:
        return f"The walk left the map at step {path.left}: a rate is past the limit, which is 1."
    return other_rule(path)


def other_rule(path: Path) -> str:
    """Say so, if the path is not what gradient descent does with these rates."""
    other = "Another rule was used. The goal is set for gradient_descent and a schedule."
    if set(path.settings) - {"learning_rate"} or "learning_rate" not in path.settings:
        return other
    rates = path.setting("learning_rate")
    same = walks_like(path, gradient_descent, path.problem, near=1e-6, learning_rate=lambda t: rates[t])
    return "" if same else other


def how_it_went(path: Path) -> str:
    """Say kindly why a schedule did not reach the goal."""
    ends, quiet, rates = averaged(path), averaged(path, sigma=0.0), path.setting("learning_rate")
    told = f"Averaged over all noise the loss ends at {ends:.3g}; the goal is {GOAL:g}."
    if not callable(path.settings["learning_rate"]):
        return f"{told} The rate stays at {rates[0]:g}: give a schedule. No constant rate ends below 0.04."
    idle = int(np.sum(rates < rates.max() / 100))
    if idle > len(rates) / 4:
        spent = f"the rates sum to {budget(path):.3g}, and that is spent too soon"
        return f"{told} For {idle} steps the rate is next to nothing: {spent}. Spread it over all steps."
    if quiet > ends / 2:
        return f"{told} It stops short: the rates sum to {budget(path):.3g}, and the walk has not arrived."
    if rates[-1] > rates.max() / 20:
        return (
            f"{told} Noise holds it up: the last rate is {rates[-1]:.3g}, still large. Let it fall further."
        )
    return f"{told} Noise holds it up: the rate stays high for too long. Let it fall earlier."


def _because(path: Path) -> str:
    told = f"Averaged over all noise the loss ends at {averaged(path):.3g}."
    return f"{told} The best constant rate ends at 0.0407."


REACH = Goal("04 reach", other_walk, lambda path: averaged(path) < GOAL, _because, how_it_went, HINTS)
