"""What the panel of lesson 03 asks for, and the scenes that a lecturer clicks through."""

from __future__ import annotations

from collections.abc import Callable

from ..descent import Path

SCENES = {
    "no momentum": dict(learning_rate=0.95, beta=0.0),
    "a textbook's": dict(learning_rate=0.1, beta=0.9),
    "too heavy": dict(learning_rate=0.95, beta=0.97),
    "too fast": dict(learning_rate=1.6, beta=0.5),
}


def _condition(path: Path) -> float:
    smallest, largest = path.problem.eigenvalues
    return largest / smallest


GOALS: dict[str, Callable[[Path], bool]] = {
    "condition 20, loss below 1e-9 within 60 steps": lambda path: (
        _condition(path) >= 19 and path.loss[-1] < 1e-9 and path.planned <= 60
    ),
    "learning rate 1.5 or more, condition 20, loss below 0.0001 within 60 steps": lambda path: (
        path.settings["learning_rate"] >= 1.5
        and _condition(path) >= 19
        and path.loss[-1] < 1e-4
        and path.planned <= 60
    ),
    "condition 100, loss below 0.00001 within 60 steps": lambda path: (
        95 <= _condition(path) <= 105 and path.loss[-1] < 1e-5 and path.planned <= 60
    ),
}
