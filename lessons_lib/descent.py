"""The only loop: it walks any rule downhill and records everything worth looking at."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .feedback import feed, watched
from .mistakes import Mistake, called, carefully, uncalled
from .paths import Path, Sweep, verdict
from .signatures import RUN, check_answer, check_grid, fit, floats, locked, number, settle, signature

__all__ = ["Path", "Sweep", "descend", "run", "sweep", "verdict"]


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
    w = locked(np.array(w, dtype=float))
    for t in itertools.count():
        g = fit(carefully(gradient, w, t), w)
        for name, schedule in schedules.items():
            fixed[name] = number(name, carefully(schedule, t), f" at step {t}", rule)
        if t == 0 or schedules:
            check_grid(fixed, w, schedules)
        step = check_answer(rule, carefully(rule, w, g, t + 1, **memory, **fixed), memory, w)
        w, memory = step["w"], {name: step[name] for name in memory}
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
    steps, w = _whole("steps", steps, 0, 60), _place(problem, start)
    every = _whole("every", getattr(problem, "every", 1) if every is None else every, 1, 10)
    _check_single(rule, problem, w, settings)
    with np.errstate(all="ignore"):  # a diverging walk overflows; that is a result, not a warning
        record, t, left = _recorded(_walk(rule, problem, w, settings), problem, steps, every)
        positions = np.array([w, *(step["w"] for _, step in record)])
        loss = _heights(problem, positions.T)
    return Path(
        w=positions,
        loss=loss,
        g=np.array([g for g, _ in record]).reshape(len(record), *w.shape),
        values=_columns(rule, record, w, settings),
        t=t,
        left=left,
        planned=steps,
        rule=rule,
        problem=problem,
        settings=settings,
    )


def _walk(rule: Callable, problem: Any, w: np.ndarray, settings: dict) -> Iterator[tuple]:
    """Descend on a problem; schedules that ask for the losses are told them."""
    gradient, told = feed(lambda w: _heights(problem, w, watched(problem)), problem.gradient, settings)
    return descend(rule, gradient, w, **told)


def _recorded(walk: Iterator[tuple], problem: Any, steps: int, every: int) -> tuple[list, np.ndarray, Any]:
    """Take the steps up to the exit; keep for each row the slope at the row before, and the last answer."""
    record, t, left = [], [0], False
    far = min(getattr(problem, "far", np.inf), np.finfo(float).max)  # infinities and nan are beyond it too
    for n, (g, step) in enumerate(itertools.islice(walk, steps), 1):
        if t[-1] == n - 1:
            slope = g
        left = not (np.abs(step["w"]) <= far).all()
        if n % every == 0 or n == steps or left:
            record.append((slope, step))
            t.append(n)
        if left:
            break
    return record, np.array(t), t[-1] if left else None


def _check_single(rule: Callable, problem: Any, w: np.ndarray, settings: dict) -> None:
    """Refuse a grid of first values or of landscapes: that is for `sweep`."""
    memory, _, _ = settle(rule, settings, (*RUN, "every"))
    for name, value in memory.items():
        if np.shape(value) not in ((), w.shape):
            raise Mistake(f"{name} has shape {np.shape(value)}. Give one number, or {w.size} of them.")
    if getattr(problem, "grid", ()):
        raise Mistake(f"{problem!r} is a grid of landscapes. Give one, or use sweep for the grid.")


def _inside(problem: Any, w: np.ndarray) -> np.ndarray:
    """Say which positions, coordinates first, are finite and within the bounds of the problem."""
    return np.all(np.isfinite(w) & (np.abs(w) <= getattr(problem, "far", np.inf)), axis=0)


def _heights(problem: Any, w: np.ndarray, measure: Callable | None = None) -> np.ndarray:
    """Return the loss at many positions at once; by another measure of the problem, if one is given."""
    loss = floats(carefully(measure or problem.loss, w))
    if loss is None or loss.shape != w.shape[1:]:
        raise Mistake(
            f"The loss gives {'no number' if loss is None else f'shape {loss.shape}'} for positions of shape "
            f"{w.shape}. It must give one number a position: add up over the first axis only."
        )
    return loss


def _columns(rule: Callable, record: list, w: np.ndarray, settings: dict) -> dict[str, np.ndarray]:
    """Stack what the rule returned, name by name, with first values (or nan) in row 0."""
    first = {name: settings.get(name, value) for name, value in signature(rule).memory.items()}
    names = dict.fromkeys(itertools.chain(first, *(step for _, step in record)))
    names.pop("w", None)
    columns = {name: np.full((len(record) + 1, *w.shape), np.nan) for name in names}
    for name, column in columns.items():
        if first.get(name) is not None:
            column[0] = first[name]
        try:
            for row, (_, step) in zip(column[1:], record, strict=True):
                row[...] = step.get(name, np.nan)
        except (TypeError, ValueError):
            raise Mistake(
                f"{called(rule)} returned a {name} that cannot be recorded. Return numbers: one, or {w.size}."
            ) from None
    return columns


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
    last = np.array([np.broadcast_to(coordinate, grid) for coordinate in w])
    left = np.zeros(grid, dtype=bool)
    with np.errstate(all="ignore"):
        for _, step in itertools.islice(_walk(rule, problem, last, settings), steps):
            last = np.where(left, last, step["w"])
            left = left | ~_inside(problem, last)
        loss = _heights(problem, last)
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
    if not np.all(_inside(problem, start)):
        raise Mistake(f"start is {called(given)}, far off the map. Start closer{example}.")
    return start
