"""What the panel of lesson 05 asks for, and the scenes that a lecturer clicks through."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..descent import Path

SCENES = {
    "slow": dict(learning_rate=0.1, rotation=0, cache=0.0),
    "turned a little": dict(learning_rate=1.0, rotation=10, cache=0.0),
    "PyTorch's first cache": dict(learning_rate=0.5, rotation=0, cache=0.0),
    "Keras's first cache": dict(learning_rate=0.5, rotation=0, cache=0.1),
}


def _aslant(path: Path) -> float:
    """Sine of the angle between the valley and the nearer axis."""
    return float(np.abs(path.problem.directions[0]).min())


def _first_step(path: Path) -> np.ndarray:
    return np.abs(path.w[1] - path.w[0])


GOALS: dict[str, Callable[[Path], bool]] = {
    "rotation 0, loss below 1e-12 within 60 steps": lambda path: (
        _aslant(path) < 0.01 and path.loss[-1] < 1e-12 and path.planned <= 60
    ),
    "learning rate 2 or more, and yet a loss above 0.001 after 60 steps": lambda path: (
        path.settings["learning_rate"] >= 2 and path.loss[-1] > 1e-3 and path.planned >= 60
    ),
    "rotation 0, the first step moves w0 at most a third as far as w1": lambda path: (
        _aslant(path) < 0.01 and path.planned > 0 and 3 * _first_step(path)[0] <= _first_step(path)[1]
    ),
}
