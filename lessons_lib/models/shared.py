"""What all models share: grids of positions, minibatches, and the refusal of what makes no sense."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ..mistakes import Mistake, called
from ..signatures import floats
from .data import Table

__all__ = ["batch", "epoch_order", "softmax"]

CHUNK = 100  # examples: products this small are not shared among threads, which a busy machine keeps waiting


def over_grid(function: Callable) -> Callable:
    """Let a method written for one `w` of shape (n,) also take a grid of them, (n, *grid).

    The answers are stacked, so that the grid comes last; a path's positions are such a grid:
    ``model.accuracy(path.w.T)`` gives the accuracy after every step.
    """

    @functools.wraps(function)
    def over(model: Any, w: np.ndarray, *args: Any, **kwargs: Any) -> Any:
        w = np.asarray(w, dtype=float)
        if w.ndim == 0 or len(w) != len(model.start):
            raise Mistake(
                f"w has shape {w.shape}. {model!r} has {len(model.start)} weights on its first axis."
            )
        if w.ndim == 1:
            return function(model, w, *args, **kwargs)
        columns = w.reshape(len(w), -1).T
        answers = np.array([function(model, column, *args, **kwargs) for column in columns])
        return np.moveaxis(answers, 0, -1).reshape(*answers.shape[1:], *w.shape[1:])

    return over


def batch(examples: int, size: int | None, seed: int, t: int) -> np.ndarray | slice:
    """Say which examples step `t` learns from: a pure function of the seed and the step.

    An epoch goes through all the examples once, in an order of its own; what is left at its end forms
    a smaller batch. So every example is seen equally often, and asking again gives the same answer.

    Parameters
    ----------
    examples : int
        How many there are.
    size : int or None
        How many to take at a time; None takes all of them at every step.
    seed : int
        Chooses the orders.
    t : int
        The step, 0 at the first.

    Returns
    -------
    array of indices, or a slice of everything

    Examples
    --------
    >>> [batch(5, 2, 0, t).tolist() for t in range(3)]
    [[1, 4], [3, 0], [2]]
    """
    if size is None or size >= examples:
        return slice(None)
    epoch, k = divmod(int(t), -(-examples // size))
    return epoch_order(examples, seed, epoch)[k * size : (k + 1) * size]


@functools.lru_cache(maxsize=128)
def epoch_order(examples: int, seed: int, epoch: int) -> np.ndarray:
    """Return the order in which an epoch goes through the examples.

    Examples
    --------
    >>> sorted(epoch_order(5, seed=0, epoch=3).tolist())
    [0, 1, 2, 3, 4]
    """
    order = np.random.default_rng([seed, epoch + 1]).permutation(examples)  # a zero at the end adds nothing
    order.setflags(write=False)
    return order


def softmax(score: np.ndarray) -> np.ndarray:
    """Turn scores into probabilities, along the last axis.

    Examples
    --------
    >>> softmax(np.array([0.0, np.log(3.0)]))
    array([0.25, 0.75])
    """
    odds = np.exp(score - score.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def whole(model: str, name: str, value: Any, low: int = 1, high: float = np.inf) -> None:
    """Refuse anything but a whole number in its range."""
    fits = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not fits or not low <= value <= high:
        top = f" and at most {high:.0f}" if np.isfinite(high) else ""
        raise Mistake(f"{model}: {name} is {called(value)}. Give a whole number, at least {low}{top}.")


def check_batches(model: Any) -> None:
    """Refuse a batch size or a seed that makes no sense."""
    if model.batch_size is not None:
        whole(type(model).__name__, "batch_size", model.batch_size)
    whole(type(model).__name__, "seed", model.seed, low=0)


def check_table(model: str, data: Any, *, hidden: bool = False) -> None:
    """Refuse anything but a table of numbers with one answer a row."""
    if not isinstance(data, Table):
        example = "Give a table, such as iris(), or your own: Table('mine', x, y)."
        raise Mistake(f"{model}: the data are {type(data).__name__}. {example}")
    x, y = data.x, data.y
    if x.ndim != 2 or not x.size or len(y) != len(x):
        raise Mistake(
            f"{model}: x has shape {x.shape} and y {y.shape}. Give a row of x and a y for each example."
        )
    numbers = x.dtype.kind in "buif" and y.dtype.kind in "buif"
    if not numbers or not np.all(np.isfinite(y)) or not (hidden or np.all(np.isfinite(x))):
        raise Mistake(f"{model}: {data!r} holds something that is no finite number. Mend or drop those rows.")


def starting_from(model: Any, start: Any) -> np.ndarray:
    """Return where a classic algorithm begins: at the model's own start, or at one that fits."""
    if start is None:
        return np.array(model.start)
    given, start = start, floats(start)
    if start is None or start.shape != model.start.shape or not np.all(np.isfinite(start)):
        raise Mistake(f"start is {called(given)}. Give {len(model.start)} finite numbers.")
    return start


def until_still(step: Callable, w: np.ndarray, steps: int) -> np.ndarray:
    """Repeat a step until nothing moves any more, or `steps` times; return all positions."""
    whole("The algorithm", "steps", steps, low=0)
    positions = [w]
    for _ in range(steps):
        positions.append(step(positions[-1]))
        if np.array_equal(positions[-1], positions[-2]):
            return np.array(positions[:-1])
    return np.array(positions)
