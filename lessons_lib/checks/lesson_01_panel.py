"""What the panel of lesson 01 asks for, and the scenes that a lecturer clicks through."""

from __future__ import annotations

from collections.abc import Callable

from ..descent import Path

SCENES = {
    "too small": dict(learning_rate=0.05),
    "zig-zag": dict(learning_rate=0.95),
    "too big": dict(learning_rate=1.03),
}


def _condition(path: Path) -> float:
    smallest, largest = path.problem.eigenvalues
    return largest / smallest


GOALS: dict[str, Callable[[Path], bool]] = {
    "condition 20, loss below 0.0001 within 60 steps": lambda path: (
        _condition(path) >= 19 and path.loss[-1] < 1e-4 and path.planned <= 60
    ),
    "it climbs": lambda path: path.loss[-1] > path.loss[0],
    "condition 100, loss below 0.02 within 60 steps": lambda path: (
        95 <= _condition(path) <= 105 and path.loss[-1] < 0.02 and path.planned <= 60
    ),
}
