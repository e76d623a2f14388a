"""The walks on which a learner's rule and the reference are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..signatures import signature

__all__ = ["Walk", "battery", "follow"]

# Other values for every name, far from the defaults, so that each has its say.
OTHER = {"learning_rate": 0.3, "beta": 0.6, "decay": 0.7, "beta1": 0.6, "beta2": 0.8, "epsilon": 0.2}
THIRD = {"learning_rate": 0.02, "beta": 0.3, "decay": 0.4, "beta1": 0.2, "beta2": 0.5, "epsilon": 0.01}
SPREAD = np.array([0.05, 0.3, 0.9])  # one value for each walk of the grid; shares and rates may all be so
FIRST = {"velocity": 0.4, "cache": 1.0, "m": -0.3, "v": 0.5}


@dataclass(frozen=True, eq=False)
class Walk:
    """One list of given gradients, and the settings under which a rule answers them.

    Parameters
    ----------
    label : str
        How to name it in a sentence: "with the default settings".
    w : array of shape (2,) or (2, grid)
        Where it starts.
    gradients : array of shape (steps, 2) or (steps, 2, grid)
    settings : dict
        Every hyperparameter of the rule.
    memory : dict
        First values that differ from those of the signature.
    """

    label: str
    w: np.ndarray
    gradients: np.ndarray
    settings: dict[str, Any]
    memory: dict[str, float]


def battery(reference: Callable) -> list[Walk]:
    """Lay out the walks for one rule, the simplest first.

    Examples
    --------
    >>> from lessons_lib.rules import adam
    >>> [walk.label for walk in battery(adam)][:2]
    ['with its defaults', 'with learning_rate=0.3, beta1=0.6, beta2=0.8, epsilon=0.2']
    """
    known = signature(reference)
    defaults = known.hyperparameters
    other = {name: OTHER.get(name, 0.5) for name in defaults}
    third = {name: THIRD.get(name, 0.25) for name in defaults}
    first = {name: FIRST.get(name, 0.5) for name in known.memory}
    w, wide = np.array([1.5, -0.7]), np.array([[1.5, 0.4, -2.0], [-0.7, 3.0, 0.1]])
    spread = "learning_rate" if "learning_rate" in defaults else next(iter(defaults), None)
    grid = {name: SPREAD if name == spread else value for name, value in other.items()}
    walks = [Walk("with its defaults", w, _gradients(6), defaults, {})]
    if defaults:
        walks.append(Walk(f"with {_written(other)}", w, _gradients(6), other, {}))
        walks.append(Walk(f"with {_written(third)}", w, _gradients(12), third, {}))
    walks += [
        Walk("where one slope is tiny and one is steep", w, _gradients(6) * [1e-3, 40.0], other, {}),
        Walk("where the slope stays the same", w, np.tile([0.8, -2.5], (6, 1)), other, {}),
    ]
    if first:
        walks.append(Walk(f"started with {_written(first)}", w, _gradients(6), other, first))
    return [*walks, Walk("on a grid of three walks at once", wide, _gradients(4, 3), grid, {})]


def _gradients(steps: int, *grid: int) -> np.ndarray:
    """Make slopes of changing size and sign, never zero, never equal in both coordinates."""
    t = np.arange(1, steps + 1)[:, None]
    shift = np.arange(np.prod(grid, dtype=int))
    slopes = np.stack([0.4 + np.cos(1.3 * t + shift), 2.5 * np.sin(0.7 * t + 0.9 + shift)], axis=1)
    return slopes.reshape(steps, 2, *grid)


def _written(settings: dict[str, float]) -> str:
    return ", ".join(f"{name}={value:g}" for name, value in settings.items())


def follow(ask: Callable, walk: Walk, memory: list[str]) -> list[dict[str, Any]]:
    """Feed a walk's gradients to a rule, its own memory back to it, and keep every answer."""
    w, remembered, answers = walk.w, dict(walk.memory), []
    for t, g in enumerate(walk.gradients, start=1):
        answer = ask(w, g, t, **remembered, **walk.settings)
        answers.append(answer)
        w, remembered = answer["w"], {name: answer[name] for name in memory}
    return answers
