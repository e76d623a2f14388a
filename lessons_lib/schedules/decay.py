"""Schedules that only fall, or stay."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..mistakes import Mistake, called
from .making import Schedule, check, named


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

    Raises
    ------
    Mistake
        If it is no finite number, or negative.

    Examples
    --------
    >>> constant(0.5)(np.arange(3))
    array([0.5, 0.5, 0.5])
    """
    (learning_rate,) = check("constant", learning_rate=learning_rate)
    return named(lambda t: learning_rate + 0.0 * t, "constant", learning_rate)


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

    Notes
    -----
    The same as PyTorch's StepLR, and as ExponentialDecay of Keras and exponential_decay of Optax with
    ``staircase=True``: all three drop at ``t = every``.

    Examples
    --------
    >>> step_decay(0.8, factor=0.5, every=2)(np.arange(5))
    array([0.8, 0.8, 0.4, 0.4, 0.2])
    """
    learning_rate, factor, every = check(
        "step_decay", learning_rate=learning_rate, factor=factor, every=every
    )
    return named(
        lambda t: learning_rate * factor ** (t // every),
        "step_decay",
        learning_rate,
        factor=factor,
        every=every,
    )


def multi_step(learning_rate: float, *, at: Any = (30, 60), factor: float = 0.1) -> Schedule:
    r"""Multiply the rate by a factor at each of the steps that you choose.

    .. math:: rate(t) = \text{learning\_rate} \cdot factor^{\#\{a \in at \,:\, t \ge a\}}

    Parameters
    ----------
    learning_rate : float
        The rate before the first drop.
    at : sequence of int, default (30, 60)
        Where it drops. The first lower rate is that of step ``t = at[0]``; a step named twice drops twice.
    factor : float in (0, 1], default 0.1
        What each drop multiplies the rate by.

    Returns
    -------
    function of the step, zero-based

    Raises
    ------
    Mistake
        If a number is out of range; it says which.

    Notes
    -----
    PyTorch's MultiStepLR and Optax's piecewise_constant_schedule drop at ``t = at[0]`` too. Keras'
    PiecewiseConstantDecay drops one step later: it keeps the old rate while ``t <= boundary``.

    Examples
    --------
    >>> multi_step(0.8, at=(1, 3), factor=0.5)(np.arange(5))
    array([0.8, 0.4, 0.4, 0.2, 0.2])
    """
    learning_rate, factor = check("multi_step", learning_rate=learning_rate, factor=factor)
    drops = np.sort(_drops(at))
    return named(
        lambda t: learning_rate * factor ** np.searchsorted(drops, t, side="right").astype(float),
        "multi_step",
        learning_rate,
        at=drops.tolist(),
        factor=factor,
    )


def _drops(at: Any) -> np.ndarray:
    """Return the steps at which a rate drops."""
    try:
        drops = np.array(at)
    except ValueError:  # rows of different lengths
        drops = np.array(None)
    fits = drops.ndim == 1 and drops.size > 0 and drops.dtype.kind in "iuf"
    if not fits or not np.all(np.isfinite(drops) & (drops >= 0) & (drops % 1 == 0)):
        raise Mistake(f"multi_step: at is {called(at)}. Give the steps at which it drops, such as (30, 60).")
    return drops.astype(int)


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

    Notes
    -----
    The same as PyTorch's ExponentialLR. Keras and Optax spread their ``decay_rate`` over ``decay_steps`` or
    ``transition_steps``: one step of theirs keeps ``decay_rate ** (1 / decay_steps)``.

    Examples
    --------
    >>> exponential_decay(0.5, decay=0.5)(np.arange(3))
    array([0.5  , 0.25 , 0.125])
    """
    learning_rate, decay = check("exponential_decay", learning_rate=learning_rate, decay=decay)
    return named(lambda t: learning_rate * decay**t, "exponential_decay", learning_rate, decay=decay)


def inverse_time(learning_rate: float, *, half_at: float = 20.0) -> Schedule:
    r"""Divide the rate by a number that grows evenly.

    .. math:: rate(t) = \frac{\text{learning\_rate}}{1 + t / \text{half\_at}}

    The rates sum to infinity and their squares do not: what Robbins and Monro ask of a rate.

    Parameters
    ----------
    learning_rate : float
        The rate of the first step.
    half_at : float, default 20.0
        The step at which half of it is left. A third is left at twice as many steps, not a quarter.

    Returns
    -------
    function of the step, zero-based

    Raises
    ------
    Mistake
        If a number is out of range; it says which.

    Notes
    -----
    Keras' InverseTimeDecay with ``decay_steps / decay_rate = half_at``. PyTorch has it inside Adagrad only
    (``lr_decay = 1 / half_at``), Optax has none.

    References
    ----------
    Robbins, H., Monro, S. (1951). A stochastic approximation method. Annals of mathematical statistics 22.

    Examples
    --------
    >>> inverse_time(0.6, half_at=2)(np.array([0, 2, 4])).round(3)
    array([0.6, 0.3, 0.2])
    """
    learning_rate, half_at = check("inverse_time", learning_rate=learning_rate, half_at=half_at)
    return named(lambda t: learning_rate / (1 + t / half_at), "inverse_time", learning_rate, half_at=half_at)


def polynomial(learning_rate: float, *, over: int = 100, power: float = 1.0, last: float = 0.0) -> Schedule:
    r"""Let the rate fall along a power of the steps still to go; a straight line at power 1.

    .. math:: rate(t) = \text{learning\_rate} \cdot \left(last + (1 - last) (1 - s)^{power}\right), \quad
              s = \min(t / over, 1)

    Parameters
    ----------
    learning_rate : float
        The rate of the first step.
    over : int, default 100
        Steps until the last rate, which is that of step ``t = over`` and of all after it.
    power : float, default 1.0
        Above 1 the rate falls early, below 1 it falls late.
    last : float in [0, 1], default 0.0
        Share of the rate that is left at the end.

    Returns
    -------
    function of the step, zero-based

    Raises
    ------
    Mistake
        If a number is out of range; it says which.

    Notes
    -----
    The same as PolynomialDecay of Keras, whose ``end_learning_rate`` (default 0.0001) is a rate, no share,
    as polynomial_schedule of Optax, and as PolynomialLR of PyTorch, which always ends at 0.

    Examples
    --------
    >>> polynomial(0.8, over=4)(np.arange(6)).round(3)
    array([0.8, 0.6, 0.4, 0.2, 0. , 0. ])
    """
    learning_rate, over, power, last = check(
        "polynomial", learning_rate=learning_rate, over=over, power=power, last=last
    )
    return named(
        lambda t: learning_rate * (last + (1 - last) * (1 - np.minimum(t / over, 1)) ** power),
        "polynomial",
        learning_rate,
        over=over,
        power=power,
        last=last,
    )


def cosine(learning_rate: float, *, over: int = 100, last: float = 0.0) -> Schedule:
    r"""Let the rate fall along half a wave of the cosine: slowly, fast, slowly.

    .. math:: rate(t) = \text{learning\_rate} \cdot \left(last + (1 - last) \frac{1 + \cos \pi s}{2}\right),
              \quad s = \min(t / over, 1)

    Parameters
    ----------
    learning_rate : float
        The rate of the first step.
    over : int, default 100
        Steps until the last rate, which is that of step ``t = over`` and of all after it.
    last : float in [0, 1], default 0.0
        Share of the rate that is left at the end.

    Returns
    -------
    function of the step, zero-based

    Raises
    ------
    Mistake
        If a number is out of range; it says which.

    Notes
    -----
    CosineDecay of Keras and cosine_decay_schedule of Optax hold the last rate, as here; their ``alpha`` is
    our `last`. PyTorch's CosineAnnealingLR agrees up to ``T_max`` and then rises again; its ``eta_min`` is a
    rate, no share. In a run of N steps the last step is ``t = N - 1``: it does not quite reach the end.

    References
    ----------
    Loshchilov, I., Hutter, F. (2017). SGDR: stochastic gradient descent with warm restarts. ICLR.

    Examples
    --------
    >>> cosine(0.8, over=4)(np.arange(6)).round(3)
    array([0.8  , 0.683, 0.4  , 0.117, 0.   , 0.   ])
    """
    learning_rate, over, last = check("cosine", learning_rate=learning_rate, over=over, last=last)
    return named(
        lambda t: learning_rate * between(1, last, np.minimum(t / over, 1)),
        "cosine",
        learning_rate,
        over=over,
        last=last,
    )


def between(start: float, end: float, share: np.ndarray) -> np.ndarray:
    """Go from one value to another along half a wave of the cosine, as a share goes from 0 to 1.

    Examples
    --------
    >>> between(1.0, 3.0, np.array([0.0, 0.5, 1.0]))
    array([1., 2., 3.])
    """
    return end + (start - end) * (1 + np.cos(np.pi * share)) / 2
