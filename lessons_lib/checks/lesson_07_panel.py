"""What the panel of lesson 07 asks for, and the scenes that a lecturer clicks through."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..descent import Path

SCENES = {
    "textbook": dict(learning_rate=0.3, beta1=0.9, beta2=0.999),
    "no averages": dict(learning_rate=0.3, beta1=0.0, beta2=0.0),
    "long memory": dict(learning_rate=0.3, beta1=0.99, beta2=0.999),
    "large epsilon": dict(learning_rate=0.3, epsilon=100.0),
}


def _first(path: Path) -> np.ndarray:
    return np.abs(path.w[1] - path.w[0]) if path.steps else np.zeros(2)


GOALS: dict[str, Callable[[Path], bool]] = {
    "a first step of 0.5 in both weights, within 0.01": lambda path: bool(
        np.all(np.abs(_first(path) - 0.5) <= 0.01)
    ),
    "loss below 0.000001 within 60 steps": lambda path: path.loss[-1] < 1e-6 and path.planned <= 60,
    "epsilon 1 or more, loss below 0.001 within 60 steps": lambda path: (
        path.settings["epsilon"] >= 1 and path.loss[-1] < 1e-3 and path.planned <= 60
    ),
}
