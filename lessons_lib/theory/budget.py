"""The budget of a schedule: what its rates sum to, and how far they can reach."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..mistakes import Mistake, called, nearest
from .given import numbers, own_name


def error_left(curvature: float, rates: Any) -> np.ndarray:
    r"""Share of the error of gradient descent that is left after every step of a schedule.

    .. math:: \prod_t (1 - rate(t) \cdot \lambda)

    While no rate is beyond ``1 / curvature`` it lies between ``1 - curvature * sum`` and
    ``exp(-curvature * sum)`` of the rates. So a walk whose rates have a finite sum may stop short: it never
    gets further than the sum times the steepest slope.

    Parameters
    ----------
    curvature : float
        Second derivative of a quadratic along one direction; above zero.
    rates : array of shape (steps,)
        The rates, step by step, such as ``cosine(0.1)(np.arange(100))``.

    Returns
    -------
    array of shape (steps + 1,)
        1 at the start.

    Raises
    ------
    Mistake
        If a value is no number or out of range, or a shape does not fit.

    References
    ----------
    Robbins, H., Monro, S. (1951). A stochastic approximation method: the sum of the rates must be infinite.

    Examples
    --------
    >>> error_left(2.0, [0.25, 0.25, 0.5])
    array([1.  , 0.5 , 0.25, 0.  ])
    """
    curvature, rates = numbers("error_left", curvature=curvature, rates=rates)
    if curvature.ndim or rates.ndim != 1:
        raise Mistake(
            f"error_left: curvature has shape {curvature.shape} and rates {rates.shape}. "
            "Give one curvature and one rate a step."
        )
    return np.cumprod(np.concatenate([[1.0], 1 - rates * curvature]))


def sum_of_rates(
    form: str | Callable, learning_rate: float, *, steps: float = np.inf, **settings: float
) -> float:
    r"""What the first rates of a schedule sum to, or all of them.

    ==================  ====================================================================
    constant            ``learning_rate * steps``
    step_decay          ``learning_rate * every / (1 - factor)`` for ever
    exponential_decay   ``learning_rate * (1 - decay**steps) / (1 - decay)``
    inverse_time        infinite for ever, as the sum of 1, 1/2, 1/3, ...
    polynomial          ``learning_rate * (over + 1) / 2`` to the end of a straight line to 0
    cosine              ``learning_rate * (over + 1) / 2`` to the end of a wave to 0
    ==================  ====================================================================

    Parameters
    ----------
    form : function or str
        A function of :mod:`lessons_lib.schedules`, or its name: ``cosine``, not ``cosine(0.1)``.
    learning_rate : float
        Its first rate.
    steps : int, default infinity
        How many rates to sum.
    **settings
        The settings of the schedule, by name; what is left out has the schedule's own default.

    Raises
    ------
    Mistake
        If a name is unknown, a value out of range, or no closed form is known.

    References
    ----------
    Geometric series: Euclid, Elements, book 9, proposition 35. The sum of cosines: Zygmund, A. (1935),
    Trigonometrical series. That a finite sum stops a walk short: Robbins, H., Monro, S. (1951).

    Examples
    --------
    >>> round(sum_of_rates("exponential_decay", 0.1, decay=0.9), 6)
    1.0
    >>> sum_of_rates("inverse_time", 0.1, half_at=20)
    inf
    """
    maker, made, inside = called(form).partition("(")
    if callable(form) and made and maker in SUMS:
        raise Mistake(
            f"sum_of_rates: {called(form)} is a schedule. Give the function that made it: "
            f"sum_of_rates({maker}, {inside}."
        )
    form = own_name("sum_of_rates", form, "schedule", SUMS)
    known = [p for p in inspect.signature(SUMS[form]).parameters if p != "n"]
    for name in settings:
        if name not in known:
            raise Mistake(f"sum_of_rates: {form} has no setting {name!r}. {nearest(name, known)}")
    for name, value in {"steps": steps, "learning_rate": learning_rate, **settings}.items():
        _check(name, value)
    return float(learning_rate and learning_rate * SUMS[form](steps, **settings))


def _check(name: str, value: Any) -> None:
    """Refuse what no schedule can have."""
    real = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if not real or not (_is_finite(value) or (name == "steps" and value == np.inf)):
        raise Mistake(f"sum_of_rates: {name} is {called(value)}. Give a finite number.")
    whole = name in ("every", "over", "steps") and value != np.inf
    if whole and (value != int(value) or value < (name != "steps")):
        raise Mistake(f"sum_of_rates: {name} is {value}. It counts steps: give a whole number.")
    zero = name in ("learning_rate", "last", "steps")
    if value < 0 or (value == 0 and not zero):
        raise Mistake(f"sum_of_rates: {name} is {value}. It must be positive.")
    if name in ("factor", "decay", "last") and value > 1:
        raise Mistake(f"sum_of_rates: {name} is {value}. Give a share of 1 or less.")


def _is_finite(value: Any) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number too large for a float
        return False


# Settings have the defaults of the schedule itself; a test holds them to those.
def _constant(n: float) -> float:
    return n


def _exponential_decay(n: float, decay: float = 0.95) -> float:
    return n if decay == 1 else (1 - decay**n) / (1 - decay)


def _step_decay(n: float, factor: float = 0.5, every: int = 20) -> float:
    if n == np.inf:
        return every * _exponential_decay(n, factor)
    whole, rest = divmod(n, every)
    return every * _exponential_decay(whole, factor) + rest * factor**whole


def _inverse_time(n: float, half_at: float = 20) -> float:
    if n < np.inf:
        raise Mistake(
            f"sum_of_rates: for {n} steps of inverse_time there is no closed form. Add up the rates: "
            "schedule(np.arange(steps)).sum()."
        )
    return np.inf


def _polynomial(n: float, over: int = 100, power: float = 1.0, last: float = 0.0) -> float:
    if power != 1:
        raise Mistake(f"sum_of_rates: power is {power}. A closed form is known for a straight line: power=1.")
    fall = min(n, over)
    return _ends(last, fall - fall * (fall - 1) / (2 * over), n)


def _cosine(n: float, over: int = 100, last: float = 0.0) -> float:
    fall, half = min(n, over), np.pi / (2 * over)
    waves = np.cos((fall - 1) * half) * np.sin(fall * half) / np.sin(half)
    return _ends(last, (fall + waves) / 2, n)


def _ends(last: float, fall: float, n: float) -> float:
    """Put together what falls to zero and what stays."""
    return (1 - last) * fall + (last * n if last else 0.0)


SUMS: dict[str, Callable[..., float]] = {
    "constant": _constant,
    "step_decay": _step_decay,
    "exponential_decay": _exponential_decay,
    "inverse_time": _inverse_time,
    "polynomial": _polynomial,
    "cosine": _cosine,
}
