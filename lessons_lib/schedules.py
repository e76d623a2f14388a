"""Learning-rate schedules: functions that return a pure function of the zero-based step.

A schedule holds no state: asked twice for the same step it gives the same rate, and an array of
steps gives an array of rates. Use one wherever a hyperparameter stands::

    run(gradient_descent, ravine(), learning_rate=exponential_decay(0.9, decay=0.95))
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .mistakes import Mistake

__all__ = ["constant", "exponential_decay", "step_decay"]

Schedule = Callable[[int], float]


def constant(learning_rate: float) -> Schedule:
    r"""Give the same rate at every step.

    .. math:: rate(t) = \text{learning\_rate}

    Parameters
    ----------
    learning_rate : float
        The rate.

    Returns
    -------
    function of the step, zero-based

    Examples
    --------
    >>> constant(0.5)(np.arange(3))
    array([0.5, 0.5, 0.5])
    """
    _check("constant", learning_rate=learning_rate)
    return _named(lambda t: learning_rate + 0.0 * np.asarray(t), "constant", learning_rate)


def step_decay(learning_rate: float, *, factor: float = 0.5, every: int = 20) -> Schedule:
    r"""Hold the rate for a while, then multiply it by a factor, and again.

    .. math:: rate(t) = \text{learning\_rate} \cdot factor^{\lfloor t / every \rfloor}

    Parameters
    ----------
    learning_rate : float
        The rate of the first `every` steps.
    factor : float in (0, 1], default 0.5
        What each drop multiplies the rate by.
    every : int, default 20
        Steps between two drops. The first lower rate is that of step ``t = every``.

    Returns
    -------
    function of the step, zero-based

    Raises
    ------
    Mistake
        If a number is out of range; it says which.

    Examples
    --------
    >>> step_decay(0.8, factor=0.5, every=2)(np.arange(5))
    array([0.8, 0.8, 0.4, 0.4, 0.2])
    """
    _check("step_decay", learning_rate=learning_rate, factor=factor, every=every)
    if every != int(every):
        raise Mistake(f"step_decay: every is {every!r}. It counts steps: give a whole number, 1 or more.")
    return _named(
        lambda t: learning_rate * factor ** (np.asarray(t) // every),
        "step_decay",
        learning_rate,
        factor=factor,
        every=every,
    )


def exponential_decay(learning_rate: float, *, decay: float = 0.95) -> Schedule:
    r"""Shrink the rate by the same share at every step.

    .. math:: rate(t) = \text{learning\_rate} \cdot decay^{t}

    Half of the rate is left after ``ln 0.5 / ln decay`` steps; all rates together sum to
    ``learning_rate / (1 - decay)``.

    Parameters
    ----------
    learning_rate : float
        The rate of the first step.
    decay : float in (0, 1], default 0.95
        Share of the rate that is left after a step.

    Returns
    -------
    function of the step, zero-based

    Raises
    ------
    Mistake
        If a number is out of range; it says which.

    Examples
    --------
    >>> exponential_decay(0.5, decay=0.5)(np.arange(3))
    array([0.5  , 0.25 , 0.125])
    """
    _check("exponential_decay", learning_rate=learning_rate, decay=decay)
    return _named(
        lambda t: learning_rate * decay ** np.asarray(t), "exponential_decay", learning_rate, decay=decay
    )


def _check(name: str, **numbers: float) -> None:
    """Refuse what no schedule can use: nan, negative rates, shares above one."""
    for key, value in numbers.items():
        real = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
        if not real or not np.isfinite(value):
            raise Mistake(f"{name}: {key} is {value!r}. Give a finite number.")
        if value < 0 or (value == 0 and key != "learning_rate"):
            raise Mistake(f"{name}: {key} is {value}. It must be positive.")
        if key in ("factor", "decay") and value > 1:
            raise Mistake(f"{name}: {key} is {value}, so the rate would grow. Give a share of 1 or less.")


def _named(schedule: Schedule, name: str, *args: float, **kwargs: float) -> Schedule:
    """Name a schedule by the call that makes it again, so that a panel can print that call."""
    args, kwargs = np.array(args).tolist(), {key: np.array(value).item() for key, value in kwargs.items()}
    words = [repr(value) for value in args] + [f"{key}={value!r}" for key, value in kwargs.items()]
    schedule.__name__ = schedule.__qualname__ = f"{name}({', '.join(words)})"
    return schedule
