"""What the schedules share: the refusal of what makes no sense, and a name that makes them again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..mistakes import Mistake, called

Schedule = Callable[[int], float]

WHOLE = {"every", "over", "patience", "cooldown"}
MAY_BE_ZERO = {"learning_rate", "first", "last", "lowest", "cooldown", "relative", "absolute"}
SHARES = {"factor", "decay", "first", "last", "lowest", "relative", "rise"}


def check(name: str, **numbers: Any) -> list[float]:
    """Return numbers without an array around them; refuse what no schedule can use.

    That is nan, negative rates, shares above one, halves of a step.
    """
    plain = [x[()] if isinstance(x, np.ndarray) and x.ndim == 0 else x for x in numbers.values()]
    for key, value in zip(numbers, plain, strict=True):
        real = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
        if not real:
            raise Mistake(f"{name}: {key} is {called(value)}. Give one number.")
        if not np.isfinite(_float(value)):
            raise Mistake(f"{name}: {key} is {called(value)}. Give a finite number.")
        if key in WHOLE and (value != int(value) or value < (key not in MAY_BE_ZERO)):
            least = "0 or more" if key in MAY_BE_ZERO else "1 or more"
            raise Mistake(f"{name}: {key} is {value}. It counts steps: give a whole number, {least}.")
        if value < 0 or (value == 0 and key not in MAY_BE_ZERO):
            raise Mistake(f"{name}: {key} is {value}. It must be positive.")
        if key in SHARES and value > 1:
            grow = ", so the rate would grow" if key in ("factor", "decay") else ""
            raise Mistake(f"{name}: {key} is {value}{grow}. Give a share of 1 or less.")
    return plain


def _float(value: Any) -> float:
    """Return a number as a float; one that is too large for it is infinite."""
    try:
        return float(value)
    except OverflowError:
        return np.inf


def steps(name: str, t: Any) -> np.ndarray:
    """Return the steps asked for as an array of numbers, zero or more."""
    if type(t) is int and 0 <= t < 2**53:  # what a walk asks for, step after step: quickly
        return np.float64(t)
    try:
        array = np.asarray(t)
    except ValueError:  # rows of different lengths
        array = np.asarray(None)
    if array.dtype.kind not in "iuf" or np.isinf(array).any():
        raise Mistake(f"{name}: the step is {called(t)}. Give its number, or an array of them.")
    if not (array >= 0).all():
        raise Mistake(f"{name}: the step is {array.min():g}. Steps count from 0.")
    return array.astype(float)


def whole_steps(name: str, t: Any) -> np.ndarray:
    """Return the steps asked for, if a schedule that looks something up by their number can answer."""
    array = steps(name, t)
    if np.any(array != np.floor(array)):
        part = np.ravel(array)[np.ravel(array != np.floor(array))][0]
        raise Mistake(f"{name}: the step is {part:g}. There is none between two: give a whole number.")
    return array


def history(name: str, losses: Any, t: Any) -> np.ndarray:
    """Return the losses up to the last of the steps asked for."""
    if losses is None:
        raise Mistake(
            f"{name} needs the losses so far. Hand it to run, which knows them, "
            "or give them: schedule(t, losses=...)."
        )
    try:
        array = np.asarray(losses, dtype=float)
    except (TypeError, ValueError, OverflowError):
        array = np.asarray(np.nan)
    if array.ndim == 0:
        raise Mistake(f"{name}: the losses are {called(losses)}. Give one number a step.")
    count = t + 1 if type(t) is int and 0 <= t < 2**53 else int(np.max(whole_steps(name, t), initial=0)) + 1
    if len(array) < count:
        raise Mistake(f"{name}: step {count - 1} needs {count} losses. {len(array)} are given.")
    return array[:count]


def named(formula: Callable, name: str, *args: Any, **kwargs: Any) -> Schedule:
    """Make a schedule of a formula in t, and name it by the call that makes it again."""

    def schedule(t: int) -> float:
        with np.errstate(all="ignore"):  # what is too large or too small for a float has a rate all the same
            return formula(steps(name, t))

    return entitled(schedule, name, *args, **kwargs)


def entitled(schedule: Schedule, name: str, *args: Any, **kwargs: Any) -> Schedule:
    """Name a schedule by the call that makes it again, so that a panel can print that call."""
    words = [_code(value) for value in args] + [f"{key}={_code(value)}" for key, value in kwargs.items()]
    schedule.__name__ = schedule.__qualname__ = f"{name}({', '.join(words)})"
    return schedule


def _code(value: Any) -> str:
    """Write a number, numbers or a schedule as code."""
    if callable(value):
        return called(value)
    return repr(tuple(value) if isinstance(value, (tuple, list)) else np.array(value).item())
