"""Schedules that rise: before they fall, or again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..feedback import check_schedule, wants_losses
from ..mistakes import Mistake, called, carefully
from .decay import between
from .making import Schedule, check, entitled, history, named, whole_steps


def linear_warmup(learning_rate: float, *, over: int = 10, first: float = 0.0) -> Schedule:
    r"""Raise the rate in equal steps, then keep it.

    .. math:: rate(t) = \text{learning\_rate} \cdot \left(first + (1 - first) \min(t / over, 1)\right)

    Parameters
    ----------
    learning_rate : float
        The rate from step ``t = over`` on.
    over : int, default 10
        Steps that the rise takes.
    first : float in [0, 1], default 0.0
        Share of the rate at step 0. At 0 the first step goes nowhere.

    Returns
    -------
    function of the step, zero-based

    Raises
    ------
    Mistake
        If a number is out of range; it says which.

    Notes
    -----
    Optax's linear_schedule and the warm-up of Keras' CosineDecay begin at the rate you name (``init_value``,
    ``initial_learning_rate``); 0 is usual, as here.
    PyTorch's LinearLR begins at a third (``start_factor=1/3``, our `first`) and rises over 5 steps
    (``total_iters``). A frequent variant, ``(t + 1) / over``, is one step ahead.

    References
    ----------
    Goyal, P. and others (2017). Accurate, large minibatch SGD: training ImageNet in 1 hour.

    Examples
    --------
    >>> linear_warmup(0.8, over=4)(np.arange(6)).round(3)
    array([0. , 0.2, 0.4, 0.6, 0.8, 0.8])
    """
    learning_rate, over, first = check("linear_warmup", learning_rate=learning_rate, over=over, first=first)
    return named(
        lambda t: learning_rate * (first + (1 - first) * np.minimum(t / over, 1)),
        "linear_warmup",
        learning_rate,
        over=over,
        first=first,
    )


def warmup_then(schedule: Schedule, *, over: int = 10, first: float = 0.0) -> Schedule:
    r"""Rise in equal steps to the first rate of another schedule, then follow that one from its start.

    .. math:: rate(t) = \begin{cases}
              schedule(0) \cdot (first + (1 - first) \, t / over) & t < over \\
              schedule(t - over) & t \ge over \end{cases}

    Parameters
    ----------
    schedule : function of the step, or of (t, losses)
        What comes after the rise. It is asked about whole arrays of steps.
    over : int, default 10
        Steps that the rise takes.
    first : float in [0, 1], default 0.0
        Share of the rate at step 0. At 0 the first step goes nowhere.

    Returns
    -------
    function of the step, zero-based; of (t, losses) if `schedule` is one

    Raises
    ------
    Mistake
        If `schedule` is no function, or a number is out of range; it says which.

    Notes
    -----
    The warm-up comes on top: ``warmup_then(cosine(rate, over=90), over=10)`` ends at step 100. In Keras'
    CosineDecay that is ``decay_steps=90, warmup_steps=10``, too; Optax' warmup_cosine_decay_schedule counts
    the warm-up in, ``decay_steps=100``. PyTorch composes it as here, with SequentialLR.

    Examples
    --------
    >>> warmup_then(lambda t: 0.8 * 0.5 ** (t // 2), over=2)(np.arange(6)).round(3)
    array([0. , 0.4, 0.8, 0.8, 0.4, 0.4])
    """
    if not callable(schedule):
        given = called(schedule)
        raise Mistake(
            f"warmup_then: the schedule is {given}. Give a function of the step, such as cosine(0.1)."
        )
    check_schedule("schedule", schedule, where="warmup_then: ")
    over, first = check("warmup_then", over=over, first=first)

    def rate(t: Any, early: dict, late: dict) -> Any:
        t = whole_steps("warmup_then", t)
        aim = _asked(schedule, 0, early) if np.any(t < over) else 0.0
        after = _asked(schedule, np.maximum(t - over, 0).astype(int), late) if np.any(t >= over) else aim
        t = t.reshape((*t.shape, *(1,) * (np.ndim(after) - t.ndim)))  # a grid of walks has a grid of rates
        try:
            return np.where(t < over, (first + (1 - first) * t / over) * aim, after)
        except ValueError:
            raise Mistake(
                f"warmup_then: {called(schedule)} gives shape {np.shape(after)} for {t.shape} steps. "
                "It must give one rate a step."
            ) from None

    def plain(t: Any) -> Any:
        return rate(t, {}, {})

    def watching(t: Any, losses: Any = None) -> Any:
        losses = history("warmup_then", losses, t)
        return rate(t, {"losses": losses[:1]}, {"losses": losses[int(over) :]})

    chosen = watching if wants_losses(schedule) else plain
    return entitled(chosen, "warmup_then", schedule, over=over, first=first)


def _asked(schedule: Callable, t: Any, losses: dict) -> np.ndarray:
    """Ask another schedule for its rates; they must be numbers."""
    given = carefully(schedule, t, **losses)
    try:
        rates = np.asarray(given)
    except ValueError:  # rows of different lengths
        rates = np.asarray(None)
    if rates.dtype.kind not in "biuf":
        raise Mistake(f"warmup_then: {called(schedule)} gives {called(given)}. It must give one rate a step.")
    return rates


def one_cycle(
    learning_rate: float, *, over: int = 100, rise: float = 0.3, first: float = 0.04, last: float = 4e-6
) -> Schedule:
    r"""Rise to the highest rate along half a wave, then fall along a longer one to almost nothing.

    .. math:: rate(t) = \text{learning\_rate} \cdot \begin{cases}
              wave(first, 1, s / rise) & s < rise \\
              wave(1, last, (s - rise) / (1 - rise)) & s \ge rise \end{cases}
              \quad s = \min(t / over, 1)

    with :math:`wave(a, b, x) = b + (a - b)(1 + \cos \pi x) / 2`.

    Parameters
    ----------
    learning_rate : float
        The highest rate, that of step ``t = rise * over``.
    over : int, default 100
        Steps until the last rate, which is that of step ``t = over`` and of all after it.
    rise : float in (0, 1), default 0.3
        Share of the steps that the rise takes.
    first : float in [0, 1], default 0.04
        Share of the highest rate at step 0.
    last : float in [0, 1], default 4e-6
        Share of the highest rate that is left at the end.

    Returns
    -------
    function of the step, zero-based

    Raises
    ------
    Mistake
        If a number is out of range; it says which.

    Notes
    -----
    PyTorch's OneCycleLR with N ``total_steps`` peaks at ``pct_start * N - 1`` and ends at ``N - 1``: here
    ``over=N - 1`` and ``rise=(pct_start * N - 1) / (N - 1)``. Optax's cosine_onecycle_schedule peaks at
    ``int(pct_start * N)`` and ends at N: ``over=N``. Both give 1 / `first` as ``div_factor`` (25) and
    `first` / `last` as ``final_div_factor`` (10,000). PyTorch cycles the momentum as well. Keras has none.

    References
    ----------
    Smith, L., Topin, N. (2018). Super-convergence: very fast training of neural networks using large
    learning rates.

    Examples
    --------
    >>> one_cycle(0.8, over=6, rise=0.5, first=0.0, last=0.0)(np.arange(7)).round(3)
    array([0. , 0.2, 0.6, 0.8, 0.6, 0.2, 0. ])
    """
    learning_rate, over, rise, first, last = check(
        "one_cycle", learning_rate=learning_rate, over=over, rise=rise, first=first, last=last
    )
    if rise == 1:
        raise Mistake(f"one_cycle: rise is {rise}, so it would never fall. Give a share below 1.")

    def formula(t: np.ndarray) -> np.ndarray:
        peak = rise * over
        up, down = np.minimum(t / peak, 1), np.clip((t - peak) / (over - peak), 0, 1)
        return learning_rate * np.where(t < peak, between(first, 1, up), between(1, last, down))

    return named(formula, "one_cycle", learning_rate, over=over, rise=rise, first=first, last=last)


def cyclic(
    learning_rate: float, *, every: int = 40, rise: float = 0.5, lowest: float = 0.1, factor: float = 1.0
) -> Schedule:
    r"""Rise and fall in straight lines, again and again.

    .. math:: rate(t) = \text{learning\_rate} \cdot
              \left(lowest + (1 - lowest) \, factor^{\lfloor t / every \rfloor} \, tooth(t)\right)

    where :math:`tooth` goes from 0 to 1 in the first ``rise * every`` steps of a cycle, then back.

    Parameters
    ----------
    learning_rate : float
        The rate at the first peak.
    every : int, default 40
        Steps of a whole cycle, up and down.
    rise : float in (0, 1), default 0.5
        Share of a cycle that goes up.
    lowest : float in [0, 1], default 0.1
        Share of the rate at step 0 and between two cycles.
    factor : float in (0, 1], default 1.0
        What each cycle multiplies the height of the next one by; 0.5 halves it.

    Returns
    -------
    function of the step, zero-based

    Raises
    ------
    Mistake
        If a number is out of range; it says which.

    Notes
    -----
    PyTorch's CyclicLR with ``step_size_up + step_size_down = every``; its ``base_lr`` is a rate, no share;
    ``mode="triangular2"`` is ``factor=0.5``. It cycles the momentum as well unless told not to. Keras and
    Optax have none.

    References
    ----------
    Smith, L. (2017). Cyclical learning rates for training neural networks. WACV.

    Examples
    --------
    >>> cyclic(0.8, every=4, lowest=0.0, factor=0.5)(np.arange(9)).round(3)
    array([0. , 0.4, 0.8, 0.4, 0. , 0.2, 0.4, 0.2, 0. ])
    """
    numbers = dict(every=every, rise=rise, lowest=lowest, factor=factor)
    learning_rate, every, rise, lowest, factor = check("cyclic", learning_rate=learning_rate, **numbers)
    if rise == 1:
        raise Mistake(f"cyclic: rise is {rise}, so it would never fall. Give a share below 1.")

    def formula(t: np.ndarray) -> np.ndarray:
        turn, place = np.divmod(t / every, 1)
        tooth = np.minimum(place / rise, (1 - place) / (1 - rise))
        return learning_rate * (lowest + (1 - lowest) * factor**turn * tooth)

    return named(formula, "cyclic", learning_rate, **numbers)
