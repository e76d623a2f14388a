"""What a race is held on: the same problem once for each seed."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, NamedTuple

import numpy as np

from ..landscapes import Landscape
from ..mistakes import Mistake, called, uncalled
from ..noise import Noisy, noisy

NEARBY = 0.05  # of the window's width: how far from the own start others are drawn
SCALE = 0.1  # the same where there is no window

HUGE = 1e30  # a loss that is larger, or no number, is that of a walk that left


def is_seed(given: Any) -> bool:
    """Say whether something is a whole number that may draw: 0 or above.

    Examples
    --------
    >>> [is_seed(given) for given in (0, 3, -1, 1.5, True)]
    [True, True, False, False, False]
    """
    return isinstance(given, (int, np.integer)) and not isinstance(given, bool) and given >= 0


class Ground(NamedTuple):
    """A problem as one seed has it, and where the walks on it begin."""

    problem: Any
    start: np.ndarray


def ground(problem: Any, seed: int) -> Ground:
    """Draw what a seed decides: the noise of a noisy landscape, first weights and batches of a model.

    Where a seed decides nothing, as on a landscape without noise, it draws a start near the own one.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> ground(bowl(), 0).start.round(2), ground(bowl(), 1).start.round(2)
    (array([-3.61,  2.03]), array([-4.17,  2.07]))
    >>> ground(noisy(bowl()), 7).problem
    noisy(bowl(curvature=1), sigma=1, seed=7)
    """
    if isinstance(problem, Noisy):
        again = noisy(problem.quiet, problem.sigma, seed)
        return Ground(again, np.array(again.start, dtype=float))
    if _chance(problem):
        again = dataclasses.replace(problem, seed=seed)
        return Ground(again, np.array(again.start, dtype=float))
    return Ground(problem, _near(problem, seed))


def _chance(problem: Any) -> bool:
    """Say whether another seed makes another problem of it: other batches, or another start."""
    fields = dataclasses.fields(problem) if dataclasses.is_dataclass(problem) else ()
    if "seed" not in {field.name for field in fields}:
        return False
    one, other = (dataclasses.replace(problem, seed=seed).start for seed in (0, 1))
    return getattr(problem, "batch_size", None) is not None or not np.array_equal(one, other)


def _near(problem: Any, seed: int) -> np.ndarray:
    start = np.array(problem.start, dtype=float)
    chance = np.random.default_rng([seed, 1])
    if isinstance(problem, Landscape):
        wide = np.ptp(np.array(problem.window, dtype=float), axis=1)
        return start + NEARBY * wide * chance.uniform(-1, 1, size=start.shape)
    return start + SCALE * chance.normal(size=start.shape)


def lowest(problem: Any) -> float:
    """Return the loss from which a race counts; a model's loss counts from zero if no lowest is known.

    Raises
    ------
    Mistake
        If it is no problem, a grid of them, or a landscape whose lowest point is not known.
    """
    if not all(hasattr(problem, name) for name in ("loss", "gradient", "start")) or isinstance(problem, type):
        advice = uncalled(problem) or "which is none. Give a landscape or a model, such as ravine()."
        raise Mistake(f"The problem is {called(problem)}, {advice}")
    if getattr(problem, "grid", ()):
        raise Mistake(f"{problem!r} is a grid of landscapes. A race is held on one of them.")
    known = getattr(problem, "lowest", None)
    if known is None and isinstance(problem, Landscape):
        raise Mistake(
            f"{problem!r} has no lowest point that is known, so nobody can say how near a walk has come. "
            "Race on a landscape that has one, such as ravine()."
        )
    return 0.0 if known is None else float(known)


def written(problem: Any) -> str:
    """Write a problem without its seed: a race is held over several.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> written(noisy(bowl(), sigma=0.5))
    'noisy(bowl(curvature=1), sigma=0.5)'
    """
    return re.sub(r",? ?\bseed=\d+", "", called(problem))
