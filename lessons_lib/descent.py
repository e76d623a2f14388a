"""The only loop: it walks any rule downhill and records everything worth looking at."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from .feedback import feed, watched
from .mistakes import Mistake, called, carefully, stop, uncalled
from .paths import Path, Sweep, converged_at, heights, ranked, verdict
from .signatures import RUN, check_answer, check_grid, fit, floats, locked, number, settle, signature

__all__ = [
    "Moment",
    "Path",
    "Sweep",
    "converged_at",
    "descend",
    "grow",
    "heights",
    "ranked",
    "run",
    "sweep",
    "verdict",
]

FEW = 8  # coordinates: fewer are looked at faster one by one than as an array


def descend(rule: Callable, gradient: Callable, w: np.ndarray, /, **settings: Any) -> Iterator[tuple]:
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
        If a name is unknown, a value out of range, a shape wrong or ``w`` missing, or if the rule, the
        gradient or a schedule raises an error itself.

    Examples
    --------
    >>> from lessons_lib.rules import gradient_descent
    >>> walk = descend(gradient_descent, lambda w, t: 2 * w, np.array([8.0]), learning_rate=0.25)
    >>> [float(step["w"][0]) for g, step in itertools.islice(walk, 3)]
    [4.0, 2.0, 1.0]
    """
    memory, fixed, schedules = settle(rule, settings)
    w, remembered = locked(np.array(w, dtype=float)), list(memory.values())
    for t in itertools.count():
        try:  # as `carefully` does, without a call more
            slope = gradient(w, t)
        except Exception as error:
            stop(gradient, error)
        g = fit(slope, w)
        for name, schedule in schedules.items():
            fixed[name] = number(name, carefully(schedule, t), f" at step {t}", rule)
        if t == 0 or schedules:
            check_grid(fixed, w, schedules)
        try:
            answer = rule(w, g, t + 1, *remembered, **fixed)
        except Exception as error:
            stop(rule, error)
        step = check_answer(rule, answer, memory, w)
        w, remembered = step["w"], [step[name] for name in memory]
        yield g, step


def run(
    rule: Callable,
    problem: Any,
    *,
    steps: int = 60,
    start: Any = None,
    every: int | None = None,
    **settings: Any,
) -> Path:
    """Walk a rule over a problem and record the path.

    Parameters
    ----------
    rule : function
        A rule of :mod:`lessons_lib.rules`, or your own of the same shape.
    problem : landscape or model
        Anything with ``loss(w)``, ``gradient(w, t)`` and ``start``. A ``watched_loss(w)`` is what schedules
        that ask for the losses are told, see :mod:`lessons_lib.feedback`.
    steps : int, default 60
        How many steps to take.
    start : sequence of float, optional
        Where to begin; the problem's own start if not given.
    every : int, optional
        Record a row every so many steps, and the last; if not given, as the problem's own ``every`` says.
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
    >>> run(gradient_descent, ravine(), steps=60, learning_rate=0.95).w.shape
    (61, 2)
    >>> run(gradient_descent, ravine(), steps=200, learning_rate=1.2).left
    17
    >>> run(gradient_descent, ravine(), steps=60, every=25).t
    array([ 0, 25, 50, 60])
    """
    steps, every, w = _planned(rule, problem, steps, start, every, settings)
    with np.errstate(all="ignore"):  # a diverging walk overflows; that is a result, not a warning
        taken = _rows(_walk(rule, problem, w, settings), problem, steps, every)
        rows = [row for row, kept in taken if kept]
    return _path(rule, problem, w, settings, steps, rows)


class Moment(NamedTuple):
    """How far a walk has come: the steps taken, the position, and a function that makes the path so far."""

    t: int
    w: np.ndarray
    path: Callable[[], Path]


def grow(
    rule: Callable,
    problem: Any,
    *,
    steps: int = 60,
    start: Any = None,
    every: int | None = None,
    **settings: Any,
) -> Iterator[Moment]:
    """Walk as :func:`run` does, and come up for air: at the start and after every step.

    Whoever listens may look at the path so far, or stop listening and keep it.

    Parameters
    ----------
    rule, problem, steps, start, every, **settings
        As for :func:`run`.

    Yields
    ------
    Moment
        ``t`` steps have led to ``w``; ``path()`` is the path so far.

    Raises
    ------
    Mistake
        As for :func:`run`.

    Examples
    --------
    >>> from lessons_lib.landscapes import bowl
    >>> from lessons_lib.rules import gradient_descent
    >>> for moment in grow(gradient_descent, bowl(), steps=1000, learning_rate=0.5):
    ...     if abs(moment.w).max() < 0.1:
    ...         break
    >>> moment.t, moment.path().w[-1].tolist()
    (6, [-0.0625, 0.03125])
    """
    steps, every, first = _planned(rule, problem, steps, start, every, settings)
    walk, record = _rows(_walk(rule, problem, first, settings), problem, steps, every), []
    path = functools.partial(_path, rule, problem, first, settings, steps, record)
    yield Moment(0, first, functools.partial(path, 0))
    while True:
        with np.errstate(all="ignore"):
            row, kept = next(walk, (None, False))
        if row is None:
            return
        rows = len(record)
        if kept:
            record.append(row)
        yield Moment(row[0], row[2]["w"], functools.partial(path, rows, row))


def _planned(
    rule: Callable, problem: Any, steps: Any, start: Any, every: Any, settings: dict
) -> tuple[int, int, np.ndarray]:
    """Return steps, steps a row and the start of a walk, if they make sense."""
    steps, w = _whole("steps", steps, 0, 60), _place(problem, start)
    every = _whole("every", getattr(problem, "every", 1) if every is None else every, 1, 10)
    _check_single(rule, problem, w, settings)
    return steps, every, w


def _rows(walk: Iterator[tuple], problem: Any, steps: int, every: int) -> Iterator[tuple]:
    """Take the steps up to the exit; give of each what a row holds, and whether it is one to keep.

    A row is the number of the step, the slope at the row before, the rule's answer, and whether it left.
    """
    far, slope = _bound(problem), None
    for n, (g, step) in enumerate(itertools.islice(walk, steps), 1):
        if slope is None:
            slope = g
        left = _beyond(step["w"], far)
        kept = n % every == 0 or n == steps or left
        yield (n, slope, step, left), kept
        if kept:
            slope = None
        if left:
            return


def _path(
    rule: Callable,
    problem: Any,
    w: np.ndarray,
    settings: dict,
    planned: int,
    record: list[tuple],
    rows: int | None = None,
    last: tuple | None = None,
) -> Path:
    """Make a path of the first rows of a record, and of a last one that may not be in it."""
    record = [*record[:rows], *([last] if last else [])]
    positions = np.array([w, *(step["w"] for _, _, step, _ in record)])
    with np.errstate(all="ignore"):
        loss = heights(problem, positions.T)
    return Path(
        w=positions,
        loss=loss,
        g=np.array([g for _, g, _, _ in record]).reshape(len(record), *w.shape),
        values=_columns(rule, [step for _, _, step, _ in record], w, settings),
        t=np.array([0, *(n for n, *_ in record)]),
        left=record[-1][0] if record and record[-1][3] else None,
        planned=planned,
        rule=rule,
        problem=problem,
        settings=settings,
    )


def _walk(rule: Callable, problem: Any, w: np.ndarray, settings: dict) -> Iterator[tuple]:
    """Descend on a problem; schedules that ask for the losses are told them."""
    gradient, told = feed(lambda w: heights(problem, w, watched(problem)), problem.gradient, settings)
    return descend(rule, gradient, w, **told)


def _beyond(w: np.ndarray, far: float) -> bool:
    """Say whether a position is out of bounds in any coordinate, or not a number."""
    if w.size > FEW:
        return not (np.abs(w) <= far).all()
    for x in w.tolist():  # for two coordinates three times as fast
        if not -far <= x <= far:
            return True
    return False


def _check_single(rule: Callable, problem: Any, w: np.ndarray, settings: dict) -> None:
    """Refuse a grid of first values or of landscapes: that is for `sweep`."""
    memory, _, _ = settle(rule, settings, (*RUN, "every"))
    for name, value in memory.items():
        if np.shape(value) not in ((), w.shape):
            raise Mistake(f"{name} has shape {np.shape(value)}. Give one number, or {w.size} of them.")
    if getattr(problem, "grid", ()):
        raise Mistake(f"{problem!r} is a grid of landscapes. Give one, or use sweep for the grid.")


def _bound(problem: Any) -> float:
    """Say how far from the origin a coordinate may be; infinities and nan are always beyond it."""
    return float(min(getattr(problem, "far", np.inf), np.finfo(float).max))


def _columns(rule: Callable, record: list, w: np.ndarray, settings: dict) -> dict[str, np.ndarray]:
    """Stack what the rule returned, name by name, with first values (or nan) in row 0."""
    first = {name: settings.get(name, value) for name, value in signature(rule).memory.items()}
    names = dict.fromkeys(itertools.chain(first, *record))
    names.pop("w", None)
    return {name: _column(rule, name, first.get(name), record, w.shape) for name in names}


def _column(rule: Callable, name: str, first: Any, record: list, shape: tuple[int, ...]) -> np.ndarray:
    """Stack one value of every row; where the rule returned none, nan."""
    given = [step.get(name, np.nan) for step in record]
    column = np.full((len(record) + 1, *shape), np.nan)
    if first is not None:
        column[0] = first
    stacked = floats(given)
    if stacked is not None and stacked.shape == column[1:].shape:  # nearly always, and at once
        column[1:] = stacked
        return column
    try:  # numbers instead of arrays, or rows without this value
        for row, value in zip(column[1:], given, strict=True):
            row[...] = value
    except (TypeError, ValueError):
        raise Mistake(
            f"{called(rule)} returned a {name} that cannot be recorded. Return numbers: one, or {shape[0]}."
        ) from None
    return column


def sweep(rule: Callable, problem: Any, *, steps: int = 60, start: Any = None, **settings: Any) -> Sweep:
    """Walk a whole grid of settings at once, by broadcasting the very same rule.

    Parameters
    ----------
    rule, problem, steps
        As for :func:`run`. The problem's own parameters may be arrays too.
    start : array of shape (n,) or (n, *grid), optional
        One start for all walks, or one each.
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
    steps, w = _whole("steps", steps, 0, 60), _place(problem, start, several=True)
    memory, fixed, _ = settle(rule, settings)
    shapes = [getattr(problem, "grid", ()), w.shape[1:], *map(np.shape, [*memory.values(), *fixed.values()])]
    try:
        grid = np.broadcast_shapes(*shapes)
    except ValueError:
        shapes = [shape for shape in shapes if shape]
        raise Mistake(f"The settings have shapes {shapes}, which do not form a grid together.") from None
    now = np.array([np.broadcast_to(coordinate, grid) for coordinate in w])
    last, left, far = now.copy(), np.zeros(grid, dtype=bool), _bound(problem)
    least, most = np.minimum.reduce, np.maximum.reduce
    with np.errstate(all="ignore"):
        for _, step in itertools.islice(_walk(rule, problem, now, settings), steps):
            now = step["w"]
            if (
                -far <= least(now, axis=None) and most(now, axis=None) <= far
            ):  # the usual case, and quick to see; false for nan
                continue
            leaving = ~(left | np.all(np.abs(now) <= far, axis=0))
            if leaving.any():
                last[:, leaving], left = now[:, leaving], left | leaving
        last = np.where(left, last, now)
        loss = heights(problem, last)
    return Sweep(w=last, loss=loss, left=left, steps=steps, start=w)


def _whole(name: str, value: Any, least: int, example: int) -> int:
    """Return a count if it is a whole number, and not too small."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        words = "one" if least else "zero"
        raise Mistake(f"{name} is {value!r}. Give a whole number, {words} or more, such as {name}={example}.")
    return int(value)


def _place(problem: Any, start: Any, *, several: bool = False) -> np.ndarray:
    """Return the starting point (or several, for a grid) as an array that fits the problem."""
    unmade = isinstance(problem, type) and floats(getattr(problem, "start", None)) is None
    for name in ("loss", "gradient", "start"):
        if unmade or not hasattr(problem, name):
            advice = f"which has no {name}. Give a landscape, such as ravine(), with its brackets."
            raise Mistake(f"The problem is {called(problem)}, {uncalled(problem) or advice}")
    own = np.array(problem.start, dtype=float)
    if start is None:
        return own
    example = f", such as start={tuple(own.tolist())}" if own.size <= 3 else ""
    given, start = start, floats(start)
    fits = start is not None and start.shape[: 1 if several else None] == own.shape
    if not fits or not np.all(np.isfinite(start)):
        raise Mistake(f"start is {called(given)}. Give {own.size} finite numbers{example}.")
    if not np.all(np.abs(start) <= _bound(problem)):
        raise Mistake(f"start is {called(given)}, far off the map. Start closer{example}.")
    return start
