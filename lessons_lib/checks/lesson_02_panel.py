"""What the panels of lesson 02 ask for, and the scenes that a lecturer clicks through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..descent import Path

SCENES = {
    "all at every step": dict(batch_size=None, steps=20, learning_rate=0.5),
    "handfuls of 16, one epoch": dict(batch_size=16, steps=90, learning_rate=0.1),
    "handfuls of 4, too fast": dict(batch_size=4, steps=90, learning_rate=1.0),
}


def _epochs(trained: Any) -> float:
    return trained.looked_at / len(trained.plan.model.train)


GOALS: dict[str, Callable[[Any], bool]] = {
    "reads 90% of the digits held out after one epoch or less": lambda trained: (
        trained.kept[-1] >= 0.9 and _epochs(trained) <= 1
    ),
    "batch size None: reads 90%, at any price": lambda trained: (
        trained.kept[-1] >= 0.9 and trained.plan.model.batch_size is None
    ),
    "reads 95% after ten epochs or less": lambda trained: trained.kept[-1] >= 0.95 and _epochs(trained) <= 10,
}


def _settled(path: Path) -> float:
    return float(path.loss[len(path.loss) // 2 :].mean())


FLOOR_GOALS: dict[str, Callable[[Path], bool]] = {
    "sigma 1 or more, 1000 steps or fewer: mean loss of the second half below 0.015": lambda path: (
        path.problem.sigma >= 1 and path.planned <= 1000 and _settled(path) < 0.015
    ),
}
