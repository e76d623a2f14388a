"""What the closed forms are given: numbers in their range, and shapes that go together."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..mistakes import Mistake, called, nearest, title

SHARE = ("a share: from 0 up to, but not including, 1", lambda x: (x >= 0) & (x < 1))
POSITIVE = ("more than zero", lambda x: x > 0)
NOT_NEGATIVE = ("zero or more", lambda x: x >= 0)
RANGES = {
    "eigenvalues": POSITIVE,
    "curvature": POSITIVE,
    "learning_rate": NOT_NEGATIVE,
    "beta": SHARE,
    "beta1": SHARE,
    "beta2": SHARE,
    "decay": SHARE,
    "epsilon": NOT_NEGATIVE,
    "cache": NOT_NEGATIVE,
    "sigma": NOT_NEGATIVE,
    "rates": NOT_NEGATIVE,
    "t": ("the number of a step, 1 at the first", lambda x: x >= 1),
}


def numbers(where: str, **named: Any) -> list[np.ndarray]:
    """Return what was given as arrays of real numbers in their ranges, which broadcast together.

    Raises
    ------
    Mistake
        If a value is no number or out of range, or the shapes do not go together.

    Examples
    --------
    >>> numbers("noise_floor", learning_rate=0.5, beta=[0.0, 0.9])
    [array(0.5), array([0. , 0.9])]
    """
    arrays = [number(where, name, value) for name, value in named.items()]
    try:
        np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in zip(named, arrays, strict=True))
        raise Mistake(f"{where}: the shapes do not go together: {shapes}.") from None
    return arrays


def own_name(where: str, thing: Any, kind: str, known: Iterable[str]) -> str:
    """Return the name of a rule or schedule of the series, given as itself or by name.

    A function of the same name from elsewhere may be another formula, so it is refused.

    Parameters
    ----------
    where : str
        Who asks.
    thing : function or str
    kind : str
        ``rule`` or ``schedule``.
    known : iterable of str
        The names for which there is theory.

    Raises
    ------
    Mistake
        If the function is none of the series, or nothing is known of it.

    Examples
    --------
    >>> from lessons_lib.rules import adam
    >>> own_name("first_step", adam, "rule", ["adam", "lion"])
    'adam'
    """
    if isinstance(thing, str):
        name = thing
    else:
        home, name = getattr(thing, "__module__", None), getattr(thing, "__name__", None)
        ours = isinstance(home, str) and home.startswith(f"lessons_lib.{kind}s.")
        if callable(thing) and not (ours and getattr(sys.modules.get(home), str(name), None) is thing):
            raise Mistake(
                f"{where} knows no {kind} {title(thing)}: it knows those of lessons_lib.{kind}s alone. "
                "Give one of them, or its name."
            )
    if not isinstance(name, str) or name not in known:
        raise Mistake(f"{where} knows no {kind} {called(thing)}. {nearest(name or '', known)}")
    return name


def number(where: str, name: str, value: Any) -> np.ndarray:
    """Return one value as an array of real numbers in the range that its name allows."""
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        array = np.asarray(None)
    if array.dtype.kind not in "iuf":
        raise Mistake(f"{where}: {name} is {called(value)}. Give a number, or an array of numbers.")
    array = array.astype(float)
    words, fits = RANGES.get(name, ("", np.isfinite))
    wrong = ~(np.isfinite(array) & fits(array))
    if wrong.any():
        advice = f"It must be {words}." if np.isfinite(array[wrong][0]) else "Give a finite number."
        raise Mistake(f"{where}: {name} is {array[wrong][0]:g}. {advice}")
    return array


def spread(where: str, eigenvalues: Any, *, name: str = "eigenvalues", **settings: Any) -> list[np.ndarray]:
    """Put the axes of the settings behind the directions, so that both can be multiplied.

    Examples
    --------
    >>> eigenvalues, rate = spread("shrink_factors", [0.1, 2.0], learning_rate=[0.1, 0.2, 0.3])
    >>> eigenvalues.shape, rate.shape
    ((2, 1), (3,))
    """
    eigenvalues = number(where, name, eigenvalues)
    if eigenvalues.ndim == 0 or eigenvalues.shape[0] == 0:
        raise Mistake(
            f"{where}: the eigenvalues are {eigenvalues}. Give one a direction, such as [0.1, 2.0]."
        )
    arrays = numbers(where, **settings)
    first, *grid = eigenvalues.shape
    missing = max(0, max((array.ndim for array in arrays), default=0) - len(grid))
    eigenvalues = eigenvalues.reshape(first, *(1,) * missing, *grid)
    try:
        np.broadcast_shapes(eigenvalues.shape[1:], *(array.shape for array in arrays))
    except ValueError:
        shapes = ", ".join(f"{key} {array.shape}" for key, array in zip(settings, arrays, strict=True))
        raise Mistake(f"{where}: {shapes} do not go with a grid of {tuple(grid)}.") from None
    return [eigenvalues, *arrays]
