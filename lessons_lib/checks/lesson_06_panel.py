"""What the panel of lesson 06 asks for, and the scenes that a lecturer clicks through."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..descent import Path

ENDS = dict(learning_rate=(0.01, 1), decay=(0, 0.9999), epsilon=(1e-10, 1), cache=(0, 100))
SCENES = {
    "the usual": dict(learning_rate=0.1, decay=0.9, epsilon=1e-8, cache=0.0),
    "from one": dict(learning_rate=0.1, decay=0.9, epsilon=1e-8, cache=1.0),
    "a long memory": dict(learning_rate=0.1, decay=0.99, epsilon=1e-8, cache=0.0),
}


def moves_in_rates(path: Path) -> np.ndarray:
    """Return how far each weight moves at each step, counted in learning rates."""
    return np.abs(np.diff(path.w, axis=0)) / path.settings["learning_rate"]


GOALS: dict[str, Callable[[Path], bool]] = {
    "each weight's first step is at least 20 rates long": lambda path: bool(
        np.all(moves_in_rates(path)[0] >= 20)
    ),
    "each weight's first step is at most 1.2 rates long, and the loss falls below 0.01": lambda path: bool(
        np.all(moves_in_rates(path)[0] <= 1.2) and path.loss[-1] < 0.01
    ),
    "decay at most 0.9, learning rate at least 0.1, and after 200 steps it rests: loss below 0.00001": (
        lambda path: bool(
            path.settings["decay"] <= 0.9
            and path.settings["learning_rate"] >= 0.1
            and path.planned >= 200  # sooner, it may rest for a while and then be thrown out
            and path.loss[-1] < 1e-5
        )
    ),
}
