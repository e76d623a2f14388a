"""The only loop: it walks any rule downhill and records everything worth looking at."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .mistakes import Mistake, blame, nearest
from .signatures import check_answer, fit, number, settle, signature

__all__ = ["Path", "Sweep", "descend", "run", "sweep", "verdict"]

CONVERGED = 1e-6  # of the loss at the start, measured from the minimum


def descend(rule: Callable, gradient: Callable, w: np.ndarray, **settings: Any) -> Iterator[tuple]:
    """Walk for ever: yield the gradient and all that the rule returned, step after step.

    Parameters
    ----------
    rule : function
        See :mod:`lessons_lib.rules`. It sees ``t = 1, 2, ...``.
    gradient : function of (w, t)
        The slope; it sees ``t = 0, 1, ...``.
    w : array of shape (n,) or (n, *grid)
        Where to start.
    **settings
        Hyperparameters (numbers, arrays of shape `grid`, or schedules) and first values of memory.

    Yields
    ------
    (g, step) : array, dict
        The gradient used, and the rule's answer.

    Raises
    ------
    Mistake
        At the first step, if a name is unknown, a value out of range, a shape wrong or ``w`` missing.

    Examples
    --------
    >>> from lessons_lib.rules import gradient_descent
    >>> walk = descend(gradient_descent, lambda w, t: 2 * w, np.array([8.0]), learning_rate=0.25)
    >>> [float(step["w"][0]) for g, step in itertools.islice(walk, 3)]
    [4.0, 2.0, 1.0]
    """
    memory, fixed, schedules = settle(rule, settings)
    w = _locked(np.array(w, dtype=float))
    for t in itertools.count():
        g = gradient(w, t)
        if schedules:
            fixed.update((name, number(name, schedule(t))) for name, schedule in schedules.items())
        if t == 0:
            g = fit(g, w)
        step = rule(w, g, t + 1, **memory, **fixed)
        if t == 0:
            check_answer(rule, step, memory, w)
        for value in step.values():
            _locked(value)
        w = step["w"]
        memory = {name: step[name] for name in memory}
        yield g, step


def _locked(value: Any) -> Any:
    """Forbid changing an array in place: a recorded step must stay as it was."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    return value


@dataclass(frozen=True)
class Path:
    """One recorded walk. Row t of everything belongs to the position after t steps.

    Parameters
    ----------
    w : array of shape (steps + 1, n)
        Positions; row 0 is the start.
    loss : array of shape (steps + 1,)
        Heights.
    g : array of shape (steps, n)
        Slopes; row t was measured at ``w[t]``.
    values : dict of arrays of shape (steps + 1, n)
        Everything else the rule returned. ``path["cache"]`` is short for ``path.values["cache"]``.
        Memory has its first value in row 0, anything else nan.
    left : int or None
        The step at which the walk went beyond all bounds; the record ends there.
    rule, problem : function, landscape or model
    settings : dict
        What was set, as given.
    """

    w: np.ndarray
    loss: np.ndarray
    g: np.ndarray
    values: dict[str, np.ndarray] = field(repr=False)
    left: int | None
    rule: Callable
    problem: Any
    settings: dict[str, Any]

    @property
    def steps(self) -> int:
        """How many steps were taken before the end or the exit."""
        return len(self.w) - 1

    @property
    def start(self) -> np.ndarray:
        """Where the walk began."""
        return self.w[0]

    def __getitem__(self, name: str) -> np.ndarray:
        """Look up a recorded value by the name that the rule gave it."""
        if name not in self.values:
            raise Mistake(f"{self.rule.__name__} recorded no {name!r}. {nearest(name, self.values)}")
        return self.values[name]

    def __repr__(self) -> str:
        return f"Path of {self.rule.__name__} on {self.problem!r}: {verdict(self)}"


def run(rule: Callable, problem: Any, *, steps: int = 60, start: Any = None, **settings: Any) -> Path:
    """Walk a rule over a problem and record the path.

    Parameters
    ----------
    rule : function
        A rule of :mod:`lessons_lib.rules`, or your own of the same shape.
    problem : landscape or model
        Anything with ``loss(w)``, ``gradient(w, t)`` and ``start``.
    steps : int, default 60
        How many steps to take.
    start : sequence of float, optional
        Where to begin; the problem's own start if not given.
    **settings
        Hyperparameters, each a number or a schedule, and first values of memory.

    Returns
    -------
    Path
        A walk that flies off is a result like any other: ``path.left`` says at which step.

    Raises
    ------
    Mistake
        If something given makes no sense. It says what was given, what is expected, what to do.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.rules import gradient_descent
    >>> path = run(gradient_descent, ravine(), steps=60, learning_rate=0.95)
    >>> path.w.shape, path.left
    ((61, 2), None)
    >>> run(gradient_descent, ravine(), steps=200, learning_rate=1.2).left
    17
    """
    steps, w = _whole(steps), _place(problem, start)
    walk = descend(rule, problem.gradient, w, **settings)
    with np.errstate(all="ignore"):  # a diverging walk overflows; that is a result, not a warning
        record = _guarded(rule, lambda: list(itertools.islice(walk, steps)))
        positions = np.array([w, *(step["w"] for _, step in record)])
        loss = problem.loss(np.moveaxis(positions, 0, -1))
    outside = ~np.all(np.abs(positions) <= getattr(problem, "far", np.inf), axis=1)
    left = int(np.argmax(outside)) if outside.any() else None
    end = steps if left is None else left
    return Path(
        w=positions[: end + 1],
        loss=np.asarray(loss, dtype=float)[: end + 1],
        g=np.array([g for g, _ in record[:end]]).reshape(end, *w.shape),
        values=_columns(rule, record[:end], w, settings),
        left=left,
        rule=rule,
        problem=problem,
        settings=settings,
    )


def _columns(rule: Callable, record: list, w: np.ndarray, settings: dict) -> dict[str, np.ndarray]:
    """Stack what the rule returned, name by name, with first values (or nan) in row 0."""
    first = signature(rule).memory
    names = list(first) if not record else [name for name in record[0][1] if name != "w"]
    return {
        name: np.array(
            [np.broadcast_to(settings.get(name, first.get(name, np.nan)), w.shape)]
            + [np.broadcast_to(step[name], w.shape) for _, step in record],
            dtype=float,
        )
        for name in names
    }


@dataclass(frozen=True)
class Sweep:
    """Where a whole grid of walks ended.

    Parameters
    ----------
    w : array of shape (n, *grid)
        Last positions.
    loss : array of shape grid
        Heights there.
    left : bool array of shape grid
        True where the walk ended beyond all bounds.
    steps : int
    start : array of shape (n,)
    """

    w: np.ndarray
    loss: np.ndarray
    left: np.ndarray
    steps: int
    start: np.ndarray


def sweep(rule: Callable, problem: Any, *, steps: int = 60, start: Any = None, **settings: Any) -> Sweep:
    """Walk a whole grid of settings at once, by broadcasting the very same rule.

    Parameters
    ----------
    rule, problem, steps, start
        As for :func:`run`. The problem's own parameters may be arrays too.
    **settings
        As for :func:`run`; arrays are broadcast against each other and form the grid.

    Returns
    -------
    Sweep

    Raises
    ------
    Mistake
        As for :func:`run`, and if the arrays do not broadcast.

    Examples
    --------
    >>> from lessons_lib.landscapes import ravine
    >>> from lessons_lib.rules import gradient_descent
    >>> rates, conditions = np.array([0.1, 0.9, 1.1]), np.array([[5.0], [50.0]])
    >>> sweep(gradient_descent, ravine(conditions), steps=300, learning_rate=rates).left
    array([[False, False,  True],
           [False, False,  True]])
    """
    steps, w = _whole(steps), _place(problem, start)
    shapes = [np.shape(value) for value in settings.values() if not callable(value)]
    try:
        grid = np.broadcast_shapes(getattr(problem, "grid", ()), *shapes)
    except ValueError:
        raise Mistake(f"The settings have shapes {shapes}, which do not form a grid together.") from None
    wide = np.broadcast_to(w.reshape(w.shape + (1,) * len(grid)), w.shape + grid)
    walk = descend(rule, problem.gradient, wide, **settings)
    with np.errstate(all="ignore"):
        last = _guarded(rule, lambda: _last(walk, steps, wide))
        loss = problem.loss(last)
    inside = np.all(np.abs(last) <= getattr(problem, "far", np.inf), axis=0)
    return Sweep(w=last, loss=loss, left=~inside, steps=steps, start=w)


def _last(walk: Iterator[tuple], steps: int, w: np.ndarray) -> np.ndarray:
    for _, step in itertools.islice(walk, steps):
        w = step["w"]
    return w


def _guarded(rule: Callable, walk: Callable) -> Any:
    """Turn an error inside a learner's rule or surface into a sentence that names the line."""
    try:
        return walk()
    except Mistake:
        raise
    except Exception as error:
        name = getattr(rule, "__name__", "the rule")
        if "read-only" in str(error):
            raise Mistake(
                f"{name} changes an array in place ({blame(error, rule)}). "
                "Make a new one: `w = w - ...`, not `w -= ...`."
            ) from error
        raise Mistake(f"{name} stopped with {blame(error, rule)}.") from error


def _whole(steps: Any) -> int:
    """Return the number of steps if it is a whole number, zero or more."""
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer)) or steps < 0:
        raise Mistake(f"steps is {steps!r}. Give a whole number, zero or more, such as steps=60.")
    return int(steps)


def _place(problem: Any, start: Any) -> np.ndarray:
    """Return the starting point as an array that fits the problem."""
    for name in ("loss", "gradient", "start"):
        if not hasattr(problem, name):
            raise Mistake(
                f"The problem is {problem!r}, which has no {name}. "
                "Give a landscape, such as ravine(), with its brackets."
            )
    own = np.asarray(problem.start, dtype=float)
    if start is None:
        return own
    try:
        start = np.array(start, dtype=float)
    except (TypeError, ValueError):
        raise Mistake(
            f"start is {start!r}. Give {own.size} numbers, such as start={tuple(own.tolist())}."
        ) from None
    if start.shape != own.shape or not np.all(np.isfinite(start)):
        raise Mistake(
            f"start is {start.tolist()}. Give {own.size} finite numbers, such as start={tuple(own.tolist())}."
        )
    return start


def verdict(path: Path) -> str:
    """Say in plain words how a walk went.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import gradient_descent
    >>> verdict(run(gradient_descent, bowl(), learning_rate=0.5))
    'converged: within a millionth of the way after 10 steps'
    >>> verdict(run(gradient_descent, bowl(), learning_rate=3.0))
    'diverged: left the map for good at step 7'
    """
    if path.left is not None:
        return f"diverged: left the map for good at step {path.left}"
    lowest = getattr(path.problem, "lowest", None)
    gap = path.loss - (lowest if lowest is not None else 0.0)
    if lowest is not None and gap[0] > 0:
        inside = gap <= CONVERGED * gap[0]
        outside = np.flatnonzero(~inside)
        first = 0 if outside.size == 0 else int(outside[-1]) + 1
        if first <= path.steps:
            return f"converged: within a millionth of the way after {first} steps"
    if path.steps and gap[-1] > gap[0]:
        return f"climbing: the loss grew from {path.loss[0]:.3g} to {path.loss[-1]:.3g}"
    still = path.steps and np.max(np.abs(path.g[-1])) < 1e-6
    if still and lowest is not None:
        return f"standing still, but not at the lowest point: loss {path.loss[-1]:.3g}, lowest {lowest:.3g}"
    if still:
        return f"standing still: loss {path.loss[-1]:.3g}, no slope left"
    return f"still going: loss {path.loss[-1]:.3g} after {path.steps} steps"
