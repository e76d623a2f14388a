"""What the rigged race of lesson 08 asks for, and the scenes that a lecturer clicks through."""

from __future__ import annotations

from collections.abc import Callable

from ..descent import Path, ranked

SCENES = {
    "rate 0.1": dict(learning_rate=0.1),
    "a round bowl": dict(learning_rate=0.1, condition=1.0),
}
GOALS: dict[str, Callable[[dict[str, Path]], bool]] = {
    "gradient_descent comes first": lambda paths: ranked(paths)[0] == "gradient_descent",
    "adam comes first": lambda paths: ranked(paths)[0] == "adam",
    "adam comes last": lambda paths: ranked(paths)[-1] == "adam",
}
