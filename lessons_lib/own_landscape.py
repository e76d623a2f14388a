"""A landscape from a learner's own formula, with its gradient by a checked numerical method."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .landscapes import Landscape
from .mistakes import Mistake, blame, called

__all__ = ["landscape_from", "numerical_gradient"]

STEP = np.finfo(float).eps ** 0.2  # balances the two errors of a fourth-order difference
LEAP = 1e-4  # of the whole range of heights, over next to no distance: a jump
TRUST = 1e-5  # two step sizes must agree to this share of the steepest slope


def numerical_gradient(loss: Callable, w: np.ndarray) -> np.ndarray:
    r"""Measure the slope of `loss` at `w` by central differences, extrapolated once (Richardson).

    .. math:: D(h) = \frac{f(w + h) - f(w - h)}{2h}, \quad g \approx \frac{4 D(h/2) - D(h)}{3}

    Parameters
    ----------
    loss : function of w
        Height at `w`, an array with its coordinates on the first axis.
    w : array of shape (n,) or (n, *grid)
        Where to measure.

    Returns
    -------
    array, shape of `w`
        For smooth functions right to about ten digits.

    References
    ----------
    Richardson, L. (1911). The approximate arithmetical solution by finite differences of physical
    problems.

    Examples
    --------
    >>> numerical_gradient(lambda w: w[0] ** 3, np.array([2.0])).round(8)
    array([12.])
    """
    return _extrapolated(loss, w, STEP)


def _extrapolated(loss: Callable, w: np.ndarray, step: float) -> np.ndarray:
    w = np.asarray(w, dtype=float)
    slopes = []
    for k in range(len(w)):
        h = step * np.maximum(1.0, np.abs(w[k]))
        wide, narrow = _difference(loss, w, k, h), _difference(loss, w, k, h / 2)
        slopes.append((4 * narrow - wide) / 3)
    return np.stack(slopes)


def _difference(loss: Callable, w: np.ndarray, k: int, h: np.ndarray) -> np.ndarray:
    ahead, behind = w.copy(), w.copy()
    ahead[k] += h
    behind[k] -= h
    width = ahead[k] - behind[k]
    return (loss(ahead) - loss(behind)) / width


def landscape_from(
    f: Callable,
    *,
    start: Sequence[float] = (-4.0, 2.0),
    window: Sequence[Sequence[float]] = ((-5.0, 5.0), (-3.0, 3.0)),
    minimum: Sequence[float] | None = None,
) -> Landscape:
    """Make a landscape from your own ``f(x, y)``; its slope is measured, and the measurement checked.

    Parameters
    ----------
    f : function of (x, y)
        Your height, written with numpy (``np.sin``, ``**``, ``+``) so that it takes arrays.
    start : two numbers, default (-4, 2)
        Where walks begin.
    window : two pairs (low, high), default ((-5, 5), (-3, 3))
        What to draw, and where the check looks.
    minimum : two numbers, optional
        The lowest point, if you know it.

    Returns
    -------
    Landscape

    Raises
    ------
    Mistake
        If `f` does not take arrays, is not finite in the window, or is so rough that two step sizes
        do not agree on its slope.

    Examples
    --------
    >>> egg_box = landscape_from(lambda x, y: np.sin(x) * np.sin(y))
    >>> egg_box.gradient(np.array([0.0, np.pi / 2])).round(6) + 0.0
    array([1., 0.])
    """
    if isinstance(f, str):
        raise Mistake(
            f"Your surface is the text {f!r}. Give a function of two numbers, or let lessons_lib.formula "
            f"read it: formula({f!r})."
        )
    if not callable(f):
        raise Mistake(
            f"Your surface is {called(f)}. Give a function of two numbers, such as lambda x, y: x**2 + y**2."
        )
    start, window = _points("start", start, (2,)).copy(), _points("window", window, (2, 2)).copy()
    if np.any(window[:, 0] >= window[:, 1]):
        raise Mistake(f"window is {window.tolist()}. Give (low, high) for x and for y, the lower first.")
    if np.any((start < window[:, 0]) | (start > window[:, 1])):
        middle = tuple(window.mean(axis=1).tolist())
        raise Mistake(f"start is {tuple(start.tolist())}, outside the window. Try start={middle}.")
    loss = _loss_of(f, window)
    _check_slope(loss, window)
    _check_jumps(loss, window)
    points = () if minimum is None else (tuple(_points("minimum", minimum, (2,)).tolist()),)
    _check_minimum(loss, window, points)
    return Landscape(
        name=called(f).replace("<lambda>", "your f(x, y)"),
        loss=loss,
        gradient=lambda w, t=0: numerical_gradient(loss, w),
        start=tuple(start.tolist()),
        window=tuple((float(low), float(high)) for low, high in window),
        minima=points,
    )


def _points(name: str, value: object, shape: tuple[int, ...]) -> np.ndarray:
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        array = np.array(np.nan)
    if array.shape != shape or not np.all(np.isfinite(array)):
        example = "(-4, 2)" if shape == (2,) else "((-5, 5), (-3, 3))"
        raise Mistake(f"{name} is {value!r}. Give numbers in this form: {name}={example}.")
    return array


def _sample(window: np.ndarray) -> np.ndarray:
    """Lay points over the window, off its symmetric places."""
    ticks = [low + (high - low) * np.linspace(0.013, 0.991, 23) for low, high in window]
    return np.stack(np.meshgrid(*ticks))


def _loss_of(f: Callable, window: np.ndarray) -> Callable:
    """Wrap f(x, y) as loss(w), once it has shown that it takes arrays and gives finite heights."""

    def loss(w: np.ndarray) -> np.ndarray:
        x, y = np.array(w, dtype=float)  # a copy, so that f may do with it what it likes
        height = f(x, y)
        if height is None:
            raise Mistake("Your surface returns nothing. End it with `return ...`, the height.")
        return np.asarray(height, dtype=float) + 0.0 * w[0]

    points = _sample(window)
    try:
        with np.errstate(all="ignore"):
            heights, again = loss(points), loss(points)
    except Mistake:
        raise
    except Exception as error:
        raise Mistake(
            f"Your surface stopped with {blame(error, f)}. It is given whole arrays: use np.sin rather than "
            "math.sin, and np.where(x > 0, a, b) rather than `if x > 0`."
        ) from None
    if heights.shape != points.shape[1:]:
        raise Mistake(f"Your surface gave shape {heights.shape} for points of shape {points.shape[1:]}.")
    bad = ~np.isfinite(heights)
    if bad.any():
        x, y = points[:, bad][:, 0]
        raise Mistake(
            f"Your surface is not finite at ({x:.2f}, {y:.2f}). Mend it there or choose another window."
        )
    if not np.array_equal(heights, again):
        raise Mistake(
            "Your surface gives another height when asked again. Take the randomness (or memory) out of it."
        )
    return loss


def _check_slope(loss: Callable, window: np.ndarray) -> None:
    """Measure with two step sizes: on a smooth surface they agree, on noise or steps they do not."""
    points = _sample(window)
    with np.errstate(all="ignore"):
        one, two = _extrapolated(loss, points, STEP), _extrapolated(loss, points, 0.37 * STEP)
    apart = ~(np.abs(one - two) <= TRUST * max(1e-9, np.nanmax(np.abs(one))))
    if apart.mean() > 0.05:  # a crease here and there is fine
        x, y = points[:, apart.any(axis=0)][:, 0]
        raise Mistake(
            f"The slope of your surface cannot be measured, for instance at ({x:.2f}, {y:.2f}): "
            "two step sizes disagree. Is it rounded, or does it wiggle faster than the window shows?"
        )


def _check_jumps(loss: Callable, window: np.ndarray) -> None:
    """Halve every gap between neighbours, always towards the larger rise; only a jump is left over."""
    points = _sample(window)
    for axis in (1, 2):
        low, high = points.take(range(22), axis), points.take(range(1, 23), axis)
        with np.errstate(all="ignore"):
            for _ in range(40):
                middle = (low + high) / 2
                first = np.abs(loss(middle) - loss(low)) > np.abs(loss(high) - loss(middle))
                low, high = np.where(first, low, middle), np.where(first, middle, high)
            leap = np.abs(loss(high) - loss(low)) > LEAP * np.ptp(loss(points))
        if leap.any():
            x, y = high[:, leap][:, 0]
            raise Mistake(f"Your surface jumps at ({x:.2f}, {y:.2f}): there is no slope. Make it continuous.")


def _check_minimum(loss: Callable, window: np.ndarray, minima: tuple) -> None:
    """Refuse a lowest point that is higher than another point in the window."""
    points = _sample(window)
    heights = loss(points)
    if minima and not loss(np.array(minima[0])) <= heights.min():
        x, y = points[:, heights == heights.min()][:, 0]
        raise Mistake(f"minimum is {minima[0]}, but your surface is lower at ({x:.2f}, {y:.2f}).")
