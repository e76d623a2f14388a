"""What all models share: grids of positions, minibatches, and the refusal of what makes no sense."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from ..mistakes import Mistake, called, uncalled
from ..signatures import floats

__all__ = ["batch", "epoch_order", "softmax"]

SIDE = 8  # of a digit image, in pixels
MOST = 10**9  # examples of which an order may be drawn
CHUNK = 100  # examples: products this small are not shared among threads, which a busy machine keeps waiting


def brief(thing: object) -> str:
    """Write what was given so that it fits into a sentence."""
    words = called(thing)
    return words if len(words) <= 60 else f"{words[:57]}..."


def found(given: object, array: np.ndarray | None) -> str:
    """Say what is wrong with something given: what it is, or, if it holds numbers, their shape."""
    return f"is {brief(given)}" if array is None else f"has shape {array.shape}"


def numbers(name: str, value: Any, wanted: str, *shape: int | None) -> np.ndarray:
    """Return an array of floats in the wanted shape (None: any length but zero); refuse anything else."""
    array = value if type(value) is np.ndarray and value.dtype == float else floats(value)
    fits = array is not None and len(shape) == array.ndim
    if not fits or not all(
        have == want if want else have for have, want in zip(array.shape, shape, strict=True)
    ):
        raise Mistake(f"{name} {found(value, array)}. Give {wanted}.")
    return array


def checked(check: Callable) -> Callable:
    """Let a function see its arguments only as `check` returns them; `inspect.unwrap` gives it without."""

    def around(function: Callable) -> Callable:
        order = inspect.signature(function)

        @functools.wraps(function)
        def checking(*args: Any, **kwargs: Any) -> Any:
            with np.errstate(all="ignore"):
                return function(*check(*order.bind(*args, **kwargs).args))

        return checking

    return around


def at_positions(function: Callable) -> Callable:
    """Let a method see `w` only as an array of floats, (n, *grid), that fits its model.

    Far out numbers overflow. That is a result, inf or nan, and no warning.
    """

    @functools.wraps(function)
    def at(model: Any, w: np.ndarray, *args: Any, **kwargs: Any) -> Any:
        given, w = w, w if type(w) is np.ndarray and w.dtype == float else floats(w)
        n = len(model.start)
        if w is None or w.ndim == 0 or len(w) != n or not w.size:
            hint = " Turn it: w.T." if w is not None and w.ndim == 2 and w.shape[1] == n else ""
            hint = " Give a position of that path: path.w[-1]." if hasattr(given, "w") else hint
            raise Mistake(f"w {found(given, w)}. {model!r} has {n} weights on its first axis.{hint}")
        with np.errstate(all="ignore"):
            return function(model, w, *args, **kwargs)

    return at


def at_one(function: Callable) -> Callable:
    """As :func:`at_positions`, for a method that looks at one position alone."""

    @at_positions
    @functools.wraps(function)
    def one(model: Any, w: np.ndarray, *args: Any, **kwargs: Any) -> Any:
        if w.ndim != 1:
            raise Mistake(f"w has shape {w.shape}. Give one position, {len(w)} numbers, such as path.w[-1].")
        return function(model, w, *args, **kwargs)

    return one


def over_grid(function: Callable) -> Callable:
    """Let a method written for one `w` of shape (n,) also take a grid of them, (n, *grid).

    The answers are stacked, so that the grid comes last; a path's positions are such a grid:
    ``model.accuracy(path.w.T)`` gives the accuracy after every step.
    """

    @at_positions
    @functools.wraps(function)
    def over(model: Any, w: np.ndarray, *args: Any, **kwargs: Any) -> Any:
        if w.ndim == 1:
            return function(model, w, *args, **kwargs)
        columns = w.reshape(len(w), -1).T
        answers = np.array([function(model, column, *args, **kwargs) for column in columns])
        return np.moveaxis(answers, 0, -1).reshape(*answers.shape[1:], *w.shape[1:])

    return over


def decidable(model: Any, score: np.ndarray) -> np.ndarray:
    """Return scores of which one is to be chosen; refuse to choose among nan and infinite ones."""
    if not np.all(np.isfinite(score)):
        raise Mistake(f"{model!r} finds no finite numbers at this w: the walk has left. Take an earlier one.")
    return score


def as_pictures(model: Any, rows: np.ndarray) -> np.ndarray:
    """Return rows of 64 pixels as pictures, (rows, 8, 8)."""
    if rows.shape[1] != SIDE * SIDE:
        raise Mistake(
            f"{model!r} has {rows.shape[1]} columns. Pictures need the 64 pixels of digits, "
            "such as digits() or pixels()."
        )
    return rows.reshape(-1, SIDE, SIDE)


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

    Raises
    ------
    Mistake
        If one of them is no whole number, or too small.

    Examples
    --------
    >>> [batch(5, 2, 0, t).tolist() for t in range(3)]
    [[1, 4], [3, 0], [2]]
    """
    whole("batch", "examples", examples, high=MOST)
    whole("batch", "seed", seed, low=0)
    whole("The step", "t", t, low=0)
    if size is None or whole("batch", "size", size) >= examples:
        return slice(None)
    epoch, k = divmod(int(t), -(-examples // size))
    return _order(examples, seed, epoch)[k * size : (k + 1) * size]


def looked_at(model: Any, t: int) -> int:
    """Count the examples that the first `t` steps have looked at, one that is seen twice twice.

    Parameters
    ----------
    model : model with a ``batch_size``
    t : int
        How many steps.

    Raises
    ------
    Mistake
        If `t` is no whole number, or negative.

    Examples
    --------
    >>> from .network import DigitsNetwork
    >>> DigitsNetwork(batch_size=64).looked_at(22), DigitsNetwork(batch_size=64).looked_at(23)
    (1408, 1437)
    """
    t = whole("looked_at", "t", t, low=0)
    examples = len(model.train if hasattr(model, "train") else model.data)
    size = min(model.batch_size or examples, examples)
    epochs, more = divmod(t, -(-examples // size))
    return epochs * examples + more * size


def epoch_order(examples: int, seed: int, epoch: int) -> np.ndarray:
    """Return the order in which an epoch goes through the examples.

    Raises
    ------
    Mistake
        If one of them is no whole number, or negative.

    Examples
    --------
    >>> sorted(epoch_order(5, seed=0, epoch=3).tolist())
    [0, 1, 2, 3, 4]
    """
    examples = whole("epoch_order", "examples", examples, high=MOST)
    seed = whole("epoch_order", "seed", seed, low=0)
    return _order(examples, seed, whole("epoch_order", "epoch", epoch, low=0))


@functools.lru_cache(maxsize=128)
def _order(examples: int, seed: int, epoch: int) -> np.ndarray:
    order = np.random.default_rng([seed, epoch + 1]).permutation(examples)  # a zero at the end adds nothing
    order.setflags(write=False)
    return order


def _scores(score: Any) -> tuple[np.ndarray]:
    given, score = score, floats(score)
    if score is None or score.ndim == 0 or not score.size:
        raise Mistake(f"softmax: score is {brief(given)}. Give an array of numbers, one or more.")
    return (score,)


@checked(_scores)
def softmax(score: np.ndarray) -> np.ndarray:
    """Turn scores into probabilities, along the last axis.

    Examples
    --------
    >>> softmax(np.array([0.0, np.log(3.0)]))
    array([0.25, 0.75])
    """
    odds = np.exp(score - score.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


unchecked_softmax = inspect.unwrap(softmax)  # for the scores that the models find themselves


def whole(model: str, name: str, value: Any, low: int = 1, high: float = np.inf) -> int:
    """Return a whole number in its range; refuse anything else."""
    if type(value) is int and low <= value <= high:  # at every step of a walk: the short way
        return value
    fits = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not fits or not low <= value <= high:
        top = f" and at most {high:.0f}" if np.isfinite(high) else ""
        raise Mistake(f"{model}: {name} is {brief(value)}. Give a whole number, at least {low}{top}.")
    return int(value)


def whole_field(model: Any, name: str, low: int = 1, high: float = np.inf) -> None:
    """Refuse a field of a model that is no whole number in its range; keep it as a plain int."""
    value = whole(type(model).__name__, name, getattr(model, name), low, high)
    object.__setattr__(model, name, value)


def check_batches(model: Any) -> None:
    """Refuse a batch size or a seed that makes no sense."""
    if model.batch_size is not None:
        whole_field(model, "batch_size")
    whole_field(model, "seed", low=0)


def check_model(algorithm: str, model: Any, kind: type) -> None:
    """Refuse a model on which an algorithm does not work."""
    if model is kind:
        raise Mistake(f"{algorithm} was given {brief(model)}, {uncalled(model)}")
    if not isinstance(model, kind):
        raise Mistake(
            f"{algorithm} was given {brief(model)}, but takes a {kind.__name__}: "
            f"such as {kind.__name__}(), with its brackets."
        )


def starting_from(model: Any, start: Any) -> np.ndarray:
    """Return where a classic algorithm begins: at the model's own start, or at one that fits."""
    if start is None:
        return np.array(model.start)
    given, start = start, floats(start)
    if start is None or start.shape != model.start.shape or not np.all(np.isfinite(start)):
        raise Mistake(f"start is {brief(given)}. Give {len(model.start)} finite numbers.")
    if not np.isfinite(model.loss(start)):
        raise Mistake(f"start is {brief(given)}, where the loss is not finite. Start closer.")
    return start


def until_still(algorithm: str, step: Callable, w: np.ndarray, steps: int) -> np.ndarray:
    """Repeat a step until nothing moves any more, or `steps` times; return all positions."""
    whole(algorithm, "steps", steps, low=0)
    positions = [w]
    for _ in range(steps):
        with np.errstate(all="ignore"):
            positions.append(step(positions[-1]))
        if np.array_equal(positions[-1], positions[-2]):
            return np.array(positions[:-1])
    return np.array(positions)
