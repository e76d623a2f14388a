"""What a walk leaves behind: a record of one, the ends of many, and a verdict in plain words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .feedback import ask, wants_losses, watched
from .mistakes import Mistake, carefully, nearest, title
from .signatures import floats, signature

__all__ = ["Path", "Sweep", "converged_at", "heights", "ranked", "verdict"]

CONVERGED = 1e-6  # of the loss at the start, measured from the minimum
STILL = 1e-6  # a slope that no longer moves anything


@dataclass(frozen=True, eq=False)
class Path:
    """One recorded walk. Row k of everything belongs to the position after ``t[k]`` steps; mostly t[k] = k.

    Parameters
    ----------
    w : array of shape (rows, n)
        Positions; row 0 is the start.
    loss : array of shape (rows,)
        Heights.
    g : array of shape (rows - 1, n)
        Slopes; row k was measured at ``w[k]``.
    values : dict of arrays of shape (rows, n)
        Everything else the rule returned. ``path["cache"]`` is short for ``path.values["cache"]``.
        Memory has its first value in row 0, anything else nan.
    t : array of shape (rows,)
        After how many steps each row was recorded: 0 first, the last step last.
    left : int or None
        The step at which the walk went beyond all bounds; the record ends there.
    planned : int
        How many steps were asked for.
    rule, problem : function, landscape or model
    settings : dict
        What was set, as given.
    """

    w: np.ndarray
    loss: np.ndarray
    g: np.ndarray
    values: dict[str, np.ndarray] = field(repr=False)
    t: np.ndarray
    left: int | None
    planned: int
    rule: Callable
    problem: Any
    settings: dict[str, Any]

    @property
    def steps(self) -> int:
        """How many steps were taken before the end or the exit."""
        return int(self.t[-1])

    @property
    def start(self) -> np.ndarray:
        """Where the walk began."""
        return self.w[0]

    def __getitem__(self, name: str) -> np.ndarray:
        """Look up a recorded value by the name that the rule gave it."""
        if not isinstance(name, str) or name not in self.values:
            raise Mistake(f"{title(self.rule)} recorded no {name!r}. {nearest(name, self.values)}")
        return self.values[name]

    def setting(self, name: str) -> np.ndarray:
        """Return what a hyperparameter was, step by step: an array of shape (steps,).

        Examples
        --------
        >>> from lessons_lib.descent import run
        >>> from lessons_lib.landscapes import bowl
        >>> from lessons_lib.rules import momentum
        >>> path = run(momentum, bowl(), steps=3, learning_rate=lambda t: 0.5**t)
        >>> path.setting("learning_rate"), path.setting("beta")
        (array([1.  , 0.5 , 0.25]), array([0.9, 0.9, 0.9]))
        """
        tuned = signature(self.rule).hyperparameters
        if not isinstance(name, str) or name not in tuned:
            raise Mistake(f"{title(self.rule)} has no hyperparameter {name!r}. {nearest(name, tuned)}")
        value = self.settings.get(name, tuned[name])
        if not callable(value):
            return np.full(self.steps, value, dtype=float)
        if len(self.t) <= self.steps and wants_losses(value):
            raise Mistake(f"{name} watched every loss, and this record has not all. Run again with every=1.")
        losses = self._watched() if wants_losses(value) else self.loss
        return np.array([ask(value, t, losses[: t + 1]) for t in range(self.steps)], dtype=float)

    def _watched(self) -> np.ndarray:
        """Return the losses that schedules were told: heights, unless the problem offers another measure."""
        measure = watched(self.problem)
        return self.loss if measure == self.problem.loss else measure(self.w.T)

    def __repr__(self) -> str:
        return f"Path of {title(self.rule)} on {self.problem!r}: {verdict(self)}"


@dataclass(frozen=True, eq=False)
class Sweep:
    """Where a whole grid of walks ended.

    Parameters
    ----------
    w : array of shape (n, *grid)
        Last positions; where a walk left, the position at which it did.
    loss : array of shape grid
        Heights there.
    left : bool array of shape grid
        True where the walk went beyond all bounds, as ``left`` of a :class:`Path`.
    steps : int
    start : array of shape (n,) or (n, *grid)
    """

    w: np.ndarray
    loss: np.ndarray
    left: np.ndarray
    steps: int
    start: np.ndarray


def verdict(path: Path) -> str:
    """Say in plain words how a walk went.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import gradient_descent
    >>> verdict(run(gradient_descent, bowl(), learning_rate=0.5))
    'converged: a millionth of the first loss is left after 10 steps'
    >>> verdict(run(gradient_descent, bowl(), learning_rate=3.0))
    'diverged: left the map for good at step 7'
    """
    if path.left is not None:
        return f"diverged: left the map for good at step {path.left}"
    lowest = getattr(path.problem, "lowest", None)
    gap = path.loss - (0.0 if lowest is None else lowest)
    arrived = converged_at(path)
    if arrived is not None:
        return f"converged: a millionth of the first loss is left after {_count(arrived)}"
    if path.steps and gap[-1] > gap[0]:
        return f"climbing: the loss grew from {path.loss[0]:.3g} to {path.loss[-1]:.3g}"
    still = path.steps and np.max(np.abs(path.g[-1])) < STILL
    if still and lowest is not None and gap[-1] > 0:
        return f"standing still, but not at the lowest point: loss {path.loss[-1]:.3g}, lowest {lowest:.3g}"
    if still:
        return f"standing still: loss {path.loss[-1]:.3g}, no slope left"
    return f"still going: loss {path.loss[-1]:.3g} after {_count(path.steps)}"


def converged_at(path: Path) -> int | None:
    """Say after how many steps no more than a millionth of the first loss was left for good, if ever.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import gradient_descent
    >>> converged_at(run(gradient_descent, bowl(), learning_rate=0.5))
    10
    """
    lowest = getattr(path.problem, "lowest", None)
    if path.left is not None or lowest is None or path.loss[0] < lowest:
        return None
    gap = path.loss - lowest
    rounding = 4 * np.finfo(float).eps * abs(lowest)
    outside = np.flatnonzero(~(gap <= CONVERGED * gap[0] + rounding))
    first = 0 if outside.size == 0 else int(outside[-1]) + 1
    return int(path.t[first]) if first < len(path.t) else None


def ranked(paths: dict[str, Path]) -> list[str]:
    """Order the walks of a race: first who converged, the soonest first; then by loss; last who diverged.

    Examples
    --------
    >>> from lessons_lib.descent import run
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import gradient_descent
    >>> ranked({f"{r}": run(gradient_descent, bowl(), learning_rate=r) for r in (3.0, 0.01, 0.5)})
    ['0.5', '0.01', '3.0']
    """

    def rank(name: str) -> tuple[int, float]:
        path = paths[name]
        if path.left is not None:
            return 2, -path.left
        arrived = converged_at(path)
        shown = float(f"{path.loss[-1]:.2g}")  # what looks the same stays in the order given
        return (1, np.nan_to_num(shown, nan=np.inf)) if arrived is None else (0, arrived)

    return sorted(paths, key=rank)


def _count(steps: float) -> str:
    return "1 step" if steps == 1 else f"{steps} steps"


def heights(problem: Any, w: np.ndarray, measure: Callable | None = None) -> np.ndarray:
    """Return the loss at many positions at once; by another measure of the problem, if one is given.

    Parameters
    ----------
    problem : landscape or model
    w : array of shape (n, *grid)
    measure : function of w, optional

    Raises
    ------
    Mistake
        If it gives anything but one number a position.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> heights(bowl(), np.array([[1.0, 2.0], [0.0, 0.0]]))
    array([0.5, 2. ])
    """
    answer = carefully(measure or problem.loss, w)
    if answer is None:
        raise Mistake("The loss gives no number: it returned None. End its function with `return ...`.")
    loss = floats(answer)
    if loss is None or loss.shape != w.shape[1:]:
        raise Mistake(
            f"The loss gives {'no number' if loss is None else f'shape {loss.shape}'} for positions of shape "
            f"{w.shape}. It must give one number a position: add up over the first axis only."
        )
    return loss
